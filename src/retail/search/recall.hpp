#pragma once

#include <retail_mcp/base/fields.hpp>

#include <string>
#include <vector>

/// Which arms of the search answered, and why not the others.
namespace retail_mcp::retail::search {

enum class RecallMode { lexical, lexical_semantic, semantic_unavailable };

constexpr auto enum_names(RecallMode) {
    return names<RecallMode>(
        {{RecallMode::lexical, "lexical"},
         {RecallMode::lexical_semantic, "lexical+semantic"},
         {RecallMode::semantic_unavailable, "semantic_unavailable"}}
    );
}

/// A store's active model, and what it had to say of the query.
struct Meaning {
    std::string model;
    std::string provider;
    bool is_current = false; ///< no text has changed since the last run of `embed`
    bool is_asked = false;   ///< the query has a vector in it
    std::string scan;        ///< what was compared: hits, exact, index

    static constexpr auto fields() {
        return field_list(
            field("model", &Meaning::model),
            field("provider", &Meaning::provider),
            field("is_current", &Meaning::is_current),
            field("is_asked", &Meaning::is_asked),
            field("scan", &Meaning::scan)
        );
    }
};

struct Recall {
    RecallMode mode = RecallMode::lexical;
    std::string note;
};

/// `stores`: of each store that has an active model. `trouble`: why the model elsewhere gave no
/// vector, empty when it was not asked or answered.
Recall recall_of(const std::vector<Meaning>& stores, const std::string& trouble);

} // namespace retail_mcp::retail::search
