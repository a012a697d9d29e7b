#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// What the sample shops sell: the vocabulary of sql/data/sample_catalogue.json, and the list of
/// articles made from it.
namespace retail_mcp::retail::sample {

/// How the demand of a family runs over the year: twelve months, 100 = an average month.
using Season = std::array<int, 12>;

/// One kind of article ("Cordless Drill") with the choices its variants are made from.
struct Family {
    std::string item;
    std::size_t category = 0; ///< index into Catalogue::categories: the sub-category it is in
    std::vector<std::string> brands;
    std::vector<std::pair<std::string, std::string>> lines; ///< name, and what sets it apart
    std::vector<std::string> options;
    bool options_are_sizes = false; ///< sizes do not change the price
    std::vector<std::string> colors;
    std::int64_t lowest_price = 0;  ///< in cents
    std::int64_t highest_price = 0; ///< in cents
    int margin_percent = 0;
    int weight_grams = 0;
    std::string dimensions_cm;
    Season season{};
    std::uint32_t demand = 0; ///< 1 (rare) … 10 (daily)
    std::string supplier;
    int lead_days = 0;
    int pack_size = 1;
    int minimum_order = 1;
    std::string text; ///< description; "{option}" stands for the variant's option
    std::vector<std::string> tags;
    std::string metadata;                                         ///< a JSON object
    std::vector<std::pair<std::string, std::uint32_t>> goes_with; ///< item, percent of baskets
};

struct Category {
    std::string name;
    std::string description;
    int parent = -1; ///< index into Catalogue::categories; -1 at the top
};

struct Catalogue {
    std::vector<Category> categories; ///< parents before their children
    std::vector<Family> families;
};

/// The embedded vocabulary. Throws std::runtime_error when the data file contradicts itself.
Catalogue load_catalogue();

/// One article of the chain; stores carry it with their own price and stock.
struct Article {
    std::size_t family = 0; ///< index into Catalogue::families
    std::string sku;
    std::string barcode; ///< EAN-13 in the range reserved for use inside a company
    std::string name;
    std::string description;
    std::string brand;
    std::string model;
    std::string color;
    std::string size;
    std::string supplier_sku;
    std::vector<std::string> tags;
    std::int64_t price = 0; ///< the chain's list price in cents, before tax
    std::int64_t cost = 0;  ///< in cents
    int weight_grams = 0;
    std::uint32_t popularity = 0; ///< relative weight in an average month
    int rating_hundredths = 0;
    int rating_count = 0;
};

/// `count` articles, spread over the families by their demand. Every SKU is unique; the same
/// arguments give the same list.
std::vector<Article>
make_assortment(const Catalogue& catalogue, std::size_t count, std::uint64_t seed);

} // namespace retail_mcp::retail::sample
