// How good the search is: graded queries over two catalogues, search_products beside two baselines
// and beside itself with one part left out. Prints tables; fails when the search is not well above
// the baselines, loses more than a tenth to a typing error, or has a part that does harm.
//
//     relevance_benchmark                             both catalogues in a cluster of its own
//     relevance_benchmark CONNINFO STORE QUERIES.tsv  any store of an existing database
#include "graded_queries.hpp"
#include "retail/search/phrases.hpp"
#include "retail/search/ranking.hpp"
#include "support/retail_database.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/embedding_run.hpp>
#include <retail_mcp/retail/sample_data.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace {

using namespace retail_mcp;
using relevance::GradedQuery;

constexpr const char* sources = RETAIL_MCP_SOURCE_DIR "/tests/relevance/";
constexpr std::string_view whole = "search_products";

constexpr std::array<std::string_view, 14> variants{
    "full text",
    "BM25",
    whole,
    "no vectors",
    "vectors alone",
    "no spelling",
    "no splitting, joining",
    "no numbers",
    "no measures",
    "no product type",
    "no coverage",
    "no fields",
    "no length",
    "literal"};

/// Those that rank by a function of their own (bench.rank_…), not by search_products.
const std::map<std::string_view, std::string> functions{
    {"full text", "fulltext"}, {"BM25", "bm25"}, {"vectors alone", "vectors"}};

constexpr int most_ranked = 50;

/// The first of them; a slip says nothing of the others.
constexpr std::size_t measured_with_slips = 7;

