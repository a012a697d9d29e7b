// Days as shops have them: of 23 and 25 hours, begun at four in the morning, at the turn of the
// year, in week 53, and in the 4-5-4 calendar; and what stands on the edges of the sums: returns
// without their sale, nothing to divide by, several currencies.
#include "shop.hpp"
#include "till.hpp"

#include <gmock/gmock.h>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// A sale of one piece every half hour, a cent dearer each, so that every sum tells which are in
/// it.
const Database& shops() {
    static const FilledDatabase database{
        std::string{till_functions} + R"sql(
SELECT till.store('seattle', 'America/Los_Angeles'), till.store('berlin', 'Europe/Berlin', 'EUR'),
       till.store('bar', 'America/Los_Angeles', day_start => '04:00'), till.store('mall', 'America/New_York', calendar => '4-5-4');
SELECT till.product(s, 'A') FROM unnest('{seattle,berlin,bar,mall}'::text[]) s;
-- the clocks of Los Angeles change on 8 March and 1 November 2026, those of Berlin on 29 March and 25 October
SELECT till.sell('seattle', t, 'A', 1, 10) FROM generate_series('2026-03-07 00:15 America/Los_Angeles'::timestamptz, '2026-03-09 23:45 America/Los_Angeles', '30 minutes') t;
SELECT till.sell('seattle', t, 'A', 1, 10) FROM generate_series('2026-10-31 00:15 America/Los_Angeles'::timestamptz, '2026-11-02 23:45 America/Los_Angeles', '30 minutes') t;
SELECT till.sell('berlin', t, 'A', 1, 10) FROM generate_series('2026-03-28 00:15 Europe/Berlin'::timestamptz, '2026-03-30 23:45 Europe/Berlin', '30 minutes') t;
SELECT till.sell('berlin', t, 'A', 1, 10) FROM generate_series('2026-10-24 00:15 Europe/Berlin'::timestamptz, '2026-10-26 23:45 Europe/Berlin', '30 minutes') t;
-- around the bar's morning, also on the longest night
SELECT till.sell('bar', at::timestamptz, 'A', 1, price) FROM (VALUES
  ('2026-06-13 03:59:59 America/Los_Angeles', 1), ('2026-06-13 04:00 America/Los_Angeles', 2), ('2026-06-14 03:59:59 America/Los_Angeles', 4),
  ('2026-06-14 04:00 America/Los_Angeles', 8), ('2026-11-01 08:30Z', 16), ('2026-11-01 09:30Z', 32), ('2026-11-01 11:59Z', 64), ('2026-11-01 12:00Z', 128)) AS v(at, price);
-- the last and the first minute of years
SELECT till.sell('seattle', at::timestamptz, 'A', 1, price) FROM (VALUES
  ('2025-12-31 23:59:59 America/Los_Angeles', 1), ('2026-01-01 00:00 America/Los_Angeles', 2), ('2026-12-31 23:59:59 America/Los_Angeles', 4), ('2027-01-01 00:00 America/Los_Angeles', 8),
  ('2026-12-27 12:00 America/Los_Angeles', 16), ('2026-12-28 12:00 America/Los_Angeles', 32), ('2027-01-03 12:00 America/Los_Angeles', 64), ('2027-01-04 12:00 America/Los_Angeles', 128)) AS v(at, price);
-- a day in each week of the retail year 2023, which has 53, and of 2024: the week's number, and a hundred more
SELECT till.sell('mall', ('2023-01-29'::date + 7 * n)::timestamp AT TIME ZONE 'America/New_York' + interval '12 hours', 'A', 1, n + 1) FROM generate_series(0, 52) n;
SELECT till.sell('mall', ('2024-02-04'::date + 7 * n)::timestamp AT TIME ZONE 'America/New_York' + interval '12 hours', 'A', 1, n + 101) FROM generate_series(0, 51) n;
-- edges: a return without any sale, and days with a return only
SELECT till.store('edge'), till.store('kiosk', currency => 'JPY'), till.store('stand', currency => 'KWD');
SELECT till.product(s, 'A') FROM unnest('{edge,kiosk,stand}'::text[]) s;
SELECT till.sell('edge', '2026-05-01 12:00Z', 'A', -2, 10), till.sell('edge', '2026-05-02 12:00Z', 'A', 3, 10);
SELECT till.sell('kiosk', '2026-05-02 12:00Z', 'A', 3, 333), till.sell('stand', '2026-05-02 12:00Z', 'A', 3, 1.115);
)sql",
        {{"seattle_clerk", {"seattle"}},
         {"berlin_clerk", {"berlin"}},
         {"bar_clerk", {"bar"}},
         {"mall_clerk", {"mall"}},
         {"edge_clerk", {"edge"}},
         {"world_clerk", {"edge", "kiosk", "stand"}}}};
    return database;
}

