// What becomes of the products that match: their order, the page, the counts.
#include "retail/search/ranking.hpp"

#include <gmock/gmock.h>

#include <utility>

namespace retail_mcp::retail::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

Row row(std::string sku, double score, double matched = 1) {
    Row row;
    row.store_id = "north";
    row.name = "Product " + sku;
    row.sku = std::move(sku);
    row.price = {Decimal{10}};
    row.available = {Decimal{1}};
    row.score = score;
    row.matched = matched;
    row.words = 1;
    return row;
}

Asked asked(std::string store) {
    return {
        std::move(store),
        {"drill", "cordless"},
        {{1, "cordles", "cordless", "cordless", "corrected"},
         {2, "drills", "drills", "drill", "word"},
         {3, "blargh", "blargh", std::nullopt, "unknown"}}};
}

Found found(std::vector<Row> rows) {
    Found found;
    found.summary.asked = {asked("north"), asked("south")};
    found.rows = std::move(rows);
    return found;
}

Search sorted_by(std::string sort, int limit = 10) {
    Search search;
    search.sort = std::move(sort);
    search.limit = limit;
    return search;
}

std::vector<std::string> skus(const Ranking& ranking) {
    std::vector<std::string> skus;
    for (const Product& product : ranking.products) {
        skus.push_back(product.sku);
    }
    return skus;
}

std::vector<std::string> order(const Found& found, const Search& search = {}) {
    return skus(rank(found, search, false));
}

TEST(Ranking, PutsTheNumberAskedForFirstAndWhatIsBeyondTheSampleLast) {
    Found all = found({row("A", 9), row("B", 8), row("C", 7), row("D", 1)});
    all.rows[0].rank = -1;
    all.rows[2].rank = 1;
    all.rows[3].rank = 2;
    const Ranking ranking = rank(all, {}, false);
    EXPECT_THAT(skus(ranking), ElementsAre("D", "C", "B", "A"));
    EXPECT_TRUE(ranking.is_exact);
    EXPECT_EQ(ranking.products[0].why_matched, "its SKU, barcode or model number");
    EXPECT_THAT(ranking.products[0].lacks, IsEmpty());
}

TEST(Ranking, LetsNearnessDecideBetweenWordsThatSayAsMuch) {
    Found all = found({row("A", 5), row("B", 5), row("C", 4), row("D", 0)});
    all.rows[1].cosine = 0.2;
    all.rows[2].cosine = 0.9; // 0.8 + 0.27
    all.rows[3].cosine = 1;   // 0.3
    EXPECT_THAT(order(all), ElementsAre("C", "B", "A", "D"));
    all.rows[2].cosine = 0.7; // 0.8 + 0.21
    const Ranking ranking = rank(all, {}, false);
    EXPECT_THAT(skus(ranking), ElementsAre("B", "C", "A", "D"));
    EXPECT_EQ(ranking.products[0].relevance, 1);
    EXPECT_NEAR(ranking.products[2].relevance, 1 / 1.06, 1e-9);
}

TEST(Ranking, CountsWhatMatchesHalfOrTheBestThereIs) {
    Found all = found({row("A", 5, 0.6), row("B", 4, 0.5), row("C", 3, 0.4)});
    EXPECT_EQ(rank(all, {}, false).total, 2);
    EXPECT_THAT(order(all), ElementsAre("A", "B", "C"));
    EXPECT_THAT(order(all, sorted_by("price")), ElementsAre("A", "B"));
    all = found({row("A", 5, 0.4), row("B", 4, 0.4), row("C", 3, 0.3)});
    EXPECT_EQ(rank(all, {}, false).total, 2);
    all.summary.is_bounded = true;
    EXPECT_EQ(rank(all, {}, false).total, std::nullopt);
    EXPECT_EQ(rank(found({}), {}, false).total, 0);
}

