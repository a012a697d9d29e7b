// What the stock does: nine analyses of one shape, a line per SKU and totals over all lines.
#include "../catalog.hpp"
#include "../inventory_lines.hpp"
#include "../known_names.hpp"
#include "../known_stock.hpp"
#include "../period.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <nlohmann/json.hpp>

namespace retail_mcp::retail {

namespace {

struct Params {
    InventoryAnalysis analysis = InventoryAnalysis::cover;
    std::optional<PeriodArgument> period;
    std::optional<std::string> category;
    int limit = 20;
    std::optional<std::string> cursor;

    static constexpr auto fields() {
        return field_list(
            field("analysis", &Params::analysis, "Which question.", required),
            field("period", &Params::period, "Default depends on the analysis; it is echoed."),
            field("category", &Params::category, "Name or path.", length(1, 400)),
            field("limit", &Params::limit, "Lines.", range(1, 200)),
            field("cursor", &Params::cursor, "next_cursor of the answer before.", length(1, 500))
        );
    }
};

struct Answer {
    Head head;
    InventoryAnalysis analysis = InventoryAnalysis::cover;
    std::vector<InventoryLine> lines;
    InventoryTotals totals;
    std::optional<std::string> missing;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("analysis", &Answer::analysis),
            field("lines", &Answer::lines, outlined),
            field("totals", &Answer::totals, outlined),
            field("missing", &Answer::missing, sparse)
        );
    }
};

/// The period that was asked for, or the analysis' own.
Result<Period> period_of(const Params& params, const ToolContext& context) {
    if (!context.scope().currency()) {
        return fail(
            ErrorCode::store_required,
            "The stores have different currencies, whose amounts are never added.",
            "Pass store."
        );
    }
    const Store& store = context.scope().first();
    const PeriodArgument usual{
        std::string{plan_of(params.analysis).period}, std::nullopt, std::nullopt};
    return resolve_period(
        params.period.value_or(usual), store.business_date(context.now()), store.calendar
    );
}

db::Query make_query(
    const Params& params, const ToolContext& context, const Period& period, std::int64_t offset
) {
    const InventoryPlan& plan = plan_of(params.analysis);
    db::Query query{
        plan.statement,
        {context.scope().ids(),
         period.days.from.to_string(),
         period.days.until.to_string(),
         params.category,
         std::to_string(params.limit),
         std::to_string(offset)}};
    if (plan.statement == &sql::inventory_ageing) {
        query.parameters.push_back(
            params.analysis == InventoryAnalysis::dead_stock ? "true" : "false"
        );
    }
    return query;
}

/// Refuses to compute from stock that nobody knows, and names what is missing.
Error unknown_stock(const MissingStock& missing, const Params& params, const Period& period) {
    return {
        ErrorCode::not_available,
        missing.what + ", so " + std::string{enum_name(params.analysis)} + " cannot be told from " +
            period.days.from.to_string() + " on.",
        missing.mend};
}

/// Nothing was counted: that is no shrinkage of zero.
Error nothing_counted(const Period& period) {
    return {
        ErrorCode::not_available,
        "Nothing was counted again or written off from " + period.days.from.to_string() +
            " to the end of the period, so shrinkage is not known.",
        "Missing are counts after a product's first: adjust_stock with the action count, or import "
        "a "
        "stock file."};
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    const auto offset = context.open_offset(params.cursor);
    const auto period = period_of(params, context);
    if (!offset || !period) {
        co_return fail(offset ? period.error() : offset.error());
    }
    std::vector<db::Query> queries;
    queries.push_back(make_query(params, context, *period, *offset));
    queries.push_back(known_stock_query(context));
    const auto results = co_await context.read(std::move(queries));
    if (!results) {
        co_return fail(results.error());
    }
    const auto missing = missing_stock(results->back(), period->days.from);
    if (missing && plan_of(params.analysis).needs_known_stock) {
        co_return fail(unknown_stock(*missing, params, *period));
    }
    const db::Rows* const rows = &results->front();
    Answer answer;
    if (missing && params.analysis == InventoryAnalysis::cover) {
        answer.missing = untold_demand(*missing);
    }
    const auto totals =
        decode<InventoryTotals>(nlohmann::json::parse(rows->text(0, rows->column("totals").value()))
        );
    if (!totals) {
        co_return fail(totals.error());
    }
    answer.analysis = params.analysis;
    answer.totals = *totals;
    if (!rows->is_null(0, rows->column("sku").value())) {
        answer.lines = rows_as<InventoryLine>(*rows);
    } else if (params.category) {
        NamedFilters filters{params.category, std::nullopt, std::nullopt};
        if (auto known = co_await check_known(context, std::move(filters)); !known) {
            co_return fail(std::move(known.error()));
        }
    }
    if (params.analysis == InventoryAnalysis::shrink && totals->lines == 0) {
        co_return fail(nothing_counted(*period));
    }
    show_page(answer.head, context, *offset, answer.lines.size(), totals->lines);
    answer.head.period = period->shown(context.scope().first().time_zone);
    for (const std::string_view metric : plan_of(params.analysis).metrics) {
        answer.head.metrics.emplace_back(metric);
    }
    co_return answer;
}

std::string in_words(const Answer& answer, const ToolContext& context) {
    const InventoryPlan& plan = plan_of(answer.analysis);
    TextAnswer text;
    text.sentence(
            std::string{plan.title} + ", " + period_text(*answer.head.period) + ": " +
            counted(answer.totals.lines, "product") +
            totals_in_words(answer.totals, context.scope().currency()) + '.'
    )
        .table(inventory_table(answer.lines, answer.analysis))
        .paging(answer.head, answer.lines.size());
    if (!plan.note.empty()) {
        text.sentence(std::string{plan.note});
    }
    if (answer.missing) {
        text.sentence(*answer.missing);
    }
    return text.next(std::string{plan.next}).str();
}

} // namespace

constinit const ToolSpec analyze_inventory = tool<run, in_words>(
    {.name = "analyze_inventory",
     .title = "Analyse stock",
     .description = "How the stock performs: abc_xyz, sell_through, cover (with inventory value), "
                    "turnover (with GMROI), ageing, dead_stock, markdown, stockouts (with lost "
                    "sales), shrink. For levels now use check_stock, for orders plan_reorders. "
                    "Example: {\"analysis\": \"stockouts\", \"period\": \"last month\"}."}
);

} // namespace retail_mcp::retail
