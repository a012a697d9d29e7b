// Everything about one product: texts, price, supply data and stock, per store.
#include "../catalog.hpp"
#include "../known_names.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>

namespace retail_mcp::retail {

namespace {

struct Params {
    std::string sku;

    static constexpr auto fields() {
        return field_list(field(
            "sku", &Params::sku, "SKU or barcode, e.g. \"LAMP-01\".", required, length(1, 100)
        ));
    }
};

struct InStore {
    std::string store_id;
    Money price;
    std::optional<Money> cost;
    Quantity on_hand;
    Quantity committed;
    Quantity available;
    Quantity on_order;
    Quantity sold_30_days; ///< less what came back
    Quantity received_30_days;
    std::optional<Timestamp> last_receipt;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &InStore::store_id),
            field("price", &InStore::price),
            field("cost", &InStore::cost),
            field("on_hand", &InStore::on_hand),
            field("committed", &InStore::committed),
            field("available", &InStore::available),
            field("on_order", &InStore::on_order),
            field("sold_30_days", &InStore::sold_30_days),
            field("received_30_days", &InStore::received_30_days),
            field("last_receipt", &InStore::last_receipt)
        );
    }
};

struct Product {
    std::string sku;
    std::string name;
    std::optional<std::string> description;
    std::optional<std::string> category;
    std::optional<std::string> brand;
    std::optional<std::string> model;
    std::optional<std::string> color;
    std::optional<std::string> size;
    std::optional<std::string> barcode;
    bool is_active = true;
    RawJson attributes;
    std::optional<std::string> supplier;
    std::optional<Quantity> lead_time_days;
    std::optional<Quantity> pack_size;
    std::optional<Quantity> minimum_order_quantity;
    std::optional<Quantity> reorder_point;
    std::vector<InStore> stores;

    static constexpr auto fields() {
        return field_list(
            field("sku", &Product::sku),
            field("name", &Product::name),
            field("description", &Product::description),
            field("category", &Product::category),
            field("brand", &Product::brand),
            field("model", &Product::model, sparse),
            field("color", &Product::color, sparse),
            field("size", &Product::size, sparse),
            field("barcode", &Product::barcode, sparse),
            field("is_active", &Product::is_active),
            field("attributes", &Product::attributes),
            field("supplier", &Product::supplier, sparse),
            field("lead_time_days", &Product::lead_time_days, sparse),
            field("pack_size", &Product::pack_size, sparse),
            field("minimum_order_quantity", &Product::minimum_order_quantity, sparse),
            field("reorder_point", &Product::reorder_point, sparse),
            field("stores", &Product::stores)
        );
    }
};

/// What could stand in for it, in stock.
struct Alternative {
    std::string sku;
    std::string name;
    Money price;
    Quantity on_hand; ///< available, over the scope's stores
    bool in_stock = false;

    static constexpr auto fields() {
        return field_list(
            field("sku", &Alternative::sku),
            field("name", &Alternative::name),
            field("price", &Alternative::price),
            field("on_hand", &Alternative::on_hand),
            field("in_stock", &Alternative::in_stock)
        );
    }
};

struct Answer {
    Head head;
    Product product;
    std::vector<Alternative> alternatives; ///< only where the product itself is not to be had

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("product", &Answer::product),
            field("alternatives", &Answer::alternatives, sparse, outlined)
        );
    }
};

asio::awaitable<Result<std::vector<Alternative>>>
find_alternatives(ToolContext& context, std::string sku) {
    constexpr const char* most = "5";
    db::Query query{&sql::similar_substitutes, {context.scope().ids(), std::move(sku), most, "0"}};
    const auto rows = co_await context.read(std::move(query));
    if (!rows) {
        co_return fail(rows.error());
    }
    auto found = rows_as<Alternative>(*rows);
    std::erase_if(found, [](const Alternative& other) { return !other.in_stock; });
    co_return found;
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    db::Query query{&sql::product, {context.scope().ids(), params.sku, context.now().to_string()}};
    const auto rows = co_await context.read(std::move(query));
    if (!rows) {
        co_return fail(rows.error());
    }
    if (rows->empty()) {
        NamedFilters named{std::nullopt, std::nullopt, params.sku};
        auto known = co_await check_known(context, std::move(named));
        co_return fail(
            known ? Error{ErrorCode::conflict, "The product came just now.", "Call again."}
                  : std::move(known.error())
        );
    }
    Answer answer;
    answer.product = row_as<Product>(*rows);
    answer.product.stores = rows_as<InStore>(*rows);
    answer.head.metrics = {"on_hand", "available"};
    answer.head.total = 1;
    const auto& stores = answer.product.stores;
    const bool is_out = std::all_of(stores.begin(), stores.end(), [](const InStore& store) {
        return !(store.available.amount > Decimal{0});
    });
    if (is_out) {
        auto alternatives = co_await find_alternatives(context, answer.product.sku);
        if (!alternatives) {
            co_return fail(std::move(alternatives.error()));
        }
        answer.alternatives = std::move(*alternatives);
    }
    co_return answer;
}

std::string in_words(const Answer& answer, const ToolContext&) {
    const Product& product = answer.product;
    TextTable facts;
    facts.add_column("sku " + product.sku);
    facts.add_column("", TextTable::Align::left, 80);
    const auto add = [&](std::string_view name, const std::optional<std::string>& value) {
        if (value) {
            facts.add_row({std::string{name}, *value});
        }
    };
    add("name", product.name);
    add("brand", product.brand);
    add("category", product.category);
    add("model", product.model);
    add("color", product.color);
    add("size", product.size);
    add("barcode", product.barcode);
    add("supplier", product.supplier);
    TextTable stores;
    stores.add_column("store");
    for (const char* heading : {"price", "on hand", "available", "on order", "sold in 30 days"}) {
        stores.add_column(heading, TextTable::Align::right);
    }
    for (const InStore& store : product.stores) {
        stores.add_row(
            {store.store_id,
             with_thousands(store.price.amount),
             quantity_text(store.on_hand),
             quantity_text(store.available),
             quantity_text(store.on_order),
             quantity_text(store.sold_30_days)}
        );
    }
    TextAnswer text;
    text.sentence(
        std::string{product.is_active ? "Product" : "Discontinued product"} +
        (answer.head.currency ? ", prices in " + *answer.head.currency : "") + ':'
    );
    text.table(facts).table(stores).record(product.description.value_or(""));
    if (!answer.alternatives.empty()) {
        TextTable others;
        others.add_column("sku");
        others.add_column("name", TextTable::Align::left, 60);
        others.add_column("price", TextTable::Align::right);
        others.add_column("on hand", TextTable::Align::right);
        for (const Alternative& other : answer.alternatives) {
            others.add_row(
                {other.sku,
                 other.name,
                 with_thousands(other.price.amount),
                 quantity_text(other.on_hand)}
            );
        }
        text.sentence("It is out of stock. Instead, in stock:");
        text.table(others);
    }
    return text.next("check_stock with this sku, for how many days it lasts.").str();
}

} // namespace

constinit const ToolSpec get_product = tool<run, in_words>(
    {.name = "get_product",
     .title = "One product",
     .description = "Everything about one product by SKU or barcode: description, price, supplier, "
                    "stock per store. To find it by words use search_products."}
);

} // namespace retail_mcp::retail