TEST(Ranking, TakesABrandThatIsNamedForMeant) {
    Found all = found({row("A", 5, 1), row("B", 4, 1), row("C", 3, 0.5), row("D", 2, 0.3)});
    all.rows[0].brand = "Borsh";
    all.rows[1].brand = "Makita";
    all.rows[2].brand = "Makita"; // has its name and nothing else of what is asked
    all.summary.named.brands = {{"north", "Makita", 0.5}};
    const Ranking ranking = rank(all, {}, false);
    EXPECT_THAT(skus(ranking), ElementsAre("B", "A", "C", "D"));
    EXPECT_THAT(ranking.brand, Optional(std::string{"Makita"}));
    EXPECT_EQ(ranking.total, 1);
    EXPECT_THAT(order(all, sorted_by("price")), ElementsAre("B"));

    all.rows[1].matched = 0.5; // others match more of the query: it is no brand that is meant
    EXPECT_EQ(rank(all, {}, false).brand, std::nullopt);
    EXPECT_THAT(order(all), ElementsAre("A", "B", "C", "D"));

    for (Row& one : all.rows) { // the name is all that is asked
        one.matched = one.brand == "Makita" ? 1 : 0;
    }
    all.summary.named.brands[0].share = 1;
    EXPECT_THAT(order(all), ElementsAre("B", "C", "A", "D"));
}

TEST(Ranking, TakesACategoryThatIsAllThatIsAskedForMeant) {
    Found all = found({row("A", 5), row("B", 4), row("C", 3)});
    all.rows[0].category_id = 1;
    all.rows[2].category_id = 7;
    all.summary.named.category = "Tools > Drills";
    all.summary.named.whole = {7, 8};
    Ranking ranking = rank(all, {}, false);
    EXPECT_THAT(skus(ranking), ElementsAre("C", "A", "B"));
    EXPECT_THAT(ranking.category, Optional(std::string{"Tools > Drills"}));
    EXPECT_EQ(ranking.total, 1);
    all.summary.named.whole = {8};
    EXPECT_EQ(rank(all, {}, false).category, std::nullopt) << "nothing found is in it";
    all.summary.named.whole = {};
    EXPECT_NE(rank(all, {}, false).category, std::nullopt) << "it is a filter";
}

TEST(Ranking, Sorts) {
    Found all = found({row("A", 5), row("B", 4), row("C", 3), row("D", 2)}); // as named
    all.rows[0].price = {Decimal{30}};
    all.rows[1].price = {Decimal{20}};
    all.rows[0].sort_value = 1;
    all.rows[2].sort_value = 7;
    EXPECT_THAT(order(all, sorted_by("price")), ElementsAre("C", "D", "B", "A"));
    EXPECT_THAT(order(all, sorted_by("-price")), ElementsAre("A", "B", "C", "D"));
    EXPECT_THAT(order(all, sorted_by("newest")), ElementsAre("C", "A", "B", "D"));
    EXPECT_THAT(order(all, sorted_by("best_selling")), ElementsAre("C", "A", "B", "D"));
    std::swap(all.rows[0], all.rows[3]);
    EXPECT_THAT(order(all, sorted_by("name")), ElementsAre("D", "B", "C", "A"));
    EXPECT_THAT(order(all), ElementsAre("A", "B", "C", "D"));
}

TEST(Ranking, Pages) {
    const Found all = found({row("A", 5), row("B", 4), row("C", 3)});
    Search search = sorted_by("relevance", 2);
    EXPECT_TRUE(rank(all, search, false).has_more);
    search.offset = 2;
    EXPECT_THAT(order(all, search), ElementsAre("C"));
    EXPECT_FALSE(rank(all, search, false).has_more);
    search.offset = 20;
    EXPECT_THAT(order(all, search), IsEmpty());
}

TEST(Ranking, ShowsASkuOnceForAllStores) {
    Found all = found({row("A", 5), row("A", 6), row("B", 3)});
    all.rows[1].store_id = "south";
    all.rows[1].name = "The same in the south";
    all.rows[1].price = {Decimal{12}};
    all.rows[1].available = {Decimal{0}};
    all.rows[0].sort_value = 2;
    all.rows[1].sort_value = 3;
    all.rows[2].sort_value = 4;
    const Ranking ranking = rank(all, {}, true);
    ASSERT_THAT(skus(ranking), ElementsAre("A", "B"));
    const Product& product = ranking.products[0];
    EXPECT_EQ(product.name, "The same in the south") << "of the better match";
    EXPECT_EQ(product.price, Money{Decimal{10}}) << "the lowest";
    EXPECT_EQ(product.on_hand, Quantity{Decimal{1}});
    ASSERT_EQ(product.stores.size(), 2U);
    EXPECT_EQ(product.stores[0].store_id, "north");
    EXPECT_EQ(product.stores[1].price, Money{Decimal{12}});
    EXPECT_EQ(ranking.total, 2);
    EXPECT_THAT(order(all, sorted_by("best_selling")), ElementsAre("A", "B")) << "sold in all";
    EXPECT_THAT(order(all, sorted_by("newest")), ElementsAre("B", "A")) << "the latest of them";
    EXPECT_THAT(rank(all, {}, false).products[0].stores, IsEmpty());
}

