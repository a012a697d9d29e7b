// The shop's tools, resources, prompts and completions as far as they come without a database: all
// arguments are read and judged up to the first statement.
#include "fuzz/serve.hpp"

#include <retail_mcp/db/pool.hpp>
#include <retail_mcp/retail/changes.hpp>
#include <retail_mcp/retail/completions.hpp>
#include <retail_mcp/retail/prompts.hpp>
#include <retail_mcp/retail/resources.hpp>
#include <retail_mcp/retail/tools.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace retail_mcp::test {
namespace {

class FuzzTools final : public mcp::ToolProvider {
public:
    explicit FuzzTools(const asio::any_io_executor& executor) : pool_{executor, {}} {
        pool_.close(); // every statement fails at once, with no thread and no wait
        for (const char* id : {"north", "south"}) {
            retail::Store store;
            store.store_id = store.store_name = id;
            store.currency = "USD";
            store.time_zone = "UTC";
            store.can_write = true;
            identity_.stores.push_back(store);
        }
        identity_.principal = "fuzzer";
    }

    asio::awaitable<Result<std::vector<mcp::ToolDescriptor>>> list(mcp::RequestContext& /*context*/
    ) override {
        co_return retail::describe_all({{"north", "south"}, true, true});
    }

    asio::awaitable<mcp::ToolResult>
    call(mcp::RequestContext& request, std::string name, nlohmann::json arguments) override {
        mcp::ToolResult result;
        const auto tools = retail::catalogue();
        const auto found = std::find_if(tools.begin(), tools.end(), [&](const auto* tool) {
            return tool->name == name;
        });
        if (found == tools.end()) {
            result.error = Error{ErrorCode::unknown_tool, "There is no such tool.", "", {}, ""};
            co_return result;
        }
        retail::ToolContext context{
            services_, request, identity_, retail::Scope{identity_.stores, true}, "cursor"};
        auto reply = co_await (*found)->invoke(context, arguments);
        if (reply) {
            result.structured = std::move(reply->structured);
            result.text = std::move(reply->text);
        } else {
            result.error = std::move(reply.error());
        }
        co_return result;
    }

private:
    db::Pool pool_;
    Sealer sealer_ = Sealer::ephemeral();
    retail::Services services_{pool_, sealer_};
    retail::Identity identity_;
};

class Shop final : public Backend {
public:
    explicit Shop(const asio::any_io_executor& executor)
        : tools_{executor}, changes_{executor, never, [](const std::string&) {}} {}

    mcp::Providers providers() override { return {&tools_, &resources_, &prompts_, &completions_}; }

private:
    static retail::Tools* never() { return nullptr; }

    static asio::awaitable<Result<retail::Tools*>> none(mcp::RequestContext& /*context*/) {
        co_return fail(ErrorCode::database_starting, "There is no database.");
    }

    FuzzTools tools_;
    retail::Changes changes_;
    retail::Resources resources_{tools_, none, changes_};
    retail::Prompts prompts_;
    retail::Completions completions_{none};
};

} // namespace
} // namespace retail_mcp::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace retail_mcp::test;
    serve(
        {reinterpret_cast<const char*>(data), size},
        [](const asio::any_io_executor& executor) -> std::unique_ptr<Backend> {
            return std::make_unique<Shop>(executor);
        }
    );
    return 0;
}
