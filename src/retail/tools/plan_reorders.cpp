// What to order, from whom and how much, with every assumption behind each line.
#include "../catalog.hpp"
#include "../known_names.hpp"
#include "../known_stock.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <nlohmann/json.hpp>

namespace retail_mcp::retail {

namespace {

/// Demand is measured on so many days before today.
constexpr int demand_days = 91;

struct Params {
    std::optional<std::string> category;
    std::optional<std::string> supplier;
    std::vector<std::string> skus;
    std::optional<Decimal> service_level;
    int limit = 20;
    std::optional<std::string> cursor;

    static constexpr auto fields() {
        return field_list(
            field("category", &Params::category, "Name or path.", length(1, 400)),
            field("supplier", &Params::supplier, "Supplier's name.", length(1, 200)),
            field("skus", &Params::skus, "Shown even if enough is there.", items(0, 200)),
            field(
                "service_level",
                &Params::service_level,
                "Chance of no stock-out, 0.5 to 0.9999; default: the store's."
            ),
            field("limit", &Params::limit, "Lines.", range(1, 200)),
            field("cursor", &Params::cursor, "next_cursor of the answer before.", length(1, 500))
        );
    }
};

struct Line {
    std::string store_id;
    std::string sku;
    std::string name;
    std::optional<std::string> supplier;
    std::string demand_class;
    Decimal daily_demand;
    Decimal sigma;
    std::int64_t in_stock_days = 0;
    std::int64_t demand_days = 0;
    Decimal lead_time_days;
    bool lead_time_assumed = false;
    std::int64_t review_days = 0;
    Decimal service_level;
    Decimal z;
    Quantity safety_stock;
    Quantity reorder_point;
    Quantity target;
    Quantity on_hand;
    Quantity position;
    std::optional<Decimal> days_of_cover;
    Quantity transfer_in;
    std::optional<Quantity> pack_size;
    Quantity minimum_order_quantity;
    Quantity suggested_order;
    std::optional<Money> cost;
    std::optional<Money> order_value;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &Line::store_id),
            field("sku", &Line::sku),
            field("name", &Line::name),
            field("supplier", &Line::supplier),
            field("demand_class", &Line::demand_class),
            field("daily_demand", &Line::daily_demand),
            field("sigma", &Line::sigma),
            field("in_stock_days", &Line::in_stock_days),
            field("demand_days", &Line::demand_days),
            field("lead_time_days", &Line::lead_time_days),
            field("lead_time_assumed", &Line::lead_time_assumed),
            field("review_days", &Line::review_days),
            field("service_level", &Line::service_level),
            field("z", &Line::z),
            field("safety_stock", &Line::safety_stock),
            field("reorder_point", &Line::reorder_point),
            field("target", &Line::target),
            field("on_hand", &Line::on_hand),
            field("position", &Line::position),
            field("days_of_cover", &Line::days_of_cover),
            field("transfer_in", &Line::transfer_in),
            field("pack_size", &Line::pack_size),
            field("minimum_order_quantity", &Line::minimum_order_quantity),
            field("suggested_order", &Line::suggested_order),
            field("cost", &Line::cost),
            field("order_value", &Line::order_value)
        );
    }
};

struct Supplier {
    std::optional<std::string> supplier;
    std::int64_t lines = 0;
    Quantity units;
    Money order_value;
    std::int64_t lines_without_cost = 0; ///< not in order_value

    static constexpr auto fields() {
        return field_list(
            field("supplier", &Supplier::supplier),
            field("lines", &Supplier::lines),
            field("units", &Supplier::units),
            field("order_value", &Supplier::order_value),
            field("lines_without_cost", &Supplier::lines_without_cost)
        );
    }
};

struct Transfer {
    std::string sku;
    std::string name;
    std::string from_store;
    std::string to_store;
    Quantity quantity;

