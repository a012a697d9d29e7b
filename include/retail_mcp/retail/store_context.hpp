#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/base/values.hpp>
#include <retail_mcp/db/query.hpp>

#include <optional>
#include <string>
#include <vector>

/// Whose data a call is about: the principal's stores as the database grants them, and the part of
/// them that one call reads or writes. None of this is the boundary (the database's policies are);
/// it shapes arguments and answers, and narrows every statement to the stores it is about.
namespace retail_mcp::retail {

/// How weeks, months, quarters and years of relative phrases are cut.
enum class StoreCalendar { iso, retail_454 };

constexpr auto enum_names(StoreCalendar) {
    return names<StoreCalendar>({{StoreCalendar::iso, "iso"}, {StoreCalendar::retail_454, "4-5-4"}}
    );
}

/// One of the principal's stores.
struct Store {
    std::string store_id;
    std::string store_name;
    std::string currency;
    std::string time_zone;
    std::string language;
    StoreCalendar calendar = StoreCalendar::iso;
    bool prices_include_tax = false;
    bool can_write = false;
    int business_day_start = 0; ///< seconds after midnight
    int utc_offset = 0;         ///< seconds east of UTC at the time of reading

    static constexpr auto fields() {
        return field_list(
            field("store_id", &Store::store_id),
            field("store_name", &Store::store_name),
            field("currency", &Store::currency),
            field("time_zone", &Store::time_zone),
            field("language", &Store::language),
            field("calendar", &Store::calendar),
            field("prices_include_tax", &Store::prices_include_tax),
            field("can_write", &Store::can_write),
            field("business_day_start", &Store::business_day_start),
            field("utc_offset", &Store::utc_offset)
        );
    }

    /// The business day that is running at `now`.
    Date business_date(Timestamp now) const;
};

/// The principal, as the database knows it. `stores` is ordered by id and never empty.
struct Identity {
    std::string principal;
    bool personal_data = false;
    std::vector<Store> stores;

    bool may_write() const;
};

/// The stores of one call: one of the principal's, or all of them.
class Scope {
public:
    Scope() = default;

    explicit Scope(std::vector<Store> stores, bool all) : stores_{std::move(stores)}, all_{all} {}

    const std::vector<Store>& stores() const { return stores_; }

    bool is_one() const { return stores_.size() == 1; }

    /// The store whose calendar and time zone the call goes by: the only one, or the first.
    const Store& first() const { return stores_.front(); }

    /// The currency all of them share, if they do.
    std::optional<std::string> currency() const;

    /// The first argument of retail.set_store_context: a store id, or "*".
    std::string context() const { return all_ ? "*" : first().store_id; }

    /// The stores' ids for `store_id = ANY ($n)`.
    db::Parameter ids() const;

private:
    std::vector<Store> stores_;
    bool all_ = false;
};

/// What a tool does with stores, and so what its `store` argument is.
enum class StoreUse { none, read, write };

/// The stores a call is about. `wanted` is the `store` argument; reads without it are about all of
/// the principal's stores, writes need exactly one (`store_required`). An unknown and an unowned
/// store are the same error, `store_not_available`.
Result<Scope>
choose_stores(const Identity& identity, StoreUse use, const std::optional<std::string>& wanted);

/// The schema of the `store` argument as a JSON member, empty where the tool has none: an
/// enumeration of up to 16 stores, above that a string.
std::string store_property(const std::vector<std::string>& store_ids, StoreUse use);

/// PostgreSQL's text form of an array of text.
std::string text_array(const std::vector<std::string>& values);

} // namespace retail_mcp::retail
