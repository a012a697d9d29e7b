#include <retail_mcp/retail/query_vectors.hpp>
#include <retail_mcp/transport/signal.hpp>

#include <asio/post.hpp>
#include <asio/this_coro.hpp>

#include <utility>
#include <vector>

namespace retail_mcp::retail {

namespace {

/// So many queries are remembered: some megabytes at most.
constexpr std::size_t remembered_queries = 500;

Error too_slow() {
    return {
        ErrorCode::timeout,
        "The embedding endpoint did not answer in time.",
        "Try again later; search goes on without it."};
}

} // namespace

/// The worker's part of a question, and the part of whoever waits for it: the worker may be left
/// behind with its own when the process ends.
struct QueryVectors::Question {
    std::vector<std::string> texts;
    Result<std::vector<embeddings::Vector>> vectors = fail(too_slow());
};

struct QueryVectors::Waiter {
    bool is_told = false;
    transport::Signal told;
};

QueryVectors::QueryVectors(
    const asio::any_io_executor& executor,
    Result<std::unique_ptr<embeddings::Embedder>> embedder,
    Patience patience
)
    : executor_{executor}, patience_{patience}, known_{remembered_queries} {
    if (embedder) {
        embedder_ = std::move(*embedder);
    } else {
        trouble_ = std::move(embedder.error());
    }
}

std::string QueryVectors::model() const {
    return embedder_ ? std::string{embedder_->model()} : std::string{};
}

asio::awaitable<Result<embeddings::Vector>>
QueryVectors::vector_of(std::string query, Deadline deadline) {
    if (const embeddings::Vector* known = known_.find(query)) {
        co_return *known;
    }
    if (trouble_ && Clock::now() < resting_until_) {
        co_return fail(*trouble_);
    }
    trouble_.reset();
    auto vector = co_await ask(query, deadline.or_earlier(Deadline::after(patience_.for_a_query)));
    if (vector) {
        known_.remember(query, *vector);
    } else if (vector.error().code != ErrorCode::cancelled) {
        trouble_ = vector.error();
        resting_until_ = Clock::now() + patience_.after_a_failure;
    }
    co_return vector;
}

asio::awaitable<Result<embeddings::Vector>>
QueryVectors::ask(const std::string& query, Deadline deadline) {
    const auto question = std::make_shared<Question>();
    question->texts = {query};
    const auto waiter = std::make_shared<Waiter>(Waiter{false, transport::Signal{executor_}});
    worker_.post(
        [question, embedder = embedder_, deadline] {
            if (!deadline.expired()) { // or it waited for others until nobody waits for it
                question->vectors = embedder->embed(question->texts, deadline);
            }
        },
        [waiter, executor = executor_] {
            asio::post(executor, [waiter] {
                waiter->is_told = true;
                waiter->told.notify();
            });
        }
    );
    while (!waiter->is_told) {
        if (deadline.expired()) {
            co_return fail(too_slow());
        }
        co_await waiter->told.wait_until(deadline);
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            co_return fail(ErrorCode::cancelled, "The call was cancelled.");
        }
    }
    if (!question->vectors) {
        co_return fail(question->vectors.error());
    }
    co_return std::move(question->vectors->front());
}

} // namespace retail_mcp::retail
