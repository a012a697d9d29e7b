#include "ranking.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

namespace retail_mcp::retail::search {

namespace {

constexpr double weight_of_nearness = 0.3;
constexpr double half = 0.5;
constexpr double rounding = 0.001; ///< sums of the same weights differ in their last digits
constexpr std::size_t longest_facet = 10;
constexpr std::size_t most_price_bands = 4;

/// A SKU, in all stores that have it.
struct Entry {
    const Row* best = nullptr; ///< of the best match
    std::vector<const Row*> offers;
    int rank = 0;
    double score = 0;
    double matched = 0;
    Money price; ///< the lowest
    Quantity available;
    std::optional<double> sort_value;
    std::size_t place = 0; ///< in the order of the rows
    bool is_meant = false; ///< of the brand or category that the query names
};

/// The words of the query that a product matched, and those it lacks. A measure says no more than
/// the number before it.
struct Words {
    std::set<std::string> matched;
    std::set<std::string> lacking;
};

class Ranker {
public:
    Ranker(const Found& found, const Search& search);

    Ranking page(bool has_offers);

private:
    using Entries = std::vector<const Entry*>;

    void judge_names();
    void collect();
    void add(const Row& row, double best_score);
    Entries counted() const;
    bool is_meant(const Row& row) const;
    bool comes_before(const Entry& a, const Entry& b) const;
    Facets facets_of(const Entries& counted) const;
    Product product_of(const Entry& entry, double best_score, bool has_offers) const;
    Words words_of(const Row& row) const;
    std::optional<std::string> path_of(const std::optional<int>& category) const;

    const Summary& summary_;
    const std::vector<Row>& rows_;
    const Search& search_;
    std::map<std::string_view, const NamedBrand*> named_; ///< by store
    std::vector<Entry> entries_;
    std::unordered_map<std::string_view, std::size_t> entry_of_sku_;
    bool is_any_meant_ = false;
};

Ranker::Ranker(const Found& found, const Search& search)
    : summary_{found.summary}, rows_{found.rows}, search_{search} {
    judge_names();
    collect();
}

/// A brand counts as named where its products match as much of the query as any do, and more of it
/// than their name.
void Ranker::judge_names() {
    for (const NamedBrand& named : summary_.named.brands) {
        double most = 0;
        double most_of_brand = 0;
        for (const Row& row : rows_) {
            if (row.store_id == named.store_id && row.rank >= 0) { // what every page looks at
                most = std::max(most, row.matched);
                if (row.brand == named.brand) {
                    most_of_brand = std::max(most_of_brand, row.matched);
                }
            }
        }
        constexpr double nearly = 0.99;
        if (most_of_brand > nearly * most &&
            (most_of_brand > named.share + rounding || named.share > nearly)) {
            named_.emplace(named.store_id, &named);
        }
    }
}

/// Of the named brand: half of what is asked in all, and half of what is asked beyond its name.
bool Ranker::is_meant(const Row& row) const {
    const auto& whole = summary_.named.whole;
    if (!whole.empty()) {
        return row.category_id &&
               std::find(whole.begin(), whole.end(), *row.category_id) != whole.end();
    }
    const auto named = named_.find(row.store_id);
    if (named == named_.end() || row.brand != named->second->brand) {
        return false;
    }
    const double share = named->second->share;
    return row.matched >= half && row.matched - share > (half - rounding) * (1 - share) - rounding;
}

void Ranker::add(const Row& row, double best_score) {
    const auto [at, is_new] = entry_of_sku_.try_emplace(row.sku, entries_.size());
    if (is_new) {
        Entry entry;
        entry.best = &row;
        entry.rank = row.rank;
        entry.price = row.price;
        entry.place = entries_.size();
        entries_.push_back(std::move(entry));
    }
    Entry& entry = entries_[at->second];
    entry.offers.push_back(&row);
    const auto better = [&](const Row& other) {
        return row.score != other.score ? row.score > other.score : row.store_id < other.store_id;
    };
    entry.best = better(*entry.best) ? &row : entry.best;
    entry.rank = std::max(entry.rank, row.rank);
    const double of_words = best_score > 0 ? row.score / best_score : 0;
    entry.score = std::max(entry.score, of_words + weight_of_nearness * row.cosine.value_or(0));
    entry.matched = std::max(entry.matched, row.matched);
    entry.price = std::min(entry.price, row.price);
    entry.available.amount += row.available.amount;
    entry.is_meant = entry.is_meant || is_meant(row);
    if (row.sort_value) {
        const double before = entry.sort_value.value_or(0);
        entry.sort_value =
            search_.sort == "newest" ? std::max(before, *row.sort_value) : before + *row.sort_value;
    }
}

void Ranker::collect() {
    double best_score = 0;
    for (const Row& row : rows_) {
        best_score = std::max(best_score, row.score);
    }
    entries_.reserve(rows_.size());
    for (const Row& row : rows_) {
        add(row, best_score);
    }
    if (search_.filters.in_stock == "any") {
        const auto has_none = [](const Entry& entry) {
            return std::none_of(entry.offers.begin(), entry.offers.end(), [](const Row* offer) {
                return offer->available.amount > Decimal{0};
            });
        };
        entries_.erase(std::remove_if(entries_.begin(), entries_.end(), has_none), entries_.end());
    }
    is_any_meant_ = std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) {
        return entry.is_meant;
    });
}

