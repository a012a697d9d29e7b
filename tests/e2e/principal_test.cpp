#include "e2e/shop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

// `retail-mcp principal`, and what a change of grants does to servers: those to come and those that
// run already.

namespace retail_mcp::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Outcome {
    int exit_code;
    std::string output;
    std::string complaint;
};

/// A command of the administrator's.
Outcome administer(std::vector<std::string> arguments) {
    Program program{
        std::move(arguments),
        "",
        {{"RETAIL_MCP_ADMIN_URL", Shop::instance().database().admin_conninfo()}}};
    std::string output = program.output();
    const int exit_code = program.exit_code();
    return {exit_code, std::move(output), program.process().stderr_text()};
}

/// A principal made by `principal add` with these flags, gone with the test.
class PrincipalTest : public testing::Test {
protected:
    ~PrincipalTest() override { administer({"principal", "revoke", name}); }

    void add(std::vector<std::string> flags) {
        flags.insert(flags.begin(), {"principal", "add", name});
        const Outcome made = administer(std::move(flags));
        ASSERT_EQ(made.exit_code, 0) << made.complaint;
        EXPECT_THAT(made.output, HasSubstr("Made principal e2e_ann."));
        constexpr std::string_view before = "service file): ";
        const std::size_t at = made.output.find(before) + before.size();
        password = made.output.substr(at, made.output.find('\n', at) - at);
        ASSERT_EQ(password.size(), 48U);
    }

    /// `principal grant|revoke e2e_ann …`
    static Outcome change(const char* verb, std::vector<std::string> flags) {
        flags.insert(flags.begin(), {"principal", verb, name});
        return administer(std::move(flags));
    }

    ServedShop serve() const {
        return ServedShop::at(Shop::instance().database().conninfo(name, password));
    }

    static json count_products(ServedShop& served) {
        return served.call(
            "run_sql",
            {{"sql", "SELECT store_id, count(*) > 0 FROM retail.products GROUP BY 1 ORDER BY 1"}}
        );
    }

    static json read_names(ServedShop& served) {
        return served.call(
            "run_sql", {{"sql", "SELECT count(first_name) > 0 FROM retail.customers"}}
        );
    }

    /// The row of `principal list` for this store.
    static std::string listed(const std::string& store) {
        const Outcome all = administer({"principal", "list"});
        std::istringstream lines{all.output};
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with(std::string{name} + ' ') &&
                line.find(' ' + store + ' ') != std::string::npos) {
                return line;
            }
        }
        return {};
    }

    static constexpr const char* name = "e2e_ann";
    std::string password;
};

TEST_F(PrincipalTest, AddedItReadsItsStoreAndNothingElse) {
    add({"--store", "seattle"});
    ServedShop served = serve();
    const json context = served.call("get_context")["structuredContent"];
    EXPECT_EQ(context["principal"], name);
    ASSERT_EQ(context["stores"].size(), 1U);
    EXPECT_EQ(context["stores"][0]["store_id"], "seattle");
    EXPECT_EQ(context["stores"][0]["can_write"], false);
    EXPECT_EQ(context["personal_data"], false);
    EXPECT_EQ(
        count_products(served)["structuredContent"]["rows"], json::parse(R"([["seattle", true]])")
    );
    EXPECT_EQ(error_code_of(read_names(served)), "permission_denied");
    const json written = served.call(
        "adjust_stock",
        {{"action", "count"}, {"sku", "X"}, {"quantity", 1}, {"idempotency_key", "k"}}
    );
    EXPECT_THAT(written.dump(), HasSubstr("There is no tool")) << "it may not write";
    EXPECT_THAT(listed("seattle"), AllOf(HasSubstr("no"), Not(HasSubstr("yes"))));
}

TEST_F(PrincipalTest, AddedTwiceItKeepsItsPassword) {
    add({"--store", "seattle"});
    const Outcome again = administer({"principal", "add", name, "--store", "redmond"});
    EXPECT_EQ(again.exit_code, 0);
    EXPECT_THAT(again.output, HasSubstr("was there already"));
    EXPECT_THAT(again.output, Not(HasSubstr("Password")));
    ServedShop served = serve();
    EXPECT_EQ(
        count_products(served)["structuredContent"]["rows"],
        json::parse(R"([["redmond", true], ["seattle", true]])")
    );
}

