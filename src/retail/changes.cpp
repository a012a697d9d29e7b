#include "resource_uri.hpp"

#include <retail_mcp/base/log.hpp>
#include <retail_mcp/db/listener.hpp>
#include <retail_mcp/retail/changes.hpp>
#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>
#include <retail_mcp/transport/signal.hpp>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace retail_mcp::retail {

namespace {

using namespace std::chrono_literals;

/// How long between two looks where notifications arrive (they also renew the listening), and where
/// they do not.
constexpr auto renewal = 30s;
constexpr auto polling = 2s;
/// However many notifications come, at most one look in this time.
constexpr auto least_rest = 250ms;
/// Where listening failed it is tried again after this.
constexpr auto retry = 60s;
constexpr auto patience = 10s;
constexpr auto first_patience = 2s;

struct Version {
    std::string sku;
    std::string version;

    static constexpr auto fields() {
        return field_list(field("sku", &Version::sku), field("version", &Version::version));
    }
};

struct ContextVersion {
    std::optional<std::string> version;

    static constexpr auto fields() {
        return field_list(field("version", &ContextVersion::version));
    }
};

std::optional<std::string> sku_of(const std::string& uri) {
    return segment_behind(product_prefix, uri);
}

std::string in_one_text(const Identity& identity) {
    std::string text = identity.principal + (identity.personal_data ? " +" : " -");
    for (const Store& store : identity.stores) {
        text += ' ' + store.store_id + (store.can_write ? "+" : "-");
    }
    return text;
}

} // namespace

struct Changes::State : std::enable_shared_from_this<State> {
    State(
        asio::any_io_executor executor_to_use,
        ReadyTools ready_tools,
        std::function<void(const std::string& uri)> on_update
    )
        : executor{std::move(executor_to_use)},
          ready{std::move(ready_tools)},
          updated{std::move(on_update)},
          wake{executor} {}

    asio::any_io_executor executor;
    ReadyTools ready;
    std::function<void(const std::string& uri)> updated;
    transport::Signal wake;
    std::set<std::string> uris;
    bool grants = false;
    std::map<std::string, std::string> versions; ///< by URI; as last seen or noted
    std::unique_ptr<db::Listener> listener;
    Deadline listen_again = Deadline::after(0s);
    bool running = false;
    bool stopped = false;
    bool due = false; ///< there is a reason to look before its time

    bool is_wanted() const { return !stopped && (grants || !uris.empty()); }

    void changed_interest();
    void look_soon();
    static asio::awaitable<void> run(std::shared_ptr<State> self);
    asio::awaitable<bool> listen();
    asio::awaitable<void> look();
    asio::awaitable<void> rest(Deadline earliest, Deadline latest);
    asio::awaitable<std::optional<std::map<std::string, std::string>>>
    read(std::set<std::string> of, Deadline deadline);
    void compare(const std::string& uri, const std::string& version);
};

void Changes::State::changed_interest() {
    if (!is_wanted()) {
        listener.reset();
        wake.notify();
    } else if (running) {
        look_soon();
    } else {
        running = true;
        asio::co_spawn(executor, run(shared_from_this()), asio::detached);
    }
}

void Changes::State::look_soon() {
    due = true;
    wake.notify();
}

asio::awaitable<void> Changes::State::run(std::shared_ptr<State> self) {
    while (self->is_wanted()) {
        const bool is_called = std::exchange(self->due, false);
        const Deadline earliest = Deadline::after(least_rest);
        // first listen, then look: what changes in between is heard
        const bool hears = co_await self->listen();
        co_await self->look();
        // of writers at one time only one notifies, so once more for those who committed after it
        const bool is_quiet = hears && !is_called;
        const Deadline latest = is_quiet ? Deadline::after(renewal) : Deadline::after(polling);
        co_await self->rest(earliest, latest);
    }
    self->running = false;
}

asio::awaitable<void> Changes::State::rest(Deadline earliest, Deadline latest) {
    while (is_wanted() && !latest.expired() && (!due || !earliest.expired())) {
        co_await wake.wait_until(due ? earliest : latest);
    }
}

