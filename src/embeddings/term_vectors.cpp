#include <retail_mcp/embeddings/term_vectors.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>

namespace retail_mcp::embeddings {

namespace {

constexpr std::size_t most_neighbours = 100;
constexpr double context_smoothing = 0.75;
/// How much of itself a term keeps: without it, synonyms would not differ at all.
constexpr double own_share = 0.5;
/// Non-zero places of an index vector.
constexpr std::size_t places = 16;

using Term = std::uint32_t;

/// Random numbers that follow from a name alone (FNV-1a, then SplitMix64), the same everywhere.
class NameRandom {
public:
    explicit NameRandom(std::string_view name) {
        for (const char c : name) {
            state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
        }
    }

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

private:
    std::uint64_t state_ = 0xcbf29ce484222325U;
};

/// A sparse vector of length one: a few places, each plus or minus the same amount. A place drawn
/// twice counts twice.
struct IndexVector {
    std::array<std::uint16_t, places> at{};
    std::array<float, places> value{};
};

IndexVector index_vector(std::string_view term, std::size_t dimensions) {
    NameRandom random{term};
    IndexVector vector;
    for (std::size_t i = 0; i < places; ++i) {
        const std::uint64_t drawn = random.next();
        vector.at[i] = static_cast<std::uint16_t>((drawn >> 1U) % dimensions);
        vector.value[i] = (drawn & 1U) == 0 ? 0.25F : -0.25F; // 16 of them: length one
    }
    return vector;
}

void add(const IndexVector& sparse, double weight, std::vector<double>& to) {
    for (std::size_t i = 0; i < places; ++i) {
        to[sparse.at[i]] += weight * static_cast<double>(sparse.value[i]);
    }
}

void set_length(std::vector<double>& vector, double length) {
    double squares = 0;
    for (const double value : vector) {
        squares += value * value;
    }
    for (double& value : vector) {
        value *= squares > 0 ? length / std::sqrt(squares) : 0;
    }
}

struct Neighbour {
    Term term = 0;
    double information = 0;
};

} // namespace

void Corpus::add(std::span<const std::string_view> terms) {
    const auto first = static_cast<std::ptrdiff_t>(terms_.size());
    for (const std::string_view term : terms) {
        const auto [found, is_new] =
            number_of_.try_emplace(std::string{term}, static_cast<Term>(names_.size()));
        if (is_new) {
            names_.emplace_back(term);
        }
        terms_.push_back(found->second);
    }
    std::sort(terms_.begin() + first, terms_.end());
    terms_.erase(std::unique(terms_.begin() + first, terms_.end()), terms_.end());
    starts_.push_back(terms_.size());
}

/// How often terms stand together in a product. Terms are renumbered in the order of their bytes,
/// and everything that is counted is whole: so nothing depends on the order of the products.
class Cooccurrence {
public:
    Cooccurrence(const Corpus& corpus, std::size_t most_terms);

    std::size_t size() const { return names_.size(); }

    std::string_view name(Term term) const { return names_[term]; }

    double rarity(Term term) const;

    /// The strongest of those that tell something about each other, in the order of the terms.
    std::vector<Neighbour> neighbours(Term term);

private:
    void choose_terms(const Corpus& corpus, std::size_t most_terms);
    void renumber(const Corpus& corpus);
    void count();

