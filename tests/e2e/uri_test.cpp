// What clients put where a URI or a value to complete belongs: resources/read and
// completion/complete judge it before anything else does, and give nothing of another store.
#include "e2e/shop.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using namespace std::string_literals;

std::set<std::string> values_of(std::string_view sql) {
    auto admin = db::AdminConnection::open(db::ConnectionString{
        Shop::instance().database().admin_conninfo()});
    const auto rows = admin.value().query(sql);
    std::set<std::string> values;
    for (int row = 0; row < rows.value().size(); ++row) {
        values.emplace(rows.value().text(row, 0));
    }
    return values;
}

/// No URIs of ours, whatever a product may be called.
const std::vector<std::string>& malformed_uris() {
    static const std::vector<std::string> uris{
        "",
        " ",
        "context",
        "retail:",
        "retail://",
        "retail:context",
        "retail:/context",
        "retail:///context",
        " retail://context",
        "retail://context ",
        "retail://context/",
        "retail://context?x=1",
        "retail://context#x",
        "retail://context\0"s,
        "retail://user@context",
        "retail://context:5432",
        "retail://context/../schema",
        "file:///etc/passwd",
        "file://context",
        "http://context",
        "postgresql:///retail",
        "retails://product/A",
        "retail://products/A",
        "retail://product",
        "retail://product/",
        "retail://product//etc/passwd",
        "retail://product/../schema/products",
        "retail://product/A/../B",
        "retail://product/A?store=redmond",
        "retail://product/A#x",
        "retail://product/%",
        "retail://product/%4",
        "retail://product/%4g",
        "retail://product/%-1",
        "retail://product/%00",
        "retail://product/A%00B",
        "retail://product/A\0B"s,
        "retail://product/%0a",
        "retail://product/A\nB",
        "retail://product/%c0%af",
        "retail://product/%ed%a0%80",
        "retail://product/%f5%80%80%80",
        "retail://product/%ff"};
    return uris;
}

