// What is in stock: by SKU, by words, by category, or what is out or low.
#include "../catalog.hpp"
#include "../known_names.hpp"
#include "../known_stock.hpp"
#include "../search/ranking.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace retail_mcp::retail {

namespace {

enum class Status { out, low, ok, all };

constexpr auto enum_names(Status) {
    return names<Status>(
        {{Status::out, "out"}, {Status::low, "low"}, {Status::ok, "ok"}, {Status::all, "all"}}
    );
}

/// Demand is measured on so many days before today.
constexpr int demand_days = 28;

struct Params {
    std::vector<std::string> skus;
    std::optional<std::string> query;
    std::optional<std::string> category;
    std::optional<Status> status;
    bool elsewhere = false;
    int limit = 20;
    std::optional<std::string> cursor;

    static constexpr auto fields() {
        return field_list(
            field("skus", &Params::skus, "SKUs or barcodes.", items(0, 200), length(1, 100)),
            field("query", &Params::query, "Words, e.g. \"desk lamp\".", length(1, 400)),
            field("category", &Params::category, "Name or path.", length(1, 400)),
            field("status", &Params::status, "Default: out and low; with skus or query: all."),
            field("elsewhere", &Params::elsewhere, "Also the chain's other stores; one SKU only."),
            field("limit", &Params::limit, "Lines.", range(1, 200)),
            field("cursor", &Params::cursor, "next_cursor of the answer before.", length(1, 500))
        );
    }
};

struct InStore {
    std::string store_id;
    std::optional<std::string> currency; ///< where not all stores share one
    Money price;
    Quantity on_hand;
    Status status = Status::ok;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &InStore::store_id),
            field("currency", &InStore::currency, sparse),
            field("price", &InStore::price),
            field("on_hand", &InStore::on_hand),
            field("status", &InStore::status)
        );
    }
};

struct Line {
    std::string sku;
    std::string name;
    Status status = Status::ok;
    std::optional<Money> price; ///< the lowest; none where the stores' currencies differ
    Quantity on_hand;
    Quantity committed;
    Quantity available;
    Quantity on_order;
    Quantity position;
    std::optional<Quantity> reorder_point;
    std::optional<Quantity> days_of_cover;
    std::vector<InStore> stores; ///< where there are several

    static constexpr auto fields() {
        return field_list(
            field("sku", &Line::sku),
            field("name", &Line::name),
            field("status", &Line::status),
            field("price", &Line::price),
            field("on_hand", &Line::on_hand),
            field("committed", &Line::committed),
            field("available", &Line::available),
            field("on_order", &Line::on_order),
            field("position", &Line::position),
            field("reorder_point", &Line::reorder_point),
            field("days_of_cover", &Line::days_of_cover),
            field("stores", &Line::stores, sparse, outlined)
        );
    }
};

struct Elsewhere {
    std::string store_id;
    std::string store_name;
    std::string availability;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &Elsewhere::store_id),
            field("store_name", &Elsewhere::store_name),
            field("availability", &Elsewhere::availability)
        );
    }
};

struct Answer {
    Head head;
    std::vector<Line> lines;
    std::optional<std::vector<Elsewhere>> elsewhere;
    std::int64_t products = 0;
    std::optional<std::string> missing;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("lines", &Answer::lines),
            field("elsewhere", &Answer::elsewhere, sparse),
            field("products", &Answer::products),
            field("missing", &Answer::missing, sparse)
        );
    }
};

struct Total {
    std::int64_t total = 0;
    std::int64_t products = 0;

    static constexpr auto fields() {
        return field_list(field("total", &Total::total), field("products", &Total::products));
    }
};

std::optional<Error> contradiction_in(const Params& params) {
    Violations violations;
    if (params.query && !params.skus.empty()) {
        violations.push_back({"/query", "cannot be given with skus"});
    }
    if (params.elsewhere && params.skus.size() != 1) {
        violations.push_back({"/elsewhere", "needs exactly one SKU in skus"});
    }
    return violations.empty() ? std::nullopt : std::optional{violations_error(violations)};
}

/// Of so many matches of the words, the best, stock is told.
constexpr int most_matches = 200;

/// The best matches of the words, as SKUs.
asio::awaitable<Result<std::vector<std::string>>>
skus_for(ToolContext& context, const std::string& query) {
    search::Search search;
    search.text = query;
    search.sort = "name"; // in any order but by relevance, what matches little is left out
    search.limit = most_matches;
    db::Query statement = search::products(context, search);
    const auto rows = co_await context.read(std::move(statement));
    if (!rows) {
        co_return fail(rows.error());
    }
    std::vector<std::string> skus;
    for (search::Product& product : search::rank(search::found_of(*rows), search, false).products) {
        skus.push_back(std::move(product.sku));
    }
    co_return skus;
}

std::vector<db::Query>
queries_of(const Params& params, const ToolContext& context, Date today, std::int64_t offset) {
    const bool named = !params.skus.empty() || params.query;
    const std::string status = params.status ? std::string{enum_name(*params.status)}
                               : named       ? "all"
                                             : "attention";
    std::vector<db::Query> queries;
    queries.push_back(
        {&sql::stock_lines,
         {context.scope().ids(),
          named ? db::Parameter{text_array(params.skus)} : std::nullopt,
          params.category,
          status,
          today.to_string(),
          std::to_string(params.limit),
          std::to_string(offset),
          (today - demand_days).to_string()}}
    );
    queries.push_back({&sql::stock_total, {context.scope().ids()}});
    queries.push_back(known_stock_query(context));
    if (params.elsewhere) {
        queries.push_back({&sql::availability, {params.skus[0]}});
    }
    return queries;
}

