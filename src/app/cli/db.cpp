// `retail-mcp db`: start, stop, look at and enter the private PostgreSQL.
#include "cli/command.hpp"

#include <retail_mcp/app/database.hpp>
#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/devdb/cluster.hpp>

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace retail_mcp::app {

namespace {

using devdb::Cluster;
using devdb::ClusterState;
using devdb::ClusterStatus;

/// Without use of its own the cluster stays this long; long enough for a pause between commands.
constexpr std::chrono::minutes idle_time{15};

void print_status(const ClusterStatus& status) {
    std::cout << "state             " << to_string(status.state) << '\n'
              << "data directory    " << status.data_directory.string() << '\n'
              << "socket directory  " << status.socket_directory.string() << '\n'
              << "port              " << status.port << '\n'
              << "database          " << status.database << '\n';
}

void print_status_json(const ClusterStatus& status) {
    std::string text;
    json::ObjectWriter object{text};
    object.string("state", to_string(status.state))
        .string("data_directory", status.data_directory.string())
        .string("socket_directory", status.socket_directory.string())
        .integer("port", status.port)
        .string("database", status.database)
        .close();
    std::cout << text << '\n';
}

Result<ExitCode> start(Cluster& cluster) {
    if (auto started = cluster.start(); !started) {
        return fail(std::move(started.error()));
    }
    print_status(cluster.status());
    return ExitCode::done;
}

Result<ExitCode> stop(Cluster& cluster, bool force) {
    if (auto stopped = cluster.stop(force); !stopped) {
        return fail(std::move(stopped.error()));
    }
    std::cout << "The private PostgreSQL is stopped.\n";
    return ExitCode::done;
}

Result<ExitCode> show_status(const Cluster& cluster, bool json) {
    const ClusterStatus status = cluster.status();
    json ? print_status_json(status) : print_status(status);
    return status.state == ClusterState::running ? ExitCode::done : ExitCode::stopped;
}

/// Becomes psql. The lock that counts as use is close-on-exec, but psql's own connection keeps the
/// supervisor away.
Result<ExitCode> become_psql(Cluster& cluster, const std::vector<std::string>& arguments) {
    if (auto started = cluster.start(); !started) {
        return fail(std::move(started.error()));
    }
    std::vector<std::string> words{"psql", "--dbname=" + cluster.admin_connection_string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    ::execvp("psql", pointers.data());
    return fail(
        ErrorCode::not_available,
        std::string{"psql could not be started: "} + std::strerror(errno),
        "Install the package postgresql-client."
    );
}

Result<ExitCode> show_path(const Cluster& cluster) {
    std::cout << cluster.data_directory().string() << '\n';
    return ExitCode::done;
}

struct Flags {
    bool force = false;
    bool json = false;
};

/// What the chosen subcommand does; set by CLI11 while it parses.
struct Choice {
    Flags flags;
    std::function<Result<ExitCode>(Cluster&)> work;
};

Result<ExitCode> run(const Choice& choice, const Settings& settings) {
    auto cluster = Cluster::open(cluster_options(settings));
    return cluster ? choice.work(*cluster) : fail(std::move(cluster.error()));
}

Result<ExitCode> supervise(const Settings& settings) {
    auto ended = devdb::supervise(cluster_options(settings), idle_time);
    return ended ? Result<ExitCode>{ExitCode::done} : fail(std::move(ended.error()));
}

/// Adds one subcommand whose work becomes the choice when it is named.
CLI::App*
add(CLI::App& app,
    const char* name,
    const char* summary,
    const std::shared_ptr<Choice>& choice,
    std::function<Result<ExitCode>(Cluster&)> work) {
    CLI::App* command = app.add_subcommand(name, summary);
    command->callback([choice, work = std::move(work)] { choice->work = work; });
    return command;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    app.require_subcommand(1)->fallthrough(); // --home may also follow the subcommand
    settings.add(app, "--home", "home");
    auto choice = std::make_shared<Choice>();
    Flags& flags = choice->flags; // lives as long as the action below
    add(app, "start", "Start it, and make it on first use.", choice, start);
    add(app, "stop", "Stop it, unless somebody uses it.", choice, [&flags](Cluster& cluster) {
        return stop(cluster, flags.force);
    })->add_flag("--force", flags.force, "Cut the connections of whoever uses it.");
    add(app, "status", "Say whether it runs, and where it is.", choice, [&flags](Cluster& cluster) {
        return show_status(cluster, flags.json);
    })->add_flag("--json", flags.json, "One JSON object.");
    CLI::App* psql =
        app.add_subcommand("psql", "Enter it with psql [ARGS...], as its administrator.");
    psql->prefix_command()->fallthrough(false); // what follows is psql's
    psql->callback([choice, psql] {
        choice->work = [arguments = psql->remaining()](Cluster& cluster) {
            return become_psql(cluster, arguments);
        };
    });
    add(app, "path", "Print its data directory.", choice, show_path);
    CLI::App* supervisor = app.add_subcommand("supervise")->group(""); // started by the first user
    return [choice, supervisor](const Settings& effective) {
        return supervisor->parsed() ? supervise(effective) : run(*choice, effective);
    };
}

} // namespace

extern const Command db_command{
    "db", "Start, stop, look at or enter the private PostgreSQL.", declare};

} // namespace retail_mcp::app
