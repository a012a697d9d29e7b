// Groups of customers: by recency, frequency and money; who stopped coming; who came back in the
// months after the first order.
#include "../catalog.hpp"
#include "../period.hpp"
#include "../small_groups.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>
#include <map>
#include <tuple>

namespace retail_mcp::retail {

namespace {

enum class Analysis { rfm, lapsed, cohorts };

/// Of segment_lapsed.
constexpr std::string_view ordered_once = "ordered_once";

constexpr auto enum_names(Analysis) {
    return names<Analysis>(
        {{Analysis::rfm, "rfm"}, {Analysis::lapsed, "lapsed"}, {Analysis::cohorts, "cohorts"}}
    );
}

struct Params {
    Analysis analysis = Analysis::rfm;
    PeriodArgument period{"last 12 months", std::nullopt, std::nullopt};

    static constexpr auto fields() {
        return field_list(
            field(
                "analysis",
                &Params::analysis,
                "rfm, lapsed (not seen for 90 days) or cohorts.",
                required
            ),
            field(
                "period",
                &Params::period,
                "rfm: the window; cohorts: first orders; lapsed: up to its end."
            )
        );
    }
};

struct Segment {
    std::string segment;
    std::optional<std::int64_t> customers;
    std::optional<std::int64_t> orders;
    std::optional<Money> net_sales;
    std::optional<Decimal> average_days_since;
    std::optional<Decimal> average_money_score;
    std::vector<std::optional<Share>> retention; ///< of cohorts: by months after the first order
    bool suppressed = false;

    static constexpr auto fields() {
        return field_list(
            field("segment", &Segment::segment),
            field("customers", &Segment::customers),
            field("orders", &Segment::orders, sparse),
            field("net_sales", &Segment::net_sales, sparse),
            field("average_days_since", &Segment::average_days_since, sparse),
            field("average_money_score", &Segment::average_money_score, sparse),
            field("retention", &Segment::retention),
            field("suppressed", &Segment::suppressed)
        );
    }
};

struct CohortMonth {
    Date cohort;
    int months_later = 0;
    std::int64_t customers = 0;
    std::int64_t smallest_part = 0; ///< of the stores

    static constexpr auto fields() {
        return field_list(
            field("cohort", &CohortMonth::cohort),
            field("months_later", &CohortMonth::months_later),
            field("customers", &CohortMonth::customers),
            field("smallest_part", &CohortMonth::smallest_part)
        );
    }
};

struct SegmentPart {
    std::string segment;
    std::int64_t smallest_part = 0;

    static constexpr auto fields() {
        return field_list(
            field("segment", &SegmentPart::segment),
            field("smallest_part", &SegmentPart::smallest_part)
        );
    }
};

/// Beside every segment of rfm.
struct Repeated {
    Share repeat_purchase_rate;

    static constexpr auto fields() {
        return field_list(field("repeat_purchase_rate", &Repeated::repeat_purchase_rate));
    }
};

struct Answer {
    Head head;
    Analysis analysis = Analysis::rfm;
    std::vector<Segment> segments;
    /// Of rfm, for who may see personal data: with the segments, few customers follow from it.
    std::optional<Share> repeat_purchase_rate;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("analysis", &Answer::analysis),
            field("segments", &Answer::segments),
            field("repeat_purchase_rate", &Answer::repeat_purchase_rate, sparse)
        );
    }
};

/// Whole months that end by `until`, counted from the month of `cohort`: later ones are not over.
int months_observed(Date cohort, Date until) {
    const auto from = cohort.ymd();
    const auto end = until.ymd();
    return static_cast<int>(end.year()) * 12 +
           static_cast<int>(static_cast<unsigned>(end.month())) -
           static_cast<int>(from.year()) * 12 -
           static_cast<int>(static_cast<unsigned>(from.month()));
}

/// One segment per cohort; months that are not over yet are left out, not zero. Where
/// `hides_small`, a month in which fewer than five came back has no share.
std::vector<Segment>
cohorts_of(const std::vector<CohortMonth>& rows, Date today, bool hides_small) {
    std::vector<Segment> segments;
    for (const CohortMonth& row : rows) {
        const auto observed = months_observed(row.cohort, today);
        if (row.months_later == 0) {
            Segment cohort;
            cohort.segment = row.cohort.to_string().substr(0, 7);
            cohort.customers = row.customers;
            cohort.retention.assign(static_cast<std::size_t>(std::max(observed, 0)), Share{});
            segments.push_back(std::move(cohort));
        }
        auto& cohort = segments.back();
        if (row.months_later < observed) {
            auto& share = cohort.retention[static_cast<std::size_t>(row.months_later)];
            share = Share{*Decimal{row.customers}.divided_by(Decimal{*cohort.customers}, 4)};
            if (hides_small && row.smallest_part < smallest_group) {
                share = std::nullopt;
            }
        }
    }
    return segments;
}

