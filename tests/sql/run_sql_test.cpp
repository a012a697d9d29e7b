#include "sql/corpus_world.hpp"
#include "sql/oracle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

// run_sql through the real binary: attacks and an analyst's queries, directly, through PgBouncer in
// transaction mode and on a hot standby. A database of three stores stands beside one that holds
// the first store alone; whatever the first store's login is answered must be what the latter says
// to a superuser.

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

/// Expected: "nothing", JSON rows, "own" (whatever holds nothing of another store's), or "runaway":
/// nothing, and that only when its time is up.
struct Attack {
    std::string expected;
    std::string sql;
};

/// Runaways take as long as they may: beyond the direct way a few are enough.
bool is_left_out(const Attack& attack, Way way, int& runaways) {
    return attack.expected == "runaway" && ++runaways > (way == Way::direct ? 100 : 2);
}

std::vector<Attack> attacks() {
    std::istringstream lines{read_file(corpus("red_team.sql"))};
    std::vector<Attack> list;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("=> ")) {
            list.push_back({line.substr(3), {}});
        } else {
            list.back().sql += (list.back().sql.empty() ? "" : "\n") + line;
        }
    }
    return list;
}

std::vector<std::string> analyst_queries() {
    std::istringstream lines{read_file(corpus("analyst.sql"))};
    std::vector<std::string> list{1};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) {
            list.emplace_back();
        } else {
            list.back() += line + "\n";
        }
    }
    return list;
}

/// An error, no rows at all, or rows in which there is nothing but null and false.
bool says_nothing(const json& result) {
    if (result.value("isError", false)) {
        return true;
    }
    for (const json& row : result["structuredContent"]["rows"]) {
        for (const json& cell : row) {
            if (!cell.is_null() && cell != false) {
                return false;
            }
        }
    }
    return true;
}

/// Every table's contents in one digest.
std::string digest(const Database& database) {
    return value(
        connect(database),
        "SELECT md5(string_agg(query_to_xml('SELECT * FROM ' || c.oid::regclass || ' t ORDER BY "
        "t', "
        "false, true, '')::text, '' ORDER BY c.relname)) FROM pg_class c WHERE c.relkind = 'r' AND "
        "c.relnamespace IN ('retail'::regnamespace, 'retail_sec'::regnamespace) AND c.relname NOT "
        "IN ('audit_log', 'audit_seals')"
    );
}

std::string name_of(Way way) {
    return way == Way::direct ? "Directly" : way == Way::pooled ? "ThroughAPooler" : "OnAStandby";
}

/// Whether no statement of the login runs any more, at the latest in five seconds.
bool all_have_ended(const std::string& login) {
    const Connection connection = connect(Worlds::instance().all);
    std::string running;
    for (int i = 0; i < 100 && running != "0"; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
        running = value(
            connection,
            "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + login +
                "' AND state = 'active'"
        );
    }
    return running == "0";
}

class RunSqlEveryWay : public testing::TestWithParam<Way> {
protected:
    /// Neither a text of the third store nor one of the files that attacks would leave.
    static void expect_sealed(const json& result) {
        EXPECT_THAT(result.dump(), Not(HasSubstr("zanz store")));
        EXPECT_THAT(result.dump(), Not(HasSubstr("zanz product")));
        EXPECT_THAT(result.dump(), Not(HasSubstr("zanz brand")));
        EXPECT_THAT(result.dump(), Not(HasSubstr("zanz category")));
        EXPECT_THAT(result.dump(), Not(HasSubstr("zanz first")));
        EXPECT_FALSE(std::filesystem::exists("/tmp/red-team-stolen"));
        EXPECT_FALSE(std::filesystem::exists("/tmp/red-team-program"));
    }

    static std::string url(const Reader& reader) {
        return Worlds::instance().conninfo(reader, GetParam());
    }
};

INSTANTIATE_TEST_SUITE_P(
    Ways,
    RunSqlEveryWay,
    testing::Values(Way::direct, Way::pooled, Way::standby),
    [](const auto& way) { return name_of(way.param); }
);

TEST_P(RunSqlEveryWay, SurvivesTheRedTeam) {
    const std::vector<Attack> list = attacks();
    ASSERT_GE(list.size(), 80U);
    const std::string before = digest(Worlds::instance().all);
    const Home home;
    Served served{home.path(), url(north_reader)};
    int runaways = 0;
    for (const Attack& attack : list) {
        if (is_left_out(attack, GetParam(), runaways)) {
            continue;
        }
        SCOPED_TRACE(attack.sql);
        const auto started = std::chrono::steady_clock::now();
        const json result = served.run_sql(attack.sql);
        const auto took = std::chrono::steady_clock::now() - started;
        EXPECT_LT(took, std::chrono::seconds{10});
        expect_sealed(result);
        if (attack.expected == "nothing" || attack.expected == "runaway") {
            EXPECT_TRUE(says_nothing(result)) << result.dump().substr(0, 600);
        } else if (attack.expected != "own") {
            EXPECT_EQ(result["structuredContent"]["rows"], json::parse(attack.expected))
                << result.dump().substr(0, 600);
        }
        const json next = served.run_sql("SELECT DISTINCT store_id FROM retail.products");
        EXPECT_EQ(next["structuredContent"]["rows"], json::parse(R"([["north"]])"));
    }
    EXPECT_EQ(digest(Worlds::instance().all), before);
    if (GetParam() != Way::standby) { // whose sessions the primary does not see
        EXPECT_TRUE(all_have_ended(north_reader.login)) << "a statement outlives its call";
    }
}

