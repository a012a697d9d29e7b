#include <retail_mcp/db/connection_string.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string_view>

namespace retail_mcp::db {

namespace {

struct FreeOptions {
    void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

Options parse(const std::string& text) {
    char* complaint = nullptr;
    Options options{PQconninfoParse(text.c_str(), &complaint)};
    PQfreemem(complaint);
    return options;
}

// libpq marks what must not be shown.
bool is_secret(const PQconninfoOption& option) {
    return std::string_view{option.dispchar}.starts_with('*');
}

template <class Visit>
void for_each_given(const Options& options, Visit visit) {
    for (const auto* option = options.get(); option != nullptr && option->keyword != nullptr;
         ++option) {
        if (option->val != nullptr) {
            visit(*option);
        }
    }
}

} // namespace

Result<void> ConnectionString::check() const {
    if (parse(text_)) {
        return {};
    }
    // libpq's complaint quotes the text, and a mistyped URL's quoted part may be the password.
    return fail(
        ErrorCode::configuration_error,
        "The database connection string is malformed or has an unknown keyword.",
        "Write it as postgresql://USER@HOST:PORT/DATABASE or as \"host=HOST dbname=DATABASE "
        "user=USER\"; a character such as @ or / inside a part is written %40 or %2F."
    );
}

std::string ConnectionString::masked() const {
    const Options options = parse(text_);
    if (!options) {
        return "(malformed)";
    }
    std::string masked;
    for_each_given(options, [&](const PQconninfoOption& option) {
        masked += masked.empty() ? "" : " ";
        masked += option.keyword;
        masked += '=';
        masked += is_secret(option) ? "***" : option.val;
    });
    return masked;
}

bool ConnectionString::holds_password() const {
    bool found = false;
    for_each_given(parse(text_), [&](const PQconninfoOption& option) {
        found = found || is_secret(option);
    });
    return found;
}

std::ostream& operator<<(std::ostream& out, const ConnectionString& connection) {
    return out << connection.masked();
}

} // namespace retail_mcp::db