Ranker::Entries Ranker::counted() const {
    double most = 0;
    for (const Entry& entry : entries_) {
        most = std::max(most, entry.matched);
    }
    Entries counted;
    for (const Entry& entry : entries_) {
        if (is_any_meant_ ? entry.is_meant : entry.matched >= std::min(half, most)) {
            counted.push_back(&entry);
        }
    }
    return counted;
}

bool Ranker::comes_before(const Entry& a, const Entry& b) const {
    const std::string& sort = search_.sort;
    if (sort == "relevance") {
        if (a.rank != b.rank) {
            return a.rank > b.rank;
        }
        if (a.is_meant != b.is_meant) {
            return a.is_meant;
        }
    } else if (sort == "price" || sort == "-price") {
        if (a.price != b.price) {
            return (a.price < b.price) == (sort == "price");
        }
    } else if (sort == "name") {
        if (a.offers.front()->name != b.offers.front()->name) {
            return a.place < b.place;
        }
    } else if (a.sort_value != b.sort_value) { // nullopt is less than any
        return a.sort_value > b.sort_value;
    }
    return a.score != b.score ? a.score > b.score : a.best->sku < b.best->sku;
}

/// The values that occur most, at most so many; `value_of` gives nullopt for what has none.
template <class ValueOf>
std::vector<Count> most_frequent(const std::vector<const Entry*>& counted, ValueOf value_of) {
    std::map<std::string, std::int64_t> counts;
    for (const Entry* entry : counted) {
        if (auto value = value_of(*entry)) {
            ++counts[std::move(*value)];
        }
    }
    std::vector<Count> facet;
    for (const auto& [value, count] : counts) {
        facet.push_back({value, count});
    }
    std::stable_sort(facet.begin(), facet.end(), [](const Count& a, const Count& b) {
        return a.count > b.count;
    });
    facet.resize(std::min(facet.size(), longest_facet));
    return facet;
}

/// Bands of as many products each, give or take one.
std::vector<PriceBand> price_bands_of(const std::vector<const Entry*>& counted) {
    std::vector<Money> prices;
    for (const Entry* entry : counted) {
        prices.push_back(entry->price);
    }
    std::sort(prices.begin(), prices.end());
    std::vector<PriceBand> bands;
    std::size_t begin = 0;
    for (std::size_t band = 0; band < most_price_bands; ++band) {
        const std::size_t size =
            prices.size() / most_price_bands + (band < prices.size() % most_price_bands ? 1 : 0);
        if (size > 0) {
            bands.push_back(
                {prices[begin], prices[begin + size - 1], static_cast<std::int64_t>(size)}
            );
        }
        begin += size;
    }
    return bands;
}

Facets Ranker::facets_of(const Entries& counted) const {
    Facets facets;
    facets.categories = most_frequent(counted, [this](const Entry& entry) {
        return path_of(entry.best->category_id);
    });
    facets.brands = most_frequent(counted, [](const Entry& entry) { return entry.best->brand; });
    facets.price_bands = price_bands_of(counted);
    for (const Entry* entry : counted) {
        const bool in_stock =
            std::any_of(entry->offers.begin(), entry->offers.end(), [](const Row* offer) {
                return offer->available.amount > Decimal{0};
            });
        ++(in_stock ? facets.in_stock : facets.out_of_stock);
    }
    return facets;
}

