#include "sales_answer.hpp"

#include <retail_mcp/base/json_writer.hpp>

namespace retail_mcp::retail::sales {

namespace {

/// Types that only answers have: they are written, never read.
class OutputType : public Type {
public:
    void decode(
        const nlohmann::json&, const FieldOptions&, const std::string& path, void*, Violations& all
    ) const override {
        all.push_back({path, "is no argument"});
    }

    bool parse(std::string_view, void*) const override { return false; }

    std::string in_words(const FieldOptions&) const override { return "an object"; }
};

class GroupType final : public OutputType {
public:
    void schema(SchemaUse, const FieldOptions&, std::string& out) const override {
        out += R"("type":"object","properties":{"key":{"type":"object"}})";
    }

    void encode(const void* value, std::string& out) const override {
        const auto& group = *static_cast<const Group*>(value);
        json::ObjectWriter object{out};
        json::ObjectWriter key{object.key("key").out()};
        for (const auto& [dimension, name] : group.key) {
            key.string(dimension, name);
        }
        key.close();
        if (group.name) {
            object.string("name", *group.name);
        }
        if (group.currency) {
            object.string("currency", *group.currency);
        }
        for (const auto& [metric, measure] : group.measures.values) {
            append_measure(*metric, measure, object.key(metric->id).out());
        }
        object.close();
    }

    void round_money(void* value, int scale) const override {
        auto& group = *static_cast<Group*>(value);
        type_of<Measures>().round_money(
            &group.measures, group.currency ? currency_scale(*group.currency) : scale
        );
    }
};

class ChangesType final : public OutputType {
public:
    void schema(SchemaUse, const FieldOptions&, std::string& out) const override {
        out += R"("type":["object","null"],"additionalProperties":{"type":"object"})";
    }

    void encode(const void* value, std::string& out) const override {
        json::ObjectWriter object{out};
        for (const Change& change : static_cast<const Changes*>(value)->values) {
            json::ObjectWriter entry{object.key(change.metric->id).out()};
            append_measure(*change.metric, change.absolute, entry.key("absolute").out());
            entry.raw("share", change.share ? change.share->trimmed().to_string() : "null");
            entry.close();
        }
        object.close();
    }

    void round_money(void* value, int scale) const override {
        for (Change& change : static_cast<Changes*>(value)->values) {
            if (change.metric->unit == MetricUnit::money && change.absolute) {
                change.absolute = change.absolute->rounded(scale);
            }
        }
    }
};

std::string change_text(const Change& change) {
    if (!change.absolute) {
        return {};
    }
    if (!change.share) {
        return " (before: nothing)";
    }
    const std::string sign = change.share->is_negative() ? "" : "+";
    return " (" + sign + percent(Share{*change.share}) + ')';
}

std::string totals_sentence(
    const Measures& totals, const std::optional<std::string>& currency, const Comparison* comparison
) {
    std::string text;
    for (std::size_t i = 0; i < totals.values.size(); ++i) {
        const auto& [metric, value] = totals.values[i];
        text += text.empty() ? "" : ", ";
        text += std::string{metric->title} + ' ' + measure_text(*metric, value);
        if (metric->unit == MetricUnit::money && currency && value) {
            text += ' ' + *currency;
        }
        if (comparison != nullptr && comparison->change) {
            text += change_text(comparison->change->values[i]);
        }
    }
    return text;
}

TextTable table_of(const Answer& answer) {
    TextTable table;
    const Group& first = answer.groups.front();
    for (const auto& [dimension, _] : first.key) {
        table.add_column(std::string{dimension});
    }
    if (first.name) {
        table.add_column("name", TextTable::Align::left, 32);
    }
    if (first.currency) {
        table.add_column("currency");
    }
    for (const auto& [metric, _] : first.measures.values) {
        table.add_column(std::string{metric->title}, TextTable::Align::right);
    }
    for (const Group& group : answer.groups) {
        std::vector<std::string> cells;
        for (const auto& [_, name] : group.key) {
            cells.push_back(name);
        }
        for (const auto* extra : {&group.name, &group.currency}) {
            if (*extra) {
                cells.push_back(**extra);
            }
        }
        for (const auto& [metric, value] : group.measures.values) {
            cells.push_back(measure_text(*metric, value));
        }
        table.add_row(std::move(cells));
    }
    return table;
}

} // namespace

const Type& field_type(std::type_identity<Group>) {
    static const GroupType type;
    return type;
}

const Type& field_type(std::type_identity<Changes>) {
    static const ChangesType type;
    return type;
}

std::string in_words(const Answer& answer, const ToolContext&) {
    TextAnswer text;
    const Comparison* comparison = answer.comparison ? &*answer.comparison : nullptr;
    std::string about = period_text(*answer.head.period);
    if (comparison != nullptr) {
        about += ", compared with " + period_text(comparison->period);
        if (comparison->days != comparison->compared_days) {
            about += " (" + std::to_string(comparison->days) + " against " +
                     std::to_string(comparison->compared_days) + " days)";
        }
    }
    if (answer.totals) {
        text.sentence(
            about + ": " + totals_sentence(*answer.totals, answer.head.currency, comparison) + '.'
        );
    } else {
        text.sentence(about + ", currencies apart:");
    }
    for (const auto& [currency, totals] : answer.totals_by_currency) {
        text.sentence(currency + ": " + totals_sentence(totals, currency, nullptr) + '.');
    }
    for (const Unavailable& missing : answer.unavailable) {
        text.sentence(missing.measure + " has no value: " + missing.reason + '.');
    }
    if (!answer.groups.empty()) {
        text.table(table_of(answer));
    }
    text.paging(answer.head, answer.groups.size());
    return text
        .next(
            comparison != nullptr ? "explain_sales_change for the reasons."
                                  : "compare_to \"same_weekdays_last_year\", or group_by."
        )
        .str();
}

} // namespace retail_mcp::retail::sales
