#pragma once

#include <retail_mcp/mcp/resource.hpp>
#include <retail_mcp/mcp/tool.hpp>
#include <retail_mcp/retail/tools.hpp>

#include <asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace retail_mcp::retail {

/// The tools once their database is ready, before that null.
using ReadyTools = std::function<Tools*()>;

/// What can be read by URI: retail://context, retail://metrics, retail://schema and
/// retail://schema/{table}, retail://product/{sku}, and retail://result/{token}, the whole of an
/// answer that a tool had to cut, as CSV.
///
/// Every read is a tool call in the reader's own name, so it sees exactly what the tools show and
/// nothing is kept between requests. Products can be watched: their stock and row are compared
/// every few seconds, only while somebody listens, under row-level security like everything else.
class Resources final : public mcp::ResourceProvider {
public:
    /// `tools` is called for every read; `updated` is told the URI of what has changed.
    Resources(
        asio::any_io_executor executor,
        mcp::ToolProvider& tools,
        ReadyTools ready,
        std::function<void(const std::string& uri)> updated
    );
    ~Resources() override;

    asio::awaitable<Result<std::vector<mcp::ResourceDescriptor>>> list(mcp::RequestContext& context
    ) override;
    asio::awaitable<Result<std::vector<mcp::ResourceTemplate>>>
    templates(mcp::RequestContext& context) override;
    asio::awaitable<Result<mcp::ResourceContents>>
    read(mcp::RequestContext& context, std::string uri) override;
    bool can_watch(const std::string& uri) const override;
    void watch(std::set<std::string> uris) override;

private:
    class Watch;

    asio::awaitable<Result<mcp::ResourceContents>>
    read_result(mcp::RequestContext& context, std::string uri, std::string token);

    asio::any_io_executor executor_;
    mcp::ToolProvider& tools_;
    ReadyTools ready_;
    std::function<void(const std::string& uri)> updated_;
    std::shared_ptr<Watch> watch_; ///< null while nobody listens
};

} // namespace retail_mcp::retail
