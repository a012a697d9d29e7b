#pragma once

#include <retail_mcp/base/error.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace retail_mcp::retail {

/// Bytes that no argument of a prompt or template exceeds.
inline constexpr std::size_t longest_argument = 200;

struct PromptInput {
    std::string_view name;
    std::string_view description;
    bool required = false;
};

/// One prompt. `text` holds {argument} where an argument's value goes, and [ … ] around what is
/// said only if every argument named inside was given.
struct PromptRecipe {
    std::string_view name;
    std::string_view title;
    std::string_view description;
    std::span<const PromptInput> inputs;
    std::string_view text;

    bool has(std::string_view argument) const;
};

std::span<const PromptRecipe> prompt_catalogue();

/// Null for an unknown name.
const PromptRecipe* find_prompt(std::string_view name);

Error unknown_prompt(std::string_view name);

} // namespace retail_mcp::retail
