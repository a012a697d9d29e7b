#include "postmaster.hpp"

#include "files.hpp"
#include "settings.hpp"

#include <libpq-fe.h>

#include <signal.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <memory>
#include <optional>
#include <thread>

namespace retail_mcp::devdb {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds poll_interval{10};
constexpr int oldest_version = 15;

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using QueryResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// The number that the text begins with, else 0.
int number(std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// postmaster.pid of a live server; nothing if there is none or it is a dead one's.
struct PidFile {
    pid_t pid = 0;
    bool ready = false;
};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos;
         end = text.find('\n', begin)) {
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

/// A process number may belong to somebody else by now, or to a zombie that nobody buries; a live
/// server's working directory is its data directory.
bool serves(pid_t pid, const fs::path& data) {
    std::error_code error;
    const fs::path directory = fs::read_symlink("/proc/" + std::to_string(pid) + "/cwd", error);
    return !error && directory == data;
}

std::optional<PidFile> read_pid_file(const fs::path& data) {
    constexpr std::size_t status_line = 7;
    const auto lines = lines_of(read_file(data / "postmaster.pid").value_or(""));
    PidFile found;
    found.pid = lines.empty() ? 0 : number(lines.front());
    if (!serves(found.pid, data)) {
        return std::nullopt;
    }
    found.ready = lines.size() > status_line && lines[status_line].starts_with("ready");
    return found;
}

std::string conninfo_value(std::string_view value) {
    std::string text = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') {
            text += '\\';
        }
        text += c;
    }
    return text + "'";
}

fs::path newest_file(const fs::path& directory) {
    fs::path newest;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{directory, error}) {
        if (newest.empty() || entry.last_write_time(error) > fs::last_write_time(newest, error)) {
            newest = entry.path();
        }
    }
    return newest;
}

int version_of(const fs::path& directory) {
    return number(directory.filename().string());
}

Connection connect(const std::string& conninfo) {
    return {PQconnectdb(conninfo.c_str()), &PQfinish};
}

} // namespace

Result<fs::path> find_programs(std::string_view major_version) {
    // Debian installs every major version in a folder of its own.
    fs::path best;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{"/usr/lib/postgresql", error}) {
        const int version = version_of(entry.path());
        const fs::path extension =
            "/usr/share/postgresql/" + std::to_string(version) + "/extension/vector.control";
        const bool wanted = major_version.empty()
                                ? version >= oldest_version && fs::exists(extension)
                                : std::to_string(version) == major_version;
        if (wanted && fs::exists(entry.path() / "bin/postgres") &&
            (best.empty() || version > version_of(best))) {
            best = entry.path();
        }
    }
    if (!best.empty()) {
        return best / "bin";
    }
    return fail(
        ErrorCode::database_unavailable,
        major_version.empty()
            ? "no PostgreSQL 15 or newer with the extension pgvector is installed"
            : "the private database needs PostgreSQL " + std::string{major_version},
        "Run scripts/setup, install postgresql and pgvector, or configure a database."
    );
}

Postmaster::Postmaster(Layout layout, Settings settings)
    : layout_{std::move(layout)}, settings_{std::move(settings)} {}

ClusterState Postmaster::state() const {
    const fs::path data = layout_.data();
    if (!fs::exists(data / "PG_VERSION")) {
        return ClusterState::absent;
    }
    const auto server = read_pid_file(data);
    if (!server) {
        return ClusterState::stopped;
    }
    return server->ready ? ClusterState::running : ClusterState::starting;
}

std::string Postmaster::conninfo(std::string_view user, std::string_view database) const {
    return "host=" + conninfo_value(layout_.socket_directory.string()) +
           " port=" + std::to_string(port) + " user=" + conninfo_value(user) +
           " dbname=" + conninfo_value(database);
}

Command Postmaster::as_server(std::vector<std::string> arguments) const {
    Command command;
    command.arguments = std::move(arguments);
    command.output = layout_.start_log();
    if (layout_.change_user) {
        command.user = layout_.server_user;
    }
    return command;
}

Error Postmaster::failure(std::string message) const {
    constexpr std::size_t log_bytes = 4000;
    Error error{ErrorCode::database_unavailable, std::move(message)};
    error.hint = "See " + layout_.start_log().string() + " and " + layout_.logs().string() + ".";
    error.detail = read_tail(layout_.start_log(), log_bytes) +
                   read_tail(newest_file(layout_.logs()), log_bytes);
    return error;
}

Result<fs::path> Postmaster::program(const char* name) const {
    std::string version = read_file(layout_.data() / "PG_VERSION").value_or("");
    version = version.substr(0, version.find('\n'));
    auto programs = find_programs(version);
    return programs ? Result<fs::path>{*programs / name} : programs;
}

Result<void> Postmaster::initialise() {
    const auto initdb = program("initdb");
    if (!initdb) {
        return fail(initdb.error());
    }
    // Made aside and renamed, so an interrupted first start is begun anew.
    const fs::path fresh = layout_.cluster / "data.new";
    std::error_code error;
    fs::remove_all(fresh, error);
    auto status = run(as_server(
        {initdb->string(),
         "--pgdata=" + fresh.string(),
         "--username=" + std::string{administrator_name},
         "--encoding=UTF8",
         "--locale=C.UTF-8",
         "--data-checksums",
         "--auth-local=peer",
         "--auth-host=reject"}
    ));
    if (!status || *status != 0) {
        return fail(failure("the private database could not be initialised"));
    }
    std::ofstream{fresh / "postgresql.conf", std::ios::app} << "include = 'retail_mcp.conf'\n";
    fs::rename(fresh, layout_.data(), error);
    return error ? Result<void>{fail(file_error("cannot finish", layout_.data(), error.value()))}
                 : Result<void>{};
}

