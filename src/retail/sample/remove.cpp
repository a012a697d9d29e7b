#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/sample_data.hpp>
#include <retail_mcp/sql.hpp>

#include <array>

namespace retail_mcp::retail {

namespace {

Result<long long>
run(db::AdminConnection& database, const db::Statement& statement, std::string parameter) {
    const std::array<db::Parameter, 1> parameters{std::move(parameter)};
    const auto answer = database.query(statement, parameters);
    if (!answer) {
        return tl::unexpected{answer.error()};
    }
    return answer->affected();
}

Result<long long> run(db::AdminConnection& database, const db::Statement& statement) {
    const auto answer = database.query(statement);
    if (!answer) {
        return tl::unexpected{answer.error()};
    }
    return answer->affected();
}

Result<void> remove_stores(db::AdminConnection& database, const db::Rows& stores) {
    for (int row = 0; row < stores.size(); ++row) {
        const auto removed =
            run(database, sql::sample_remove_store, std::string{stores.text(row, 0)});
        if (!removed) {
            return tl::unexpected{removed.error()};
        }
    }
    return {};
}

/// Leaves first, then what they hung on.
Result<void> remove_categories(db::AdminConnection& database) {
    for (;;) {
        const auto removed = run(database, sql::sample_remove_categories);
        if (!removed) {
            return tl::unexpected{removed.error()};
        }
        if (*removed == 0) {
            return {};
        }
    }
}

Result<void> drop_principals(db::AdminConnection& database) {
    for (const auto& principal : sample_principals()) {
        const auto dropped = run(database, sql::principal_drop, std::string{principal.name});
        if (!dropped) {
            return tl::unexpected{dropped.error()};
        }
    }
    return {};
}

Result<void> remove_all(db::AdminConnection& database, const db::Rows& stores) {
    return run(database, sql::sample_bulk_remove)
        .and_then([&](long long) { return remove_stores(database, stores); })
        .and_then([&] { return remove_categories(database); })
        .and_then([&] { return drop_principals(database); })
        .and_then([&] { return run(database, sql::sample_forget); })
        .map([](long long) {});
}

} // namespace

Result<bool> remove_sample_data(db::AdminConnection& database) {
    const auto stores = database.query(sql::sample_stores);
    if (!stores) {
        return tl::unexpected{stores.error()};
    }
    if (stores->empty()) {
        return false;
    }
    const auto removed = database.transaction([&] { return remove_all(database, *stores); });
    if (!removed) {
        return tl::unexpected{removed.error()};
    }
    return true;
}

} // namespace retail_mcp::retail
