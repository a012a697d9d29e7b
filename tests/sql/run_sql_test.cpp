#include "sql/corpus_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

// run_sql through the real binary: attacks, an analyst's queries, and random ones. A database of
// two stores stands beside one that holds the first store alone; whatever the first store's login
// is answered must be what the latter says to a superuser.

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using QueryResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

Connection connect(const Database& database) {
    return Connection{PQconnectdb(database.admin_conninfo().c_str()), &PQfinish};
}

QueryResult query(const Connection& connection, const std::string& sql) {
    return QueryResult{PQexec(connection.get(), sql.c_str()), &PQclear};
}

/// What PostgreSQL says to a superuser, as JSON rows: numbers of exact types and all that is no
/// plain JSON as text, as run_sql promises.
json oracle(const Connection& connection, std::string sql) {
    while (!sql.empty() && (sql.back() == ';' || sql.back() == '\n')) {
        sql.pop_back();
    }
    query(connection, "BEGIN READ ONLY; SET LOCAL cursor_tuple_fraction = 1");
    query(connection, "DECLARE retail_rows NO SCROLL CURSOR FOR " + sql);
    const QueryResult columns = query(connection, "FETCH 0 FROM retail_rows");
    std::string as_text;
    for (int column = 0; column < PQnfields(columns.get()); ++column) {
        const Oid type = PQftype(columns.get(), column);
        const bool plain = type == 16 || type == 21 || type == 23 || type == 700 || type == 701;
        as_text += std::string{column == 0 ? "" : ","} + (plain ? "f" : "t");
    }
    const QueryResult rows = query(
        connection,
        "SELECT * FROM retail.fetch_rows('retail_rows', '{" + as_text + "}', 200, 262144)"
    );
    json answer = json::array();
    if (PQresultStatus(rows.get()) != PGRES_TUPLES_OK) {
        answer = PQerrorMessage(connection.get());
    } else {
        for (int row = 0; row < PQntuples(rows.get()); ++row) {
            if (PQgetisnull(rows.get(), row, 0) == 0) {
                answer.push_back(json::parse(PQgetvalue(rows.get(), row, 0)));
            }
        }
    }
    query(connection, "ROLLBACK");
    return answer;
}

struct Attack {
    std::string expected;
    std::string sql;
};

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
    const Connection connection = connect(database);
    const QueryResult result = query(
        connection,
        "SELECT md5(string_agg(query_to_xml('SELECT * FROM ' || c.oid::regclass || ' t ORDER BY "
        "t', "
        "false, true, '')::text, '' ORDER BY c.relname)) FROM pg_class c WHERE c.relkind = 'r' AND "
        "c.relnamespace IN ('retail'::regnamespace, 'retail_sec'::regnamespace) AND c.relname <> "
        "'audit_log'"
    );
    return PQgetvalue(result.get(), 0, 0);
}

TEST(RunSql, SurvivesTheRedTeam) {
    const std::vector<Attack> list = attacks();
    ASSERT_GE(list.size(), 80U);
    const std::string before = digest(Worlds::instance().both);
    const Home home;
    Served served{home.path()};
    for (const Attack& attack : list) {
        SCOPED_TRACE(attack.sql);
        const auto started = std::chrono::steady_clock::now();
        const json result = served.run_sql(attack.sql);
        const auto took = std::chrono::steady_clock::now() - started;
        EXPECT_LT(took, std::chrono::seconds{10});
        EXPECT_THAT(result.dump(), Not(HasSubstr("zanz store")));
        EXPECT_THAT(result.dump(), Not(HasSubstr("zanz product")));
        EXPECT_THAT(result.dump(), Not(HasSubstr("zanz brand")));
        EXPECT_THAT(result.dump(), Not(HasSubstr("zanz first")));
        if (attack.expected == "nothing") {
            EXPECT_TRUE(says_nothing(result)) << result.dump().substr(0, 600);
        } else if (attack.expected != "own") {
            EXPECT_EQ(result["structuredContent"]["rows"], json::parse(attack.expected));
        }
        const json next = served.run_sql("SELECT DISTINCT store_id FROM retail.products");
        EXPECT_EQ(next["structuredContent"]["rows"], json::parse(R"([["north"]])"));
    }
    EXPECT_EQ(digest(Worlds::instance().both), before);
    EXPECT_FALSE(std::filesystem::exists("/tmp/red-team-stolen"));
    EXPECT_FALSE(std::filesystem::exists("/tmp/red-team-program"));
}

