<<<<<<< HEAD
// Finds products by what the customer calls them: free text against the stores' own vocabulary, with
// filters, facets and a statement of what was understood. Ranking happens in one SQL statement.
#include "../catalog.hpp"
#include "../search/phrases.hpp"
=======
// Which products match some words, a part number or a misspelling, within filters.
#include "../catalog.hpp"
#include "../names.hpp"
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <nlohmann/json.hpp>

<<<<<<< HEAD
#include <algorithm>

=======
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
namespace retail_mcp::retail {

namespace {

<<<<<<< HEAD
enum class Availability { here, any };

constexpr auto enum_names(Availability) {
    return names<Availability>({{Availability::here, "here"}, {Availability::any, "any"}});
=======
enum class InStock { here, any };

constexpr auto enum_names(InStock) {
    return names<InStock>({{InStock::here, "here"}, {InStock::any, "any"}});
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
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
<<<<<<< HEAD
    std::optional<Availability> in_stock;
=======
    std::optional<InStock> in_stock;
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
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
<<<<<<< HEAD
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
=======
                "Words, part number or barcode, e.g. \"cordless drill\".",
                required,
                length(1, 400)
            ),
            field("category", &Params::category, "Name or path.", length(1, 400)),
            field("brand", &Params::brand, "Exact name.", length(1, 200)),
            field("price_min", &Params::price_min, "Lowest price.", at_least(0)),
            field("price_max", &Params::price_max, "Highest price.", at_least(0)),
            field("in_stock", &Params::in_stock, "In stock in the store shown, or in any."),
            field("tags", &Params::tags, "All of them.", items(0, 20), length(1, 100)),
            field("include_inactive", &Params::include_inactive, "Discontinued ones, too."),
            field("sort", &Params::sort, "Order."),
            field(
                "literal", &Params::literal, "Take the words as written: no spelling correction."
            ),
            field("limit", &Params::limit, "Products.", range(1, 200)),
            field("cursor", &Params::cursor, "next_cursor of the answer before.", length(1, 500))
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
        );
    }
};

struct Product {
    std::string sku;
<<<<<<< HEAD
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
=======
    std::string product_name;
    std::optional<std::string> brand;
    std::optional<std::string> category;
    Money price;
    Quantity available;
    std::optional<RawJson> stores;
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)

    static constexpr auto fields() {
        return field_list(
            field("sku", &Product::sku),
<<<<<<< HEAD
            field("name", &Product::name),
            field("brand", &Product::brand),
            field("category", &Product::category),
            field("price", &Product::price),
            field("on_hand", &Product::on_hand),
            field("in_stock", &Product::in_stock),
            field("relevance", &Product::relevance),
            field("why_matched", &Product::why_matched),
            field("lacks", &Product::lacks, sparse),
=======
            field("name", &Product::product_name),
            field("brand", &Product::brand),
            field("category", &Product::category),
            field("price", &Product::price),
            field("available", &Product::available),
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
            field("stores", &Product::stores, sparse)
        );
    }
};

<<<<<<< HEAD
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
=======
/// What concerns the whole answer; on every row of the statement.
struct Overall {
    std::optional<std::int64_t> total;
    bool has_more = false;
    std::optional<bool> category_is_unknown;
    RawJson readings;
    RawJson facets;

    static constexpr auto fields() {
        return field_list(
            field("total", &Overall::total),
            field("has_more", &Overall::has_more),
            field("category_is_unknown", &Overall::category_is_unknown),
            field("readings", &Overall::readings),
            field("facets", &Overall::facets)
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
        );
    }
};

<<<<<<< HEAD
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
=======
/// The product's columns as the statement calls them.
struct ProductRow : Product {
    static constexpr auto fields() {
        return field_list(
            Field<ProductRow, std::string>{"sku", &ProductRow::sku, {}, {}},
            Field<ProductRow, std::string>{"product_name", &ProductRow::product_name, {}, {}},
            Field<ProductRow, std::optional<std::string>>{"brand", &ProductRow::brand, {}, {}},
            Field<ProductRow, std::optional<std::string>>{
                "category", &ProductRow::category, {}, {}},
            Field<ProductRow, Money>{"price", &ProductRow::price, {}, {}},
            Field<ProductRow, Quantity>{"available", &ProductRow::available, {}, {}},
            Field<ProductRow, std::optional<RawJson>>{"stores", &ProductRow::stores, {}, {}}
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
        );
    }
};

<<<<<<< HEAD
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
=======
struct Answer {
    Head head;
    std::vector<Product> products;
    RawJson facets;
    RawJson understood;
    std::string recall_mode = "lexical";
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
    std::string recall_note;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("products", &Answer::products),
<<<<<<< HEAD
            field("alternatives", &Answer::alternatives, sparse),
=======
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
            field("facets", &Answer::facets),
            field("understood", &Answer::understood),
            field("recall_mode", &Answer::recall_mode),
            field("recall_note", &Answer::recall_note)
        );
    }
};

<<<<<<< HEAD
/// What the statement says of the whole answer.
struct Summary {
    std::vector<Reading> readings;
    Facets facets;

