// What search_products makes of a query, on a shop small enough to judge by eye: names taken as
// filters, nothing found, freshness, and what may not show.
#include "shop.hpp"

#include <gmock/gmock.h>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

const Timestamp now = *Timestamp::parse("2025-06-18T17:00:00Z");

/// Flux is a brand of soldering tools, and what a pen of another brand is for.
constexpr const char* catalogue = R"sql(
INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES
  ('north', 'North', 'EUR', 'UTC'), ('south', 'South', 'EUR', 'UTC');
INSERT INTO retail.product_categories (category_id, category_name, parent_category_id) VALUES
  (1, 'Tools', NULL), (2, 'Power Tools', 1), (3, 'Soldering', 1), (4, 'Kitchen', NULL);
INSERT INTO retail.products (store_id, sku, product_name, category_id, brand, price, barcode, tags, is_active) VALUES
  ('north', 'DR-12', 'Cordless drill 12 V', 2, 'Makto', 70, '4001234567890', '{sale,new}', true),
  ('north', 'DR-18', 'Cordless drill 18 V', 2, 'Borsh', 120, NULL, '{sale}', true),
  ('north', 'DR-24', 'Hammer drill 24 V', 2, 'Borsh', 190, NULL, '{}', true),
  ('north', 'SAW-1', 'Jigsaw 500 W', 2, 'Borsh', 90, NULL, '{}', true),
  ('north', 'PRESS', 'Drill press', 1, 'Makto', 300, NULL, '{}', true),
  ('north', 'IRON-30', 'Soldering iron 30 W', 3, 'Flux', 20, NULL, '{}', true),
  ('north', 'IRON-60', 'Soldering iron 60 W', 3, 'Makto', 30, NULL, '{}', true),
  ('north', 'PUMP', 'Desoldering pump', 3, 'Flux', 8, NULL, '{}', true),
  ('north', 'PEN-1', 'Flux pen', 3, 'Makto', 5, NULL, '{}', true),
  ('north', 'PEN-2', 'Flux paste', 3, 'Borsh', 6, NULL, '{}', true),
  ('north', 'PEN-3', 'Flux remover', 3, 'Borsh', 7, NULL, '{}', true),
  ('north', 'PAN-12', 'Cast iron skillet 12 in', 4, NULL, 40, NULL, '{}', true),
  ('north', 'MIX-1', 'Hand mixer', 4, NULL, 35, NULL, '{}', false),
  ('south', 'DR-12', 'Cordless drill 12 V', 2, 'Makto', 75, NULL, '{}', true);
INSERT INTO retail.inventory_movements (store_id, product_id, kind, quantity)
SELECT p.store_id, p.product_id, 'receipt', 10 FROM retail.products AS p
 WHERE p.store_id = 'north' AND p.sku NOT IN ('DR-12', 'DR-24') OR p.store_id = 'south';
)sql";

const Database& shop() {
    static const FilledDatabase database{
        catalogue, {{"north_clerk", {"north"}}, {"both_clerk", {"north", "south"}}}};
    return database;
}

/// A copy of its own for a test that changes the catalogue.
FilledDatabase own_shop(const std::string& clerk) {
    return {catalogue, {{clerk, {"north"}}}};
}

std::vector<std::string> skus_of(const json& products) {
    std::vector<std::string> skus;
    for (const auto& product : products) {
        skus.push_back(product["sku"]);
    }
    return skus;
}

class Search : public testing::Test {
protected:
    json ask(json arguments) { return clerk_.ask("search_products", arguments); }

    std::vector<std::string> find(json arguments) { return skus_of(ask(arguments)["products"]); }

    Clerk clerk_{shop(), "north_clerk", now};
};