json ask(const char* clerk, const char* when, json arguments) {
    return Clerk{shops(), clerk, *Timestamp::parse(when)}.ask("summarize_sales", arguments);
}

json by(const char* dimension, const char* period, const char* measure = "transactions") {
    return {{"period", period}, {"measures", {measure}}, {"group_by", {dimension}}, {"limit", 200}};
}

/// {key: measure} in the answer's order.
std::vector<std::pair<std::string, json>> groups(const json& answer) {
    std::vector<std::pair<std::string, json>> found;
    for (const json& group : answer["groups"]) {
        found.emplace_back(
            group["key"].begin()->get<std::string>(), group[answer["metrics"][0].get<std::string>()]
        );
    }
    return found;
}

using Groups = std::vector<std::pair<std::string, json>>;

TEST(DaysOfTheClockChange, HaveTwentyThreeAndTwentyFiveHours) {
    const char* later = "2026-11-20T12:00:00Z";
    EXPECT_EQ(
        groups(ask("seattle_clerk", later, by("day", "2026-03-07..2026-03-09"))),
        (Groups{{"2026-03-07", 48}, {"2026-03-08", 46}, {"2026-03-09", 48}})
    );
    EXPECT_EQ(
        groups(ask("seattle_clerk", later, by("day", "2026-10-31..2026-11-02"))),
        (Groups{{"2026-10-31", 48}, {"2026-11-01", 50}, {"2026-11-02", 48}})
    );
    EXPECT_EQ(
        groups(ask("berlin_clerk", later, by("day", "2026-03-28..2026-03-30"))),
        (Groups{{"2026-03-28", 48}, {"2026-03-29", 46}, {"2026-03-30", 48}})
    );
    EXPECT_EQ(
        groups(ask("berlin_clerk", later, by("day", "2026-10-24..2026-10-26"))),
        (Groups{{"2026-10-24", 48}, {"2026-10-25", 50}, {"2026-10-26", 48}})
    );
}

TEST(DaysOfTheClockChange, LackAnHourOrHaveItTwice) {
    const char* later = "2026-11-20T12:00:00Z";
    for (const auto& [clerk, spring, autumn, lost, twice] :
         {std::tuple{"seattle_clerk", "2026-03-08", "2026-11-01", "02", "01"},
          std::tuple{"berlin_clerk", "2026-03-29", "2026-10-25", "02", "02"}}) {
        const auto short_day = groups(ask(clerk, later, by("hour", spring)));
        EXPECT_EQ(short_day.size(), 23U);
        for (const auto& [hour, count] : short_day) {
            EXPECT_NE(hour, lost);
            EXPECT_EQ(count, 2) << hour;
        }
        const auto long_day = groups(ask(clerk, later, by("hour", autumn)));
        EXPECT_EQ(long_day.size(), 24U);
        for (const auto& [hour, count] : long_day) {
            EXPECT_EQ(count, hour == twice ? 4 : 2) << hour;
        }
    }
}

TEST(DaysOfTheClockChange, AreTodayUntilTheirOwnMidnight) {
    // 23:30 and 00:30 in Los Angeles after an autumn night, and in Berlin after a spring one
    const json today{{"period", "today"}, {"measures", {"transactions"}}};
    EXPECT_EQ(ask("seattle_clerk", "2026-11-02T07:30:00Z", today)["period"]["from"], "2026-11-01");
    EXPECT_EQ(ask("seattle_clerk", "2026-11-02T08:30:00Z", today)["period"]["from"], "2026-11-02");
    EXPECT_EQ(ask("berlin_clerk", "2026-03-29T21:30:00Z", today)["period"]["from"], "2026-03-29");
    EXPECT_EQ(ask("berlin_clerk", "2026-03-29T22:30:00Z", today)["period"]["from"], "2026-03-30");
}

