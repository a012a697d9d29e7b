// Changes stock by one ledger movement: shown first, confirmed by a person, posted once.
#include "../catalog.hpp"
#include "../known_names.hpp"
#include "../stock_posting.hpp"
#include "../uuid.hpp"

#include <retail_mcp/base/seal.hpp>
#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

namespace retail_mcp::retail {

namespace {

using stock::Posting;
using stock::Target;

enum class Action { count, receipt, damage, return_to_supplier, transfer, undo };

constexpr auto enum_names(Action) {
    using enum Action;
    return names<Action>(
        {{count, "count"},
         {receipt, "receipt"},
         {damage, "damage"},
         {return_to_supplier, "return_to_supplier"},
         {transfer, "transfer"},
         {undo, "undo"}}
    );
}

/// What a column of the ledger holds.
const Decimal largest_stock{999'999'999};

struct Params {
    Action action = Action::count;
    std::optional<std::string> sku;
    std::optional<Quantity> quantity;
    std::optional<std::string> to_store;
    std::optional<std::string> movement_id;
    std::optional<std::string> reason;
    std::string idempotency_key;

    static constexpr auto fields() {
        return field_list(
            field("action", &Params::action, "What happened.", required),
            field("sku", &Params::sku, "SKU or barcode; not for undo.", length(1, 100)),
            field(
                "quantity",
                &Params::quantity,
                "Counted, received, damaged, returned or sent: never negative.",
                range(0, 999999999)
            ),
            field(
                "to_store", &Params::to_store, "transfer: your store that gets it.", length(1, 50)
            ),
            field(
                "movement_id",
                &Params::movement_id,
                "undo: of what; receipt: of a transfer that has arrived, instead of sku and "
                "quantity.",
                length(36, 36)
            ),
            field("reason", &Params::reason, "Why, in a few words.", length(1, 500)),
            field(
                "idempotency_key",
                &Params::idempotency_key,
                "Your name for this change; the same key never posts twice.",
                required,
                length(8, 100)
            )
        );
    }

    /// The goods of a transfer have come.
    bool receives_transfer() const { return action == Action::receipt && movement_id.has_value(); }

    /// About an earlier movement instead of a product and a quantity.
    bool follows_movement() const { return action == Action::undo || receives_transfer(); }
};

struct Answer {
    Head head;
    stock::Movement movement;
    Quantity before;
    Quantity after;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("movement", &Answer::movement),
            field("before", &Answer::before),
            field("after", &Answer::after)
        );
    }
};

void check_quantity(const Params& params, Violations& violations) {
    if (!params.quantity) {
        return;
    }
    const Decimal& quantity = params.quantity->amount;
    if (quantity.is_zero() && params.action != Action::count) {
        violations.push_back({"/quantity", "must be more than 0"});
    }
    if (quantity.trimmed().scale() > 3) {
        violations.push_back({"/quantity", "has at most three digits after the point"});
    }
}

/// What the arguments demand of one another.
std::optional<Error> contradiction_in(const Params& params, const ToolContext& context) {
    Violations violations;
    const auto expect = [&](bool wanted, bool given, const char* path, const char* when) {
        if (wanted != given) {
            violations.push_back(
                {path, std::string{wanted ? "is required for " : "cannot be given with "} + when}
            );
        }
    };
    const std::string action{enum_name(params.action)};
    const bool follows = params.follows_movement();
    const char* const given = params.receives_transfer() ? "movement_id" : action.c_str();
    expect(follows, params.movement_id.has_value(), "/movement_id", action.c_str());
    expect(!follows, params.sku.has_value(), "/sku", given);
    expect(!follows, params.quantity.has_value(), "/quantity", given);
    expect(
        params.action == Action::transfer, params.to_store.has_value(), "/to_store", action.c_str()
    );
    check_quantity(params, violations);
    if (params.to_store == context.scope().first().store_id) {
        violations.push_back({"/to_store", "must be another store than the sending one"});
    }
    if (params.movement_id && !is_uuid(*params.movement_id)) {
        violations.push_back({"/movement_id", "must be a UUID, as list_stock_movements shows it"});
    }
    return violations.empty() ? std::nullopt : std::optional{violations_error(violations)};
}

