#pragma once

#include <httplib.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

/// An OpenAI-compatible embeddings endpoint over TLS, for localhost, with a certificate of its own
/// making.
namespace retail_mcp::test {

/// A key and a certificate for localhost, made once for the program.
class Certificate {
public:
    static const Certificate& instance();

    /// cert.pem or key.pem.
    std::string file(const char* name) const { return (folder_ / name).string(); }

    ~Certificate();
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;

private:
    Certificate();

    std::filesystem::path folder_;
};

class EmbeddingServer {
public:
    using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

    EmbeddingServer();
    ~EmbeddingServer();
    EmbeddingServer(const EmbeddingServer&) = delete;
    EmbeddingServer& operator=(const EmbeddingServer&) = delete;

    /// https://localhost:PORT, without a path.
    std::string url() const { return "https://localhost:" + std::to_string(port_); }

    /// What the settings of a program say to use it.
    std::map<std::string, std::string> environment() const;

    /// What follows is answered by it; by default vectors of four dimensions that tell texts apart.
    void answer_with(Handler handler);

    /// A vector for each text of the request.
    static void answer(const httplib::Request& request, httplib::Response& response);

    int requests() const { return requests_; }

    httplib::Request last_request() const;

    /// Every text that was ever sent.
    std::vector<std::string> texts() const;

private:
    void serve(const httplib::Request& request, httplib::Response& response);

    mutable std::mutex mutex_;
    Handler handler_ = &EmbeddingServer::answer;
    httplib::Request last_;
    std::vector<std::string> texts_;
    std::atomic<int> requests_ = 0;
    httplib::SSLServer server_;
    int port_ = 0;
    std::thread thread_;
};

} // namespace retail_mcp::test
