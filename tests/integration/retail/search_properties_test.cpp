// What holds of every search whatever the catalogue: pages make up the whole, facets are what an
// independent count says, and shops of any shape are searched.
#include "shop.hpp"

#include <gmock/gmock.h>

#include <set>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAreArray;
using testing::IsEmpty;

const Timestamp now = *Timestamp::parse("2025-06-18T17:00:00Z");

/// Two hundred lamps with ties in everything that can be sorted by, among other things; some
/// inactive, some out of stock, half of them sold.
const Database& lamps() {
    static const FilledDatabase database{
        R"sql(
INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES ('lamps', 'Lamps', 'USD', 'UTC');
INSERT INTO retail.product_categories (category_id, category_name, parent_category_id) VALUES
  (1, 'Light', NULL), (2, 'Desk', 1), (3, 'Floor', 1), (4, 'Other', NULL);
INSERT INTO retail.products (store_id, sku, product_name, category_id, brand, price, tags, is_active, created_at)
SELECT 'lamps', 'L-' || n, (ARRAY['Brass','Steel','Oak'])[n % 3 + 1] || ' lamp ' || (ARRAY['small','large'])[n % 2 + 1], n % 3 + 1,
       (ARRAY['Lumen','Ray',NULL,'Glow'])[n % 4 + 1], 5 + n % 17, CASE WHEN n % 5 = 0 THEN '{sale}' ELSE '{}' END::text[], n % 11 <> 0,
       timestamptz '2025-01-01 00:00+00' + n % 7 * interval '1 day'
  FROM generate_series(1, 200) n;
INSERT INTO retail.products (store_id, sku, product_name, category_id, price) SELECT 'lamps', 'X-' || n, 'Curtain ' || n, 4, n FROM generate_series(1, 40) n;
INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity)
SELECT store_id, product_id, 'receipt', 5 FROM retail.products WHERE substr(sku, 3)::int % 3 > 0;
INSERT INTO retail.sales_transactions (transaction_id, store_id, transaction_date, payment_method, transaction_type, subtotal, total_amount)
SELECT ('00000000-0000-0000-0001-' || lpad(n::text, 12, '0'))::uuid, 'lamps', timestamptz '2025-05-01 19:00+00', 'cash', 'sale', 10, 10 FROM generate_series(1, 100) n;
INSERT INTO retail.sales_transaction_items (store_id, transaction_id, line_no, product_id, quantity, unit_price, discount_amount, total_price, tax_amount)
SELECT 'lamps', ('00000000-0000-0000-0001-' || lpad(n::text, 12, '0'))::uuid, 1, p.product_id, 1 + n % 3, 10, 0, 10, 0
  FROM generate_series(1, 100) n JOIN retail.products p ON p.sku = 'L-' || n;
)sql",
        {{"lamp_clerk", {"lamps"}}}};
    return database;
}

std::vector<std::string> skus_of(const json& answer) {
    std::vector<std::string> skus;
    for (const auto& product : answer["products"]) {
        skus.push_back(product["sku"]);
    }
    return skus;
}

json with(json arguments, const char* key, const json& value) {
    arguments[key] = value;
    return arguments;
}

std::vector<std::string> page_through(Clerk& clerk, json arguments, int limit) {
    std::vector<std::string> all;
    arguments["limit"] = limit;
    for (int page = 0; page < 500; ++page) {
        const json answer = clerk.ask("search_products", arguments);
        for (auto& sku : skus_of(answer)) {
            all.push_back(std::move(sku));
        }
        if (answer["next_cursor"].is_null()) {
            return all;
        }
        arguments["cursor"] = answer["next_cursor"];
    }
    ADD_FAILURE() << "no end of pages: " << arguments;
    return all;
}

TEST(SearchPages, MakeUpTheWholeUnderEverySortAndFilter) {
    Clerk clerk{lamps(), "lamp_clerk", now};
    const std::vector<json> questions{
        {{"query", "lamp"}},
        {{"query", "brass lamp"}, {"in_stock", "here"}},
        {{"query", "ray lamp"}},
        {{"query", "lamp"}, {"category", "Light"}, {"price_max", 12}, {"include_inactive", true}},
    };
    for (const json& question : questions) {
        for (const char* sort :
             {"relevance", "price", "-price", "name", "newest", "best_selling"}) {
            const json sorted = with(question, "sort", sort);
            const auto whole = skus_of(clerk.ask("search_products", with(sorted, "limit", 200)));
            EXPECT_EQ(std::set(whole.begin(), whole.end()).size(), whole.size()) << sorted;
            EXPECT_GT(whole.size(), 20U) << sorted;
            EXPECT_THAT(page_through(clerk, sorted, 41), ElementsAreArray(whole)) << sorted;
        }
    }
}

