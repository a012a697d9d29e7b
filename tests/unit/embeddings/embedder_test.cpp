#include <retail_mcp/embeddings/embedder.hpp>

#include <gtest/gtest.h>

namespace retail_mcp::embeddings {
namespace {

/// Gives each text its length as vector, and counts the texts it was asked for.
class LengthEmbedder final : public Embedder {
public:
    explicit LengthEmbedder(std::size_t& asked) : asked_{asked} {}

    std::string_view model() const override { return "length"; }

    std::size_t batch_size() const override { return 8; }

    Result<std::vector<Vector>> embed(std::span<const std::string> texts, Deadline) override {
        asked_ += texts.size();
        std::vector<Vector> vectors;
        for (const std::string& text : texts) {
            vectors.push_back({static_cast<float>(text.size())});
        }
        return vectors;
    }

private:
    std::size_t& asked_;
};

class RememberedVectors : public testing::Test {
protected:
    Vector vector_of(const std::string& text) {
        const std::vector<std::string> texts{text};
        return embedder->embed(texts, Deadline::never())->front();
    }

    std::size_t asked = 0;
    std::unique_ptr<Embedder> embedder =
        remember_vectors(std::make_unique<LengthEmbedder>(asked), 2);
};

TEST_F(RememberedVectors, AreNotAskedForAgain) {
    EXPECT_EQ(vector_of("drill"), Vector{5});
    EXPECT_EQ(vector_of("drill"), Vector{5});
    EXPECT_EQ(asked, 1U);
}

TEST_F(RememberedVectors, AreForgottenInTheOrderOfTheirLastUse) {
    vector_of("a");
    vector_of("bb");
    vector_of("a");
    vector_of("ccc"); // "bb" goes
    EXPECT_EQ(asked, 3U);
    vector_of("a");
    EXPECT_EQ(asked, 3U);
    vector_of("bb");
    EXPECT_EQ(asked, 4U);
}

TEST_F(RememberedVectors, AnswerMixedQuestionsInOrder) {
    vector_of("bb");
    const std::vector<std::string> texts{"a", "bb", "ccc"};
    EXPECT_EQ(*embedder->embed(texts, Deadline::never()), (std::vector<Vector>{{1}, {2}, {3}}));
    EXPECT_EQ(asked, 3U);
}

TEST(EstimatedTokens, AreAQuarterOfTheBytesRoundedUp) {
    EXPECT_EQ(estimated_tokens(""), 0U);
    EXPECT_EQ(estimated_tokens("drill"), 2U);
}

} // namespace
} // namespace retail_mcp::embeddings
