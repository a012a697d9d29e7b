#pragma once

#include <retail_mcp/mcp/tool.hpp>
#include <retail_mcp/retail/tool.hpp>

#include <asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// The retail tools as the protocol layer sees them.
namespace retail_mcp::retail {

/// Every tool, in listing order.
std::span<const ToolSpec* const> catalogue();

/// What shapes tools/list: kept by the caller between processes, so that the list can be answered
/// before any database connection exists. It grants nothing.
struct Grants {
    std::vector<std::string> stores;
    bool may_write = false;
    bool personal_data = false;

    static constexpr auto fields() {
        return field_list(
            field("stores", &Grants::stores, "Ids of the principal's stores."),
            field("may_write", &Grants::may_write, "Whether any of them may be written."),
            field("personal_data", &Grants::personal_data, "Whether customers' data is visible.")
        );
    }

    bool operator==(const Grants&) const = default;
};

/// Offers the catalogue to the protocol layer and runs calls in the principal's context. One
/// thread; concurrent calls share it. Must outlive every call.
class Tools final : public mcp::ToolProvider {
public:
    /// `last_seen`: the grants of an earlier process, if any. `on_grants` is called when the
    /// database says something else than was last seen.
    Tools(
        Services services,
        std::optional<Grants> last_seen,
        std::function<void(const Grants&)> on_grants
    );
    ~Tools() override;

    /// At once if grants were ever seen; else waits up to two seconds for the database, then lists
    /// the reading tools without `store`.
    asio::awaitable<Result<std::vector<mcp::ToolDescriptor>>> list(mcp::RequestContext& context
    ) override;

    asio::awaitable<mcp::ToolResult>
    call(mcp::RequestContext& context, std::string name, nlohmann::json arguments) override;

    /// Who the principal is and which stores it has; read from the database when that was last
    /// done over a minute ago.
    asio::awaitable<Result<Identity>> identity(Deadline deadline);

    /// The same as the database has it now.
    asio::awaitable<Result<Identity>> identity_now(Deadline deadline);

    Services& services();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// The tools for a request that is none of their calls: waits until their database is ready, as
/// long as a call would, and fails as one.
using AwaitTools = std::function<asio::awaitable<Result<Tools*>>(mcp::RequestContext&)>;

/// tools/list for a principal with these grants.
std::vector<mcp::ToolDescriptor> describe_all(const Grants& grants);

/// One tool as tools/list shows it to a principal with these stores.
mcp::ToolDescriptor describe(const ToolSpec& tool, const std::vector<std::string>& store_ids);

} // namespace retail_mcp::retail
