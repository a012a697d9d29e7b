#pragma once

#include <retail_mcp/base/deadline.hpp>
#include <retail_mcp/base/error.hpp>
#include <retail_mcp/base/worker.hpp>
#include <retail_mcp/embeddings/embedder.hpp>

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace retail_mcp::retail {

/// Search queries as vectors by a model elsewhere, made beside the server's one thread. A model
/// that is slow or down costs a search no more than a moment, and the next ones nothing at all.
/// Belongs to one thread; outlives the coroutines that wait for it.
class QueryVectors {
public:
    using Clock = Deadline::Clock;

    struct Patience {
        /// Longest that a search waits for its vector.
        Clock::duration for_a_query = std::chrono::milliseconds{1500};
        /// After the model failed it is left alone for so long.
        Clock::duration after_a_failure = std::chrono::seconds{15};
    };

    /// `embedder`: the model, or why there is none: every query is then answered with that.
    QueryVectors(
        const asio::any_io_executor& executor,
        Result<std::unique_ptr<embeddings::Embedder>> embedder,
        Patience patience
    );

    /// What the vectors are filed under; empty when there is no model.
    std::string model() const;

    /// The query's vector. Errors: the embedder's; timeout.
    asio::awaitable<Result<embeddings::Vector>> vector_of(std::string query, Deadline deadline);

private:
    struct Question;
    struct Waiter;

    asio::awaitable<Result<embeddings::Vector>> ask(const std::string& query, Deadline deadline);

    asio::any_io_executor executor_;
    std::shared_ptr<embeddings::Embedder> embedder_; ///< shared with a question on its way
    Patience patience_;
    embeddings::VectorCache known_;
    std::optional<Error> trouble_;
    Clock::time_point resting_until_ = Clock::time_point::max();
    Worker worker_{1};
};

} // namespace retail_mcp::retail
