#include "server_driver.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <unordered_map>

namespace retail_mcp::bench {

namespace {

constexpr std::string_view initialize = R"({"protocolVersion":"2025-06-18","capabilities":{},)"
                                        R"("clientInfo":{"name":"bench","version":"1"}})";

// Answers to ours carry a number as id, notifications none.
long id_of(std::string_view line) {
    constexpr std::string_view key = "\"id\":";
    const auto at = line.find(key);
    long id = -1;
    if (at != std::string_view::npos) {
        std::from_chars(line.data() + at + key.size(), line.data() + line.size(), id);
    }
    return id;
}

void expect_success(const std::string& line) {
    if (line.find("\"result\"") == std::string::npos ||
        line.find("\"isError\":true") != std::string::npos) {
        throw std::runtime_error{"the server answered: " + line.substr(0, 2000)};
    }
}

} // namespace

ServerDriver::ServerDriver(const std::string& binary, const std::vector<std::string>& arguments) {
    std::array<int, 2> input{};
    std::array<int, 2> output{};
    if (::pipe2(input.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error{"no pipes"};
    }
    std::vector<std::string> words{binary, "serve"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], 0);
    posix_spawn_file_actions_adddup2(&actions, output[1], 1);
    // Its log is written as ever, a line for each call, but not into the figures.
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    const int failed =
        ::posix_spawn(&process_, binary.c_str(), &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(input[0]);
    ::close(output[1]);
    to_server_ = input[1];
    from_server_ = output[0];
    if (failed != 0) {
        throw std::runtime_error{"cannot start " + binary};
    }
    send_request(++last_id_, "initialize", initialize);
    expect_success(read_line());
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
}

ServerDriver::~ServerDriver() {
    ::close(to_server_);
    ::close(from_server_);
    int status = 0;
    ::waitpid(process_, &status, 0);
}

void ServerDriver::call(std::string_view params) {
    send_request(++last_id_, "tools/call", params);
    std::string line = read_line();
    while (id_of(line) != last_id_) {
        line = read_line();
    }
    expect_success(line);
}

void ServerDriver::list() {
    send_request(++last_id_, "tools/list", "{}");
    expect_success(read_line());
}

Measurement
ServerDriver::run(const std::vector<std::string>& params, int depth, Clock::duration length) {
    Measurement measurement;
    std::unordered_map<long, Clock::time_point> in_flight;
    std::size_t next = 0;
    std::string line;
    const double cpu_before = cpu_seconds();
    const Clock::time_point start = Clock::now();
    const auto begin_call = [&] {
        in_flight.emplace(++last_id_, Clock::now());
        send_request(last_id_, "tools/call", params[next]);
        next = (next + 1) % params.size();
    };
    for (int i = 0; i < depth; ++i) {
        begin_call();
    }
    while (!in_flight.empty()) {
        read_more();
        while (take_line(line)) {
            const auto answered = in_flight.find(id_of(line));
            if (answered == in_flight.end()) {
                continue; // a notification
            }
            expect_success(line);
            measurement.latencies.push_back(Clock::now() - answered->second);
            in_flight.erase(answered);
            if (Clock::now() - start < length) {
                begin_call();
            }
        }
    }
    measurement.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    measurement.cpu_seconds = cpu_seconds() - cpu_before;
    return measurement;
}

double ServerDriver::cpu_seconds() const {
    std::ifstream file{"/proc/" + std::to_string(process_) + "/stat"};
    std::string stat{std::istreambuf_iterator<char>{file}, {}};
    std::istringstream fields{stat.substr(stat.rfind(')') + 2)};
    std::string skipped;
    for (int i = 0; i < 11; ++i) {
        fields >> skipped;
    }
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

long ServerDriver::resident_kilobytes() const {
    std::ifstream status{"/proc/" + std::to_string(process_) + "/status"};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) {
            return std::stol(line.substr(6));
        }
    }
    return 0;
}

void ServerDriver::send_request(long id, std::string_view method, std::string_view params) {
    std::string text = R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")";
    text.append(method).append(R"(","params":)").append(params).append("}\n");
    send(text);
}

void ServerDriver::send(std::string_view text) {
    while (!text.empty()) {
        const ssize_t sent = ::write(to_server_, text.data(), text.size());
        if (sent <= 0) {
            throw std::runtime_error{"the server does not read any more"};
        }
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::string ServerDriver::read_line() {
    std::string line;
    while (!take_line(line)) {
        read_more();
    }
    return line;
}

bool ServerDriver::take_line(std::string& line) {
    const auto end = unread_.find('\n', line_begin_);
    if (end == std::string::npos) {
        unread_.erase(0, line_begin_);
        line_begin_ = 0;
        return false;
    }
    line.assign(unread_, line_begin_, end - line_begin_);
    line_begin_ = end + 1;
    return true;
}

void ServerDriver::read_more() {
    const std::size_t held = unread_.size();
    unread_.resize(held + 65536);
    const ssize_t got = ::read(from_server_, unread_.data() + held, 65536);
    unread_.resize(held + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got <= 0) {
        throw std::runtime_error{"the server has ended"};
    }
}

} // namespace retail_mcp::bench