TEST_F(Search, CountsOnlyTheBrandThatTheQueryNamesAndPutsItFirst) {
    const json answer = ask({{"query", "borsh drill"}});
    EXPECT_EQ(answer["understood"]["brand"], "Borsh");
    EXPECT_THAT(answer["understood"]["way_back"], HasSubstr("literal"));
    EXPECT_EQ(answer["total"], 2);
    const auto skus = skus_of(answer["products"]);
    ASSERT_GE(skus.size(), 3U);
    EXPECT_THAT((std::vector{skus[0], skus[1]}), UnorderedElementsAre("DR-18", "DR-24"));
    EXPECT_THAT(skus, Contains("DR-12")); // another brand's drill is never hidden
    EXPECT_THAT(
        find({{"query", "borsh drill"}, {"sort", "-price"}}), ElementsAre("DR-24", "DR-18")
    );
    EXPECT_EQ(answer["facets"]["brands"], json::array({{{"value", "Borsh"}, {"count", 2}}}));
    EXPECT_THAT(
        clerk_.ask_in_words("search_products", {{"query", "borsh drill"}}), HasSubstr("brand Borsh")
    );
    EXPECT_EQ(ask({{"query", "borsh"}})["understood"]["brand"], "Borsh");
}

TEST_F(Search, TakesNoBrandFromAnOrdinaryWordNorOneThatHasNoSuchThing) {
    EXPECT_FALSE(ask({{"query", "flux pen"}})["understood"].contains("brand"));
    EXPECT_EQ(find({{"query", "flux pen"}}).front(), "PEN-1");
    EXPECT_FALSE(ask({{"query", "flux"}})["understood"].contains("brand")); // 2 of 5 products
    EXPECT_FALSE(ask({{"query", "makto jigsaw"}})["understood"].contains("brand"));
    const json literal = ask({{"query", "borsh drill"}, {"literal", true}});
    EXPECT_FALSE(literal["understood"].contains("brand"));
    const json given = ask({{"query", "borsh drill"}, {"brand", "makto"}});
    EXPECT_FALSE(given["understood"].contains("brand"));
    EXPECT_THAT(skus_of(given["products"]), UnorderedElementsAre("DR-12", "PRESS"));
}

TEST_F(Search, TakesACategoryAtTheEndOfTheQueryAsFilter) {
    for (const char* query :
         {"drill in power tools", "drill in the Power Tools section", "drill from power tools"}) {
        const json answer = ask({{"query", query}});
        EXPECT_EQ(answer["understood"]["category"], "Tools > Power Tools") << query;
        EXPECT_EQ(answer["understood"]["text"], "drill") << query;
        EXPECT_THAT(skus_of(answer["products"]), UnorderedElementsAre("DR-12", "DR-18", "DR-24"))
            << query;
    }
    EXPECT_THAT(find({{"query", "drill in tools"}}), Contains("PRESS")); // with its children
    EXPECT_FALSE(ask({{"query", "12 in kitchen"}})["understood"].contains("category"));
    EXPECT_FALSE(ask({{"query", "drill in pink"}})["understood"].contains("category"));
    const json literal = ask({{"query", "drill in power tools"}, {"literal", true}});
    EXPECT_FALSE(literal["understood"].contains("category"));
}

TEST_F(Search, CountsACategoryThatTheWholeQueryNames) {
    const json answer = ask({{"query", "soldering"}});
    EXPECT_EQ(answer["understood"]["category"], "Tools > Soldering");
    EXPECT_EQ(answer["total"], 6);
    EXPECT_THAT(ask({{"query", "power tools under 100"}})["understood"]["price_max"], "100.00");
    EXPECT_EQ(ask({{"query", "power tools under 100"}})["total"], 2);
}

TEST_F(Search, SaysWhatTheFiltersTookAwayAndShowsItWithoutThem) {
    const json answer = ask({{"query", "drill under 50"}, {"category", "Power Tools"}});
    EXPECT_THAT(answer["products"], IsEmpty());
    EXPECT_EQ(answer["nothing_found"], "filtered_out");
    // by hand: the press is not among the power tools; three drills and it cost more than 50
    EXPECT_EQ(
        answer["filtered_out"],
        json::parse(R"([{"filter": "price", "products": 4}, {"filter": "category", "products": 1}])"
        )
    );
    EXPECT_THAT(skus_of(answer["alternatives"]), Contains("DR-12"));
    const auto words = clerk_.ask_in_words("search_products", {{"query", "drill under 50"}});
    EXPECT_THAT(words, AllOf(HasSubstr("price takes away 4"), HasSubstr("Without the filters")));
    const json stock = ask({{"query", "hammer 24 v"}, {"in_stock", "here"}, {"tags", {"sale"}}});
    EXPECT_THAT(
        stock["filtered_out"], Contains(json::parse(R"({"filter": "in_stock", "products": 1})"))
    ) << stock;
}

