#include "resource_watch.hpp"

#include <retail_mcp/base/log.hpp>
#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>

#include <utility>
#include <vector>

namespace retail_mcp::retail {

namespace {

constexpr std::chrono::seconds period{2};
constexpr std::chrono::seconds patience{10};

struct Version {
    std::string sku;
    std::string version;

    static constexpr auto fields() {
        return field_list(field("sku", &Version::sku), field("version", &Version::version));
    }
};

} // namespace

Resources::Watch::Watch(
    const asio::any_io_executor& executor,
    ReadyTools ready,
    std::function<void(const std::string& uri)> updated
)
    : executor_{executor},
      stopping_{executor},
      ready_{std::move(ready)},
      updated_{std::move(updated)} {}

void Resources::Watch::start() {
    asio::co_spawn(executor_, run(shared_from_this()), asio::detached);
}

void Resources::Watch::stop() {
    stopped_ = true;
    stopping_.notify();
}

void Resources::Watch::set(std::map<std::string, std::string> uri_by_sku) {
    uri_by_sku_ = std::move(uri_by_sku);
    std::erase_if(version_by_sku_, [&](const auto& seen) {
        return !uri_by_sku_.contains(seen.first);
    });
}

asio::awaitable<void> Resources::Watch::run(std::shared_ptr<Watch> self) {
    while (!self->stopped_) {
        co_await self->look();
        const Deadline next = Deadline::after(period);
        while (!self->stopped_ && !next.expired()) {
            co_await self->stopping_.wait_until(next);
        }
    }
}

asio::awaitable<void> Resources::Watch::look() {
    Tools* const tools = ready_();
    if (tools == nullptr) {
        co_return;
    }
    const auto identity = co_await tools->identity(Deadline::after(patience));
    if (!identity || stopped_) {
        co_return;
    }
    const auto scope = choose_stores(*identity, StoreUse::read, std::nullopt);
    std::vector<std::string> skus;
    for (const auto& [sku, uri] : uri_by_sku_) {
        skus.push_back(sku);
    }
    db::Context context{scope->context()};
    std::vector<db::Query> queries;
    queries.push_back({&sql::product_versions, {scope->ids(), text_array(skus)}});
    const auto rows = co_await tools->services().pool.run(
        std::move(context), db::Access::read, std::move(queries), Deadline::after(patience)
    );
    if (stopped_) {
        co_return;
    }
    if (!rows) {
        log::write(
            log::Level::debug, "watch_failed", {{"code", std::string{to_string(rows.error().code)}}}
        );
        co_return;
    }
    for (Version& seen : rows_as<Version>(rows->front())) {
        compare(seen.sku, std::move(seen.version));
    }
}

void Resources::Watch::compare(const std::string& sku, std::string version) {
    const auto uri = uri_by_sku_.find(sku);
    if (uri == uri_by_sku_.end()) {
        return;
    }
    const auto [known, first] = version_by_sku_.try_emplace(sku, version);
    if (!first && known->second != version) {
        known->second = std::move(version);
        updated_(uri->second);
    }
}

} // namespace retail_mcp::retail
