#include "transaction_state.hpp"

#include <retail_mcp/db/pool.hpp>

#include <utility>

namespace retail_mcp::db {

namespace {

asio::awaitable<Result<std::vector<Rows>>>
run_at_once(Transaction::State& transaction, const std::vector<Query>& queries) {
    auto taken = co_await transaction.take_connection();
    if (!taken) {
        co_return fail(std::move(taken.error()));
    }
    co_return co_await transaction.run(queries, true);
}

} // namespace

Pool::Pool(asio::any_io_executor executor, PoolOptions options)
    : implementation_{std::make_shared<Implementation>(std::move(executor), std::move(options))} {}

Pool::~Pool() {
    close();
}

asio::awaitable<Result<std::vector<Rows>>>
Pool::run(Context context, Access access, std::vector<Query> queries, Deadline deadline) {
    Transaction::State transaction{implementation_, std::move(context), access, deadline};
    co_return co_await without_throwing(run_at_once(transaction, queries));
}

asio::awaitable<Result<Transaction>>
Pool::begin(Context context, Access access, Deadline deadline) {
    auto state =
        std::make_unique<Transaction::State>(implementation_, std::move(context), access, deadline);
    auto taken = co_await without_throwing(state->take_connection());
    if (!taken) {
        co_return fail(std::move(taken.error()));
    }
    co_return Transaction{std::move(state)};
}

void Pool::warm_up(std::function<void(Result<void>)> done) {
    implementation_->warm_up(std::move(done));
}

void Pool::close() {
    implementation_->close();
}

PoolStatistics Pool::statistics() const {
    return implementation_->statistics();
}

} // namespace retail_mcp::db
