// What is bought together with a product or a category.
#include "../catalog.hpp"
#include "../known_names.hpp"
#include "../period.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>
#include <cmath>

namespace retail_mcp::retail {

namespace {

/// Pairs seen less often say nothing.
constexpr int least_common_baskets = 5;

/// Of significance: the chance that any of all pairs looked at passes for one by accident.
constexpr double accepted_error = 0.05;

struct Params {
    std::optional<std::string> sku;
    std::optional<std::string> category;
    PeriodArgument period{"last 12 months", std::nullopt, std::nullopt};
    int limit = 10;
    std::optional<std::string> cursor;

    static constexpr auto fields() {
        return field_list(
            field("sku", &Params::sku, "Pairs with this SKU or barcode.", length(1, 100)),
            field("category", &Params::category, "Pairs with products of it.", length(1, 400)),
            field("period", &Params::period, "Business days, e.g. \"last 12 months\"."),
            field("limit", &Params::limit, "Pairs to return.", range(1, 200)),
            field("cursor", &Params::cursor, "next_cursor of the page before.")
        );
    }
};

struct Pair {
    std::string sku;
    std::string product_name;
    std::string partner_sku;
    std::string partner_name;
    Quantity partner_on_hand;
    std::int64_t baskets_with = 0;
    std::int64_t baskets_with_partner = 0;
    std::int64_t baskets_together = 0;
    Share support;
    Share confidence;
    Decimal lift;
    std::optional<Decimal> chi_square;
    bool significant = false;

    static constexpr auto fields() {
        return field_list(
            field("sku", &Pair::sku),
            field("product_name", &Pair::product_name),
            field("partner_sku", &Pair::partner_sku),
            field("partner_name", &Pair::partner_name),
            field("partner_on_hand", &Pair::partner_on_hand),
            field("baskets_with", &Pair::baskets_with),
            field("baskets_with_partner", &Pair::baskets_with_partner),
            field("baskets_together", &Pair::baskets_together),
            field("support", &Pair::support),
            field("confidence", &Pair::confidence),
            field("lift", &Pair::lift),
            field("chi_square", &Pair::chi_square),
            field("significant", &Pair::significant)
        );
    }
};

/// What stands beside every pair.
struct Totals {
    std::int64_t baskets = 0;
    std::int64_t total = 0;
    std::int64_t pairs_looked_at = 0;

    static constexpr auto fields() {
        return field_list(
            field("baskets", &Totals::baskets),
            field("total", &Totals::total),
            field("pairs_looked_at", &Totals::pairs_looked_at)
        );
    }
};

/// Of `count` things, the logarithm of how many ways there are to choose `chosen`.
double log_choose(std::int64_t count, std::int64_t chosen) {
    const auto log_factorial = [](std::int64_t n) {
        return std::lgamma(static_cast<double>(n) + 1);
    };
    return log_factorial(count) - log_factorial(chosen) - log_factorial(count - chosen);
}

/// Fisher's exact test: the probability of at least as many common baskets by chance. It holds also
/// where few are expected, which is where chi-squared errs.
double chance_of(const Pair& pair, std::int64_t baskets) {
    const double ways = log_choose(baskets, pair.baskets_with_partner);
    const auto most = std::min(pair.baskets_with, pair.baskets_with_partner);
    double chance = 0;
    for (std::int64_t together = pair.baskets_together; together <= most; ++together) {
        const double term = std::exp(
            log_choose(pair.baskets_with, together) +
            log_choose(baskets - pair.baskets_with, pair.baskets_with_partner - together) - ways
        );
        chance += term;
        if (term < chance * 1e-12) {
            break;
        }
    }
    return chance;
}

/// More often together than by chance, and by so much that it would be one even if it were the best
/// of all pairs looked at.
bool is_significant(const Pair& pair, const Totals& totals) {
    return pair.lift > Decimal{1} &&
           chance_of(pair, totals.baskets) * static_cast<double>(totals.pairs_looked_at) <=
               accepted_error;
}

struct Answer {
    Head head;
    std::int64_t baskets = 0;
    std::vector<Pair> pairs;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("baskets", &Answer::baskets),
            field("pairs", &Answer::pairs)
        );
    }
};

