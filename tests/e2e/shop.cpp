#include "e2e/shop.hpp"

#include "support/retail_database.hpp"

#include <retail_mcp/base/values.hpp>
#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/sample_data.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace retail_mcp::test {

namespace {

constexpr auto password = "for-tests-only";

template <class T>
T unwrap(Result<T> result) {
    if (!result) {
        throw std::runtime_error{result.error().message + ' ' + result.error().detail};
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

} // namespace

Shop& Shop::instance() {
    static Shop shop;
    return shop;
}

Shop::Shop() : database_{std::make_unique<RetailDatabase>()} {
    auto admin =
        unwrap(db::AdminConnection::open(db::ConnectionString{database_->admin_conninfo()}));
    retail::SampleOptions options;
    options.as_of = std::chrono::floor<std::chrono::days>(Timestamp::parse(pinned_now)->time);
    unwrap(retail::load_sample_data(admin, options, false, [](const retail::SampleProgress&) {}));
    unwrap(retail::create_sample_principals(admin, [](std::string_view) {
        return Result<std::string>{password};
    }));
}

std::string Shop::url(std::string_view principal) const {
    return database_->conninfo(principal, password);
}

std::string binary() {
    // Not passed on to the server, which warns of variables that name no setting.
    static const std::string path = [] {
        const char* other = std::getenv("RETAIL_MCP_BINARY");
        std::string chosen = other != nullptr ? other : RETAIL_MCP_BUILT_BINARY;
        ::unsetenv("RETAIL_MCP_BINARY");
        return chosen;
    }();
    return path;
}

TemporaryHome::TemporaryHome() : path_{"/tmp/retail-mcp-e2e-XXXXXX"} {
    if (::mkdtemp(path_.data()) == nullptr) {
        throw std::runtime_error{"no temporary folder"};
    }
}

TemporaryHome::~TemporaryHome() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Program::Program(
    std::vector<std::string> arguments,
    const std::string& url,
    std::map<std::string, std::string> environment
) {
    environment.try_emplace("RETAIL_MCP_HOME", home_.path());
    environment["XDG_CONFIG_HOME"] = home_.path();
    environment.try_emplace("RETAIL_MCP_NOW", pinned_now);
    if (!url.empty()) {
        environment["RETAIL_MCP_DATABASE_URL"] = url;
    }
    arguments.insert(arguments.begin(), binary());
    process_ = std::make_unique<Process>(Process::Options{
        std::move(arguments), std::move(environment), Process::Wire::pipes});
}

std::string Program::output() {
    std::string text;
    while (auto line = process_->read_line(std::chrono::seconds{60})) {
        text += *line + '\n';
    }
    return text;
}

ServedShop::ServedShop(
    std::string_view principal,
    std::vector<std::string> flags,
    std::map<std::string, std::string> environment
) {
    flags.insert(flags.begin(), "serve");
    program_ = std::make_unique<Program>(
        std::move(flags), Shop::instance().url(principal), std::move(environment)
    );
    client_ = std::make_unique<McpClient>(wire_to(program_->process()));
}

ServedShop ServedShop::at(const std::string& url, std::map<std::string, std::string> environment) {
    ServedShop served;
    served.program_ =
        std::make_unique<Program>(std::vector<std::string>{"serve"}, url, std::move(environment));
    served.client_ = std::make_unique<McpClient>(wire_to(served.program_->process()));
    return served;
}

nlohmann::json ServedShop::call(std::string_view tool, nlohmann::json arguments) {
    const nlohmann::json response =
        client_->call_modern("tools/call", {{"name", tool}, {"arguments", std::move(arguments)}});
    return response.contains("result") ? response["result"] : response;
}

int ServedShop::finish() {
    client_->finish();
    client_->drain();
    return program_->exit_code();
}

std::string text_of(const nlohmann::json& result) {
    return result.contains("content") && !result["content"].empty()
               ? result["content"][0].value("text", "")
               : std::string{};
}

std::string error_code_of(const nlohmann::json& result) {
    return result.value("isError", false) ? result["_meta"]["retail-mcp/error"].value("code", "?")
                                          : std::string{};
}

} // namespace retail_mcp::test
