// Finds products by what the customer calls them: free text against the stores' own vocabulary,
// with filters, facets and a statement of what was understood. One SQL statement finds and
// scores what matches; search::rank orders and counts it.
#include "../catalog.hpp"
#include "../search/phrases.hpp"
#include "../search/ranking.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

namespace retail_mcp::retail {

namespace {

using search::Answer;
using search::NothingFound;
using search::Product;
using search::Ranking;
using search::Reading;
using search::Understood;

/// Products shown where nothing was found.
constexpr int shown_instead = 5;

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

search::Search search_for(const Params& params, std::string text) {
    search::Search search;
    search.text = std::move(text);
    search.filters = {
        params.category,
        params.brand,
        params.price_min,
        params.price_max,
        params.in_stock ? std::optional{std::string{enum_name(*params.in_stock)}} : std::nullopt,
        params.tags,
        params.include_inactive};
    search.sort = enum_name(params.sort);
    search.limit = params.limit;
    search.literal = params.literal;
    return search;
}

bool has_digit(const std::string& word) {
    return word.find_first_of("0123456789") != std::string::npos;
}

void fill_understood(
    const search::Summary& summary, const Ranking& ranking, Understood& understood
) {
    understood.category = ranking.category;
    understood.brand = ranking.brand;
    understood.text = summary.named.text.value_or(understood.text);
    for (Reading& reading : search::readings_of(summary)) {
        // A SKU or the like that is asked for is no word that products have.
        if (reading.reading == "unknown" && ranking.is_exact && has_digit(reading.asked)) {
            continue;
        }
        if (reading.reading == "unknown") {
            understood.unknown.push_back(std::move(reading.asked));
        } else {
            understood.corrections.push_back(std::move(reading));
        }
    }
    const bool changed = !understood.corrections.empty() || understood.category ||
                         understood.brand || understood.price_min || understood.price_max ||
                         understood.in_stock;
    if (changed) {
        understood.way_back = "literal: true searches for the words exactly as typed";
    }
}

bool has_several_stores(const ToolContext& context) {
    return context.scope().stores().size() > 1;
}

/// The best products without the filters that left nothing.
asio::awaitable<Result<std::vector<Product>>>
find_without_filters(ToolContext& context, search::Search search) {
    search.filters = {};
    search.limit = shown_instead;
    db::Query query = search::products(context, search);
    const auto rows = co_await context.read(std::move(query));
    if (!rows) {
        co_return fail(rows.error());
    }
    Ranking ranking = search::rank(search::found_of(*rows), search, has_several_stores(context));
    co_return std::move(ranking.products);
}

/// The nearest, and what sells, for a query that no product matches.
asio::awaitable<Result<std::vector<Product>>> find_alternatives(
    ToolContext& context, const Params& params, const std::optional<std::string>& category
) {
    db::Query query{
        &sql::search_alternatives,
        {context.scope().ids(),
         category,
         params.brand,
         context.scope().first().business_date(context.now()).to_string(),
         std::to_string(shown_instead),
         params.query}};
    const auto rows = co_await context.read(std::move(query));
    if (!rows) {
        co_return fail(rows.error());
    }
    co_return rows_as<Product>(*rows);
}

/// Says why there is nothing, and what there is instead.
asio::awaitable<Result<void>>
explain_nothing(ToolContext& context, const Params& params, Answer& answer) {
    search::Search search = search_for(params, answer.understood.text);
    search.filters.category = params.category ? params.category : answer.understood.category;
    const auto category = search.filters.category;
    auto taken = co_await context.read(search::filtered_out(context, search));
    if (!taken) {
        co_return fail(std::move(taken.error()));
    }
    answer.filtered_out = rows_as<search::FilteredOut>(*taken);
    answer.nothing_found =
        answer.filtered_out.empty() ? NothingFound::no_match : NothingFound::filtered_out;
    Result<std::vector<Product>> found;
    if (answer.nothing_found == NothingFound::filtered_out) {
        found = co_await find_without_filters(context, std::move(search));
    }
    if (found && found->empty()) { // nothing matches, or nothing that is still sold
        found = co_await find_alternatives(context, params, category);
    }
    if (!found) {
        co_return fail(std::move(found.error()));
    }
    answer.alternatives = std::move(*found);
    co_return Result<void>{};
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    const auto offset = context.open_offset(params.cursor);
    if (!offset) {
        co_return fail(offset.error());
    }
    Answer answer;
    answer.understood = understand(params);
    search::Search search = search_for(params, answer.understood.text);
    search.offset = *offset;
    search.meaning = co_await context.query_vector(search.text);
    const QueryVector& meaning = search.meaning;
    db::Query query = search::products(context, search);
    const auto result = co_await context.read(std::move(query));
    if (!result) {
        co_return fail(result.error());
    }
    const search::Found found = search::found_of(*result);
    const search::Summary& summary = found.summary;
    if (summary.category_is_unknown) {
        co_return fail(
            ErrorCode::unknown_category,
            "There is no category " + retail::quoted(*params.category) + ".",
            "browse_catalog {} lists the categories; a name or a path (\"Home > Lamps\") works."
        );
    }
    search::Recall recall = search::recall_of(
        summary.meaning,
        meaning.vector ? "the vector of " + *meaning.model + " does not fit" : meaning.trouble
    );
    answer.recall_mode = recall.mode;
    answer.recall_note = std::move(recall.note);
    Ranking ranking = search::rank(found, search, has_several_stores(context));
    fill_understood(summary, ranking, answer.understood);
    answer.facets = std::move(ranking.facets);
    answer.head.total = ranking.total;
    answer.head.metrics = {"on_hand"};
    answer.head.truncated = summary.is_bounded || ranking.has_more;
    if (ranking.has_more) {
        answer.head.next_cursor = context.seal_cursor(std::to_string(*offset + params.limit));
    }
    answer.products = std::move(ranking.products);
    if (answer.products.empty() && *offset == 0) {
        if (auto explained = co_await explain_nothing(context, params, answer); !explained) {
            co_return fail(std::move(explained.error()));
        }
    }
    co_return answer;
}

} // namespace

constinit const ToolSpec search_products = tool<run, search::in_words>(
    {.name = "search_products",
     .title = "Search products",
     .description =
         "Finds products by free text (names, sizes, attributes, typing errors, SKUs, \"under 80 "
         "in "
         "stock\") with filters, facets and sorting. For the category tree use browse_catalog, for "
         "stock levels check_stock."}
);

} // namespace retail_mcp::retail