    static constexpr auto fields() {
        return field_list(
            field("sku", &Transfer::sku),
            field("name", &Transfer::name),
            field("from_store", &Transfer::from_store),
            field("to_store", &Transfer::to_store),
            field("quantity", &Transfer::quantity)
        );
    }
};

/// What the statement says of all lines together.
struct Plan {
    std::int64_t products = 0;
    std::int64_t total = 0;
    std::vector<Supplier> suppliers;
    std::vector<Transfer> transfers;
    std::int64_t transfer_count = 0;

    static constexpr auto fields() {
        return field_list(
            field("products", &Plan::products),
            field("total", &Plan::total),
            field("suppliers", &Plan::suppliers),
            field("transfers", &Plan::transfers),
            field("transfer_count", &Plan::transfer_count)
        );
    }
};

struct Answer {
    Head head;
    std::vector<Line> lines;
    std::vector<Supplier> suppliers;
    std::vector<Transfer> transfers;
    std::int64_t transfer_count = 0;
    std::int64_t products = 0;
    std::optional<std::string> missing;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("lines", &Answer::lines),
            field("suppliers", &Answer::suppliers, outlined),
            field("transfers", &Answer::transfers, outlined),
            field("transfer_count", &Answer::transfer_count),
            field("products", &Answer::products),
            field("missing", &Answer::missing, sparse)
        );
    }
};

std::optional<Error> problem_in(const Params& params, const ToolContext& context) {
    Violations violations;
    const auto& level = params.service_level;
    if (level && (*level < Decimal{5, 1} || *level > Decimal{9999, 4})) {
        violations.push_back({"/service_level", "must be from 0.5 to 0.9999"});
    }
    if (!violations.empty()) {
        return violations_error(violations);
    }
    if (!context.scope().currency()) {
        return Error{
            ErrorCode::store_required,
            "The stores have different currencies, whose amounts are never added.",
            "Pass store."};
    }
    return std::nullopt;
}

db::Query make_query(const Params& params, const ToolContext& context, std::int64_t offset) {
    const Date today = context.scope().first().business_date(context.now());
    return {
        &sql::plan_reorders,
        {context.scope().ids(),
         params.category,
         params.supplier,
         params.skus.empty() ? std::nullopt : db::Parameter{text_array(params.skus)},
         params.service_level ? db::Parameter{params.service_level->to_string()} : std::nullopt,
         today.to_string(),
         std::to_string(params.limit),
         std::to_string(offset),
         (today - demand_days).to_string()}};
}

/// The rows' lines, and what is said of all lines beside the first.
Result<std::int64_t> fill(Answer& answer, const db::Rows& rows) {
    const auto plan =
        decode<Plan>(nlohmann::json::parse(rows.text(0, rows.column("plan").value())));
    if (!plan) {
        return fail(plan.error());
    }
    answer.suppliers = plan->suppliers;
    answer.transfers = plan->transfers;
    answer.transfer_count = plan->transfer_count;
    answer.products = plan->products;
    if (!rows.is_null(0, rows.column("sku").value())) {
        answer.lines = rows_as<Line>(rows);
    }
    return plan->total;
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    const auto offset = context.open_offset(params.cursor);
    if (auto problem = problem_in(params, context); problem || !offset) {
        co_return fail(problem ? *problem : offset.error());
    }
    std::vector<db::Query> queries;
    queries.push_back(make_query(params, context, *offset));
    queries.push_back(known_stock_query(context));
    const auto results = co_await context.read(std::move(queries));
    if (!results) {
        co_return fail(results.error());
    }
    Answer answer;
    const Date today = context.scope().first().business_date(context.now());
    if (const auto missing = missing_stock(results->back(), today - demand_days)) {
        answer.missing = untold_demand(*missing);
    }
    const auto total = fill(answer, results->front());
    if (!total) {
        co_return fail(total.error());
    }
    if (answer.products == 0) {
        NamedFilters named{params.category, std::nullopt, only(params.skus)};
        if (auto known = co_await check_known(context, std::move(named)); !known) {
            co_return fail(std::move(known.error()));
        }
    }
    show_page(answer.head, context, *offset, answer.lines.size(), *total);
    answer.head.metrics = {
        "daily_demand", "demand_class", "safety_stock", "reorder_point", "suggested_order"};
    co_return answer;
}

