#pragma once

#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/embedding_run.hpp>

#include <span>
#include <string>
#include <vector>

/// What the runs of every provider share.
namespace retail_mcp::retail {

/// A row of embedding_stores.sql.
struct StoreState {
    std::string store_id;
    std::int64_t products = 0;
    std::int64_t revision = 0;
    bool is_known = false;
    bool is_active = false;
    std::int64_t dimensions = 0;
    std::int64_t trained_on = 0;
    std::int64_t since_training = 0;
    bool is_finished = false; ///< a run came to its end since the last training
    bool is_current = false;
    std::int64_t missing = 0;

    static constexpr auto fields() {
        return field_list(
            field("store_id", &StoreState::store_id),
            field("products", &StoreState::products),
            field("revision", &StoreState::revision),
            field("is_known", &StoreState::is_known),
            field("is_active", &StoreState::is_active),
            field("dimensions", &StoreState::dimensions),
            field("trained_on", &StoreState::trained_on),
            field("since_training", &StoreState::since_training),
            field("is_finished", &StoreState::is_finished),
            field("is_current", &StoreState::is_current),
            field("missing", &StoreState::missing)
        );
    }
};

/// How the model stands in each store that the run is about; store_not_available when there is
/// none.
Result<std::vector<StoreState>> store_states(
    db::AdminConnection& database, const EmbeddingOptions& options, const std::string& model
);

/// Runs a statement whose rows do not matter.
Result<void> run_statement(
    db::AdminConnection& database,
    const db::Statement& statement,
    const std::vector<db::Parameter>& parameters
);

/// Forgets what the model has made in the store, its index included.
Result<void>
forget_vectors(db::AdminConnection& database, const std::string& store, const std::string& model);

/// Makes the store's index if it wants one, and says that the run is finished.
Result<void> finish_run(
    db::AdminConnection& database,
    const std::string& store,
    const std::string& model,
    const std::string& revision,
    const EmbeddingListener& listener
);

/// "[0.5,-0.25]", as PostgreSQL reads a vector.
std::string vector_text(std::span<const float> vector);

} // namespace retail_mcp::retail
