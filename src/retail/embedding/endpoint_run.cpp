#include "store_run.hpp"

#include <retail_mcp/embeddings/embedder.hpp>
#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/retail/store_context.hpp>
#include <retail_mcp/sql.hpp>

#include <algorithm>
#include <chrono>

namespace retail_mcp::retail {

namespace {

/// Longest that one batch may take, the endpoint's pauses included; what came before it stays.
constexpr std::chrono::minutes patience{10};

/// A row of embedding_texts.sql.
struct Text {
    std::int64_t product_no = 0;
    std::string product_id;
    std::string text;

    static constexpr auto fields() {
        return field_list(
            field("product_no", &Text::product_no),
            field("product_id", &Text::product_id),
            field("text", &Text::text)
        );
    }
};

/// One store's run. Nothing is locked while the endpoint is waited for.
class EndpointRun {
public:
    EndpointRun(
        db::AdminConnection& database,
        const StoreState& state,
        embeddings::Embedder& embedder,
        std::string provider,
        const EmbeddingListener& listener
    )
        : database_{database},
          state_{state},
          embedder_{embedder},
          model_{embedder.model()},
          provider_{std::move(provider)},
          listener_{listener} {}

    /// Vectors of the products that have none; how many.
    Result<std::int64_t> fill(std::int64_t wanted);

private:
    Result<std::vector<Text>> next_texts(std::int64_t after);
    Result<std::int64_t> embed(const std::vector<Text>& texts);
    Result<void> enter_model(std::size_t width);

