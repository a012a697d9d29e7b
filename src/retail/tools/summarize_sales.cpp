// How sales were: any of the measures over a period, by up to two dimensions, filtered, compared
// with another period.
#include "../catalog.hpp"
#include "../sales_answer.hpp"

#include <retail_mcp/sql.hpp>

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

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    auto question = question_of(params, context);
    const auto offset = context.open_offset(params.cursor);
    if (!question || !offset) {
        co_return fail(question ? offset.error() : question.error());
    }
    auto rows = co_await context.read(queries_of(*question, context));
    if (!rows) {
        co_return fail(std::move(rows.error()));
    }
    const Figures figures = figures_of(*question, context, *rows);
    if (figures.is_empty() && question->filter.any()) {
        const SalesFilter& filter = question->filter;
        db::Query names{
            &sql::known_names, {context.scope().ids(), filter.category, filter.brand, filter.sku}};
        const auto known = co_await context.read(std::move(names));
        if (auto unknown = known ? unknown_name(filter, *known) : known.error()) {
            co_return fail(std::move(*unknown));
        }
    }
    Page page{*offset, params.limit.value_or(default_limit(*question))};
    co_return answer_of(*question, context, figures, page);
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
