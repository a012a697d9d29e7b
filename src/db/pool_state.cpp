#include "pool_state.hpp"

#include <algorithm>

namespace retail_mcp::db {

std::size_t connections_to_open(const PoolCounts& counts) noexcept {
    const std::size_t open = counts.opening + counts.idle + counts.busy;
    const std::size_t coming = counts.opening + counts.idle;
    const std::size_t room = counts.limit > open ? counts.limit - open : 0;
    const std::size_t unserved = counts.waiting > coming ? counts.waiting - coming : 0;
    return std::min(room, unserved);
}

PoolState::PoolState(const Limits& limits) : limits_{limits}, slots_(limits.connections) {}

std::optional<std::size_t> PoolState::try_take() noexcept {
    if (!waiting_.empty()) {
        return std::nullopt;
    }
    const auto slot = freshest_idle();
    if (slot) {
        slots_[*slot].state = State::in_use;
    }
    return slot;
}

std::optional<PoolState::Ticket> PoolState::enqueue() {
    if (waiting_.size() >= limits_.waiting) {
        return std::nullopt;
    }
    waiting_.push_back(++last_ticket_);
    return last_ticket_;
}

void PoolState::withdraw(Ticket ticket) {
    for (auto* const queue : {&waiting_, &rejected_}) {
        const auto place = std::find(queue->begin(), queue->end(), ticket);
        if (place != queue->end()) {
            queue->erase(place);
        }
    }
}

void PoolState::put_back(const Grant& grant) {
    waiting_.push_front(grant.ticket);
    lost(grant.slot);
}

void PoolState::opened(std::size_t slot, Time now) {
    back_off_ = {};
    retry_at_ = now;
    returned(slot, now);
}

void PoolState::open_failed(std::size_t slot, Time now, double luck) {
    slots_[slot].state = State::closed;
    back_off_ = std::clamp(2 * back_off_, limits_.first_back_off, limits_.longest_back_off);
    const auto spread = std::chrono::duration_cast<Clock::duration>((back_off_ / 2) * luck);
    retry_at_ = now + back_off_ / 2 + spread;
    const PoolCounts now_open = counts();
    if (now_open.opening + now_open.idle + now_open.busy == 0) {
        rejected_.insert(rejected_.end(), waiting_.begin(), waiting_.end());
        waiting_.clear();
    }
}

void PoolState::returned(std::size_t slot, Time now) {
    slots_[slot] = Slot{State::idle, now};
}

PoolState::Action PoolState::next(Time now) {
    if (!rejected_.empty()) {
        const Ticket ticket = rejected_.front();
        rejected_.pop_front();
        return Reject{ticket};
    }
    if (!waiting_.empty()) {
        if (const auto slot = freshest_idle()) {
            const Ticket ticket = waiting_.front();
            waiting_.pop_front();
            slots_[*slot].state = State::in_use;
            return Grant{ticket, *slot};
        }
    }
    const PoolCounts present = counts();
    const bool first_wanted = warm_up_ && present.opening + present.idle + present.busy == 0;
    if (now >= retry_at_ && (first_wanted || connections_to_open(present) > 0)) {
        warm_up_ = false;
        const auto slot = find(State::closed);
        slots_[*slot].state = State::opening;
        return Open{*slot};
    }
    if (const auto slot = expired_idle(now)) {
        slots_[*slot].state = State::closed;
        return Close{*slot};
    }
    return std::monostate{};
}

std::optional<PoolState::Time> PoolState::wake_at() const {
    std::optional<Time> earliest;
    const auto consider = [&earliest](Time time) {
        earliest = earliest ? std::min(*earliest, time) : time;
    };
    for (const Slot& slot : slots_) {
        if (slot.state == State::idle) {
            consider(slot.idle_since + limits_.idle);
        }
    }
    if (connections_to_open(counts()) > 0) {
        consider(retry_at_);
    }
    return earliest;
}

PoolCounts PoolState::counts() const {
    PoolCounts counts{.limit = slots_.size(), .waiting = waiting_.size()};
    for (const Slot& slot : slots_) {
        counts.opening += slot.state == State::opening ? 1 : 0;
        counts.idle += slot.state == State::idle ? 1 : 0;
        counts.busy += slot.state == State::in_use || slot.state == State::cleaning ? 1 : 0;
    }
    return counts;
}

std::optional<std::size_t> PoolState::find(State state) const {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        if (slots_[i].state == state) {
            return i;
        }
    }
    return std::nullopt;
}

// The connection used last is the warmest, and the others get to age until they are closed.
std::optional<std::size_t> PoolState::freshest_idle() const noexcept {
    std::optional<std::size_t> freshest;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        if (slots_[i].state == State::idle &&
            (!freshest || slots_[i].idle_since > slots_[*freshest].idle_since)) {
            freshest = i;
        }
    }
    return freshest;
}

std::optional<std::size_t> PoolState::expired_idle(Time now) const {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        if (slots_[i].state == State::idle && now - slots_[i].idle_since >= limits_.idle) {
            return i;
        }
    }
    return std::nullopt;
}

} // namespace retail_mcp::db
