// What to offer instead of a product, and what goes with it.
#include "../catalog.hpp"
#include "../known_names.hpp"

#include <retail_mcp/retail/answer.hpp>
#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <cmath>

namespace retail_mcp::retail {

namespace {

/// Products that met on fewer receipts say nothing.
constexpr int least_common_baskets = 5;

enum class Kind { substitutes, complements };

constexpr auto enum_names(Kind) {
    return names<Kind>({{Kind::substitutes, "substitutes"}, {Kind::complements, "complements"}});
}

struct Params {
    std::string sku;
    Kind kind = Kind::substitutes;
    int limit = 10;
    std::optional<std::string> cursor;

    static constexpr auto fields() {
        return field_list(
            field("sku", &Params::sku, "SKU or barcode.", required, length(1, 100)),
            field("kind", &Params::kind, "complements: bought together with it."),
            field("limit", &Params::limit, range(1, 200)),
            field("cursor", &Params::cursor)
        );
    }
};

struct SimilarProduct {
    std::string sku;
    std::string name;
    std::optional<std::string> brand;
    Money price;
    Quantity on_hand; ///< available, over the scope's stores
    bool in_stock = false;
    std::string why;

    static constexpr auto fields() {
        return field_list(
            field("sku", &SimilarProduct::sku),
            field("name", &SimilarProduct::name),
            field("brand", &SimilarProduct::brand),
            field("price", &SimilarProduct::price),
            field("on_hand", &SimilarProduct::on_hand),
            field("in_stock", &SimilarProduct::in_stock),
            field("why", &SimilarProduct::why)
        );
    }
};

struct Answer {
    Head head;
    Kind kind = Kind::substitutes;
    std::vector<SimilarProduct> products;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("kind", &Answer::kind),
            field("products", &Answer::products, outlined)
        );
    }
};

/// What similar_substitutes.sql knows of a product beside the product.
struct Likeness {
    std::optional<double> similarity;
    bool is_same_type = false;
    bool is_same_category = false;
    bool is_same_brand = false;
    std::optional<std::string> kind;
    std::optional<std::int64_t> price_difference; ///< in percent
    std::int64_t total = 0;

    static constexpr auto fields() {
        return field_list(
            field("similarity", &Likeness::similarity),
            field("is_same_type", &Likeness::is_same_type),
            field("is_same_category", &Likeness::is_same_category),
            field("is_same_brand", &Likeness::is_same_brand),
            field("kind", &Likeness::kind),
            field("price_difference", &Likeness::price_difference),
            field("total", &Likeness::total)
        );
    }
};

/// What similar_complements.sql knows of a product beside the product.
struct Company {
    std::int64_t baskets = 0;
    Decimal lift;
    std::int64_t total = 0;

    static constexpr auto fields() {
        return field_list(
            field("baskets", &Company::baskets),
            field("lift", &Company::lift),
            field("total", &Company::total)
        );
    }
};

std::string price_in_words(std::int64_t difference) {
    if (difference == 0) {
        return "same price";
    }
    return std::to_string(std::abs(difference)) + " % " + (difference < 0 ? "cheaper" : "dearer");
}

std::string why(const Likeness& likeness) {
    std::vector<std::string> reasons;
    if (likeness.is_same_type) {
        reasons.push_back("same type");
    } else if (likeness.is_same_category) {
        reasons.emplace_back("same category");
    }
    if (likeness.is_same_brand) {
        reasons.emplace_back("same brand");
    }
    if (likeness.price_difference) {
        reasons.push_back(price_in_words(*likeness.price_difference));
    }
    if (likeness.similarity) {
        const auto percent = std::lround(*likeness.similarity * 100);
        reasons.push_back(std::to_string(percent) + " % alike in meaning");
    }
    return join(reasons, ", ");
}

std::string why(const Company& company) {
    return "bought together on " + std::to_string(company.baskets) + " receipts, " +
           company.lift.to_string() + " times as often as by chance";
}

db::Query query_of(const ToolContext& context, const Params& params, std::int64_t offset) {
    db::Query query{
        &sql::similar_substitutes,
        {context.scope().ids(), params.sku, std::to_string(params.limit), std::to_string(offset)}};
    if (params.kind == Kind::complements) {
        query.statement = &sql::similar_complements;
        query.parameters.emplace_back(std::to_string(least_common_baskets));
        query.parameters.emplace_back(
            context.scope().first().business_date(context.now()).to_string()
        );
    }
    return query;
}

/// The page's products; each row tells of the product, why it is there, and how many there are.
template <class Reason>
void read_products(const db::Rows& rows, Answer& answer) {
    answer.products = rows_as<SimilarProduct>(rows);
    answer.head.total = 0;
    const auto reasons = rows_as<Reason>(rows);
    for (std::size_t i = 0; i < reasons.size(); ++i) {
        answer.products[i].why = why(reasons[i]);
        answer.head.total = reasons[i].total;
    }
}

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    const auto offset = context.open_offset(params.cursor);
    if (!offset) {
        co_return fail(offset.error());
    }
    auto rows = co_await context.read(query_of(context, params, *offset));
    if (!rows) {
        co_return fail(std::move(rows.error()));
    }
    if (rows->empty()) {
        NamedFilters filters{std::nullopt, std::nullopt, params.sku};
        if (auto known = co_await check_known(context, std::move(filters)); !known) {
            co_return fail(std::move(known.error()));
        }
    }
    Answer answer;
    answer.kind = params.kind;
    answer.head.metrics = {"on_hand"};
    if (params.kind == Kind::substitutes) {
        read_products<Likeness>(*rows, answer);
    } else {
        read_products<Company>(*rows, answer);
    }
    const auto seen = *offset + static_cast<std::int64_t>(answer.products.size());
    if (seen < answer.head.total) {
        answer.head.truncated = true;
        answer.head.next_cursor = context.seal_cursor(std::to_string(seen));
    }
    co_return answer;
}

TextTable table_of(const std::vector<SimilarProduct>& products, const ToolContext& context) {
    TextTable table;
    table.add_column("sku");
    table.add_column("name", TextTable::Align::left, 60);
    table.add_column("price", TextTable::Align::right);
    table.add_column("on hand", TextTable::Align::right);
    table.add_column("why", TextTable::Align::left, 80);
    for (const SimilarProduct& product : products) {
        table.add_row(
            {product.sku,
             product.name,
             money_text(product.price, context.scope().currency()),
             quantity_text(product.on_hand),
             product.why}
        );
    }
    return table;
}

std::string in_words(const Answer& answer, const ToolContext& context) {
    const bool substitutes = answer.kind == Kind::substitutes;
    TextAnswer text;
    if (answer.products.empty()) {
        text.sentence(
            substitutes ? "Nothing of its kind is carried."
                        : "Nothing was bought together with it on five receipts within a year."
        );
        return text.next("search_products for its kind in other words.").str();
    }
    text.sentence(
        substitutes ? "What could stand in for it, in stock first:"
                    : "What is bought together with it (no substitutes), strongest evidence first:"
    );
    text.table(table_of(answer.products, context)).paging(answer.head, answer.products.size());
    return text.next("get_product {\"sku\": …} for one of them.").str();
}

} // namespace

constinit const ToolSpec find_similar_products = tool<run, in_words>(
    {.name = "find_similar_products",
     .title = "Similar products",
     .description =
         "What to offer instead of a product (substitutes: its kind, near its price, in stock "
         "first), or what goes with it (complements, from receipts): {\"sku\": \"TOR-123456\"}. "
         "For words use search_products, for pairs with figures analyze_baskets."}
);

} // namespace retail_mcp::retail
