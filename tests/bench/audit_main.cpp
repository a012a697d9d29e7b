// What the record of tool calls costs: the server and one whose records go nowhere, on the same
// database, in turn within one run. (Putting a record together is left in both.)
//
//   retail_mcp_audit_bench BINARY NO_RECORD_LIBRARY [--smoke]      with RETAIL_MCP_HOME holding
//   sample data
//
// See scripts/bench, which prepares all that.

#include "report.hpp"
#include "server_driver.hpp"
#include "workloads.hpp"

#include <retail_mcp/devdb/cluster.hpp>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace retail_mcp::bench {
namespace {

namespace fs = std::filesystem;

/// Records reach the database two seconds after the first of them: a round holds several batches,
/// and what it left is in before the other side's round begins.
struct Effort {
    int rounds = 9;
    std::chrono::milliseconds round{6000};
    std::chrono::milliseconds settling{3000};
};

/// CPU that PostgreSQL has used since it was started, sessions that have ended included.
double postgres_cpu_seconds(const fs::path& data_directory) {
    std::ifstream file{data_directory / "postmaster.pid"};
    long postmaster = 0;
    file >> postmaster;
    double ticks = 0;
    for (const auto& entry : fs::directory_iterator{"/proc"}) {
        const long self = std::atol(entry.path().filename().c_str());
        if (self == 0) {
            continue; // no process
        }
        std::ifstream stat{entry.path() / "stat"};
        const std::string text{std::istreambuf_iterator<char>{stat}, {}};
        const auto name_end = text.rfind(')');
        if (name_end == std::string::npos) {
            continue; // it has just ended
        }
        std::istringstream fields{text.substr(name_end + 2)};
        std::string skipped;
        long parent = 0;
        fields >> skipped >> parent;
        if (self != postmaster && parent != postmaster) {
            continue;
        }
        for (int i = 0; i < 9; ++i) {
            fields >> skipped;
        }
        double user = 0;
        double system = 0;
        double user_of_ended = 0;
        double system_of_ended = 0;
        fields >> user >> system >> user_of_ended >> system_of_ended;
        ticks += user + system + user_of_ended + system_of_ended;
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// One server's rounds.
struct Side {
    ServerDriver server;
    std::vector<double> rate;
    std::vector<double> p50;
    std::vector<double> p99;
    std::vector<double> server_cpu; ///< milliseconds per call
    std::vector<double> postgres_cpu;

    explicit Side(const std::string& binary) : server{binary, {"--principal", principal}} {}

    void forget() { rate = p50 = p99 = server_cpu = postgres_cpu = {}; }

    void measure(
        const Workload& workload, int depth, const Effort& effort, const fs::path& data_directory
    ) {
        const double before = postgres_cpu_seconds(data_directory);
        const double server_before = server.cpu_seconds();
        const Measurement round = server.run(workload.calls, depth, effort.round);
        std::this_thread::sleep_for(effort.settling);
        const auto calls = static_cast<double>(round.latencies.size());
        rate.push_back(round.calls_per_second());
        p50.push_back(milliseconds_at(round, 0.50));
        p99.push_back(milliseconds_at(round, 0.99));
        server_cpu.push_back(1000 * (server.cpu_seconds() - server_before) / calls);
        postgres_cpu.push_back(1000 * (postgres_cpu_seconds(data_directory) - before) / calls);
    }
};

void print_line(
    const char* what, const std::vector<double>& with, const std::vector<double>& without
) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < with.size(); ++i) {
        ratios.push_back(with[i] / without[i]);
    }
    std::printf("  %-28s %9.3f %9.3f %6.3f\n", what, median(with), median(without), median(ratios));
}

int run(const std::string& binary, const std::string& no_record, const Effort& effort) {
    auto cluster = devdb::Cluster::open({});
    if (!cluster || !cluster->start()) {
        throw std::runtime_error{"the private PostgreSQL does not start"};
    }
    const fs::path data = cluster->status().data_directory;
    Side with{binary};
    ::setenv("LD_PRELOAD", no_record.c_str(), 1);
    Side without{binary};
    ::unsetenv("LD_PRELOAD");
    for (const Workload& workload : workloads()) {
        for (const int depth : {1, 8}) {
            for (Side* side : {&with, &without}) {
                side->server.run(workload.calls, depth, effort.round / 4); // plans made
                side->forget();
            }
            std::this_thread::sleep_for(effort.settling);
            for (int round = 0; round < effort.rounds; ++round) {
                // who begins changes: what drifts meets both
                Side& first = round % 2 == 0 ? with : without;
                Side& second = round % 2 == 0 ? without : with;
                first.measure(workload, depth, effort, data);
                second.measure(workload, depth, effort, data);
            }
            std::printf("%s, %d in flight\n", workload.name.c_str(), depth);
            std::printf("  %-28s %9s %9s %6s\n", "", "recorded", "not", "ratio");
            print_line("calls/s", with.rate, without.rate);
            print_line("p50 ms", with.p50, without.p50);
            print_line("p99 ms", with.p99, without.p99);
            print_line("CPU ms per call, server", with.server_cpu, without.server_cpu);
            print_line("CPU ms per call, PostgreSQL", with.postgres_cpu, without.postgres_cpu);
            std::fflush(stdout);
        }
    }
    return EXIT_SUCCESS;
}

} // namespace
} // namespace retail_mcp::bench

int main(int argc, char** argv) {
    using namespace retail_mcp::bench;
    const std::vector<std::string> arguments{argv + 1, argv + argc};
    if (arguments.size() < 2) {
        std::fprintf(stderr, "usage: retail_mcp_audit_bench BINARY NO_RECORD_LIBRARY [--smoke]\n");
        return 2;
    }
    const bool smoke = arguments.size() > 2 && arguments[2] == "--smoke";
    const Effort brief{1, std::chrono::milliseconds{500}, std::chrono::milliseconds{100}};
    try {
        return run(arguments[0], arguments[1], smoke ? brief : Effort{});
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "retail_mcp_audit_bench: %s\n", failure.what());
        return EXIT_FAILURE;
    }
}