TEST_F(Search, TellsWhatIsNoLongerSoldFromWhatIsNot) {
    const json inactive = ask({{"query", "hand mixer"}});
    EXPECT_EQ(inactive["nothing_found"], "filtered_out");
    EXPECT_EQ(inactive["filtered_out"][0]["filter"], "include_inactive");
    EXPECT_THAT(find({{"query", "hand mixer"}, {"include_inactive", true}}), ElementsAre("MIX-1"));
    const json unknown = ask({{"query", "qwxzvk flurb"}});
    EXPECT_EQ(unknown["nothing_found"], "no_match");
    EXPECT_EQ(unknown["understood"]["unknown"], json::array({"flurb", "qwxzvk"}));
    EXPECT_EQ(unknown["total"], 0);
    EXPECT_EQ(unknown["alternatives"].size(), 5);
    EXPECT_EQ(unknown["alternatives"][0]["why_matched"], "new here");
    const json kitchen = ask({{"query", "qwxzvk"}, {"category", "Kitchen"}});
    EXPECT_THAT(skus_of(kitchen["alternatives"]), ElementsAre("PAN-12"));
    EXPECT_THAT(
        clerk_.ask_in_words("search_products", {{"query", "qwxzvk"}}), HasSubstr("what sells here")
    );
}

TEST_F(Search, SaysHowItReadTheWordsAndWhatAHitLacks) {
    const json corrected = ask({{"query", "soldring iron 30 w brush"}});
    EXPECT_EQ(
        corrected["understood"]["corrections"],
        json::parse(R"([{"asked": "soldring", "word": "soldering", "reading": "corrected"}])")
    );
    EXPECT_EQ(corrected["understood"]["unknown"], json::array({"brush"}));
    EXPECT_TRUE(corrected["understood"].contains("way_back"));
    const json& best = corrected["products"][0];
    EXPECT_EQ(best["sku"], "IRON-30");
    EXPECT_EQ(best["why_matched"], "30, iron, soldering");
    EXPECT_EQ(best["lacks"], json::array({"brush"}));
    const json& second = corrected["products"][1];
    EXPECT_EQ(second["sku"], "IRON-60");
    EXPECT_EQ(second["lacks"], json::array({"30", "brush"})); // a measure is its number's

    const json joined = ask({{"query", "jig saw"}});
    EXPECT_EQ(
        joined["understood"]["corrections"],
        json::parse(R"([{"asked": "jig saw", "word": "jigsaw", "reading": "joined"}])")
    );
    EXPECT_EQ(joined["products"][0]["sku"], "SAW-1");
    EXPECT_FALSE(joined["products"][0].contains("lacks"));
    const json literal = ask({{"query", "soldring"}, {"literal", true}});
    EXPECT_THAT(literal["understood"]["corrections"], IsEmpty());
    EXPECT_EQ(literal["understood"]["unknown"], json::array({"soldring"}));
}

TEST_F(Search, OffersTheNearestWordWhereNothingIsNearEnoughToBeMeant) {
    const json answer = ask({{"query", "sowderinck"}}); // three letters off
    EXPECT_EQ(answer["nothing_found"], "no_match");
    ASSERT_FALSE(answer["alternatives"].empty());
    EXPECT_EQ(answer["alternatives"][0]["why_matched"], "has soldering, near sowderinck");
    EXPECT_THAT(skus_of(answer["alternatives"]), Contains("IRON-30"));
    const json part = ask({{"query", "less"}});
    EXPECT_EQ(part["alternatives"][0]["why_matched"], "has cordless, near less") << part;
}

TEST_F(Search, PutsAnExactNumberFirstAndFindsItsBeginning) {
    const json barcode = ask({{"query", "4001234567890"}});
    EXPECT_EQ(barcode["products"][0]["sku"], "DR-12");
    EXPECT_THAT(barcode["understood"]["unknown"], IsEmpty()) << barcode;
    EXPECT_FALSE(barcode["products"][0].contains("lacks")) << barcode;
    for (const char* query : {"dr-18", "DR18", "dr 18", "drill dr-18"}) {
        EXPECT_EQ(find({{"query", query}}).front(), "DR-18") << query;
    }
    EXPECT_THAT(find({{"query", "iron-"}}), Contains("IRON-30"));
    EXPECT_THAT(find({{"query", "40012345"}}), ElementsAre("DR-12"));
}