TEST_F(PrincipalTest, RightsAreGrantedAndTakenOneByOne) {
    add({"--store", "seattle"});
    EXPECT_EQ(change("grant", {"--store", "redmond", "--write"}).exit_code, 0);
    EXPECT_EQ(change("grant", {"--personal-data"}).exit_code, 0);
    {
        ServedShop served = serve();
        const json context = served.call("get_context")["structuredContent"];
        ASSERT_EQ(context["stores"].size(), 2U);
        EXPECT_EQ(context["stores"][0]["can_write"], true) << context.dump();
        EXPECT_EQ(context["stores"][1]["can_write"], false);
        EXPECT_EQ(context["personal_data"], true);
        EXPECT_EQ(read_names(served)["structuredContent"]["rows"], json::parse("[[true]]"));
    }
    EXPECT_EQ(change("revoke", {"--write"}).exit_code, 0);
    EXPECT_EQ(change("revoke", {"--personal-data"}).exit_code, 0);
    EXPECT_EQ(change("revoke", {"--store", "redmond"}).exit_code, 0);
    ServedShop served = serve();
    const json context = served.call("get_context")["structuredContent"];
    ASSERT_EQ(context["stores"].size(), 1U);
    EXPECT_EQ(context["stores"][0]["can_write"], false);
    EXPECT_EQ(context["personal_data"], false);
    EXPECT_EQ(listed("redmond"), "");
}

TEST_F(PrincipalTest, AGrantEndsAtItsTimeWhileTheServerRuns) {
    add({"--store", "redmond"});
    const auto end =
        std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now() + 6s);
    char text[32] = {};
    const std::time_t seconds = std::chrono::system_clock::to_time_t(end);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::strftime(text, sizeof text, "%FT%TZ", &utc);
    ASSERT_EQ(change("grant", {"--store", "redmond", "--until", text}).exit_code, 0);
    EXPECT_THAT(listed("redmond"), Not(HasSubstr("expired")));
    ServedShop served = serve();
    ASSERT_EQ(
        count_products(served)["structuredContent"]["rows"], json::parse(R"([["redmond", true]])")
    );
    std::this_thread::sleep_until(end + 1s);
    EXPECT_TRUE(count_products(served).value("isError", false));
    EXPECT_EQ(
        error_code_of(served.call("summarize_sales", {{"period", "last month"}})),
        "store_not_available"
    );
    EXPECT_THAT(listed("redmond"), HasSubstr("(expired)"));
    ServedShop later = serve();
    EXPECT_EQ(error_code_of(later.call("get_context")), "store_not_available");
    // and a new grant opens it again, for the server that runs, too
    ASSERT_EQ(change("grant", {"--store", "redmond"}).exit_code, 0);
    EXPECT_FALSE(count_products(served).value("isError", false));
}

TEST_F(PrincipalTest, WhatIsRevokedIsGoneForAServerThatRuns) {
    add({"--store", "seattle", "--store", "redmond", "--personal-data"});
    ServedShop served = serve();
    ASSERT_EQ(count_products(served)["structuredContent"]["rows"].size(), 2U);
    ASSERT_EQ(change("revoke", {"--personal-data"}).exit_code, 0);
    EXPECT_EQ(error_code_of(read_names(served)), "permission_denied");
    ASSERT_EQ(change("revoke", {"--store", "redmond"}).exit_code, 0);
    EXPECT_EQ(
        count_products(served)["structuredContent"]["rows"], json::parse(R"([["seattle", true]])")
    );
    EXPECT_EQ(
        error_code_of(served.call("browse_catalog", {{"store", "redmond"}})), "store_not_available"
    );
}