TextTable line_table(const Answer& answer, const ToolContext& context) {
    TextTable table;
    const bool several = !context.scope().is_one();
    if (several) {
        table.add_column("store");
    }
    table.add_column("sku");
    table.add_column("name", TextTable::Align::left, 36);
    table.add_column("supplier", TextTable::Align::left, 24);
    for (const char* heading : {"position", "per day", "reorder point", "order", "value"}) {
        table.add_column(heading, TextTable::Align::right);
    }
    for (const Line& line : answer.lines) {
        std::vector<std::string> row;
        if (several) {
            row.push_back(line.store_id);
        }
        row.insert(
            row.end(),
            {line.sku,
             line.name,
             or_dash(line.supplier),
             quantity_text(line.position),
             line.daily_demand.rounded(2).to_string(),
             quantity_text(line.reorder_point),
             quantity_text(line.suggested_order),
             or_dash(line.order_value)}
        );
        table.add_row(std::move(row));
    }
    return table;
}

TextTable supplier_table(const Answer& answer) {
    TextTable table;
    table.add_column("supplier", TextTable::Align::left, 40);
    for (const char* heading : {"lines", "units", "value"}) {
        table.add_column(heading, TextTable::Align::right);
    }
    for (const Supplier& supplier : answer.suppliers) {
        table.add_row(
            {or_dash(supplier.supplier),
             std::to_string(supplier.lines),
             quantity_text(supplier.units),
             money_text(supplier.order_value, std::nullopt)}
        );
    }
    return table;
}

TextTable transfer_table(const Answer& answer) {
    TextTable table;
    table.add_column("sku");
    table.add_column("name", TextTable::Align::left, 36);
    table.add_column("from");
    table.add_column("to");
    table.add_column("units", TextTable::Align::right);
    for (const Transfer& transfer : answer.transfers) {
        table.add_row(
            {transfer.sku,
             transfer.name,
             transfer.from_store,
             transfer.to_store,
             quantity_text(transfer.quantity)}
        );
    }
    return table;
}

std::string in_words(const Answer& answer, const ToolContext& context) {
    TextAnswer text;
    if (answer.missing) {
        text.sentence(*answer.missing);
    }
    if (answer.lines.empty()) {
        return text
            .sentence(
                answer.products == 0
                    ? "No active product matches."
                    : "Nothing to order among " + counted(answer.products, "active product") + '.'
            )
            .str();
    }
    text.sentence(counted(*answer.head.total, "line") + ", soonest empty first.")
        .table(line_table(answer, context))
        .paging(answer.head, answer.lines.size());
    if (!answer.suppliers.empty()) {
        text.sentence("Orders by supplier:").table(supplier_table(answer));
    }
    if (!answer.transfers.empty()) {
        text.sentence(
                counted(answer.transfer_count, "transfer") +
                " from stores with stock above their target:"
        )
            .table(transfer_table(answer));
    }
    return text
        .sentence("Demand: units per day in stock over 91 days. Lead times are taken as certain; "
                  "7 days where none is recorded.")
        .next("plan_reorders with supplier for one order; skus for the reasoning of one line.")
        .str();
}

} // namespace

constinit const ToolSpec plan_reorders = tool<run, in_words>(
    {.name = "plan_reorders",
     .title = "What to order",
     .description = "What to order, how much and from whom: demand without stock-out days, lead "
                    "time, safety stock, packs and minimums, with every assumption; between own "
                    "stores also transfers. For mere stock levels use check_stock. Example: "
                    "{\"supplier\": \"Acme\"}."}
);

} // namespace retail_mcp::retail
