#include "support/postgres.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace retail_mcp::db {
namespace {

class AdminConnectionTest : public testing::Test {
protected:
    AdminConnection open() {
        auto opened = AdminConnection::open(ConnectionString{database.admin_conninfo()});
        EXPECT_TRUE(opened) << opened.error().message;
        return std::move(*opened);
    }

    std::string ask(std::string_view sql) {
        auto rows = connection.query(sql);
        EXPECT_TRUE(rows) << rows.error().message;
        return rows ? std::string{rows->text(0, 0)} : "";
    }

    test::Database database;
    AdminConnection connection = open();
};

TEST_F(AdminConnectionTest, NamesTheScriptsLineAndTheServersWords) {
    const SqlFile script{"0001_shop.sql", "CREATE TABLE a (i int);\n\n-- größer\nSELECT nothing;"};
    const auto done = connection.execute(script);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "0001_shop.sql:4: column \"nothing\" does not exist");
    EXPECT_EQ(ask("SELECT to_regclass('a') IS NULL"), "t") << "one transaction";
}

TEST_F(AdminConnectionTest, PassesParametersAndNulls) {
    const std::array<Parameter, 2> parameters{"it's", std::nullopt};
    auto rows = connection.query("SELECT $1::text, $2::int", parameters);
    ASSERT_TRUE(rows);
    EXPECT_EQ(rows->text(0, 0), "it's");
    EXPECT_TRUE(rows->is_null(0, 1));
}

TEST_F(AdminConnectionTest, LoadsRowsExactlyAsWritten) {
    ASSERT_TRUE(connection.execute("CREATE TABLE t (i int, s text)"));
    const std::string awkward = "tab\tline\nreturn\rback\\slash \\N ü";
    const auto loaded =
        connection.copy_in("COPY t FROM STDIN", [&](CopyWriter& rows) -> Result<void> {
            rows.value("1").value(awkward).end_row();
            rows.value("2").null().end_row();
            rows.value("3").value("").end_row();
            return {};
        });
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(*loaded, 3);
    EXPECT_EQ(ask("SELECT s FROM t WHERE i = 1"), awkward);
    EXPECT_EQ(ask("SELECT s IS NULL FROM t WHERE i = 2"), "t");
    EXPECT_EQ(ask("SELECT s = '' FROM t WHERE i = 3"), "t");
}

TEST_F(AdminConnectionTest, LoadsMoreThanFitsOneBlock) {
    ASSERT_TRUE(connection.execute("CREATE TABLE t (i int, s text)"));
    const std::string wide(1000, 'w');
    const auto loaded =
        connection.copy_in("COPY t FROM STDIN", [&](CopyWriter& rows) -> Result<void> {
            for (int i = 0; i < 5000; ++i) {
                rows.value(std::to_string(i)).value(wide).end_row();
            }
            EXPECT_EQ(rows.rows(), 5000);
            return {};
        });
    ASSERT_TRUE(loaded);
    EXPECT_EQ(ask("SELECT sum(length(s)) FROM t"), "5000000");
}

TEST_F(AdminConnectionTest, LoadsNothingWhenTheWriterFailsOrThrows) {
    ASSERT_TRUE(connection.execute("CREATE TABLE t (i int)"));
    const auto failed =
        connection.copy_in("COPY t FROM STDIN", [](CopyWriter& rows) -> Result<void> {
            rows.value("1").end_row();
            return fail(ErrorCode::invalid_arguments, "row 2 is bad");
        });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "row 2 is bad");
    const auto throwing = [](CopyWriter& rows) -> Result<void> {
        rows.value("1").end_row();
        throw std::runtime_error{"out of paper"};
    };
    EXPECT_THROW((void)connection.copy_in("COPY t FROM STDIN", throwing), std::runtime_error);
    EXPECT_EQ(ask("SELECT count(*) FROM t"), "0");
}

TEST_F(AdminConnectionTest, ReportsTheRowThatTheServerRefuses) {
    ASSERT_TRUE(connection.execute("CREATE TABLE t (i int)"));
    const auto loaded =
        connection.copy_in("COPY t FROM STDIN", [](CopyWriter& rows) -> Result<void> {
            rows.value("1").end_row();
            rows.value("two").end_row();
            return {};
        });
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::invalid_arguments);
    EXPECT_EQ(ask("SELECT count(*) FROM t"), "0");
}

TEST_F(AdminConnectionTest, GivesTheLinesOfACopy) {
    std::string lines;
    const auto copied = connection.copy_out(
        "COPY (SELECT i, 'x' FROM generate_series(1, 3) i) TO STDOUT",
        [&](std::string_view line) -> Result<void> {
            lines += std::string{line} + ";";
            return {};
        }
    );
    ASSERT_TRUE(copied);
    EXPECT_EQ(*copied, 3);
    EXPECT_EQ(lines, "1\tx;2\tx;3\tx;");
}

TEST_F(AdminConnectionTest, AbandonsACopyWhoseReaderHasEnough) {
    int taken = 0;
    const auto copied = connection.copy_out(
        "COPY (SELECT i FROM generate_series(1, 10000000) i) TO STDOUT",
        [&](std::string_view) -> Result<void> {
            return ++taken < 10 ? Result<void>{} : fail(ErrorCode::cancelled, "enough");
        }
    );
    ASSERT_FALSE(copied);
    EXPECT_EQ(copied.error().message, "enough");
    EXPECT_EQ(taken, 10);
    EXPECT_EQ(ask("SELECT 1"), "1");
}

TEST_F(AdminConnectionTest, RollsBackWorkThatFailsOrThrows) {
    ASSERT_TRUE(connection.execute("CREATE TABLE t (i int)"));
    const auto failed = connection.transaction([&]() -> Result<void> {
        EXPECT_TRUE(connection.execute("INSERT INTO t VALUES (1)"));
        return connection.execute("SELECT 1/0");
    });
    ASSERT_FALSE(failed);
    ASSERT_NE(connection.server_error(), nullptr);
    EXPECT_EQ(connection.server_error()->sqlstate, "22012");
    const auto throwing = [&]() -> Result<void> {
        EXPECT_TRUE(connection.execute("INSERT INTO t VALUES (1)"));
        throw std::runtime_error{"no"};
    };
    EXPECT_THROW((void)connection.transaction(throwing), std::runtime_error);
    EXPECT_EQ(ask("SELECT count(*) FROM t"), "0");
    EXPECT_TRUE(connection.transaction([&] {
        return connection.execute("INSERT INTO t VALUES (1)");
    }));
    EXPECT_EQ(ask("SELECT count(*) FROM t"), "1");
}

TEST_F(AdminConnectionTest, SaysWhyItCannotConnectWithoutThePassword) {
    const auto refused =
        AdminConnection::open(ConnectionString{database.conninfo("nobody_here", "wr0ng")});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::database_unavailable);
    EXPECT_NE(refused.error().message.find("nobody_here"), std::string::npos);
    EXPECT_EQ((refused.error().message + refused.error().detail).find("wr0ng"), std::string::npos);
}

TEST_F(AdminConnectionTest, PassesNoticesOn) {
    std::string heard;
    connection.on_notice([&](std::string_view text) { heard = text; });
    ASSERT_TRUE(connection.execute("DO $$ BEGIN RAISE NOTICE 'step one'; END $$"));
    EXPECT_EQ(heard, "NOTICE:  step one");
}

} // namespace
} // namespace retail_mcp::db