/// More kettles than a search counts: tied by the dozen, every third of a brand, of the first ones
/// few still sold.
const Database& kettles() {
    static const FilledDatabase database{
        R"sql(
INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES ('kettles', 'Kettles', 'USD', 'UTC');
INSERT INTO retail.products (store_id, sku, product_name, product_description, brand, price, is_active)
SELECT 'kettles', 'K-' || n, 'Kettle', repeat('steel ', n % 12), CASE WHEN n % 3 = 0 THEN 'Ray' END, n, n > 90 OR n % 10 = 0
  FROM generate_series(1, 600) n;
INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity)
SELECT store_id, product_id, 'receipt', 5 FROM retail.products WHERE price BETWEEN 595 AND 600;
INSERT INTO retail.products (store_id, sku, product_name, brand, price)
SELECT 'kettles', 'Z-' || n, CASE WHEN n < 150 THEN 'Teapot stand for Zed' ELSE 'Teapot of finest porcelain' END,
       CASE WHEN n < 150 THEN 'Other' ELSE 'Zed' END, 1000 + n FROM generate_series(1, 299) n;
)sql",
        {{"kettle_clerk", {"kettles"}}}};
    return database;
}

TEST(SearchPages, GoOnBeyondTheSampleThatStandsForTheRest) {
    Clerk clerk{kettles(), "kettle_clerk", now};
    for (const char* query : {"kettle", "ray kettle", "steel kettle"}) {
        const json question{{"query", query}};
        const auto pages = page_through(clerk, question, 17);
        EXPECT_EQ(std::set(pages.begin(), pages.end()).size(), pages.size()) << query;
        EXPECT_GT(pages.size(), 150U) << query;
        EXPECT_LE(pages.size(), 250U) << query;
        const json answer = clerk.ask("search_products", with(question, "limit", 200));
        const auto long_page = skus_of(answer);
        const auto shorter = std::min(pages.size(), long_page.size());
        EXPECT_TRUE(std::equal(
            pages.begin(), pages.begin() + static_cast<std::ptrdiff_t>(shorter), long_page.begin()
        )) << query;
        EXPECT_TRUE(answer["total"].is_null()) << query;
        EXPECT_EQ(answer["truncated"], true) << query;
    }
    // No more than are ordered first are looked at for the first page.
    const json facets = clerk.ask("search_products", {{"query", "steel kettle"}})["facets"];
    EXPECT_LE(facets["out_of_stock"], 100);
    EXPECT_GE(facets["out_of_stock"], 50);
}

TEST(SearchPages, PutABrandFirstThatTheBestMatchesAreNotOf) {
    Clerk clerk{kettles(), "kettle_clerk", now};
    const json answer = clerk.ask("search_products", {{"query", "zed"}});
    EXPECT_EQ(answer["understood"].value("brand", ""), "Zed");
    EXPECT_EQ(answer["facets"]["brands"].size(), 1U);
    for (const json& product : answer["products"]) {
        EXPECT_EQ(product["brand"], "Zed");
    }
}

TEST(SearchPages, ReachAllThatAFilterLeaves) {
    Clerk clerk{kettles(), "kettle_clerk", now};
    for (const int highest : {95, 101, 130, 300}) {
        const auto pages = page_through(clerk, {{"query", "kettle"}, {"price_max", highest}}, 10);
        EXPECT_EQ(
            std::to_string(std::set(pages.begin(), pages.end()).size()),
            value_of(
                kettles(),
                "SELECT count(*) FROM retail.products WHERE is_active AND price <= " +
                    std::to_string(highest)
            )
        ) << highest;
    }
    for (const char* where : {"here", "any"}) {
        const json in_stock{{"query", "kettle"}, {"in_stock", where}};
        EXPECT_EQ(page_through(clerk, in_stock, 3).size(), 6U) << where;
    }
}

