// What the shop carries: its category tree with counts, its brands and price bands, below one
// category or altogether.
#include "../catalog.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace retail_mcp::retail {

namespace {

struct Params {
    std::optional<std::string> category;

    static constexpr auto fields() {
        return field_list(
            field("category", &Params::category, "Name or path, e.g. \"Home > Lamps\".")
        );
    }
};

struct Count {
    std::string value;
    std::int64_t count = 0;

    static constexpr auto fields() {
        return field_list(field("value", &Count::value), field("count", &Count::count));
    }
};

struct PriceBand {
    Money from;
    Money to;
    std::int64_t count = 0;

    static constexpr auto fields() {
        return field_list(
            field("from", &PriceBand::from),
            field("to", &PriceBand::to),
            field("count", &PriceBand::count)
        );
    }
};

struct Overview {
    std::vector<Count> categories; ///< paths, with what is in and below each
    std::vector<Count> brands;
    std::vector<PriceBand> price_bands;

    static constexpr auto fields() {
        return field_list(
            field("categories", &Overview::categories),
            field("brands", &Overview::brands),
            field("price_bands", &Overview::price_bands)
        );
    }
};

struct Answer {
    Head head;
    Overview overview;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened), field("overview", &Answer::overview, flattened)
        );
    }
};

struct Row {
    std::optional<bool> category_is_unknown;
    std::int64_t products = 0;
    bool is_cut = false;
    std::string overview;

    static constexpr auto fields() {
        return field_list(
            field("category_is_unknown", &Row::category_is_unknown),
            field("products", &Row::products),
            field("is_cut", &Row::is_cut),
            field("overview", &Row::overview)
        );
    }
};

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    db::Query query{&sql::browse_catalog, {context.scope().ids(), params.category}};
    const auto rows = co_await context.read(std::move(query));
    if (!rows) {
        co_return fail(rows.error());
    }
    const Row row = row_as<Row>(*rows);
    if (row.category_is_unknown.value_or(false)) {
        co_return fail(
            ErrorCode::unknown_category,
            "There is no category " + retail::quoted(*params.category) + ".",
            "browse_catalog {} lists the categories; a name or a path works."
        );
    }
    auto overview = decode<Overview>(nlohmann::json::parse(row.overview));
    if (!overview) {
        throw std::logic_error{"browse_catalog.sql: " + row.overview};
    }
    Answer answer;
    answer.overview = std::move(*overview);
    answer.head.total = row.products;
    answer.head.truncated = row.is_cut;
    co_return answer;
}

TextTable counts(std::string heading, const std::vector<Count>& list) {
    TextTable table;
    table.add_column(std::move(heading));
    table.add_column("products", TextTable::Align::right);
    for (const Count& entry : list) {
        table.add_row({entry.value, std::to_string(entry.count)});
    }
    return table;
}

std::string in_words(const Answer& answer, const ToolContext& context) {
    TextTable bands;
    bands.add_column("from", TextTable::Align::right);
    bands.add_column("to", TextTable::Align::right);
    bands.add_column("products", TextTable::Align::right);
    for (const PriceBand& band : answer.overview.price_bands) {
        bands.add_row(
            {money_text(band.from, context.scope().currency()),
             money_text(band.to, context.scope().currency()),
             std::to_string(band.count)}
        );
    }
    TextAnswer text;
    text.sentence(counted(answer.head.total.value_or(0), "active product") + ".");
    text.table(counts("category", answer.overview.categories));
    text.table(counts("brand", answer.overview.brands));
    text.table(bands);
    if (answer.head.truncated) {
        text.sentence("There are more categories or brands; name a category for those below it.");
    }
    text.next("search_products {\"query\": …, \"category\": …} for the products themselves.");
    return text.str();
}

} // namespace

constinit const ToolSpec browse_catalog = tool<run, in_words>(
    {.name = "browse_catalog",
     .title = "Browse the catalogue",
     .description = "What the shop carries: category tree with counts, brands and price bands, all "
                    "or below one category. To find a product use search_products."}
);

} // namespace retail_mcp::retail
