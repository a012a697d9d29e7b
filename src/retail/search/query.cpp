#include "query.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

namespace retail_mcp::retail::search {

namespace {

db::Parameter text_of(const std::optional<Money>& money) {
    return money ? db::Parameter{money->amount.to_string()} : std::nullopt;
}

db::Parameter text_of(bool value) {
    return value ? "true" : "false";
}

/// $1 to $9 of both statements.
std::vector<db::Parameter>
stores_text_and_filters(const ToolContext& context, const Search& search) {
    const Filters& filters = search.filters;
    return {
        context.scope().ids(),
        search.text,
        filters.category,
        filters.brand,
        text_of(filters.price_min),
        text_of(filters.price_max),
        filters.in_stock,
        filters.tags.empty() ? db::Parameter{} : db::Parameter{text_array(filters.tags)},
        text_of(filters.include_inactive)};
}

} // namespace

db::Query products(const ToolContext& context, const Search& search) {
    db::Query query{&sql::search_products, stores_text_and_filters(context, search)};
    query.parameters.insert(
        query.parameters.end(),
        {search.sort,
         std::to_string(search.limit),
         std::to_string(search.offset),
         context.scope().first().business_date(context.now()).to_string(),
         text_of(search.literal),
         search.meaning.vector,
         search.meaning.model}
    );
    return query;
}

db::Query filtered_out(const ToolContext& context, const Search& search) {
    db::Query query{&sql::search_filtered_out, stores_text_and_filters(context, search)};
    query.parameters.push_back(text_of(search.literal));
    return query;
}

} // namespace retail_mcp::retail::search
