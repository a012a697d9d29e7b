#include "recall.hpp"

#include <algorithm>
#include <string_view>

namespace retail_mcp::retail::search {

namespace {

std::string_view compared(std::string_view scan) {
    if (scan == "hits") {
        return "compared with the best hits";
    }
    return scan == "index" ? "compared with the hits and the nearest products (index scan)"
                           : "compared with the hits and the nearest products (exact scan)";
}

Recall without_vectors(const std::vector<Meaning>& stores, const std::string& trouble) {
    if (stores.empty()) {
        return {RecallMode::lexical, "words alone: no vectors yet, retail-mcp embed makes them"};
    }
    const Meaning& first = stores.front();
    if (first.provider == "catalogue") {
        return {RecallMode::lexical, "words alone: no vector in " + first.model + " for the query"};
    }
    return {
        RecallMode::semantic_unavailable,
        "words alone: " +
            (trouble.empty() ? "no embeddings_provider is set for the store's model " + first.model
                             : first.model + " gave no vector: " + trouble)};
}

} // namespace

Recall recall_of(const std::vector<Meaning>& stores, const std::string& trouble) {
    const auto asked = std::find_if(stores.begin(), stores.end(), [](const Meaning& store) {
        return store.is_asked;
    });
    if (asked == stores.end()) {
        return without_vectors(stores, trouble);
    }
    Recall recall{RecallMode::lexical_semantic, "words and the vectors of " + asked->model + ", "};
    recall.note += compared(asked->scan);
    const bool all_current = std::all_of(stores.begin(), stores.end(), [](const Meaning& store) {
        return store.is_current;
    });
    if (!all_current) {
        recall.note += "; products changed since wait for their vector (retail-mcp embed)";
    }
    return recall;
}

} // namespace retail_mcp::retail::search
