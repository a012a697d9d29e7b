// Resources, prompts and completion of the real server, and what its requests carry along.
#include "e2e/shop.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

using Values = std::vector<std::string>;

json read(ServedShop& served, const std::string& uri) {
    return served.client().call_modern("resources/read", {{"uri", uri}});
}

Values complete(
    ServedShop& served,
    const json& reference,
    const std::string& argument,
    const std::string& typed,
    const json& others = json::object()
) {
    const json response = served.client().call_modern(
        "completion/complete",
        {{"ref", reference},
         {"argument", {{"name", argument}, {"value", typed}}},
         {"context", {{"arguments", others}}}}
    );
    EXPECT_TRUE(response.contains("result")) << response;
    return response.contains("result") ? response["result"]["completion"]["values"].get<Values>()
                                       : Values{};
}

json prompt(const char* name) {
    return {{"type", "ref/prompt"}, {"name", name}};
}

json resource_template(const char* uri) {
    return {{"type", "ref/resource"}, {"uri", uri}};
}

std::string some(const std::string& column, const std::string& condition) {
    auto admin = db::AdminConnection::open(db::ConnectionString{
        Shop::instance().database().admin_conninfo()});
    const auto rows = admin.value().query(
        "SELECT min(" + column + ") FROM retail.products WHERE is_active AND " + condition
    );
    return std::string{rows.value().text(0, 0)};
}

TEST(Features, EveryListedResourceIsReadAndEveryTemplateLeadsToOne) {
    ServedShop served{"seattle_manager"};
    const json listed = served.client().call_modern("resources/list")["result"]["resources"];
    EXPECT_EQ(listed.size(), 3U);
    for (const json& resource : listed) {
        const json contents = read(served, resource["uri"])["result"]["contents"];
        ASSERT_EQ(contents.size(), 1U) << resource;
        EXPECT_EQ(contents[0]["mimeType"], resource["mimeType"]);
        EXPECT_TRUE(json::accept(contents[0]["text"].get<std::string>()));
    }
    const json templates =
        served.client().call_modern("resources/templates/list")["result"]["resourceTemplates"];
    EXPECT_EQ(templates.size(), 3U);
    const std::string sku = some("sku", "store_id = 'seattle'");
    const json product = read(served, "retail://product/" + sku)["result"]["contents"][0];
    EXPECT_EQ(json::parse(product["text"].get<std::string>())["product"]["sku"], sku);
    const json table = read(served, "retail://schema/products")["result"]["contents"][0];
    EXPECT_THAT(table["text"].get<std::string>(), HasSubstr("product_name"));
}

TEST(Features, AResourceThatIsUnknownOrAnotherStoresHasTheErrorOfItsEra) {
    const std::string foreign = some(
        "sku",
        "store_id = 'redmond' AND sku NOT IN (SELECT sku FROM retail.products WHERE store_id = "
        "'seattle')"
    );
    ServedShop served{"seattle_manager"};
    served.client().initialize("2025-11-25");
    for (const std::string& uri :
         {"retail://product/" + foreign,
          std::string{"retail://product/no%20such%20thing"},
          std::string{"retail://schema/store_access"},
          std::string{"retail://result/abc"},
          std::string{"retail://elsewhere"}}) {
        const json modern_error = read(served, uri)["error"];
        EXPECT_EQ(modern_error["code"], -32602) << uri;
        EXPECT_EQ(modern_error["data"]["uri"], uri);
        const json legacy_error = served.client().call("resources/read", {{"uri", uri}})["error"];
        EXPECT_EQ(legacy_error["code"], -32002) << uri;
    }
}

TEST(Features, AProductsSkuAndTablesAreCompleted) {
    ServedShop served{"seattle_manager"};
    const std::string sku = some("sku", "store_id = 'seattle'");
    const auto skus = [&](const std::string& typed) {
        return complete(served, resource_template("retail://product/{sku}"), "sku", typed);
    };
    EXPECT_THAT(skus(sku.substr(0, 4)), Contains(sku));
    std::string slip = sku;
    slip[1] = slip[1] == 'Q' ? 'X' : 'Q';
    EXPECT_THAT(skus(slip), Contains(sku)) << slip;
    const auto tables = [&](const std::string& typed) {
        return complete(served, resource_template("retail://schema/{table}"), "table", typed);
    };
    EXPECT_THAT(tables("prod"), Contains("products"));
    EXPECT_THAT(tables("custmers"), Contains("customers"));
    EXPECT_THAT(tables(""), Not(Contains("audit_log")));
}

