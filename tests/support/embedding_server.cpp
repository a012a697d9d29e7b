#include "support/embedding_server.hpp"

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace retail_mcp::test {

namespace {

using nlohmann::json;

/// How often letters of four groups stand in the text: texts alike have vectors alike.
std::vector<float> vector_of(const std::string& text) {
    std::vector<float> vector(4, 0.1F);
    for (const char letter : text) {
        ++vector[static_cast<unsigned char>(letter) % vector.size()];
    }
    return vector;
}

} // namespace

const Certificate& Certificate::instance() {
    static const Certificate certificate;
    return certificate;
}

Certificate::Certificate() {
    std::string name = "/tmp/retail-mcp-tls-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error{"no temporary folder"};
    }
    folder_ = name;
    const std::string make =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
        "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
        file("key.pem") + " -out " + file("cert.pem") + " 2>/dev/null";
    if (std::system(make.c_str()) != 0) { // NOLINT(concurrency-mt-unsafe): before any thread
        throw std::runtime_error{"openssl made no certificate"};
    }
}

Certificate::~Certificate() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

EmbeddingServer::EmbeddingServer()
    : server_{
          Certificate::instance().file("cert.pem").c_str(),
          Certificate::instance().file("key.pem").c_str()} {
    server_.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
        serve(request, response);
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread{[this] { server_.listen_after_bind(); }};
    while (!server_.is_running()) {
        std::this_thread::yield();
    }
}

EmbeddingServer::~EmbeddingServer() {
    server_.stop();
    thread_.join();
}

std::map<std::string, std::string> EmbeddingServer::environment() const {
    return {
        {"RETAIL_MCP_EMBEDDINGS_PROVIDER", "openai"},
        {"RETAIL_MCP_EMBEDDINGS_URL", url() + "/v1"},
        {"RETAIL_MCP_EMBEDDINGS_MODEL", "test-model"},
        {"RETAIL_MCP_EMBEDDINGS_API_KEY", "s3cret-key"},
        {"RETAIL_MCP_EMBEDDINGS_CA_FILE", Certificate::instance().file("cert.pem")}};
}

void EmbeddingServer::answer_with(Handler handler) {
    const std::lock_guard lock{mutex_};
    handler_ = std::move(handler);
}

void EmbeddingServer::answer(const httplib::Request& request, httplib::Response& response) {
    json data = json::array();
    const json body = json::parse(request.body); // named, for it has to outlive the loop's range
    for (const json& text : body["input"]) {
        data.push_back({{"index", data.size()}, {"embedding", vector_of(text)}});
    }
    response.set_content(json{{"data", data}}.dump(), "application/json");
}

httplib::Request EmbeddingServer::last_request() const {
    const std::lock_guard lock{mutex_};
    return last_;
}

std::vector<std::string> EmbeddingServer::texts() const {
    const std::lock_guard lock{mutex_};
    return texts_;
}

void EmbeddingServer::serve(const httplib::Request& request, httplib::Response& response) {
    Handler handler;
    {
        const std::lock_guard lock{mutex_};
        last_ = request;
        const json body = json::parse(request.body, nullptr, false);
        if (body.is_object() && body.contains("input")) {
            for (const json& text : body["input"]) {
                texts_.push_back(text);
            }
        }
        handler = handler_;
    }
    ++requests_;
    handler(request, response);
}

} // namespace retail_mcp::test
