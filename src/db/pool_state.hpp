#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

/// The pool's decisions without any I/O: told what happened, it says what to do next. Time comes
/// in as an argument, so tests need no clock, socket or server.
namespace retail_mcp::db {

/// What decides how many connections to open now.
struct PoolCounts {
    std::size_t limit = 0;
    std::size_t opening = 0;
    std::size_t idle = 0;
    /// In use, or being rolled back for the next use.
    std::size_t busy = 0;
    std::size_t waiting = 0;
};

/// One connection per waiting caller that no connection is on its way to, within the limit.
std::size_t connections_to_open(const PoolCounts& counts) noexcept;

class PoolState {
public:
    using Clock = std::chrono::steady_clock;
    using Time = Clock::time_point;
    /// Names one waiting caller.
    using Ticket = std::uint64_t;

    struct Limits {
        std::size_t connections = 4;
        std::size_t waiting = 256;
        Clock::duration idle = std::chrono::seconds{30};
        Clock::duration first_back_off = std::chrono::milliseconds{50};
        Clock::duration longest_back_off = std::chrono::seconds{2};
    };

    /// What to do next, to be done at once.
    struct Open {
        std::size_t slot;
    };

    struct Close {
        std::size_t slot;
    };

    struct Grant {
        Ticket ticket;
        std::size_t slot;
    };

    /// The attempt for which the caller waited has failed, and no connection is left to hope for.
    struct Reject {
        Ticket ticket;
    };

    using Action = std::variant<std::monostate, Open, Close, Grant, Reject>;

    explicit PoolState(const Limits& limits);

    /// An idle connection at once, the one used last, unless others wait already.
    std::optional<std::size_t> try_take() noexcept;

    /// Joins the queue; nothing when it is full.
    std::optional<Ticket> enqueue();

    /// Leaves the queue; harmless for a ticket that was granted or rejected.
    void withdraw(Ticket ticket);

    /// Undoes a grant whose connection turned out to be dead: first in the queue again.
    void put_back(const Grant& grant);

    /// Wants one connection open, though nobody waits for it.
    void warm_up() noexcept { warm_up_ = true; }

    void opened(std::size_t slot, Time now);
    /// `luck` in [0, 1) spreads the next attempts of many processes.
    void open_failed(std::size_t slot, Time now, double luck);

    /// Not usable yet: a rollback is on its way.
    void cleaning(std::size_t slot) { slots_[slot].state = State::cleaning; }

    /// Ready for the next caller.
    void returned(std::size_t slot, Time now);

    /// Closed already, by the server or by us.
    void lost(std::size_t slot) { slots_[slot].state = State::closed; }

    /// The next thing to do; monostate when there is none now.
    Action next(Time now);

    /// When `next` will have something to do though nothing else happens.
    std::optional<Time> wake_at() const;

    PoolCounts counts() const;

private:
    enum class State { closed, opening, idle, in_use, cleaning };

    struct Slot {
        State state = State::closed;
        Time idle_since{};
    };

    std::optional<std::size_t> find(State state) const;
    std::optional<std::size_t> freshest_idle() const noexcept;
    std::optional<std::size_t> expired_idle(Time now) const;

    Limits limits_;
    std::vector<Slot> slots_;
    std::deque<Ticket> waiting_;
    std::deque<Ticket> rejected_;
    Ticket last_ticket_ = 0;
    bool warm_up_ = false;
    Clock::duration back_off_{};
    Time retry_at_{};
};

} // namespace retail_mcp::db