    std::vector<std::string_view> names_;
    std::vector<std::uint32_t> renumbered_; ///< corpus' number to ours, or size() for left out
    std::vector<Term> terms_;               ///< of one product after the other
    std::vector<std::size_t> starts_{0};
    std::vector<std::vector<std::uint32_t>> products_of_;
    std::vector<double> context_; ///< smoothed share as a neighbour, not yet divided
    std::vector<double> total_;   ///< pairs that the term is in
    double all_contexts_ = 0;
    std::vector<std::uint32_t> together_; ///< zero between calls
};

Cooccurrence::Cooccurrence(const Corpus& corpus, std::size_t most_terms) {
    choose_terms(corpus, most_terms);
    renumber(corpus);
    count();
}

void Cooccurrence::choose_terms(const Corpus& corpus, std::size_t most_terms) {
    std::vector<std::uint32_t> products(corpus.names_.size());
    for (const Term term : corpus.terms_) {
        ++products[term];
    }
    std::vector<Term> chosen(corpus.names_.size());
    std::iota(chosen.begin(), chosen.end(), 0U);
    std::sort(chosen.begin(), chosen.end(), [&](Term a, Term b) {
        return std::tie(products[b], corpus.names_[a]) < std::tie(products[a], corpus.names_[b]);
    });
    chosen.resize(std::min(chosen.size(), most_terms));
    std::sort(chosen.begin(), chosen.end(), [&](Term a, Term b) {
        return corpus.names_[a] < corpus.names_[b];
    });
    renumbered_.assign(corpus.names_.size(), static_cast<std::uint32_t>(chosen.size()));
    for (const Term term : chosen) {
        renumbered_[term] = static_cast<std::uint32_t>(names_.size());
        names_.emplace_back(corpus.names_[term]);
    }
}

void Cooccurrence::renumber(const Corpus& corpus) {
    products_of_.resize(size());
    for (std::size_t product = 0; product < corpus.products(); ++product) {
        for (std::size_t i = corpus.starts_[product]; i < corpus.starts_[product + 1]; ++i) {
            if (const Term term = renumbered_[corpus.terms_[i]]; term < size()) {
                terms_.push_back(term);
                products_of_[term].push_back(static_cast<std::uint32_t>(product));
            }
        }
        starts_.push_back(terms_.size());
    }
}

void Cooccurrence::count() {
    together_.resize(size());
    for (Term term = 0; term < size(); ++term) {
        std::uint64_t pairs = 0;
        for (const std::uint32_t product : products_of_[term]) {
            pairs += starts_[product + 1] - starts_[product] - 1;
        }
        total_.push_back(static_cast<double>(pairs));
        context_.push_back(std::pow(total_.back(), context_smoothing));
        all_contexts_ += context_.back();
    }
}

double Cooccurrence::rarity(Term term) const {
    const auto products = static_cast<double>(starts_.size() - 1);
    const auto having = static_cast<double>(products_of_[term].size());
    return std::log(1 + (products - having + 0.5) / (having + 0.5));
}

std::vector<Neighbour> Cooccurrence::neighbours(Term term) {
    std::vector<Term> met;
    for (const std::uint32_t product : products_of_[term]) {
        for (std::size_t i = starts_[product]; i < starts_[product + 1]; ++i) {
            if (terms_[i] != term && together_[terms_[i]]++ == 0) {
                met.push_back(terms_[i]);
            }
        }
    }
    std::vector<Neighbour> found;
    for (const Term other : met) {
        const double information =
            std::log(together_[other] * all_contexts_ / (total_[term] * context_[other]));
        together_[other] = 0;
        if (information > 0) {
            found.push_back({other, information});
        }
    }
    const auto kept = static_cast<std::ptrdiff_t>(std::min(found.size(), most_neighbours));
    std::partial_sort(
        found.begin(),
        found.begin() + kept,
        found.end(),
        [](const Neighbour& a, const Neighbour& b) {
            return std::tie(b.information, a.term) < std::tie(a.information, b.term);
        }
    );
    found.resize(static_cast<std::size_t>(kept));
    std::sort(found.begin(), found.end(), [](const Neighbour& a, const Neighbour& b) {
        return a.term < b.term;
    });
    return found;
}

void train_term_vectors(
    const Corpus& corpus,
    const TrainingOptions& options,
    const TermVectorSink& sink,
    const TrainingListener& listener
) {
    Cooccurrence cooccurrence{corpus, options.most_terms};
    std::vector<IndexVector> index;
    index.reserve(cooccurrence.size());
    for (Term term = 0; term < cooccurrence.size(); ++term) {
        index.push_back(index_vector(cooccurrence.name(term), options.dimensions));
    }
    std::vector<double> sum(options.dimensions);
    std::vector<float> vector(options.dimensions);
    for (Term term = 0; term < cooccurrence.size(); ++term) {
        std::fill(sum.begin(), sum.end(), 0.0);
        for (const Neighbour& neighbour : cooccurrence.neighbours(term)) {
            add(index[neighbour.term], neighbour.information, sum);
        }
        set_length(sum, 1);
        add(index[term], own_share, sum);
        set_length(sum, std::sqrt(cooccurrence.rarity(term)));
        std::copy(sum.begin(), sum.end(), vector.begin());
        if (!sink(cooccurrence.name(term), vector)) {
            return;
        }
        listener(term + 1, cooccurrence.size());
    }
}

} // namespace retail_mcp::embeddings
