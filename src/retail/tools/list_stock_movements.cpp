// What moved stock: sales, receipts, counts, transfers and the rest, newest first.
#include "../catalog.hpp"
#include "../known_names.hpp"
#include "../period.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <sstream>

namespace retail_mcp::retail {

namespace {

enum class MovementKind {
    sale,
    goods_return,
    receipt,
    count,
    damage,
    write_off,
    return_to_supplier,
    transfer_out,
    transfer_in,
    undo
};

constexpr auto enum_names(MovementKind) {
    using enum MovementKind;
    return names<MovementKind>(
        {{sale, "sale"},
         {goods_return, "return"},
         {receipt, "receipt"},
         {count, "count"},
         {damage, "damage"},
         {write_off, "write_off"},
         {return_to_supplier, "return_to_supplier"},
         {transfer_out, "transfer_out"},
         {transfer_in, "transfer_in"},
         {undo, "undo"}}
    );
}

struct Params {
    std::optional<std::string> sku;
    std::optional<PeriodArgument> period;
    std::optional<MovementKind> kind;
    int limit = 20;
    std::optional<std::string> cursor;

    static constexpr auto fields() {
        return field_list(
            field("sku", &Params::sku, "Of this SKU or barcode.", length(1, 100)),
            field("period", &Params::period, "Business days, e.g. \"last week\"."),
            field("kind", &Params::kind, "Only of this kind."),
            field("limit", &Params::limit, "Rows to return.", range(1, 200)),
            field("cursor", &Params::cursor, "next_cursor of the page before.")
        );
    }
};

struct Movement {
    std::string store_id;
    std::string movement_id;
    Timestamp moved_at;
    Date business_date;
    std::string kind;
    std::string sku;
    std::string name;
    Quantity quantity;
    std::optional<Quantity> counted_quantity;
    std::optional<std::string> transaction_id;
    std::optional<std::string> other_store;
    std::optional<bool> in_transit; ///< transfers whose other store is among the asked ones
    std::optional<std::string> undoes;
    std::optional<std::string> undone_by;
    std::optional<std::string> reason;
    std::string actor;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &Movement::store_id),
            field("movement_id", &Movement::movement_id),
            field("moved_at", &Movement::moved_at),
            field("business_date", &Movement::business_date),
            field("kind", &Movement::kind),
            field("sku", &Movement::sku),
            field("name", &Movement::name),
            field("quantity", &Movement::quantity),
            field("counted_quantity", &Movement::counted_quantity, sparse),
            field("transaction_id", &Movement::transaction_id, sparse),
            field("other_store", &Movement::other_store, sparse),
            field("in_transit", &Movement::in_transit, sparse),
            field("undoes", &Movement::undoes, sparse),
            field("undone_by", &Movement::undone_by, sparse),
            field("reason", &Movement::reason, sparse),
            field("actor", &Movement::actor)
        );
    }
};

struct Answer {
    Head head;
    std::vector<Movement> movements;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened), field("movements", &Answer::movements)
        );
    }
};

/// Where a page ended, as the cursor carries it: day, moment, id and store of its last movement.
std::string position_after(const Movement& last) {
    return last.business_date.to_string() + ' ' + last.moved_at.to_string() + ' ' +
           last.movement_id + ' ' + last.store_id;
}

/// The four parameters that begin a page behind the position; all NULL for the first page.
std::vector<db::Parameter> parameters_of(const std::optional<std::string>& position) {
    std::vector<db::Parameter> parameters(4);
    if (position) {
        std::istringstream words{*position};
        for (db::Parameter& parameter : parameters) {
            words >> parameter.emplace();
        }
    }
    return parameters;
}

