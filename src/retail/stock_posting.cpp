#include "stock_posting.hpp"

#include <retail_mcp/base/seal.hpp>
#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

namespace retail_mcp::retail::stock {

namespace {

/// What movement_of_key tells beside the movement.
struct Earlier {
    Quantity before;
    Quantity after;
    bool is_same_request = false;

    static constexpr auto fields() {
        return field_list(
            field("before", &Earlier::before),
            field("after", &Earlier::after),
            field("is_same_request", &Earlier::is_same_request)
        );
    }
};

db::Parameter text_of(const std::optional<Decimal>& number) {
    return number ? db::Parameter{number->to_string()} : std::nullopt;
}

db::Query insert_of(const Posting& posting, const ToolContext& context, std::string before) {
    const Target& target = posting.target;
    const bool has_cost = posting.change > Decimal{} || posting.kind == "transfer_out";
    return {
        &sql::post_movement,
        {context.scope().first().store_id,
         target.product_id,
         posting.kind,
         posting.change.to_string(),
         text_of(posting.counted),
         has_cost ? text_of(target.cost) : std::nullopt,
         target.transfer_id,
         posting.other_store,
         posting.undone,
         posting.reason,
         posting.idempotency_key,
         posting.request_digest,
         std::move(before),
         context.now().to_string()}};
}

tl::unexpected<Error> conflict() {
    return fail(
        ErrorCode::conflict,
        "The stock changed after it was shown, so nothing was posted.",
        "Call again with the same arguments: the new figures are shown and asked about."
    );
}

/// Whatever interrupted a write, the key tells later whether it happened.
Error with_way_out(Error error) {
    if (error.code != ErrorCode::permission_denied) {
        error.hint = "Call again with the same idempotency_key: nothing is posted twice.";
    }
    return error;
}

db::Query use_of(const std::string& id) {
    return {&sql::use_confirmation, {sha256_hex(id)}};
}

/// Locks the stock and uses the confirmation up; what is on hand, if both are as they were shown.
asio::awaitable<Result<std::string>> hold(
    db::Transaction& transaction,
    const std::string& store,
    const Target& target,
    const mcp::Confirmation& confirmed
) {
    std::vector<db::Query> checks;
    checks.push_back({&sql::lock_stock, {store, target.product_id}});
    if (!confirmed.id.empty()) {
        checks.push_back(use_of(confirmed.id));
    }
    const auto checked = co_await transaction.execute(std::move(checks));
    if (!checked) {
        co_return fail(with_way_out(checked.error()));
    }
    const db::Rows& locked = checked->front();
    const bool is_used = !confirmed.id.empty() && checked->back().text(0, 0) != "t";
    const bool is_shown = state_of(target) == confirmed.state && !locked.empty() &&
                          locked.text(0, 0) == target.version;
    if (is_used || !is_shown) {
        co_return conflict();
    }
    co_return std::string{locked.text(0, 1)};
}

Posted posted_of(const Posting& posting, const std::vector<db::Rows>& written, Decimal before) {
    const db::Rows& stock = written.back();
    Posted posted;
    posted.before.amount = before;
    posted.after.amount = Decimal::parse(stock.text(0, 1)).value();
    posted.movement.movement_id = written.front().text(0, 0);
    posted.movement.kind = posting.kind;
    posted.movement.sku = posting.target.sku;
    posted.movement.quantity.amount = posted.after.amount - before;
    posted.movement.other_store = posting.other_store;
    posted.movement.in_transit = posting.kind == "transfer_out";
    return posted;
}

} // namespace

db::Query earlier_query(const ToolContext& context, std::string key, std::string request_digest) {
    return {
        &sql::movement_of_key,
        {context.scope().first().store_id, std::move(key), std::move(request_digest)}};
}

Result<std::optional<Posted>> earlier_of(const db::Rows& rows) {
    if (rows.empty()) {
        return std::nullopt;
    }
    auto movement = row_as<Movement>(rows);
    const auto earlier = row_as<Earlier>(rows);
    if (!earlier.is_same_request) {
        return fail(
            ErrorCode::idempotency_mismatch,
            "This idempotency_key has posted another movement, " + movement.movement_id + '.',
            "Use a new key for a new movement."
        );
    }
    movement.replayed = true;
    return Posted{std::move(movement), earlier.before, earlier.after};
}

std::string state_of(const Target& target) {
    return target.product_id + ' ' + target.version;
}

asio::awaitable<Result<Posted>>
post(ToolContext& context, const Posting& posting, mcp::Confirmation confirmed) {
    const std::string store = context.scope().first().store_id;
    auto transaction = co_await context.write();
    if (!transaction) {
        co_return fail(std::move(transaction.error()));
    }
    const auto before = co_await hold(*transaction, store, posting.target, confirmed);
    if (!before) {
        co_return fail(before.error());
    }
    std::vector<db::Query> writes;
    writes.push_back(insert_of(posting, context, *before));
    writes.push_back({&sql::lock_stock, {store, posting.target.product_id}});
    const auto written = co_await transaction->finish(std::move(writes));
    if (!written) {
        co_return fail(with_way_out(written.error()));
    }
    if (written->front().empty()) {
        co_return conflict(); // the key was used meanwhile: the next call finds what it did
    }
    co_return posted_of(posting, *written, Decimal::parse(*before).value());
}

asio::awaitable<void> use_up(ToolContext& context, std::string id) {
    auto transaction = co_await context.write();
    if (transaction) {
        std::vector<db::Query> queries;
        queries.push_back(use_of(id));
        co_await transaction->finish(std::move(queries));
    }
}

} // namespace retail_mcp::retail::stock