Result<void> Postmaster::write_configuration() const {
    // The folder is closed to everybody but the server's user, who must be able to read them.
    constexpr mode_t mode = 0644;
    const fs::path data = layout_.data();
    return write_file(
               data / "retail_mcp.conf", server_settings(layout_, usable_memory(), settings_), mode
    )
        .and_then([&] { return write_file(data / "pg_hba.conf", host_based_access(), mode); })
        .and_then([&] { return write_file(data / "pg_ident.conf", user_map(layout_), mode); });
}

/// A new server takes a zombie's entry in postmaster.pid for a live server and gives up; where
/// process 1 buries nobody (many containers), that would be for ever.
void Postmaster::forget_zombie() const {
    const fs::path file = layout_.data() / "postmaster.pid";
    const auto lines = lines_of(read_file(file).value_or(""));
    const pid_t pid = lines.empty() ? 0 : number(lines.front());
    std::error_code error;
    if (pid > 0 && fs::exists("/proc/" + std::to_string(pid)) && !is_alive(pid)) {
        fs::remove(file, error);
    }
}

Result<pid_t> Postmaster::launch() const {
    const auto postgres = program("postgres");
    if (!postgres) {
        return fail(postgres.error());
    }
    if (auto written = write_configuration(); !written) {
        return fail(written.error());
    }
    forget_zombie();
    std::error_code error;
    fs::remove(layout_.start_log(), error);
    return start_detached(as_server({postgres->string(), "-D", layout_.data().string()}));
}

Result<void> Postmaster::await_ready(pid_t launched, Clock::time_point until) const {
    // Until the server has entered its data directory it is recognisable by its number only.
    while (state() != ClusterState::running) {
        if (state() == ClusterState::stopped && !is_alive(launched)) {
            return fail(failure("the private database did not start"));
        }
        if (Clock::now() >= until) {
            return fail(failure("the private database is not ready yet"));
        }
        std::this_thread::sleep_for(poll_interval);
    }
    return {};
}

Result<void> Postmaster::start_stopped(Clock::time_point until) const {
    // After a kill of the postmaster alone its children need a moment to notice it and to let go
    // of the shared memory; until then a new server gives up.
    constexpr std::chrono::seconds patience{10};
    const bool crashed = fs::exists(layout_.data() / "postmaster.pid");
    const auto give_up = std::min(until, Clock::now() + (crashed ? patience : patience.zero()));
    for (;;) {
        const auto launched = launch();
        if (!launched) {
            return fail(launched.error());
        }
        auto ready = await_ready(*launched, until);
        if (ready || Clock::now() >= give_up) {
            return ready;
        }
        std::this_thread::sleep_for(10 * poll_interval);
    }
}

Result<void> Postmaster::ensure_running(Clock::time_point until) {
    if (state() == ClusterState::absent) {
        if (auto made = initialise(); !made) {
            return made;
        }
    }
    // One that is starting or stopping without us comes to its end first, either way.
    while (state() == ClusterState::starting) {
        if (Clock::now() >= until) {
            return fail(failure("the private database is not ready yet"));
        }
        std::this_thread::sleep_for(poll_interval);
    }
    if (state() == ClusterState::stopped) {
        if (auto started = start_stopped(until); !started) {
            return started;
        }
    }
    return create_database();
}

Result<void> Postmaster::create_database() const {
    if (fs::exists(layout_.database_marker())) {
        return {};
    }
    constexpr const char* duplicate_database = "42P04";
    const Connection connection = connect(conninfo(administrator_name, "postgres"));
    const std::string statement = std::string{"CREATE DATABASE "} + database_name;
    const QueryResult result{PQexec(connection.get(), statement.c_str()), &PQclear};
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK &&
        (state == nullptr || std::string_view{state} != duplicate_database)) {
        Error error = failure("the private database could not be created");
        error.detail = PQerrorMessage(connection.get());
        return fail(std::move(error));
    }
    return write_file(layout_.database_marker(), "", 0600);
}

Result<void> Postmaster::stop(Clock::time_point until) {
    const auto server = read_pid_file(layout_.data());
    if (!server) {
        return {};
    }
    ::kill(server->pid, SIGINT); // a fast shutdown: connections are cut, nothing is lost
    while (serves(server->pid, layout_.data())) {
        if (Clock::now() >= until) {
            return fail(failure("the private database does not stop"));
        }
        std::this_thread::sleep_for(poll_interval);
    }
    return {};
}

std::optional<int> Postmaster::connections() const {
    const Connection connection = connect(conninfo(administrator_name, "postgres"));
    const QueryResult result{
        PQexec(
            connection.get(),
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ),
        &PQclear};
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
        return std::nullopt;
    }
    return std::stoi(PQgetvalue(result.get(), 0, 0));
}

} // namespace retail_mcp::devdb
