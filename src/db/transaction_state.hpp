#pragma once

#include "pool_implementation.hpp"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace retail_mcp::db {

/// A transaction's life: begun with its first pipeline, over with COMMIT, failure or rollback.
struct Transaction::State {
    State(
        std::shared_ptr<Pool::Implementation> pool_to_use,
        Context context_to_set,
        Access access_wanted,
        Deadline deadline_for_all
    );

    /// Waits for a connection.
    asio::awaitable<Result<void>> take_connection();

    /// One pipeline: the opening with the first one, the queries, COMMIT with the last. Ends the
    /// transaction when it fails.
    asio::awaitable<Result<std::vector<Rows>>> run(const std::vector<Query>& queries, bool last);

    void end() noexcept { lease.reset(); }

    std::shared_ptr<Pool::Implementation> pool;
    std::array<Parameter, 2> context;
    Access access;
    Deadline deadline;
    std::optional<Lease> lease;
    bool begun = false;
    std::optional<ServerError> server_error;

private:
    std::vector<Step> steps_for(const std::vector<Query>& queries, bool last) const;
    bool worth_another_try(const Exchange& exchange);
};

} // namespace retail_mcp::db