/// What stands beside a line: its stores; with their currencies where not all share one.
std::vector<InStore> stores_of(std::string_view text, const Scope& scope) {
    std::vector<InStore> stores;
    const auto entries = nlohmann::json::parse(text);
    for (const nlohmann::json& entry : entries) {
        InStore in_store = decode<InStore>(entry).value();
        if (!scope.currency()) {
            const auto& all = scope.stores();
            const auto store = std::find_if(all.begin(), all.end(), [&](const Store& one) {
                return one.store_id == in_store.store_id;
            });
            in_store.currency = store->currency;
        }
        stores.push_back(std::move(in_store));
    }
    return stores;
}

std::vector<Line> lines_of(const db::Rows& rows, const Scope& scope) {
    auto lines = rows_as<Line>(rows);
    const int column = rows.column("in_stores").value();
    for (int row = 0; row < rows.size() && !rows.is_null(row, column); ++row) {
        Line& line = lines[static_cast<std::size_t>(row)];
        line.stores = stores_of(rows.text(row, column), scope);
        if (!scope.currency()) {
            line.price.reset(); // amounts of different currencies are not compared
        }
    }
    return lines;
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    const auto offset = context.open_offset(params.cursor);
    if (auto problem = contradiction_in(params); problem || !offset) {
        co_return fail(problem ? *problem : offset.error());
    }
    const Date today = context.scope().first().business_date(context.now());
    if (params.query) {
        auto skus = co_await skus_for(context, *params.query);
        if (!skus) {
            co_return fail(std::move(skus.error()));
        }
        params.skus = std::move(*skus);
    }
    const auto rows = co_await context.read(queries_of(params, context, today, *offset));
    if (!rows) {
        co_return fail(rows.error());
    }
    const auto overall = row_as<Total>((*rows)[1]);
    Answer answer;
    answer.lines = lines_of((*rows)[0], context.scope());
    if (const auto missing = missing_stock((*rows)[2], today - demand_days)) {
        answer.missing = untold_demand(*missing);
    }
    answer.products = overall.products;
    if (params.elsewhere) {
        answer.elsewhere = rows_as<Elsewhere>((*rows)[3]);
    }
    if (answer.lines.empty()) {
        NamedFilters named{
            params.category, std::nullopt, params.query ? std::nullopt : only(params.skus)};
        if (auto known = co_await check_known(context, std::move(named)); !known) {
            co_return fail(std::move(known.error()));
        }
    }
    const std::int64_t total = answer.lines.empty() ? 0 : row_as<Total>((*rows)[0]).total;
    show_page(answer.head, context, *offset, answer.lines.size(), total);
    answer.head.metrics = {"on_hand", "available", "position", "days_of_cover"};
    co_return answer;
}

std::string sentence_of(const Answer& answer) {
    if (answer.lines.empty()) {
        return answer.products == 0 ? "The store has no products yet."
                                    : "No product matches; the store has " +
                                          counted(answer.products, "active product") + '.';
    }
    const auto of = [&](Status status) {
        return std::count_if(answer.lines.begin(), answer.lines.end(), [&](const Line& line) {
            return line.status == status;
        });
    };
    return counted(*answer.head.total, "product") + "; of those shown " +
           std::to_string(of(Status::out)) + " out of stock, " + std::to_string(of(Status::low)) +
           " low.";
}

std::string in_words(const Answer& answer, const ToolContext&) {
    TextTable table;
    table.add_column("sku");
    table.add_column("name", TextTable::Align::left, 40);
    table.add_column("status");
    for (const char* heading : {"on hand", "available", "on order", "days of cover"}) {
        table.add_column(heading, TextTable::Align::right);
    }
    for (const Line& line : answer.lines) {
        table.add_row(
            {line.sku,
             line.name,
             std::string{enum_name(line.status)},
             quantity_text(line.on_hand),
             quantity_text(line.available),
             quantity_text(line.on_order),
             or_dash(line.days_of_cover)}
        );
    }
    TextAnswer text;
    text.sentence(sentence_of(answer)).table(table);
    for (const Elsewhere& other : answer.elsewhere.value_or(std::vector<Elsewhere>{})) {
        text.sentence(
            retail_mcp::quoted(other.store_name) + " (" + other.store_id +
            "): " + other.availability + '.'
        );
    }
    if (answer.missing) {
        text.sentence(*answer.missing);
    }
    if (answer.elsewhere && answer.elsewhere->empty()) {
        text.sentence("No other store shares its availability of this product.");
    }
    return text.paging(answer.head, answer.lines.size())
        .next("get_product for supplier, lead time and pack size of one of them.")
        .str();
}

} // namespace

constinit const ToolSpec check_stock = tool<run, in_words>(
    {.name = "check_stock",
     .title = "Stock",
     .description = "What is on hand, available and on order, and for how many days it lasts. "
                    "Without arguments: what is out of stock or low. For one product's supplier "
                    "and lead time use get_product. Example: {\"query\": \"desk lamp\"}."}
);

} // namespace retail_mcp::retail
