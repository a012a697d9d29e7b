#pragma once

#include <retail_mcp/retail/tools.hpp>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace retail_mcp::retail {

/// The tools once their database is ready, before that null.
using ReadyTools = std::function<Tools*()>;

/// Notices what has changed of the resources that somebody waits for, and of the principal's
/// grants.
///
/// A look compares versions that are read under row-level security, like everything else.
/// PostgreSQL says when to look: one connection of its own listens, only while somebody waits, for
/// a word that tells nothing but "look". On a standby and behind a pooler there is no such word, so
/// it looks every two seconds there, and holds no connection in between.
class Changes {
public:
    /// `updated` is told the URI of what has changed. Changed grants are the tools' to announce.
    Changes(
        asio::any_io_executor executor,
        ReadyTools ready,
        std::function<void(const std::string& uri)> updated
    );
    ~Changes();
    Changes(const Changes&) = delete;
    Changes& operator=(const Changes&) = delete;

    /// A product, or the context: it changes with the grants, the catalogue, and when embeddings
    /// have been made.
    static bool can_watch(const std::string& uri);

    /// Takes down how these stand, so that every later change of theirs counts; gives up after two
    /// seconds, and then the first look counts as a change, for there may have been one.
    asio::awaitable<void> note(std::set<std::string> uris);

    /// Who is waited for from now on. Both return at once.
    void watch_resources(std::set<std::string> uris);
    void watch_grants(bool wanted);

    /// The end: watches nothing and holds nothing.
    void stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace retail_mcp::retail