std::optional<std::string> Ranker::path_of(const std::optional<int>& category) const {
    const auto path = summary_.paths.find(std::to_string(category.value_or(0)));
    return path == summary_.paths.end() ? std::nullopt : std::optional{path->second};
}

Words Ranker::words_of(const Row& row) const {
    Words words;
    const auto& stores = summary_.asked;
    const auto store = std::find_if(stores.begin(), stores.end(), [&](const Asked& asked) {
        return asked.store_id == row.store_id;
    });
    if (store == stores.end()) {
        return words;
    }
    std::set<std::string_view> lexemes;
    for (std::size_t i = 0; i < store->lexemes.size(); ++i) {
        if ((static_cast<std::uint64_t>(row.words) >> i & 1U) != 0) {
            lexemes.insert(store->lexemes[i]);
        }
    }
    const auto has = [&](const Term& term) {
        return term.lexeme && lexemes.count(*term.lexeme) > 0;
    };
    std::set<int> matched_positions;
    for (const Term& term : store->terms) {
        if (has(term)) {
            matched_positions.insert(term.position);
        }
    }
    for (const Term& term : store->terms) {
        if (term.reading == "measure") {
            continue;
        }
        if (has(term)) {
            words.matched.insert(plain(term.word));
        }
        if (matched_positions.count(term.position) == 0) {
            words.lacking.insert(plain(term.asked));
        }
    }
    return words;
}

std::string why(const Entry& entry, const Words& words) {
    if (entry.rank == 2) {
        return "its SKU, barcode or model number";
    }
    if (!words.matched.empty()) {
        const std::vector<std::string> matched{words.matched.begin(), words.matched.end()};
        return join(matched, ", ");
    }
    return entry.rank > 0 ? "its number begins so" : "near in meaning";
}

Product Ranker::product_of(const Entry& entry, double best_score, bool has_offers) const {
    const Row& row = *entry.best;
    const Words words = words_of(row);
    Product product;
    product.sku = row.sku;
    product.name = row.name;
    product.brand = row.brand;
    product.category = path_of(row.category_id);
    product.price = entry.price;
    product.on_hand = entry.available;
    product.in_stock = entry.available.amount > Decimal{0};
    product.relevance = best_score > 0 ? entry.score / best_score : 0;
    product.why_matched = why(entry, words);
    if (entry.rank != 2) { // a number is all that was asked for
        product.lacks.assign(words.lacking.begin(), words.lacking.end());
    }
    if (has_offers) {
        for (const Row* offer : entry.offers) {
            product.stores.push_back({offer->store_id, offer->price, offer->available});
        }
        std::sort(
            product.stores.begin(),
            product.stores.end(),
            [](const StoreOffer& a, const StoreOffer& b) { return a.store_id < b.store_id; }
        );
    }
    return product;
}

Ranking Ranker::page(bool has_offers) {
    const Entries counted = this->counted();
    Entries order;
    double best_score = 0;
    for (const Entry& entry : entries_) {
        order.push_back(&entry);
        best_score = std::max(best_score, entry.score);
    }
    if (search_.sort != "relevance") {
        order = counted;
    }
    const auto begin = std::min(order.size(), static_cast<std::size_t>(search_.offset));
    const auto end = std::min(order.size(), begin + static_cast<std::size_t>(search_.limit));
    std::partial_sort(
        order.begin(),
        order.begin() + static_cast<std::ptrdiff_t>(end),
        order.end(),
        [this](const Entry* a, const Entry* b) { return comes_before(*a, *b); }
    );
    Ranking ranking;
    for (std::size_t i = begin; i < end; ++i) {
        ranking.products.push_back(product_of(*order[i], best_score, has_offers));
    }
    if (!summary_.is_bounded) {
        ranking.total = static_cast<std::int64_t>(counted.size());
    }
    ranking.has_more = order.size() > end;
    ranking.facets = facets_of(counted);
    ranking.is_exact = begin < end && order[begin]->rank == 2;
    if (summary_.named.whole.empty() || is_any_meant_) {
        ranking.category = summary_.named.category;
    }
    for (const auto& [store, named] : named_) {
        if (!ranking.brand || named->brand < *ranking.brand) {
            ranking.brand = named->brand;
        }
    }
    return ranking;
}

} // namespace

Ranking rank(const Found& found, const Search& search, bool has_offers) {
    return Ranker{found, search}.page(has_offers);
}

} // namespace retail_mcp::retail::search
