// How good the search is: graded queries over a catalogue, the program's ranking beside two
// baselines and beside itself with one part left out. Prints a table; fails when the ranking is not
// well above the baselines or loses more than a tenth to a typing error.
//
//     relevance_benchmark CONNINFO STORE [QUERIES.tsv]      over a store of an existing database
//     relevance_benchmark                                   over sample data in a cluster of its
//     own
#include "retail/search/phrases.hpp"
#include "support/retail_database.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/embedding_run.hpp>
#include <retail_mcp/retail/sample_data.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace {

using namespace retail_mcp;

struct Query {
    std::string kind;
    std::string text;
    std::string patterns; // as a PostgreSQL array
    std::optional<std::string> lowest;
    std::optional<std::string> highest;
};

template <class T>
T checked(Result<T> result) {
    if (!result) {
        throw std::runtime_error{result.error().message + " " + result.error().detail};
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

std::string quoted(const std::string& pattern) {
    std::string out = "\"";
    for (const char c : pattern) {
        out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    }
    return out + "\"";
}

/// A grade's pattern, with its price<N and price>N taken off.
std::string take_bounds(const std::string& column, Query& query) {
    std::istringstream words{column};
    std::string pattern;
    for (std::string word; words >> word;) {
        if (word.starts_with("price<")) {
            query.highest = word.substr(6);
        } else if (word.starts_with("price>")) {
            query.lowest = word.substr(6);
        } else {
            pattern += (pattern.empty() ? "" : " ") + word;
        }
    }
    return pattern;
}

std::vector<Query> read_queries(const std::string& path) {
    std::ifstream file{path};
    std::vector<Query> queries;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') {
            continue;
        }
        std::istringstream columns{line};
        Query query;
        std::getline(columns, query.kind, '\t');
        std::getline(columns, query.text, '\t');
        std::string patterns;
        for (std::string column; std::getline(columns, column, '\t');) {
            patterns += (patterns.empty() ? "" : ",") + quoted(take_bounds(column, query));
        }
        query.patterns = "{" + patterns + "}";
        queries.push_back(std::move(query));
    }
    return queries;
}

/// The query with one slip in its longest word: by turns two letters swapped, one left out, one
/// doubled. Words with digits are left alone.
std::string misspell(const std::string& text, std::size_t turn) {
    std::istringstream words{text};
    std::string longest;
    for (std::string word; words >> word;) {
        const bool letters = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == word.npos;
        longest = letters && word.size() > longest.size() ? word : longest;
    }
    if (longest.size() < 4) {
        return text;
    }
    std::string slipped = longest;
    const std::size_t at = slipped.size() / 2;
    switch (turn % 3) {
    case 0:
        std::swap(slipped[at - 1], slipped[at]);
        break;
    case 1:
        slipped.erase(at, 1);
        break;
    default:
        slipped.insert(at, 1, slipped[at]);
    }
    std::string out = text;
    return out.replace(out.find(longest), longest.size(), slipped);
}

db::Parameter amount(const std::optional<Money>& money) {
    return money ? db::Parameter{money->amount.to_string()} : std::nullopt;
}