TEST_F(PrincipalTest, ALoginThatIsDroppedAnswersNothingMore) {
    add({"--store", "seattle"});
    ServedShop served = serve();
    ASSERT_FALSE(count_products(served).value("isError", false));
    ASSERT_FALSE(served.call("browse_catalog").value("isError", false));
    ASSERT_EQ(change("revoke", {}).exit_code, 0);
    for (const char* tool : {"browse_catalog", "get_context", "check_stock"}) {
        const json result = served.call(tool);
        EXPECT_TRUE(result.value("isError", false)) << tool << ' ' << result.dump();
    }
    EXPECT_TRUE(count_products(served).value("isError", false));
    EXPECT_EQ(listed("seattle"), "");
    // the same name again is a new principal without the old one's grants
    add({"--store", "bellevue"});
    ServedShop again = serve();
    EXPECT_EQ(
        count_products(again)["structuredContent"]["rows"], json::parse(R"([["bellevue", true]])")
    );
}

TEST_F(PrincipalTest, AForgedContextShowsNothing) {
    add({"--store", "seattle"});
    // the login's own session, without the server: what a stolen password opens
    const std::string url = Shop::instance().database().conninfo(name, password);
    for (const char* forged : {"redmond", "*", "nowhere", ""}) {
        ServedShop served =
            ServedShop::at(url + " options='-c retail.store=" + std::string{forged} + "'");
        EXPECT_EQ(
            count_products(served)["structuredContent"]["rows"],
            json::parse(R"([["seattle", true]])")
        ) << forged;
    }
    ServedShop served = serve();
    EXPECT_EQ(
        error_code_of(
            served.call("run_sql", {{"sql", "SELECT set_config('retail.store', 'redmond', true)"}})
        ),
        "permission_denied"
    );
}

TEST(Principal, RefusalsNameWhatIsWrong) {
    struct Refused {
        std::vector<std::string> arguments;
        std::string says;
    };

    const std::vector<Refused> cases{
        {{"add", "e2e_bob", "--store", "nowhere"}, "There is no store \"nowhere\"."},
        {{"add", "e2e_bob"}, "--store"},
        {{"add", "retail_owner", "--store", "seattle"}, "There is no principal \"retail_owner\"."},
        {{"add", "mcp_user", "--store", "seattle"}, "There is no principal \"mcp_user\"."},
        {{"add", "", "--store", "seattle"}, "1 to 63"},
        {{"add", std::string(64, 'x'), "--store", "seattle"}, "1 to 63"},
        {{"grant", "e2e_bob", "--store", "seattle"}, "There is no principal \"e2e_bob\"."},
        {{"revoke", "e2e_bob"}, "There is no principal \"e2e_bob\"."},
        {{"revoke", "retail_owner"}, "There is no principal \"retail_owner\"."},
        {{"grant", "analyst", "--store", "seattle", "--until", "whenever"}, "whenever"},
        {{"grant", "analyst", "--until", "2030-01-01T00:00Z"}, "--store"},
        {{"grant", "analyst"}, "--store"}};
    for (const Refused& refused : cases) {
        std::vector<std::string> arguments = refused.arguments;
        arguments.insert(arguments.begin(), "principal");
        const Outcome outcome = administer(arguments);
        EXPECT_NE(outcome.exit_code, 0) << refused.says;
        EXPECT_THAT(outcome.complaint, HasSubstr(refused.says));
        EXPECT_THAT(outcome.output, IsEmpty()) << refused.says;
    }
    EXPECT_THAT(administer({"principal", "list"}).output, Not(HasSubstr("e2e_bob")));
}

TEST(Principal, NamesAreQuotedNeverRun) {
    const std::string name = R"(x"; DROP TABLE retail.products; --')";
    const Outcome made = administer({"principal", "add", name, "--store", "seattle"});
    EXPECT_EQ(made.exit_code, 0) << made.complaint;
    EXPECT_THAT(administer({"principal", "list"}).output, HasSubstr(name));
    EXPECT_EQ(administer({"principal", "revoke", name}).exit_code, 0);
    EXPECT_THAT(administer({"principal", "list"}).output, Not(HasSubstr(name)));
}

} // namespace
} // namespace retail_mcp::test