TEST_F(Search, NarrowsByTagsAllOfThem) {
    EXPECT_THAT(
        find({{"query", "drill"}, {"tags", {"sale"}}}), UnorderedElementsAre("DR-12", "DR-18")
    );
    EXPECT_THAT(find({{"query", "drill"}, {"tags", {"sale", "new"}}}), ElementsAre("DR-12"));
}

TEST_F(Search, NarrowsToWhatAnyOfTheOwnStoresHas) {
    Clerk both{shop(), "both_clerk", now};
    const auto skus = [&](const char* where) {
        return skus_of(both.ask(
            "search_products", {{"query", "cordless drill 12 v"}, {"in_stock", where}}
        )["products"]);
    };
    EXPECT_THAT(skus("any"), Contains("DR-12"));
    EXPECT_THAT(
        find({{"query", "cordless drill 12 v"}, {"in_stock", "here"}}), Not(Contains("DR-12"))
    );
}

TEST_F(Search, AnswersHostileQueriesOrSaysWhatIsWrong) {
    const std::vector<std::string> queries{
        "a & b | !c <-> d:*",
        "drill & | ! ( ) : * <->",
        "\"unbalanced 'quotes` \"\" ''",
        "'; DROP TABLE retail.products; --",
        "' OR 1=1 /* */ UNION SELECT $1::text, %s, {0}",
        std::string(400, 'a'),
        std::string(400, '\''),
        std::string(400, '('),
        std::string(400, '9'),
        "%%% ___ *** ?",
        "\\ \\\\ \\x00 \\u0000",
        "😀😀😀 🔩 drill",
        "👩‍👩‍👧‍👦",
        "\u202Edrill \u202Cמקדחה مثقاب",
        "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
        "电钻 ドリル 드릴 สว่าน",
        "#5 #60in #",
        "=dr12",
        "1/0 0/0 9999999999999999/3 1e400 NaN -Infinity",
        "1x2x3x4x5x6x7x8x9 in",
        "5'5'5'5\"5\"",
        "x x x x x",
        "in in in in the category",
        "under under 5 between and in stock",
        "drill in > > >",
        "\t\n drill \r\n",
    };
    for (const std::string& query : queries) {
        const json answer = ask({{"query", query}});
        EXPECT_TRUE(answer.contains("products")) << query;
        EXPECT_TRUE(answer["total"].is_number()) << query;
    }
    std::string many;
    for (int i = 0; i < 200; ++i) {
        many += "w ";
    }
    EXPECT_TRUE(ask({{"query", many.substr(0, 399)}}).contains("products"));
    EXPECT_THAT(find({{"query", "😀 drill"}}), Contains("DR-18"));
    EXPECT_THAT(find({{"query", "'; drill --"}}), Contains("DR-18"));
    const std::string with_nul{"drill\0press", 11};
    for (const json& query :
         {json(""), json(std::string(401, 'a')), json(with_nul), json(7), json(nullptr)}) {
        EXPECT_EQ(
            clerk_.complaint("search_products", {{"query", query}}).code,
            ErrorCode::invalid_arguments
        ) << query;
    }
}

// What follows a word read as two is a word of its own again, a stop word between them or not.
TEST(SearchReading, JoinsTwoWordsAndNoMore) {
    const FilledDatabase database = own_shop("pickup_clerk");
    database.execute(
        "INSERT INTO retail.products (store_id, sku, product_name, category_id, price) "
        "VALUES ('north', 'PICK', 'Pickup adapter', 4, 9)"
    );
    Clerk clerk{database, "pickup_clerk", now};
    for (const char* query : {"pick up qwxzvk", "pickup qwxzvk"}) {
        const json understood = clerk.ask("search_products", {{"query", query}})["understood"];
        EXPECT_EQ(understood["unknown"], json::array({"qwxzvk"})) << query;
    }
}