TEST(SearchSorts, AreInTheirOrder) {
    Clerk clerk{lamps(), "lamp_clerk", now};
    const auto joined = [&](const char* sort, const char* order) {
        const auto skus = skus_of(
            clerk.ask("search_products", {{"query", "lamp"}, {"sort", sort}, {"limit", 200}})
        );
        std::string list;
        for (const auto& sku : skus) {
            list += (list.empty() ? "" : ",") + sku;
        }
        // what the order should be by, read off in the order answered, has no step back
        return value_of(
            lamps(),
            "SELECT count(*) FROM (SELECT k < lag(k) OVER (ORDER BY i) AS back FROM (SELECT " +
                std::string{order} + " AS k, i FROM unnest(string_to_array('" + list +
                "', ',')) WITH ORDINALITY AS s(sku, i) JOIN retail.products p USING (sku)) x) y "
                "WHERE back"
        );
    };
    EXPECT_EQ(joined("price", "p.price"), "0");
    EXPECT_EQ(joined("-price", "-p.price"), "0");
    EXPECT_EQ(joined("name", "p.product_name"), "0");
    EXPECT_EQ(joined("newest", "-extract(epoch FROM p.created_at)"), "0");
    EXPECT_EQ(
        joined(
            "best_selling",
            "-coalesce((SELECT sum(i.quantity) FROM retail.sales_transaction_items i "
            "WHERE i.product_id = p.product_id), 0)"
        ),
        "0"
    );
    EXPECT_NE(joined("price", "-p.price"), "0");
}

TEST(SearchFacets, AreWhatAnIndependentCountSays) {
    Clerk clerk{lamps(), "lamp_clerk", now};
    const std::vector<std::pair<json, std::string>> questions{
        {{{"query", "lamp"}}, "p.is_active"},
        {{{"query", "lamp"}, {"include_inactive", true}}, "true"},
        {{{"query", "lamp"}, {"price_min", "8.00"}, {"price_max", 14}},
         "p.is_active AND p.price BETWEEN 8 AND 14"},
        {{{"query", "lamp"}, {"brand", "ray"}}, "p.is_active AND p.brand = 'Ray'"},
        {{{"query", "ray lamp"}}, "p.is_active AND p.brand = 'Ray'"},
        {{{"query", "lamp in desk"}}, "p.is_active AND p.category_id = 2"},
        {{{"query", "lamp"}, {"category", "Light > Floor"}, {"tags", {"sale"}}},
         "p.is_active AND p.category_id = 3 AND p.tags @> '{sale}'"},
        {{{"query", "lamp in stock"}}, "p.is_active AND i.on_hand > 0"},
    };
    for (const auto& [question, condition] : questions) {
        const json answer = clerk.ask("search_products", question);
        const auto count = [&](const std::string& expression) {
            return json::parse(value_of(
                lamps(),
                "WITH lamp AS (SELECT p.*, i.on_hand FROM retail.products p JOIN retail.inventory "
                "i "
                "USING (store_id, product_id) WHERE p.sku LIKE 'L-%' AND " +
                    condition + ") SELECT (" + expression + ")::text"
            ));
        };
        const json& facets = answer["facets"];
        EXPECT_EQ(answer["total"], count("SELECT count(*) FROM lamp")) << question;
        EXPECT_EQ(facets["in_stock"], count("SELECT count(*) FROM lamp WHERE on_hand > 0"));
        EXPECT_EQ(facets["out_of_stock"], count("SELECT count(*) FROM lamp WHERE on_hand <= 0"));
        const auto grouped = [&](const std::string& key) {
            return count(
                "SELECT coalesce(jsonb_agg(jsonb_build_object('value', k, 'count', n) ORDER BY n "
                "DESC, k), '[]') "
                "FROM (SELECT " +
                key + " AS k, count(*) AS n FROM lamp p WHERE " + key + " IS NOT NULL GROUP BY 1) g"
            );
        };
        EXPECT_EQ(facets["brands"], grouped("p.brand")) << question;
        EXPECT_EQ(facets["categories"], grouped("retail.category_path(p.category_id)")) << question;
        int banded = 0;
        for (const json& band : facets["price_bands"]) {
            banded += band["count"].get<int>();
        }
        EXPECT_EQ(banded, answer["total"]) << question;
        EXPECT_EQ(
            "\"" + facets["price_bands"].front()["from"].get<std::string>() + "\"",
            count("SELECT to_jsonb(round(min(price), 2)::text) FROM lamp").dump()
        );
    }
}

