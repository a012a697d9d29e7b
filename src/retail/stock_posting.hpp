#pragma once

#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/retail/tool.hpp>

#include <optional>
#include <string>

/// Writing to the stock ledger: one movement, confirmed by a person, posted once, and only on the
/// stock that the person was shown.
namespace retail_mcp::retail::stock {

/// What an adjustment is about: a product's counters as they were read, and, where an earlier
/// movement is taken back or received, that movement.
struct Target {
    std::string sku;
    std::string name;
    std::string product_id;
    std::optional<Decimal> cost;
    std::optional<Decimal> reorder_point;
    Decimal on_hand;
    std::string version;
    bool is_carried_there = true; ///< by the store that a transfer goes to
    std::optional<std::string> kind;
    std::optional<Decimal> change;
    std::optional<std::string> transfer_id;
    std::optional<std::string> other_store;
    std::optional<std::string> done_by; ///< the movement that has done this already
    bool can_be_undone = true;
    bool is_counted_since = false;

    static constexpr auto fields() {
        return field_list(
            field("sku", &Target::sku),
            field("name", &Target::name),
            field("product_id", &Target::product_id),
            field("cost", &Target::cost),
            field("reorder_point", &Target::reorder_point),
            field("on_hand", &Target::on_hand),
            field("version", &Target::version),
            field("is_carried_there", &Target::is_carried_there),
            field("kind", &Target::kind),
            field("change", &Target::change),
            field("transfer_id", &Target::transfer_id),
            field("other_store", &Target::other_store),
            field("done_by", &Target::done_by),
            field("can_be_undone", &Target::can_be_undone),
            field("is_counted_since", &Target::is_counted_since)
        );
    }
};

/// What is to be posted on it.
struct Posting {
    Target target;
    std::string kind;               ///< of the movement, as the ledger names it
    Decimal change;                 ///< of on_hand; of a count as the preview shows it
    std::optional<Decimal> counted; ///< counts only
    db::Parameter other_store;      ///< transfers only
    db::Parameter undone;           ///< movement id, undos only
    db::Parameter reason;
    std::string idempotency_key;
    std::string request_digest; ///< in hex
};

struct Movement {
    std::string movement_id;
    std::string kind;
    std::string sku;
    Quantity quantity;
    std::optional<std::string> other_store;
    bool in_transit = false; ///< sent, and not yet received in other_store
    bool replayed = false;   ///< the key had done this before; nothing was posted again

    static constexpr auto fields() {
        return field_list(
            field("movement_id", &Movement::movement_id),
            field("kind", &Movement::kind),
            field("sku", &Movement::sku),
            field("quantity", &Movement::quantity),
            field("other_store", &Movement::other_store, sparse),
            field("in_transit", &Movement::in_transit),
            field("replayed", &Movement::replayed)
        );
    }
};

struct Posted {
    Movement movement;
    Quantity before;
    Quantity after;
};

/// Asks what the idempotency key has done in the scope's store; for `earlier_of`.
db::Query earlier_query(const ToolContext& context, std::string key, std::string request_digest);

/// What the key has done before, if anything, as it was answered then; `idempotency_mismatch` if
/// that was another request.
Result<std::optional<Posted>> earlier_of(const db::Rows& rows);

/// Everything a person decides on: what, where, before and after, its value, and what follows.
std::string question_of(const Posting& posting, const Store& store);

/// What the person's agreement is bound to: exactly this stock.
std::string state_of(const Target& target);

/// Posts in one transaction. `conflict`, and nothing posted: the stock is no longer the one of
/// `confirmed.state`, the confirmation or the key was used meanwhile. Where the outcome is unknown
/// (connection lost, time over) the same call with the same key settles it.
asio::awaitable<Result<Posted>>
post(ToolContext& context, const Posting& posting, mcp::Confirmation confirmed);

/// Uses up the id of a question that was answered with no. What goes wrong is left: nothing was to
/// be changed.
asio::awaitable<void> use_up(ToolContext& context, std::string id);

} // namespace retail_mcp::retail::stock
