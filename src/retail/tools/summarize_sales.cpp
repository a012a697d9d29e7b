// How sales were: any of the measures over a period, by up to two dimensions, filtered, compared
// with another period.
#include "../catalog.hpp"
#include "../sales_answer.hpp"
#include "../small_groups.hpp"

#include <retail_mcp/sql.hpp>

#include <set>

namespace retail_mcp::retail {

namespace {

using namespace sales;

std::vector<SalesMeasure> wanted_measures(const Params& params) {
    using enum SalesMeasure;
    return params.measures.empty()
               ? std::vector{net_sales, transactions, units_sold, average_order_value}
               : params.measures;
}

Result<Question> question_of(const Params& params, const ToolContext& context) {
    const Store& store = context.scope().first();
    const Date today = store.business_date(context.now());
    auto period = resolve_period(params.period, today, store.calendar);
    if (!period) {
        return fail(std::move(period.error()));
    }
    Question question{wanted_measures(params), *period, {}, params.group_by, params.filter()};
    if (auto problem = contradiction_in(question)) {
        return fail(std::move(*problem));
    }
    const bool compares = params.compare_to || question.asks(SalesMeasure::like_for_like) ||
                          question.asks(SalesMeasure::elasticity);
    if (compares) {
        const PeriodArgument usual{"same_weekdays_last_year", {}, {}};
        auto other =
            resolve_comparison(params.compare_to.value_or(usual), *period, today, store.calendar);
        if (!other) {
            return fail(std::move(other.error()));
        }
        question.comparison = *other;
    }
    return question;
}

/// The tiers that this principal is not told about; nothing for one who sees personal data.
asio::awaitable<Result<std::set<std::string>>>
tiers_to_withhold(ToolContext& context, const Question& question) {
    std::set<std::string> tiers;
    if (context.identity().personal_data || !is_about_tiers(question)) {
        co_return tiers;
    }
    if (auto problem = tier_question_problem(question, context.scope().first().calendar)) {
        co_return fail(std::move(*problem));
    }
    std::vector<db::Query> queries{tier_parts_query(question.period.days, context.scope())};
    if (question.comparison) {
        queries.push_back(tier_parts_query(question.comparison->days, context.scope()));
    }
    const auto periods = co_await context.read(std::move(queries));
    if (!periods) {
        co_return fail(periods.error());
    }
    for (const db::Rows& rows : *periods) {
        tiers.merge(withheld_tiers(rows));
    }
    co_return tiers;
}

/// A filter without anything to it: a name that nothing has, or a way to pay that nobody used.
asio::awaitable<std::optional<Error>>
unknown_filter(ToolContext& context, const Question& question) {
    const SalesFilter& filter = question.filter;
    const Days& days = question.period.days;
    std::vector<db::Query> queries;
    queries.push_back(
        {&sql::known_names, {context.scope().ids(), filter.category, filter.brand, filter.sku}}
    );
    queries.push_back(
        {&sql::payment_methods,
         {context.scope().ids(), days.from.to_string(), days.until.to_string()}}
    );
    const auto read = co_await context.read(std::move(queries));
    if (!read) {
        co_return read.error();
    }
    if (auto unknown = unknown_name(filter, read->front())) {
        co_return unknown;
    }
    const db::Rows& used = read->back();
    if (!filter.payment_method || used.empty()) {
        co_return std::nullopt;
    }
    std::vector<std::string> methods;
    for (int row = 0; row < used.size(); ++row) {
        if (used.text(row, 0) == *filter.payment_method) {
            co_return std::nullopt;
        }
        methods.emplace_back(used.text(row, 0));
    }
    co_return Error{
        ErrorCode::invalid_arguments,
        "/payment_method: nobody paid by " + quoted(*filter.payment_method) + " in the period.",
        "Use one of the candidates, which are those of the period.",
        std::move(methods)};
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    auto question = question_of(params, context);
    const auto offset = context.open_offset(params.cursor);
    if (!question || !offset) {
        co_return fail(question ? offset.error() : question.error());
    }
    const auto withheld = co_await tiers_to_withhold(context, *question);
    if (!withheld) {
        co_return fail(withheld.error());
    }
    auto rows = co_await context.read(queries_of(*question, context));
    if (!rows) {
        co_return fail(std::move(rows.error()));
    }
    Figures figures = figures_of(*question, context, *rows);
    if (auto refused = withhold(*withheld, *question, figures)) {
        co_return fail(std::move(*refused));
    }
    if (figures.is_empty() && question->filter.any()) {
        if (auto unknown = co_await unknown_filter(context, *question)) {
            co_return fail(std::move(*unknown));
        }
    }
    Page page{*offset, params.limit.value_or(default_limit(*question))};
    auto answer = answer_of(*question, context, figures, page);
    if (!withheld->empty()) {
        answer.unavailable.push_back(withheld_note());
    }
    co_return answer;
}

} // namespace

constinit const ToolSpec summarize_sales = tool<run, sales::in_words>(
    {.name = "summarize_sales",
     .title = "Sales figures",
     .description =
         "Sales over a period, as totals or by up to two dimensions, also compared. Use it for "
         "every \"how much\", \"best\", \"when\"; explain_sales_change for \"why\". Example: "
         "{\"period\": \"last month\", \"group_by\": [\"category\"], \"compare_to\": "
         "\"previous_period\"}."}
);

} // namespace retail_mcp::retail
