#include <retail_mcp/jsonrpc/message.hpp>

#include <gtest/gtest.h>

#include <string>

namespace retail_mcp::jsonrpc {
namespace {

Message only(std::string_view text, bool batches = false) {
    Line line = parse_line(text, batches);
    EXPECT_EQ(line.messages.size(), 1U) << text;
    return std::move(line.messages.at(0));
}

/// "code id" of a malformed message.
std::string complaint(std::string_view text, bool batches = false) {
    const Message message = only(text, batches);
    const auto* const malformed = std::get_if<Malformed>(&message);
    if (malformed == nullptr) {
        return "not malformed";
    }
    return std::to_string(malformed->error.code) + " " +
           (malformed->id ? malformed->id->json() : "null");
}

TEST(ParseLine, KeepsTheTypeAndTheSpellingOfIds) {
    for (const std::string id : {"0", "-7", "9007199254740991", "\"1\"", "\"\"", "\"ü\\n\""}) {
        const Message message = only(R"({"jsonrpc":"2.0","method":"m","id":)" + id + "}");
        ASSERT_TRUE(std::holds_alternative<Request>(message)) << id;
        EXPECT_EQ(std::get<Request>(message).id.json(), id);
    }
}

TEST(ParseLine, CallsWhatIsNotJsonAParseError) {
    for (const std::string text :
         {"nonsense", "{", "{}{}", "\"\xff\"", R"("\ud800")", "[1,", "1e999", "{\"a\":NaN}"}) {
        EXPECT_EQ(complaint(text), "-32700 null") << text;
    }
}

TEST(ParseLine, CallsJsonThatIsNoRequestInvalidUnderItsIdWhereThatCanBeRead) {
    EXPECT_EQ(complaint("1"), "-32600 null");
    EXPECT_EQ(complaint("[]"), "-32600 null");
    EXPECT_EQ(complaint("{}"), "-32600 null");
    EXPECT_EQ(complaint(R"({"jsonrpc":"2.0","id":9})"), "-32600 9");
    EXPECT_EQ(complaint(R"({"jsonrpc":"1.0","id":9,"method":"m"})"), "-32600 9");
    EXPECT_EQ(complaint(R"({"jsonrpc":"2.0","id":"a","method":5})"), "-32600 \"a\"");
    EXPECT_EQ(complaint(R"({"jsonrpc":"2.0","id":9,"method":"m","params":[1]})"), "-32600 9");
    for (const std::string id : {"null", "true", "{}", "[]", "1.5", "1.0"}) {
        EXPECT_EQ(complaint(R"({"jsonrpc":"2.0","method":"m","id":)" + id + "}"), "-32600 null");
    }
}

TEST(ParseLine, NeverAnswersNotificationsOrResponses) {
    for (const std::string text :
         {R"({"jsonrpc":"1.0","method":"m"})",
          R"({"jsonrpc":"2.0","method":"m","params":3})",
          R"({"jsonrpc":"2.0","error":{},"id":null})"}) {
        EXPECT_TRUE(std::holds_alternative<Ignored>(only(text))) << text;
    }
    EXPECT_TRUE(std::holds_alternative<Notification>(only(R"({"jsonrpc":"2.0","method":"m"})")));
    EXPECT_TRUE(std::holds_alternative<Response>(only(R"({"jsonrpc":"2.0","id":1,"result":{}})")));
}

TEST(ParseLine, RefusesDocumentsNestedTooDeeplyUnderTheirId) {
    const std::size_t depth = 1'000'000;
    const std::string opening(depth, '[');
    const std::string closing(depth, ']');
    EXPECT_EQ(complaint(opening), "-32700 null");
    EXPECT_EQ(complaint(opening + closing), "-32600 null");
    EXPECT_EQ(
        complaint(
            R"({"jsonrpc":"2.0","method":"m","params":{"a":)" + opening + closing + R"(},"id":4})"
        ),
        "-32600 4"
    );
}

TEST(ParseLine, TakesArraysApartOnlyWhereTheyAreLegal) {
    const std::string text = R"([{"jsonrpc":"2.0","id":1,"method":"m"},5])";
    EXPECT_EQ(complaint(text), "-32600 null");
    const Line line = parse_line(text, true);
    EXPECT_TRUE(line.batch);
    ASSERT_EQ(line.messages.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<Request>(line.messages[0]));
    EXPECT_TRUE(std::holds_alternative<Malformed>(line.messages[1]));
    EXPECT_EQ(complaint("[]", true), "-32600 null");
}

TEST(WriteMessage, IsOneLineWhateverTheTextHolds) {
    const Id id = *Id::from("a\nb");
    const RpcError error{-32602, "first\nsecond \xff", R"({"x":1})"};
    EXPECT_EQ(
        error_message(id, error),
        "{\"jsonrpc\":\"2.0\",\"id\":\"a\\nb\",\"error\":{\"code\":-32602,"
        "\"message\":\"first\\nsecond \xEF\xBF\xBD\",\"data\":{\"x\":1}}}"
    );
    EXPECT_EQ(
        error_message(std::nullopt, {-32700, "Parse error"}),
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}})"
    );
}

} // namespace
} // namespace retail_mcp::jsonrpc