asio::awaitable<bool> Changes::State::listen() {
    Tools* const tools = ready();
    if (tools == nullptr || !listen_again.expired()) {
        co_return false;
    }
    if (!listener) {
        listener = std::make_unique<db::Listener>(
            tools->services().pool,
            sql::listen_for_changes,
            [weak = weak_from_this()] {
                if (const auto self = weak.lock()) {
                    self->look_soon();
                }
            }
        );
    }
    const bool hears = co_await listener->listen(Deadline::after(patience));
    if (!hears) {
        listen_again = Deadline::after(retry);
    }
    co_return hears;
}

asio::awaitable<void> Changes::State::look() {
    const auto seen = co_await read(uris, Deadline::after(patience));
    if (seen && is_wanted()) {
        for (const auto& [uri, version] : *seen) {
            compare(uri, version);
        }
    }
}

/// The versions of these URIs. Reading the identity is what makes the tools notice changed grants.
asio::awaitable<std::optional<std::map<std::string, std::string>>>
Changes::State::read(std::set<std::string> of, Deadline deadline) {
    Tools* const tools = ready();
    if (tools == nullptr) {
        co_return std::nullopt;
    }
    const auto identity = co_await tools->identity_now(deadline);
    if (!identity || stopped) {
        co_return std::nullopt;
    }
    std::map<std::string, std::string> seen;
    std::vector<std::string> skus;
    for (const std::string& uri : of) {
        seen.emplace(uri, std::string{});
        if (auto sku = sku_of(uri)) {
            skus.push_back(std::move(*sku));
        }
    }
    if (of.empty()) {
        co_return seen;
    }
    const auto scope = choose_stores(*identity, StoreUse::read, std::nullopt);
    db::Context context{scope->context(), {}};
    std::vector<db::Query> queries;
    queries.push_back({&sql::product_versions, {scope->ids(), text_array(skus)}});
    queries.push_back({&sql::context_version, {scope->ids()}});
    const auto rows = co_await tools->services().pool.run(
        std::move(context), db::Access::read, std::move(queries), deadline
    );
    if (!rows) {
        log::write(
            log::Level::debug, "look_failed", {{"code", std::string{to_string(rows.error().code)}}}
        );
        co_return std::nullopt;
    }
    std::map<std::string, std::string> by_sku;
    for (Version& product : rows_as<Version>(rows->front())) {
        by_sku.emplace(std::move(product.sku), std::move(product.version));
    }
    const auto context_version = row_as<ContextVersion>(rows->back()).version.value_or("");
    for (auto& [uri, version] : seen) {
        if (const auto sku = sku_of(uri)) {
            version = by_sku[*sku];
        } else {
            version = in_one_text(*identity) + ' ' + context_version;
        }
    }
    co_return seen;
}

void Changes::State::compare(const std::string& uri, const std::string& version) {
    const auto known = versions.find(uri);
    if (!uris.contains(uri) || (known != versions.end() && known->second == version)) {
        return;
    }
    versions.insert_or_assign(uri, version);
    updated(uri);
}

Changes::Changes(
    asio::any_io_executor executor,
    ReadyTools ready,
    std::function<void(const std::string& uri)> updated
)
    : state_{std::make_shared<State>(std::move(executor), std::move(ready), std::move(updated))} {}

Changes::~Changes() {
    stop();
}

bool Changes::can_watch(const std::string& uri) {
    return uri == context_uri || sku_of(uri).has_value();
}

asio::awaitable<void> Changes::note(std::set<std::string> uris) {
    const auto state = state_;
    std::erase_if(uris, [&](const std::string& uri) { return state->uris.contains(uri); });
    if (uris.empty() || state->stopped) {
        co_return;
    }
    const auto seen = co_await state->read(uris, Deadline::after(first_patience));
    if (seen) {
        for (const auto& [uri, version] : *seen) {
            state->versions.insert_or_assign(uri, version);
        }
    }
}

void Changes::watch_resources(std::set<std::string> uris) {
    state_->uris = std::move(uris);
    std::erase_if(state_->versions, [&](const auto& seen) {
        return !state_->uris.contains(seen.first);
    });
    state_->changed_interest();
}

void Changes::watch_grants(bool wanted) {
    state_->grants = wanted;
    state_->changed_interest();
}

void Changes::stop() {
    state_->stopped = true;
    state_->changed_interest();
}

} // namespace retail_mcp::retail
