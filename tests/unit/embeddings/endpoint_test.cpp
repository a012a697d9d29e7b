// The embedder against a real TLS server: good, slow, refusing, cut off, with the wrong answers.

#include <retail_mcp/embeddings/endpoint.hpp>

#include <gtest/gtest.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

namespace retail_mcp::embeddings {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

/// A key and a certificate for localhost, made once for this program.
class Certificate {
public:
    static const Certificate& instance() {
        static const Certificate certificate;
        return certificate;
    }

    std::string file(const char* name) const { return (directory_ / name).string(); }

    ~Certificate() { std::filesystem::remove_all(directory_); }

    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;

private:
    Certificate() {
        std::string name = "/tmp/retail-mcp-tls-XXXXXX";
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        directory_ = name;
        const std::string make =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
            "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
            file("key.pem") + " -out " + file("cert.pem") + " 2>/dev/null";
        EXPECT_EQ(std::system(make.c_str()), 0);
    }

    std::filesystem::path directory_;
};

json vectors_for(const json& request, int width) {
    json data = json::array();
    for (std::size_t i = 0; i < request["input"].size(); ++i) {
        const auto length = request["input"][i].get<std::string>().size();
        data.push_back(
            {{"index", i},
             {"embedding",
              std::vector<float>(static_cast<std::size_t>(width), static_cast<float>(length))}}
        );
    }
    return {{"data", data}};
}

class EndpointTest : public testing::Test {
protected:
    using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

    EndpointTest() {
        server_.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
            ++requests;
            {
                const std::lock_guard lock{mutex_};
                last_path = request.path;
                last_headers = request.headers;
                last_body = json::parse(request.body, nullptr, false);
            }
            handler(request, response);
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread{[this] { server_.listen_after_bind(); }};
        while (!server_.is_running()) {
            std::this_thread::yield();
        }
    }

    ~EndpointTest() override {
        server_.stop();
        thread_.join();
    }

    EndpointOptions options() const {
        EndpointOptions options;
        options.url = "https://localhost:" + std::to_string(port_) + "/v1";
        options.model = "test-model";
        options.api_key = "s3cret-key";
        options.ca_file = Certificate::instance().file("cert.pem");
        options.first_pause = 1ms;
        return options;
    }

    static Result<std::vector<Vector>> embed(
        const EndpointOptions& options,
        std::vector<std::string> texts,
        Deadline deadline = Deadline::after(10s)
    ) {
        auto embedder = make_endpoint_embedder(options);
        EXPECT_TRUE(embedder) << embedder.error().message;
        return (*embedder)->embed(texts, deadline);
    }

    static void answer(const httplib::Request& request, httplib::Response& response) {
        response.set_content(vectors_for(json::parse(request.body), 3).dump(), "application/json");
    }

    static ErrorCode code_of(const Result<std::vector<Vector>>& answer) {
        EXPECT_FALSE(answer);
        if (answer) {
            return ErrorCode::internal_error;
        }
        const Error& error = answer.error();
        EXPECT_EQ((error.message + error.hint + error.detail).find("s3cret"), std::string::npos);
        return error.code;
    }

    Handler handler = &EndpointTest::answer;
    std::atomic<int> requests = 0;
    std::string last_path;
    httplib::Headers last_headers;
    json last_body;

private:
    std::mutex mutex_;
    httplib::SSLServer server_{
        Certificate::instance().file("cert.pem").c_str(),
        Certificate::instance().file("key.pem").c_str()};
    int port_ = 0;
    std::thread thread_;
};

TEST_F(EndpointTest, GivesAVectorForEachTextOverTls) {
    const auto vectors = embed(options(), {"drill", "saw"});
    ASSERT_TRUE(vectors) << vectors.error().message << vectors.error().detail;
    EXPECT_EQ(*vectors, (std::vector<Vector>{{5, 5, 5}, {3, 3, 3}}));
    EXPECT_EQ(last_path, "/v1/embeddings");
    EXPECT_EQ(last_headers.find("Authorization")->second, "Bearer s3cret-key");
    EXPECT_EQ(last_body["model"], "test-model");
}

TEST_F(EndpointTest, SpeaksAzuresDialect) {
    EndpointOptions azure = options();
    azure.dialect = Dialect::azure;
    azure.url.resize(azure.url.size() - 3);
    EXPECT_TRUE(embed(azure, {"drill"}));
    EXPECT_EQ(last_path, "/openai/deployments/test-model/embeddings");
    EXPECT_EQ(last_headers.find("api-key")->second, "s3cret-key");
    EXPECT_EQ(last_headers.count("Authorization"), 0U);
}

TEST_F(EndpointTest, SendsTextsInBatchesAndKeepsTheirOrder) {
    EndpointOptions small = options();
    small.batch_size = 2;
    const auto vectors = embed(small, {"1", "22", "333", "4444", "55555"});
    ASSERT_TRUE(vectors);
    EXPECT_EQ(requests, 3);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ((*vectors)[i][0], static_cast<float>(i + 1));
    }
}

TEST_F(EndpointTest, FollowsTheAnswersIndexesNotItsOrder) {
    handler = [](const auto&, httplib::Response& response) {
        response.set_content(
            R"({"data":[{"index":1,"embedding":[2]},{"index":0,"embedding":[1]}]})",
            "application/json"
        );
    };
    EXPECT_EQ(*embed(options(), {"a", "b"}), (std::vector<Vector>{{1}, {2}}));
}