/// Asks for the product, or the movement, that the adjustment is about.
db::Query target_query(const Params& params, const ToolContext& context) {
    const std::string& store = context.scope().first().store_id;
    if (params.action == Action::undo) {
        return {&sql::movement_to_undo, {store, params.movement_id}};
    }
    if (params.receives_transfer()) {
        std::vector<std::string> stores;
        for (const Store& own : context.identity().stores) {
            stores.push_back(own.store_id);
        }
        return {&sql::transfer_to_receive, {store, params.movement_id, text_array(stores)}};
    }
    return {&sql::stock_to_adjust, {store, params.sku, params.to_store}};
}

/// Why there is nothing to adjust.
asio::awaitable<Error> nothing_found(ToolContext& context, const Params& params) {
    const std::string store = context.scope().first().store_id;
    if (params.follows_movement()) {
        const bool undoes = params.action == Action::undo;
        co_return Error{
            ErrorCode::unknown_movement,
            (undoes ? "There is no stock movement " : "No transfer was sent to this store by ") +
                *params.movement_id + '.',
            "list_stock_movements shows every movement_id."};
    }
    NamedFilters named{{}, {}, params.sku};
    auto known = co_await check_known(context, std::move(named));
    co_return known ? Error{ErrorCode::conflict, "The product came just now.", "Call again."}
                    : std::move(known.error());
}

std::optional<Error> unusable(const Params& params, const Target& target) {
    if (!target.is_carried_there) {
        return Error{
            ErrorCode::unknown_sku,
            "The store " + *params.to_store + " does not carry " + retail::quoted(target.sku) + '.',
            "It must be in that store's catalogue before it can be sent there."};
    }
    if (!target.can_be_undone) {
        return Error{
            ErrorCode::conflict,
            "A movement of kind " + *target.kind + " cannot be taken back.",
            "Sales and returns are corrected at the till, a transfer by one back, an undo by "
            "posting the movement again."};
    }
    if (target.done_by) {
        return Error{
            ErrorCode::conflict,
            std::string{
                params.action == Action::undo ? "It has been taken back" : "It has been received"} +
                " already, by movement " + *target.done_by + '.',
            "Nothing is left to do."};
    }
    return std::nullopt;
}

std::string kind_of(const Params& params) {
    if (params.receives_transfer()) {
        return "transfer_in";
    }
    return params.action == Action::transfer ? "transfer_out"
                                             : std::string{enum_name(params.action)};
}

Decimal change_of(const Params& params, const Target& target) {
    if (target.change) {
        return *target.change;
    }
    const Decimal& quantity = params.quantity->amount;
    switch (params.action) {
    case Action::count:
        return quantity - target.on_hand;
    case Action::receipt:
        return quantity;
    default:
        return -quantity;
    }
}

/// What the request was, for telling a repeated one from another under the same key.
std::string digest_of(const Params& params) {
    Params request = params;
    request.idempotency_key.clear();
    if (request.quantity) {
        request.quantity->amount = request.quantity->amount.trimmed();
    }
    return sha256_hex(to_json(request));
}

Result<Posting> posting_of(const Params& params, Target target) {
    Posting posting;
    posting.kind = kind_of(params);
    posting.change = change_of(params, target);
    if ((target.on_hand + posting.change).abs() > largest_stock) {
        return fail(violations_error({{"/quantity", "makes the stock larger than the ledger holds"}}
        ));
    }
    if (params.action == Action::count) {
        posting.counted = params.quantity->amount;
    }
    posting.other_store = params.to_store ? params.to_store : target.other_store;
    posting.undone = params.action == Action::undo ? params.movement_id : std::nullopt;
    posting.reason = params.reason;
    posting.idempotency_key = params.idempotency_key;
    posting.request_digest = digest_of(params);
    posting.target = std::move(target);
    return posting;
}

