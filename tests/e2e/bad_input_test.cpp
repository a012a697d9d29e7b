#include "e2e/shop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace retail_mcp::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Whatever was sent before, the next request works.
void expect_alive(ServedShop& served) {
    EXPECT_EQ(error_code_of(served.call("get_context")), "");
}

struct BadLine {
    const char* name;
    std::string line;
    int code;
};

std::ostream& operator<<(std::ostream& out, const BadLine& bad) {
    return out << bad.name;
}

class BadLines : public testing::TestWithParam<BadLine> {};

TEST_P(BadLines, GetTheRightErrorAndTheNextRequestWorks) {
    ServedShop served{"seattle_manager"};
    served.client().send_line(GetParam().line);
    EXPECT_EQ(served.client().receive()["error"]["code"], GetParam().code);
    expect_alive(served);
}

INSTANTIATE_TEST_SUITE_P(
    Corpus,
    BadLines,
    testing::Values(
        BadLine{"cut_off", R"({"jsonrpc":"2.0","id":1,"method":)", -32700},
        BadLine{"not_json", "hello", -32700},
        BadLine{"two_values", "{} {}", -32700},
        BadLine{"invalid_utf8", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}", -32700},
        BadLine{"huge", '"' + std::string(std::size_t{20} * 1024 * 1024, 'x') + '"', -32700},
        BadLine{"deep", std::string(1000000, '['), -32700},
        BadLine{"scalar", "7", -32600},
        BadLine{"batch", R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])", -32600},
        BadLine{"no_method", R"({"jsonrpc":"2.0","id":1})", -32600},
        BadLine{"null_id", R"({"jsonrpc":"2.0","id":null,"method":"ping"})", -32600}
    ),
    [](const testing::TestParamInfo<BadLine>& bad) { return bad.param.name; }
);

TEST(BadInput, AnUnknownMethodAndAnUnknownToolAreProtocolErrors) {
    ServedShop served{"seattle_manager"};
    EXPECT_EQ(served.client().call_modern("tools/destroy")["error"]["code"], -32601);
    const auto unknown = served.client().call_modern("tools/call", {{"name", "get_contxt"}});
    EXPECT_EQ(unknown["error"]["code"], -32602);
    EXPECT_THAT(unknown["error"]["message"].get<std::string>(), HasSubstr("get_contxt"));
    expect_alive(served);
}

TEST(BadInput, EveryWrongArgumentIsNamedAtOnceWithWhatWouldBeRight) {
    ServedShop served{"seattle_manager"};
    const auto result = served.call("run_sql", {{"limit", 0}, {"sqll", "SELECT 1"}});
    EXPECT_EQ(error_code_of(result), "invalid_arguments");
    EXPECT_THAT(
        text_of(result),
        AllOf(HasSubstr("/sql "), HasSubstr("/limit "), HasSubstr("/sqll "), HasSubstr("nearest"))
    );
    EXPECT_FALSE(result.contains("structuredContent"));
    expect_alive(served);
}

} // namespace
} // namespace retail_mcp::test