TEST(Ranking, SortsASkuByTheFirstOfItsNames) {
    Found all = found({row("A", 1), row("A", 2), row("B", 9)}); // as named
    all.rows[0].name = "Adze";
    all.rows[1].name = "Xylophone"; // of the better match
    all.rows[1].store_id = "south";
    all.rows[2].name = "Xylophone";
    EXPECT_THAT(order(all, sorted_by("name")), ElementsAre("A", "B"));
    all.rows[2].name = "Adze";
    std::swap(all.rows[1], all.rows[2]);
    EXPECT_THAT(order(all, sorted_by("name")), ElementsAre("B", "A")) << "of one name, the better";
}

TEST(Ranking, KeepsWhatSomeStoreHas) {
    Found all = found({row("A", 5), row("A", 6), row("B", 3)});
    all.rows[1].store_id = "south";
    all.rows[1].available = {Decimal{-4}}; // sold beyond what there was; the north has one
    all.rows[2].available = {Decimal{0}};
    Search search;
    search.filters.in_stock = "any";
    const Ranking ranking = rank(all, search, true);
    EXPECT_THAT(skus(ranking), ElementsAre("A"));
    EXPECT_EQ(ranking.facets.in_stock, 1);
    EXPECT_EQ(ranking.facets.out_of_stock, 0);
    EXPECT_EQ(rank(all, {}, true).facets.out_of_stock, 1);
}

TEST(Ranking, CountsCategoriesBrandsAndPrices) {
    Found all = found({row("A", 5), row("B", 4), row("C", 3), row("D", 2), row("E", 1)});
    all.summary.paths = {{"1", "Tools"}, {"2", "Home > Lamps"}};
    for (std::size_t i = 0; i < all.rows.size(); ++i) {
        all.rows[i].price = {Decimal{static_cast<std::int64_t>(50 - i)}};
        all.rows[i].category_id = i < 2 ? 2 : 1;
    }
    all.rows[0].brand = "Zed";
    all.rows[1].brand = "Abe";
    all.rows[4].category_id.reset();
    const Facets facets = rank(all, {}, false).facets;
    ASSERT_EQ(facets.categories.size(), 2U);
    EXPECT_EQ(facets.categories[0].value, "Home > Lamps") << "as many as Tools, and before it";
    EXPECT_EQ(facets.categories[0].count, 2);
    ASSERT_EQ(facets.brands.size(), 2U);
    EXPECT_EQ(facets.brands[0].value, "Abe");
    ASSERT_EQ(facets.price_bands.size(), 4U) << "five products: the first band has two";
    EXPECT_EQ(facets.price_bands[0].from, Money{Decimal{46}});
    EXPECT_EQ(facets.price_bands[0].to, Money{Decimal{47}});
    EXPECT_EQ(facets.price_bands[0].count, 2);
    EXPECT_EQ(facets.price_bands[3].to, Money{Decimal{50}});
    EXPECT_EQ(rank(all, {}, false).products[0].category, "Home > Lamps");
    EXPECT_THAT(rank(found({}), {}, false).facets.price_bands, IsEmpty());
}

TEST(Ranking, TellsWhichWordsAProductHasAndLacks) {
    Found all = found({row("A", 5), row("B", 4), row("C", 3)});
    all.rows[0].words = 3;
    all.rows[1].words = 1;
    all.rows[2].words = 0;
    const Ranking ranking = rank(all, {}, false);
    EXPECT_EQ(ranking.products[0].why_matched, "cordless, drills");
    EXPECT_THAT(ranking.products[0].lacks, ElementsAre("blargh"));
    EXPECT_EQ(ranking.products[1].why_matched, "drills");
    EXPECT_THAT(ranking.products[1].lacks, ElementsAre("blargh", "cordles"));
    EXPECT_EQ(ranking.products[2].why_matched, "near in meaning");
}

} // namespace
} // namespace retail_mcp::retail::search
