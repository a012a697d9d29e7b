#include "retail/import/mapping.hpp"
#include "retail/import/row_converter.hpp"
#include "retail/import/source.hpp"

#include <retail_mcp/retail/import.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace retail_mcp::import {

namespace {

/// Letters and digits in small letters: "Invoice No." is "invoiceno".
std::string plain(std::string_view heading) {
    std::string text;
    for (const unsigned char c : heading) {
        if (std::isalnum(c) != 0 || c >= 0x80) {
            text += static_cast<char>(std::tolower(c));
        }
    }
    return text;
}

bool means(const Column& column, const std::string& heading) {
    if (plain(column.name) == heading) {
        return true;
    }
    std::string_view also = column.also;
    while (!also.empty()) {
        const std::size_t end = std::min(also.find('|'), also.size());
        if (also.substr(0, end) == heading) {
            return true;
        }
        also.remove_prefix(std::min(end + 1, also.size()));
    }
    return false;
}

struct Suggestion {
    Kind kind = Kind::products;
    std::map<std::string, std::string> columns;
    std::vector<std::string> others; // headings that nothing is known of
    std::size_t missing = 0;
};

Suggestion suggest_for(Kind kind, const std::vector<std::string>& headings) {
    Suggestion suggestion{kind, {}, {}, 0};
    std::set<std::string_view> taken;
    for (const std::string& heading : headings) {
        const std::string word = plain(heading);
        const Column* found = nullptr;
        for (const Column& column : columns_of(kind)) {
            if (found == nullptr && !taken.contains(column.name) && means(column, word)) {
                found = &column;
            }
        }
        if (word == "storeid" || word == "store") {
            suggestion.columns[heading] = "store_id";
        } else if (found != nullptr) {
            taken.insert(found->name);
            suggestion.columns[heading] = found->name;
        } else {
            suggestion.others.push_back(heading);
        }
    }
    for (const Column& column : columns_of(kind)) {
        suggestion.missing += column.required && !taken.contains(column.name) ? 1U : 0U;
    }
    return suggestion;
}

/// The kind whose required columns are all there and that knows the most headings.
Suggestion best_suggestion(const std::vector<std::string>& headings) {
    Suggestion best = suggest_for(Kind::transactions, headings);
    for (const Kind kind :
         {Kind::products, Kind::stock, Kind::customers, Kind::stores, Kind::categories}) {
        Suggestion next = suggest_for(kind, headings);
        if (std::pair{next.missing, next.others.size()} <
            std::pair{best.missing, best.others.size()}) {
            best = std::move(next);
        }
    }
    return best;
}

/// The first of the usual ways to write dates that reads every date of the sample.
std::string detect_date_format(const Plan& plan, const std::vector<CsvRecord>& sample) {
    constexpr std::array<const char*, 8> formats{
        "", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%m/%d/%y", "%d/%m/%y"};
    std::vector<std::string> possible;
    for (const char* format : formats) {
        bool reads_all = true;
        for (std::size_t row = 1; row < sample.size(); ++row) {
            for (const Plan::Target& target : plan.targets) {
                const bool is_date = target.column->type == ColumnType::moment ||
                                     target.column->type == ColumnType::date;
                if (is_date && !target.fields.empty() &&
                    target.fields.front() < sample[row].fields.size()) {
                    const std::string& field = sample[row].fields[target.fields.front()];
                    reads_all =
                        reads_all && (trimmed(field).empty() ||
                                      convert_moment(field, {DecimalSign::undecided, format}).ok());
                }
            }
        }
        if (reads_all) {
            possible.emplace_back(format);
        }
    }
    // Several that fit, day first or month first, are for the user to decide.
    return possible.empty() ? ""
           : possible.front().empty() || possible.size() == 1
               ? possible.front()
               : possible.front() + " or " + possible[1];
}

std::string_view name_of(DecimalSign sign) {
    return sign == DecimalSign::comma ? "comma" : "point";
}

} // namespace

Result<std::string> suggest_mapping(const std::filesystem::path& file) {
    auto source = Source::open(file, {});
    if (!source) {
        return fail(source.error());
    }
    const std::vector<std::string>& headings = source->sample().front().fields;
    const Suggestion suggestion = best_suggestion(headings);
    Mapping mapping;
    mapping.columns = suggestion.columns;
    mapping.ignore = suggestion.others;
    const auto plan = make_plan(suggestion.kind, mapping, headings, "");
    nlohmann::ordered_json json;
    json["kind"] = to_string(suggestion.kind);
    json["columns"] = suggestion.columns;
    json["constants"] = nlohmann::ordered_json::object();
    const bool attributes = suggestion.kind == Kind::products;
    json["ignore"] = attributes ? std::vector<std::string>{} : suggestion.others;
    json["attributes"] = attributes ? suggestion.others : std::vector<std::string>{};
    json["quantity_sign"] = "signed";
    json["create_categories"] = suggestion.kind == Kind::products;
    json["encoding"] = to_string(source->encoding());
    json["delimiter"] = source->delimiter() == ','   ? "comma"
                        : source->delimiter() == ';' ? "semicolon"
                                                     : "tab";
    Plan found;
    for (const Column& column : columns_of(suggestion.kind)) {
        found.targets.push_back({&column, {}, {}});
        for (std::size_t i = 0; i < headings.size(); ++i) {
            const auto mapped = suggestion.columns.find(headings[i]);
            if (mapped != suggestion.columns.end() && mapped->second == column.name) {
                found.targets.back().fields.push_back(i);
            }
        }
    }
    json["decimal"] = name_of(detect_decimal(plan ? *plan : found, source->sample()));
    json["date_format"] = detect_date_format(found, source->sample());
    json["time_zone"] = "";
    return json.dump(2);
}

} // namespace retail_mcp::import
