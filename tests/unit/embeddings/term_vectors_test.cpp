// Vectors learnt from a catalogue: what they mean, and that nothing but the catalogue decides them.
#include <retail_mcp/embeddings/term_vectors.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace retail_mcp::embeddings {
namespace {

using Product = std::vector<std::string_view>;
using Vectors = std::map<std::string, std::vector<float>>;

const std::vector<Product>& shop() {
    static const std::vector<Product> products{
        {"cordless", "drill", "18v", "battery"},
        {"cordless", "drill", "battery", "case"},
        {"cordless", "screwdriver", "18v", "battery"},
        {"cordless", "screwdriver", "battery", "case"},
        {"flower", "vase", "glass", "tall"},
        {"flower", "vase", "glass", "blue"},
        {"flower", "pot", "clay", "blue"},
        {"flower", "pot", "clay", "tall"},
    };
    return products;
}

Vectors train(const std::vector<Product>& products, TrainingOptions options = {}) {
    Corpus corpus;
    for (const Product& product : products) {
        corpus.add(product);
    }
    Vectors vectors;
    train_term_vectors(
        corpus,
        options,
        [&](std::string_view term, std::span<const float> vector) {
            vectors[std::string{term}] = {vector.begin(), vector.end()};
            return true;
        },
        [](std::size_t, std::size_t) {}
    );
    return vectors;
}

double dot(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    }
    return sum;
}

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
    return dot(a, b) / std::sqrt(dot(a, a) * dot(b, b));
}

TEST(TermVectors, PointTheSameWayForTermsThatKeepTheSameCompany) {
    const Vectors vectors = train(shop());
    const double alike = cosine(vectors.at("drill"), vectors.at("screwdriver"));
    EXPECT_GT(alike, 0.3);
    EXPECT_GT(alike, cosine(vectors.at("drill"), vectors.at("vase")) + 0.3);
}

TEST(TermVectors, AreTheSameToTheLastBitInWhateverOrderTheProductsCome) {
    const Vectors once = train(shop());
    auto shuffled = shop();
    std::mt19937 random{7};
    for (int turn = 0; turn < 10; ++turn) {
        std::shuffle(shuffled.begin(), shuffled.end(), random);
        for (Product& product : shuffled) {
            std::shuffle(product.begin(), product.end(), random);
        }
        shuffled.front().push_back(shuffled.front().front()); // said twice, counted once
        EXPECT_EQ(train(shuffled), once);
        shuffled.front().pop_back();
    }
}

TEST(TermVectors, AreAsLongAsTheRootOfTheTermsRarity) {
    const Vectors vectors = train(shop());
    const auto rarity = [](double products, double having) {
        return std::log(1 + (products - having + 0.5) / (having + 0.5));
    };
    EXPECT_NEAR(dot(vectors.at("flower"), vectors.at("flower")), rarity(8, 4), 1e-5);
    EXPECT_NEAR(dot(vectors.at("drill"), vectors.at("drill")), rarity(8, 2), 1e-5);
}

TEST(TermVectors, ExistForATermThatStandsAlone) {
    const Vectors vectors = train({{"anvil"}, {"drill", "case"}, {}});
    EXPECT_GT(dot(vectors.at("anvil"), vectors.at("anvil")), 0);
}

TEST(TermVectors, AreAsWideAsAskedAndOnlyOfTheCommonestTerms) {
    const Vectors vectors = train(shop(), {.dimensions = 64, .most_terms = 3});
    ASSERT_EQ(vectors.size(), 3U);
    EXPECT_EQ(vectors.count("battery"), 1U);
    EXPECT_EQ(vectors.count("cordless"), 1U);
    EXPECT_EQ(vectors.count("flower"), 1U);
    EXPECT_EQ(vectors.at("flower").size(), 64U);
}

TEST(TermVectors, EndWithTheFirstThatIsNotWanted) {
    Corpus corpus;
    corpus.add(shop().front());
    int taken = 0;
    std::size_t reported = 0;
    train_term_vectors(
        corpus,
        {},
        [&](std::string_view, std::span<const float>) { return ++taken < 2; },
        [&](std::size_t done, std::size_t total) {
            reported = done;
            EXPECT_EQ(total, 4U);
        }
    );
    EXPECT_EQ(taken, 2);
    EXPECT_EQ(reported, 1U);
}

} // namespace
} // namespace retail_mcp::embeddings