Answer answer_of(stock::Posted posted) {
    Answer answer{{}, std::move(posted.movement), posted.before, posted.after};
    answer.head.metrics = {"on_hand"};
    return answer;
}

/// Asks the person, then posts on exactly what the person saw.
asio::awaitable<Result<Answer>> ask_and_post(ToolContext& context, Posting posting) {
    mcp::Question question{
        stock::question_of(posting, context.scope().first()),
        stock::state_of(posting.target),
        [&context](std::string id) { return stock::use_up(context, std::move(id)); }};
    auto confirmed = co_await context.request().confirm(std::move(question));
    if (!confirmed) {
        co_return fail(std::move(confirmed.error()));
    }
    auto posted = co_await stock::post(context, posting, std::move(*confirmed));
    if (!posted) {
        co_return fail(std::move(posted.error()));
    }
    co_return answer_of(std::move(*posted));
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    if (auto problem = contradiction_in(params, context)) {
        co_return fail(std::move(*problem));
    }
    if (!context.scope().first().can_write) {
        co_return fail(
            ErrorCode::permission_denied, "You may read this store's stock, but not change it."
        );
    }
    if (params.to_store) {
        const auto own = choose_stores(context.identity(), StoreUse::read, params.to_store);
        if (!own) {
            co_return fail(own.error());
        }
    }
    std::vector<db::Query> queries;
    queries.push_back(stock::earlier_query(context, params.idempotency_key, digest_of(params)));
    queries.push_back(target_query(params, context));
    const auto rows = co_await context.read_everywhere(std::move(queries));
    if (!rows) {
        co_return fail(rows.error());
    }
    auto earlier = stock::earlier_of(rows->front());
    if (!earlier) {
        co_return fail(std::move(earlier.error()));
    }
    if (*earlier) {
        co_return answer_of(std::move(**earlier));
    }
    if (rows->back().empty()) {
        co_return fail(co_await nothing_found(context, params));
    }
    auto target = row_as<Target>(rows->back());
    if (auto problem = unusable(params, target)) {
        co_return fail(std::move(*problem));
    }
    auto posting = posting_of(params, std::move(target));
    if (!posting) {
        co_return fail(std::move(posting.error()));
    }
    co_return co_await ask_and_post(context, std::move(*posting));
}

std::string in_words(const Answer& answer, const ToolContext&) {
    const stock::Movement& movement = answer.movement;
    TextAnswer text;
    text.sentence(
        (movement.replayed ? "Had been posted before: " : "Posted: ") + movement.kind + " of " +
        quantity_text(movement.quantity) + ' ' + retail::quoted(movement.sku) + ", on hand " +
        quantity_text(answer.before) + " before and " + quantity_text(answer.after) +
        " after. movement_id " + movement.movement_id + '.'
    );
    if (movement.in_transit) {
        text.sentence("The goods are in transit to " + *movement.other_store + '.');
        return text
            .next("when they arrive: adjust_stock with action receipt and this movement_id, in "
                  "that store.")
            .str();
    }
    if (movement.other_store || movement.kind == "undo") {
        return text.str();
    }
    return text.next("to take it back: action undo with this movement_id and a new key.").str();
}

} // namespace

constinit const ToolSpec adjust_stock = tool<run, in_words>(
    {.name = "adjust_stock",
     .title = "Change stock",
     .description =
         "Post a count, receipt, damage, return to supplier, transfer to another of your stores "
         "(in transit until its receipt is posted there), or the undo of a movement. A person is "
         "shown the effect and asked first. Example: {\"action\": \"count\", \"sku\": \"LAMP-01\", "
         "\"quantity\": 12, \"idempotency_key\": \"count-lamp-2025-06-18\"}.",
     .store_use = StoreUse::write,
     .annotations = {.read_only = false, .destructive = false, .idempotent = true}}
);

} // namespace retail_mcp::retail