TEST(RunningDays, AreComparedUpToTheSameTimeByTheClock) {
    // noon on the long day: 26 half hours since midnight; by noon on an ordinary day 24
    const json answer =
        ask("seattle_clerk",
            "2026-11-01T20:00:00Z",
            {{"period", "today"}, {"measures", {"transactions"}}, {"compare_to", "previous_period"}}
        );
    EXPECT_EQ(answer["period"]["partial"], true);
    EXPECT_EQ(answer["comparison"]["period"]["from"], "2026-10-31");
    EXPECT_EQ(answer["comparison"]["totals"]["transactions"], 24);
    // the explanation compares the same sales
    Clerk clerk{shops(), "seattle_clerk", *Timestamp::parse("2026-11-01T20:00:00Z")};
    const json why =
        clerk.ask("explain_sales_change", {{"period", "today"}, {"compare_to", "previous_period"}});
    EXPECT_EQ(why["change"]["before"], "240.00");
}

TEST(BusinessDays, BeginAtTheStoresHour) {
    const char* later = "2026-11-20T12:00:00Z";
    EXPECT_EQ(
        groups(ask("bar_clerk", later, by("day", "2026-06-12..2026-06-14", "net_sales"))),
        (Groups{{"2026-06-12", "1.00"}, {"2026-06-13", "6.00"}, {"2026-06-14", "8.00"}})
    );
    // the night in which 01:30 comes twice belongs to 31 October until four in the morning
    EXPECT_EQ(
        groups(ask("bar_clerk", later, by("day", "2026-10-31..2026-11-01", "net_sales"))),
        (Groups{{"2026-10-31", "112.00"}, {"2026-11-01", "128.00"}})
    );
    // half past two at night is still yesterday's day
    const json today{{"period", "today"}, {"measures", {"net_sales"}}};
    const json night = ask("bar_clerk", "2026-06-14T09:30:00Z", today);
    EXPECT_EQ(night["period"]["from"], "2026-06-13");
    EXPECT_EQ(night["totals"]["net_sales"], "6.00");
}

TEST(YearEnds, SplitAtTheStoresMidnight) {
    const char* later = "2027-02-01T12:00:00Z";
    EXPECT_EQ(
        groups(ask("seattle_clerk", later, by("year", "2025-12-31..2026-01-01", "net_sales"))),
        (Groups{{"2025", "1.00"}, {"2026", "2.00"}})
    );
    EXPECT_EQ(
        groups(ask("seattle_clerk", later, by("month", "2026-12-31..2027-01-01", "net_sales"))),
        (Groups{{"2026-12", "4.00"}, {"2027-01", "8.00"}})
    );
}

TEST(Week53, BelongsToTheYearOfItsThursday) {
    const char* later = "2027-02-01T12:00:00Z";
    // 2026 has 53 ISO weeks: the last is 28 December to 3 January
    EXPECT_EQ(
        groups(ask("seattle_clerk", later, by("week", "2026-12-27..2027-01-04", "net_sales"))),
        (Groups{{"2026-W52", "16.00"}, {"2026-W53", "108.00"}, {"2027-W01", "128.00"}})
    );
    const json week =
        ask("seattle_clerk", later, {{"period", "2026-W53"}, {"measures", {"net_sales"}}});
    EXPECT_EQ(week["period"]["from"], "2026-12-28");
    EXPECT_EQ(week["period"]["until"], "2027-01-04"); // the day after the last
    EXPECT_EQ(week["period"]["time_zone"], "America/Los_Angeles");
    EXPECT_EQ(week["totals"]["net_sales"], "108.00");
}

TEST(RetailCalendar, CutsMonthsByFourFiveFourAndGivesTheLastItsFiftyThirdWeek) {
    const char* later = "2025-02-10T12:00:00Z";
    const auto months =
        groups(ask("mall_clerk", later, by("month", "2023-01-29..2024-02-03", "net_sales")));
    ASSERT_EQ(months.size(), 12U);
    int week = 0;
    for (int month = 0; month < 12; ++month) {
        const int weeks = month % 3 == 1 || month == 11 ? 5 : 4;
        int sum = 0;
        for (int i = 0; i < weeks; ++i) {
            sum += ++week;
        }
        const std::string number = std::to_string(month + 1);
        EXPECT_EQ(
            months[static_cast<std::size_t>(month)].first,
            "2023-M" + std::string(2 - number.size(), '0') + number
        );
        EXPECT_EQ(months[static_cast<std::size_t>(month)].second, std::to_string(sum) + ".00");
    }
    EXPECT_EQ(week, 53);
    const auto quarters =
        groups(ask("mall_clerk", later, by("quarter", "2024-02-04..2025-02-01", "net_sales")));
    EXPECT_EQ(
        quarters,
        (Groups{
            {"2024-Q1", "1391.00"},
            {"2024-Q2", "1560.00"},
            {"2024-Q3", "1729.00"},
            {"2024-Q4", "1898.00"}})
    );
}

