#include "support/postgres.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/db/migrator.hpp>

#include <gtest/gtest.h>

#include <array>
#include <future>
#include <vector>

namespace retail_mcp::db {
namespace {

class MigratorTest : public testing::Test {
protected:
    AdminConnection open() {
        auto opened = AdminConnection::open(ConnectionString{database.admin_conninfo()});
        EXPECT_TRUE(opened) << opened.error().message;
        return std::move(*opened);
    }

    SchemaFiles files() const {
        return SchemaFiles{SqlFile{"roles.sql", "SELECT 1"}, migrations, repeatables};
    }

    std::vector<std::string> names(const Result<MigrationPlan>& plan) {
        EXPECT_TRUE(plan) << plan.error().message;
        std::vector<std::string> names;
        for (const SqlFile* file : plan ? plan->files : std::vector<const SqlFile*>{}) {
            names.emplace_back(file->name);
        }
        return names;
    }

    std::vector<std::string> migrate() {
        const SchemaFiles present = files();
        return names(Migrator{connection, present}.migrate());
    }

    ErrorCode refusal() {
        const SchemaFiles present = files();
        const auto refused = Migrator{connection, present}.migrate();
        EXPECT_FALSE(refused);
        return refused ? ErrorCode::internal_error : refused.error().code;
    }

    std::string ask(std::string_view sql) {
        auto rows = connection.query(sql);
        EXPECT_TRUE(rows) << rows.error().message;
        return rows ? std::string{rows->text(0, 0)} : "";
    }

    using Names = std::vector<std::string>;

    test::Database database;
    AdminConnection connection = open();
    std::vector<SqlFile> migrations{
        {"0001_tables.sql", "CREATE TABLE shelf (sku text)"},
        {"0002_more.sql", "ALTER TABLE shelf ADD place int"}};
    std::vector<SqlFile> repeatables{
        {"10_view.sql", "CREATE OR REPLACE VIEW shelves AS SELECT sku FROM shelf"}};
};

TEST_F(MigratorTest, AppliesRolesMigrationsAndRepeatablesInOrderOnce) {
    EXPECT_EQ(migrate(), (Names{"roles.sql", "0001_tables.sql", "0002_more.sql", "10_view.sql"}));
    EXPECT_EQ(migrate(), Names{});
    EXPECT_EQ(ask("SELECT count(*) FROM retail_meta.applied_file"), "4");
}

TEST_F(MigratorTest, PlansWithoutChangingAnything) {
    const SchemaFiles present = files();
    EXPECT_EQ(names(Migrator{connection, present}.plan()).size(), 4U);
    EXPECT_EQ(ask("SELECT to_regnamespace('retail_meta') IS NULL"), "t");
}

TEST_F(MigratorTest, AppliesARepeatableAgainWhenItsTextChanges) {
    migrate();
    repeatables[0].text = "CREATE OR REPLACE VIEW shelves AS SELECT sku, place FROM shelf";
    EXPECT_EQ(migrate(), Names{"10_view.sql"});
    EXPECT_EQ(ask("SELECT count(place) FROM shelves"), "0");
}

TEST_F(MigratorTest, StopsWhenAnAppliedMigrationHasAnotherText) {
    migrate();
    migrations[0].text = "CREATE TABLE shelf (sku text NOT NULL)";
    repeatables[0].text = "CREATE OR REPLACE VIEW shelves AS SELECT sku, place FROM shelf";
    EXPECT_EQ(refusal(), ErrorCode::schema_diverged);
    EXPECT_EQ(
        ask("SELECT count(*) FROM information_schema.columns WHERE table_name = 'shelves'"), "1"
    ) << "nothing else may change then";
}

TEST_F(MigratorTest, StopsWhenTheDatabaseIsNewerThanTheProgram) {
    migrate();
    migrations.pop_back();
    EXPECT_EQ(refusal(), ErrorCode::schema_diverged);
}

TEST_F(MigratorTest, KeepsWhatStoodBeforeAFailingFileAndNothingOfIt) {
    migrations[1].text = "ALTER TABLE shelf ADD place int; SELECT nonsense;";
    const SchemaFiles present = files();
    const auto failed = Migrator{connection, present}.migrate();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "0002_more.sql:1: column \"nonsense\" does not exist");
    EXPECT_EQ(
        ask("SELECT string_agg(attname, ',') FROM pg_attribute WHERE attrelid = 'shelf'::regclass "
            "AND attnum > 0"),
        "sku"
    );
    migrations[1].text = "ALTER TABLE shelf ADD place int";
    EXPECT_EQ(migrate(), (Names{"0002_more.sql", "10_view.sql"}));
}

TEST_F(MigratorTest, TellsEachStep) {
    Names told;
    const SchemaFiles present = files();
    EXPECT_TRUE(Migrator(connection, present)
                    .migrate([&](const SqlFile& file, std::size_t place, std::size_t total) {
                        told.push_back(
                            std::to_string(place) + "/" + std::to_string(total) + " " +
                            std::string{file.name}
                        );
                    }));
    EXPECT_EQ(told.front(), "1/4 roles.sql");
    EXPECT_EQ(told.back(), "4/4 10_view.sql");
}

TEST_F(MigratorTest, LetsOneOfManyProcessesDoTheWork) {
    migrations[0].text = "CREATE TABLE shelf (sku text); SELECT pg_sleep(0.2)";
    std::vector<std::future<std::size_t>> runs;
    for (int i = 0; i < 4; ++i) {
        runs.push_back(std::async(std::launch::async, [this]() -> std::size_t {
            AdminConnection own = open();
            const SchemaFiles present = files();
            const auto done = Migrator{own, present}.migrate();
            EXPECT_TRUE(done) << done.error().message;
            return done ? done->files.size() : 0;
        }));
    }
    std::size_t applied = 0;
    for (auto& run : runs) {
        applied += run.get();
    }
    EXPECT_EQ(applied, 4U);
}

TEST_F(MigratorTest, RecordsFilesThatChangeRole) {
    repeatables[0].text =
        "DROP ROLE IF EXISTS migrator_test_owner; CREATE ROLE migrator_test_owner; "
        "SET ROLE migrator_test_owner";
    migrate();
    EXPECT_EQ(migrate(), Names{});
    EXPECT_EQ(ask("SELECT current_user = session_user"), "t");
}

} // namespace
} // namespace retail_mcp::db