TEST(SearchFreshness, FollowsEveryChangeOfTextAtOnce) {
    const FilledDatabase database = own_shop("fresh_clerk");
    Clerk clerk{database, "fresh_clerk", now};
    const auto find = [&](const char* query) {
        return skus_of(clerk.ask("search_products", {{"query", query}})["products"]);
    };
    EXPECT_THAT(find("lantern"), IsEmpty());
    database.execute(
        "INSERT INTO retail.products (store_id, sku, product_name, category_id, price) "
        "VALUES ('north', 'LAN', 'Brass lantern', 4, 9)"
    );
    EXPECT_THAT(find("lantern"), ElementsAre("LAN"));
    database.execute("UPDATE retail.products SET product_name = 'Oil lamp' WHERE sku = 'LAN'");
    EXPECT_THAT(find("lantern"), IsEmpty());
    EXPECT_EQ(find("oil lamp").front(), "LAN");
    database.execute(
        "UPDATE retail.product_categories SET category_name = 'Galley' WHERE category_id = 4"
    );
    EXPECT_THAT(find("galley"), UnorderedElementsAre("LAN", "PAN-12"));
    EXPECT_THAT(find("kitchen"), IsEmpty());
    database.execute(
        "UPDATE retail.products SET product_description = '2 hogshead' WHERE sku = 'LAN'"
    );
    EXPECT_THAT(find("126 gallons"), IsEmpty());
    database.execute("INSERT INTO retail_sec.search_units (spelling, base_unit, factor) "
                     "VALUES ('hogshead', 'floz', 8064)");
    EXPECT_THAT(find("126 gallons"), ElementsAre("LAN"));
    database.execute("DELETE FROM retail.products WHERE sku = 'LAN'");
    EXPECT_THAT(find("oil lamp"), Not(Contains("LAN")));
}

TEST(SearchFreshness, ReadsAStoreInItsLanguage) {
    const FilledDatabase database = own_shop("german_clerk");
    Clerk clerk{database, "german_clerk", now};
    const auto find = [&](const char* query) {
        return skus_of(clerk.ask("search_products", {{"query", query}})["products"]);
    };
    database.execute("INSERT INTO retail.products (store_id, sku, product_name, price) VALUES "
                     "('north', 'SCHRANK', 'Schränke aus Eiche, 2,5 m', 9), "
                     "('north', 'BOHRER', 'Großer Bohrer für Metall', 9)");
    const auto finds_no_plural = [&] {
        const json literal = {{"query", "bohrern"}, {"literal", true}};
        return clerk.ask("search_products", literal)["products"].empty();
    };
    EXPECT_TRUE(finds_no_plural()); // in English, that is
    database.execute("UPDATE retail.stores SET language = 'german' WHERE store_id = 'north'");
    EXPECT_FALSE(finds_no_plural());
    EXPECT_THAT(find("schrank"), ElementsAre("SCHRANK"));
    EXPECT_THAT(find("schränken aus eiche"), ElementsAre("SCHRANK"));
    EXPECT_THAT(find("250 cm schrank"), ElementsAre("SCHRANK"));
    EXPECT_THAT(find("großen bohrern"), ElementsAre("BOHRER"));
    EXPECT_THAT(find("GROSSER BOHRER"), ElementsAre("BOHRER"));
    EXPECT_THAT(find("bohrre"), ElementsAre("BOHRER"));
}

TEST(SearchIsolation, AnswersTheSameWhateverAnotherStoreCarries) {
    const FilledDatabase database = own_shop("alone_clerk");
    Clerk clerk{database, "alone_clerk", now};
    const auto answers = [&] {
        std::string all;
        for (const char* query :
             {"cordles dril",
              "drill",
              "showerhed",
              "flux pen",
              "borsh drill",
              "zanzibr",
              "12v",
              "soldering",
              "nothing of that"}) {
            json answer = clerk.ask("search_products", {{"query", query}, {"limit", 50}});
            answer.erase("as_of");
            all += answer.dump() + '\n';
        }
        return all;
    };
    const std::string before = answers();
    database.execute(
        "INSERT INTO retail.products (store_id, sku, product_name, brand, price, category_id) "
        "SELECT 'south', 'S-' || n, 'Cordles dril zanzibar showerhed ' || n, 'Flux', n, 1 "
        "FROM generate_series(1, 300) n"
    );
    EXPECT_EQ(answers(), before);
    database.execute("DELETE FROM retail.products WHERE store_id = 'south' AND sku LIKE 'S-%'");
    EXPECT_EQ(answers(), before);
}

} // namespace
} // namespace retail_mcp::test
