#include "e2e/shop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace retail_mcp::test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Boundary, APrincipalOfOneStoreHasNoStoreArgumentInAnyTool) {
    ServedShop served{"seattle_manager"};
    served.call("get_context");
    const auto listed = served.client().call_modern("tools/list");
    for (const auto& tool : listed["result"]["tools"]) {
        EXPECT_FALSE(tool["inputSchema"]["properties"].contains("store")) << tool["name"];
        for (const char* other : {"redmond", "bellevue", "online"}) {
            EXPECT_THAT(tool.dump(), Not(HasSubstr(other))) << tool["name"];
        }
    }
}

TEST(Boundary, NamingAnotherStoreInAnyToolAnswersNothingOfIt) {
    ServedShop served{"seattle_manager"};
    const auto listed = served.client().call_modern("tools/list");
    for (const auto& tool : listed["result"]["tools"]) {
        const std::string name = tool["name"];
        const auto result = served.call(name, {{"store", "redmond"}});
        EXPECT_TRUE(result.value("isError", false)) << name;
        EXPECT_THAT(text_of(result), Not(HasSubstr("Redmond"))) << name;
    }
}

TEST(Boundary, AnUnknownStoreAndAnUnownedOneAreTheSameError) {
    ServedShop served{"west_manager"};
    served.call("get_context");
    auto unowned = served.call("summarize_sales", {{"period", "last month"}, {"store", "online"}});
    auto unknown = served.call("summarize_sales", {{"period", "last month"}, {"store", "zzzzzz"}});
    EXPECT_EQ(error_code_of(unowned), error_code_of(unknown));
    std::string text = text_of(unowned);
    const std::size_t at = text.find("online");
    if (at != std::string::npos) {
        text.replace(at, 6, "zzzzzz");
    }
    EXPECT_EQ(text, text_of(unknown));
}

TEST(Boundary, ANarrowedProcessSeesItsOneStoreOnly) {
    ServedShop served{"west_manager", {"--store", "redmond"}};
    const auto context = served.call("get_context")["structuredContent"];
    ASSERT_EQ(context["stores"].size(), 1U);
    EXPECT_EQ(context["stores"][0]["store_id"], "redmond");
    const auto listed = served.client().call_modern("tools/list");
    for (const auto& tool : listed["result"]["tools"]) {
        EXPECT_FALSE(tool["inputSchema"]["properties"].contains("store")) << tool["name"];
    }
}

TEST(Boundary, FreeSqlSeesTheOwnStoresOnly) {
    ServedShop served{"seattle_manager"};
    const auto result = served.call(
        "run_sql", {{"sql", "SELECT DISTINCT store_id FROM retail.products ORDER BY 1"}}
    );
    EXPECT_EQ(result["structuredContent"]["rows"], nlohmann::json::parse(R"([["seattle"]])"))
        << result.dump();
}

/// What a login above row-level security gets.
void expect_refused(const std::string& url) {
    ServedShop served = ServedShop::at(url);
    const auto listed = served.client().call_modern("tools/list");
    for (const auto& tool : listed["result"]["tools"]) {
        const auto result = served.call(tool["name"].get<std::string>());
        EXPECT_EQ(error_code_of(result), "unsafe_database_role") << tool["name"];
        EXPECT_THAT(text_of(result), HasSubstr("principal add"));
    }
    EXPECT_EQ(served.finish(), 3);
    const std::string log = served.process().stderr_text();
    const std::size_t first = log.find("error unsafe_database_role");
    EXPECT_NE(first, std::string::npos) << log;
    EXPECT_EQ(log.find("error unsafe_database_role", first + 1), std::string::npos) << "said twice";
}

TEST(Boundary, OnASuperuserNoToolRuns) {
    expect_refused(Shop::instance().database().admin_conninfo());
}

TEST(Boundary, OnAnOwnerOrABypassingLoginNoToolRuns) {
    Database& database = Shop::instance().database();
    database.execute("DO $$ BEGIN CREATE ROLE e2e_owner LOGIN PASSWORD 'p' IN ROLE retail_owner; "
                     "CREATE ROLE e2e_bypass LOGIN PASSWORD 'p' BYPASSRLS IN ROLE mcp_user; "
                     "EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    expect_refused(database.conninfo("e2e_owner", "p"));
    expect_refused(database.conninfo("e2e_bypass", "p"));
    // roles are the whole cluster's, and other tests look for such logins
    database.execute("DROP OWNED BY e2e_owner, e2e_bypass; DROP ROLE e2e_owner, e2e_bypass");
}

TEST(Boundary, CallRefusesAnUnsafeLoginWithExitCodeTwo) {
    Program program{{"call", "get_context"}, Shop::instance().database().admin_conninfo()};
    EXPECT_EQ(program.output(), "");
    EXPECT_EQ(program.exit_code(), 2);
}

TEST(Boundary, ALoginWithoutAnyGrantGetsNoRows) {
    Database& database = Shop::instance().database();
    database.execute(
        "DO $$ BEGIN CREATE ROLE e2e_nobody LOGIN PASSWORD 'p' IN ROLE mcp_user, retail_store; "
        "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    );
    ServedShop served = ServedShop::at(database.conninfo("e2e_nobody", "p"));
    EXPECT_TRUE(served.call("get_context").value("isError", false));
    EXPECT_TRUE(served.call(
                          "run_sql", {{"sql", "SELECT count(*) FROM retail.products"}}
    ).value("isError", false));
}

} // namespace
} // namespace retail_mcp::test
