#include <retail_mcp/base/deadline.hpp>
#include <retail_mcp/base/values.hpp>

#include <gmock/gmock.h>

namespace retail_mcp {
namespace {

using namespace std::chrono_literals;

Decimal decimal(std::string_view text) {
    const auto parsed = Decimal::parse(text);
    EXPECT_TRUE(parsed) << text;
    return parsed.value_or(Decimal{});
}

TEST(Decimal, KeepsEveryDigitOfItsText) {
    for (const std::string_view text :
         {"0", "-0.5", "12.90", "0.0001", "99999999999999.9999", "-123456789012345678901234.5"}) {
        EXPECT_EQ(decimal(text).to_string(), text);
    }
}

TEST(Decimal, ReadsExponentsAsPlainNumbers) {
    EXPECT_EQ(decimal("1e3").to_string(), "1000");
    EXPECT_EQ(decimal("1.25e1").to_string(), "12.5");
    EXPECT_EQ(decimal("5e-2").to_string(), "0.05");
}

TEST(Decimal, RefusesWhatIsNoNumber) {
    for (const std::string_view text : {"", "-", ".", "1.2.3", "NaN", "1e", "0x10", "1 ", "1,5"}) {
        EXPECT_FALSE(Decimal::parse(text)) << text;
    }
}

TEST(Decimal, RoundsHalvesAwayFromZero) {
    EXPECT_EQ(decimal("2.345").rounded(2).to_string(), "2.35");
    EXPECT_EQ(decimal("-2.345").rounded(2).to_string(), "-2.35");
    EXPECT_EQ(decimal("2.3449").rounded(2).to_string(), "2.34");
    EXPECT_EQ(decimal("0.5").rounded(0).to_string(), "1");
    EXPECT_EQ(decimal("7").rounded(2).to_string(), "7.00");
}

TEST(Decimal, ComparesByValueNotByScale) {
    EXPECT_EQ(decimal("1.50"), decimal("1.5"));
    EXPECT_LT(decimal("-2"), decimal("1.999"));
    EXPECT_TRUE(decimal("3.000").is_whole());
    EXPECT_FALSE(decimal("3.001").is_whole());
}

TEST(Decimal, AddsAndMultipliesExactly) {
    EXPECT_EQ((decimal("0.1") + decimal("0.2")).to_string(), "0.3");
    EXPECT_EQ((decimal("12.90") * decimal("3")).to_string(), "38.70");
    EXPECT_EQ((decimal("1") - decimal("0.0001")).to_string(), "0.9999");
}

TEST(Decimal, DividesToTheWantedScaleOrNotAtAll) {
    EXPECT_EQ(decimal("50").divided_by(decimal("1000"), 4)->to_string(), "0.0500");
    EXPECT_EQ(decimal("2").divided_by(decimal("3"), 2)->to_string(), "0.67");
    EXPECT_EQ(decimal("-1").divided_by(decimal("8"), 2)->to_string(), "-0.13");
    EXPECT_FALSE(decimal("1").divided_by(decimal("0.00"), 2));
}

TEST(Date, AcceptsRealDaysOnly) {
    EXPECT_EQ(Date::parse("2024-02-29")->to_string(), "2024-02-29");
    EXPECT_FALSE(Date::parse("2025-02-29"));
    EXPECT_FALSE(Date::parse("2025-2-9"));
    EXPECT_FALSE(Date::parse("2025-02-09T00"));
    EXPECT_EQ((*Date::parse("2025-12-31") + 1).to_string(), "2026-01-01");
}

TEST(Timestamp, ReadsPostgresAndIsoForms) {
    EXPECT_EQ(
        Timestamp::parse("2025-03-30 01:30:00.25+02")->to_string(), "2025-03-29T23:30:00.250000Z"
    );
    EXPECT_EQ(Timestamp::parse("2025-03-30T01:30:00Z")->to_string(), "2025-03-30T01:30:00Z");
    EXPECT_EQ(Timestamp::parse("2025-03-30T01:30-05:30")->to_string(), "2025-03-30T07:00:00Z");
    EXPECT_FALSE(Timestamp::parse("2025-03-30 01:30:00"));
    EXPECT_FALSE(Timestamp::parse("2025-03-30"));
    EXPECT_FALSE(Timestamp::parse("2025-03-30T25:00:00Z"));
}

TEST(Currency, HasItsOwnDigits) {
    EXPECT_EQ(currency_scale("USD"), 2);
    EXPECT_EQ(currency_scale("JPY"), 0);
    EXPECT_EQ(currency_scale("KWD"), 3);
}

TEST(ForPeople, NumbersAreGroupedAndSharesArePercent) {
    EXPECT_EQ(with_thousands(decimal("-1234567.80")), "-1,234,567.80");
    EXPECT_EQ(with_thousands(decimal("-123")), "-123");
    EXPECT_EQ(percent(Share{decimal("0.1254")}), "12.5 %");
}

TEST(Deadline, ThePartNeverOutlivesTheWhole) {
    EXPECT_TRUE(Deadline::after(0s).expired());
    EXPECT_EQ(Deadline::after(-1s).remaining(), 0s);
    EXPECT_FALSE(Deadline::never().expired());
    const Deadline soon = Deadline::after(1h);
    EXPECT_EQ(Deadline::never().or_earlier(soon).time(), soon.time());
}

} // namespace
} // namespace retail_mcp
