#pragma once

#include <retail_mcp/mcp/completion.hpp>
#include <retail_mcp/retail/tools.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retail_mcp::retail {

/// Values for the arguments of prompts and the variables of resource templates, from the
/// principal's own stores only. None where the database does not become ready in time.
class Completions final : public mcp::CompletionProvider {
public:
    explicit Completions(AwaitTools ready) : ready_{std::move(ready)} {}

    asio::awaitable<Result<mcp::Completion>>
    complete(mcp::RequestContext& context, mcp::CompletionRequest request) override;

private:
    asio::awaitable<Result<std::vector<std::string>>> values_of(
        mcp::RequestContext& context,
        std::string argument,
        std::string typed,
        std::optional<std::string> chosen_store
    );

    AwaitTools ready_;
};

/// Those of `values` that what was typed may become, best first: what begins with it, then what
/// has a word that does, then what begins almost like it (a slip in every four letters). Case does
/// not matter. Nothing typed: all, in order.
std::vector<std::string>
rank_completions(std::string_view typed, const std::vector<std::string>& values);

} // namespace retail_mcp::retail
