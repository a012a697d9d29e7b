#include "cluster_state.hpp"

#include <algorithm>
#include <thread>

namespace retail_mcp::devdb {

namespace {

using Clock = Postmaster::Clock;

/// Nobody holds the cluster, and nobody is connected without holding it (psql, a report).
bool unused(const Postmaster& postmaster) {
    const auto alone = FileLock::try_lock(postmaster.layout().users_lock(), LockMode::exclusive);
    return alone && *alone && postmaster.connections() == 0;
}

/// Stops the cluster unless somebody came in the meantime; says whether it is over.
bool stop_if_unused(Postmaster& postmaster) {
    constexpr std::chrono::seconds stop_timeout{60};
    const auto starting = FileLock::try_lock(postmaster.layout().start_lock(), LockMode::exclusive);
    if (!starting || !*starting || !unused(postmaster)) {
        return false;
    }
    return postmaster.stop(Clock::now() + stop_timeout).has_value();
}

} // namespace

Result<void> Cluster::State::ensure_supervised() const {
    if (options.supervisor.empty()) {
        return {};
    }
    const auto free =
        FileLock::try_lock(postmaster.layout().supervisor_lock(), LockMode::exclusive);
    if (!free || !*free) {
        return {};
    }
    Command command;
    command.arguments = options.supervisor;
    auto started = start_detached(command);
    return started ? Result<void>{} : fail(started.error());
}

Result<void> supervise(ClusterOptions options, std::chrono::seconds idle) {
    auto cluster = Cluster::open(std::move(options));
    if (!cluster) {
        return fail(cluster.error());
    }
    Postmaster& postmaster = cluster->state_->postmaster;
    // The starter may still hold the lock it looked for us with: a moment's patience.
    constexpr std::chrono::seconds patience{2};
    const auto only_one = FileLock::lock(
        postmaster.layout().supervisor_lock(), LockMode::exclusive, Clock::now() + patience
    );
    if (!only_one) {
        return {};
    }
    const auto interval = std::clamp<std::chrono::milliseconds>(
        idle / 10, std::chrono::milliseconds{100}, std::chrono::seconds{10}
    );
    auto last_use = Clock::now();
    for (;;) {
        std::this_thread::sleep_for(interval);
        const ClusterState state = postmaster.state();
        if (state == ClusterState::stopped || state == ClusterState::absent) {
            return {};
        }
        if (!unused(postmaster)) {
            last_use = Clock::now();
        } else if (Clock::now() - last_use >= idle && stop_if_unused(postmaster)) {
            return {};
        }
    }
}

} // namespace retail_mcp::devdb
