// How far the server is from the limit: its calls over real pipes, interleaved with exactly the
// same statements in the same transaction shape sent through bare libpq in pipeline mode.
//
//   retail_mcp_bench BINARY [--smoke]      with RETAIL_MCP_HOME holding sample data
//
// See scripts/bench, which prepares all that.

#include "bare_driver.hpp"
#include "report.hpp"
#include "server_driver.hpp"
#include "support/gate.hpp"
#include "workloads.hpp"

#include <retail_mcp/devdb/cluster.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace retail_mcp::bench {
namespace {

constexpr int connections = 4;

struct Effort {
    int rounds = 7;
    std::chrono::milliseconds round{2000};
};

template <class Value>
Value expect(Result<Value> result) {
    if (!result) {
        throw std::runtime_error{result.error().message + " " + result.error().detail};
    }
    return std::move(*result);
}

double milliseconds_for(const std::function<void()>& work) {
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// The call's statements as they go over the one connection once everything is prepared. The server
// also writes its record of calls there, now and then: what was caught together with that is
// thrown away.
RecordedCall record_alone(ServerDriver& server, const test::Gate& gate, const std::string& call) {
    server.call(call);
    constexpr int attempts = 20;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const std::size_t before = gate.sent_on_first_connection().size();
        server.call(call);
        RecordedCall recorded = recorded_call(gate.sent_on_first_connection(), before);
        const bool disturbed = std::any_of(recorded.begin(), recorded.end(), [](const auto& each) {
            return each.text.find("record_tool_calls") != std::string::npos;
        });
        if (!recorded.empty() && !disturbed) {
            return recorded;
        }
    }
    throw std::runtime_error{"could not record what is sent to PostgreSQL for " + call};
}

std::map<std::string, RecordedCall>
record(const std::string& binary, const devdb::Cluster& cluster) {
    const auto status = cluster.status();
    const test::Gate gate{status.socket_directory, status.port};
    const std::string url =
        expect(cluster.connection_string(principal)) + " host='" + gate.host() + "'";
    ::setenv("RETAIL_MCP_MAX_CONNECTIONS", "1", 1);
    ServerDriver server{binary, {"--database-url", url}};
    ::unsetenv("RETAIL_MCP_MAX_CONNECTIONS");
    std::map<std::string, RecordedCall> recorded;
    for (const Workload& workload : workloads()) {
        for (const std::string& call : workload.calls) {
            recorded[call] = record_alone(server, gate, call);
        }
    }
    return recorded;
}

Comparison compare(
    ServerDriver& server,
    BareDriver& bare,
    const Workload& workload,
    int depth,
    const Effort& effort
) {
    Comparison comparison{workload.name, depth, {}, {}, 0};
    server.run(workload.calls, depth, effort.round / 4); // connections and plans made
    bare.run(depth, effort.round / 4);
    for (int round = 0; round < effort.rounds; ++round) {
        comparison.server.push_back(server.run(workload.calls, depth, effort.round));
        comparison.bare.push_back(bare.run(depth, effort.round));
    }
    comparison.resident_kilobytes = server.resident_kilobytes();
    return comparison;
}

void print_start_times(const std::string& binary) {
    const std::vector<std::string> arguments{"--principal", principal};
    const double listed = milliseconds_for([&] { ServerDriver{binary, arguments}.list(); });
    const double answered = milliseconds_for([&] {
        ServerDriver{binary, arguments}.call(ten_row_page);
    });
    std::printf(
        "start to first tools/list and exit: %.0f ms; to first answer and exit: %.0f ms\n",
        listed,
        answered
    );
}

int run(const std::string& binary, const Effort& effort) {
    auto cluster = expect(devdb::Cluster::open({}));
    if (auto started = cluster.start(); !started) {
        throw std::runtime_error{started.error().message};
    }
    print_start_times(binary);
    const auto recorded = record(binary, cluster);
    // Planned once per statement, as the server does: the limit, not PostgreSQL's second thoughts.
    const std::string conninfo = expect(cluster.connection_string(principal)) +
                                 " options='-c plan_cache_mode=force_generic_plan'";
    ServerDriver server{binary, {"--principal", principal}};
    print_heading();
    for (const Workload& workload : workloads()) {
        std::vector<RecordedCall> calls;
        for (const std::string& call : workload.calls) {
            calls.push_back(recorded.at(call));
        }
        BareDriver bare{conninfo, std::move(calls), connections};
        for (const int depth : {1, 8, 64}) {
            print(compare(server, bare, workload, depth, effort));
        }
    }
    return EXIT_SUCCESS;
}

} // namespace
} // namespace retail_mcp::bench

int main(int argc, char** argv) {
    using namespace retail_mcp::bench;
    const std::vector<std::string> arguments{argv + 1, argv + argc};
    if (arguments.empty()) {
        std::fprintf(stderr, "usage: retail_mcp_bench BINARY [--smoke]\n");
        return 2;
    }
    const bool smoke = arguments.size() > 1 && arguments[1] == "--smoke";
    const Effort brief{1, std::chrono::milliseconds{500}};
    try {
        return run(arguments[0], smoke ? brief : Effort{});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "retail_mcp_bench: %s\n", failure.what());
        return EXIT_FAILURE;
    }
}
