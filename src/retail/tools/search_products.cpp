// Finds products by what the customer calls them: free text against the stores' own vocabulary,
// with filters, facets and a statement of what was understood. Ranking happens in one SQL
// statement.
#include "../catalog.hpp"
#include "../search/phrases.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace retail_mcp::retail {

namespace {

enum class Availability { here, any };

constexpr auto enum_names(Availability) {
    return names<Availability>({{Availability::here, "here"}, {Availability::any, "any"}});
}

enum class Sort { relevance, price, price_descending, name, newest, best_selling };

constexpr auto enum_names(Sort) {
    return names<Sort>(
        {{Sort::relevance, "relevance"},
         {Sort::price, "price"},
         {Sort::price_descending, "-price"},
         {Sort::name, "name"},
         {Sort::newest, "newest"},
         {Sort::best_selling, "best_selling"}}
    );
}

struct Params {
    std::string query;
    std::optional<std::string> category;
    std::optional<std::string> brand;
    std::optional<Money> price_min;
    std::optional<Money> price_max;
    std::optional<Availability> in_stock;
    std::vector<std::string> tags;
    bool include_inactive = false;
    Sort sort = Sort::relevance;
    bool literal = false;
    int limit = 10;
    std::optional<std::string> cursor;

    static constexpr auto fields() {
        return field_list(
            field(
                "query",
                &Params::query,
                "Words, sizes, a SKU or barcode, e.g. \"2x4 8 ft\" or \"drill under 80\".",
                required,
                length(1, 400)
            ),
            field("category", &Params::category, "Name or path, e.g. \"Home > Lamps\"."),
            field("brand", &Params::brand),
            field("price_min", &Params::price_min),
            field("price_max", &Params::price_max),
            field("in_stock", &Params::in_stock, "here: this store; any: any of your stores."),
            field("tags", &Params::tags, "All of them."),
            field("include_inactive", &Params::include_inactive),
            field("sort", &Params::sort),
            field("literal", &Params::literal, "No corrections, no phrases taken as filters."),
            field("limit", &Params::limit, range(1, 200)),
            field("cursor", &Params::cursor)
        );
    }
};

struct StoreOffer {
    std::string store_id;
    Money price;
    Quantity on_hand;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &StoreOffer::store_id),
            field("price", &StoreOffer::price),
            field("on_hand", &StoreOffer::on_hand)
        );
    }
};

struct Product {
    std::string sku;
    std::string name;
    std::optional<std::string> brand;
    std::optional<std::string> category;
    Money price;
    Quantity on_hand;
    bool in_stock = false;
    double relevance = 0;
    std::string why_matched;
    std::vector<std::string> lacks;
    std::vector<StoreOffer> stores;

