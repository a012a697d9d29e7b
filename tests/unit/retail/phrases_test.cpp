// What is taken for a price or for stock in a query, and what is not.
#include "retail/search/phrases.hpp"

#include <gmock/gmock.h>

#include <ostream>

namespace retail_mcp::retail::search {
namespace {

struct Case {
    std::string query;
    std::string text;
    std::string price_min = "";
    std::string price_max = "";
    bool in_stock = false;
};

void PrintTo(const Case& one, std::ostream* out) {
    *out << one.query;
}

class PricePhrases : public testing::TestWithParam<Case> {};

TEST_P(PricePhrases, AreTakenOutOfTheText) {
    const Case& expected = GetParam();
    const Phrases phrases = take_phrases(expected.query);
    const auto amount = [](const std::optional<Money>& money) {
        return money ? money->amount.to_string() : "";
    };
    EXPECT_EQ(phrases.text, expected.text);
    EXPECT_EQ(amount(phrases.price_min), expected.price_min);
    EXPECT_EQ(amount(phrases.price_max), expected.price_max);
    EXPECT_EQ(phrases.in_stock, expected.in_stock);
}

INSTANTIATE_TEST_SUITE_P(
    English,
    PricePhrases,
    testing::Values(
        Case{"a drill under 80 that is in stock", "a drill", "", "80", true},
        Case{"lamp between 20 and 30", "lamp", "20", "30"},
        Case{"lamp from 60 to 20", "lamp", "20", "60"},
        Case{"drill under 80 with case", "drill with case", "", "80"},
        Case{"at least 15 dollars lamp", "lamp", "15"},
        Case{"lamp under $1,200.50", "lamp", "", "1200.50"},
        Case{"lamp under 1,200", "lamp", "", "1200"},
        Case{"lamp under 2,50", "lamp", "", "2.50"},
        Case{"cable max 5 euros", "cable", "", "5"}
    )
);

INSTANTIATE_TEST_SUITE_P(
    OtherLanguages,
    PricePhrases,
    testing::Values(
        Case{"Apfelsaft unter 3", "Apfelsaft", "", "3"},
        Case{"Apfelsaft unter 2,50 € auf Lager", "Apfelsaft", "", "2.50", true},
        Case{"Lampe zwischen 20 und 30 Euro", "Lampe", "20", "30"},
        Case{"Lampe bis 30 Euro", "Lampe", "", "30"},
        Case{"Lampe über 20 für den Flur", "Lampe für den Flur", "20"},
        Case{"lampe moins de 30", "lampe", "", "30"},
        Case{"lampe entre 20 et 30 en stock", "lampe", "20", "30", true},
        Case{"lámpara hasta 30 €", "lámpara", "", "30"}
    )
);

// A number after such a word is not always a price.
INSTANTIATE_TEST_SUITE_P(
    NoPrices,
    PricePhrases,
    testing::Values(
        Case{"cable under 5 ft", "cable under 5 ft"},
        Case{"drill up to 20 V", "drill up to 20 V"},
        Case{"Nike Air Max 90", "Nike Air Max 90"},
        Case{"Kinderbuch ab 3", "Kinderbuch ab 3"},
        Case{"Kleber bis 30 kg", "Kleber bis 30 kg"},
        Case{"under armour", "under armour"},
        Case{"under", "under"},
        Case{"between 20", "between 20"}
    )
);

} // namespace
} // namespace retail_mcp::retail::search
