#include "sql_errors.hpp"

#include <retail_mcp/base/text.hpp>

#include <algorithm>
#include <string>

namespace retail_mcp::retail {

namespace {

/// Line and column, from 1, of the `position`th character (from 1) of UTF-8 text.
struct Place {
    int line = 1;
    int column = 1;
};

Place place_of(std::string_view text, std::size_t position) {
    Place place;
    std::size_t passed = 1;
    for (std::size_t at = 0; at < text.size() && passed < position; ++passed) {
        if (text[at] == '\n') {
            ++place.line;
            place.column = 1;
        } else {
            ++place.column;
        }
        at += std::max<std::size_t>(1, utf8_sequence_length(text.substr(at)));
    }
    return place;
}

bool may_quote_values(std::string_view sqlstate) {
    return !sqlstate.starts_with("42") && !sqlstate.starts_with("0A") &&
           !sqlstate.starts_with("21") && !sqlstate.starts_with("25");
}

ErrorCode code_of(std::string_view sqlstate) {
    if (sqlstate == "42501" || sqlstate == "25006") {
        return ErrorCode::permission_denied;
    }
    for (const std::string_view user_fault : {"0A", "21", "22", "42", "44", "54", "P0"}) {
        if (sqlstate.starts_with(user_fault)) {
            return ErrorCode::invalid_sql;
        }
    }
    return db::error_code_of(sqlstate);
}

std::string hint_for(const db::ServerError& error) {
    if (!error.hint.empty() && !may_quote_values(error.sqlstate)) {
        return error.hint;
    }
    if (error.message.find("current_stock") != std::string::npos) {
        return "Stock is in retail.inventory; retail.products_with_stock has it with the product.";
    }
    if (error.sqlstate == "42P01" || error.sqlstate == "42703") {
        return "describe_tables lists the tables and their columns.";
    }
    if (error.sqlstate == "25006") {
        return "run_sql only reads.";
    }
    return {};
}

} // namespace

Error sql_error(const db::ServerError& error, std::string_view sql, std::size_t prefix) {
    Error shown = db::error_of(error);
    shown.code = code_of(error.sqlstate);
    if (shown.code != ErrorCode::invalid_sql && shown.code != ErrorCode::permission_denied) {
        return shown;
    }
    std::string message = error.message;
    if (may_quote_values(error.sqlstate)) {
        message = message.substr(0, message.find_first_of("\"'"));
        while (message.ends_with(' ') || message.ends_with(':')) {
            message.pop_back();
        }
    }
    if (error.position && static_cast<std::size_t>(*error.position) > prefix) {
        const Place place = place_of(sql, static_cast<std::size_t>(*error.position) - prefix);
        message += " (line " + std::to_string(place.line) + ", column " +
                   std::to_string(place.column) + ")";
    }
    shown.message = message + ".";
    shown.hint = hint_for(error);
    return shown;
}

} // namespace retail_mcp::retail
