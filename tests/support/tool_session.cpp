#include "support/tool_session.hpp"

#include <retail_mcp/base/deadline.hpp>

#include <stdexcept>

namespace retail_mcp::test {

namespace {

constexpr db::Statement set_context{"set_context", "SELECT retail.set_store_context($1, $2)"};

/// A request of a client that is content to wait and cannot ask anybody.
class PatientRequest final : public mcp::RequestContext {
public:
    mcp::Era era() const override { return mcp::Era::modern; }

    std::string_view request_id() const override { return "1"; }

    const mcp::TraceContext& trace() const override { return trace_; }

    Deadline deadline() const override { return deadline_; }

    void progress(double, std::optional<double>, std::string_view) override {}

    Result<void> require(std::string_view) override { return nobody(); }

    asio::awaitable<Result<mcp::Answers>> ask(mcp::Inquiry) override { co_return nobody(); }

private:
    static tl::unexpected<Error> nobody() {
        return fail(ErrorCode::confirmation_unavailable, "Nobody is there to ask.");
    }

    mcp::TraceContext trace_;
    Deadline deadline_ = Deadline::after(std::chrono::seconds{10});
};

db::PoolOptions pool_options(const std::string& conninfo) {
    db::PoolOptions options;
    options.connection = db::ConnectionString{conninfo};
    options.set_context = &set_context;
    return options;
}

retail::Clock pinned(std::string_view now) {
    return retail::Clock{Timestamp::parse(now).value()};
}

} // namespace

ToolSession::ToolSession(const std::string& conninfo, std::string_view now)
    : pool_{loop_.executor(), pool_options(conninfo)},
      tools_{retail::Services{pool_, sealer_, pinned(now)}, std::nullopt, {}} {}

void ToolSession::search_with(
    std::unique_ptr<embeddings::Embedder> embedder, retail::QueryVectors::Patience patience
) {
    query_vectors_.emplace(loop_.executor(), std::move(embedder), patience);
    tools_.services().query_vectors = &*query_vectors_;
}

mcp::ToolResult ToolSession::call(const std::string& tool, nlohmann::json arguments) {
    PatientRequest request;
    return loop_.run(tools_.call(request, tool, std::move(arguments)));
}

nlohmann::json ToolSession::ask(const std::string& tool, nlohmann::json arguments) {
    const auto result = call(tool, std::move(arguments));
    if (result.error) {
        throw std::runtime_error{
            tool + ": " + result.error->message + " " + result.error->hint + " " +
            result.error->detail};
    }
    return nlohmann::json::parse(result.structured);
}

ErrorCode ToolSession::refusal(const std::string& tool, nlohmann::json arguments) {
    const auto result = call(tool, std::move(arguments));
    if (!result.error) {
        throw std::runtime_error{tool + " answered " + result.structured};
    }
    return result.error->code;
}

} // namespace retail_mcp::test
