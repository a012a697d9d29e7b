#include "prompt_catalogue.hpp"

#include <retail_mcp/base/text.hpp>

#include <algorithm>
#include <vector>

namespace retail_mcp::retail {

namespace {

constexpr PromptInput store{"store", "One of your stores; left out: all of them."};
constexpr PromptInput category{"category", "A category by name or path, e.g. \"Power Tools\"."};

constexpr std::array brief_inputs{store};
constexpr std::array weekly_inputs{
    store, PromptInput{"period", "The week, e.g. \"last week\" or \"2025-W23\"."}};
constexpr std::array restock_inputs{
    store, category, PromptInput{"supplier", "Only what this supplier delivers."}};
constexpr std::array count_inputs{store, category};
constexpr std::array change_inputs{
    PromptInput{"period", "When, e.g. \"last month\".", true},
    PromptInput{"compare_to", "Against what; left out: the period before."},
    store};
constexpr std::array substitute_inputs{
    PromptInput{"sku", "The product that is missing.", true},
    PromptInput{"brand", "A brand the customer would rather have."},
    PromptInput{"tag", "What it must be, e.g. \"cordless\": a tag of the shop's."},
    store};

constexpr std::array catalogue{
    PromptRecipe{
        "morning_brief",
        "Morning brief",
        "Yesterday's sales, what is running out and what needs a decision today.",
        brief_inputs,
        "Give me the morning brief[ for store {store}].\n"
        "1. get_context, for today's date there and the currency.\n"
        "2. summarize_sales for yesterday with net_sales, transactions and average_order_value, "
        "compared to same_weekdays_last_year, and once more grouped by category.\n"
        "3. check_stock without arguments: what is out or low.\n"
        "4. get_product for the best sellers among them: supplier, lead time, pack size.\n"
        "Then write at most ten lines: the day in one sentence with its figures, what stood out, "
        "what is out of stock, and the three things to decide today. Quote figures exactly and "
        "name the period that was resolved."},
    PromptRecipe{
        "weekly_review",
        "Weekly review",
        "One week against the one before and against last year, with what explains the change.",
        weekly_inputs,
        "Review the week[ {period}][ of store {store}]; if none is named, take last week.\n"
        "1. summarize_sales for the week: net_sales, gross_margin, gross_margin_rate, "
        "transactions, "
        "average_order_value, return_rate; compare_to previous_period, then "
        "same_weekdays_last_year.\n"
        "2. The same grouped by day and by category.\n"
        "3. explain_sales_change against the previous period.\n"
        "4. check_stock with status out: which of the products behind the change are missing.\n"
        "Write: the result in two sentences, a table of the measures with both comparisons, the "
        "causes with their amounts, and what to watch next week. Say where a figure is not "
        "available."},
    PromptRecipe{
        "restock_plan",
        "Restock plan",
        "What to order, how much and from whom.",
        restock_inputs,
        "Make a restock plan[ for store {store}][, category {category}][, supplier {supplier}].\n"
        "1. plan_reorders[ with category {category}][ with supplier {supplier}]; follow "
        "next_cursor until there is none. It counts what is on order and leaves out days without "
        "stock.\n"
        "2. get_product for lines that look odd, and summarize_sales for the last 28 days with "
        "units_sold for their SKUs: is that demand real?\n"
        "Answer with one table per supplier: SKU, product, on hand, to order, cost. Below it the "
        "sum, transfers from a store of mine that are cheaper than an order, the assumptions that "
        "the answer states, and lines you would leave out and why. Do not place anything."},
    PromptRecipe{
        "stock_take",
        "Stock take",
        "A counting list, and the differences once it is counted.",
        count_inputs,
        "Help me take stock[ in store {store}][ of {category}].\n"
        "1. check_stock with status all[ and category {category}]; give me a list to count from: "
        "SKU, product, and brand, without the expected quantity.\n"
        "2. When I give you the counts, compare them with the quantities and list the differences, "
        "largest value first.\n"
        "3. Ask me to recount what differs most.\n"
        "4. At the end give me the differences as a list. If you have adjust_stock, book each as a "
        "count once I agree."},
    PromptRecipe{
        "why_did_sales_change",
        "Why did sales change?",
        "Takes a change in sales apart: price, volume, mix, categories, products, stock-outs.",
        change_inputs,
        "Why did sales change in {period}[ against {compare_to}][ in store {store}]?\n"
        "1. explain_sales_change for that period[ with compare_to {compare_to}]; where nothing "
        "else is said, compare_to is previous_period.\n"
        "2. For the part that weighs most, summarize_sales grouped by category, then by product.\n"
        "3. check_stock for the products behind it: are goods missing?\n"
        "Answer first with the cause and its amount, then the parts, which must add up to the "
        "change, then what the figures cannot tell. Correlation is not a cause: say which it is."},
    PromptRecipe{
        "find_substitute",
        "Find a substitute",
        "What to offer a customer instead of a product that is not there.",
        substitute_inputs,
        "A customer wants {sku}[ in store {store}]. Find what I can offer.\n"
        "1. get_product and check_stock for {sku}, with elsewhere.\n"
        "2. If it is not here: find_similar_products for {sku}: its kind, near its price, in stock "
        "first.[ Look at {brand} as well: search_products with that brand.][ search_products with "
        "tags {tag}: only what carries it will do.]\n"
        "Answer in a few lines that I can say to the customer: is it here or in which store, else "
        "the best one to three alternatives in stock with price and the difference that matters."},
};

} // namespace

bool PromptRecipe::has(std::string_view argument) const {
    return std::any_of(inputs.begin(), inputs.end(), [&](const PromptInput& input) {
        return input.name == argument;
    });
}

std::span<const PromptRecipe> prompt_catalogue() {
    return catalogue;
}

const PromptRecipe* find_prompt(std::string_view name) {
    const auto* const found =
        std::find_if(catalogue.begin(), catalogue.end(), [&](const PromptRecipe& recipe) {
            return recipe.name == name;
        });
    return found == catalogue.end() ? nullptr : found;
}

Error unknown_prompt(std::string_view name) {
    std::vector<std::string> names;
    for (const PromptRecipe& recipe : catalogue) {
        names.emplace_back(recipe.name);
    }
    return Error{
        ErrorCode::unknown_prompt,
        "Unknown prompt: " + std::string{name.substr(0, 100)},
        "List the prompts.",
        nearest_names(name, names)};
}

} // namespace retail_mcp::retail
