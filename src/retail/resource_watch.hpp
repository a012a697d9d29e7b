#pragma once

#include <retail_mcp/retail/resources.hpp>
#include <retail_mcp/transport/signal.hpp>

#include <asio/awaitable.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace retail_mcp::retail {

inline constexpr std::string_view product_prefix = "retail://product/";

/// Compares the watched products with how they were, every few seconds, until stopped. A change
/// counter per product is read under row-level security, so it works on a standby and behind a
/// transaction pooler, and holds no connection in between.
class Resources::Watch : public std::enable_shared_from_this<Resources::Watch> {
public:
    Watch(
        const asio::any_io_executor& executor,
        ReadyTools ready,
        std::function<void(const std::string& uri)> updated
    );

    void start();
    void stop();

    /// URI by SKU. What is new counts as unchanged until it has been seen once.
    void set(std::map<std::string, std::string> uri_by_sku);

private:
    static asio::awaitable<void> run(std::shared_ptr<Watch> self);
    asio::awaitable<void> look();
    void compare(const std::string& sku, std::string version);

    asio::any_io_executor executor_;
    transport::Signal stopping_;
    ReadyTools ready_;
    std::function<void(const std::string& uri)> updated_;
    std::map<std::string, std::string> uri_by_sku_;
    std::map<std::string, std::string> version_by_sku_;
    bool stopped_ = false;
};

} // namespace retail_mcp::retail
