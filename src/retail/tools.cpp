#include "result_link.hpp"

#include <retail_mcp/base/json_writer.hpp>
#include <retail_mcp/base/seal.hpp>
#include <retail_mcp/base/text.hpp>
#include <retail_mcp/retail/call_log.hpp>
#include <retail_mcp/retail/rows.hpp>
#include <retail_mcp/retail/tools.hpp>
#include <retail_mcp/sql.hpp>

#include <asio/this_coro.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace retail_mcp::retail {

namespace {

using namespace std::chrono_literals;

/// Store profiles change rarely; the database decides on every call whatever they say.
constexpr auto identity_lifetime = 60s;
constexpr auto first_list_patience = 2s;

/// What an answer may weigh. A page that is heavier (records may hold anything) is halved until it
/// is not; its total and its cursor are then those of the shorter page.
constexpr std::size_t answer_budget = std::size_t{512} * 1024;
constexpr int longest_page = 200;

/// A row of identity.sql: the same principal with each of its stores.
struct IdentityRow {
    std::string principal;
    bool personal_data = false;

    static constexpr auto fields() {
        return field_list(
            field("principal", &IdentityRow::principal),
            field("personal_data", &IdentityRow::personal_data)
        );
    }
};

Grants grants_of(const Identity& identity) {
    Grants grants{{}, identity.may_write(), identity.personal_data};
    for (const Store& store : identity.stores) {
        grants.stores.push_back(store.store_id);
    }
    return grants;
}

const ToolSpec* find_tool(std::string_view name) {
    for (const ToolSpec* tool : catalogue()) {
        if (tool->name == name) {
            return tool;
        }
    }
    return nullptr;
}

Error unknown_tool(std::string_view name) {
    std::vector<std::string_view> names;
    for (const ToolSpec* tool : catalogue()) {
        names.push_back(tool->name);
    }
    Error error{ErrorCode::unknown_tool, "There is no tool " + quoted(name) + '.'};
    error.hint = "List the tools.";
    error.candidates = nearest_names(name, std::span{std::as_const(names)});
    return error;
}

std::string text_of(const nlohmann::json& arguments) {
    return arguments.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// What a cursor is bound to: everything that decides the rows of an answer.
std::string
cursor_binding(const std::string& principal, const ToolSpec& tool, nlohmann::json arguments) {
    arguments.erase("cursor");
    arguments.erase("limit");
    return "cursor/" + std::string{tool.name} + '/' + principal + '/' +
           sha256_hex(text_of(arguments));
}

mcp::ToolResult failed(Error error) {
    mcp::ToolResult result;
    result.error = std::move(error);
    return result;
}

/// The `store` argument. Anything but a string, or an argument the tool does not have for this
/// principal, is reported like every other wrong argument.
Result<std::optional<std::string>>
store_argument(const ToolSpec& tool, const Identity& identity, const nlohmann::json& arguments) {
    const auto given = arguments.find("store");
    if (given == arguments.end() || given->is_null()) {
        return std::nullopt;
    }
    if (tool.store_use == StoreUse::none || identity.stores.size() < 2) {
        return fail(violations_error(
            {{"/store",
              "is unknown: you have one store, " + identity.stores.front().store_id +
                  ", and every answer is about it"}}
        ));
    }
    if (!given->is_string()) {
        return fail(violations_error({{"/store", "must be a string"}}));
    }
    return given->get<std::string>();
}

asio::awaitable<Result<Reply>>
invoke_within_budget(const ToolSpec& tool, ToolContext& context, nlohmann::json arguments) {
    const bool has_pages = tool.params().find("limit") != nullptr;
    for (;;) {
        auto reply = co_await tool.invoke(context, arguments);
        if (!reply || !has_pages || reply->structured.size() <= answer_budget) {
            co_return reply;
        }
        const int limit = arguments.value("limit", longest_page);
        if (limit < 2) {
            co_return fail(
                ErrorCode::result_too_large,
                "A single row of the answer is larger than " +
                    std::to_string(answer_budget / 1024) + " KiB.",
                "run_sql reads single columns of it."
            );
        }
        arguments["limit"] = limit / 2;
    }
}

} // namespace

class Tools::Impl {
public:
    Impl(
        Services services_given,
        std::optional<Grants> last_seen,
        std::function<void(const Grants&)> on_grants
    )
        : services{std::move(services_given)},
          grants_{std::move(last_seen)},
          on_grants_{std::move(on_grants)} {}

    const std::optional<Grants>& grants() const { return grants_; }

    asio::awaitable<Result<Identity>> identity(Deadline deadline) {
        if (identity_ && Deadline::Clock::now() - read_at_ < identity_lifetime) {
            co_return *identity_;
        }
        co_return co_await identity_now(deadline);
    }

    asio::awaitable<Result<Identity>> identity_now(Deadline deadline) {
        std::vector<db::Query> queries;
        queries.push_back(db::Query{&sql::identity, {services.clock.now().to_string()}});
        db::Context everywhere{"*", {}};
        auto results = co_await services.pool.run(
            std::move(everywhere), db::Access::read, std::move(queries), deadline
        );
        Result<Identity> read = results ? identity_from(results->front())
                                        : Result<Identity>{fail(std::move(results.error()))};
        if (read) {
            identity_ = *read;
            read_at_ = Deadline::Clock::now();
            remember(grants_of(*read));
        } else if (read.error().code == ErrorCode::store_not_available) {
            identity_.reset();
            remember(Grants{}); // every grant was taken
        }
        co_return read;
    }

