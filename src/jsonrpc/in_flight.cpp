#include "in_flight.hpp"

#include <algorithm>

namespace retail_mcp::jsonrpc {

bool InFlightTable::add(const Entry& entry) {
    if (!by_id_.emplace(entry->id().json(), entry).second) {
        return false;
    }
    unfinished_.insert(entry);
    return true;
}

void InFlightTable::remove(const Entry& entry) {
    const auto found = by_id_.find(entry->id().json());
    // A cancelled request's id may belong to a new one by now.
    if (found != by_id_.end() && found->second == entry) {
        by_id_.erase(found);
    }
    unfinished_.erase(entry);
}

void InFlightTable::cancel(const Id& id) {
    if (auto node = by_id_.extract(id.json()); !node.empty()) {
        node.mapped()->stop(Stop::client);
    }
}

std::size_t InFlightTable::busy() const {
    return static_cast<std::size_t>(std::count_if(
        unfinished_.begin(),
        unfinished_.end(),
        [](const Entry& entry) { return !entry->deadline().is_never(); }
    ));
}

void InFlightTable::stop_if(Stop reason, const std::function<bool(const InFlight&)>& condition) {
    // Stopping may end a coroutine at once, and that changes the table.
    const std::vector<Entry> entries(unfinished_.begin(), unfinished_.end());
    for (const auto& entry : entries) {
        if (condition(*entry)) {
            entry->stop(reason);
        }
    }
}

Deadline InFlightTable::next_deadline() const {
    Deadline next = Deadline::never();
    for (const auto& entry : unfinished_) {
        if (entry->stopped() == Stop::none) {
            next = next.or_earlier(entry->deadline());
        }
    }
    return next;
}

} // namespace retail_mcp::jsonrpc