TEST(Features, PromptArgumentsAreCompletedFromOnesOwnStores) {
    ServedShop several{"west_manager"};
    EXPECT_THAT(
        complete(several, prompt("morning_brief"), "store", ""),
        testing::ElementsAre("bellevue", "redmond", "seattle")
    );
    EXPECT_THAT(complete(several, prompt("morning_brief"), "store", "seatle"), Contains("seattle"));
    ServedShop one{"seattle_manager"};
    EXPECT_THAT(complete(one, prompt("morning_brief"), "store", "re"), IsEmpty());
    const std::string brand = some("brand", "store_id = 'seattle'");
    const std::string tag = some("tags[1]", "store_id = 'seattle' AND tags <> '{}'");
    const std::string supplier = some("supplier_name", "store_id = 'seattle'");
    EXPECT_THAT(
        complete(one, prompt("find_substitute"), "brand", brand.substr(0, 3)), Contains(brand)
    );
    EXPECT_THAT(complete(one, prompt("find_substitute"), "tag", tag.substr(0, 3)), Contains(tag));
    EXPECT_THAT(
        complete(one, prompt("restock_plan"), "supplier", supplier.substr(0, 4)), Contains(supplier)
    );
    EXPECT_THAT(complete(one, prompt("restock_plan"), "category", ""), Not(IsEmpty()));
    // products are only below it
    EXPECT_THAT(
        complete(one, prompt("restock_plan"), "category", "home"), Contains("Home & Garden")
    );
    EXPECT_THAT(complete(one, prompt("weekly_review"), "period", "last"), Each(StartsWith("last")));
}

TEST(Features, CompletionFollowsTheStoreThatIsFilledInAlready) {
    const std::string only_redmond = some(
        "sku",
        "store_id = 'redmond' AND sku NOT IN (SELECT sku FROM retail.products WHERE store_id = "
        "'seattle')"
    );
    ServedShop served{"west_manager"};
    const auto skus = [&](const char* store) {
        return complete(served, prompt("find_substitute"), "sku", only_redmond, {{"store", store}});
    };
    EXPECT_THAT(skus("redmond"), Contains(only_redmond));
    EXPECT_THAT(skus("seattle"), Not(Contains(only_redmond)));
}

TEST(Features, TheSixPromptsRenderWithAndWithoutTheirOptionalArguments) {
    ServedShop served{"west_manager"};
    const json prompts = served.client().call_modern("prompts/list")["result"]["prompts"];
    std::set<std::string> names;
    for (const json& one : prompts) {
        const std::string name = one["name"];
        names.insert(name);
        json required = json::object();
        json all = json::object();
        for (const json& argument : one["arguments"]) {
            const std::string given = "<" + argument["name"].get<std::string>() + ">";
            all[argument["name"].get<std::string>()] = given;
            if (argument["required"]) {
                required[argument["name"].get<std::string>()] = given;
            }
        }
        const auto text = [&](const json& arguments) {
            const json got = served.client().call_modern(
                "prompts/get", {{"name", name}, {"arguments", arguments}}
            );
            return got["result"]["messages"][0]["content"]["text"].get<std::string>();
        };
        for (const json& arguments : {required, all}) {
            const std::string rendered = text(arguments);
            EXPECT_THAT(rendered, Not(testing::ContainsRegex("[][{}]"))) << name;
            for (const auto& [argument, value] : arguments.items()) {
                EXPECT_THAT(rendered, HasSubstr(value.get<std::string>())) << name;
            }
        }
        if (!required.empty()) {
            const json missing = served.client().call_modern("prompts/get", {{"name", name}});
            EXPECT_EQ(missing["error"]["code"], -32602) << name;
        }
    }
    const std::set<std::string> expected{
        "morning_brief",
        "weekly_review",
        "restock_plan",
        "stock_take",
        "why_did_sales_change",
        "find_substitute"};
    EXPECT_EQ(names, expected);
}

TEST(Features, InstructionsFitInBothEras) {
    ServedShop served{"seattle_manager"};
    const json legacy = served.client().initialize("2025-11-25");
    const json modern_result = served.client().call_modern("server/discover")["result"];
    for (const json& result : {legacy, modern_result}) {
        const std::string instructions = result["instructions"];
        EXPECT_LE(instructions.size(), 1000U);
        EXPECT_THAT(instructions, HasSubstr("get_context"));
        EXPECT_THAT(instructions, HasSubstr("next_cursor"));
    }
}

