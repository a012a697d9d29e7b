#include "shop.hpp"

#include <retail_mcp/base/seal.hpp>
#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/db/pool.hpp>
#include <retail_mcp/mcp/request_context.hpp>
#include <retail_mcp/sql.hpp>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <gtest/gtest.h>

namespace retail_mcp::test {

namespace {

constexpr std::string_view password = "for-tests-only";

constexpr db::Statement set_context{"set_context", "SELECT retail.set_store_context($1, $2)"};

class TestRequest final : public mcp::RequestContext {
public:
    explicit TestRequest(Clerk& clerk) : clerk_{clerk} {}

    mcp::Era era() const override { return mcp::Era::modern; }

    std::string_view request_id() const override { return "1"; }

    const mcp::TraceContext& trace() const override { return trace_; }

    Deadline deadline() const override { return deadline_; }

    void progress(double, std::optional<double>, std::string_view) override {}

    Result<void> require(std::string_view) override { return {}; }

    asio::awaitable<Result<mcp::Answers>> ask(mcp::Inquiry inquiry) override {
        const auto& [name, form] = *inquiry.forms.begin();
        clerk_.question = form.message;
        if (clerk_.while_asked) {
            clerk_.while_asked();
        }
        if (clerk_.person == PersonSays::cannot_be_asked) {
            co_return fail(ErrorCode::confirmation_unavailable, "Nobody can be asked.");
        }
        mcp::Answers answers;
        answers.state = inquiry.state.value_or("");
        answers.forms[name].action = mcp::FormAnswer::Action::decline;
        if (clerk_.person != PersonSays::no) {
            answers.forms[name] = {mcp::FormAnswer::Action::accept, R"({"confirm":true})"};
        }
        co_return answers;
    }

private:
    Clerk& clerk_;
    mcp::TraceContext trace_;
    Deadline deadline_ = Deadline::after(std::chrono::seconds{60});
};

db::PoolOptions pool_options(const Database& database, const std::string& principal) {
    db::PoolOptions options;
    options.connection = db::ConnectionString{database.conninfo(principal, password)};
    options.set_context = &set_context;
    return options;
}

} // namespace

struct Clerk::Process {
    Process(const Database& database, const std::string& principal, Timestamp now)
        : pool{io.get_executor(), pool_options(database, principal)},
          tools{
              retail::Services{.pool = pool, .sealer = sealer, .clock = retail::Clock{now}},
              {},
              {}} {}

    asio::io_context io;
    Sealer sealer = Sealer::ephemeral();
    db::Pool pool;
    retail::Tools tools;

    /// Runs until the coroutine is done; what it threw is thrown here.
    template <class T>
    T run(asio::awaitable<T> work) {
        std::optional<T> out;
        std::exception_ptr failure;
        asio::co_spawn(io, std::move(work), [&](std::exception_ptr thrown, T value) {
            failure = thrown;
            out = std::move(value);
        });
        io.restart();
        while (!out && !failure) {
            io.run_one();
        }
        if (failure) {
            std::rethrow_exception(failure);
        }
        return std::move(*out);
    }
};

Clerk::Clerk(const Database& database, std::string principal, Timestamp now)
    : process_{std::make_unique<Process>(database, principal, now)} {}

Clerk::~Clerk() = default;

mcp::ToolResult Clerk::call(const std::string& tool, const nlohmann::json& arguments) {
    TestRequest request{*this};
    return process_->run(process_->tools.call(request, tool, arguments));
}

std::vector<mcp::ToolResult>
Clerk::call_together(const std::string& tool, const std::vector<nlohmann::json>& arguments) {
    TestRequest request{*this};
    std::vector<mcp::ToolResult> results(arguments.size());
    std::size_t open = arguments.size();
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        asio::co_spawn(
            process_->io,
            process_->tools.call(request, tool, arguments[i]),
            [&, i](std::exception_ptr thrown, mcp::ToolResult result) {
                EXPECT_FALSE(thrown);
                results[i] = std::move(result);
                --open;
            }
        );
    }
    process_->io.restart();
    while (open > 0) {
        process_->io.run_one();
    }
    return results;
}

nlohmann::json Clerk::ask(const std::string& tool, const nlohmann::json& arguments) {
    const auto result = call(tool, arguments);
    if (result.error) {
        ADD_FAILURE() << tool << ' ' << arguments << ": " << to_string(result.error->code) << ' '
                      << result.error->message << " | " << result.error->detail;
        return nlohmann::json::object();
    }
    return nlohmann::json::parse(result.structured);
}

std::string Clerk::ask_in_words(const std::string& tool, const nlohmann::json& arguments) {
    const auto result = call(tool, arguments);
    EXPECT_FALSE(result.error) << result.error->message << result.error->detail;
    return result.text;
}

Error Clerk::complaint(const std::string& tool, const nlohmann::json& arguments) {
    const auto result = call(tool, arguments);
    EXPECT_TRUE(result.error) << tool << ' ' << arguments << " answered " << result.structured;
    return result.error.value_or(Error{});
}

std::vector<mcp::ToolDescriptor> Clerk::list() {
    TestRequest request{*this};
    auto tools = process_->run(process_->tools.list(request));
    EXPECT_TRUE(tools);
    return tools.value_or(std::vector<mcp::ToolDescriptor>{});
}

std::vector<std::string> Clerk::listed_tools() {
    std::vector<std::string> names;
    for (const auto& tool : list()) {
        names.push_back(tool.name);
    }
    return names;
}

void make_principal(
    const Database& database,
    const std::string& name,
    const std::vector<std::string>& stores,
    bool may_write,
    bool personal_data
) {
    std::string sql = "DROP ROLE IF EXISTS " + name + "; CREATE ROLE " + name +
                      " LOGIN PASSWORD '" + std::string{password} + "' IN ROLE mcp_user, " +
                      (stores.size() == 1 ? "retail_store" : "retail_region") +
                      (may_write ? ", retail_writer" : "") +
                      (personal_data ? ", retail_personal_data" : "") + ';';
    for (const std::string& store : stores) {
        sql += "INSERT INTO retail_sec.store_access (principal, store_id, can_write) VALUES ('" +
               name + "', '" + store + "', " + (may_write ? "true" : "false") + ");";
    }
    database.execute(sql);
}

FilledDatabase::FilledDatabase(
    const std::string& rows, const std::map<std::string, std::vector<std::string>>& principals
) {
    execute(rows);
    for (const auto& [name, stores] : principals) {
        make_principal(*this, name, stores);
    }
}

std::string value_of(const Database& database, const std::string& sql) {
    auto connection = db::AdminConnection::open(db::ConnectionString{database.admin_conninfo()});
    EXPECT_TRUE(connection) << connection.error().message;
    const auto rows = connection->query(sql);
    EXPECT_TRUE(rows) << rows.error().message << rows.error().detail;
    return rows && !rows->empty() ? std::string{rows->text(0, 0)} : std::string{};
}

} // namespace retail_mcp::test