    static constexpr auto fields() {
        return field_list(
            field("sku", &Product::sku),
            field("name", &Product::name),
            field("brand", &Product::brand),
            field("category", &Product::category),
            field("price", &Product::price),
            field("on_hand", &Product::on_hand),
            field("in_stock", &Product::in_stock),
            field("relevance", &Product::relevance),
            field("why_matched", &Product::why_matched),
            field("lacks", &Product::lacks, sparse),
            field("stores", &Product::stores, sparse)
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

struct Facets {
    std::vector<Count> categories;
    std::vector<Count> brands;
    std::vector<PriceBand> price_bands;
    std::int64_t in_stock = 0;
    std::int64_t out_of_stock = 0;

    static constexpr auto fields() {
        return field_list(
            field("categories", &Facets::categories),
            field("brands", &Facets::brands),
            field("price_bands", &Facets::price_bands),
            field("in_stock", &Facets::in_stock),
            field("out_of_stock", &Facets::out_of_stock)
        );
    }
};

/// How a word of the query was read: corrected, split, joined; or unknown, no product has it.
struct Reading {
    std::string asked;
    std::string word;
    std::string reading;

    static constexpr auto fields() {
        return field_list(
            field("asked", &Reading::asked),
            field("word", &Reading::word),
            field("reading", &Reading::reading)
        );
    }
};

struct Understood {
    std::string text; ///< what was looked for once the phrases were taken out
    std::optional<Money> price_min;
    std::optional<Money> price_max;
    bool in_stock = false;
    std::vector<Reading> corrections;
    std::vector<std::string> unknown;
    std::optional<std::string> way_back;

    static constexpr auto fields() {
        return field_list(
            field("text", &Understood::text),
            field("price_min", &Understood::price_min),
            field("price_max", &Understood::price_max),
            field("in_stock", &Understood::in_stock),
            field("corrections", &Understood::corrections),
            field("unknown", &Understood::unknown),
            field("way_back", &Understood::way_back)
        );
    }
};

enum class RecallMode { lexical, lexical_semantic, semantic_unavailable };

constexpr auto enum_names(RecallMode) {
    return names<RecallMode>(
        {{RecallMode::lexical, "lexical"},
         {RecallMode::lexical_semantic, "lexical+semantic"},
         {RecallMode::semantic_unavailable, "semantic_unavailable"}}
    );
}

struct Answer {
    Head head;
    std::vector<Product> products;
    /// Where nothing passed the filters: the best without them.
    std::vector<Product> alternatives;
    Facets facets;
    Understood understood;
    RecallMode recall_mode = RecallMode::lexical;
    std::string recall_note;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("products", &Answer::products),
            field("alternatives", &Answer::alternatives, sparse),
            field("facets", &Answer::facets),
            field("understood", &Answer::understood),
            field("recall_mode", &Answer::recall_mode),
            field("recall_note", &Answer::recall_note)
        );
    }
};

/// What the statement says of the whole answer.
struct Summary {
    std::vector<Reading> readings;
    Facets facets;

    static constexpr auto fields() {
        return field_list(field("readings", &Summary::readings), field("facets", &Summary::facets));
    }
};

/// How a product matched.
struct Match {
    std::vector<std::string> words;
    std::vector<std::string> lacks;
    std::vector<StoreOffer> stores;

    static constexpr auto fields() {
        return field_list(
            field("words", &Match::words),
            field("lacks", &Match::lacks),
            field("stores", &Match::stores)
        );
    }
};

/// A row of the statement; what concerns the whole answer stands on each of them.
struct Row {
    std::optional<std::int64_t> total;
    bool is_bounded = false;
    bool has_more = false;
    std::optional<bool> category_is_unknown;
    std::string summary; ///< Summary as JSON
    std::optional<std::string> sku;
    std::string product_name;
    std::optional<std::string> brand;
    std::optional<std::string> category;
    Money price;
    Quantity available;
    std::optional<double> relevance;
    bool is_exact = false;
    std::string match; ///< Match as JSON

