#include "answer.hpp"

namespace retail_mcp::retail::search {

namespace {

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
    if (understood.category) {
        text += "In the category " + *understood.category + ". ";
    }
    if (understood.brand) {
        text += "Of the brand " + *understood.brand + " first; only they are counted. ";
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

std::string taken_away(const std::vector<FilteredOut>& filters) {
    std::vector<std::string> parts;
    for (const FilteredOut& out : filters) {
        parts.push_back(out.filter + " takes away " + std::to_string(out.products));
    }
    return join(parts, ", ");
}

} // namespace

std::string in_words(const Answer& answer, const ToolContext& context) {
    TextAnswer text;
    if (answer.nothing_found == NothingFound::filtered_out) {
        text.sentence(
            "Products match " + retail::quoted(answer.understood.text) +
            ", but the filters leave none: " + taken_away(answer.filtered_out) + "."
        );
    } else if (answer.products.empty()) {
        text.sentence("No product matches " + retail::quoted(answer.understood.text) + ".");
    } else {
        text.sentence(
            (answer.head.total ? counted(*answer.head.total, "good match", "good matches")
                               : std::string{"More than 250 matches"}) +
            " for " + retail::quoted(answer.understood.text) +
            (answer.head.total ? ", best first." : ", best first; the facets are of the best.")
        );
    }
    if (const std::string understood = understood_text(answer.understood); !understood.empty()) {
        text.sentence(understood);
    }
    if (!answer.products.empty()) {
        text.table(table_of(answer.products, context)).paging(answer.head, answer.products.size());
    }
    if (!answer.alternatives.empty()) {
        text.sentence(
            answer.nothing_found == NothingFound::no_match
                ? "Instead, the nearest, or what sells here:"
                : "Without the filters there would be:"
        );
        text.table(table_of(answer.alternatives, context));
    }
    text.next("get_product {\"sku\": …} for one of them, check_stock {\"skus\": […]} for stock.");
    return text.str();
}

} // namespace retail_mcp::retail::search
