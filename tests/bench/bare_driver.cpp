#include "bare_driver.hpp"

#include <libpq-fe.h>

#include <poll.h>

#include <deque>
#include <set>
#include <stdexcept>

namespace retail_mcp::bench {

namespace {

struct Finish {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};

std::vector<const char*> pointers(const RecordedStatement& statement) {
    std::vector<const char*> values;
    for (const auto& parameter : statement.parameters) {
        values.push_back(parameter ? parameter->c_str() : nullptr);
    }
    return values;
}

} // namespace

struct BareDriver::Connection {
    std::unique_ptr<PGconn, Finish> handle;
    std::set<std::string> prepared;
    std::deque<Clock::time_point> begun;

    [[noreturn]] void fail() const { throw std::runtime_error{PQerrorMessage(handle.get())}; }
};

BareDriver::BareDriver(
    const std::string& conninfo, std::vector<RecordedCall> calls, int connections
)
    : calls_{std::move(calls)} {
    for (int i = 0; i < connections; ++i) {
        auto connection = std::make_unique<Connection>();
        connection->handle.reset(PQconnectdb(conninfo.c_str()));
        if (PQstatus(connection->handle.get()) != CONNECTION_OK) {
            connection->fail();
        }
        PQsetnonblocking(connection->handle.get(), 1);
        PQenterPipelineMode(connection->handle.get());
        connections_.push_back(std::move(connection));
    }
}

BareDriver::~BareDriver() = default;

void BareDriver::begin_call(Connection& connection) {
    PGconn* const handle = connection.handle.get();
    bool sent = true;
    for (const RecordedStatement& statement : calls_[next_call_]) {
        // What has no name is planned for each call, there as here.
        if (statement.name.empty() || connection.prepared.insert(statement.name).second) {
            sent = sent && PQsendPrepare(
                               handle, statement.name.c_str(), statement.text.c_str(), 0, nullptr
                           ) == 1;
        }
        const auto values = pointers(statement);
        sent = sent && PQsendQueryPrepared(
                           handle,
                           statement.name.c_str(),
                           static_cast<int>(values.size()),
                           values.data(),
                           nullptr,
                           nullptr,
                           0
                       ) == 1;
    }
    if (!sent || PQpipelineSync(handle) != 1 || PQflush(handle) < 0) {
        connection.fail();
    }
    connection.begun.push_back(Clock::now());
    next_call_ = (next_call_ + 1) % calls_.size();
}

void BareDriver::collect(Connection& connection, Measurement& measurement) {
    PGconn* const handle = connection.handle.get();
    if (PQconsumeInput(handle) != 1 || PQflush(handle) < 0) {
        connection.fail();
    }
    while (!connection.begun.empty() && PQisBusy(handle) == 0) {
        PGresult* const result = PQgetResult(handle);
        const auto status = result == nullptr ? PGRES_EMPTY_QUERY : PQresultStatus(result);
        PQclear(result);
        if (status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED) {
            connection.fail();
        }
        if (status == PGRES_PIPELINE_SYNC) {
            measurement.latencies.push_back(Clock::now() - connection.begun.front());
            connection.begun.pop_front();
        }
    }
}

Measurement BareDriver::run(int depth, Clock::duration length) {
    Measurement measurement;
    const Clock::time_point start = Clock::now();
    int in_flight = 0;
    while (Clock::now() - start < length || in_flight > 0) {
        const bool more = Clock::now() - start < length;
        for (std::size_t turn = 0; more && in_flight < depth; ++turn) {
            Connection& connection = *connections_[turn % connections_.size()];
            const std::size_t round = turn / connections_.size();
            if (connection.begun.size() <= round) {
                begin_call(connection);
                ++in_flight;
            }
        }
        std::vector<pollfd> events;
        for (const auto& connection : connections_) {
            events.push_back({PQsocket(connection->handle.get()), POLLIN, 0});
        }
        ::poll(events.data(), events.size(), -1);
        in_flight = 0;
        for (std::size_t i = 0; i < connections_.size(); ++i) {
            if (events[i].revents != 0) {
                collect(*connections_[i], measurement);
            }
            in_flight += static_cast<int>(connections_[i]->begun.size());
        }
    }
    measurement.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return measurement;
}

} // namespace retail_mcp::bench
