#include <retail_mcp/base/error.hpp>

#include <gtest/gtest.h>

namespace retail_mcp {
namespace {

TEST(ErrorCatalogue, HoldsEveryCodeAtItsPlaceWithMeaningAndMend) {
    const auto catalogue = error_catalogue();
    ASSERT_EQ(catalogue.size(), static_cast<std::size_t>(ErrorCode::internal_error) + 1);
    for (std::size_t i = 0; i < catalogue.size(); ++i) {
        EXPECT_EQ(static_cast<std::size_t>(catalogue[i].code), i) << catalogue[i].name;
        EXPECT_FALSE(catalogue[i].meaning.empty()) << catalogue[i].name;
        EXPECT_FALSE(catalogue[i].mend.empty()) << catalogue[i].name;
    }
}

} // namespace
} // namespace retail_mcp
