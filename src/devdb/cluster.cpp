#include "cluster_state.hpp"

#include <retail_mcp/devdb/cluster.hpp>

namespace retail_mcp::devdb {

namespace fs = std::filesystem;

std::string_view to_string(ClusterState state) noexcept {
    switch (state) {
    case ClusterState::absent:
        return "absent";
    case ClusterState::stopped:
        return "stopped";
    case ClusterState::starting:
        return "starting";
    case ClusterState::running:
        return "running";
    }
    return "";
}

Cluster::Cluster(std::unique_ptr<State> state) : state_{std::move(state)} {}

Cluster::Cluster(Cluster&&) noexcept = default;
Cluster& Cluster::operator=(Cluster&&) noexcept = default;
Cluster::~Cluster() = default;

Result<Cluster> Cluster::open(ClusterOptions options) {
    if (options.home.empty()) {
        auto home = default_home();
        if (!home) {
            return fail(home.error());
        }
        options.home = std::move(*home);
    }
    auto layout = lay_out(fs::absolute(options.home).lexically_normal());
    if (!layout) {
        return fail(layout.error());
    }
    return Cluster{std::make_unique<State>(std::move(options), std::move(*layout))};
}

Result<void> Cluster::start() {
    const Layout& layout = state_->postmaster.layout();
    const auto until = Postmaster::Clock::now() + state_->options.start_timeout;
    const auto starting = FileLock::lock(layout.start_lock(), LockMode::exclusive, until);
    if (!starting) {
        return fail(starting.error());
    }
    if (!state_->use) {
        auto use = FileLock::lock(layout.users_lock(), LockMode::shared, until);
        if (!use) {
            return fail(use.error());
        }
        state_->use = std::move(*use);
    }
    if (auto running = state_->postmaster.ensure_running(until); !running) {
        return running;
    }
    return state_->ensure_supervised();
}

Result<void> Cluster::stop(bool force) {
    constexpr std::chrono::seconds stop_timeout{60};
    const Layout& layout = state_->postmaster.layout();
    const auto until = Postmaster::Clock::now() + stop_timeout;
    const auto starting = FileLock::lock(layout.start_lock(), LockMode::exclusive, until);
    if (!starting) {
        return fail(starting.error());
    }
    state_->use.reset();
    const ClusterState running = state_->postmaster.state();
    if (running == ClusterState::absent || running == ClusterState::stopped) {
        return {};
    }
    const auto alone = FileLock::try_lock(layout.users_lock(), LockMode::exclusive);
    if (!alone) {
        return fail(alone.error());
    }
    if (!*alone && !force) {
        return fail(
            ErrorCode::busy,
            "other processes use the private database",
            "End the servers that use it, or say --force to cut their connections."
        );
    }
    return state_->postmaster.stop(until);
}

ClusterStatus Cluster::status() const {
    const Layout& layout = state_->postmaster.layout();
    return {
        state_->postmaster.state(), layout.data(), layout.socket_directory, port, database_name};
}

const fs::path& Cluster::home() const {
    return state_->postmaster.layout().home;
}

const fs::path& Cluster::data_directory() const {
    return state_->data;
}

Credentials& Cluster::credentials() {
    return state_->credentials;
}

std::string Cluster::admin_connection_string(std::string_view database) const {
    return state_->postmaster.conninfo(
        administrator_name, database.empty() ? database_name : database
    );
}

Result<std::string> Cluster::connection_string(std::string_view principal) const {
    const auto password = state_->credentials.find(principal);
    if (!password) {
        return fail(
            ErrorCode::principal_required,
            "the private database has no login for the principal " + std::string{principal},
            "Make it: retail-mcp principal add " + std::string{principal} + " --store ID",
            state_->credentials.principals()
        );
    }
    return state_->postmaster.conninfo(principal, database_name) + " password='" + *password + "'";
}

} // namespace retail_mcp::devdb
