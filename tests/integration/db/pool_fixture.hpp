#pragma once

#include "support/gate.hpp"
#include "support/loop.hpp"
#include "support/postgres.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/db/pool.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace retail_mcp::db {

using namespace std::chrono_literals;

inline constexpr Statement set_context{
    "set_context", "SELECT set_config('test.store', $1, true), set_config('test.trace', $2, true)"};
inline constexpr Statement read_context{
    "read_context", "SELECT current_setting('test.store', true) AS store"};
inline constexpr Statement echo{"echo", "SELECT $1::text AS said, $2::int + 1 AS next"};
inline constexpr Statement backend{"backend", "SELECT pg_backend_pid()"};
inline constexpr Statement sleep_long{"sleep_long", "SELECT pg_sleep(30)"};
inline constexpr Statement divide{"divide", "SELECT 1 / $1::int"};
inline constexpr Statement insert{"insert", "INSERT INTO notes (body) VALUES ($1)"};
inline constexpr Statement count{"count", "SELECT count(*) FROM notes"};

/// A pool on a fresh database with one table, `notes`, reached through a gate.
class PoolTest : public testing::Test {
protected:
    PoolTest() { database.execute("CREATE TABLE notes (body text UNIQUE)"); }

    PoolOptions options() {
        PoolOptions options;
        options.connection =
            ConnectionString{database.admin_conninfo() + " host='" + gate.host() + "'"};
        options.set_context = &set_context;
        return options;
    }

    Result<std::vector<Rows>>
    run(Pool& pool,
        std::vector<Query> queries,
        Access access = Access::read,
        Deadline deadline = Deadline::after(10s)) {
        return loop.run(pool.run(Context{"seattle"}, access, std::move(queries), deadline));
    }

    static std::string only_value(const Result<std::vector<Rows>>& answer) {
        EXPECT_TRUE(answer) << answer.error().message << " " << answer.error().detail;
        return answer ? std::string{answer->back().text(0, 0)} : std::string{};
    }

    /// What the administrator sees.
    std::string ask(std::string_view sql) {
        auto admin = AdminConnection::open(ConnectionString{database.admin_conninfo()});
        auto rows = admin->query(sql);
        EXPECT_TRUE(rows) << rows.error().message;
        return std::string{rows->text(0, 0)};
    }

    /// Runs the loop until a statement is running in the database.
    void await_running(std::string_view part) {
        const std::string sql =
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> "
            "pg_backend_pid() AND query LIKE '%" +
            std::string{part} + "%'";
        loop.run_until([&] { return ask(sql) != "0"; });
    }

    test::Database database;
    test::Gate gate{
        test::Postgres::instance().socket_directory(), test::Postgres::instance().port()};
    test::Loop loop;
};

} // namespace retail_mcp::db
