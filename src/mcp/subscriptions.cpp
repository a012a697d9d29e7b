#include "subscriptions.hpp"

#include "request_meta.hpp"

#include <retail_mcp/base/json_writer.hpp>

#include <array>
#include <utility>

namespace retail_mcp::mcp {

namespace {

std::string_view method_of(Change change) {
    constexpr std::array<std::string_view, 4> methods{
        "notifications/tools/list_changed",
        "notifications/prompts/list_changed",
        "notifications/resources/list_changed",
        "notifications/resources/updated"};
    return methods[static_cast<std::size_t>(change)];
}

/// Empty text where there is nothing to say.
std::string params_of(Change change, std::string_view uri, std::string_view subscription_id) {
    if (change != Change::resource && subscription_id.empty()) {
        return {};
    }
    std::string text;
    json::ObjectWriter params(text);
    if (change == Change::resource) {
        params.string("uri", uri);
    }
    if (!subscription_id.empty()) {
        params.key("_meta");
        json::ObjectWriter meta(text);
        meta.raw(meta_key::subscription_id, subscription_id);
        meta.close();
    }
    params.close();
    return text;
}

} // namespace

bool Interest::covers(Change change, std::string_view uri) const {
    switch (change) {
    case Change::tools:
        return tools;
    case Change::prompts:
        return prompts;
    case Change::resources:
        return resources;
    case Change::resource:
        return uris.contains(std::string(uri));
    }
    return false;
}

Subscriptions::Subscriptions(
    jsonrpc::Peer& peer, std::function<void(const Watched&)> watched_changed
)
    : peer_{peer}, watched_changed_{std::move(watched_changed)} {}

Subscriptions::Listen::Listen(Subscriptions& owner, jsonrpc::Call& call, Interest interest)
    : owner_{owner}, call_{call}, interest_{std::move(interest)} {
    owner_.listens_.push_back(this);
    owner_.update_watched();
}

Subscriptions::Listen::~Listen() {
    owner_.listens_.remove(this);
    owner_.update_watched();
}

void Subscriptions::begin_session() {
    session_.tools = session_.prompts = session_.resources = true;
}

void Subscriptions::forget_session() {
    session_ = Interest{};
    update_watched();
}

void Subscriptions::subscribe_session(const std::string& uri) {
    session_.uris.insert(uri);
    update_watched();
}

void Subscriptions::unsubscribe_session(const std::string& uri) {
    session_.uris.erase(uri);
    update_watched();
}

void Subscriptions::announce(Change change, std::string_view uri) {
    for (Listen* const listen : listens_) {
        if (listen->interest_.covers(change, uri)) {
            jsonrpc::Call& call = listen->call_;
            call.notify(method_of(change), params_of(change, uri, call.id().json()));
        }
    }
    if (session_.covers(change, uri)) {
        peer_.notify(method_of(change), params_of(change, uri, {}));
    }
}

void Subscriptions::update_watched() {
    Watched watched{false, session_.uris};
    for (const Listen* const listen : listens_) {
        watched.tools = watched.tools || listen->interest_.tools;
        watched.uris.insert(listen->interest_.uris.begin(), listen->interest_.uris.end());
    }
    if (watched != watched_) {
        watched_ = std::move(watched);
        watched_changed_(watched_);
    }
}

} // namespace retail_mcp::mcp