void load(db::AdminConnection& database, const std::vector<Query>& queries) {
    for (std::size_t i = 0; i < queries.size(); ++i) {
        const Query& query = queries[i];
        const std::string misspelt = misspell(query.text, i);
        const auto right = retail::search::take_phrases(query.text);
        const auto wrong = retail::search::take_phrases(misspelt);
        const std::vector<db::Parameter> row{
            std::to_string(i),
            query.kind,
            query.text,
            misspelt,
            right.text,
            wrong.text,
            amount(right.price_min),
            amount(right.price_max),
            query.patterns,
            query.lowest,
            query.highest};
        checked(database.query(
            "INSERT INTO bench.query VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", row
        ));
    }
    checked(database.execute(R"(
        INSERT INTO bench.graded
        SELECT q.id, p.product_no, 4 - min(a.place) FROM bench.query q
         CROSS JOIN unnest(q.patterns) WITH ORDINALITY AS a(pattern, place)
          JOIN retail.products p ON p.store_id = (SELECT store_id FROM bench.store) AND p.product_name ~* a.pattern
         WHERE a.pattern <> '-' AND p.price > coalesce(q.lowest, -1) AND p.price < coalesce(q.highest, 1e9) GROUP BY 1, 2;
        INSERT INTO bench.fulltext
        SELECT product_no, to_tsvector('english', concat_ws(' ', product_name, brand, product_description, array_to_string(tags, ' ')))
          FROM retail.products WHERE store_id = (SELECT store_id FROM bench.store);
        CREATE INDEX ON bench.fulltext USING gin (document);
        INSERT INTO bench.bm25
        SELECT u.lexeme, f.product_no, cardinality(u.positions), sum(cardinality(u.positions)) OVER (PARTITION BY f.product_no)
          FROM bench.fulltext f, unnest(f.document) u;
        ANALYZE)"));
}

struct Quality {
    double ndcg = 0;
    double recall = 0;
    double empty = 0;
};

Quality quality(db::AdminConnection& database, const std::string& variant, bool misspelt) {
    const std::vector<db::Parameter> parameters{variant, misspelt ? "true" : "false"};
    const auto rows = checked(database.query(
        "SELECT avg(ndcg), avg(recall), avg(is_empty::int) FROM bench.quality WHERE variant = $1 "
        "AND is_misspelt = $2",
        parameters
    ));
    return {
        std::stod(std::string{rows.text(0, 0)}),
        std::stod(std::string{rows.text(0, 1)}),
        std::stod(std::string{rows.text(0, 2)})};
}

Quality measure(db::AdminConnection& database, const std::string& variant, bool misspelt) {
    const std::vector<db::Parameter> parameters{variant, misspelt ? "true" : "false"};
    checked(database.query("SELECT bench.run($1, $2)", parameters));
    return quality(database, variant, misspelt);
}

void print_kinds(db::AdminConnection& database) {
    const auto rows =
        checked(database.query("SELECT kind, count(*) FILTER (WHERE variant = 'own'), "
                               "round(avg(ndcg) FILTER (WHERE variant = 'own')::numeric, 3), "
                               "round(avg(ndcg) FILTER (WHERE variant = 'BM25')::numeric, 3) FROM "
                               "bench.quality WHERE NOT is_misspelt GROUP BY 1 ORDER BY 1"));
    std::printf("\n%-12s %8s %8s %8s\n", "kind", "queries", "own", "BM25");
    for (int row = 0; row < rows.size(); ++row) {
        std::printf(
            "%-12s %8s %8s %8s\n",
            std::string{rows.text(row, 0)}.c_str(),
            std::string{rows.text(row, 1)}.c_str(),
            std::string{rows.text(row, 2)}.c_str(),
            std::string{rows.text(row, 3)}.c_str()
        );
    }
}

int evaluate(db::AdminConnection& database, const std::string& store, const std::string& queries) {
    std::ifstream script{RETAIL_MCP_SOURCE_DIR "/tests/relevance/rankings.sql"};
    std::ostringstream text;
    text << script.rdbuf();
    checked(database.execute(text.str()));
    const std::vector<db::Parameter> parameters{store};
    checked(database.query("INSERT INTO bench.store VALUES ($1)", parameters));
    load(database, read_queries(queries));

    std::printf(
        "%-16s %8s %9s %8s   %s\n",
        "ranking",
        "nDCG@10",
        "recall@50",
        "empty",
        "with a typing error"
    );
    Quality own;
    Quality own_misspelt;
    Quality words_alone;
    double best_baseline = 0;
    for (const std::string variant :
         {"full text",
          "BM25",
          "own",
          "no vectors",
          "vectors alone",
          "no corrections",
          "no numbers",
          "no measures",
          "no coverage"}) {
        const Quality typed = measure(database, variant, false);
        const Quality misspelt = measure(database, variant, true);
        std::printf(
            "%-16s %8.3f %9.3f %7.1f%%   %8.3f %9.3f %7.1f%%\n",
            variant.c_str(),
            typed.ndcg,
            typed.recall,
            100 * typed.empty,
            misspelt.ndcg,
            misspelt.recall,
            100 * misspelt.empty
        );
        if (variant == "own") {
            own = typed;
            own_misspelt = misspelt;
        } else if (variant == "no vectors") {
            words_alone = typed;
        } else if (variant == "full text" || variant == "BM25") {
            best_baseline = std::max(best_baseline, typed.ndcg);
        }
    }
    print_kinds(database);
    const bool above = own.ndcg >= best_baseline + 0.05;
    const bool robust = own_misspelt.ndcg >= 0.9 * own.ndcg;
    const bool helped = own.ndcg >= words_alone.ndcg - 0.005 && own.recall >= words_alone.recall;
    std::printf(
        "\n%s: 0.05 above the better baseline; %s: nine tenths with a typing error; %s: vectors "
        "lose nothing\n",
        above ? "yes" : "NO",
        robust ? "yes" : "NO",
        helped ? "yes" : "NO"
    );
    return above && robust && helped ? 0 : 1;
}

db::AdminConnection connect_to(const std::string& conninfo) {
    return checked(db::AdminConnection::open(db::ConnectionString{conninfo}));
}

int over_sample_data() {
    const test::RetailDatabase database;
    retail::SampleOptions options;
    options.as_of = std::chrono::sys_days{std::chrono::year{2026} / 11 / 1};
    auto connection = connect_to(database.admin_conninfo());
    checked(retail::load_sample_data(connection, options, false, [](const auto&) {}));
    checked(
        retail::embed_by_catalogue(connection, {}, retail::catalogue_dimensions, [](const auto&) {})
    );
    return evaluate(connection, "online", RETAIL_MCP_SOURCE_DIR "/tests/relevance/queries.tsv");
}

} // namespace

int main(int argc, char** argv) {
    try {
        if (argc < 3) {
            return over_sample_data();
        }
        auto connection = connect_to(argv[1]);
        checked(connection.execute("DROP SCHEMA IF EXISTS bench CASCADE"));
        return evaluate(
            connection,
            argv[2],
            argc > 3 ? argv[3] : RETAIL_MCP_SOURCE_DIR "/tests/relevance/queries.tsv"
        );
    } catch (const std::exception& error) {
        std::cerr << "relevance: " << error.what() << '\n';
        return 2;
    }
}