TEST_F(EndpointTest, TriesAgainWhenTheServerIsBusyOrFails) {
    handler = [this](const httplib::Request& request, httplib::Response& response) {
        if (requests < 4) {
            response.status = requests == 1 ? 429 : 503;
        } else {
            answer(request, response);
        }
    };
    EXPECT_TRUE(embed(options(), {"drill"}));
    EXPECT_EQ(requests, 4);
}

TEST_F(EndpointTest, WaitsAsLongAsRetryAfterSays) {
    handler = [this](const httplib::Request& request, httplib::Response& response) {
        if (requests == 1) {
            response.status = 429;
            response.set_header("Retry-After", "1");
        } else {
            answer(request, response);
        }
    };
    const auto began = std::chrono::steady_clock::now();
    EXPECT_TRUE(embed(options(), {"drill"}));
    EXPECT_GE(std::chrono::steady_clock::now() - began, 1s);
}

TEST_F(EndpointTest, AnswersAtOnceWhenRetryAfterOutlastsTheDeadline) {
    handler = [](const auto&, httplib::Response& response) {
        response.status = 429;
        response.set_header("Retry-After", "3600");
    };
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(code_of(embed(options(), {"drill"})), ErrorCode::embeddings_unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
    EXPECT_EQ(requests, 1);
}

TEST_F(EndpointTest, GivesUpAfterItsAttempts) {
    handler = [](const auto&, httplib::Response& response) { response.status = 500; };
    EXPECT_EQ(code_of(embed(options(), {"drill"})), ErrorCode::embeddings_unavailable);
    EXPECT_EQ(requests, 5);
}

TEST_F(EndpointTest, DoesNotRepeatWhatWasRefused) {
    handler = [](const auto&, httplib::Response& response) { response.status = 401; };
    EXPECT_EQ(code_of(embed(options(), {"drill"})), ErrorCode::embeddings_unavailable);
    EXPECT_EQ(requests, 1);
}

TEST_F(EndpointTest, EndsAtTheDeadlineThoughTheAnswerTrickles) {
    handler = [](const auto&, httplib::Response& response) {
        response.set_chunked_content_provider(
            "application/json",
            [](std::size_t, httplib::DataSink& sink) {
                std::this_thread::sleep_for(20ms);
                return sink.write(" ", 1);
            }
        );
    };
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(code_of(embed(options(), {"drill"}, Deadline::after(300ms))), ErrorCode::timeout);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 1500ms);
}

TEST_F(EndpointTest, RefusesAnAnswerThatIsCutOff) {
    handler = [](const auto&, httplib::Response& response) {
        response.set_content_provider(
            1000,
            "application/json",
            [](std::size_t, std::size_t, httplib::DataSink&) { return false; }
        );
    };
    EXPECT_EQ(code_of(embed(options(), {"drill"})), ErrorCode::embeddings_unavailable);
}

TEST_F(EndpointTest, RefusesACertificateThatNobodyVouchesFor) {
    EndpointOptions strict = options();
    strict.ca_file.clear();
    const auto answer = embed(strict, {"drill"});
    EXPECT_EQ(code_of(answer), ErrorCode::embeddings_unavailable);
    EXPECT_NE(answer.error().message.find("embeddings_ca_file"), std::string::npos);
    EXPECT_EQ(requests, 0);
}

TEST_F(EndpointTest, RefusesVectorsOfAnotherWidth) {
    EndpointOptions wide = options();
    wide.dimensions = 8;
    const auto answer = embed(wide, {"drill"});
    EXPECT_EQ(code_of(answer), ErrorCode::configuration_error);
    EXPECT_EQ(last_body["dimensions"], 8);
}

TEST_F(EndpointTest, RefusesWhatIsNoListOfVectors) {
    for (const char* body :
         {"<html>",
          "{}",
          "[]",
          R"({"data":[]})",
          R"({"data":[7]})",
          R"({"data":[{"index":9,"embedding":[1]}]})",
          R"({"data":[{"embedding":["x"]}]})",
          R"({"data":[{"embedding":[]}]})",
          R"({"data":[{"index":-1,"embedding":[1]}]})"}) {
        handler = [body](const auto&, httplib::Response& response) {
            response.set_content(body, "application/json");
        };
        const auto answer = embed(options(), {"drill"});
        EXPECT_FALSE(answer) << body;
    }
}

TEST_F(EndpointTest, AnswersWhenNobodyListens) {
    EndpointOptions nowhere = options();
    nowhere.url = "http://127.0.0.1:1/v1";
    EXPECT_EQ(code_of(embed(nowhere, {"drill"})), ErrorCode::embeddings_unavailable);
}

TEST_F(EndpointTest, StaysBelowItsRate) {
    EndpointOptions slow = options();
    slow.requests_per_minute = 300;
    slow.batch_size = 1;
    const auto began = std::chrono::steady_clock::now();
    EXPECT_TRUE(embed(slow, {"a", "b", "c"}));
    EXPECT_GE(std::chrono::steady_clock::now() - began, 400ms);
}

TEST(EndpointOptionsCheck, AllowsPlainHttpToThisMachineOnly) {
    EndpointOptions options;
    options.model = "m";
    options.url = "http://localhost:11434/v1";
    EXPECT_TRUE(make_endpoint_embedder(options));
    options.url = "http://models.example/v1";
    const auto refused = make_endpoint_embedder(options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::configuration_error);
}

TEST(EndpointOptionsCheck, WantsAModel) {
    EndpointOptions options;
    options.url = "https://localhost";
    EXPECT_FALSE(make_endpoint_embedder(options));
}

} // namespace
} // namespace retail_mcp::embeddings
