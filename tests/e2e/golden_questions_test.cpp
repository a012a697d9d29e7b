// Questions as people ask them, put to the binary on the sample data: each with the tool and the
// arguments that answer it. Expected figures are plain SQL over the detail rows, asked as
// administration; literals are what the sample plants.
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

void compare(db::AdminConnection& admin, const json& question, const json& answer) {
    const auto expected = question.value("expect", json::object());
    for (const auto& [place, value] : expected.items()) {
        EXPECT_EQ(answer.at(json::json_pointer{place}), expectation(admin, value)) << place;
    }
    if (const auto rows = question.find("rows"); rows != question.end()) {
        const auto wanted = rows_of(admin, rows->at("sql").get<std::string>());
        EXPECT_FALSE(wanted.empty()) << "the sample has nothing to answer with";
        EXPECT_EQ(rows_in(answer, *rows), wanted);
        EXPECT_EQ(answer.at("truncated"), false);
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
        ServedShop served{question.at("principal").get<std::string>()};
        const json result =
            served.call(question.at("tool").get<std::string>(), question.at("arguments"));
        EXPECT_EQ(error_code_of(result), question.value("error", ""));
        if (result.contains("structuredContent")) {
            ASSERT_NO_THROW(compare(*admin, question, result.at("structuredContent")))
                << result.dump();
        }
    }
}

} // namespace
} // namespace retail_mcp::test