    static constexpr auto fields() {
        return field_list(
            field("total", &Row::total),
            field("is_bounded", &Row::is_bounded),
            field("has_more", &Row::has_more),
            field("category_is_unknown", &Row::category_is_unknown),
            field("summary", &Row::summary),
            field("sku", &Row::sku),
            field("product_name", &Row::product_name),
            field("brand", &Row::brand),
            field("category", &Row::category),
            field("price", &Row::price),
            field("available", &Row::available),
            field("relevance", &Row::relevance),
            field("is_exact", &Row::is_exact),
            field("match", &Row::match)
        );
    }
};

/// The statement writes these values itself: one that does not fit is a broken statement.
template <class T>
T from_json(const std::string& text) {
    auto value = decode<T>(nlohmann::json::parse(text));
    if (!value) {
        throw std::logic_error{"search_products.sql: " + text};
    }
    return std::move(*value);
}

std::string why(const Row& row, const Match& match) {
    if (row.is_exact) {
        return "its SKU, barcode or model number";
    }
    return match.words.empty() ? "its number begins so" : join(match.words, ", ");
}

Product to_product(Row& row) {
    Match match = from_json<Match>(row.match);
    Product product;
    product.sku = *row.sku;
    product.name = std::move(row.product_name);
    product.brand = std::move(row.brand);
    product.category = std::move(row.category);
    product.price = row.price;
    product.on_hand = row.available;
    product.in_stock = row.available.amount > Decimal{0};
    product.relevance = row.relevance.value_or(0);
    product.why_matched = why(row, match);
    product.lacks = std::move(match.lacks);
    product.stores = std::move(match.stores);
    return product;
}

db::Parameter text_of(const std::optional<Money>& money) {
    return money ? db::Parameter{money->amount.to_string()} : std::nullopt;
}

/// The arguments with the phrases of the query merged in; arguments win over phrases.
Understood understand(Params& params) {
    Understood understood;
    if (params.literal) {
        understood.text = params.query;
        return understood;
    }
    search::Phrases phrases = search::take_phrases(params.query);
    if (phrases.text.empty()) { // "under 80" alone names nothing to look for
        understood.text = params.query;
        return understood;
    }
    understood.text = std::move(phrases.text);
    understood.price_min = phrases.price_min;
    understood.price_max = phrases.price_max;
    understood.in_stock = phrases.in_stock;
    params.price_min = params.price_min ? params.price_min : phrases.price_min;
    params.price_max = params.price_max ? params.price_max : phrases.price_max;
    if (phrases.in_stock && !params.in_stock) {
        params.in_stock = Availability::here;
    }
    return understood;
}

db::Query statement(
    const ToolContext& context, const Params& params, const std::string& text, std::int64_t offset
) {
    const auto in_stock =
        params.in_stock ? db::Parameter{std::string{enum_name(*params.in_stock)}} : std::nullopt;
    return db::Query{
        &sql::search_products,
        {context.scope().ids(),
         text,
         params.category,
         params.brand,
         text_of(params.price_min),
         text_of(params.price_max),
         in_stock,
         params.tags.empty() ? db::Parameter{} : db::Parameter{text_array(params.tags)},
         params.include_inactive ? "true" : "false",
         std::string{enum_name(params.sort)},
         std::to_string(params.limit),
         std::to_string(offset),
         context.scope().first().business_date(context.now()).to_string(),
         params.literal ? "true" : "false"}};
}

void fill_readings(std::vector<Reading> readings, Understood& understood) {
    for (Reading& reading : readings) {
        if (reading.reading == "unknown") {
            understood.unknown.push_back(std::move(reading.asked));
        } else {
            understood.corrections.push_back(std::move(reading));
        }
    }
    const bool changed = !understood.corrections.empty() || understood.price_min ||
                         understood.price_max || understood.in_stock;
    if (changed) {
        understood.way_back = "literal: true searches for the words exactly as typed";
    }
}

bool is_narrow(const Params& params) {
    return params.category || params.brand || params.price_min || params.price_max ||
           params.in_stock || !params.tags.empty();
}

/// The best products without the filters that left nothing.
asio::awaitable<Result<std::vector<Product>>>
find_alternatives(ToolContext& context, Params params, std::string text) {
    params.category.reset();
    params.brand.reset();
    params.price_min.reset();
    params.price_max.reset();
    params.in_stock.reset();
    params.tags.clear();
    params.limit = 5;
    db::Query query = statement(context, params, text, 0);
    const auto rows = co_await context.read(std::move(query));
    if (!rows) {
        co_return fail(rows.error());
    }
    std::vector<Product> products;
    for (Row& row : rows_as<Row>(*rows)) {
        if (row.sku) {
            products.push_back(to_product(row));
        }
    }
    co_return products;
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    const auto offset = context.open_offset(params.cursor);
    if (!offset) {
        co_return fail(offset.error());
    }
    Answer answer;
    answer.understood = understand(params);
    db::Query query = statement(context, params, answer.understood.text, *offset);
    const auto result = co_await context.read(std::move(query));
    if (!result) {
        co_return fail(result.error());
    }
    std::vector<Row> rows = rows_as<Row>(*result);
    const Row& first = rows.front();
    if (first.category_is_unknown.value_or(false)) {
        co_return fail(
            ErrorCode::unknown_category,
            "There is no category " + retail::quoted(*params.category) + ".",
            "browse_catalog {} lists the categories; a name or a path (\"Home > Lamps\") works."
        );
    }
    Summary summary = from_json<Summary>(first.summary);
    fill_readings(std::move(summary.readings), answer.understood);
    answer.facets = std::move(summary.facets);
    answer.head.total = first.total;
    answer.head.truncated = first.is_bounded;
    if (first.has_more) {
        answer.head.next_cursor = context.seal_cursor(std::to_string(*offset + params.limit));
    }
    for (Row& row : rows) {
        if (row.sku) {
            answer.products.push_back(to_product(row));
        }
    }
    if (answer.products.empty() && *offset == 0 && is_narrow(params)) {
        auto alternatives = co_await find_alternatives(context, params, answer.understood.text);
        if (!alternatives) {
            co_return fail(std::move(alternatives.error()));
        }
        answer.alternatives = std::move(*alternatives);
    }
    answer.recall_note = "ranked by the stores' own words; no vectors were asked";
    co_return answer;
}

TextTable table_of(const std::vector<Product>& products, const ToolContext& context) {
    TextTable table;
    table.add_column("sku");
    table.add_column("name", TextTable::Align::left, 60);
    table.add_column("price", TextTable::Align::right);
    table.add_column("on hand", TextTable::Align::right);
    table.add_column("lacks", TextTable::Align::left, 30);
    for (const Product& product : products) {
        table.add_row(
            {product.sku,
             product.name,
             money_text(product.price, context.scope().currency()),
             quantity_text(product.on_hand),
             join(product.lacks, ", ")}
        );
    }
    return table;
}

std::string understood_text(const Understood& understood) {
    std::string text;
    for (const Reading& reading : understood.corrections) {
        text +=
            retail::quoted(reading.asked) + " was read as " + retail::quoted(reading.word) + ". ";
    }
    for (const std::string& word : understood.unknown) {
        text += "No product has " + retail::quoted(word) + ". ";
    }
    if (understood.price_min) {
        text += "Price from " + understood.price_min->amount.to_string() + ". ";
    }
    if (understood.price_max) {
        text += "Price up to " + understood.price_max->amount.to_string() + ". ";
    }
    text += understood.in_stock ? "Only what is in stock. " : "";
    if (understood.way_back && !text.empty()) {
        text += "(literal: true undoes this.)";
    }
    return text;
}

std::string in_words(const Answer& answer, const ToolContext& context) {
    TextAnswer text;
    if (answer.products.empty()) {
        text.sentence("Nothing found for " + retail::quoted(answer.understood.text) + ".");
    } else {
        text.sentence(
            (answer.head.total ? counted(*answer.head.total, "good match", "good matches")
                               : std::string{"More than 500 matches"}) +
            " for " + retail::quoted(answer.understood.text) + ", best first."
        );
    }
    if (const std::string understood = understood_text(answer.understood); !understood.empty()) {
        text.sentence(understood);
    }
    if (!answer.products.empty()) {
        text.table(table_of(answer.products, context)).paging(answer.head, answer.products.size());
    }
    if (!answer.alternatives.empty()) {
        text.sentence("Without the filters there would be:");
        text.table(table_of(answer.alternatives, context));
    }
    text.next("get_product {\"sku\": …} for one of them, check_stock {\"skus\": […]} for stock.");
    return text.str();
}

} // namespace

constinit const ToolSpec search_products = tool<run, in_words>(
    {.name = "search_products",
     .title = "Search products",
     .description =
         "Finds products by free text (names, sizes, attributes, typing errors, SKUs, \"under 80 "
         "in "
         "stock\") with filters, facets and sorting. For the category tree use browse_catalog, for "
         "stock levels check_stock."}
);

} // namespace retail_mcp::retail
