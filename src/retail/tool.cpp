#include "embedding/store_run.hpp"

#include <retail_mcp/base/seal.hpp>
#include <retail_mcp/retail/query_vectors.hpp>
#include <retail_mcp/retail/tool.hpp>

#include <nlohmann/json.hpp>

#include <charconv>

namespace retail_mcp::retail {

ToolContext::ToolContext(
    Services& services,
    mcp::RequestContext& request,
    const Identity& identity,
    Scope scope,
    std::string cursor_binding
)
    : services_{services},
      request_{request},
      identity_{identity},
      scope_{std::move(scope)},
      now_{services.clock.now()},
      cursor_binding_{std::move(cursor_binding)} {}

db::Context ToolContext::database_context() const {
    return {scope_.context(), request_.trace().traceparent};
}

asio::awaitable<Result<std::vector<db::Rows>>>
ToolContext::read_in(db::Context database, std::vector<db::Query> queries) {
    auto results = co_await services_.pool.run(
        std::move(database), db::Access::read, std::move(queries), request_.deadline()
    );
    if (results) {
        for (const db::Rows& rows : *results) {
            rows_read_ += rows.size();
        }
    }
    co_return results;
}

asio::awaitable<Result<std::vector<db::Rows>>> ToolContext::read(std::vector<db::Query> queries) {
    return read_in(database_context(), std::move(queries));
}

asio::awaitable<Result<std::vector<db::Rows>>>
ToolContext::read_everywhere(std::vector<db::Query> queries) {
    return read_in({"*", request_.trace().traceparent}, std::move(queries));
}

asio::awaitable<Result<db::Rows>> ToolContext::read(db::Query query) {
    std::vector<db::Query> queries;
    queries.push_back(std::move(query));
    auto results = co_await read(std::move(queries));
    if (!results) {
        co_return fail(std::move(results.error()));
    }
    co_return std::move(results->front());
}

asio::awaitable<Result<db::Transaction>> ToolContext::free_sql() {
    if (services_.sql_pool == nullptr) {
        co_return fail(ErrorCode::not_available, "SQL of one's own is not served here.");
    }
    co_return co_await services_.sql_pool->begin(
        database_context(), db::Access::read, request_.deadline()
    );
}

asio::awaitable<QueryVector> ToolContext::query_vector(const std::string& query) {
    QueryVector answer;
    if (services_.query_vectors == nullptr) {
        co_return answer;
    }
    // at most half of the call's time: the other half is the search's
    const auto half = request_.deadline().is_never()
                          ? Deadline::never()
                          : Deadline::after(request_.deadline().remaining() / 2);
    const auto vector = co_await services_.query_vectors->vector_of(query, half);
    if (vector) {
        answer.model = services_.query_vectors->model();
        answer.vector = vector_text(*vector);
    } else {
        answer.trouble = vector.error().message;
    }
    co_return answer;
}

asio::awaitable<Result<db::Transaction>> ToolContext::write() {
    co_return co_await services_.pool.begin(
        database_context(), db::Access::write, request_.deadline()
    );
}

std::string ToolContext::seal_cursor(std::string_view position) const {
    return services_.sealer.seal(cursor_binding_, position);
}

Result<std::optional<std::string>> ToolContext::open_cursor(const std::optional<std::string>& cursor
) const {
    if (!cursor) {
        return std::nullopt;
    }
    auto position = services_.sealer.unseal(cursor_binding_, *cursor);
    if (!position) {
        return fail(
            ErrorCode::invalid_cursor,
            "The cursor is damaged or belongs to another call.",
            "Repeat the arguments of the call that gave the cursor, or leave cursor out."
        );
    }
    return position;
}

Result<std::int64_t> ToolContext::open_offset(const std::optional<std::string>& cursor) const {
    const auto position = open_cursor(cursor);
    if (!position) {
        return fail(position.error());
    }
    std::int64_t offset = 0;
    if (*position) {
        const std::string& digits = **position;
        std::from_chars(digits.data(), digits.data() + digits.size(), offset);
    }
    return offset;
}

void show_page(
    Head& head,
    const ToolContext& context,
    std::int64_t offset,
    std::size_t shown,
    std::int64_t total
) {
    const auto end = offset + static_cast<std::int64_t>(shown);
    head.total = total;
    head.truncated = end < total;
    if (head.truncated) {
        head.next_cursor = context.seal_cursor(std::to_string(end));
    }
}

namespace detail {

Result<void> read_arguments(const StructType& type, const nlohmann::json& arguments, void* params) {
    Violations violations;
    type.decode_members(arguments, "", params, violations, {"store"});
    if (!violations.empty()) {
        return fail(violations_error(violations));
    }
    return {};
}

void fill_head(Head& head, const ToolContext& context) {
    const Scope& scope = context.scope();
    if (scope.is_one()) {
        head.store = scope.first().store_id;
    } else {
        for (const Store& store : scope.stores()) {
            head.stores.push_back(store.store_id);
        }
    }
    head.currency = scope.currency();
    head.as_of = context.now();
}

} // namespace detail

} // namespace retail_mcp::retail
