#include "stories.hpp"

#include <array>

namespace retail_mcp::retail::sample {

namespace {

/// A story before its article is looked up and its dates are counted back from the as-of date.
struct Plot {
    StoryKind kind;
    std::string_view name;
    std::string_view store;
    std::string_view item;
    std::string_view partner;
    int days_ago;
    int days_long;
    int percent;
    std::string_view sentence;
};

constexpr std::array plots{
    Plot{
        StoryKind::stock_out,
        "stock_out",
        "seattle",
        "Phone Case",
        "",
        24,
        14,
        0,
        "The best-selling phone case was recalled in Seattle and missing for fourteen days."},
    Plot{
        StoryKind::price_rise,
        "price_rise",
        "",
        "Motor Oil",
        "",
        90,
        90,
        115,
        "The best-selling motor oil became about 15 % dearer in all stores and sells fewer units."},
    Plot{
        StoryKind::promotion,
        "promotion",
        "",
        "Water Bottle",
        "",
        56,
        14,
        70,
        "The best-selling water bottle cost 30 % less for two weeks and sold several times as "
        "much."},
    Plot{
        StoryKind::declining_store,
        "declining_store",
        "redmond",
        "",
        "",
        182,
        182,
        45,
        "Redmond loses customers month by month, down to less than half of its usual trade."},
    Plot{
        StoryKind::dead_stock,
        "dead_stock",
        "bellevue",
        "Travel Guide",
        "",
        230,
        230,
        40,
        "Bellevue has forty copies of a travel guide that nobody has bought for months."},
    Plot{
        StoryKind::basket_affinity,
        "basket_affinity",
        "",
        "Cordless Drill",
        "Drill Bit Set",
        800,
        800,
        60,
        "Whoever buys the best-selling cordless drill with something else mostly takes the bit "
        "set, too."},
    Plot{
        StoryKind::lapsed_customers,
        "lapsed_customers",
        "bellevue",
        "",
        "",
        120,
        120,
        6,
        "A group of regular customers of Bellevue has not been seen for four months."},
    Plot{
        StoryKind::shrinkage,
        "shrinkage",
        "seattle",
        "Headphones",
        "",
        38,
        1,
        12,
        "A count in Seattle found twelve pairs of headphones fewer than the book said."},
    Plot{
        StoryKind::faulty_product,
        "faulty_product",
        "",
        "Bluetooth Speaker",
        "",
        150,
        150,
        60,
        "The best-selling Bluetooth speaker comes back as defective again and again."},
};

/// The best seller of a family is its first article.
std::optional<std::size_t> best_seller(
    const Catalogue& catalogue, const std::vector<Article>& articles, std::string_view item
) {
    for (std::size_t i = 0; i < articles.size(); ++i) {
        if (catalogue.families[articles[i].family].item == item) {
            return i;
        }
    }
    return std::nullopt;
}

} // namespace

std::vector<Story> plant_stories(
    const Catalogue& catalogue, const std::vector<Article>& articles, Date first_day, Date as_of
) {
    std::vector<Story> stories;
    for (const auto& plot : plots) {
        const auto article = best_seller(catalogue, articles, plot.item);
        const auto partner = best_seller(catalogue, articles, plot.partner);
        if ((!plot.item.empty() && !article) || (!plot.partner.empty() && !partner)) {
            continue;
        }
        Story story{
            plot.kind,
            plot.name,
            plot.store,
            article,
            partner,
            {},
            {},
            plot.percent,
            plot.sentence};
        story.from = std::max(first_day, as_of - std::chrono::days{plot.days_ago});
        story.until = std::min(as_of, as_of - std::chrono::days{plot.days_ago - plot.days_long});
        stories.push_back(story);
    }
    return stories;
}

} // namespace retail_mcp::retail::sample
