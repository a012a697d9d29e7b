// Framing, JSON, envelope, methods and parameters: the protocol's layers on the fixture, with a
// tool that takes arguments of every kind.
#include "fuzz/serve.hpp"
#include "support/fixture.hpp"

#include <retail_mcp/base/fields.hpp>
#include <retail_mcp/base/values.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retail_mcp::test {
namespace {

enum class Kind { first, second };

constexpr auto enum_names(Kind) {
    return names<Kind>({{Kind::first, "first"}, {Kind::second, "second"}});
}

struct Inner {
    Date from;
    std::optional<Timestamp> at;

    static constexpr auto fields() {
        return field_list(field("from", &Inner::from), field("at", &Inner::at));
    }
};

struct Arguments {
    std::string text;
    std::optional<Decimal> amount;
    int count = 1;
    double share = 0;
    bool flag = false;
    Kind kind = Kind::first;
    std::vector<std::string> tags;
    std::vector<Kind> kinds;
    std::optional<Inner> inner;

    static constexpr auto fields() {
        return field_list(
            field("text", &Arguments::text, "Text.", length(1, 40)),
            field("amount", &Arguments::amount, "Amount."),
            field("count", &Arguments::count, "Count.", range(1, 200)),
            field("share", &Arguments::share, "Share."),
            field("flag", &Arguments::flag, "Flag."),
            field("kind", &Arguments::kind, "Kind."),
            field("tags", &Arguments::tags, "Tags.", items(0, 5)),
            field("kinds", &Arguments::kinds, "Kinds."),
            field("inner", &Arguments::inner, "Inner.")
        );
    }
};

/// The fixture's tools, and `typed`: says its arguments again.
class FuzzTools final : public mcp::ToolProvider {
public:
    asio::awaitable<Result<std::vector<mcp::ToolDescriptor>>> list(mcp::RequestContext& context
    ) override {
        return fixture_.list(context);
    }

    asio::awaitable<mcp::ToolResult>
    call(mcp::RequestContext& context, std::string name, nlohmann::json arguments) override {
        if (name != "typed") {
            co_return co_await fixture_.call(context, std::move(name), std::move(arguments));
        }
        mcp::ToolResult result;
        auto read = decode<Arguments>(arguments);
        if (read) {
            encode(*read, result.structured);
        } else {
            result.error = std::move(read.error());
        }
        co_return result;
    }

private:
    FixtureTools fixture_;
};

class Fixtures final : public Backend {
public:
    mcp::Providers providers() override { return {&tools_, &resources_, &prompts_, &completions_}; }

private:
    FuzzTools tools_;
    FixtureResources resources_;
    FixturePrompts prompts_;
    FixtureCompletions completions_;
};

} // namespace
} // namespace retail_mcp::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace retail_mcp::test;
    serve(
        {reinterpret_cast<const char*>(data), size},
        [](const asio::any_io_executor&) -> std::unique_ptr<Backend> {
            return std::make_unique<Fixtures>();
        }
    );
    return 0;
}
