#include "store_run.hpp"

#include <retail_mcp/embeddings/term_vectors.hpp>
#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/retail/store_context.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>
#include <string_view>

namespace retail_mcp::retail {

namespace {

constexpr std::size_t terms_per_insert = 500;
constexpr std::int64_t products_per_transaction = 1000;
/// One product in so many, come or changed since the training, makes a new one worth it.
constexpr std::int64_t worth_training = 5;

/// A row of embedding_sum_products.sql.
struct Batch {
    std::optional<std::int64_t> last;
    std::int64_t seen = 0;
    std::int64_t made = 0;

    static constexpr auto fields() {
        return field_list(
            field("last", &Batch::last), field("seen", &Batch::seen), field("made", &Batch::made)
        );
    }
};

/// One store's run.
class CatalogueRun {
public:
    CatalogueRun(
        db::AdminConnection& database,
        const StoreState& state,
        std::string model,
        int dimensions,
        const EmbeddingListener& listener
    )
        : database_{database},
          state_{state},
          model_{std::move(model)},
          dimensions_{dimensions},
          listener_{listener} {}

    Result<void> train();

    /// Vectors of the products that have none, in short transactions; how many.
    Result<std::int64_t> fill(bool after_training);

private:
    Result<embeddings::Corpus> read_corpus();
    Result<void> write_terms(const embeddings::Corpus& corpus);
    Result<Batch> fill_batch(std::int64_t after, bool after_training);