// More is granted to this one: two stores, writing, personal data. What it is answered of its own
// is its own; the third store stays as closed, and nothing is written.
TEST_P(RunSqlEveryWay, SurvivesTheRedTeamAsAWriterOfSeveralStores) {
    const std::string before = digest(Worlds::instance().all);
    const Home home;
    Served served{home.path(), url(pair_writer)};
    for (const Attack& attack : attacks()) {
        if (attack.expected == "runaway") {
            continue; // takes nobody longer than another
        }
        SCOPED_TRACE(attack.sql);
        expect_sealed(served.run_sql(attack.sql));
        const json next =
            served.run_sql("SELECT DISTINCT store_id FROM retail.products ORDER BY 1");
        EXPECT_EQ(next["structuredContent"]["rows"], json::parse(R"([["east"], ["north"]])"));
    }
    EXPECT_EQ(digest(Worlds::instance().all), before);
}

TEST_P(RunSqlEveryWay, AnswersAnAnalystsQueriesRight) {
    const std::vector<std::string> list = analyst_queries();
    ASSERT_GE(list.size(), 100U);
    const Connection alone = connect(Worlds::instance().north);
    const Home home;
    Served served{home.path(), url(north_reader)};
    for (const std::string& sql : list) {
        SCOPED_TRACE(sql);
        const json result = served.run_sql(sql);
        EXPECT_FALSE(result.value("isError", false)) << result.dump().substr(0, 600);
        EXPECT_EQ(result["structuredContent"]["rows"], oracle(alone, sql));
    }
}

TEST(RunSql, RefusesWhatNoTextFileHolds) {
    const Home home;
    Served served{home.path()};
    const std::vector<std::string> texts{
        "SELECT " + std::string(9000, '(') + "1" + std::string(9000, ')'),
        "SELECT " + std::string(19000, '-') + "\n1; DROP TABLE retail.products",
        std::string{"SELECT 1\0; COMMIT", 17},
        "SELECT '\xef\xbf\xbf'; ROLLBACK",
        "SELECT 1" + std::string(19000, ' ') + ";;COMMIT"};
    for (const std::string& sql : texts) {
        SCOPED_TRACE(sql.substr(0, 40));
        const json result = served.run_sql(sql);
        const bool is_deep = sql.starts_with("SELECT ((");
        EXPECT_TRUE(says_nothing(result) || is_deep) << result.dump().substr(0, 300);
        EXPECT_EQ(served.run_sql("SELECT 1")["structuredContent"]["rows"], json::parse("[[1]]"));
    }
}

TEST(RunSql, KeepsNumbersExactAndTypesNamed) {
    const Home home;
    Served served{home.path()};
    const json result = served.run_sql(
        "SELECT 1::int AS i, 9007199254740993::bigint AS b, 1.10::numeric AS n, 0.5::float8 AS f, "
        "true AS t, NULL AS u, 'x' AS s, date '2025-01-31' AS d, ARRAY[1,2] AS a"
    );
    EXPECT_EQ(
        result["structuredContent"]["rows"],
        json::parse(
            R"([[1, "9007199254740993", "1.10", 0.5, true, null, "x", "2025-01-31", "[1,2]"]])"
        )
    );
    EXPECT_EQ(
        result["structuredContent"]["columns"][2], json::parse(R"({"name":"n","type":"numeric"})")
    );
    EXPECT_EQ(result["structuredContent"]["truncated"], false);
}

TEST(RunSql, SaysExactlyWhetherThereIsMore) {
    const Home home;
    Served served{home.path()};
    const auto rows = [&](int produced, int limit) {
        return served.run_sql(
            "SELECT n FROM generate_series(1, " + std::to_string(produced) + ") n", limit
        )["structuredContent"];
    };
    EXPECT_EQ(rows(10, 10)["truncated"], false);
    EXPECT_EQ(rows(10, 10)["total"], 10);
    EXPECT_EQ(rows(11, 10)["truncated"], true);
    EXPECT_EQ(rows(11, 10)["rows"].size(), 10U);
    EXPECT_EQ(rows(0, 10)["rows"].size(), 0U);
}

// One row costs nothing to send, so that only the gate can stop it before the timeout does.
TEST(RunSql, HoldsBackWhatWouldCostTooMuch) {
    const Home home;
    Served served{home.path()};
    const std::string cross_join =
        "SELECT count(*) FROM generate_series(1, 1000000) AS a, generate_series(1, 1000000)";
    const std::string named_as_cheap = cross_join + R"( AS "(x""Total Cost"": 0.5")";
    for (const std::string& sql : {cross_join, named_as_cheap}) {
        SCOPED_TRACE(sql);
        const json result = served.run_sql(sql);
        EXPECT_EQ(result["_meta"]["retail-mcp/error"]["code"], "too_expensive") << result.dump();
    }
}

TEST(RunSql, QuotesPositionsInTheAuthorsOwnText) {
    const Home home;
    Served served{home.path()};
    const auto message = [&](const std::string& sql) {
        return served.run_sql(sql)["content"][0]["text"].get<std::string>();
    };
    EXPECT_THAT(
        message("SELECT nothing_such FROM retail.products"), HasSubstr("(line 1, column 8)")
    );
    EXPECT_THAT(message("SELECT sku\n  FORM retail.products p x"), HasSubstr("(line 2, column "));
    EXPECT_THAT(message("SELECT 'ä', nothing_such"), HasSubstr("(line 1, column 13)"));
    EXPECT_THAT(
        message("SELECT current_stock FROM retail.products"), HasSubstr("products_with_stock")
    );
    EXPECT_THAT(message("SELECT * FROM retail.customers"), HasSubstr("loyalty_tier"));
    EXPECT_THAT(message("SELECT sku::int FROM retail.products"), Not(HasSubstr("SKU-")));
}

} // namespace
} // namespace retail_mcp::test