TEST(RetailCalendar, RestatesTheYearAfterFiftyThreeWeeks) {
    const char* later = "2025-02-10T12:00:00Z";
    const auto compared = [&](const char* period) {
        const json answer =
            ask("mall_clerk",
                later,
                {{"period", period},
                 {"measures", {"net_sales"}},
                 {"compare_to", "same_weekdays_last_year"}});
        return std::pair{
            answer["totals"]["net_sales"], answer["comparison"]["totals"]["net_sales"]};
    };
    // week 1 of 2024 lies over week 2 of 2023, week 52 over week 53
    EXPECT_EQ(compared("week 1 of 2024"), (std::pair<json, json>{"101.00", "2.00"}));
    EXPECT_EQ(compared("week 52 of 2024"), (std::pair<json, json>{"152.00", "53.00"}));
    // the whole year over weeks 2 to 53: 53 x 54 / 2 - 1
    EXPECT_EQ(compared("2024-02-04..2025-02-01"), (std::pair<json, json>{"6578.00", "1430.00"}));
}

TEST(Edges, AReturnBeforeItsSaleCountsOnItsOwnDay) {
    const char* later = "2026-06-01T12:00:00Z";
    const json answer =
        ask("edge_clerk",
            later,
            {{"period", "2026-05-01"},
             {"measures",
              {"net_sales", "returns", "transactions", "return_rate", "average_order_value"}}});
    EXPECT_EQ(answer["totals"]["net_sales"], "-20.00");
    EXPECT_EQ(answer["totals"]["returns"], "20.00");
    EXPECT_EQ(answer["totals"]["transactions"], 0);
    // nothing was sold that day: two rates have no value, and say why
    EXPECT_TRUE(answer["totals"]["return_rate"].is_null());
    EXPECT_TRUE(answer["totals"]["average_order_value"].is_null());
    ASSERT_EQ(answer["unavailable"].size(), 2U);
    EXPECT_EQ(answer["unavailable"][0]["measure"], "return_rate");
    EXPECT_THAT(
        answer["unavailable"][0]["reason"].get<std::string>(), HasSubstr("denominator is zero")
    );
    const json both =
        ask("edge_clerk",
            later,
            {{"period", "2026-05-01..2026-05-02"}, {"measures", {"net_sales", "return_rate"}}});
    EXPECT_EQ(both["totals"]["net_sales"], "10.00");
    EXPECT_EQ(both["totals"]["return_rate"], 0.666667);
}

TEST(Edges, AGroupWithoutAValueSaysWhy) {
    const json answer =
        ask("edge_clerk", "2026-06-01T12:00:00Z", by("day", "2026-05-01..2026-05-02", "return_rate")
        );
    EXPECT_EQ(groups(answer), (Groups{{"2026-05-01", nullptr}, {"2026-05-02", 0}}));
    ASSERT_EQ(answer["unavailable"].size(), 1U);
    EXPECT_THAT(
        answer["unavailable"][0]["reason"].get<std::string>(),
        HasSubstr("in the groups without a value")
    );
}

TEST(Edges, AmountsOfSeveralCurrenciesAreNeverAdded) {
    Clerk clerk{shops(), "world_clerk", *Timestamp::parse("2026-06-01T12:00:00Z")};
    const json may{
        {"period", "2026-05-02"},
        {"measures", {"net_sales", "units_sold"}},
        {"group_by", {"store"}}};
    const json answer = clerk.ask("summarize_sales", may);
    EXPECT_TRUE(answer["totals"].is_null());
    EXPECT_TRUE(answer["currency"].is_null());
    // each with its own digits: no sen, and thousandths of a dinar
    EXPECT_EQ(answer["totals_by_currency"]["USD"]["net_sales"], "30.00");
    EXPECT_EQ(answer["totals_by_currency"]["JPY"]["net_sales"], "999");
    EXPECT_EQ(answer["totals_by_currency"]["KWD"]["net_sales"], "3.345");
    for (const json& group : answer["groups"]) {
        EXPECT_EQ(
            group["net_sales"],
            answer["totals_by_currency"][group["currency"].get<std::string>()]["net_sales"]
        );
    }
    // where one figure would have to be made of them, the store has to be named
    for (const auto& [tool, arguments] : std::vector<std::pair<std::string, json>>{
             {"explain_sales_change",
              {{"period", "2026-05-02"}, {"compare_to", "previous_period"}}},
             {"plan_reorders", json::object()},
             {"analyze_inventory", {{"analysis", "cover"}}}}) {
        EXPECT_EQ(clerk.complaint(tool, arguments).code, ErrorCode::store_required) << tool;
    }
}

