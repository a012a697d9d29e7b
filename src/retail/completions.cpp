#include "prompt_catalogue.hpp"

#include <retail_mcp/base/text.hpp>
#include <retail_mcp/mcp/request_context.hpp>
#include <retail_mcp/retail/completions.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <utility>

namespace retail_mcp::retail {

namespace {

/// How many SKUs a slip is looked for among.
constexpr const char* many_skus = "20000";
constexpr const char* enough_skus = "101";

constexpr std::array<std::string_view, 12> periods{
    "today",
    "yesterday",
    "this week",
    "last week",
    "this month",
    "last month",
    "this quarter",
    "last quarter",
    "this year",
    "last year",
    "last 7 days",
    "last 30 days"};
constexpr std::array<std::string_view, 3> comparisons{
    "previous_period", "same_weekdays_last_year", "same_dates_last_year"};

std::string lower(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return out;
}

/// Whether some beginning of the value is what was typed but for a slip in every four letters.
bool begins_almost(const std::string& typed, const std::string& value) {
    const std::size_t slips = std::max<std::size_t>(1, typed.size() / 4);
    for (const std::size_t length : {typed.size() - 1, typed.size(), typed.size() + 1}) {
        if (edit_distance(typed, value.substr(0, length)) <= slips) {
            return true;
        }
    }
    return false;
}

/// 0 begins with it, 1 has a word that does, 2 begins almost like it, 3 none of these.
int distance_class(const std::string& typed, const std::string& value) {
    if (value.starts_with(typed)) {
        return 0;
    }
    if (value.find(' ' + typed) != std::string::npos) {
        return 1;
    }
    return typed.size() > 2 && begins_almost(typed, value) ? 2 : 3;
}

/// Whether the value can be given back as an argument; what a record holds else is nobody's choice.
bool is_usable(const std::string& value) {
    return value.size() <= longest_argument && on_one_line(value) == value;
}

/// The statement that knows the argument's values; null where it is not asked of the database.
const db::Statement* statement_for(std::string_view argument) {
    constexpr std::array<std::pair<std::string_view, const db::Statement*>, 6> statements{{
        {"brand", &sql::complete_brand},
        {"category", &sql::complete_category},
        {"sku", &sql::complete_sku},
        {"supplier", &sql::complete_supplier},
        {"table", &sql::complete_table},
        {"tag", &sql::complete_tag},
    }};
    const auto* const found =
        std::find_if(statements.begin(), statements.end(), [&](const auto& entry) {
            return entry.first == argument;
        });
    return found == statements.end() ? nullptr : found->second;
}

std::vector<std::string> first_column(const db::Rows& rows) {
    std::vector<std::string> values;
    for (int row = 0; row < rows.size(); ++row) {
        values.emplace_back(rows.text(row, 0));
    }
    return values;
}

asio::awaitable<Result<std::vector<std::string>>>
query_values(Tools& tools, mcp::RequestContext& context, Scope scope, db::Query query) {
    db::Context database{scope.context(), context.trace().traceparent};
    std::vector<db::Query> queries;
    queries.push_back(std::move(query));
    const auto rows = co_await tools.services().pool.run(
        std::move(database), db::Access::read, std::move(queries), context.deadline()
    );
    if (!rows) {
        co_return fail(rows.error());
    }
    co_return first_column(rows->front());
}

/// The reference must name a prompt or template with this argument.
Result<void> check_reference(const mcp::CompletionRequest& request) {
    if (request.reference == mcp::CompletionRequest::Reference::prompt) {
        const PromptRecipe* const recipe = find_prompt(request.name);
        if (recipe == nullptr) {
            return fail(unknown_prompt(request.name));
        }
        if (!recipe->has(request.argument)) {
            return fail(
                ErrorCode::invalid_arguments,
                "The prompt " + request.name + " has no argument " + request.argument + '.'
            );
        }
        return {};
    }
    const bool known = (request.name == "retail://schema/{table}" && request.argument == "table") ||
                       (request.name == "retail://product/{sku}" && request.argument == "sku") ||
                       (request.name == "retail://result/{token}" && request.argument == "token");
    if (!known) {
        return fail(ErrorCode::unknown_resource, "There is no such resource template or variable.");
    }
    return {};
}

} // namespace

std::vector<std::string>
rank_completions(std::string_view typed, const std::vector<std::string>& values) {
    const std::string wanted = lower(typed);
    std::array<std::vector<std::string>, 4> classes;
    for (const std::string& value : values) {
        classes[static_cast<std::size_t>(distance_class(wanted, lower(value)))].push_back(value);
    }
    std::vector<std::string> ranked = std::move(classes[0]);
    for (const std::size_t next : {1U, 2U}) {
        std::move(classes[next].begin(), classes[next].end(), std::back_inserter(ranked));
    }
    return ranked;
}

asio::awaitable<Result<std::vector<std::string>>> Completions::values_of(
    mcp::RequestContext& context,
    std::string argument,
    std::string typed,
    std::optional<std::string> chosen_store
) {
    if (argument == "period") {
        co_return std::vector<std::string>(periods.begin(), periods.end());
    }
    if (argument == "compare_to") {
        co_return std::vector<std::string>(comparisons.begin(), comparisons.end());
    }
    const db::Statement* const statement = statement_for(argument);
    if (statement == nullptr && argument != "store") {
        co_return std::vector<std::string>{};
    }
    const auto ready = co_await ready_(context);
    if (!ready) {
        co_return std::vector<std::string>{};
    }
    Tools* const tools = *ready;
    const auto identity = co_await tools->identity(context.deadline());
    if (!identity) {
        co_return fail(identity.error());
    }
    if (argument == "store") {
        std::vector<std::string> ids;
        for (const Store& store : identity->stores) {
            ids.push_back(store.store_id);
        }
        co_return ids;
    }
    // the store that is already filled in beside it, if it is one of theirs
    auto scope = choose_stores(*identity, StoreUse::read, chosen_store);
    if (!scope) {
        scope = choose_stores(*identity, StoreUse::read, std::nullopt);
    }
    db::Query query{statement, {scope->ids()}};
    if (argument == "table") {
        query.parameters.clear();
    } else if (argument == "sku") {
        query.parameters = {scope->ids(), typed, enough_skus};
        auto begins = co_await query_values(*tools, context, *scope, query);
        if (!begins || !begins->empty()) {
            co_return begins;
        }
        query.parameters = {scope->ids(), std::string{}, many_skus};
    }
    co_return co_await query_values(*tools, context, *scope, std::move(query));
}

asio::awaitable<Result<mcp::Completion>>
Completions::complete(mcp::RequestContext& context, mcp::CompletionRequest request) {
    if (auto known = check_reference(request); !known) {
        co_return fail(std::move(known.error()));
    }
    if (request.value.find('\0') != std::string::npos || request.value.size() > longest_argument) {
        co_return fail(ErrorCode::invalid_arguments, "The value is not one that can be completed.");
    }
    std::optional<std::string> store;
    if (const auto given = request.others.find("store"); given != request.others.end()) {
        store = given->second;
    }
    const auto values = co_await values_of(context, request.argument, request.value, store);
    if (!values) {
        co_return fail(values.error());
    }
    mcp::Completion completion;
    completion.values = rank_completions(request.value, *values);
    std::erase_if(completion.values, [](const std::string& value) { return !is_usable(value); });
    co_return completion;
}

} // namespace retail_mcp::retail