    db::AdminConnection& database_;
    const StoreState& state_;
    embeddings::Embedder& embedder_;
    std::string model_;
    std::string provider_;
    const EmbeddingListener& listener_;
    std::string revision_;
    std::size_t width_ = 0;
};

Result<std::vector<Text>> EndpointRun::next_texts(std::int64_t after) {
    const std::vector<db::Parameter> store{state_.store_id};
    const std::vector<db::Parameter> parameters{
        state_.store_id, model_, std::to_string(after), std::to_string(embedder_.batch_size())};
    std::vector<Text> texts;
    auto done = database_.transaction([&]() -> Result<void> {
        const auto lock = database_.query(sql::embedding_lock, store);
        if (!lock) {
            return tl::unexpected{lock.error()};
        }
        revision_ = lock->text(0, 0);
        const auto rows = database_.query(sql::embedding_texts, parameters);
        if (!rows) {
            return tl::unexpected{rows.error()};
        }
        texts = rows_as<Text>(*rows);
        return {};
    });
    if (!done) {
        return tl::unexpected{done.error()};
    }
    return texts;
}

Result<void> EndpointRun::enter_model(std::size_t width) {
    if (width_ != 0) {
        return {};
    }
    width_ = width;
    const bool has_vectors = state_.missing < state_.products;
    if (has_vectors && state_.dimensions != static_cast<std::int64_t>(width)) {
        return fail(
            ErrorCode::configuration_error,
            "The model " + model_ + " has vectors of " + std::to_string(state_.dimensions) +
                " dimensions in store " + state_.store_id + " and now gives " +
                std::to_string(width) + ".",
            "Set embeddings_dimensions back, or make all vectors anew: retail-mcp embed --retrain"
        );
    }
    return run_statement(
        database_, sql::embedding_model, {state_.store_id, model_, std::to_string(width), provider_}
    );
}

Result<std::int64_t> EndpointRun::embed(const std::vector<Text>& texts) {
    std::vector<std::string> ids;
    std::vector<std::string> words;
    for (const Text& text : texts) {
        ids.push_back(text.product_id);
        words.push_back(text.text);
    }
    const auto vectors = embedder_.embed(words, Deadline::after(patience));
    if (!vectors) {
        return tl::unexpected{vectors.error()};
    }
    if (auto entered = enter_model(vectors->front().size()); !entered) {
        return tl::unexpected{entered.error()};
    }
    std::vector<std::string> written;
    for (const embeddings::Vector& vector : *vectors) {
        written.push_back(vector_text(vector));
    }
    std::int64_t made = 0;
    const std::vector<db::Parameter> store{state_.store_id};
    const std::vector<db::Parameter> parameters{
        state_.store_id, model_, text_array(ids), text_array(words), text_array(written)};
    auto done = database_.transaction([&]() -> Result<void> {
        if (auto lock = database_.query(sql::embedding_lock, store); !lock) {
            return tl::unexpected{lock.error()};
        }
        const auto rows = database_.query(sql::embedding_add_products, parameters);
        if (!rows) {
            return tl::unexpected{rows.error()};
        }
        made = std::stoll(std::string{rows->text(0, 0)});
        return {};
    });
    if (!done) {
        return tl::unexpected{done.error()};
    }
    return made;
}

Result<std::int64_t> EndpointRun::fill(std::int64_t wanted) {
    std::int64_t made = 0;
    std::int64_t after = 0;
    // Texts may change while their vectors are made: over and over, until nothing is left to make.
    for (std::int64_t made_before = -1;;) {
        const auto texts = next_texts(after);
        if (!texts) {
            return tl::unexpected{texts.error()};
        }
        if (texts->empty()) {
            if (after == 0 || made == made_before) {
                break;
            }
            made_before = made;
            after = 0;
            continue;
        }
        const auto more = embed(*texts);
        if (!more) {
            return tl::unexpected{more.error()};
        }
        made += *more;
        after = texts->back().product_no;
        listener_(
            {state_.store_id + ": vectors by " + model_,
             static_cast<std::uint64_t>(made),
             static_cast<std::uint64_t>(std::max(made, wanted))}
        );
    }
    if (auto done = finish_run(database_, state_.store_id, model_, revision_, listener_); !done) {
        return tl::unexpected{done.error()};
    }
    return made;
}

Result<std::int64_t>
tokens_to_send(db::AdminConnection& database, const StoreEmbedding& store, bool all) {
    const std::vector<db::Parameter> parameters{
        store.store_id, store.model, std::string{all ? "true" : "false"}};
    const auto rows = database.query(sql::embedding_tokens, parameters);
    if (!rows) {
        return tl::unexpected{rows.error()};
    }
    return std::stoll(std::string{rows->text(0, 0)});
}

} // namespace

Result<std::vector<StoreEmbedding>> embed_by_endpoint(
    db::AdminConnection& database,
    const EmbeddingOptions& options,
    embeddings::Embedder& embedder,
    std::string_view provider,
    const EmbeddingListener& listener
) {
    auto states = store_states(database, options, std::string{embedder.model()});
    if (!states) {
        return tl::unexpected{states.error()};
    }
    std::vector<StoreEmbedding> report;
    bool has_made = false;
    for (StoreState& state : *states) {
        StoreEmbedding& store = report.emplace_back();
        store.store_id = state.store_id;
        store.model = embedder.model();
        store.products = state.products;
        store.made = options.retrain ? state.products : state.missing;
        const auto tokens = tokens_to_send(database, store, options.retrain);
        if (!tokens) {
            return tl::unexpected{tokens.error()};
        }
        store.tokens = *tokens;
        if (options.dry_run) {
            continue;
        }
        if (options.retrain && state.is_known) {
            auto forgotten = forget_vectors(database, state.store_id, store.model);
            if (!forgotten) {
                return tl::unexpected{forgotten.error()};
            }
            state.missing = state.products;
            state.is_current = false;
        }
        if (store.made == 0 && state.is_current && state.is_active) {
            continue;
        }
        EndpointRun run{database, state, embedder, std::string{provider}, listener};
        const auto made = run.fill(store.made);
        if (!made) {
            return tl::unexpected{made.error()};
        }
        store.made = *made;
        has_made = has_made || *made > 0;
    }
    if (has_made) {
        if (auto settled = run_statement(database, sql::embedding_vacuum, {}); !settled) {
            return tl::unexpected{settled.error()};
        }
    }
    return report;
}

} // namespace retail_mcp::retail
