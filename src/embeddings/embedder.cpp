#include <retail_mcp/embeddings/embedder.hpp>

#include <list>
#include <unordered_map>
#include <utility>

namespace retail_mcp::embeddings {

namespace {

class RememberingEmbedder final : public Embedder {
public:
    RememberingEmbedder(std::unique_ptr<Embedder> embedder, std::size_t limit)
        : embedder_{std::move(embedder)}, limit_{limit} {}

    std::string_view model() const override { return embedder_->model(); }

    std::size_t batch_size() const override { return embedder_->batch_size(); }

    Result<std::vector<Vector>>
    embed(std::span<const std::string> texts, Deadline deadline) override {
        std::vector<std::string> unknown;
        for (const std::string& text : texts) {
            if (!places_.contains(text)) {
                unknown.push_back(text);
            }
        }
        std::unordered_map<std::string, Vector> fresh;
        if (!unknown.empty()) {
            auto vectors = embedder_->embed(unknown, deadline);
            if (!vectors) {
                return vectors;
            }
            for (std::size_t i = 0; i < unknown.size(); ++i) {
                fresh[unknown[i]] = std::move((*vectors)[i]);
            }
        }
        std::vector<Vector> answer;
        for (const std::string& text : texts) {
            const auto known = places_.find(text);
            answer.push_back(known == places_.end() ? fresh.at(text) : use(known->second));
        }
        for (auto& [text, vector] : fresh) {
            remember(text, std::move(vector));
        }
        return answer;
    }

private:
    using Uses = std::list<std::pair<std::string, Vector>>; // the latest first

    const Vector& use(Uses::iterator place) {
        uses_.splice(uses_.begin(), uses_, place);
        return place->second;
    }

    void remember(const std::string& text, Vector vector) {
        uses_.emplace_front(text, std::move(vector));
        places_[text] = uses_.begin();
        if (uses_.size() > limit_) {
            places_.erase(uses_.back().first);
            uses_.pop_back();
        }
    }

    std::unique_ptr<Embedder> embedder_;
    std::size_t limit_;
    Uses uses_;
    std::unordered_map<std::string, Uses::iterator> places_;
};

} // namespace

std::unique_ptr<Embedder> remember_vectors(std::unique_ptr<Embedder> embedder, std::size_t texts) {
    return std::make_unique<RememberingEmbedder>(std::move(embedder), texts);
}

std::size_t estimated_tokens(std::string_view text) noexcept {
    return (text.size() + 3) / 4;
}

} // namespace retail_mcp::embeddings
