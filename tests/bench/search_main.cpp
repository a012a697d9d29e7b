// What a search costs in a large store and in one of many: whole calls over real pipes, in turn
// with PostgreSQL's own full-text search (GIN and ts_rank) for the same words over bare libpq.
//
//   retail_mcp_search_bench load PRODUCTS STORES CATALOGUE_SQL CATALOGUE_JSON
//   retail_mcp_search_bench ask BINARY QUERIES
//
// with RETAIL_MCP_HOME holding the stores bench-0 (all PRODUCTS) and bench-1 … bench-STORES (2,000
// each) and the principals bench_large and bench_small. See scripts/bench, which prepares all that.

#include "server_driver.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/devdb/cluster.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace retail_mcp::bench {
namespace {

template <class Value>
Value expect(Result<Value> result) {
    if (!result) {
        throw std::runtime_error{result.error().message + " " + result.error().detail};
    }
    if constexpr (!std::is_void_v<Value>) {
        return std::move(*result);
    }
}

double milliseconds_for(const std::function<void()>& work) {
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double at(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values.at(static_cast<std::size_t>(static_cast<double>(values.size() - 1) * share));
}

std::string text_of(const std::string& path) {
    std::ifstream file{path};
    if (!file) {
        throw std::runtime_error{"cannot read " + path};
    }
    return {std::istreambuf_iterator<char>{file}, {}};
}

db::AdminConnection administrator() {
    auto cluster = expect(devdb::Cluster::open({}));
    expect(cluster.start());
    return expect(db::AdminConnection::open(db::ConnectionString{cluster.admin_connection_string()})
    );
}

// The second column of the relevance benchmark's needs.
std::vector<std::string> read_queries(const std::string& path) {
    std::vector<std::string> queries;
    std::ifstream file{path};
    for (std::string line; std::getline(file, line);) {
        const auto begin = line.find('\t');
        if (line[0] != '#' && begin != std::string::npos) {
            queries.push_back(line.substr(begin + 1, line.find('\t', begin + 1) - begin - 1));
        }
    }
    return queries;
}

// The same products as plain full-text search would hold them.
constexpr const char* baseline_tables = R"sql(
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;
CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA bench;
CREATE TABLE bench.product AS
    SELECT store_id, sku, product_name, price, setweight(to_tsvector('english', product_name), 'A') ||
           to_tsvector('english', coalesce(product_description, '')) AS document
      FROM retail.products WHERE store_id LIKE 'bench-%';
CREATE INDEX ON bench.product USING gin (store_id, document);
)sql";

struct Baseline {
    const char* name;
    const char* query;
    std::vector<double> times = {};
};

// Any of the words; and all words, but where no product has them all any of them, as the relevance
// benchmark's first baseline.
const std::vector<Baseline> baselines{
    {"any word", R"sql(
SELECT sku, product_name, price
  FROM bench.product
 CROSS JOIN (SELECT replace(plainto_tsquery('english', $2)::text, ' & ', ' | ')::tsquery AS any_word) AS asked
 WHERE store_id = $1 AND document @@ any_word ORDER BY ts_rank(document, any_word) DESC, sku LIMIT 10
)sql"},
    {"all words, else any", R"sql(
WITH asked AS (SELECT plainto_tsquery('english', $2) AS every),
hit AS MATERIALIZED (
    SELECT sku, product_name, price FROM bench.product CROSS JOIN asked
     WHERE store_id = $1 AND document @@ every ORDER BY ts_rank(document, every) DESC, sku LIMIT 10)
SELECT * FROM hit
UNION ALL
(SELECT sku, product_name, price
   FROM bench.product CROSS JOIN (SELECT replace(every::text, ' & ', ' | ')::tsquery AS any_word FROM asked) AS asked
  WHERE NOT EXISTS (SELECT FROM hit) AND store_id = $1 AND document @@ any_word
  ORDER BY ts_rank(document, any_word) DESC, sku LIMIT 10)
)sql"}};

void load(int products, int stores, const std::string& sql, const std::string& catalogue) {
    auto admin = administrator();
    const auto fill = [&](int store, int count) {
        const std::vector<db::Parameter> parameters{
            "bench-" + std::to_string(store), std::to_string(count), catalogue};
        expect(admin.query(sql, parameters));
    };
    std::printf(
        "%d products loaded with their search structures in %.1f s\n",
        products,
        milliseconds_for([&] { fill(0, products); }) / 1000
    );
    constexpr int small = 2000;
    std::printf("%d stores of %d in %.1f s\n", stores, small, milliseconds_for([&] {
                                                                  for (int i = 1; i <= stores;
                                                                       ++i) {
                                                                      fill(i, small);
                                                                  }
                                                              }) / 1000);
    expect(admin.execute(baseline_tables));
    expect(admin.execute("VACUUM (ANALYZE)"));
}

void print_changes(db::AdminConnection& admin) {
    const auto median_of = [&](const char* sql) {
        std::vector<double> times;
        constexpr int changes = 51;
        for (int i = 0; i < changes; ++i) {
            const std::vector<db::Parameter> parameters{std::to_string(1000 + i)};
            times.push_back(milliseconds_for([&] { expect(admin.query(sql, parameters)); }));
        }
        return at(times, 0.5);
    };
    const double text = median_of(
        "UPDATE retail.products SET product_description = product_description || ' More.' "
        "WHERE store_id = 'bench-0' AND product_no = $1::integer"
    );
    const double price = median_of("UPDATE retail.products SET price = price + 1 "
                                   "WHERE store_id = 'bench-0' AND product_no = $1::integer");
    std::printf("a product's text changed in %.2f ms, its price in %.2f ms\n", text, price);
}

void compare(
    const std::string& binary,
    const std::string& principal,
    const std::string& store,
    const std::vector<std::string>& queries,
    db::AdminConnection& admin
) {
    ServerDriver server{binary, {"--principal", principal}};
    std::vector<double> ours;
    std::vector<Baseline> plain = baselines;
    constexpr int rounds = 4; // the first makes plans and warms the caches
    for (int round = 0; round < rounds; ++round) {
        for (const std::string& query : queries) {
            const nlohmann::json call{
                {"name", "search_products"}, {"arguments", {{"query", query}, {"limit", 10}}}};
            const std::string params = call.dump();
            const std::vector<db::Parameter> parameters{store, query};
            const double searched = milliseconds_for([&] { server.call(params); });
            if (round > 0) {
                ours.push_back(searched);
            }
            for (Baseline& baseline : plain) {
                const double time =
                    milliseconds_for([&] { expect(admin.query(baseline.query, parameters)); });
                if (round > 0) {
                    baseline.times.push_back(time);
                }
            }
        }
    }
    const double p50 = at(ours, 0.5);
    const double p95 = at(ours, 0.95);
    std::printf(
        "%-8s %5zu calls: p50 %6.2f ms, p95 %6.2f ms\n", store.c_str(), ours.size(), p50, p95
    );
    for (const Baseline& baseline : plain) {
        const double plain_p50 = at(baseline.times, 0.5);
        const double plain_p95 = at(baseline.times, 0.95);
        std::printf(
            "         GIN and ts_rank, %-20s %6.2f ms, %6.2f ms; ratio %.2f, %.2f\n",
            baseline.name,
            plain_p50,
            plain_p95,
            p50 / plain_p50,
            p95 / plain_p95
        );
    }
}

int run(const std::vector<std::string>& arguments) {
    if (arguments.size() == 5 && arguments[0] == "load") {
        load(
            std::stoi(arguments[1]),
            std::stoi(arguments[2]),
            text_of(arguments[3]),
            text_of(arguments[4])
        );
        return EXIT_SUCCESS;
    }
    if (arguments.size() == 3 && arguments[0] == "ask") {
        auto admin = administrator();
        const auto queries = read_queries(arguments[2]);
        compare(arguments[1], "bench_large", "bench-0", queries, admin);
        compare(arguments[1], "bench_small", "bench-1", queries, admin);
        print_changes(admin);
        return EXIT_SUCCESS;
    }
    std::fprintf(stderr, "usage: see scripts/bench\n");
    return 2;
}

} // namespace
} // namespace retail_mcp::bench

int main(int argc, char** argv) {
    try {
        return retail_mcp::bench::run({argv + 1, argv + argc});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "retail_mcp_search_bench: %s\n", failure.what());
        return EXIT_FAILURE;
    }
}
