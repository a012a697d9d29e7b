#pragma once

#include <retail_mcp/mcp/resource.hpp>
#include <retail_mcp/mcp/tool.hpp>
#include <retail_mcp/retail/changes.hpp>

#include <set>
#include <string>

namespace retail_mcp::retail {

/// What can be read by URI: retail://context, retail://metrics, retail://schema and
/// retail://schema/{table}, retail://product/{sku}, and retail://result/{token}, the whole of an
/// answer that a tool had to cut, as CSV.
///
/// Every read is a tool call in the reader's own name, so it sees exactly what the tools show and
/// nothing is kept between requests. The context and products can be watched.
class Resources final : public mcp::ResourceProvider {
public:
    /// `tools` is called for every read; `changes` notices them. Both must outlive this.
    Resources(mcp::ToolProvider& tools, AwaitTools ready, Changes& changes);

    asio::awaitable<Result<std::vector<mcp::ResourceDescriptor>>> list(mcp::RequestContext& context
    ) override;
    asio::awaitable<Result<std::vector<mcp::ResourceTemplate>>>
    templates(mcp::RequestContext& context) override;
    asio::awaitable<Result<mcp::ResourceContents>>
    read(mcp::RequestContext& context, std::string uri) override;
    bool can_watch(const std::string& uri) const override;
    asio::awaitable<void> before_watching(std::set<std::string> uris) override;
    void watch(std::set<std::string> uris) override;

private:
    asio::awaitable<Result<mcp::ResourceContents>>
    read_result(mcp::RequestContext& context, std::string uri, std::string token);

    mcp::ToolProvider& tools_;
    AwaitTools ready_;
    Changes& changes_;
};

} // namespace retail_mcp::retail
