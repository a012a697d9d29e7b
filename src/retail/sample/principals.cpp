#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/sample_data.hpp>
#include <retail_mcp/sql.hpp>

#include <array>

namespace retail_mcp::retail {

namespace {

/// A PostgreSQL array of store ids; the sample's have neither quotes nor backslashes.
std::string array_literal(const std::vector<std::string>& stores) {
    std::string text = "{";
    for (const auto& store : stores) {
        text += (text.size() > 1 ? ",\"" : "\"") + store + '"';
    }
    return text + "}";
}

Result<std::vector<std::string>> sample_stores(db::AdminConnection& database) {
    const auto answer = database.query(sql::sample_stores);
    if (!answer) {
        return tl::unexpected{answer.error()};
    }
    std::vector<std::string> stores;
    for (int row = 0; row < answer->size(); ++row) {
        stores.emplace_back(answer->text(row, 0));
    }
    return stores;
}

Result<void> set_principal(
    db::AdminConnection& database,
    const SamplePrincipal& principal,
    const std::vector<std::string>& every_store
) {
    const std::vector<std::string> own{principal.stores.begin(), principal.stores.end()};
    const std::array<db::Parameter, 4> parameters{
        std::string{principal.name},
        array_literal(own.empty() ? every_store : own),
        principal.can_write ? "t" : "f",
        principal.personal_data ? "t" : "f",
    };
    const auto answer = database.query(sql::principal_set, parameters);
    if (!answer) {
        return tl::unexpected{answer.error()};
    }
    return {};
}

Result<void>
set_password(db::AdminConnection& database, std::string_view principal, std::string password) {
    const std::array<db::Parameter, 2> parameters{std::string{principal}, std::move(password)};
    const auto answer = database.query(sql::principal_password, parameters);
    if (!answer) {
        return tl::unexpected{answer.error()};
    }
    return {};
}

} // namespace

const std::vector<SamplePrincipal>& sample_principals() {
    static const std::vector<SamplePrincipal> principals{
        {"seattle_manager", {"seattle"}, true, true},
        {"redmond_manager", {"redmond"}, true, true},
        {"bellevue_manager", {"bellevue"}, true, true},
        {"online_manager", {"online"}, true, true},
        {"analyst", {"seattle"}, false, false},
        {"west_manager", {"seattle", "redmond", "bellevue"}, true, true},
        {"head_office", {}, false, false},
    };
    return principals;
}

Result<void> create_sample_principals(
    db::AdminConnection& database,
    const std::function<Result<std::string>(std::string_view principal)>& password_of
) {
    const auto stores = sample_stores(database);
    if (!stores) {
        return tl::unexpected{stores.error()};
    }
    for (const auto& principal : sample_principals()) {
        auto made = set_principal(database, principal, *stores);
        if (made && password_of) {
            made = password_of(principal.name).and_then([&](std::string password) {
                return set_password(database, principal.name, std::move(password));
            });
        }
        if (!made) {
            return made;
        }
    }
    return {};
}

} // namespace retail_mcp::retail