TEST(Features, ReadingALongResultTellsItsProgressAndGivesAllOfIt) {
    ServedShop served{"west_manager"};
    const json cut = served.call("list_transactions", {{"period", "last year"}, {"limit", 2}});
    const json answer = cut["structuredContent"];
    json params = {{"uri", ""}};
    for (const json& block : cut["content"]) {
        if (block["type"] == "resource_link") {
            params["uri"] = block["uri"];
            EXPECT_THAT(block["description"].get<std::string>(), HasSubstr("hour"));
        }
    }
    params = modern(std::move(params));
    params["_meta"]["progressToken"] = "csv";
    const json id = served.client().start("resources/read", params);
    double told = 0;
    json message = served.client().receive();
    for (; message.value("method", "") == "notifications/progress";
         message = served.client().receive()) {
        EXPECT_EQ(message["params"]["progressToken"], "csv");
        EXPECT_GT(message["params"]["progress"].get<double>(), told);
        told = message["params"]["progress"];
    }
    EXPECT_EQ(message["id"], id);
    const std::string csv = message["result"]["contents"][0]["text"];
    const auto lines = std::count(csv.begin(), csv.end(), '\n') - 1;
    EXPECT_EQ(static_cast<double>(lines), told);
    EXPECT_GT(lines, 200) << "more than a page";
    if (answer["total"].is_number()) {
        EXPECT_EQ(lines, std::min<long>(answer["total"].get<long>(), 10'000));
    }
    EXPECT_THAT(csv, HasSubstr(answer["transactions"][0]["transaction_id"].get<std::string>()));
}

TEST(Features, ALongCallTellsThatItIsWorkedOnUntilItIsCancelled) {
    ServedShop served{"analyst"};
    json params = modern(
        {{"name", "run_sql"},
         {"arguments",
          {{"sql",
            "SELECT count(*) FROM generate_series(1, 20000) a, generate_series(1, 20000) b"}}}}
    );
    params["_meta"]["progressToken"] = 7;
    const json id = served.client().start("tools/call", params);
    double told = 0;
    for (int beats = 0; beats < 2; ++beats) {
        const json message = served.client().receive();
        ASSERT_EQ(message.value("method", ""), "notifications/progress") << message.dump();
        EXPECT_EQ(message["params"]["progressToken"], 7);
        EXPECT_GT(message["params"]["progress"].get<double>(), told);
        EXPECT_THAT(message["params"]["message"].get<std::string>(), HasSubstr("Working for "));
        told = message["params"]["progress"];
    }
    served.client().notify("notifications/cancelled", {{"requestId", id}});
    EXPECT_FALSE(served.call("get_context").value("isError", false));
}

TEST(Features, ACursorOrALinkOpensForItsPrincipalAndArgumentsOnly) {
    const TemporaryHome home; // one key for all
    const std::map<std::string, std::string> environment{{"RETAIL_MCP_HOME", home.path()}};
    ServedShop seattle{"seattle_manager", {}, environment};
    const json arguments{{"period", "last year"}, {"limit", 2}};
    const json page = seattle.call("list_transactions", arguments);
    json next = arguments;
    next["cursor"] = page["structuredContent"]["next_cursor"];
    std::string uri;
    for (const json& block : page["content"]) {
        uri = block.value("uri", uri);
    }
    EXPECT_EQ(error_code_of(seattle.call("list_transactions", next)), "");
    json other_period = next;
    other_period["period"] = "this year";
    EXPECT_EQ(error_code_of(seattle.call("list_transactions", other_period)), "invalid_cursor");
    json touched = next;
    touched["cursor"] = next["cursor"].get<std::string>() + "A";
    EXPECT_EQ(error_code_of(seattle.call("list_transactions", touched)), "invalid_cursor");
    EXPECT_TRUE(read(seattle, uri).contains("result"));
    ServedShop redmond{"redmond_manager", {}, environment};
    EXPECT_EQ(error_code_of(redmond.call("list_transactions", next)), "invalid_cursor");
    EXPECT_EQ(read(redmond, uri)["error"]["code"], -32602);
}

TEST(Features, ATraceIsCarriedIntoTheLogTheTransactionAndTheRecord) {
    const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    ServedShop served{"seattle_manager"};
    json params = modern(
        {{"name", "run_sql"},
         {"arguments", {{"sql", "SELECT current_setting('retail.trace') AS trace"}}}}
    );
    params["_meta"]["traceparent"] = trace;
    const json id = served.client().start("tools/call", params);
    const json result = served.client().response_to(id)["result"];
    EXPECT_EQ(result["structuredContent"]["rows"][0][0], trace) << result;
    EXPECT_EQ(served.finish(), 0);
    EXPECT_THAT(served.process().stderr_text(), HasSubstr("trace=" + trace));
    auto admin = db::AdminConnection::open(db::ConnectionString{
        Shop::instance().database().admin_conninfo()});
    const auto recorded = admin.value().query(
        "SELECT count(*) FROM retail.audit_log WHERE table_name = 'tool_call' AND metadata ->> "
        "'trace' = '" +
        trace + "'"
    );
    EXPECT_EQ(recorded.value().text(0, 0), "1");
}

} // namespace
} // namespace retail_mcp::test
