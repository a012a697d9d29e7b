#pragma once

#include <retail_mcp/base/error.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retail_mcp::db {
class AdminConnection;
}

namespace retail_mcp::embeddings {
class Embedder;
}

/// Makes the vectors that search by meaning works with, store by store. Everything here blocks; use
/// it from an administration command or from a worker thread. What a run has made stays when it is
/// interrupted: the next one makes the rest.
namespace retail_mcp::retail {

struct EmbeddingOptions {
    std::optional<std::string> store = {}; ///< every store that has products, without it
    /// All vectors anew, not only those that are missing.
    bool retrain = false;
    /// Looks and reports, and changes nothing.
    bool dry_run = false;
};

/// What a run did (or, on a dry run, would do) in one store.
struct StoreEmbedding {
    std::string store_id;
    std::string model;
    std::int64_t products = 0;
    /// Vectors that were made; on a dry run those that are missing.
    std::int64_t made = 0;
    /// The model was trained (anew) on the catalogue.
    bool trained = false;
    /// By a model elsewhere: about how many tokens are in the texts that it has to read.
    std::int64_t tokens = 0;
};

/// `step` has come to `done` of `total`.
struct EmbeddingProgress {
    std::string step; ///< "seattle: training"
    std::uint64_t done = 0;
    std::uint64_t total = 0;
};

using EmbeddingListener = std::function<void(const EmbeddingProgress&)>;

/// Width of the vectors that are trained on the catalogue when nothing else was asked for.
inline constexpr int catalogue_dimensions = 384;

/// By a model trained on the store's own catalogue: no network, and the same catalogue gives the
/// same bytes. Trained anew when a fifth of the products came or changed since the last training.
/// The model is called catalogue-DIMENSIONS. Errors: store_not_available, and the database's.
Result<std::vector<StoreEmbedding>> embed_by_catalogue(
    db::AdminConnection& database,
    const EmbeddingOptions& options,
    int dimensions,
    const EmbeddingListener& listener
);

/// By a model elsewhere: sends it the texts of the products that have no vector of it (with
/// `retrain` of all products) batch by batch, and nothing else. Each batch stays once it is made.
/// `provider` is noted beside the model. Errors: store_not_available, configuration_error when the
/// model's width is not that of the vectors already there, the embedder's, and the database's.
Result<std::vector<StoreEmbedding>> embed_by_endpoint(
    db::AdminConnection& database,
    const EmbeddingOptions& options,
    embeddings::Embedder& embedder,
    std::string_view provider,
    const EmbeddingListener& listener
);

} // namespace retail_mcp::retail
