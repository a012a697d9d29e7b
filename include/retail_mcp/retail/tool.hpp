#pragma once

#include <retail_mcp/base/deadline.hpp>
#include <retail_mcp/base/error.hpp>
#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/db/pool.hpp>
#include <retail_mcp/mcp/request_context.hpp>
#include <retail_mcp/mcp/tool.hpp>
#include <retail_mcp/retail/answer.hpp>
#include <retail_mcp/retail/clock.hpp>
#include <retail_mcp/retail/store_context.hpp>

#include <asio/awaitable.hpp>
#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a tool is made of. A tool's file declares `Params` and `Answer` with field lists, a
/// coroutine from one to the other, a function that says the answer in words, and one ToolSpec.
namespace retail_mcp {
class Sealer;
}

namespace retail_mcp::retail {

class CallLog;
class QueryVectors;

/// The setting `text_content`: what the text block holds.
enum class TextContent { summary, json };

constexpr auto enum_names(TextContent) {
    return names<TextContent>({{TextContent::summary, "summary"}, {TextContent::json, "json"}});
}

/// What tools share. Everything referred to outlives every call.
struct Services {
    db::Pool& pool;
    const Sealer& sealer;
    Clock clock = {};
    TextContent text_content = TextContent::summary;
    /// `--store`: the process serves this one of the principal's stores only.
    std::optional<std::string> only_store = {};
    /// Connections that no other tool gets, for SQL that a user wrote. Null: run_sql is not
    /// available.
    db::Pool* sql_pool = nullptr;
    /// Every call is put on record there before its answer leaves; null: nowhere.
    CallLog* call_log = nullptr;
    /// The setting `run_sql_cost_gate`.
    bool sql_cost_gate = true;
    /// The embedding model elsewhere; null where none is set.
    QueryVectors* query_vectors = nullptr;
};

/// A search query in a model elsewhere.
struct QueryVector {
    db::Parameter model = {};
    db::Parameter vector = {}; ///< as PostgreSQL reads it; NULL where the model gave none
    std::string trouble = {};  ///< why it gave none
};

/// One call: who asks, about which stores, and the way to the database. Lives until the handler
/// returns; one thread. Cancellation and the request's deadline reach every statement.
class ToolContext {
public:
    ToolContext(
        Services& services,
        mcp::RequestContext& request,
        const Identity& identity,
        Scope scope,
        std::string cursor_binding
    );

    mcp::RequestContext& request() { return request_; }

    const Identity& identity() const { return identity_; }

    const Scope& scope() const { return scope_; }

    Timestamp now() const { return now_; }

    bool now_is_pinned() const { return services_.clock.is_pinned(); }

    /// One read-only transaction in one round trip.
    asio::awaitable<Result<std::vector<db::Rows>>> read(std::vector<db::Query> queries);
    asio::awaitable<Result<db::Rows>> read(db::Query query);

    /// The same over all of the principal's stores, whatever the scope: the statements say which
    /// of the identity's they mean.
    asio::awaitable<Result<std::vector<db::Rows>>> read_everywhere(std::vector<db::Query> queries);

    /// A read-only transaction on a connection of its own kind, for SQL that a user wrote; whoever
    /// takes it rolls it back.
    asio::awaitable<Result<db::Transaction>> free_sql();

    /// Asks the embedding model elsewhere, if there is one, and no longer than a search may wait.
    asio::awaitable<QueryVector> query_vector(const std::string& query);

    /// Whether free SQL passes the cost gate first.
    bool has_cost_gate() const { return services_.sql_cost_gate; }

    /// A read-write transaction in the scope's one store.
    asio::awaitable<Result<db::Transaction>> write();

    /// A token for "the rest of this answer". It opens only for the same principal and the same
    /// arguments (but for limit and cursor).
    std::string seal_cursor(std::string_view position) const;

    /// What seal_cursor was given; nullopt when no cursor was; `invalid_cursor` for any other.
    Result<std::optional<std::string>> open_cursor(const std::optional<std::string>& cursor) const;