    db::AdminConnection& database_;
    const StoreState& state_;
    std::string model_;
    int dimensions_;
    const EmbeddingListener& listener_;
    std::string revision_;
};

Result<embeddings::Corpus> CatalogueRun::read_corpus() {
    const std::vector<db::Parameter> parameters{state_.store_id};
    const auto rows = database_.query(sql::embedding_training_terms, parameters);
    if (!rows) {
        return tl::unexpected{rows.error()};
    }
    embeddings::Corpus corpus;
    std::vector<std::string_view> terms;
    for (int row = 0; row < rows->size(); ++row) {
        terms.clear();
        std::string_view rest = rows->text(row, 0);
        while (!rest.empty()) {
            const std::string_view term = rest.substr(0, rest.find('\x1f'));
            rest.remove_prefix(std::min(rest.size(), term.size() + 1));
            terms.push_back(term);
        }
        corpus.add(terms);
    }
    return corpus;
}

Result<void> CatalogueRun::write_terms(const embeddings::Corpus& corpus) {
    Result<void> written;
    std::vector<std::string> terms;
    std::vector<std::string> vectors;
    const auto write = [&] {
        if (!terms.empty()) {
            written = run_statement(
                database_,
                sql::embedding_add_terms,
                {state_.store_id, model_, text_array(terms), text_array(vectors)}
            );
        }
        terms.clear();
        vectors.clear();
    };
    embeddings::train_term_vectors(
        corpus,
        {.dimensions = static_cast<std::size_t>(dimensions_)},
        [&](std::string_view term, std::span<const float> vector) {
            terms.emplace_back(term);
            vectors.push_back(vector_text(vector));
            if (terms.size() == terms_per_insert) {
                write();
            }
            return written.has_value();
        },
        [&](std::size_t done, std::size_t total) {
            listener_({state_.store_id + ": training", done, total});
        }
    );
    if (written) {
        write();
    }
    return written;
}

Result<void> CatalogueRun::train() {
    const auto corpus = read_corpus();
    if (!corpus) {
        return tl::unexpected{corpus.error()};
    }
    if (auto forgotten = forget_vectors(database_, state_.store_id, model_); !forgotten) {
        return forgotten;
    }
    // The terms and the note that they are complete belong together.
    return database_.transaction([&]() -> Result<void> {
        return run_statement(
                   database_,
                   sql::embedding_model,
                   {state_.store_id, model_, std::to_string(dimensions_), "catalogue"}
        )
            .and_then([&] { return write_terms(*corpus); })
            .and_then([&] {
                return run_statement(
                    database_,
                    sql::embedding_trained,
                    {state_.store_id, model_, std::to_string(corpus->products())}
                );
            });
    });
}

Result<Batch> CatalogueRun::fill_batch(std::int64_t after, bool after_training) {
    Batch batch;
    const std::vector<db::Parameter> store{state_.store_id};
    const std::vector<db::Parameter> parameters{
        state_.store_id, model_, std::to_string(after), std::to_string(products_per_transaction)};
    auto done = database_.transaction([&]() -> Result<void> {
        const auto lock = database_.query(sql::embedding_lock, store);
        if (!lock) {
            return tl::unexpected{lock.error()};
        }
        revision_ = lock->text(0, 0);
        const auto rows = database_.query(sql::embedding_sum_products, parameters);
        if (!rows) {
            return tl::unexpected{rows.error()};
        }
        batch = row_as<Batch>(*rows);
        if (after_training || batch.made == 0) {
            return {};
        }
        return run_statement(
            database_, sql::embedding_grown, {state_.store_id, model_, std::to_string(batch.made)}
        );
    });
    if (!done) {
        return tl::unexpected{done.error()};
    }
    return batch;
}

Result<std::int64_t> CatalogueRun::fill(bool after_training) {
    std::int64_t made = 0;
    std::int64_t after = 0;
    const std::int64_t wanted = after_training ? state_.products : state_.missing;
    for (std::int64_t seen = 0;;) {
        const auto batch = fill_batch(after, after_training);
        if (!batch) {
            return tl::unexpected{batch.error()};
        }
        if (!batch->last) {
            break;
        }
        after = *batch->last;
        made += batch->made;
        seen += batch->seen;
        listener_(
            {state_.store_id + ": products",
             static_cast<std::uint64_t>(seen),
             static_cast<std::uint64_t>(std::max(seen, wanted))}
        );
    }
    if (auto done = finish_run(database_, state_.store_id, model_, revision_, listener_); !done) {
        return tl::unexpected{done.error()};
    }
    return made;
}

bool wants_training(const StoreState& state, const EmbeddingOptions& options) {
    if (options.retrain || state.trained_on == 0) {
        return true;
    }
    // What an interrupted run left out is not what came since the training.
    return state.is_finished &&
           (state.since_training + state.missing) * worth_training >= state.products;
}

} // namespace

Result<std::vector<StoreEmbedding>> embed_by_catalogue(
    db::AdminConnection& database,
    const EmbeddingOptions& options,
    int dimensions,
    const EmbeddingListener& listener
) {
    const std::string model = "catalogue-" + std::to_string(dimensions);
    const auto states = store_states(database, options, model);
    if (!states) {
        return tl::unexpected{states.error()};
    }
    std::vector<StoreEmbedding> report;
    bool has_trained = false;
    for (const StoreState& state : *states) {
        StoreEmbedding& store = report.emplace_back();
        store.store_id = state.store_id;
        store.model = model;
        store.products = state.products;
        store.trained = wants_training(state, options);
        store.made = store.trained ? state.products : state.missing;
        if (options.dry_run) {
            continue;
        }
        if (!store.trained && state.is_current && state.is_active) {
            store.made = 0;
            continue;
        }
        CatalogueRun run{database, state, model, dimensions, listener};
        if (store.trained) {
            if (auto trained = run.train(); !trained) {
                return tl::unexpected{trained.error()};
            }
        }
        const auto made = run.fill(store.trained || !state.is_finished);
        if (!made) {
            return tl::unexpected{made.error()};
        }
        store.made = *made;
        has_trained = has_trained || store.trained;
    }
    if (has_trained) {
        if (auto settled = run_statement(database, sql::embedding_vacuum, {}); !settled) {
            return tl::unexpected{settled.error()};
        }
    }
    return report;
}

} // namespace retail_mcp::retail