TEST(Edges, AnEmptyAnswerSaysWhyItIsEmpty) {
    Clerk clerk{shops(), "edge_clerk", *Timestamp::parse("2026-06-01T12:00:00Z")};
    EXPECT_THAT(
        clerk.ask_in_words("explain_sales_change", {{"period", "2019"}, {"compare_to", "2018"}}),
        HasSubstr("Nothing was sold or given back in either period.")
    );
    EXPECT_THAT(
        clerk.ask_in_words("plan_reorders", {{"supplier", "nobody"}}),
        HasSubstr("No active product matches.")
    );
    EXPECT_THAT(
        clerk.ask_in_words("plan_reorders", {{"supplier", "Acme"}}),
        HasSubstr("The stock of store edge was never counted and has no receipts")
    );
    EXPECT_THAT(
        clerk.ask_in_words("segment_customers", {{"analysis", "lapsed"}, {"period", "2026-05"}}),
        HasSubstr("by days since their last order, up to 2026-05-31")
    );
}

TEST(Edges, PricesOfSeveralCurrenciesAreNeverCompared) {
    Clerk clerk{shops(), "world_clerk", *Timestamp::parse("2026-06-01T12:00:00Z")};
    const json line = clerk.ask("check_stock", {{"skus", {"A"}}})["lines"][0];
    EXPECT_TRUE(line["price"].is_null());
    const json stores = line["stores"];
    ASSERT_EQ(stores.size(), 3U);
    const std::vector<std::tuple<std::string, std::string, std::string>> expected{
        {"edge", "USD", "10.00"}, {"kiosk", "JPY", "10"}, {"stand", "KWD", "10.000"}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(
            std::tuple(stores[i]["store_id"], stores[i]["currency"], stores[i]["price"]),
            expected[i]
        );
    }
    // in one currency the lowest price stands for all
    const FilledDatabase chain{
        std::string{till_functions} + R"sql(
SELECT till.store('north'), till.store('south');
SELECT till.product('north', 'A', 12.5), till.product('south', 'A', 9);
)sql",
        {{"chain_clerk", {"north", "south"}}}};
    Clerk one{chain, "chain_clerk", *Timestamp::parse("2026-06-01T12:00:00Z")};
    const json shared = one.ask("check_stock", {{"skus", {"A"}}})["lines"][0];
    EXPECT_EQ(shared["price"], "9.00");
    EXPECT_EQ(shared["stores"][0]["price"], "12.50");
    EXPECT_FALSE(shared["stores"][0].contains("currency"));
}

TEST(Edges, ADayThatSoldInTheEveningHasItsStockDaysByTheStoresCalendar) {
    // received and sold in the evening of 1 June, which is 2 June in UTC
    const FilledDatabase database{
        std::string{till_functions} + R"sql(
SELECT till.store('late', 'America/Los_Angeles'), till.product('late', 'A');
SELECT till.move('late', '2026-06-01 20:00 America/Los_Angeles', 'A', 'receipt', 10), till.move('late', '2026-06-01 21:00 America/Los_Angeles', 'A', 'sale', -4);
)sql",
        {{"late_clerk", {"late"}}}};
    Clerk clerk{database, "late_clerk", *Timestamp::parse("2026-06-03T20:00:00Z")};
    const json cover = clerk.ask(
        "analyze_inventory", {{"analysis", "cover"}, {"period", "2026-06-01..2026-06-02"}}
    );
    EXPECT_EQ(cover["lines"][0]["daily_demand"], "2.0000"); // four on two days
}

} // namespace
} // namespace retail_mcp::test