/// Well-formed, and nothing is there for this principal.
std::vector<std::string> unknown_uris() {
    std::vector<std::string> uris{
        "retail://product/..",
        "retail://product/%2e%2e%2fcontext",
        "retail://product/..%2f..%2fetc%2fpasswd",
        "retail://product/%2541",
        "retail://product/%27%20OR%201=1--",
        "retail://product/%25",
        "retail://product/{sku}",
        "retail://product/" + std::string(10'000, 'A'),
        "retail://schema/..",
        "retail://schema/%2e%2e%2fcontext",
        "retail://schema/store_access",
        "retail://schema/retail_sec.store_access",
        "retail://schema/pg_catalog.pg_authid",
        "retail://schema/audit_log",
        "retail://schema/" + std::string(10'000, 'a'),
        "retail://result/",
        "retail://result/..",
        "retail://result/../context",
        "retail://result/AAAA",
        "retail://result/%00",
        "retail://result/" + std::string(100'000, 'A')};
    for (const char* column : {"sku", "barcode"}) {
        const auto foreign = values_of(
            "SELECT min("s + column + ") FROM retail.products WHERE store_id = 'redmond' AND " +
            column + " NOT IN (SELECT " + column +
            " FROM retail.products WHERE store_id = 'seattle' AND " + column + " IS NOT NULL)"
        );
        uris.push_back("retail://product/" + *foreign.begin());
    }
    return uris;
}

TEST(ResourceUris, ThatAreNoneOrAnothersAreRefusedInBothEras) {
    ServedShop served{"seattle_manager"};
    McpClient& client = served.client();
    client.initialize("2025-11-25");
    std::vector<std::string> refused = unknown_uris();
    refused.insert(refused.end(), malformed_uris().begin(), malformed_uris().end());
    for (const std::string& uri : refused) {
        SCOPED_TRACE(uri.substr(0, 100));
        const json modern_error = client.call_modern("resources/read", {{"uri", uri}})["error"];
        EXPECT_EQ(modern_error["code"], -32602);
        EXPECT_EQ(modern_error["data"]["uri"], uri);
        EXPECT_LT(modern_error["message"].get<std::string>().size(), 1000U);
        const json legacy_error = client.call("resources/read", {{"uri", uri}})["error"];
        EXPECT_EQ(legacy_error["code"], -32002);
    }
    for (const std::string& uri : malformed_uris()) {
        SCOPED_TRACE(uri);
        EXPECT_EQ(client.call("resources/subscribe", {{"uri", uri}})["error"]["code"], -32002);
    }
    for (const json& uri : {json(nullptr), json(7), json(true), json::array(), json::object()}) {
        EXPECT_EQ(client.call_modern("resources/read", {{"uri", uri}})["error"]["code"], -32602);
        EXPECT_EQ(client.call("resources/read", {{"uri", uri}})["error"]["code"], -32602);
    }
    EXPECT_EQ(client.call_modern("resources/read")["error"]["code"], -32602);
    const json own = client.call_modern("resources/read", {{"uri", "retail://context"}});
    EXPECT_TRUE(own.contains("result")) << own;
}

TEST(ResourceUris, OfAResultOpenForWhoAskedOnly) {
    const TemporaryHome home; // one key for both
    ServedShop one{"seattle_manager", {}, {{"RETAIL_MCP_HOME", home.path()}}};
    ServedShop other{"redmond_manager", {}, {{"RETAIL_MCP_HOME", home.path()}}};
    const json cut = one.call("list_transactions", {{"limit", 1}});
    const std::string uri = cut["content"][1]["uri"];
    const auto read = [](ServedShop& served, const std::string& what) {
        return served.client().call_modern("resources/read", {{"uri", what}});
    };
    EXPECT_TRUE(read(one, uri).contains("result"));
    EXPECT_EQ(read(other, uri)["error"]["code"], -32602);
    for (const std::size_t at : {uri.size() - 1, uri.size() / 2, uri.rfind('/') + 1}) {
        std::string tampered = uri;
        tampered[at] = tampered[at] == 'A' ? 'B' : 'A';
        EXPECT_EQ(read(one, tampered)["error"]["code"], -32602) << at;
    }
    EXPECT_EQ(read(one, uri.substr(0, uri.size() - 4))["error"]["code"], -32602);
    EXPECT_EQ(read(one, uri + "AAAA")["error"]["code"], -32602);
}

TEST(CompletionRequests, ThatAreNoneAreRefused) {
    ServedShop served{"seattle_manager"};
    const json product{{"type", "ref/resource"}, {"uri", "retail://product/{sku}"}};
    const json brief{{"type", "ref/prompt"}, {"name", "morning_brief"}};
    const auto argument = [](const json& name, const json& value) {
        return json{{"name", name}, {"value", value}};
    };
    const std::vector<json> refused{
        json::object(),
        {{"ref", product}},
        {{"argument", argument("sku", "A")}},
        {{"ref", "retail://product/{sku}"}, {"argument", argument("sku", "A")}},
        {{"ref", {{"type", "ref/tool"}, {"name", "get_product"}}},
         {"argument", argument("sku", "A")}},
        {{"ref", {{"type", "ref/resource"}, {"uri", "retail://product/A"}}},
         {"argument", argument("sku", "A")}},
        {{"ref", {{"type", "ref/resource"}, {"uri", "file:///{sku}"}}},
         {"argument", argument("sku", "A")}},
        {{"ref", {{"type", "ref/resource"}, {"uri", 7}}}, {"argument", argument("sku", "A")}},
        {{"ref", product}, {"argument", argument("table", "A")}},
        {{"ref", product}, {"argument", argument("sku", 7)}},
        {{"ref", product}, {"argument", argument(nullptr, "A")}},
        {{"ref", product}, {"argument", argument("sku", "A\0"s)}},
        {{"ref", product}, {"argument", argument("sku", std::string(201, 'A'))}},
        {{"ref", product}, {"argument", argument("sku", std::string(100'000, 'A'))}},
        {{"ref", product}, {"argument", argument("sku", "A")}, {"context", "redmond"}},
        {{"ref", product}, {"argument", argument("sku", "A")}, {"context", {{"arguments", 7}}}},
        {{"ref", product},
         {"argument", argument("sku", "A")},
         {"context", {{"arguments", {{"store", 7}}}}}},
        {{"ref", brief}, {"argument", argument("sku", "A")}},
        {{"ref", {{"type", "ref/prompt"}, {"name", "no_such_prompt"}}},
         {"argument", argument("store", "")}}};
    for (const json& params : refused) {
        const json answer = served.client().call_modern("completion/complete", params);
        EXPECT_EQ(answer["error"]["code"], -32602) << params.dump().substr(0, 200);
        EXPECT_LT(answer.dump().size(), 1000U);
    }
}

TEST(CompletionRequests, GiveNothingOfAnotherStore) {
    ServedShop served{"seattle_manager"};
    const auto values = [&](const json& reference, const char* argument, const json& others) {
        const json answer = served.client().call_modern(
            "completion/complete",
            {{"ref", reference},
             {"argument", {{"name", argument}, {"value", ""}}},
             {"context", {{"arguments", others}}}}
        );
        return answer["result"]["completion"]["values"].get<std::set<std::string>>();
    };
    const json substitute{{"type", "ref/prompt"}, {"name", "find_substitute"}};
    for (const json& others :
         {json::object(), json{{"store", "redmond"}}, json{{"store", "*"}}, json{{"store", ""}}}) {
        SCOPED_TRACE(others);
        EXPECT_THAT(values(substitute, "store", others), testing::ElementsAre("seattle"));
        EXPECT_THAT(
            values_of("SELECT sku FROM retail.products WHERE store_id = 'seattle'"),
            testing::IsSupersetOf(values(substitute, "sku", others))
        );
        EXPECT_THAT(
            values_of("SELECT DISTINCT brand FROM retail.products WHERE store_id = 'seattle'"),
            testing::IsSupersetOf(values(substitute, "brand", others))
        );
        EXPECT_THAT(
            values_of("SELECT DISTINCT unnest(tags) FROM retail.products WHERE store_id = 'seattle'"
            ),
            testing::IsSupersetOf(values(substitute, "tag", others))
        );
        EXPECT_FALSE(values(substitute, "sku", others).empty());
    }
}

} // namespace
} // namespace retail_mcp::test