Result<db::Query> make_query(
    const ToolContext& context, const Params& params, const Period& period, std::int64_t offset
) {
    if (params.sku.has_value() == params.category.has_value()) {
        return fail(
            ErrorCode::invalid_arguments,
            "Exactly one of sku and category is needed.",
            "search_products finds SKUs, browse_catalog categories."
        );
    }
    return db::Query{
        &sql::analyze_baskets,
        {context.scope().ids(),
         period.days.from.to_string(),
         period.days.until.to_string(),
         params.sku,
         params.category,
         std::to_string(least_common_baskets),
         std::to_string(params.limit),
         std::to_string(offset)}};
}

void fill(Answer& answer, const db::Rows& rows, const ToolContext& context, std::int64_t offset) {
    answer.pairs = rows_as<Pair>(rows);
    if (rows.empty()) {
        answer.head.total = 0;
        return;
    }
    const auto totals = row_as<Totals>(rows);
    for (Pair& pair : answer.pairs) {
        pair.significant = is_significant(pair, totals);
    }
    const auto seen = offset + static_cast<std::int64_t>(answer.pairs.size());
    answer.baskets = totals.baskets;
    answer.head.total = totals.total;
    if (seen < totals.total) {
        answer.head.truncated = true;
        answer.head.next_cursor = context.seal_cursor(std::to_string(seen));
    }
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    const Store& store = context.scope().first();
    const auto period =
        resolve_period(params.period, store.business_date(context.now()), store.calendar);
    if (!period) {
        co_return fail(period.error());
    }
    const auto offset = context.open_offset(params.cursor);
    if (!offset) {
        co_return fail(offset.error());
    }
    auto query = make_query(context, params, *period, *offset);
    if (!query) {
        co_return fail(std::move(query.error()));
    }
    std::vector<db::Query> queries;
    queries.push_back({&sql::join_by_hash, {}});
    queries.push_back(std::move(*query));
    const auto read = co_await context.read(std::move(queries));
    if (!read) {
        co_return fail(read.error());
    }
    const db::Rows& rows = read->back();
    if (rows.empty()) {
        NamedFilters filters{params.category, std::nullopt, params.sku};
        if (auto known = co_await check_known(context, std::move(filters)); !known) {
            co_return fail(std::move(known.error()));
        }
    }
    Answer answer;
    answer.head.period = period->shown(store.time_zone);
    answer.head.metrics = {"support", "confidence", "lift"};
    fill(answer, rows, context, *offset);
    co_return answer;
}

TextTable pair_table(const Answer& answer) {
    TextTable table;
    table.add_column("sku");
    table.add_column("bought with");
    table.add_column("partner", TextTable::Align::left, 45);
    table.add_column("together", TextTable::Align::right);
    table.add_column("confidence", TextTable::Align::right);
    table.add_column("lift", TextTable::Align::right);
    table.add_column("significant");
    table.add_column("on hand", TextTable::Align::right);
    for (const Pair& pair : answer.pairs) {
        table.add_row(
            {pair.sku,
             pair.partner_sku,
             pair.partner_name,
             std::to_string(pair.baskets_together),
             or_dash(std::optional{pair.confidence}),
             pair.lift.rounded(2).to_string(),
             pair.significant ? "yes" : "no",
             quantity_text(pair.partner_on_hand)}
        );
    }
    return table;
}

std::string in_words(const Answer& answer, const ToolContext&) {
    TextAnswer text;
    if (answer.pairs.empty()) {
        return text
            .sentence(
                "No product was bought together with it in " +
                std::to_string(least_common_baskets) + " receipts or more, " +
                period_text(*answer.head.period) + "."
            )
            .next("a longer period.")
            .str();
    }
    text.sentence(
        counted(*answer.head.total, "pair") + " among " + counted(answer.baskets, "receipt") +
        ", " + period_text(*answer.head.period) +
        ". Lift: how many times more often together than by chance; the strongest evidence first. "
        "Significant: at most 5 % risk that one of all pairs looked at is there by accident."
    );
    return text.table(pair_table(answer)).paging(answer.head, answer.pairs.size()).str();
}

} // namespace

constinit const ToolSpec analyze_baskets = tool<run, in_words>(
    {.name = "analyze_baskets",
     .title = "What is bought together",
     .description =
         "Products bought on the same receipt as a SKU or a category, with support, confidence, "
         "lift and "
         "significance: {\"sku\": \"TOR-123456\"}. For products of its kind use search_products."}
);

} // namespace retail_mcp::retail