template <class T>
T checked(Result<T> result) {
    if (!result) {
        throw std::runtime_error{result.error().message + " " + result.error().detail};
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

std::string text_of(const std::string& path) {
    std::ifstream file{path};
    if (!file) {
        throw std::runtime_error{"cannot read " + path};
    }
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string literal_of(const db::Parameter& value) {
    if (!value) {
        return "NULL";
    }
    std::string out = "'";
    for (const char c : *value) {
        out += c == '\'' ? std::string{"''"} : std::string{c};
    }
    return out + "'";
}

struct Quality {
    double queries = 0;
    double ndcg = 0;
    double recall = 0;
    double empty = 0;
    double p50 = 0; ///< milliseconds a query
    double p95 = 0;
};

double at(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values.at(static_cast<std::size_t>(static_cast<double>(values.size() - 1) * share));
}

class Benchmark {
public:
    Benchmark(db::AdminConnection& database, std::string store, std::vector<GradedQuery> queries)
        : database_{database}, store_{std::move(store)}, queries_{std::move(queries)} {
        prepare();
    }

    Quality measure(std::string_view variant, bool misspelt);
    void print_kinds();

private:
    void prepare();

    void ask(std::string_view sql, const std::vector<db::Parameter>& parameters) {
        checked(database_.query(sql, parameters));
    }

    std::string statement(std::string_view variant, const std::string& query) const;

    db::AdminConnection& database_;
    std::string store_;
    std::vector<GradedQuery> queries_;
};

void Benchmark::prepare() {
    checked(database_.execute("DROP SCHEMA IF EXISTS bench CASCADE"));
    checked(database_.execute(text_of(sources + std::string{"rankings.sql"})));
    ask("INSERT INTO bench.store VALUES ($1)", {store_});
    for (std::size_t i = 0; i < queries_.size(); ++i) {
        const GradedQuery& query = queries_[i];
        ask("INSERT INTO bench.query VALUES ($1, $2, $3, $4, $5, $6)",
            {std::to_string(i), query.kind, query.text, query.patterns, query.lowest, query.highest}
        );
    }
    checked(database_.execute("SELECT bench.load()"));
    checked(database_.execute("ANALYZE"));
    checked(database_.execute("PREPARE search AS " + std::string{sql::search_products.text}));
}

/// The statement that ranks, for ranked_skus().
std::string Benchmark::statement(std::string_view variant, const std::string& query) const {
    if (const auto function = functions.find(variant); function != functions.end()) {
        return "SELECT p.sku FROM bench.rank_" + function->second + "(" + literal_of(query) +
               ") r JOIN retail.products p ON p.store_id = " + literal_of(store_) +
               " AND p.product_no = r.product_no ORDER BY r.score DESC, r.product_no LIMIT " +
               std::to_string(most_ranked);
    }
    const bool is_literal = variant == "literal";
    retail::search::Phrases phrases;
    if (is_literal) {
        phrases.text = query;
    } else {
        phrases = retail::search::take_phrases(query);
    }
    const auto amount = [](const std::optional<Money>& money) {
        return money ? db::Parameter{money->amount.to_string()} : std::nullopt;
    };
    const std::vector<db::Parameter> parameters{
        "{" + store_ + "}",
        phrases.text,
        std::nullopt,
        std::nullopt,
        amount(phrases.price_min),
        amount(phrases.price_max),
        std::nullopt,
        std::nullopt,
        "false",
        "relevance",
        std::to_string(most_ranked),
        "0",
        "2026-11-01",
        is_literal ? "true" : "false",
        std::nullopt,
        std::nullopt};
    std::string text = "EXECUTE search(";
    for (const auto& parameter : parameters) {
        text += (text.back() == '(' ? "" : ", ") + literal_of(parameter);
    }
    return text + ")";
}

/// The rows of the statement as SKUs, best first.
std::vector<std::string> ranked_skus(std::string_view variant, const db::Rows& rows) {
    std::vector<std::string> skus;
    if (functions.count(variant) > 0) {
        for (int row = 0; row < rows.size(); ++row) {
            skus.emplace_back(rows.text(row, 0));
        }
        return skus;
    }
    retail::search::Search search;
    search.limit = most_ranked;
    for (retail::search::Product& product :
         rank(retail::search::found_of(rows), search, false).products) {
        skus.push_back(std::move(product.sku));
    }
    return skus;
}

Quality Benchmark::measure(std::string_view variant, bool misspelt) {
    std::vector<std::string> ranked(queries_.size(), "{}");
    std::vector<double> times;
    checked(database_.execute("BEGIN"));
    ask("SELECT bench.leave_out($1)", {std::string{variant}});
    ask("SELECT bench.ask_as_reader($1)", {std::string{variant}});
    for (std::size_t i = 0; i < queries_.size(); ++i) {
        const std::string& typed = queries_[i].text;
        const auto sql = statement(variant, misspelt ? relevance::misspell(typed, i) : typed);
        const auto start = std::chrono::steady_clock::now();
        const auto rows = checked(database_.query(sql));
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count()
        );
        std::string skus;
        for (const std::string& sku : ranked_skus(variant, rows)) {
            skus += (skus.empty() ? "\"" : ",\"") + sku + "\"";
        }
        ranked[i] = "{" + skus + "}";
    }
    checked(database_.execute("ROLLBACK"));
    for (std::size_t i = 0; i < queries_.size(); ++i) {
        ask("SELECT bench.note($1, $2, $3, $4)",
            {std::string{variant}, misspelt ? "true" : "false", std::to_string(i), ranked[i]});
    }
    const std::vector<db::Parameter> parameters{std::string{variant}, misspelt ? "true" : "false"};
    const auto rows = checked(database_.query(
        "SELECT count(*), avg(ndcg), avg(recall), avg(is_empty::int) FROM bench.quality WHERE "
        "variant = $1 "
        "AND is_misspelt = $2",
        parameters
    ));
    const auto figure = [&](int column) { return std::stod(std::string{rows.text(0, column)}); };
    return {figure(0), figure(1), figure(2), figure(3), at(times, 0.5), at(times, 0.95)};
}

void Benchmark::print_kinds() {
    const auto rows = checked(database_.query("SELECT * FROM bench.kinds"));
    std::printf(
        "\n%-10s %7s %16s %16s %16s\n", "kind", "queries", "full text", "BM25", "search_products"
    );
    for (int row = 0; row < rows.size(); ++row) {
        for (int column = 0; column < 5; ++column) {
            constexpr std::array<int, 5> widths{-10, 7, 16, 16, 16};
            std::printf(
                "%*s ",
                widths.at(static_cast<std::size_t>(column)),
                std::string{rows.text(row, column)}.c_str()
            );
        }
        std::printf("\n");
    }
}

/// What is to hold, of each catalogue and of the parts over all needs: one catalogue's are too few
/// to tell a part's worth from the luck of a query.
class Verdict {
public:
    void judge(bool is_met, const std::string& claim) {
        std::printf("%s: %s\n", is_met ? "yes" : "NO", claim.c_str());
        holds_ = holds_ && is_met;
    }

    void count(const std::map<std::string_view, Quality>& typed) {
        for (const auto& [variant, quality] : typed) {
            sums_[variant].ndcg += quality.queries * quality.ndcg;
            sums_[variant].recall += quality.queries * quality.recall;
            sums_[variant].queries += quality.queries;
        }
    }

    /// Judges each part over the needs that have been counted so far.
    void judge_parts(const std::string& where) {
        std::printf("\n");
        const Quality& own = sums_[whole];
        for (const std::string_view variant : variants) {
            const Quality& without = sums_[variant];
            if (variant.starts_with("no ")) {
                judge(
                    own.ndcg >= without.ndcg - 0.005 * own.queries &&
                        own.recall >= without.recall - 1e-9,
                    where + ", a part that does no harm: what is left out by " +
                        std::string{variant}
                );
            }
        }
    }

    bool holds() const { return holds_; }

private:
    bool holds_ = true;
    std::map<std::string_view, Quality> sums_;
};

void evaluate(
    db::AdminConnection& database,
    const std::string& name,
    const std::string& store,
    const std::string& queries,
    Verdict& verdict
) {
    Benchmark benchmark{database, store, relevance::read_queries(queries)};
    std::printf("\n%s\n", name.c_str());
    std::printf(
        "%-22s %8s %9s %6s %6s %6s    with a slip\n",
        "",
        "nDCG@10",
        "recall@50",
        "empty",
        "p50",
        "p95"
    );
    std::map<std::string_view, Quality> typed;
    std::map<std::string_view, Quality> misspelt;
    for (std::size_t i = 0; i < variants.size(); ++i) {
        const std::string_view variant = variants.at(i);
        const Quality& one = typed[variant] = benchmark.measure(variant, false);
        std::printf(
            "%-22s %8.3f %9.3f %5.1f%% %6.1f %6.1f",
            std::string{variant}.c_str(),
            one.ndcg,
            one.recall,
            100 * one.empty,
            one.p50,
            one.p95
        );
        if (i < measured_with_slips) {
            const Quality& other = misspelt[variant] = benchmark.measure(variant, true);
            std::printf(" %8.3f %9.3f %5.1f%%", other.ndcg, other.recall, 100 * other.empty);
        }
        std::printf("\n");
        std::fflush(stdout);
    }
    benchmark.print_kinds();
    std::printf("\n");
    const Quality& own = typed[whole];
    verdict.judge(
        own.ndcg >= std::max(typed["full text"].ndcg, typed["BM25"].ndcg) + 0.05,
        "at least 0.05 above the better baseline"
    );
    verdict.judge(misspelt[whole].ndcg >= 0.9 * own.ndcg, "nine tenths with a typing error");
    verdict.judge(
        own.ndcg >= typed["no vectors"].ndcg - 0.005 && own.recall >= typed["no vectors"].recall,
        "vectors lose nothing"
    );
    verdict.count(typed);
}

db::AdminConnection connect_to(const std::string& conninfo) {
    return checked(db::AdminConnection::open(db::ConnectionString{conninfo}));
}

void embed(db::AdminConnection& database) {
    checked(retail::embed_by_catalogue(database, {}, retail::catalogue_dimensions, [](const auto&) {
    }));
}

int over_both_catalogues() {
    const test::RetailDatabase sample;
    auto shop = connect_to(sample.admin_conninfo());
    retail::SampleOptions options;
    options.as_of = std::chrono::sys_days{std::chrono::year{2026} / 11 / 1};
    checked(retail::load_sample_data(shop, options, false, [](const auto&) {}));
    embed(shop);
    const test::RetailDatabase second;
    auto parts = connect_to(second.admin_conninfo());
    checked(parts.execute(text_of(sources + std::string{"parts.sql"})));
    embed(parts);
    const std::string queries = sources + std::string{"queries.tsv"};
    Verdict verdict;
    evaluate(shop, "The sample's online store", "online", queries, verdict);
    verdict.judge_parts("in the sample");
    evaluate(
        parts, "Electronic parts", "parts", sources + std::string{"parts_queries.tsv"}, verdict
    );
    verdict.judge_parts("over both");
    return verdict.holds() ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    try {
        if (argc != 4) {
            return over_both_catalogues();
        }
        auto connection = connect_to(argv[1]);
        Verdict verdict;
        evaluate(connection, argv[2], argv[2], argv[3], verdict);
        verdict.judge_parts("here");
        return verdict.holds() ? 0 : 1;
    } catch (const std::exception& error) {
        std::cerr << "relevance: " << error.what() << '\n';
        return 2;
    }
}
