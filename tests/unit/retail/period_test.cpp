#include "retail/period.hpp"

#include <gmock/gmock.h>
#include <rapidcheck.h>

namespace retail_mcp::retail {
namespace {

constexpr auto iso = StoreCalendar::iso;
constexpr auto four_five_four = StoreCalendar::retail_454;

Date day(std::string_view text) {
    const auto parsed = Date::parse(text);
    EXPECT_TRUE(parsed) << text;
    return *parsed;
}

const Date today = *Date::parse("2026-03-18"); // a Wednesday

/// "from..last day", with "+" where partial, or the error's code.
std::string resolved(std::string_view phrase, Date on = today, StoreCalendar calendar = iso) {
    const auto period = resolve_period({std::string{phrase}, {}, {}}, on, calendar);
    if (!period) {
        return std::string{to_string(period.error().code)};
    }
    return period->days.from.to_string() + ".." + (period->days.until - 1).to_string() +
           (period->partial ? "+" : "");
}

struct Spoken {
    const char* phrase;
    const char* days;
};

class Phrases : public testing::TestWithParam<Spoken> {};

TEST_P(Phrases, AreResolvedAgainstTheBusinessDay) {
    EXPECT_EQ(resolved(GetParam().phrase), GetParam().days);
}

INSTANTIATE_TEST_SUITE_P(
    Period,
    Phrases,
    testing::Values(
        Spoken{"today", "2026-03-18..2026-03-18+"},
        Spoken{"Yesterday", "2026-03-17..2026-03-17"},
        Spoken{"the day before yesterday", "2026-03-16..2026-03-16"},
        Spoken{"this week", "2026-03-16..2026-03-18+"},
        Spoken{"last week", "2026-03-09..2026-03-15"},
        Spoken{"this month", "2026-03-01..2026-03-18+"},
        Spoken{"month to date", "2026-03-01..2026-03-18+"},
        Spoken{"YTD", "2026-01-01..2026-03-18+"},
        Spoken{"last month", "2026-02-01..2026-02-28"},
        Spoken{"previous quarter", "2025-10-01..2025-12-31"},
        Spoken{"last year", "2025-01-01..2025-12-31"},
        Spoken{"last 7 days", "2026-03-11..2026-03-17"},
        Spoken{"past two weeks", "2026-03-02..2026-03-15"},
        Spoken{"last 3 months", "2025-12-01..2026-02-28"},
        Spoken{"last 1 year", "2025-01-01..2025-12-31"},
        Spoken{"Monday", "2026-03-16..2026-03-16"},
        Spoken{"wednesday", "2026-03-18..2026-03-18+"},
        Spoken{"last Wednesday", "2026-03-11..2026-03-11"},
        Spoken{"last weekend", "2026-03-14..2026-03-15"},
        Spoken{"week 10", "2026-03-02..2026-03-08"},
        Spoken{"week 23", "2025-06-02..2025-06-08"},
        Spoken{"2025-W23", "2025-06-02..2025-06-08"},
        Spoken{"W1 2026", "2025-12-29..2026-01-04"},
        Spoken{"week 53 of 2020", "2020-12-28..2021-01-03"},
        Spoken{"2025-W53", "invalid_period"},
        Spoken{"2025", "2025-01-01..2025-12-31"},
        Spoken{"2025-02", "2025-02-01..2025-02-28"},
        Spoken{"February 2024", "2024-02-01..2024-02-29"},
        Spoken{"march", "2026-03-01..2026-03-18+"},
        Spoken{"april", "2025-04-01..2025-04-30"},
        Spoken{"March 5th, 2025", "2025-03-05..2025-03-05"},
        Spoken{"5 march", "2026-03-05..2026-03-05"},
        Spoken{"Q2 2025", "2025-04-01..2025-06-30"},
        Spoken{"2025-Q4", "2025-10-01..2025-12-31"},
        Spoken{"H1 2025", "2025-01-01..2025-06-30"},
        Spoken{"2025-12-24", "2025-12-24..2025-12-24"},
        Spoken{"2025-01-01..2025-01-31", "2025-01-01..2025-01-31"},
        Spoken{"2025-01-01/2025-01-31", "2025-01-01..2025-01-31"},
        Spoken{"from January to March 2025", "2025-01-01..2025-03-31"},
        Spoken{"november to january 2026", "2025-11-01..2026-01-31"},
        Spoken{"since february", "2026-02-01..2026-03-18+"},
        Spoken{"Black Friday 2025", "2025-11-28..2025-11-28"},
        Spoken{"black friday", "2025-11-28..2025-11-28"},
        Spoken{"Cyber Monday 2024", "2024-12-02..2024-12-02"},
        Spoken{"last Christmas", "2025-12-25..2025-12-25"},
        Spoken{"Easter 2025", "2025-04-20..2025-04-20"},
        Spoken{"Valentine’s Day", "2026-02-14..2026-02-14"},
        Spoken{"this year so far", "2026-01-01..2026-03-18+"},
        Spoken{"week before last", "2026-03-02..2026-03-08"},
        Spoken{"the month before last", "2026-01-01..2026-01-31"},
        Spoken{"3 days ago", "2026-03-15..2026-03-15"},
        Spoken{"a week ago", "2026-03-09..2026-03-15"},
        Spoken{"two months ago", "2026-01-01..2026-01-31"},
        Spoken{"last couple of weeks", "2026-03-02..2026-03-15"},
        Spoken{"trailing 12 months", "2025-03-01..2026-02-28"},
        Spoken{"last 1 quarter", "2025-10-01..2025-12-31"},
        Spoken{"last march", "2025-03-01..2025-03-31"},
        Spoken{"last february", "2026-02-01..2026-02-28"},
        Spoken{"this march", "2026-03-01..2026-03-18+"},
        Spoken{"march last year", "2025-03-01..2025-03-31"},
        Spoken{"march 3 last year", "2025-03-03..2025-03-03"},
        Spoken{"january to march last year", "2025-01-01..2025-03-31"},
        Spoken{"week 10 last year", "2025-03-03..2025-03-09"},
        Spoken{"first quarter of 2025", "2025-01-01..2025-03-31"},
        Spoken{"2nd half of 2025", "2025-07-01..2025-12-31"},
        Spoken{"quarter 4", "2025-10-01..2025-12-31"},
        Spoken{"Q4 last year", "2025-10-01..2025-12-31"},
        Spoken{"the week of March 5", "2026-03-02..2026-03-08"},
        Spoken{"week of 2025-03-05", "2025-03-03..2025-03-09"},
        Spoken{"christmas week", "2025-12-22..2025-12-28"},
        Spoken{"Thanksgiving week 2024", "2024-11-25..2024-12-01"},
        Spoken{"easter weekend 2025", "2025-04-18..2025-04-21"},
        Spoken{"black friday weekend", "2025-11-28..2025-11-30"},
        Spoken{"cyber week 2025", "2025-12-01..2025-12-07"},
        Spoken{"christmas last year", "2025-12-25..2025-12-25"},
        Spoken{"between march 1 and march 7", "2026-03-01..2026-03-07"},
        Spoken{"2025-12-29 to 2026-01-04", "2025-12-29..2026-01-04"},
        Spoken{"week march", "invalid_period"},
        Spoken{"0 quarters ago or so", "invalid_period"},
        Spoken{"next week", "invalid_period"},
        Spoken{"2027", "invalid_period"},
        Spoken{"2026-03-10..2026-03-01", "invalid_period"},
        Spoken{"february 30", "invalid_period"},
        Spoken{"when it rained", "invalid_period"},
        Spoken{"", "invalid_period"}
    ),
    [](const auto& spoken) { return "Phrase" + std::to_string(spoken.index); }
);

TEST(NamedWeek, IsTheRunningOneWhenItsDayIsStillToCome) {
    EXPECT_EQ(resolved("christmas week", day("2026-12-22")), "2026-12-21..2026-12-22+");
    EXPECT_EQ(resolved("christmas week", day("2026-12-20")), "2025-12-22..2025-12-28");
    EXPECT_EQ(resolved("week of last friday", day("2026-12-23")), "2026-12-14..2026-12-20");
    EXPECT_EQ(
        resolved("christmas week", day("2026-03-18"), four_five_four), "2025-12-21..2025-12-27"
    );
}

TEST(PeriodObject, IncludesBothDaysAndEndsWithToday) {
    const auto period = resolve_period({{}, day("2026-03-01"), day("2026-03-31")}, today, iso);
    ASSERT_TRUE(period);
    EXPECT_TRUE(period->partial);
    EXPECT_EQ(period->days.until, day("2026-03-19"));
    EXPECT_EQ(period->unit, Unit::month);
}

TEST(InvalidPeriod, SaysWhatWouldBeRight) {
    const auto period = resolve_period({"next month", {}, {}}, today, iso);
    ASSERT_FALSE(period);
    EXPECT_THAT(period.error().message, testing::HasSubstr("after today (2026-03-18)"));
    EXPECT_THAT(period.error().hint, testing::HasSubstr("last month"));
}

TEST(RetailCalendar, EndsItsYearOnTheSaturdayNearestToTheEndOfJanuary) {
    // years as the National Retail Federation publishes them; 2012, 2017 and 2023 have 53 weeks
    EXPECT_EQ(calendar_year(2012, four_five_four), (Days{day("2012-01-29"), day("2013-02-03")}));
    EXPECT_EQ(calendar_year(2017, four_five_four), (Days{day("2017-01-29"), day("2018-02-04")}));
    EXPECT_EQ(calendar_year(2023, four_five_four), (Days{day("2023-01-29"), day("2024-02-04")}));
    EXPECT_EQ(calendar_year(2025, four_five_four), (Days{day("2025-02-02"), day("2026-02-01")}));
}

TEST(RetailCalendar, CutsWeeksOnSundayAndMonthsByFourFiveFour) {
    EXPECT_EQ(resolved("last week", today, four_five_four), "2026-03-08..2026-03-14");
    EXPECT_EQ(resolved("last month", today, four_five_four), "2026-02-01..2026-02-28");
    EXPECT_EQ(resolved("this month", today, four_five_four), "2026-03-01..2026-03-18+");
    EXPECT_EQ(resolved("last quarter", today, four_five_four), "2025-11-02..2026-01-31");
    EXPECT_EQ(resolved("week 53 of 2023", today, four_five_four), "2024-01-28..2024-02-03");
    EXPECT_EQ(resolved("week 53 of 2024", today, four_five_four), "invalid_period");
    // January 2024 takes the 53rd week
    EXPECT_EQ(resolved("last month", day("2024-02-10"), four_five_four), "2023-12-31..2024-02-03");
}

std::string compared(
    std::string_view compare_to,
    std::string_view phrase,
    Date on = today,
    StoreCalendar calendar = iso
) {
    const auto period = resolve_period({std::string{phrase}, {}, {}}, on, calendar);
    const auto other = resolve_comparison({std::string{compare_to}, {}, {}}, *period, on, calendar);
    return other ? other->days.from.to_string() + ".." + (other->days.until - 1).to_string()
                 : std::string{to_string(other.error().code)};
}

TEST(Comparison, WithThePreviousTakesWholeUnitsWhole) {
    EXPECT_EQ(compared("previous_period", "last month"), "2026-01-01..2026-01-31");
    EXPECT_EQ(compared("previous_period", "Q1 2025"), "2024-10-01..2024-12-31");
    EXPECT_EQ(compared("previous_period", "2025"), "2024-01-01..2024-12-31");
    EXPECT_EQ(compared("previous_period", "last 7 days"), "2026-03-04..2026-03-10");
    EXPECT_EQ(compared("previous_period", "yesterday"), "2026-03-16..2026-03-16");
    EXPECT_EQ(compared("previous_period", "Black Friday 2025"), "2025-11-27..2025-11-27");
}

TEST(Comparison, TakesAnOrdinaryMonthWholeAlsoIn454Stores) {
    const Date on = day("2026-03-18");
    EXPECT_EQ(
        compared("previous_period", "March 2025", on, four_five_four), "2025-02-01..2025-02-28"
    );
    EXPECT_EQ(compared("previous_period", "Q2 2025", on, four_five_four), "2025-01-01..2025-03-31");
    EXPECT_EQ(
        compared("previous_period", "2025-03-01..2025-03-31", on, four_five_four),
        "2025-02-01..2025-02-28"
    );
    EXPECT_EQ(
        compared("previous_period", "last quarter", on, four_five_four), "2025-08-03..2025-11-01"
    );
}

TEST(Comparison, OfARunningPeriodTakesTheSameElapsedDays) {
    EXPECT_EQ(compared("previous_period", "this month"), "2026-02-01..2026-02-18");
    EXPECT_EQ(compared("last month", "this month"), "2026-02-01..2026-02-18");
    EXPECT_EQ(
        compared("previous_period", "this month", day("2026-03-31")), "2026-02-01..2026-02-28"
    );
}

TEST(Comparison, WithLastYearKeepsWeekdaysOrDates) {
    EXPECT_EQ(compared("same_weekdays_last_year", "last week"), "2025-03-10..2025-03-16");
    EXPECT_EQ(compared("same_dates_last_year", "last week"), "2025-03-09..2025-03-15");
    EXPECT_EQ(compared("same_dates_last_year", "February 2024"), "2023-02-01..2023-02-28");
    EXPECT_EQ(compared("same_dates_last_year", "2024-02-29"), "2023-02-28..2023-02-28");
    // days about 29 February keep their number; a whole month keeps its end
    EXPECT_EQ(compared("same_dates_last_year", "2024-02-28"), "2023-02-28..2023-02-28");
    EXPECT_EQ(compared("same_dates_last_year", "2025-02-28"), "2024-02-28..2024-02-28");
    EXPECT_EQ(compared("same_dates_last_year", "February 2025"), "2024-02-01..2024-02-29");
    EXPECT_EQ(
        compared("same_dates_last_year", "this month", day("2025-02-28")), "2024-02-01..2024-02-28"
    );
}

TEST(Comparison, AfterAYearOf53WeeksIsRestatedByOneWeek) {
    // week 1 of 2024 begins 2024-02-04; its partner is week 2 of the 53-week year 2023
    EXPECT_EQ(
        compared("same_weekdays_last_year", "week 1 of 2024", day("2024-06-01"), four_five_four),
        "2023-02-05..2023-02-11"
    );
}

TEST(RetailCalendar, NumbersMonthsOfFourFiveAndFourWeeks) {
    for (const int year : {2023, 2024, 2025}) { // 2023 has 53 weeks
        Date day = calendar_year(year, four_five_four).from;
        for (int month = 1; month <= 12; ++month) {
            const Days days = unit_around(Unit::month, day, four_five_four);
            EXPECT_EQ(days.from, day);
            EXPECT_EQ(month_of_year(days.from, four_five_four), month) << year;
            EXPECT_EQ(month_of_year(days.until - 1, four_five_four), month) << year;
            const int weeks = month % 3 == 2 || (year == 2023 && month == 12) ? 5 : 4;
            EXPECT_EQ(days.count(), 7 * weeks) << year << ' ' << month;
            day = days.until;
        }
        EXPECT_EQ(day, calendar_year(year + 1, four_five_four).from);
    }
}

TEST(Units, TileTheCalendarWithoutGapsOrOverlaps) {
    const bool holds = rc::check("each unit begins where the one before ended", [] {
        const Date any = day("2000-01-01") + *rc::gen::inRange(0, 20000);
        for (const StoreCalendar calendar : {iso, four_five_four}) {
            for (const Unit unit :
                 {Unit::day, Unit::week, Unit::month, Unit::quarter, Unit::year}) {
                const Days here = unit_around(unit, any, calendar);
                RC_ASSERT(here.from <= any && any < here.until);
                RC_ASSERT(unit_shifted(unit, any, -1, calendar).until == here.from);
                RC_ASSERT(unit_shifted(unit, any, 1, calendar).from == here.until);
            }
        }
    });
    EXPECT_TRUE(holds);
}

} // namespace
} // namespace retail_mcp::retail
