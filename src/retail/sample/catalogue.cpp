#include "catalogue.hpp"

#include <retail_mcp/sql.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace retail_mcp::retail::sample {

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::pair<std::string, std::string>> read_lines(const Json& object) {
    std::vector<std::pair<std::string, std::string>> lines;
    for (const auto& [name, what] : object.items()) {
        lines.emplace_back(name, what.get<std::string>());
    }
    return lines;
}

std::vector<std::pair<std::string, std::uint32_t>> read_partners(const Json& family) {
    std::vector<std::pair<std::string, std::uint32_t>> partners;
    if (const auto found = family.find("goes_with"); found != family.end()) {
        for (const auto& [item, percent] : found->items()) {
            partners.emplace_back(item, percent.get<std::uint32_t>());
        }
    }
    return partners;
}

Family read_family(const Json& json, const Json& seasons, const Json& suppliers) {
    Family family;
    family.item = json.at("item");
    family.brands = json.at("brands");
    family.lines = read_lines(json.at("lines"));
    family.options = json.at("options");
    family.options_are_sizes = json.value("size_options", false);
    family.colors = json.at("colors");
    family.lowest_price = json.at("price").at(0).get<std::int64_t>() * 100;
    family.highest_price = json.at("price").at(1).get<std::int64_t>() * 100;
    family.margin_percent = json.at("margin");
    // Weights are written in kilograms with at most three decimals.
    family.weight_grams = static_cast<int>(std::lround(json.at("kg").get<double>() * 1000.0));
    family.dimensions_cm = json.at("cm");
    family.season = seasons.at(json.at("season").get<std::string>());
    family.demand = json.at("demand");
    family.supplier = json.at("supplier");
    family.lead_days = suppliers.at(family.supplier).at("lead_days");
    family.pack_size = json.at("pack");
    family.minimum_order = json.at("moq");
    family.text = json.at("text");
    family.tags = json.at("tags");
    family.metadata = json.at("meta").dump();
    family.goes_with = read_partners(json);
    return family;
}

/// Every family named as a partner must exist, or baskets would silently lose their affinity.
void check_partners(const Catalogue& catalogue) {
    for (const auto& family : catalogue.families) {
        for (const auto& partner : family.goes_with) {
            const auto known = std::any_of(
                catalogue.families.begin(),
                catalogue.families.end(),
                [&](const Family& other) { return other.item == partner.first; }
            );
            if (!known) {
                throw std::runtime_error(family.item + " goes with unknown " + partner.first);
            }
        }
    }
}

} // namespace

Catalogue load_catalogue() {
    const auto json = Json::parse(sql::data::sample_catalogue_json);
    Catalogue catalogue;
    for (const auto& top : json.at("categories")) {
        const auto parent = static_cast<int>(catalogue.categories.size());
        catalogue.categories.push_back({top.at("name"), top.at("description"), -1});
        std::map<std::string, std::size_t> children;
        for (const auto& entry : top.at("families")) {
            auto family = read_family(entry, json.at("seasons"), json.at("suppliers"));
            const auto under = entry.at("under").get<std::string>();
            const auto [place, fresh] = children.try_emplace(under, catalogue.categories.size());
            if (fresh) {
                catalogue.categories.push_back({under, "", parent});
            }
            family.category = place->second;
            catalogue.families.push_back(std::move(family));
        }
    }
    check_partners(catalogue);
    return catalogue;
}

} // namespace retail_mcp::retail::sample
