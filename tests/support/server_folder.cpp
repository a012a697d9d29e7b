#include "support/server_folder.hpp"

#include <libpq-fe.h>

#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace retail_mcp::test {

std::filesystem::path make_server_folder(std::string_view name) {
    std::string path = "/tmp/retail-mcp-" + std::string{name} + "-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) {
        throw std::runtime_error{"no temporary folder"};
    }
    const passwd* const user = ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr;
    if (user != nullptr && ::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) {
        throw std::runtime_error{"cannot give " + path + " to postgres"};
    }
    return path;
}

std::vector<std::string> as_server_user(std::vector<std::string> command) {
    if (::geteuid() == 0) {
        // setpriv becomes the command, so the process can be signalled.
        command.insert(
            command.begin(),
            {"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"}
        );
    }
    return command;
}

void await_server(const Process& server, const std::string& conninfo) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    for (;;) {
        PGconn* const connection = PQconnectdb(conninfo.c_str());
        const bool connected = PQstatus(connection) == CONNECTION_OK;
        const std::string complaint = PQerrorMessage(connection);
        PQfinish(connection);
        if (connected) {
            return;
        }
        if (std::chrono::steady_clock::now() > end) {
            throw std::runtime_error{complaint + server.stderr_text()};
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

} // namespace retail_mcp::test
