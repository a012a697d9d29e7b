#include "plumbing.hpp"
#include "pool_implementation.hpp"

#include <retail_mcp/db/listener.hpp>

#include <utility>

namespace retail_mcp::db {

struct Listener::State {
    std::shared_ptr<Pool::Implementation> pool;
    const Statement& statement;
    std::function<void()> heard;
    std::shared_ptr<Connection> connection = nullptr;
    bool closed = false;

    static asio::awaitable<bool> listen(std::shared_ptr<State> self, Deadline deadline);

    asio::awaitable<bool> connect(Deadline deadline);
    asio::awaitable<bool> run_statement(Deadline deadline);
    void drop();
};

asio::awaitable<bool> Listener::State::connect(Deadline deadline) {
    connection = std::make_shared<Connection>(pool->executor, pool->look_up, pool->canceller);
    const auto opening = connection;
    const auto opened = co_await opening->open(pool->options.connection, deadline);
    if (!opened || closed) {
        co_return false;
    }
    const auto begun = co_await pool->begin_session(*opening);
    co_return begun.has_value();
}

asio::awaitable<bool> Listener::State::run_statement(Deadline deadline) {
    const auto listening = connection;
    const std::vector<Parameter> process{std::to_string(listening->process_id())};
    std::vector<Step> steps{
        Step{&plumbing::name_listener, {}},
        Step{&plumbing::begin_write, {}},
        Step{&statement, process},
        Step{&plumbing::commit, {}}};
    const Exchange outcome = co_await listening->exchange(std::move(steps), false, deadline);
    co_return !outcome.lost && !outcome.error && outcome.stop == Stop::none &&
        outcome.rows.at(2).text(0, 0) == "t";
}

asio::awaitable<bool> Listener::State::listen(std::shared_ptr<State> self, Deadline deadline) {
    if (self->closed || self->pool->closed) {
        co_return false;
    }
    bool listens = self->connection != nullptr;
    if (!listens) {
        listens = co_await self->connect(deadline);
    }
    if (listens && !self->closed) {
        listens = co_await self->run_statement(deadline);
    }
    if (!listens || self->closed) {
        self->drop();
        co_return false;
    }
    self->connection->forget_notifications();
    self->connection->when_readable([weak = std::weak_ptr{self}] {
        if (const auto state = weak.lock(); state && !state->closed) {
            state->heard();
        }
    });
    co_return true;
}

void Listener::State::drop() {
    if (const auto dropped = std::exchange(connection, nullptr)) {
        dropped->close();
    }
}

Listener::Listener(Pool& pool, const Statement& statement, std::function<void()> heard)
    : state_{std::make_shared<State>(State{pool.implementation_, statement, std::move(heard)})} {}

Listener::~Listener() {
    close();
}

asio::awaitable<bool> Listener::listen(Deadline deadline) {
    return without_throwing(State::listen(state_, deadline));
}

void Listener::close() {
    state_->closed = true;
    state_->drop();
}

} // namespace retail_mcp::db
