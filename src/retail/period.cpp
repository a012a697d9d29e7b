#include "period.hpp"

#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/base/text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace retail_mcp::retail {

namespace {

constexpr std::string_view examples =
    "Say it as \"yesterday\", \"last month\", \"last 7 days\", \"2025-W23\", \"March 2025\", "
    "\"Black Friday 2025\" or {\"from\": \"2025-01-01\", \"to\": \"2025-01-31\"}.";

tl::unexpected<Error> invalid_period(std::string message) {
    return fail(ErrorCode::invalid_period, std::move(message), std::string{examples});
}

/// The object form.
struct FromTo {
    Date from;
    Date to;

    static constexpr auto fields() {
        return field_list(
            field("from", &FromTo::from, "", required), field("to", &FromTo::to, "", required)
        );
    }
};

class PeriodType final : public Type {
public:
    void schema(SchemaUse, const FieldOptions&, std::string& out) const override {
        out += R"("type":["string","object"],"properties":{"from":{"type":"string"},)"
               R"("to":{"type":"string"}})";
    }

    void decode(
        const nlohmann::json& json,
        const FieldOptions& options,
        const std::string& path,
        void* value,
        Violations& violations
    ) const override {
        auto& period = *static_cast<PeriodArgument*>(value);
        if (json.is_string()) {
            period.phrase = json.get<std::string>();
        } else if (json.is_object()) {
            FromTo days;
            struct_of<FromTo>().decode(json, {}, path, &days, violations);
            period.from = days.from;
            period.to = days.to;
        } else {
            violations.push_back({path, "must be " + in_words(options)});
        }
    }

    void encode(const void* value, std::string& out) const override {
        json::append_string(out, static_cast<const PeriodArgument*>(value)->phrase);
    }

    bool parse(std::string_view text, void* value) const override {
        static_cast<PeriodArgument*>(value)->phrase = text;
        return true;
    }

    std::string in_words(const FieldOptions&) const override {
        return "a phrase such as \"last month\" or an object {from, to} of dates";
    }
};

/// The calendar's units a phrase without one may still be: {from: 1st, to: 31st} is a month.
std::optional<Unit> whole_unit(const Days& days, StoreCalendar calendar) {
    for (const Unit unit : {Unit::day, Unit::week, Unit::month, Unit::quarter, Unit::year}) {
        if (unit_around(unit, days.from, calendar) == days ||
            unit_around(unit, days.from, StoreCalendar::iso) == days) {
            return unit;
        }
    }
    return std::nullopt;
}

Result<Period> cut_at_today(PhraseDays found, Date today, StoreCalendar calendar) {
    if (found.days.until <= found.days.from) {
        return invalid_period("The period ends before it begins.");
    }
    if (found.days.from > today) {
        return invalid_period(
            "The period begins on " + found.days.from.to_string() + ", after today (" +
            today.to_string() + ")."
        );
    }
    Period period{found.days, found.unit, false};
    if (!period.unit) {
        period.unit = whole_unit(found.days, calendar);
    }
    if (found.days.until > today) {
        period.partial = true;
        period.days.until = today + 1;
    }
    return period;
}

Date year_before(Date day) {
    const auto ymd = day.ymd() - std::chrono::years{1};
    // 29 February has no counterpart: the day before takes its place
    return Date{
        std::chrono::sys_days{ymd.ok() ? ymd : ymd.year() / ymd.month() / std::chrono::last}};
}

/// A whole month, quarter or year keeps its end, also in a leap year; other days keep their dates.
Days same_dates_year_before(const Period& period) {
    const bool is_whole = period.unit && *period.unit > Unit::week && !period.partial;
    const Date last = period.days.until - 1;
    return {
        year_before(period.days.from),
        is_whole ? year_before(period.days.until) : year_before(last) + 1};
}

/// Stores of the 4-5-4 calendar also ask for months and quarters of the ordinary one.
StoreCalendar calendar_of(Unit unit, const Days& days, StoreCalendar calendar) {
    return unit_around(unit, days.from, calendar).from == days.from ? calendar : StoreCalendar::iso;
}

Days previous_days(const Period& period, StoreCalendar calendar) {
    const int elapsed = period.days.count();
    if (period.unit) {
        Days before = unit_shifted(
            *period.unit, period.days.from, -1, calendar_of(*period.unit, period.days, calendar)
        );
        if (period.partial) {
            before.until = std::min(before.until, before.from + elapsed);
        }
        return before;
    }
    return {period.days.from - elapsed, period.days.from};
}

} // namespace

const Type& field_type(std::type_identity<PeriodArgument>) {
    static const PeriodType type;
    return type;
}

Result<Period> resolve_period(const PeriodArgument& argument, Date today, StoreCalendar calendar) {
    if (argument.from && argument.to) {
        return cut_at_today({{*argument.from, *argument.to + 1}, {}}, today, calendar);
    }
    const auto found = days_of_phrase(argument.phrase, today, calendar);
    if (!found) {
        return invalid_period(
            "The period " + retail::quoted(argument.phrase) + " is not understood."
        );
    }
    return cut_at_today(*found, today, calendar);
}

Result<Period> resolve_comparison(
    const PeriodArgument& argument, const Period& period, Date today, StoreCalendar calendar
) {
    if (argument.phrase == "previous_period") {
        return Period{previous_days(period, calendar), period.unit, false};
    }
    if (argument.phrase == "same_weekdays_last_year") {
        // 52 weeks back keeps the weekdays; it is also how a 4-5-4 year after one of 53 weeks is
        // compared
        return Period{{period.days.from - 364, period.days.until - 364}, {}, false};
    }
    if (argument.phrase == "same_dates_last_year") {
        return Period{same_dates_year_before(period), period.unit, false};
    }
    auto other = resolve_period(argument, today, calendar);
    if (other && period.partial && !other->partial && other->unit == period.unit) {
        other->days.until = std::min(other->days.until, other->days.from + period.days.count());
    }
    return other;
}

std::optional<std::string>
cut_of(const Period& period, const Period& comparison, const Store& store, Timestamp now) {
    if (!period.partial || comparison.days.count() != period.days.count()) {
        return std::nullopt;
    }
    const auto local_now = now.time + std::chrono::seconds{store.utc_offset};
    const auto since_today = local_now - (period.days.until - 1).days;
    const Timestamp cut{(comparison.days.until - 1).days + since_today};
    std::string text = cut.to_string();
    text.pop_back(); // the "Z": it is a local time
    return text;
}

} // namespace retail_mcp::retail