/// By segment, the fewest customers of it in any of the stores that have some.
std::map<std::string, std::int64_t> smallest_parts(const std::vector<CohortMonth>& rows) {
    std::map<std::string, std::int64_t> parts;
    for (const CohortMonth& row : rows) {
        if (row.months_later == 0) {
            parts.emplace(row.cohort.to_string().substr(0, 7), row.smallest_part);
        }
    }
    return parts;
}

std::map<std::string, std::int64_t> smallest_parts(const db::Rows& rows) {
    std::map<std::string, std::int64_t> parts;
    for (const SegmentPart& row : rows_as<SegmentPart>(rows)) {
        parts.emplace(row.segment, row.smallest_part);
    }
    return parts;
}

/// Small segments are named and nothing else; beside a single one the smallest other, too, for what
/// they come to together may be known.
void suppress_small(
    std::vector<Segment>& segments, const std::map<std::string, std::int64_t>& parts
) {
    std::vector<Segment*> by_size;
    std::transform(segments.begin(), segments.end(), std::back_inserter(by_size), [](Segment& s) {
        return &s;
    });
    const auto part_of = [&](const Segment* segment) { return parts.at(segment->segment); };
    std::sort(by_size.begin(), by_size.end(), [&](const Segment* a, const Segment* b) {
        return std::tuple{part_of(a) >= smallest_group, *a->customers} <
               std::tuple{part_of(b) >= smallest_group, *b->customers};
    });
    std::int64_t customers = 0;
    std::size_t hidden = 0;
    for (Segment* const segment : by_size) {
        const bool is_enough = hidden == 0 || (hidden > 1 && customers >= smallest_group);
        if (part_of(segment) >= smallest_group && is_enough) {
            break;
        }
        customers += *segment->customers;
        ++hidden;
        std::string name = std::move(segment->segment);
        *segment = Segment{};
        segment->segment = std::move(name);
        segment->suppressed = true;
    }
}

/// Customers of one order are no segment of `lapsed`, but what they bought is what all bought less
/// the segments: where they are few, they count as one that is withheld.
void leave_out_single_orders(std::vector<Segment>& segments) {
    std::erase_if(segments, [](const Segment& s) { return s.segment == ordered_once; });
}

db::Query
make_query(const ToolContext& context, Analysis analysis, const Period& period, Date today) {
    const auto from = period.days.from.to_string();
    const auto until = period.days.until.to_string();
    switch (analysis) {
    case Analysis::rfm:
        return {&sql::segment_rfm, {context.scope().ids(), from, until}};
    case Analysis::lapsed:
        return {&sql::segment_lapsed, {context.scope().ids(), until}};
    case Analysis::cohorts:
        break;
    }
    return {&sql::segment_cohorts, {context.scope().ids(), from, until, today.to_string()}};
}

/// What keeps the answer from being made of parts that fewer than five customers are behind: the
/// segments of other days would differ from today's by those who passed a limit in between, and
/// periods by a month in which few came.
asio::awaitable<std::optional<Error>>
problem_of_small_groups(ToolContext& context, Analysis analysis, const Period& period, Date today) {
    const Store& store = context.scope().first();
    auto problem = unless_whole_months(period, store.calendar);
    if (!problem && analysis == Analysis::lapsed &&
        period.days.until != unit_around(Unit::month, today, store.calendar).from) {
        problem = Error{
            ErrorCode::permission_denied,
            "Without customers' personal data, who lapsed is told up to the last whole month only.",
            "Leave out the period."};
    }
    if (problem || analysis != Analysis::rfm) {
        co_return problem;
    }
    auto query = tier_parts_query(period.days, context.scope());
    const auto rows = co_await context.read(std::move(query));
    if (!rows) {
        co_return rows.error();
    }
    co_return unless_enough_came(*rows, period.days, store.calendar);
}

