// What to offer instead of a product, and what goes with it.
#include "../catalog.hpp"
#include "../known_names.hpp"
#include "../search/similar.hpp"

namespace retail_mcp::retail {

namespace {

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

struct Answer {
    Head head;
    Kind kind = Kind::substitutes;
    std::vector<search::SimilarProduct> products;

    static constexpr auto fields() {
        return field_list(
            field("head", &Answer::head, flattened),
            field("kind", &Answer::kind),
            field("products", &Answer::products, outlined)
        );
    }
};

asio::awaitable<Result<Answer>> run(ToolContext& context, Params params) {
    const auto offset = context.open_offset(params.cursor);
    if (!offset) {
        co_return fail(offset.error());
    }
    // Not a conditional expression: g++ 12 destroys what a co_await within one yields too early.
    Result<search::SimilarProducts> found;
    if (params.kind == Kind::substitutes) {
        found = co_await search::find_substitutes(context, params.sku, params.limit, *offset);
    } else {
        found = co_await search::find_complements(context, params.sku, params.limit, *offset);
    }
    if (!found) {
        co_return fail(std::move(found.error()));
    }
    if (found->products.empty()) {
        NamedFilters filters{std::nullopt, std::nullopt, params.sku};
        if (auto known = co_await check_known(context, std::move(filters)); !known) {
            co_return fail(std::move(known.error()));
        }
    }
    Answer answer;
    answer.kind = params.kind;
    answer.products = std::move(found->products);
    answer.head.metrics = {"on_hand"};
    answer.head.total = found->total;
    const auto seen = *offset + static_cast<std::int64_t>(answer.products.size());
    if (seen < found->total) {
        answer.head.truncated = true;
        answer.head.next_cursor = context.seal_cursor(std::to_string(seen));
    }
    co_return answer;
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
