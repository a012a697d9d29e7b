#include "store_run.hpp"

#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/sql.hpp>

#include <array>
#include <charconv>

namespace retail_mcp::retail {

Result<std::vector<StoreState>> store_states(
    db::AdminConnection& database, const EmbeddingOptions& options, const std::string& model
) {
    const std::vector<db::Parameter> parameters{options.store, model};
    const auto rows = database.query(sql::embedding_stores, parameters);
    if (!rows) {
        return tl::unexpected{rows.error()};
    }
    if (rows->empty() && options.store) {
        return fail(
            ErrorCode::store_not_available,
            "There is no store \"" + *options.store + "\" with products.",
            "retail-mcp principal list shows the stores."
        );
    }
    return rows_as<StoreState>(*rows);
}

Result<void> run_statement(
    db::AdminConnection& database,
    const db::Statement& statement,
    const std::vector<db::Parameter>& parameters
) {
    const auto rows = database.query(statement, parameters);
    if (!rows) {
        return tl::unexpected{rows.error()};
    }
    return {};
}

namespace {

Result<void> settle_index(
    db::AdminConnection& database,
    const std::string& store,
    const std::string& model,
    bool is_replacing
) {
    const std::vector<db::Parameter> parameters{store, model, is_replacing ? "true" : "false"};
    while (true) {
        const auto rows = database.query(sql::embedding_index, parameters);
        if (!rows) {
            return tl::unexpected{rows.error()};
        }
        if (rows->is_null(0, 0)) {
            return {};
        }
        if (auto done = database.execute(rows->text(0, 0)); !done) {
            return done;
        }
    }
}

} // namespace

Result<void>
forget_vectors(db::AdminConnection& database, const std::string& store, const std::string& model) {
    return run_statement(database, sql::embedding_forget, {store, model}).and_then([&] {
        return settle_index(database, store, model, true);
    });
}

Result<void> finish_run(
    db::AdminConnection& database,
    const std::string& store,
    const std::string& model,
    const std::string& revision,
    const EmbeddingListener& listener
) {
    listener({store + ": finishing", 1, 1});
    return settle_index(database, store, model, false).and_then([&] {
        return run_statement(database, sql::embedding_finish, {store, model, revision});
    });
}

std::string vector_text(std::span<const float> vector) {
    std::string text = "[";
    std::array<char, 32> digits{};
    for (const float value : vector) {
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        text.append(digits.data(), end).push_back(',');
    }
    text.back() = ']';
    return text;
}

} // namespace retail_mcp::retail