std::vector<std::string> metrics_of(Analysis analysis) {
    switch (analysis) {
    case Analysis::rfm:
        return {"rfm", "net_sales", "repeat_purchase_rate"};
    case Analysis::lapsed:
        return {"lapsed_customers", "net_sales"};
    case Analysis::cohorts:
        break;
    }
    return {"cohort_retention"};
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    const Store& store = context.scope().first();
    const auto today = store.business_date(context.now());
    const auto period = resolve_period(params.period, today, store.calendar);
    if (!period) {
        co_return fail(period.error());
    }
    const bool hides_small = !context.identity().personal_data;
    if (hides_small) {
        auto problem = co_await problem_of_small_groups(context, params.analysis, *period, today);
        if (problem) {
            co_return fail(std::move(*problem));
        }
    }
    if (!context.scope().currency() && params.analysis != Analysis::cohorts) {
        co_return fail(
            ErrorCode::store_required,
            "The stores have different currencies, whose amounts are never added.",
            "Pass store."
        );
    }
    auto query = make_query(context, params.analysis, *period, today);
    const auto rows = co_await context.read(std::move(query));
    if (!rows) {
        co_return fail(rows.error());
    }
    Answer answer;
    answer.analysis = params.analysis;
    answer.head.period = period->shown(store.time_zone);
    answer.head.metrics = metrics_of(params.analysis);
    std::map<std::string, std::int64_t> parts;
    if (params.analysis == Analysis::cohorts) {
        const auto months = rows_as<CohortMonth>(*rows);
        answer.segments = cohorts_of(months, today, hides_small);
        parts = smallest_parts(months);
    } else {
        answer.segments = rows_as<Segment>(*rows);
        parts = smallest_parts(*rows);
    }
    if (params.analysis == Analysis::rfm && !rows->empty() && !hides_small) {
        answer.repeat_purchase_rate = row_as<Repeated>(*rows).repeat_purchase_rate;
    }
    const auto single = parts.find(std::string{ordered_once});
    if (single != parts.end() && single->second >= smallest_group) {
        leave_out_single_orders(answer.segments);
    }
    if (hides_small) {
        suppress_small(answer.segments, parts);
    }
    leave_out_single_orders(answer.segments);
    answer.head.total = static_cast<std::int64_t>(answer.segments.size());
    co_return answer;
}

std::string count_text(const Segment& segment) {
    return segment.customers ? std::to_string(*segment.customers) : "withheld";
}

std::string retention_text(const Segment& segment) {
    std::string text;
    for (const auto& share : segment.retention) {
        text += (text.empty() ? "" : "  ") + or_dash(share);
    }
    return text;
}

std::string in_words(const Answer& answer, const ToolContext& context) {
    const bool cohorts = answer.analysis == Analysis::cohorts;
    TextTable table;
    table.add_column(cohorts ? "first order" : "segment");
    table.add_column("customers", TextTable::Align::right);
    table.add_column(cohorts ? "share that ordered 0, 1, 2 … months later" : "orders");
    if (!cohorts) {
        table.add_column("net sales", TextTable::Align::right);
        table.add_column("days since last order (average)", TextTable::Align::right);
    }
    for (const Segment& segment : answer.segments) {
        if (cohorts) {
            table.add_row({segment.segment, count_text(segment), retention_text(segment)});
            continue;
        }
        table.add_row(
            {segment.segment,
             count_text(segment),
             segment.orders ? std::to_string(*segment.orders) : "–",
             or_dash(segment.net_sales),
             segment.average_days_since ? segment.average_days_since->to_string() : "–"}
        );
    }
    TextAnswer text;
    const std::string about =
        answer.analysis == Analysis::lapsed
            ? "days since their last order, up to " + (answer.head.period->until - 1).to_string()
            : std::string{enum_name(answer.analysis)} + ", " + period_text(*answer.head.period);
    text.sentence(
        "Customers by " + about +
        (context.identity().personal_data
             ? "."
             : "; groups under five, and others beside them, are not shown in detail.")
    );
    if (answer.repeat_purchase_rate) {
        text.sentence(
            percent(*answer.repeat_purchase_rate) + " of the customers ordered more than once."
        );
    }
    return text.table(table).next("summarize_sales with group_by loyalty_tier.").str();
}

} // namespace

constinit const ToolSpec segment_customers = tool<run, in_words>(
    {.name = "segment_customers",
     .title = "Group customers",
     .description = "Groups of customers, never single ones: rfm (recency, frequency, money in "
                    "fifths), lapsed (no order "
                    "for 90 days and more) or cohorts (who came back after the first order): "
                    "{\"analysis\": \"lapsed\"}."}
);

} // namespace retail_mcp::retail
