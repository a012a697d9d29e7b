#pragma once

#include "in_flight.hpp"

#include <retail_mcp/jsonrpc/peer.hpp>
#include <retail_mcp/transport/signal.hpp>

#include <asio/cancellation_signal.hpp>
#include <asio/steady_timer.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace retail_mcp::jsonrpc {

/// The peer's state. Shared with every request's coroutine, so that one which does not end in
/// time at the shutdown finds it still there; it is mute by then.
class Peer::Core final : public Supervisor, public std::enable_shared_from_this<Peer::Core> {
public:
    Core(
        const asio::any_io_executor& executor,
        transport::Transport& transport,
        Handler& handler,
        PeerOptions options
    );

    asio::awaitable<void> run();
    void stop();

    void allow_batches(bool allowed) { batches_ = allowed; }

    void cancel(const Id& id) { in_flight_.cancel(id); }

    void send(std::string_view message) override;

    void deadline_moved() override { watch_deadlines(); }

    asio::awaitable<tl::expected<nlohmann::json, RpcError>>
    request(std::string method, std::string params, Deadline deadline);

private:
    /// A question of ours that waits for its answer.
    struct Pending {
        explicit Pending(const asio::any_io_executor& executor) : answered{executor} {}

        std::optional<Response> response;
        transport::Signal answered;
    };

    asio::awaitable<void> read_until_end();
    asio::awaitable<void> wait_for_room();
    void take(std::string_view text);
    void accept(Message message, const std::shared_ptr<Batch>& batch);
    void start(Request request, const std::shared_ptr<Batch>& batch);
    static asio::awaitable<void> serve(std::shared_ptr<Core> self, std::shared_ptr<InFlight> call);
    asio::awaitable<Outcome> outcome_of(InFlight& call);
    void settle(Response response);

    void watch_deadlines();
    void stop_expired();

    asio::awaitable<void> wind_down();
    asio::awaitable<void> idle_until(Deadline deadline);

    asio::any_io_executor executor_;
    transport::Transport* transport_; ///< null once nothing may be sent any more
    Handler& handler_;
    PeerOptions options_;
    bool batches_ = false;
    bool ending_ = false;
    InFlightTable in_flight_;
    transport::Signal finished_; ///< a request has ended
    std::map<std::string, std::shared_ptr<Pending>> pending_;
    std::uint64_t last_request_ = 0;
    asio::steady_timer deadline_timer_;
    bool watching_ = false; ///< the timer is set for the earliest deadline
    asio::cancellation_signal stop_reading_;
};

} // namespace retail_mcp::jsonrpc
