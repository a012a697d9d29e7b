// Everything about one product: texts, price, supply data and stock, per store.
#include "../catalog.hpp"
#include "../known_names.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

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

    static constexpr auto fields() {
        return field_list(
            field("store_id", &InStore::store_id),
            field("price", &InStore::price),
            field("cost", &InStore::cost),
            field("on_hand", &InStore::on_hand),
            field("committed", &InStore::committed),
            field("available", &InStore::available),
            field("on_order", &InStore::on_order)
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

struct Answer {
    Head head;
    Product product;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened), field("product", &Answer::product)
        );
    }
};

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    db::Query query{&sql::product, {context.scope().ids(), params.sku}};
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
    for (const char* heading : {"price", "on hand", "available", "on order"}) {
        stores.add_column(heading, TextTable::Align::right);
    }
    for (const InStore& store : product.stores) {
        stores.add_row(
            {store.store_id,
             with_thousands(store.price.amount),
             quantity_text(store.on_hand),
             quantity_text(store.available),
             quantity_text(store.on_order)}
        );
    }
    TextAnswer text;
    text.sentence(
        std::string{product.is_active ? "Product" : "Discontinued product"} +
        (answer.head.currency ? ", prices in " + *answer.head.currency : "") + ':'
    );
    text.table(facts).table(stores).record(product.description.value_or(""));
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
