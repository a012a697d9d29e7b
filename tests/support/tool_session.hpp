#pragma once

#include "support/loop.hpp"

#include <retail_mcp/base/seal.hpp>
#include <retail_mcp/db/pool.hpp>
#include <retail_mcp/mcp/tool.hpp>
#include <retail_mcp/retail/query_vectors.hpp>
#include <retail_mcp/retail/tools.hpp>

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// The retail tools on a real database, called as a client would but without the wire.
namespace retail_mcp::test {

class ToolSession {
public:
    /// `conninfo` is a principal's; `now` pins the clock ("2026-11-23T18:00:00Z").
    ToolSession(const std::string& conninfo, std::string_view now);

    /// From now on queries get their vectors from this model elsewhere.
    void search_with(
        std::unique_ptr<embeddings::Embedder> embedder, retail::QueryVectors::Patience patience
    );

    mcp::ToolResult call(const std::string& tool, nlohmann::json arguments);

    /// The structured answer; throws std::runtime_error with the error's text when there is none.
    nlohmann::json ask(const std::string& tool, nlohmann::json arguments);

    /// The code of the error that the call must answer; throws when it answers anything else.
    ErrorCode refusal(const std::string& tool, nlohmann::json arguments);

private:
    Loop loop_;
    db::Pool pool_;
    Sealer sealer_ = Sealer::ephemeral();
    std::optional<retail::QueryVectors> query_vectors_;
    retail::Tools tools_;
};

} // namespace retail_mcp::test
