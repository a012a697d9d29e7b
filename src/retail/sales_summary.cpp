#include "sales_summary.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>
#include <map>

namespace retail_mcp::retail {

namespace {

struct Buckets {
    std::vector<std::string> first_days;
    std::vector<std::string> labels;
};

Unit unit_of(Dimension dimension) {
    switch (dimension) {
    case Dimension::week:
        return Unit::week;
    case Dimension::month:
        return Unit::month;
    case Dimension::quarter:
        return Unit::quarter;
    case Dimension::year:
        return Unit::year;
    default:
        return Unit::day;
    }
}

std::string two_digits(int number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

/// "2025-03-01", "2025-W09", "2025-03", "2025-Q1", "2025"; in the 4-5-4 calendar months and
/// quarters count from the year's first: "2025-M02".
std::string label_of(Unit unit, const Days& days, StoreCalendar calendar) {
    const bool retail = calendar == StoreCalendar::retail_454;
    const int year = retail || unit == Unit::week ? week_year(days.from, calendar)
                                                  : static_cast<int>(days.from.ymd().year());
    const std::string prefix = std::to_string(year) + '-';
    const int month = month_of_year(days.from, calendar);
    switch (unit) {
    case Unit::day:
        return days.from.to_string();
    case Unit::week:
        return prefix + 'W' +
               two_digits((days.from - calendar_week(year, 1, calendar)->from) / 7 + 1);
    case Unit::month:
        return prefix + (retail ? "M" : "") + two_digits(month);
    case Unit::quarter:
        return prefix + 'Q' + std::to_string((month - 1) / 3 + 1);
    case Unit::year:
        return std::to_string(year);
    }
    return {};
}

Buckets buckets_of(const SalesQuestion& question, StoreCalendar calendar) {
    Buckets buckets;
    for (const Dimension dimension : question.group_by) {
        if (!is_bucketed(dimension)) {
            continue;
        }
        const Unit unit = unit_of(dimension);
        for (Date day = question.days.from; day < question.days.until;) {
            const Days around = unit_around(unit, day, calendar);
            buckets.first_days.push_back(day.to_string());
            buckets.labels.push_back(label_of(unit, around, calendar));
            day = around.until;
        }
    }
    return buckets;
}

db::Parameter dimension_name(const SalesQuestion& question, std::size_t place) {
    if (place >= question.group_by.size()) {
        return std::nullopt;
    }
    const Dimension dimension = question.group_by[place];
    return is_bucketed(dimension) ? "bucket" : std::string{enum_name(dimension)};
}

/// The rollup knows days and stores.
bool rollup_suffices(const SalesQuestion& question) {
    return !question.filter.any() && !question.cut_at && !question.follows_returns &&
           std::all_of(question.group_by.begin(), question.group_by.end(), [](Dimension dimension) {
               return is_bucketed(dimension) || dimension == Dimension::weekday ||
                      dimension == Dimension::store;
           });
}

struct GroupRow {
    std::optional<std::string> key1;
    std::optional<std::string> key2;
    std::optional<std::string> name;
    std::string currency;

    static constexpr auto fields() {
        return field_list(
            field("key1", &GroupRow::key1),
            field("key2", &GroupRow::key2),
            field("name", &GroupRow::name),
            field("currency", &GroupRow::currency)
        );
    }
};

/// A place for every bucket, in the order of time.
std::vector<SalesGroup> with_every_bucket(
    std::vector<SalesGroup> groups, const std::vector<std::string>& labels, const Scope& scope
) {
    std::map<std::string, SalesGroup> found;
    for (SalesGroup& group : groups) {
        std::string label = group.keys[0];
        found.emplace(std::move(label), std::move(group));
    }
    std::vector<SalesGroup> out;
    for (const std::string& label : labels) {
        const auto group = found.find(label);
        out.push_back(
            group != found.end() ? std::move(group->second)
                                 : SalesGroup{{label}, {}, scope.first().currency, {}}
        );
    }
    return out;
}

} // namespace

bool is_bucketed(Dimension dimension) {
    return dimension >= Dimension::day && dimension <= Dimension::year;
}

db::Query sales_query(const SalesQuestion& question, const Scope& scope) {
    const Buckets buckets = buckets_of(question, scope.first().calendar);
    std::vector<db::Parameter> parameters{
        scope.ids(),
        question.days.from.to_string(),
        question.days.until.to_string(),
        dimension_name(question, 0),
        dimension_name(question, 1),
        text_array(buckets.first_days),
        text_array(buckets.labels)};
    if (rollup_suffices(question)) {
        parameters.push_back(scope.currency());
        return {&sql::sales_days, std::move(parameters)};
    }
    const SalesFilter& filter = question.filter;
    parameters.insert(
        parameters.end(),
        {filter.category,
         filter.brand,
         filter.sku,
         filter.payment_method,
         filter.loyalty_tier,
         filter.transaction_type,
         question.cut_at,
         question.follows_returns ? "true" : "false"}
    );
    return {&sql::sales_lines, std::move(parameters)};
}

std::vector<SalesGroup>
sales_groups(const SalesQuestion& question, const Scope& scope, const db::Rows& rows) {
    const RowReader group_reader{struct_of<GroupRow>(), rows};
    const RowReader sums_reader{struct_of<SalesSums>(), rows};
    std::vector<SalesGroup> groups;
    for (int row = 0; row < rows.size(); ++row) {
        GroupRow read;
        SalesGroup group;
        group_reader.read(row, &read);
        sums_reader.read(row, &group.sums);
        group.name = std::move(read.name);
        group.currency = std::move(read.currency);
        for (auto* key : {&read.key1, &read.key2}) {
            if (group.keys.size() < question.group_by.size()) {
                group.keys.push_back(key->value_or(""));
            }
        }
        groups.push_back(std::move(group));
    }
    const bool one_run_of_days =
        question.group_by.size() == 1 && is_bucketed(question.group_by[0]) && scope.currency();
    return one_run_of_days
               ? with_every_bucket(
                     std::move(groups), buckets_of(question, scope.first().calendar).labels, scope
                 )
               : groups;
}

SalesSums sum_of(const std::vector<SalesGroup>& groups) {
    SalesSums sums;
    for (const SalesGroup& group : groups) {
        sums += group.sums;
    }
    return sums;
}

} // namespace retail_mcp::retail
