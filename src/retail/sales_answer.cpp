#include "sales_answer.hpp"

#include "rounding.hpp"
#include "two_period_measures.hpp"

#include <retail_mcp/base/text.hpp>
#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>

namespace retail_mcp::retail::sales {

namespace {

const Metric& metric_of(SalesMeasure measure) {
    return *find_metric(enum_name(measure));
}

SalesQuestion of_period(const Question& question, std::vector<Dimension> group_by) {
    return {
        question.period.days,
        std::move(group_by),
        question.filter,
        {},
        question.asks(SalesMeasure::cohort_return_rate)};
}

SalesQuestion of_comparison(
    const Question& question, const ToolContext& context, std::vector<Dimension> group_by
) {
    auto cut =
        cut_of(question.period, *question.comparison, context.scope().first(), context.now());
    return {
        question.comparison->days,
        std::move(group_by),
        question.filter,
        std::move(cut),
        question.asks(SalesMeasure::cohort_return_rate)};
}

Measures measures_of(const Question& question, const SalesSums& sums) {
    Measures measures;
    for (const SalesMeasure measure : question.measures) {
        measures.values.emplace_back(&metric_of(measure), measure_of(metric_of(measure), sums));
    }
    return measures;
}

/// Groups are ranked by the first measure, runs of days and hours by time.
void sort_groups(const Question& question, std::vector<Group>& groups) {
    const Dimension first = question.group_by[0];
    const bool by_time = is_bucketed(first) || first == Dimension::hour;
    std::stable_sort(groups.begin(), groups.end(), [by_time](const Group& a, const Group& b) {
        if (by_time && a.key[0] != b.key[0]) {
            return a.key[0] < b.key[0];
        }
        const auto& x = a.measures.values[0].second;
        const auto& y = b.measures.values[0].second;
        return x != y ? y < x : a.key < b.key; // without a value comes last
    });
}

/// Amounts that add up to the totals' also do so after rounding, in each currency.
void round_groups(
    const Question& question, const ToolContext& context, std::vector<Group>& groups
) {
    for (std::size_t i = 0; i < question.measures.size(); ++i) {
        const Metric& metric = metric_of(question.measures[i]);
        if (!metric.additive || metric.unit != MetricUnit::money) {
            continue;
        }
        std::map<std::string, std::vector<Decimal*>> parts;
        for (Group& group : groups) {
            const auto& currency = group.currency ? group.currency : context.scope().currency();
            parts[currency.value()].push_back(&*group.measures.values[i].second);
        }
        for (const auto& [currency, amounts] : parts) {
            round_to_sum(amounts, currency_scale(currency));
        }
    }
}

std::vector<Group>
groups_of(const Question& question, const ToolContext& context, const Figures& figures) {
    const bool one_currency = context.scope().currency().has_value();
    std::vector<Group> groups;
    for (const SalesGroup& from : figures.groups) {
        Group group{{}, from.name, {}, measures_of(question, from.sums)};
        add_two_period_measures(question, figures, from.keys, group.measures);
        for (std::size_t i = 0; i < question.group_by.size(); ++i) {
            group.key.emplace_back(enum_name(question.group_by[i]), from.keys[i]);
        }
        if (!one_currency) {
            group.currency = from.currency;
        }
        groups.push_back(std::move(group));
    }
    sort_groups(question, groups);
    round_groups(question, context, groups);
    return groups;
}

/// Where a ratio has no value, why not.
std::string reason_for(const Metric& metric, const Question& question, const Figures& figures) {
    if (!metric.missing_input.empty()) {
        return "not_available: the data holds no " + std::string{metric.missing_input};
    }
    if (metric.id == "elasticity") {
        return figures.promotions > 0 ? "a promotion of the SKU touches one of the periods"
                                      : "needs sales and two different prices";
    }
    if (metric.id == "like_for_like") {
        return "no store is comparable between " + question.comparison->days.from.to_string() +
               " and the period";
    }
    return "its denominator is zero";
}

/// Of amounts as they are shown, so that the three figures agree with each other.
Changes changes_of(const Measures& now, const Measures& before, int money_scale) {
    Changes changes;
    for (std::size_t i = 0; i < now.values.size(); ++i) {
        const auto& [metric, value] = now.values[i];
        const auto shown = [&metric = *metric, money_scale](const Decimal& exact) {
            return metric.unit == MetricUnit::money ? exact.rounded(money_scale) : exact;
        };
        const auto& prior = before.values[i].second;
        Change change{metric, {}, {}};
        if (value && prior) {
            change.absolute = shown(*value) - shown(*prior);
            change.share = change.absolute->divided_by(shown(*prior).abs(), 6);
        }
        changes.values.push_back(change);
    }
    return changes;
}

Comparison comparison_of(
    const Question& question,
    const ToolContext& context,
    const Figures& figures,
    const std::optional<Measures>& totals
) {
    Comparison comparison;
    comparison.period = question.comparison->shown(context.scope().first().time_zone);
    comparison.days = question.period.days.count();
    comparison.compared_days = question.comparison->days.count();
    if (totals) {
        comparison.totals = measures_of(question, sum_of(figures.compared));
        const int scale = currency_scale(*context.scope().currency());
        comparison.change = changes_of(*totals, *comparison.totals, scale);
    }
    return comparison;
}

bool lacks(const Measures& measures, const Metric& metric) {
    const auto* value = measures.find(metric.id);
    return value == nullptr || !*value;
}

/// What has no value anywhere it was asked for, and why.
void add_unavailable(Answer& answer, const Question& question, const Figures& figures) {
    for (const SalesMeasure measure : question.measures) {
        const Metric& metric = metric_of(measure);
        const auto lacking = [&metric](const auto& from) { return lacks(from.measures, metric); };
        const bool of_all = answer.totals && lacks(*answer.totals, metric);
        const bool of_currency = std::any_of(
            answer.totals_by_currency.begin(),
            answer.totals_by_currency.end(),
            [&metric](const auto& totals) { return lacks(totals.second, metric); }
        );
        if (of_all || of_currency) {
            answer.unavailable.push_back(
                {std::string{metric.id}, reason_for(metric, question, figures)}
            );
        } else if (std::any_of(answer.groups.begin(), answer.groups.end(), lacking)) {
            answer.unavailable.push_back(
                {std::string{metric.id},
                 reason_for(metric, question, figures) + ", in the groups without a value"}
            );
        }
    }
    if (question.asks(SalesMeasure::elasticity) && !figures.are_promotions_known) {
        answer.unavailable.push_back(
            {"promotions",
             "none is recorded, so elasticity holds what they did to sales; administration fills "
             "retail.promotions"}
        );
    }
}

void cut_to_page(Answer& answer, const ToolContext& context, Page page) {
    const auto total = static_cast<std::int64_t>(answer.groups.size());
    const auto begin = std::min(page.offset, total);
    const auto end = std::min(begin + page.limit, total);
    answer.head.total = total;
    answer.head.truncated = end < total;
    if (answer.head.truncated) {
        answer.head.next_cursor = context.seal_cursor(std::to_string(end));
    }
    answer.groups.erase(answer.groups.begin() + end, answer.groups.end());
    answer.groups.erase(answer.groups.begin(), answer.groups.begin() + begin);
}

} // namespace

bool Question::asks(SalesMeasure measure) const {
    return std::find(measures.begin(), measures.end(), measure) != measures.end();
}

std::optional<Error> contradiction_in(const Question& question) {
    Violations violations;
    if (std::count_if(question.group_by.begin(), question.group_by.end(), is_bucketed) > 1) {
        violations.push_back({"/group_by", "may have only one of day, week, month, quarter, year"});
    }
    if (question.group_by.size() == 2 && question.group_by[0] == question.group_by[1]) {
        violations.push_back({"/group_by", "must name two different dimensions"});
    }
    const auto& type = question.filter.transaction_type;
    if (type && *type != "sale" && *type != "return" && *type != "exchange") {
        violations.push_back({"/transaction_type", "must be sale, return or exchange"});
    }
    add_two_period_contradictions(question, violations);
    if (!violations.empty()) {
        return violations_error(violations);
    }
    const bool none_available =
        std::all_of(question.measures.begin(), question.measures.end(), [](SalesMeasure measure) {
            return !metric_of(measure).missing_input.empty();
        });
    if (none_available) {
        const Metric& metric = metric_of(question.measures[0]);
        return Error{
            ErrorCode::not_available,
            std::string{metric.title} + " is not available: the data holds no " +
                std::string{metric.missing_input} + '.',
            "Ask for another measure, for example transactions or net_sales."};
    }
    return std::nullopt;
}

int default_limit(const Question& question) {
    const bool by_time = !question.group_by.empty() && (is_bucketed(question.group_by[0]) ||
                                                        question.group_by[0] == Dimension::hour);
    return by_time ? 200 : 20;
}

std::vector<db::Query> queries_of(const Question& question, const ToolContext& context) {
    const Scope& scope = context.scope();
    std::vector<db::Query> queries;
    if (!scope.is_one()) {
        queries.push_back({&sql::join_by_hash, {}});
    }
    queries.push_back(sales_query(of_period(question, {}), scope));
    if (!question.group_by.empty()) {
        queries.push_back(sales_query(of_period(question, question.group_by), scope));
    }
    if (!question.comparison) {
        return queries;
    }
    queries.push_back(sales_query(of_comparison(question, context, {}), scope));
    if (question.asks(SalesMeasure::like_for_like)) {
        const auto by_store = like_for_like_dimensions(question);
        queries.push_back(sales_query(of_period(question, by_store), scope));
        queries.push_back(sales_query(of_comparison(question, context, by_store), scope));
        queries.push_back({&sql::store_first_sales, {scope.ids()}});
    }
    if (question.asks(SalesMeasure::elasticity)) {
        const Days& now = question.period.days;
        const Days& before = question.comparison->days;
        queries.push_back(
            {&sql::promotion_overlaps,
             {scope.ids(),
              question.filter.sku,
              now.from.to_string(),
              now.until.to_string(),
              before.from.to_string(),
              before.until.to_string()}}
        );
    }
    return queries;
}

Figures figures_of(
    const Question& question, const ToolContext& context, const std::vector<db::Rows>& rows
) {
    const Scope& scope = context.scope();
    std::size_t next = scope.is_one() ? 0 : 1; // behind join_by_hash
    const auto read = [&](const SalesQuestion& asked) {
        return sales_groups(asked, scope, rows[next++]);
    };
    Figures figures;
    figures.totals = read(of_period(question, {}));
    if (!question.group_by.empty()) {
        figures.groups = read(of_period(question, question.group_by));
    }
    if (question.comparison) {
        figures.compared = read(of_comparison(question, context, {}));
    }
    if (question.asks(SalesMeasure::like_for_like)) {
        const auto by_store = like_for_like_dimensions(question);
        figures.by_store = read(of_period(question, by_store));
        figures.compared_by_store = read(of_comparison(question, context, by_store));
        const db::Rows& selling = rows[next++];
        for (int row = 0; row < selling.size(); ++row) {
            const auto first = Date::parse(selling.text(row, 1));
            const auto last = Date::parse(selling.text(row, 2));
            if (first && last) {
                figures.selling.emplace(selling.text(row, 0), std::pair{*first, *last});
            }
        }
    }
    if (question.asks(SalesMeasure::elasticity)) {
        figures.promotions = rows[next].text(0, 0) == "0" ? 0 : 1;
        figures.are_promotions_known = rows[next].text(0, 1) == "t";
    }
    return figures;
}

std::optional<Error> unknown_name(const SalesFilter& filter, const db::Rows& known) {
    struct Kind {
        std::string_view name;
        const std::optional<std::string>& wanted;
        ErrorCode code;
    };

    for (const Kind& kind :
         {Kind{"category", filter.category, ErrorCode::unknown_category},
          Kind{"brand", filter.brand, ErrorCode::unknown_brand},
          Kind{"sku", filter.sku, ErrorCode::unknown_sku}}) {
        std::vector<std::string> names;
        bool found = !kind.wanted.has_value();
        for (int row = 0; row < known.size(); ++row) {
            if (known.text(row, 0) == kind.name) {
                names.emplace_back(known.text(row, 1));
                found = found || known.text(row, 2) == "t";
            }
        }
        if (!found) {
            auto near = nearest_names(*kind.wanted, names);
            return Error{
                kind.code,
                "There is no " + std::string{kind.name} + ' ' + quoted(*kind.wanted) + '.',
                near.empty() ? "search_products and browse_catalog show what there is."
                             : "Use one of the candidates, or search_products.",
                std::move(near)};
        }
    }
    return std::nullopt;
}

Answer
answer_of(const Question& question, const ToolContext& context, const Figures& figures, Page page) {
    Answer answer;
    answer.head.period = question.period.shown(context.scope().first().time_zone);
    if (context.scope().currency()) {
        answer.totals = measures_of(question, sum_of(figures.totals));
        add_two_period_measures(question, figures, {}, *answer.totals);
    } else {
        for (const SalesGroup& total : figures.totals) {
            auto measures = measures_of(question, total.sums);
            measures.currency = total.currency;
            answer.totals_by_currency.emplace(total.currency, std::move(measures));
        }
    }
    for (const SalesMeasure measure : question.measures) {
        answer.head.metrics.emplace_back(enum_name(measure));
    }
    if (question.comparison) {
        answer.comparison = comparison_of(question, context, figures, answer.totals);
    }
    if (!question.group_by.empty()) {
        answer.groups = groups_of(question, context, figures);
    }
    add_unavailable(answer, question, figures);
    cut_to_page(answer, context, page);
    return answer;
}

} // namespace retail_mcp::retail::sales
