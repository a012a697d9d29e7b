#include "plumbing.hpp"
#include "transaction_state.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace retail_mcp::db {

namespace {

// The queries' own rows, without those of the statements around them.
std::vector<Rows> rows_of(Exchange& exchange, std::size_t first, std::size_t count) {
    const auto begin = exchange.rows.begin() + static_cast<std::ptrdiff_t>(first);
    return {
        std::make_move_iterator(begin),
        std::make_move_iterator(begin + static_cast<std::ptrdiff_t>(count))};
}

} // namespace

Transaction::State::State(
    std::shared_ptr<Pool::Implementation> pool_to_use,
    Context context_to_set,
    Access access_wanted,
    Deadline deadline_for_all
)
    : pool{std::move(pool_to_use)}, access{access_wanted}, deadline{deadline_for_all} {
    context[0] = std::move(context_to_set.store);
    if (!context_to_set.trace.empty()) {
        context[1] = std::move(context_to_set.trace);
    }
}

asio::awaitable<Result<void>> Transaction::State::take_connection() {
    lease.reset();
    auto acquired = co_await pool->acquire(deadline);
    if (!acquired) {
        co_return fail(std::move(acquired.error()));
    }
    lease.emplace(std::move(*acquired));
    co_return Result<void>{};
}

asio::awaitable<Result<std::vector<Rows>>>
Transaction::State::run(const std::vector<Query>& queries, bool last) {
    server_error.reset();
    bool second_try = false;
    while (lease) {
        const auto steps = steps_for(queries, last);
        Exchange outcome = co_await pool->exchange(*lease, steps, deadline);
        if (!outcome.lost && !outcome.error) {
            const std::size_t after = last ? 1 : 0;
            const std::size_t before = steps.size() - queries.size() - after;
            begun = true;
            if (last) {
                end();
            }
            co_return rows_of(outcome, before, queries.size());
        }
        if (!std::exchange(second_try, true) && worth_another_try(outcome)) {
            auto taken = co_await take_connection();
            if (!taken) {
                co_return fail(std::move(taken.error()));
            }
            continue;
        }
        end();
        Error error = pool->failure(outcome, steps, access);
        if (error.code != ErrorCode::cancelled) { // that error is what the cancel brought about
            server_error = std::move(outcome.error);
        }
        co_return fail(std::move(error));
    }
    co_return fail(Error{ErrorCode::internal_error, "The transaction is over already."});
}

std::vector<Step>
Transaction::State::steps_for(const std::vector<Query>& queries, bool last) const {
    std::vector<Step> steps = begun ? std::vector<Step>{} : pool->opening_steps(access, context);
    const bool each_call = std::any_of(queries.begin(), queries.end(), [](const Query& query) {
        return query.statement->planned_for_each_call;
    });
    if (each_call) {
        steps.push_back(Step{&plumbing::plan_for_each_call, {}});
    }
    for (const Query& query : queries) {
        steps.push_back(Step{query.statement, query.parameters});
    }
    if (last) {
        steps.push_back(Step{&plumbing::commit, {}});
    }
    return steps;
}

// Only a pipeline that carried BEGIN may be sent again: nothing of it has happened if a statement
// was not known, and nothing that counts if it only reads.
bool Transaction::State::worth_another_try(const Exchange& exchange) {
    if (begun || exchange.stop != Stop::none) {
        return false;
    }
    return (exchange.lost && access == Access::read) || pool->turns_prepared_off(exchange);
}

Transaction::Transaction(std::unique_ptr<State> state) noexcept : state_{std::move(state)} {}

Transaction::Transaction(Transaction&&) noexcept = default;
Transaction& Transaction::operator=(Transaction&&) noexcept = default;
Transaction::~Transaction() = default;

asio::awaitable<Result<std::vector<Rows>>> Transaction::execute(std::vector<Query> queries) {
    co_return co_await without_throwing(state_->run(queries, false));
}

asio::awaitable<Result<std::vector<Rows>>> Transaction::finish(std::vector<Query> queries) {
    co_return co_await without_throwing(state_->run(queries, true));
}

void Transaction::roll_back() noexcept {
    state_->end();
}

const ServerError* Transaction::server_error() const noexcept {
    return state_->server_error ? &*state_->server_error : nullptr;
}

} // namespace retail_mcp::db