    /// The same for positions that are a number of rows to skip; 0 without a cursor.
    Result<std::int64_t> open_offset(const std::optional<std::string>& cursor) const;

    /// Rows that the database has answered so far.
    std::int64_t rows_read() const { return rows_read_; }

    /// Digest of principal, tool and arguments.
    const std::string& cursor_binding() const { return cursor_binding_; }

private:
    db::Context database_context() const;
    asio::awaitable<Result<std::vector<db::Rows>>>
    read_in(db::Context database, std::vector<db::Query> queries);

    Services& services_;
    mcp::RequestContext& request_;
    const Identity& identity_;
    Scope scope_;
    Timestamp now_;
    std::string cursor_binding_;
    std::int64_t rows_read_ = 0;
};

/// Of a list that is paged by offset: what the head says of `shown` lines from `offset` on, of
/// `total`.
void show_page(
    Head& head,
    const ToolContext& context,
    std::int64_t offset,
    std::size_t shown,
    std::int64_t total
);

/// A handler's answer, ready for the wire.
struct Reply {
    std::string structured;
    std::string text;
};

/// A tool as the catalogue lists it. Values are constants with static storage.
struct ToolSpec {
    std::string_view name;
    std::string_view title;
    std::string_view description;
    StoreUse store_use;
    mcp::ToolAnnotations annotations;
    const StructType& (*params)();
    const StructType& (*answer)();
    asio::awaitable<Result<Reply>> (*invoke)(ToolContext& context, const nlohmann::json& arguments);

    bool writes() const { return store_use == StoreUse::write; }
};

/// What a tool says of itself.
struct ToolText {
    std::string_view name;
    std::string_view title;
    std::string_view description;
    StoreUse store_use = StoreUse::read;
    mcp::ToolAnnotations annotations = {};
};

namespace detail {

/// The arguments but for `store`, which the frame has read, into `params`.
Result<void> read_arguments(const StructType& type, const nlohmann::json& arguments, void* params);

/// Fills what the frame knows of the head.
void fill_head(Head& head, const ToolContext& context);

template <class>
struct HandlerTypes;

template <class P, class A>
struct HandlerTypes<asio::awaitable<Result<A>> (*)(ToolContext&, P)> {
    using Params = P;
    using Answer = A;
};

template <auto Run, auto InWords>
asio::awaitable<Result<Reply>> invoke(ToolContext& context, const nlohmann::json& arguments) {
    using Types = HandlerTypes<decltype(Run)>;
    typename Types::Params params{};
    if (auto read = read_arguments(struct_of<typename Types::Params>(), arguments, &params);
        !read) {
        co_return fail(std::move(read.error()));
    }
    Result<typename Types::Answer> answer = co_await Run(context, std::move(params));
    if (!answer) {
        co_return fail(std::move(answer.error()));
    }
    if constexpr (requires { answer->head; }) {
        fill_head(answer->head, context);
    }
    round_money(*answer, context.scope().currency().value_or(std::string{}));
    Reply reply;
    encode(*answer, reply.structured);
    reply.text = InWords(*answer, context);
    co_return reply;
}

} // namespace detail

/// Makes the spec of a tool from its handler and the function that says its answer in words:
///
///     asio::awaitable<Result<Answer>> run(ToolContext& context, Params params);
///     std::string in_words(const Answer& answer, const ToolContext& context);
///     const ToolSpec check_stock = tool<run, in_words>({.name = "check_stock", ...});
///
/// Money in the answer is rounded to the currency's digits here, once, after the handler: parts
/// that must add up are made to by the handler (see rounding.hpp).
template <auto Run, auto InWords>
constexpr ToolSpec tool(const ToolText& text) {
    using Types = detail::HandlerTypes<decltype(Run)>;
    return {
        text.name,
        text.title,
        text.description,
        text.store_use,
        text.annotations,
        &struct_of<typename Types::Params>,
        &struct_of<typename Types::Answer>,
        &detail::invoke<Run, InWords>};
}

} // namespace retail_mcp::retail
