#include <retail_mcp/embeddings/embedder.hpp>

namespace retail_mcp::embeddings {

const Vector* VectorCache::find(const std::string& text) {
    const auto place = places_.find(text);
    if (place == places_.end()) {
        return nullptr;
    }
    uses_.splice(uses_.begin(), uses_, place->second);
    return &place->second->second;
}

void VectorCache::remember(const std::string& text, Vector vector) {
    if (find(text) != nullptr) {
        uses_.front().second = std::move(vector);
        return;
    }
    uses_.emplace_front(text, std::move(vector));
    places_[text] = uses_.begin();
    if (uses_.size() > limit_) {
        places_.erase(uses_.back().first);
        uses_.pop_back();
    }
}

} // namespace retail_mcp::embeddings