db::Query query_of(
    const ToolContext& context,
    const Params& params,
    const std::optional<Period>& period,
    const std::optional<std::string>& position
) {
    db::Query query{&sql::list_stock_movements, {context.scope().ids()}};
    auto& parameters = query.parameters;
    parameters.push_back(period ? db::Parameter{period->days.from.to_string()} : std::nullopt);
    parameters.push_back(period ? db::Parameter{period->days.until.to_string()} : std::nullopt);
    parameters.push_back(params.sku);
    parameters.push_back(
        params.kind ? db::Parameter{std::string{enum_name(*params.kind)}} : std::nullopt
    );
    for (db::Parameter& parameter : parameters_of(position)) {
        parameters.push_back(std::move(parameter));
    }
    parameters.push_back(std::to_string(params.limit + 1));
    return query;
}

Result<std::optional<Period>> period_of(const Params& params, const ToolContext& context) {
    if (!params.period) {
        return std::nullopt;
    }
    const Store& store = context.scope().first();
    auto resolved =
        resolve_period(*params.period, store.business_date(context.now()), store.calendar);
    if (!resolved) {
        return fail(std::move(resolved.error()));
    }
    return *resolved;
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    const auto period = period_of(params, context);
    const auto position = context.open_cursor(params.cursor);
    if (!period || !position) {
        co_return fail(period ? position.error() : period.error());
    }
    auto query = query_of(context, params, *period, *position);
    const auto rows = co_await context.read(std::move(query));
    if (!rows) {
        co_return fail(rows.error());
    }
    Answer answer;
    answer.head.metrics = {"on_hand"};
    answer.movements = rows_as<Movement>(*rows);
    if (answer.movements.empty() && params.sku) {
        NamedFilters filters{{}, {}, params.sku};
        if (auto known = co_await check_known(context, std::move(filters)); !known) {
            co_return fail(std::move(known.error()));
        }
    }
    if (*period) {
        answer.head.period = (*period)->shown(context.scope().first().time_zone);
    }
    if (answer.movements.size() > static_cast<std::size_t>(params.limit)) {
        answer.movements.pop_back();
        answer.head.truncated = true;
        answer.head.next_cursor = context.seal_cursor(position_after(answer.movements.back()));
    }
    co_return answer;
}

/// What a movement belongs to, for a person.
std::string note_on(const Movement& row) {
    if (row.undone_by) {
        return "undone by " + *row.undone_by;
    }
    if (row.undoes) {
        return "undoes " + *row.undoes;
    }
    if (row.other_store) {
        return (row.kind == "transfer_in" ? "from " : "to ") + *row.other_store +
               (row.in_transit.value_or(false) ? ", in transit" : "");
    }
    return row.reason.value_or("");
}

std::string in_words(const Answer& answer, const ToolContext&) {
    TextAnswer text;
    if (answer.movements.empty()) {
        return text.sentence("No stock movements match.")
            .next("a longer period, or fewer filters.")
            .str();
    }
    TextTable table;
    for (const char* heading : {"when (UTC)", "store", "kind", "sku"}) {
        table.add_column(heading);
    }
    table.add_column("quantity", TextTable::Align::right);
    table.add_column("movement_id");
    table.add_column("note", TextTable::Align::left, 60);
    for (const Movement& row : answer.movements) {
        table.add_row(
            {row.moved_at.to_string(),
             row.store_id,
             row.kind,
             row.sku,
             quantity_text(row.quantity),
             row.movement_id,
             note_on(row)}
        );
    }
    text.sentence(
        counted(static_cast<long long>(answer.movements.size()), "stock movement") +
        ", newest first" +
        (answer.head.period ? ", " + period_text(*answer.head.period) : std::string{}) + '.'
    );
    return text.table(table).paging(answer.head, answer.movements.size()).str();
}

} // namespace

constinit const ToolSpec list_stock_movements = tool<run, in_words>(
    {.name = "list_stock_movements",
     .title = "List stock movements",
     .description =
         "Why stock is what it is: each receipt, sale, count, damage, transfer and undo, newest "
         "first, by product, period or kind. For what is on hand now use check_stock. Example: "
         "{\"sku\": \"LAMP-01\", \"period\": \"last month\"}."}
);

} // namespace retail_mcp::retail
