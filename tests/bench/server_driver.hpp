#pragma once

#include "measurement.hpp"

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace retail_mcp::bench {

/// A `retail-mcp serve` of our own, driven over its real pipes as an assistant would. Anything
/// but a successful answer throws std::runtime_error with the line.
class ServerDriver {
public:
    /// Starts the binary with these arguments and says initialize.
    ServerDriver(const std::string& binary, const std::vector<std::string>& arguments);
    ~ServerDriver();
    ServerDriver(const ServerDriver&) = delete;
    ServerDriver& operator=(const ServerDriver&) = delete;

    /// One tools/call, given as the JSON text of its params.
    void call(std::string_view params);

    /// One tools/list.
    void list();

    /// Keeps `depth` calls in flight, these params in turn.
    Measurement run(const std::vector<std::string>& params, int depth, Clock::duration length);

    double cpu_seconds() const;
    long resident_kilobytes() const;

private:
    void send(std::string_view text);
    void send_request(long id, std::string_view method, std::string_view params);
    std::string read_line();
    bool take_line(std::string& line);
    void read_more();

    pid_t process_ = -1;
    int to_server_ = -1;
    int from_server_ = -1;
    std::string unread_;
    std::size_t line_begin_ = 0;
    long last_id_ = 0;
};

} // namespace retail_mcp::bench
