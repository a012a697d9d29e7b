// Questions as people ask them, put to the binary on the sample data: each with the tool and the
// arguments that answer it. Expected figures are plain SQL over the detail rows, asked as
// administration; literals are what the sample plants.
//
// Of a question: `expect` compares places of the answer, `rows` a list, `error` the refusal, `says`
// a resource's text, `asks` what a person is asked first, `file` what the link of a cut answer
// holds.
#include "e2e/shop.hpp"
#include "support/golden.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gmock/gmock.h>

#include <set>
#include <stdexcept>

namespace retail_mcp::test {
namespace {

using nlohmann::json;

/// The rows of a query as arrays of JSON values, in any order.
std::multiset<json> rows_of(db::AdminConnection& admin, const std::string& sql) {
    const auto rows = admin.query("SELECT to_json(x)::text FROM (" + sql + ") AS x");
    if (!rows) {
        throw std::runtime_error{rows.error().message + ' ' + rows.error().detail + ": " + sql};
    }
    std::multiset<json> found;
    for (int row = 0; row < rows->size(); ++row) {
        json values = json::array();
        const auto object = nlohmann::ordered_json::parse(rows->text(row, 0));
        for (const auto& [name, value] : object.items()) {
            values.push_back(json::parse(value.dump()));
        }
        found.insert(std::move(values));
    }
    return found;
}

/// A literal, or {"sql": …} with a single value.
json expectation(db::AdminConnection& admin, const json& expected) {
    if (!expected.is_object() || !expected.contains("sql")) {
        return expected;
    }
    const auto rows = rows_of(admin, expected.at("sql").get<std::string>());
    return rows.size() == 1 ? rows.begin()->at(0) : json{};
}

std::multiset<json> rows_in(const json& answer, const json& wanted) {
    std::multiset<json> found;
    for (const auto& entry : answer.at(json::json_pointer{wanted.at("at").get<std::string>()})) {
        json values = json::array();
        for (const auto& column : wanted.at("columns")) {
            values.push_back(entry.at(json::json_pointer{column.get<std::string>()}));
        }
        found.insert(std::move(values));
    }
    return found;
}

/// Arguments whose values may be {"sql": …}: what the asker knows from elsewhere.
json arguments_of(db::AdminConnection& admin, const json& question) {
    json arguments = question.at("arguments");
    for (auto& [name, value] : arguments.items()) {
        if (value.is_array()) {
            for (json& element : value) {
                element = expectation(admin, element);
            }
        } else {
            value = expectation(admin, value);
        }
    }
    return arguments;
}

void compare(db::AdminConnection& admin, const json& question, const json& answer) {
    const auto expected = question.value("expect", json::object());
    for (const auto& [place, value] : expected.items()) {
        EXPECT_EQ(answer.at(json::json_pointer{place}), expectation(admin, value)) << place;
    }
    if (const auto rows = question.find("rows"); rows != question.end()) {
        const auto wanted = rows_of(admin, rows->at("sql").get<std::string>());
        EXPECT_FALSE(wanted.empty()) << "the sample has nothing to answer with";
        EXPECT_EQ(rows_in(answer, *rows), wanted);
        if (answer.contains("truncated")) {
            EXPECT_EQ(answer.at("truncated"), question.value("truncated", false));
        }
    }
}

/// The link that a cut answer carries: read, it is a CSV file of the whole.
void check_file(
    ServedShop& served, db::AdminConnection& admin, const json& wanted, const json& result
) {
    json link;
    for (const json& part : result.at("content")) {
        if (part.at("type") == "resource_link") {
            link = part.at("uri");
        }
    }
    ASSERT_TRUE(link.is_string()) << result.dump();
    const json read = served.client().call_modern("resources/read", {{"uri", link}});
    const auto text = read.at("result").at("contents").at(0).at("text").get<std::string>();
    const auto rows = rows_of(admin, wanted.at("sql").get<std::string>());
    ASSERT_FALSE(rows.empty());
    std::size_t lines = 0;
    for (std::size_t at = 0; (at = text.find("\r\n", at)) != std::string::npos; ++lines) {
        at += 2;
    }
    EXPECT_EQ(lines, rows.size() + 1) << "a heading and a line each";
    for (const json& row : rows) {
        EXPECT_THAT(text, testing::HasSubstr(row.at(0).get<std::string>()));
    }
}

/// A call that asks a person first: what is asked. The person declines, so nothing changes.
void check_preview(ServedShop& served, const json& call, const std::string& says) {
    const json able_to_ask{{"elicitation", {{"form", json::object()}}}};
    const json asked = served.client().call_modern("tools/call", call, able_to_ask)["result"];
    ASSERT_EQ(asked.value("resultType", ""), "input_required") << asked.dump();
    EXPECT_THAT(asked.dump(), testing::HasSubstr(says));
    json declined = call;
    for (const auto& [key, question] : asked["inputRequests"].items()) {
        declined["inputResponses"][key] = {{"action", "decline"}};
    }
    declined["requestState"] = asked["requestState"];
    const json refused = served.client().call_modern("tools/call", declined, able_to_ask)["result"];
    EXPECT_EQ(error_code_of(refused), "confirmation_declined");
}

void ask(db::AdminConnection& admin, const json& question) {
    ServedShop served{question.at("principal").get<std::string>()};
    const json call{{"name", question.at("tool")}, {"arguments", arguments_of(admin, question)}};
    if (question.at("tool") == "resources/read") {
        const json read = served.client().call_modern("resources/read", call.at("arguments"));
        EXPECT_THAT(read.dump(), testing::HasSubstr(question.at("says").get<std::string>()));
        return;
    }
    if (const auto says = question.find("asks"); says != question.end()) {
        check_preview(served, call, expectation(admin, *says).get<std::string>());
        return;
    }
    const json result = served.call(call.at("name").get<std::string>(), call.at("arguments"));
    EXPECT_EQ(error_code_of(result), question.value("error", ""));
    if (result.contains("structuredContent")) {
        ASSERT_NO_THROW(compare(admin, question, result.at("structuredContent"))) << result.dump();
    }
    if (const auto file = question.find("file"); file != question.end()) {
        check_file(served, admin, *file, result);
    }
}

TEST(GoldenQuestions, AreAnsweredExactlyOnTheSampleData) {
    const auto questions = json::parse(read_source_file("tests/golden/questions.json"));
    ASSERT_FALSE(questions.empty());
    auto admin = db::AdminConnection::open(db::ConnectionString{
        Shop::instance().database().admin_conninfo()});
    ASSERT_TRUE(admin);
    for (const auto& question : questions) {
        SCOPED_TRACE(question.at("question").get<std::string>());
        ask(*admin, question);
    }
}

} // namespace
} // namespace retail_mcp::test
