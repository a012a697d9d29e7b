#pragma once

#include <retail_mcp/base/deadline.hpp>
#include <retail_mcp/jsonrpc/message.hpp>
#include <retail_mcp/transport/transport.hpp>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <tl/expected.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

/// One end of a JSON-RPC conversation: takes lines apart, runs every request as a coroutine of its
/// own, and sees to it that each is answered exactly once, or not at all after it was cancelled.
namespace retail_mcp::jsonrpc {

/// The result as JSON text, or the error.
using Outcome = tl::expected<std::string, RpcError>;

/// Why a request was told to stop.
enum class Stop { none, client, deadline, shutdown };

/// A request in flight, as its handler sees it. Valid until the handler has returned.
class Call {
public:
    Call() = default;
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    virtual ~Call() = default;

    virtual const Id& id() const = 0;
    virtual const std::string& method() const = 0;
    virtual const nlohmann::json& params() const = 0;
    virtual bool in_batch() const = 0;

    virtual Stop stopped() const = 0;
    virtual Deadline deadline() const = 0;

    /// `Deadline::never()` for a request that waits for a person or stays open: it does not count
    /// as busy then, so reading goes on whatever the number of such requests.
    virtual void set_deadline(Deadline deadline) = 0;

    /// For a request that is open until its client ends it: at the end of input it is stopped
    /// first, before others get time to finish. Implies no deadline.
    virtual void keep_open() = 0;

    /// A notification on behalf of this request; nothing is sent once it is answered or cancelled.
    virtual void notify(std::string_view method, std::string_view params) = 0;
};

/// What a peer asks its owner. Everything on one thread.
class Handler {
public:
    virtual ~Handler() = default;

    /// Runs concurrently with others. Being stopped reaches it as cancellation: the current wait
    /// ends with asio's operation_aborted. Any other exception becomes an internal error.
    virtual asio::awaitable<Outcome> handle(Call& call) = 0;

    /// The answer for a request that was stopped by its deadline or the shutdown and ended in
    /// operation_aborted.
    virtual Outcome interrupted(Call& call) = 0;

    virtual void notified(Notification notification) = 0;
};

struct PeerOptions {
    std::chrono::milliseconds request_timeout = std::chrono::seconds(30);
    std::size_t max_in_flight = 256;
    std::size_t max_unsent = std::size_t{128} * 1024 * 1024;
    std::chrono::milliseconds grace = std::chrono::milliseconds(1400);
};

class Peer {
public:
    /// Transport and handler must outlive the peer.
    Peer(
        const asio::any_io_executor& executor,
        transport::Transport& transport,
        Handler& handler,
        PeerOptions options
    );
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    ~Peer();

    /// Until the end of input or stop(), and then until what is in flight is answered: at most
    /// `grace` plus half a second.
    asio::awaitable<void> run();

    void stop();

    /// Arrays are refused until then.
    void allow_batches(bool allowed);

    /// Stops the request and keeps silent about it. Unknown ids are ignored.
    void cancel(const Id& id);

    void notify(std::string_view method, std::string_view params);

    /// Asks the other side. An error also if it ends or does not answer before the deadline. When
    /// the calling coroutine is cancelled the other side is told with `notifications/cancelled`.
    asio::awaitable<tl::expected<nlohmann::json, RpcError>>
    request(std::string method, std::string params, Deadline deadline);

private:
    class Core;
    std::shared_ptr<Core> core_;
};

} // namespace retail_mcp::jsonrpc