struct Shape {
    const char* name;
    std::string products; ///< a SELECT of sku, name, description
    std::vector<std::string> queries;
    std::string found; ///< SKU that each query finds
};

/// Shops as imports bring them.
const std::vector<Shape>& shapes() {
    static const std::vector<Shape> all{
        {"one_title",
         "SELECT 'T-' || n, 'Blue mug', NULL FROM generate_series(1, 400) n",
         {"T-77", "t77"},
         "T-77"},
        {"one_word",
         "SELECT 'W-' || n, initcap(translate(n::text, '0123456789', 'bdfglmnprs')) || 'ador', "
         "NULL FROM generate_series(100, 300) n",
         {"Dlmador", "dlmador", "dlmmador"},
         "W-145"},
        {"numbers_only",
         "SELECT n::text, n::text, NULL FROM generate_series(700200, 700400) n",
         {"700321"},
         "700321"},
        {"giant",
         "SELECT 'G-' || n, 'Crate ' || n, repeat('wood nails boards paint ' || n || ' ', 4000) "
         "FROM generate_series(1, 12) n",
         {"crate 7", "G-7"},
         "G-7"},
        {"chinese",
         "SELECT 'C-' || n, '不锈钢保温杯 ' || n || '毫升', '真空' FROM generate_series(300, 400) "
         "n",
         {"保温杯 345", "不锈钢保温杯345毫升"},
         "C-345"},
        {"russian",
         "SELECT 'R-' || n, 'Лампа настольная №' || n, NULL FROM generate_series(1, 100) n",
         {"лампа 64", "ЛАМПА НАСТОЛЬНАЯ 64"},
         "R-64"},
        {"arabic",
         "SELECT 'A-' || n, 'مصباح مكتب ' || n, NULL FROM generate_series(1, 100) n",
         {"مصباح 81"},
         "A-81"},
        {"no_letters",
         "SELECT 'N-' || n, '*** ' || repeat('!', n) || ' ~~~', '.' FROM generate_series(1, 50) "
         "n",
         {"N-31"},
         "N-31"},
        {"same_everything",
         "SELECT 'S-' || n, 'drill drill drill', repeat('drill ', 200) FROM generate_series(1, "
         "400) n",
         {"S-9"},
         "S-9"},
    };
    return all;
}

TEST(SearchShapes, FindsItsWayInShopsOfAnyShape) {
    std::string rows;
    std::map<std::string, std::vector<std::string>> clerks;
    for (const Shape& shape : shapes()) {
        const std::string store{shape.name};
        rows +=
            "INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES ('" +
            store +
            "', 'Shop', 'USD', 'UTC'); INSERT INTO retail.products (store_id, sku, product_name, "
            "product_description, price) SELECT '" +
            store + "', sku, name, description, 1 FROM (" + shape.products +
            ") AS x(sku, name, description);";
        clerks[store + "_clerk"] = {store};
    }
    const FilledDatabase database{rows, clerks};
    for (const Shape& shape : shapes()) {
        Clerk clerk{database, shape.name + std::string{"_clerk"}, now};
        for (const std::string& query : shape.queries) {
            const auto found = skus_of(clerk.ask("search_products", {{"query", query}}));
            ASSERT_FALSE(found.empty()) << shape.name << ": " << query;
            EXPECT_EQ(found.front(), shape.found) << shape.name << ": " << query;
        }
        const json none = clerk.ask("search_products", {{"query", "zyzzyva"}});
        EXPECT_THAT(none["products"], IsEmpty()) << shape.name;
        EXPECT_EQ(none["alternatives"].size(), 5) << shape.name;
    }
    Clerk mugs{database, "one_title_clerk", now};
    const json answer = mugs.ask("search_products", {{"query", "blue mug"}, {"limit", 200}});
    EXPECT_EQ(answer["products"].size(), 200); // four hundred that nothing tells apart
    EXPECT_TRUE(answer["total"].is_null());
    EXPECT_EQ(answer["truncated"], true);
    EXPECT_THAT(page_through(mugs, {{"query", "blue mug"}}, 50).size(), testing::Ge(200U));
}

} // namespace
} // namespace retail_mcp::test
