#include "prompt_catalogue.hpp"

#include <retail_mcp/base/text.hpp>
#include <retail_mcp/retail/prompts.hpp>

#include <utility>

namespace retail_mcp::retail {

namespace {

/// Puts values for {name}, in quotes, for a value may come from a record; false if one of them is
/// missing.
bool fill(std::string_view text, const mcp::PromptArguments& arguments, std::string& out) {
    bool complete = true;
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        out += text.substr(0, open);
        if (open == std::string_view::npos) {
            break;
        }
        const std::size_t close = text.find('}', open);
        const auto value = arguments.find(std::string{text.substr(open + 1, close - open - 1)});
        if (value != arguments.end()) {
            out += quoted(value->second, longest_argument);
        }
        complete = complete && value != arguments.end();
        text.remove_prefix(close + 1);
    }
    return complete;
}

/// The recipe's text; bracketed parts are left out where an argument in them was not given.
std::string render(std::string_view text, const mcp::PromptArguments& arguments) {
    std::string out;
    while (!text.empty()) {
        const std::size_t open = text.find('[');
        fill(text.substr(0, open), arguments, out);
        if (open == std::string_view::npos) {
            break;
        }
        const std::size_t close = text.find(']', open);
        std::string part;
        if (fill(text.substr(open + 1, close - open - 1), arguments, part)) {
            out += part;
        }
        text.remove_prefix(close + 1);
    }
    return out;
}

Result<void> check(const PromptRecipe& recipe, const mcp::PromptArguments& arguments) {
    std::string wrong;
    for (const PromptInput& input : recipe.inputs) {
        if (input.required && !arguments.contains(std::string{input.name})) {
            wrong += std::string{input.name} + " is required. ";
        }
    }
    for (const auto& [name, value] : arguments) {
        if (!recipe.has(name)) {
            wrong += "There is no argument " + name.substr(0, 100) + ". ";
        } else if (value.size() > longest_argument || value.find_first_of("\r\n") != std::string::npos) {
            wrong += name + " must be one line of at most " + std::to_string(longest_argument) +
                     " bytes. ";
        }
    }
    if (!wrong.empty()) {
        wrong.pop_back();
        return fail(ErrorCode::invalid_arguments, std::move(wrong));
    }
    return {};
}

} // namespace

asio::awaitable<Result<std::vector<mcp::PromptDescriptor>>>
Prompts::list(mcp::RequestContext& /*context*/) {
    std::vector<mcp::PromptDescriptor> prompts;
    for (const PromptRecipe& recipe : prompt_catalogue()) {
        mcp::PromptDescriptor prompt;
        prompt.name = recipe.name;
        prompt.title = recipe.title;
        prompt.description = recipe.description;
        for (const PromptInput& input : recipe.inputs) {
            mcp::PromptArgument argument;
            argument.name = input.name;
            argument.description = input.description;
            argument.required = input.required;
            prompt.arguments.push_back(std::move(argument));
        }
        prompts.push_back(std::move(prompt));
    }
    co_return prompts;
}

asio::awaitable<Result<mcp::PromptResult>>
Prompts::get(mcp::RequestContext& /*context*/, std::string name, mcp::PromptArguments arguments) {
    const PromptRecipe* const recipe = find_prompt(name);
    if (recipe == nullptr) {
        co_return fail(unknown_prompt(name));
    }
    if (auto valid = check(*recipe, arguments); !valid) {
        co_return fail(std::move(valid.error()));
    }
    mcp::PromptResult result;
    result.description = recipe->description;
    result.messages.push_back(
        {mcp::PromptMessage::Role::user, mcp::Text{render(recipe->text, arguments)}}
    );
    co_return result;
}

} // namespace retail_mcp::retail
