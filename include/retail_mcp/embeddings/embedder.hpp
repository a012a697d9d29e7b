#pragma once

#include <retail_mcp/base/deadline.hpp>
#include <retail_mcp/base/error.hpp>

#include <cstddef>
#include <list>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

/// Texts as vectors, by whatever model. Only product texts and search queries are ever given to
/// an embedder, never customers' data.
namespace retail_mcp::embeddings {

using Vector = std::vector<float>;

class Embedder {
public:
    Embedder() = default;
    Embedder(const Embedder&) = delete;
    Embedder& operator=(const Embedder&) = delete;
    virtual ~Embedder() = default;

    /// What the vectors are filed under: vectors of different models are never compared.
    virtual std::string_view model() const = 0;

    /// How many texts one request takes.
    virtual std::size_t batch_size() const = 0;

    /// One vector for each text, in their order, all of one width. Blocks until the deadline at
    /// most, so a server calls it on a worker's thread; one thread at a time. Errors:
    /// embeddings_unavailable, timeout, configuration_error.
    virtual Result<std::vector<Vector>>
    embed(std::span<const std::string> texts, Deadline deadline) = 0;
};

/// The vectors of the texts used last: people repeat their searches. One thread.
class VectorCache {
public:
    /// Remembers so many texts.
    explicit VectorCache(std::size_t texts) : limit_{texts} {}

    /// Null for a text that is not known; else valid until the next call.
    const Vector* find(const std::string& text);

    void remember(const std::string& text, Vector vector);

private:
    using Uses = std::list<std::pair<std::string, Vector>>; // the latest first

    std::size_t limit_;
    Uses uses_;
    std::unordered_map<std::string, Uses::iterator> places_;
};

} // namespace retail_mcp::embeddings
