#include "catalogue.hpp"
#include "random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>

namespace retail_mcp::retail::sample {

namespace {

/// One choice of brand, line, option and colour; `series` counts how often all choices were used.
struct Variant {
    std::size_t brand = 0;
    std::size_t line = 0;
    std::size_t option = 0;
    std::size_t color = 0;
    std::size_t series = 1;
};

std::size_t choices(std::size_t count) {
    return std::max<std::size_t>(count, 1);
}

/// The n-th variant of a family: a walk with a stride that is coprime to their number, so that
/// neighbours differ in brand and line and no variant comes twice before all were used.
Variant nth_variant(const Family& family, std::size_t n) {
    const auto options = choices(family.options.size());
    const auto colors = choices(family.colors.size());
    const auto all = family.brands.size() * family.lines.size() * options * colors;
    auto stride = all * 5 / 13 + 1;
    while (std::gcd(stride, all) != 1) {
        ++stride;
    }
    auto index = n % all * stride % all;
    Variant variant;
    variant.series = n / all + 1;
    variant.brand = index % family.brands.size();
    index /= family.brands.size();
    variant.line = index % family.lines.size();
    index /= family.lines.size();
    variant.option = index % options;
    variant.color = index / options;
    return variant;
}

/// Prices as shops write them: 7.49, 24.99, 349.00.
std::int64_t shop_price(std::int64_t cents) {
    if (cents < 2000) {
        return (cents + 25) / 50 * 50 - 1;
    }
    if (cents < 20000) {
        return (cents + 50) / 100 * 100 - 1;
    }
    return (cents + 500) / 1000 * 1000 - 100;
}

std::int64_t list_price(const Family& family, const Variant& variant, Random& random) {
    // Where in the family's range a variant lies: mostly by its option, the rest by its line.
    const auto place = [](std::size_t index, std::size_t count) {
        return count < 2 ? 50 : static_cast<std::int64_t>(index * 100 / (count - 1));
    };
    const auto by_line = place(variant.line, family.lines.size());
    const auto by_option = family.options_are_sizes || family.options.empty()
                               ? by_line
                               : place(variant.option, family.options.size());
    const auto range = family.highest_price - family.lowest_price;
    const auto plain = family.lowest_price + range * (7 * by_option + 3 * by_line) / 1000;
    return shop_price(plain * random.between(94, 106) / 100);
}

/// EAN-13 check digit appended to twelve digits.
std::string with_check_digit(std::string digits) {
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
    }
    digits += static_cast<char>('0' + (10 - sum % 10) % 10);
    return digits;
}

/// "APP", "HM", "LEV": the first letters of a brand, as the SKU begins.
std::string short_brand(std::string_view brand) {
    std::string letters;
    for (const char letter : brand) {
        const bool upper = letter >= 'A' && letter <= 'Z';
        const bool lower = letter >= 'a' && letter <= 'z';
        if ((upper || lower) && letters.size() < 3) {
            letters += lower ? static_cast<char>(letter - 'a' + 'A') : letter;
        }
    }
    return letters;
}

std::string join_name(const Family& family, const Variant& variant) {
    auto name = fmt::format(
        "{} {} {}", family.brands[variant.brand], family.lines[variant.line].first, family.item
    );
    if (variant.series > 1) {
        name += fmt::format(" Series {}", variant.series);
    }
    if (!family.options.empty()) {
        name += ", " + family.options[variant.option];
    }
    if (!family.colors.empty()) {
        name += ", " + family.colors[variant.color];
    }
    return name;
}

std::string describe(const Family& family, const Variant& variant) {
    constexpr std::string_view placeholder = "{option}";
    auto text = family.text;
    if (const auto at = text.find(placeholder); at != std::string::npos) {
        text.replace(at, placeholder.size(), family.options.at(variant.option));
    }
    const auto& [line, what] = family.lines[variant.line];
    return fmt::format("{} The {} {}.", text, line, what);
}

std::vector<std::string> tag(const Family& family, const Article& article) {
    auto tags = family.tags;
    const auto middle = (family.lowest_price + family.highest_price) / 2;
    if (article.price * 10 < middle * 7) {
        tags.emplace_back("budget");
    } else if (article.price * 10 > middle * 13) {
        tags.emplace_back("premium");
    }
    return tags;
}

/// SKU, barcode and supplier number count on from one number per article; the multiplier is
/// coprime to 900,000, so none comes twice.
void number(Article& article, const Family& family, const Variant& variant, std::size_t ordinal) {
    const auto digits = 100000 + (ordinal * 7919 + 24683) % 900000;
    article.sku = fmt::format("{}-{}", short_brand(article.brand), digits);
    article.barcode = with_check_digit(fmt::format("2{:05}{:06}", ordinal / 900000, digits));
    article.model = fmt::format(
        "{}{}-{}{}",
        family.item.front(),
        family.lines[variant.line].first.front(),
        100 + digits % 900,
        variant.series > 1 ? fmt::format("S{}", variant.series) : ""
    );
    article.supplier_sku = fmt::format("{}{:07}", family.supplier.front(), digits * 7);
}

Article make_article(
    const Catalogue& catalogue,
    std::size_t family_index,
    std::size_t nth,
    std::size_t ordinal,
    std::uint64_t seed
) {
    const auto& family = catalogue.families[family_index];
    const auto variant = nth_variant(family, nth);
    Random random{derive_seed(seed, "article", family_index, nth)};
    Article article;
    article.family = family_index;
    article.brand = family.brands[variant.brand];
    article.name = join_name(family, variant);
    article.description = describe(family, variant);
    article.color = family.colors.empty() ? "" : family.colors[variant.color];
    article.size = family.options.empty() ? "" : family.options[variant.option];
    number(article, family, variant, ordinal);
    article.price = list_price(family, variant, random);
    article.cost = article.price * (100 - family.margin_percent + random.between(-3, 3)) / 100;
    article.tags = tag(family, article);
    const auto options = static_cast<int>(choices(family.options.size()));
    article.weight_grams =
        family.weight_grams * (80 + 40 * static_cast<int>(variant.option + 1) / options) / 100;
    // The first variants of a family sell best and the tail is long, as in real assortments.
    article.popularity = family.demand * static_cast<std::uint32_t>(random.between(500, 1500)) /
                         static_cast<std::uint32_t>(1 + nth);
    article.rating_hundredths = static_cast<int>(random.between(310, 490));
    article.rating_count = static_cast<int>(random.below(article.popularity / 12 + 4));
    return article;
}

/// How many articles each family gets: one each as far as they go, the rest by demand.
std::vector<std::size_t> share_out(const Catalogue& catalogue, std::size_t count) {
    std::vector<std::size_t> counts(catalogue.families.size(), 0);
    std::size_t demand = 0;
    for (const auto& family : catalogue.families) {
        demand += family.demand + 4;
    }
    const auto once = std::min(count, counts.size());
    std::fill_n(counts.begin(), once, std::size_t{1});
    // Cumulative rounding: the parts always add up to the whole.
    std::size_t seen = 0;
    std::size_t given = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        seen += catalogue.families[i].demand + 4;
        const auto due = (count - once) * seen / demand;
        counts[i] += due - given;
        given = due;
    }
    return counts;
}

} // namespace

std::vector<Article>
make_assortment(const Catalogue& catalogue, std::size_t count, std::uint64_t seed) {
    const auto counts = share_out(catalogue, count);
    std::vector<Article> articles;
    articles.reserve(count);
    for (std::size_t family = 0; family < counts.size(); ++family) {
        for (std::size_t nth = 0; nth < counts[family]; ++nth) {
            articles.push_back(make_article(catalogue, family, nth, articles.size(), seed));
        }
    }
    return articles;
}

} // namespace retail_mcp::retail::sample
