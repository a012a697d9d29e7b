#pragma once

#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/base/text.hpp>
#include <retail_mcp/base/values.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What every answer has in common: the head of the structured content, and the text block.
namespace retail_mcp::retail {

/// The resolved period: from the first day up to, but not including, `until`.
struct PeriodShown {
    Date from;
    Date until;
    std::string time_zone;
    bool partial = false;

    static constexpr auto fields() {
        return field_list(
            field("from", &PeriodShown::from),
            field("until", &PeriodShown::until),
            field("time_zone", &PeriodShown::time_zone),
            field("partial", &PeriodShown::partial)
        );
    }
};

/// The common head of answers with figures; put it first, `flattened`. The frame fills store,
/// stores, currency and as_of; the tool the rest.
struct Head {
    std::optional<std::string> store;
    std::vector<std::string> stores; ///< several stores: which; then `store` is null
    std::optional<std::string> currency;
    std::optional<PeriodShown> period;
    Timestamp as_of;
    std::vector<std::string> metrics;
    bool truncated = false;
    std::optional<std::int64_t> total;
    std::optional<std::string> next_cursor;

    static constexpr auto fields() {
        return field_list(
            field("store", &Head::store),
            field("stores", &Head::stores, sparse, outlined),
            field("currency", &Head::currency),
            field("period", &Head::period, outlined),
            field("as_of", &Head::as_of),
            field("metrics", &Head::metrics, outlined),
            field("truncated", &Head::truncated),
            field("total", &Head::total),
            field("next_cursor", &Head::next_cursor)
        );
    }
};

/// The text block: a sentence with the answer, tables, what was cut, what to ask next. Tables come
/// from the shop's records, so they stand between marks with a number drawn per call: whatever a
/// record says, it cannot end its block and pose as ours.
class TextAnswer {
public:
    TextAnswer& sentence(std::string text);
    TextAnswer& table(const TextTable& table);

    /// Free text of a record, for example a description; cut to `max_characters`.
    TextAnswer& record(std::string_view text, std::size_t max_characters = 600);

    /// "Showing 20 of 340; pass cursor for more." Nothing when all is shown.
    TextAnswer& paging(const Head& head, std::size_t shown);

    TextAnswer& next(std::string suggestion);

    std::string str() const;

private:
    TextAnswer& fenced(std::string_view text);

    std::string body_;
    std::string next_;
    std::string mark_;
};

using retail_mcp::quoted; // for names from the records within our own sentences

/// "1,234.50 USD"; just the amount if the currency is not known.
std::string money_text(const Money& money, const std::optional<std::string>& currency);

std::string quantity_text(const Quantity& quantity);

/// The value's text, or "–" where there is none.
std::string or_dash(const std::optional<std::string>& text);
std::string or_dash(const std::optional<Money>& money);
std::string or_dash(const std::optional<Quantity>& quantity);
std::string or_dash(const std::optional<Share>& share);

/// "2025-03-01 to 2025-03-31", the last day included, with "so far" where partial.
std::string period_text(const PeriodShown& period);

} // namespace retail_mcp::retail
