#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Vectors learnt from a catalogue alone: terms that stand in the same products come to point the
/// same way. Needs neither network nor model, and is deterministic: the same products give the
/// same bytes, in whatever order they come.
namespace retail_mcp::embeddings {

/// The products to learn from, each as the set of its terms.
class Corpus {
public:
    /// One product. Order and repetition do not matter; the views need not live on.
    void add(std::span<const std::string_view> terms);

    std::size_t products() const noexcept { return starts_.size() - 1; }

private:
    friend class Cooccurrence;

    std::vector<std::string> names_;
    std::unordered_map<std::string, std::uint32_t> number_of_;
    std::vector<std::uint32_t> terms_; ///< of one product after the other
    std::vector<std::size_t> starts_{0};
};

struct TrainingOptions {
    std::size_t dimensions = 384;
    /// Only the commonest terms get a vector; the rarest of a huge vocabulary say little.
    std::size_t most_terms = 50000;
};

/// `done` of `total` terms have their vector.
using TrainingListener = std::function<void(std::size_t done, std::size_t total)>;

/// Hands over one vector after the other, in the order of the terms' bytes: the term's direction,
/// as long as the term is telling (the square root of its inverse document frequency). A text's
/// vector is the sum of its terms' vectors. The span is valid during the call; false ends it all.
using TermVectorSink = std::function<bool(std::string_view term, std::span<const float> vector)>;

/// Positive pointwise mutual information between terms, over the hundred strongest neighbours of
/// each, projected by random index vectors that follow from the terms' names. Blocks; takes memory
/// in proportion to the corpus, not to the vectors.
void train_term_vectors(
    const Corpus& corpus,
    const TrainingOptions& options,
    const TermVectorSink& sink,
    const TrainingListener& listener
);

} // namespace retail_mcp::embeddings
