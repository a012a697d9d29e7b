#include <retail_mcp/embeddings/embedder.hpp>

#include <gtest/gtest.h>

namespace retail_mcp::embeddings {
namespace {

TEST(VectorCacheTest, RemembersWhatItWasTold) {
    VectorCache cache{2};
    EXPECT_EQ(cache.find("drill"), nullptr);
    cache.remember("drill", {5});
    ASSERT_NE(cache.find("drill"), nullptr);
    EXPECT_EQ(*cache.find("drill"), Vector{5});
    cache.remember("drill", {6});
    EXPECT_EQ(*cache.find("drill"), Vector{6});
}

TEST(VectorCacheTest, ForgetsInTheOrderOfTheLastUse) {
    VectorCache cache{2};
    cache.remember("a", {1});
    cache.remember("b", {2});
    cache.find("a");
    cache.remember("c", {3});
    EXPECT_EQ(cache.find("b"), nullptr);
    EXPECT_EQ(*cache.find("a"), Vector{1});
    EXPECT_EQ(*cache.find("c"), Vector{3});
}

} // namespace
} // namespace retail_mcp::embeddings