TEST(RunSql, AnswersAnAnalystsQueriesRight) {
    const std::vector<std::string> list = analyst_queries();
    ASSERT_GE(list.size(), 100U);
    const Connection alone = connect(Worlds::instance().alone);
    const Home home;
    Served served{home.path()};
    for (const std::string& sql : list) {
        SCOPED_TRACE(sql);
        const json result = served.run_sql(sql);
        EXPECT_FALSE(result.value("isError", false)) << result.dump().substr(0, 600);
        EXPECT_EQ(result["structuredContent"]["rows"], oracle(alone, sql));
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

/// Random queries: an aggregate or a list over a table, filtered, grouped and ordered.
std::string random_query(std::mt19937& random) {
    const auto pick = [&](const std::vector<std::string>& from) {
        return from[std::uniform_int_distribution<std::size_t>{0, from.size() - 1}(random)];
    };

    struct Source {
        std::string from;
        std::vector<std::string> keys;
        std::vector<std::string> numbers;
        std::vector<std::string> filters;
    };

    static const std::vector<Source> sources{
        {"retail.products p",
         {"p.brand", "p.color", "p.category_id", "p.is_active", "p.store_id"},
         {"p.price", "p.cost", "p.rating_count"},
         {"p.price > 12",
          "p.color = 'red'",
          "p.cost IS NULL",
          "p.sku LIKE '%3'",
          "p.store_id <> 'x'"}},
        {"retail.sales_transaction_items i JOIN retail.products p ON p.product_id = i.product_id",
         {"p.brand", "i.business_date", "i.quantity > 0", "p.store_id"},
         {"i.net_amount", "i.quantity", "i.gross_amount - i.net_amount"},
         {"i.quantity < 0", "i.business_date > '2025-02-20'", "p.price < 30", "i.line_no = 2"}},
        {"retail.sales_transactions t LEFT JOIN retail.customers c ON c.customer_id = "
         "t.customer_id",
         {"t.payment_method", "c.loyalty_tier", "t.transaction_type", "c.gender"},
         {"t.total_amount", "t.tax_amount", "c.total_lifetime_value"},
         {"t.total_amount > 20", "c.customer_id IS NULL", "c.loyalty_tier IN ('gold', 'silver')"}},
        {"retail.inventory_movements m JOIN retail.inventory v USING (store_id, product_id)",
         {"m.kind", "m.business_date", "v.on_hand > 50"},
         {"m.quantity", "v.on_hand"},
         {"m.quantity > 0", "v.on_hand < 60", "m.kind <> 'sale'"}},
        {"retail.stores s CROSS JOIN retail.sales_by_day d",
         {"s.store_id", "d.business_date", "s.region"},
         {"d.gross_sales", "d.transactions", "d.units_sold"},
         {"d.returns > 0", "d.business_date < '2025-03-01'"}}};
    const Source& source =
        sources[std::uniform_int_distribution<std::size_t>{0, sources.size() - 1}(random)];
    const std::string key = pick(source.keys);
    const std::string number = pick(source.numbers);
    std::string sql = "SELECT " + key + ", count(*), " +
                      pick({"sum", "min", "max", "avg", "count"}) + "(" + number + ")";
    sql += " FROM " + source.from;
    sql += pick(
        {"",
         " WHERE " + pick(source.filters),
         " WHERE " + pick(source.filters) + pick({" OR ", " AND NOT "}) + pick(source.filters)}
    );
    sql += " GROUP BY " + key +
           pick({"", " HAVING count(*) > 2", " HAVING sum(" + number + ") IS NOT NULL"});
    return sql + " ORDER BY 1 NULLS " + pick({"FIRST", "LAST"}) + ", 2, 3" +
           pick({"", " LIMIT 7", " OFFSET 2"});
}

TEST(RunSql, AnswersRandomQueriesAsADatabaseWithThatStoreAlone) {
    const unsigned int seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    const Connection alone = connect(Worlds::instance().alone);
    const Home home;
    Served served{home.path()};
    for (int round = 0; round < 250; ++round) {
        const std::string sql = random_query(random);
        SCOPED_TRACE(sql);
        const json result = served.run_sql(sql);
        ASSERT_FALSE(result.value("isError", false)) << result.dump().substr(0, 600);
        ASSERT_EQ(result["structuredContent"]["rows"], oracle(alone, sql));
    }
}

} // namespace
} // namespace retail_mcp::test
