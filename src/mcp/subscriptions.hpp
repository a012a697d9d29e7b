#pragma once

#include <retail_mcp/jsonrpc/peer.hpp>

#include <functional>
#include <list>
#include <set>
#include <string>
#include <string_view>

namespace retail_mcp::mcp {

/// What may change and be announced.
enum class Change { tools, prompts, resources, resource };

/// Who wants to be told of what.
struct Interest {
    bool tools = false;
    bool prompts = false;
    bool resources = false;
    std::set<std::string> uris;

    bool covers(Change change, std::string_view uri) const;
};

/// What is to be watched on behalf of all subscriptions together.
struct Watched {
    bool tools = false;
    std::set<std::string> uris;

    bool operator==(const Watched&) const = default;
};

/// The open subscriptions: any number of `subscriptions/listen`, and one legacy session.
class Subscriptions {
public:
    /// `watched_changed` is told what is to be watched whenever that has changed.
    Subscriptions(jsonrpc::Peer& peer, std::function<void(const Watched&)> watched_changed);

    /// One `subscriptions/listen`; destroyed when the request ends.
    class Listen {
    public:
        Listen(Subscriptions& owner, jsonrpc::Call& call, Interest interest);
        Listen(const Listen&) = delete;
        Listen& operator=(const Listen&) = delete;
        ~Listen();

    private:
        friend class Subscriptions;
        Subscriptions& owner_;
        jsonrpc::Call& call_;
        Interest interest_;
    };

    /// The session has begun: it hears of every change of a list that is noticed; nothing is
    /// watched for that alone.
    void begin_session();
    /// There is none, or another one that has subscribed to nothing yet.
    void forget_session();
    void subscribe_session(const std::string& uri);
    void unsubscribe_session(const std::string& uri);

    /// `uri` for Change::resource only.
    void announce(Change change, std::string_view uri = {});

private:
    void update_watched();

    jsonrpc::Peer& peer_;
    std::function<void(const Watched&)> watched_changed_;
    std::list<Listen*> listens_;
    Interest session_;
    Watched watched_;
};

} // namespace retail_mcp::mcp