    static constexpr auto fields() {
        return field_list(
            field("readings", &Summary::readings), field("facets", &Summary::facets)
        );
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

=======
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
db::Parameter text_of(const std::optional<Money>& money) {
    return money ? db::Parameter{money->amount.to_string()} : std::nullopt;
}

<<<<<<< HEAD
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
    const auto in_stock = params.in_stock
                              ? db::Parameter{std::string{enum_name(*params.in_stock)}}
                              : std::nullopt;
    return db::Query{
        &sql::search_products,
        {context.scope().ids(),
         text,
=======
db::Query query_of(const Params& params, const ToolContext& context, std::int64_t offset) {
    const Date today = context.scope().first().business_date(context.now());
    return {
        &sql::search_products,
        {context.scope().ids(),
         params.query,
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
         params.category,
         params.brand,
         text_of(params.price_min),
         text_of(params.price_max),
<<<<<<< HEAD
         in_stock,
         params.tags.empty() ? db::Parameter{} : db::Parameter{text_array(params.tags)},
=======
         params.in_stock ? db::Parameter{std::string{enum_name(*params.in_stock)}} : std::nullopt,
         params.tags.empty() ? std::nullopt : db::Parameter{text_array(params.tags)},
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
         params.include_inactive ? "true" : "false",
         std::string{enum_name(params.sort)},
         std::to_string(params.limit),
         std::to_string(offset),
<<<<<<< HEAD
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
=======
         today.to_string()}};
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    const auto offset = context.open_offset(params.cursor);
    if (!offset) {
        co_return fail(offset.error());
    }
<<<<<<< HEAD
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
        text += retail::quoted(reading.asked) + " was read as " + retail::quoted(reading.word) + ". ";
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
=======
    const auto rows = co_await context.read(query_of(params, context, *offset));
    if (!rows) {
        co_return fail(rows.error());
    }
    const auto overall = row_as<Overall>(*rows);
    if (overall.category_is_unknown.value_or(false)) {
        co_return fail(co_await unknown_category(context, *params.category));
    }
    Answer answer;
    // without a product there is still one row, with what concerns the whole answer
    if (!rows->is_null(0, rows->column("sku").value())) {
        for (ProductRow& row : rows_as<ProductRow>(*rows)) {
            answer.products.push_back(std::move(row));
        }
    }
    answer.head.total = overall.total;
    answer.head.truncated = overall.has_more;
    if (overall.has_more) {
        const auto shown = static_cast<std::int64_t>(answer.products.size());
        answer.head.next_cursor = context.seal_cursor(std::to_string(*offset + shown));
    }
    answer.head.metrics = {"available"};
    answer.facets = overall.facets;
    answer.understood = overall.readings;
    answer.recall_note = "Words, numbers, units and spelling; ranked by rarity and field.";
    co_return answer;
}

std::string readings_in_words(const RawJson& readings) {
    std::string out;
    for (const auto& reading : nlohmann::json::parse(readings.text)) {
        const auto asked = reading.value("asked", std::string{});
        if (reading.value("reading", std::string{}) == "unknown") {
            out += " No product has the word " + quoted(asked, 30) + '.';
        } else if (reading.contains("word") && reading["word"].is_string()) {
            out += " Read " + quoted(asked, 30) + " as " +
                   quoted(reading["word"].get<std::string>(), 30) + '.';
        }
    }
    return out;
}

std::string in_words(const Answer& answer, const ToolContext&) {
    TextTable table;
    table.add_column("sku");
    table.add_column("name", TextTable::Align::left, 44);
    table.add_column("brand", TextTable::Align::left, 16);
    table.add_column("price", TextTable::Align::right);
    table.add_column("available", TextTable::Align::right);
    for (const Product& product : answer.products) {
        table.add_row(
            {product.sku,
             product.product_name,
             or_dash(product.brand),
             with_thousands(product.price.amount),
             quantity_text(product.available)}
        );
    }
    TextAnswer text;
    const std::string found = answer.products.empty() ? "No product matches."
                              : answer.head.total
                                  ? counted(*answer.head.total, "product") + " match."
                                  : "More than 500 products match.";
    text.sentence(found + readings_in_words(answer.understood)).table(table);
    return text.paging(answer.head, answer.products.size())
        .next("get_product for the details of one, check_stock for where it is.")
        .str();
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
}

} // namespace

constinit const ToolSpec search_products = tool<run, in_words>(
    {.name = "search_products",
<<<<<<< HEAD
     .title = "Search products",
     .description =
         "Finds products by free text (names, sizes, attributes, typing errors, SKUs, \"under 80 in "
         "stock\") with filters, facets and sorting. For the category tree use browse_catalog, for "
         "stock levels check_stock."}
=======
     .title = "Find products",
     .description =
         "Find products by words, part number or barcode, also misspelled, with filters. "
         "For a known SKU use get_product, for stock figures check_stock. Example: "
         "{\"query\": \"cordless drill\", \"price_max\": 80, \"in_stock\": \"here\"}."}
>>>>>>> 5c011f0 (Find products by words; test the tools on a real database)
);

} // namespace retail_mcp::retail
