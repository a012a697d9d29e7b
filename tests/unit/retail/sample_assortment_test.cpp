#include "retail/sample/catalogue.hpp"
#include "retail/sample/random.hpp"

#include <gmock/gmock.h>

#include <set>

namespace retail_mcp::retail::sample {
namespace {

using ::testing::Each;
using ::testing::Field;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(SampleCatalogue, HasTheSevenCategoriesWithSubcategories) {
    const auto catalogue = load_catalogue();
    std::vector<std::string> top;
    for (const auto& category : catalogue.categories) {
        if (category.parent < 0) {
            top.push_back(category.name);
        }
    }
    EXPECT_THAT(
        top,
        ::testing::ElementsAre(
            "Electronics",
            "Clothing",
            "Home & Garden",
            "Sports & Outdoors",
            "Books & Media",
            "Health & Beauty",
            "Automotive"
        )
    );
    for (const auto& family : catalogue.families) {
        EXPECT_GE(catalogue.categories[family.category].parent, 0) << family.item;
    }
}

TEST(SampleCatalogue, OrdersInPacksThatTheMinimumOrderIsMadeOf) {
    for (const auto& family : load_catalogue().families) {
        EXPECT_EQ(family.minimum_order % family.pack_size, 0) << family.item;
        EXPECT_LT(family.lowest_price, family.highest_price) << family.item;
    }
}

TEST(SampleAssortment, HasAsManyArticlesAsAskedForWithUniqueNamesSkusAndBarcodes) {
    const auto catalogue = load_catalogue();
    for (const std::size_t count : {1U, 50U, 500U, 20000U}) {
        const auto articles = make_assortment(catalogue, count, 1);
        std::set<std::string> skus;
        std::set<std::string> names;
        std::set<std::string> barcodes;
        for (const auto& article : articles) {
            skus.insert(article.sku);
            names.insert(article.name);
            barcodes.insert(article.barcode);
        }
        EXPECT_EQ(articles.size(), count);
        EXPECT_EQ(skus.size(), count);
        EXPECT_EQ(names.size(), count);
        EXPECT_EQ(barcodes.size(), count);
    }
}

TEST(SampleAssortment, LeavesNoPlaceholderInAnyDescription) {
    const auto articles = make_assortment(load_catalogue(), 2000, 1);
    EXPECT_THAT(articles, Each(Field(&Article::description, Not(HasSubstr("{")))));
}

TEST(SampleAssortment, SellsEveryArticleAboveItsCost) {
    for (const auto& article : make_assortment(load_catalogue(), 2000, 1)) {
        EXPECT_GT(article.cost, 0) << article.name;
        EXPECT_GT(article.price, article.cost) << article.name;
        EXPECT_GT(article.popularity, 0U) << article.name;
    }
}

TEST(SampleAssortment, PrintsBarcodesWithAValidCheckDigit) {
    for (const auto& article : make_assortment(load_catalogue(), 500, 1)) {
        ASSERT_EQ(article.barcode.size(), 13U);
        int sum = 0;
        for (std::size_t i = 0; i < 13; ++i) {
            sum += (article.barcode[i] - '0') * (i % 2 == 0 ? 1 : 3);
        }
        EXPECT_EQ(sum % 10, 0) << article.barcode;
    }
}

TEST(SampleRandom, GivesTheSameNumbersOnEveryMachine) {
    // Values of the published SplitMix64 algorithm for seed 1234567.
    Random random{1234567};
    EXPECT_EQ(random.next(), 6457827717110365317ULL);
    EXPECT_EQ(random.next(), 3203168211198807973ULL);
    EXPECT_EQ(random.next(), 9817491932198370423ULL);
}

TEST(SampleRandom, MakesUuidsOfVersionEight) {
    const auto uuid = make_uuid(7);
    ASSERT_EQ(uuid.size(), 36U);
    EXPECT_EQ(uuid[14], '8');
    EXPECT_THAT(std::string{"89ab"}, HasSubstr(std::string{uuid[19]}));
    EXPECT_NE(uuid, make_uuid(8));
    EXPECT_EQ(uuid, make_uuid(7));
}

} // namespace
} // namespace retail_mcp::retail::sample