    /// Runs the call; what is learnt on the way goes into `record`.
    asio::awaitable<mcp::ToolResult> answer(
        mcp::RequestContext& request, std::string name, nlohmann::json arguments, CallRecord& record
    ) {
        const ToolSpec* tool = find_tool(name);
        if (tool == nullptr) {
            co_return failed(unknown_tool(name));
        }
        const auto caller = co_await identity(request.deadline());
        if (!caller) {
            co_return failed(caller.error());
        }
        if (tool->writes() && !caller->may_write()) {
            co_return failed(unknown_tool(name));
        }
        const auto wanted = store_argument(*tool, *caller, arguments);
        if (!wanted) {
            co_return failed(wanted.error());
        }
        auto scope = choose_stores(*caller, tool->store_use, *wanted);
        if (!scope) {
            co_return failed(scope.error());
        }
        record.store = scope->context();
        ToolContext context{
            services,
            request,
            *caller,
            std::move(*scope),
            cursor_binding(caller->principal, *tool, arguments)};
        auto reply = co_await invoke_within_budget(*tool, context, arguments);
        record.rows = context.rows_read();
        if (!reply) {
            co_return failed(std::move(reply.error()));
        }
        mcp::ToolResult result;
        result.text =
            services.text_content == TextContent::json ? reply->structured : std::move(reply->text);
        result.structured = std::move(reply->structured);
        link_cut_result(
            result,
            services.sealer,
            caller->principal,
            {std::move(name), std::move(arguments)},
            std::chrono::system_clock::now()
        );
        co_return result;
    }

    Services services;

private:
    Result<Identity> identity_from(const db::Rows& rows) const {
        if (rows.empty()) {
            return fail(
                ErrorCode::store_not_available,
                "This login has been granted no store.",
                "Ask administration: retail-mcp principal grant NAME --store ID."
            );
        }
        const auto row = row_as<IdentityRow>(rows);
        Identity identity{row.principal, row.personal_data, rows_as<Store>(rows)};
        if (services.only_store) {
            auto chosen = choose_stores(identity, StoreUse::write, services.only_store);
            if (!chosen) {
                return fail(std::move(chosen.error()));
            }
            identity.stores = chosen->stores();
        }
        return identity;
    }

    void remember(Grants grants) {
        if (grants_ != grants) {
            grants_ = std::move(grants);
            if (on_grants_) {
                on_grants_(*grants_);
            }
        }
    }

    std::optional<Grants> grants_;
    std::function<void(const Grants&)> on_grants_;
    std::optional<Identity> identity_;
    Deadline::Clock::time_point read_at_;
};

Tools::Tools(
    Services services, std::optional<Grants> last_seen, std::function<void(const Grants&)> on_grants
)
    : impl_{std::make_unique<Impl>(
          std::move(services), std::move(last_seen), std::move(on_grants)
      )} {}

Tools::~Tools() = default;

Services& Tools::services() {
    return impl_->services;
}

asio::awaitable<Result<Identity>> Tools::identity(Deadline deadline) {
    return impl_->identity(deadline);
}

asio::awaitable<Result<Identity>> Tools::identity_now(Deadline deadline) {
    return impl_->identity_now(deadline);
}

mcp::ToolDescriptor describe(const ToolSpec& tool, const std::vector<std::string>& store_ids) {
    std::string schema = input_schema(tool.params());
    const std::string store = store_property(store_ids, tool.store_use);
    if (!store.empty()) {
        constexpr std::string_view properties = R"("properties":{)";
        const std::size_t at = schema.find(properties) + properties.size();
        schema.insert(at, schema[at] == '}' ? store : store + ',');
    }
    return {
        std::string{tool.name},
        std::string{tool.title},
        std::string{tool.description},
        tool.annotations,
        std::move(schema),
        output_schema(tool.answer())};
}

std::vector<mcp::ToolDescriptor> describe_all(const Grants& grants) {
    std::vector<mcp::ToolDescriptor> tools;
    for (const ToolSpec* tool : catalogue()) {
        if (!tool->writes() || grants.may_write) {
            tools.push_back(describe(*tool, grants.stores));
        }
    }
    return tools;
}

asio::awaitable<Result<std::vector<mcp::ToolDescriptor>>> Tools::list(mcp::RequestContext& context
) {
    if (!impl_->grants()) {
        const Deadline deadline =
            context.deadline().or_earlier(Deadline::after(first_list_patience));
        // without an answer in time: the reading tools, as for one store
        (void)co_await impl_->identity(deadline);
    }
    co_return describe_all(impl_->grants().value_or(Grants{}));
}

asio::awaitable<mcp::ToolResult>
Tools::call(mcp::RequestContext& request, std::string name, nlohmann::json arguments) {
    // a cancelled statement comes back as a value, so that its connection is put in order first
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_await asio::this_coro::throw_if_cancelled(false);

    CallRecord record;
    record.at = std::chrono::system_clock::now();
    record.tool = name;
    record.argument_digest = sha256_hex(text_of(arguments));
    record.trace = request.trace().traceparent;
    const auto started = Deadline::Clock::now();
    mcp::ToolResult result =
        co_await impl_->answer(request, std::move(name), std::move(arguments), record);
    record.outcome = result.error ? to_string(result.error->code) : "ok";
    record.duration =
        std::chrono::duration_cast<std::chrono::microseconds>(Deadline::Clock::now() - started);
    if (CallLog* const calls = impl_->services.call_log; calls != nullptr) {
        if (auto kept = calls->add(record); !kept) {
            co_return failed(std::move(kept.error()));
        }
    }
    co_return result;
}

} // namespace retail_mcp::retail
