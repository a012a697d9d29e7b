// The embedder against a real TLS server: good, slow, refusing, cut off, with the wrong answers.

#include "support/connect_proxy.hpp"
#include "support/embedding_server.hpp"

#include <retail_mcp/embeddings/endpoint.hpp>

#include <gtest/gtest.h>

namespace retail_mcp::embeddings {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::Certificate;

class EndpointTest : public testing::Test {
protected:
    EndpointOptions options() const {
        EndpointOptions options;
        options.url = server.url() + "/v1";
        options.model = "test-model";
        options.api_key = "s3cret-key";
        options.ca_file = Certificate::instance().file("cert.pem");
        options.first_pause = 1ms;
        return options;
    }

    static Result<std::vector<Vector>> embed(
        const EndpointOptions& options,
        std::vector<std::string> texts,
        Deadline deadline = Deadline::after(30s)
    ) {
        auto embedder = make_endpoint_embedder(options);
        EXPECT_TRUE(embedder) << embedder.error().message;
        return (*embedder)->embed(texts, deadline);
    }

    /// Answers each text with its length.
    static void answer(const httplib::Request& request, httplib::Response& response) {
        json data = json::array();
        const json body = json::parse(request.body);
        for (const json& text : body["input"]) {
            const auto length = static_cast<float>(text.get<std::string>().size());
            data.push_back({{"index", data.size()}, {"embedding", std::vector<float>(3, length)}});
        }
        response.set_content(json{{"data", data}}.dump(), "application/json");
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

    EndpointTest() { server.answer_with(&EndpointTest::answer); }

    test::EmbeddingServer server;
};

TEST_F(EndpointTest, GivesAVectorForEachTextOverTls) {
    const auto vectors = embed(options(), {"drill", "saw"});
    ASSERT_TRUE(vectors) << vectors.error().message << vectors.error().detail;
    EXPECT_EQ(*vectors, (std::vector<Vector>{{5, 5, 5}, {3, 3, 3}}));
    EXPECT_EQ(server.last_request().path, "/v1/embeddings");
    EXPECT_EQ(server.last_request().get_header_value("Authorization"), "Bearer s3cret-key");
    EXPECT_EQ(json::parse(server.last_request().body)["model"], "test-model");
}

TEST_F(EndpointTest, SpeaksAzuresDialect) {
    EndpointOptions azure = options();
    azure.dialect = Dialect::azure;
    azure.url.resize(azure.url.size() - 3);
    EXPECT_TRUE(embed(azure, {"drill"}));
    EXPECT_EQ(server.last_request().path, "/openai/deployments/test-model/embeddings");
    EXPECT_EQ(server.last_request().get_header_value("api-key"), "s3cret-key");
    EXPECT_FALSE(server.last_request().has_header("Authorization"));
}

TEST_F(EndpointTest, SendsTextsInBatchesAndKeepsTheirOrder) {
    EndpointOptions small = options();
    small.batch_size = 2;
    const auto vectors = embed(small, {"1", "22", "333", "4444", "55555"});
    ASSERT_TRUE(vectors);
    EXPECT_EQ(server.requests(), 3);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ((*vectors)[i][0], static_cast<float>(i + 1));
    }
}

TEST_F(EndpointTest, FollowsTheAnswersIndexesNotItsOrder) {
    server.answer_with([](const auto&, httplib::Response& response) {
        response.set_content(
            R"({"data":[{"index":1,"embedding":[2]},{"index":0,"embedding":[1]}]})",
            "application/json"
        );
    });
    EXPECT_EQ(*embed(options(), {"a", "b"}), (std::vector<Vector>{{1}, {2}}));
}

TEST_F(EndpointTest, TriesAgainWhenTheServerIsBusyOrFails) {
    server.answer_with([this](const httplib::Request& request, httplib::Response& response) {
        if (server.requests() < 4) {
            response.status = server.requests() == 1 ? 429 : 503;
        } else {
            answer(request, response);
        }
    });
    EXPECT_TRUE(embed(options(), {"drill"}));
    EXPECT_EQ(server.requests(), 4);
}

TEST_F(EndpointTest, WaitsAsLongAsRetryAfterSays) {
    server.answer_with([this](const httplib::Request& request, httplib::Response& response) {
        if (server.requests() == 1) {
            response.status = 429;
            response.set_header("Retry-After", "1");
        } else {
            answer(request, response);
        }
    });
    const auto began = std::chrono::steady_clock::now();
    EXPECT_TRUE(embed(options(), {"drill"}));
    EXPECT_GE(std::chrono::steady_clock::now() - began, 1s);
}

TEST_F(EndpointTest, AnswersAtOnceWhenRetryAfterOutlastsTheDeadline) {
    server.answer_with([](const auto&, httplib::Response& response) {
        response.status = 429;
        response.set_header("Retry-After", "3600");
    });
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(code_of(embed(options(), {"drill"})), ErrorCode::embeddings_unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
    EXPECT_EQ(server.requests(), 1);
}

TEST_F(EndpointTest, GivesUpAfterItsAttempts) {
    server.answer_with([](const auto&, httplib::Response& response) { response.status = 500; });
    EXPECT_EQ(code_of(embed(options(), {"drill"})), ErrorCode::embeddings_unavailable);
    EXPECT_EQ(server.requests(), 5);
}

TEST_F(EndpointTest, DoesNotRepeatWhatWasRefused) {
    server.answer_with([](const auto&, httplib::Response& response) { response.status = 401; });
    EXPECT_EQ(code_of(embed(options(), {"drill"})), ErrorCode::embeddings_unavailable);
    EXPECT_EQ(server.requests(), 1);
}

TEST_F(EndpointTest, EndsAtTheDeadlineThoughTheAnswerTrickles) {
    server.answer_with([](const auto&, httplib::Response& response) {
        response.set_chunked_content_provider(
            "application/json",
            [](std::size_t, httplib::DataSink& sink) {
                std::this_thread::sleep_for(20ms);
                return sink.write(" ", 1);
            }
        );
    });
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(code_of(embed(options(), {"drill"}, Deadline::after(300ms))), ErrorCode::timeout);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 1500ms);
}

TEST_F(EndpointTest, RefusesAnAnswerThatIsCutOff) {
    server.answer_with([](const auto&, httplib::Response& response) {
        response.set_content_provider(
            1000,
            "application/json",
            [](std::size_t, std::size_t, httplib::DataSink&) { return false; }
        );
    });
    EXPECT_EQ(code_of(embed(options(), {"drill"})), ErrorCode::embeddings_unavailable);
}

TEST_F(EndpointTest, RefusesACertificateThatNobodyVouchesFor) {
    EndpointOptions strict = options();
    strict.ca_file.clear();
    const auto answer = embed(strict, {"drill"});
    EXPECT_EQ(code_of(answer), ErrorCode::embeddings_unavailable);
    EXPECT_NE(answer.error().message.find("embeddings_ca_file"), std::string::npos);
    EXPECT_EQ(server.requests(), 0);
}

TEST_F(EndpointTest, RefusesVectorsOfAnotherWidth) {
    EndpointOptions wide = options();
    wide.dimensions = 8;
    const auto answer = embed(wide, {"drill"});
    EXPECT_EQ(code_of(answer), ErrorCode::configuration_error);
    EXPECT_EQ(json::parse(server.last_request().body)["dimensions"], 8);
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
        server.answer_with([body](const auto&, httplib::Response& response) {
            response.set_content(body, "application/json");
        });
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

TEST_F(EndpointTest, RefusesACertificateOfAnotherHost) {
    EndpointOptions elsewhere = options();
    elsewhere.url.replace(elsewhere.url.find("localhost"), 9, "127.0.0.1");
    const auto answer = embed(elsewhere, {"drill"});
    EXPECT_EQ(code_of(answer), ErrorCode::embeddings_unavailable);
    EXPECT_NE(answer.error().message.find("not trusted"), std::string::npos);
    EXPECT_EQ(server.requests(), 0);
}

TEST_F(EndpointTest, DropsAnAnswerThatIsTooLargeToBeOne) {
    server.answer_with([](const auto&, httplib::Response& response) {
        response.set_chunked_content_provider(
            "application/json",
            [](std::size_t, httplib::DataSink& sink) {
                static const std::string blanks(1U << 20U, ' ');
                return sink.write(blanks.data(), blanks.size());
            }
        );
    });
    EndpointOptions once = options();
    once.attempts = 1;
    EXPECT_EQ(code_of(embed(once, {"drill"})), ErrorCode::embeddings_unavailable);
}

TEST_F(EndpointTest, IsAnsweredThroughAProxyThatSeesNothing) {
    const test::ConnectProxy proxy;
    EndpointOptions behind = options();
    for (const std::string& written : {proxy.url(), proxy.url().substr(7)}) {
        behind.proxy = written;
        const auto vectors = embed(behind, {"drill", "saw"});
        ASSERT_TRUE(vectors) << vectors.error().message << vectors.error().detail;
        EXPECT_EQ(*vectors, (std::vector<Vector>{{5, 5, 5}, {3, 3, 3}}));
    }
    const std::string request = "CONNECT " + server.url().substr(8) + " HTTP/1.1";
    EXPECT_EQ(proxy.requests(), (std::vector<std::string>{request, request}));
    EXPECT_EQ(server.requests(), 2);
    EXPECT_EQ(server.last_request().get_header_value("Authorization"), "Bearer s3cret-key");
    EXPECT_GT(proxy.carried().size(), 0U);
    EXPECT_EQ(proxy.carried().find("s3cret-key"), std::string::npos);
    EXPECT_EQ(proxy.carried().find("drill"), std::string::npos);
}

TEST_F(EndpointTest, TrustsNoOtherServerBehindAProxy) {
    const test::ConnectProxy proxy;
    EndpointOptions behind = options();
    behind.proxy = proxy.url();
    behind.ca_file.clear();
    EXPECT_EQ(code_of(embed(behind, {"drill"})), ErrorCode::embeddings_unavailable);
    EXPECT_EQ(proxy.requests().size(), 1U);
    EXPECT_EQ(server.requests(), 0);
}

TEST_F(EndpointTest, IsUnavailableBehindAProxyThatRefuses) {
    const test::ConnectProxy proxy;
    EndpointOptions behind = options();
    behind.url = "https://127.0.0.1:1/v1"; // it tunnels to localhost only
    behind.proxy = proxy.url();
    behind.attempts = 1;
    EXPECT_EQ(code_of(embed(behind, {"drill"})), ErrorCode::embeddings_unavailable);
    EXPECT_EQ(proxy.requests(), std::vector<std::string>{"CONNECT 127.0.0.1:1 HTTP/1.1"});
}

TEST(PlainEndpoint, IsAskedOnThisMachineWithoutTheProxy) {
    httplib::Server server;
    server.Post("/v1/embeddings", &test::EmbeddingServer::answer);
    const int port = server.bind_to_any_port("127.0.0.1");
    std::thread thread{[&] { server.listen_after_bind(); }};
    while (!server.is_running()) {
        std::this_thread::yield();
    }
    const test::ConnectProxy proxy;
    EndpointOptions options;
    options.url = "http://127.0.0.1:" + std::to_string(port) + "/v1";
    options.model = "m";
    options.api_key = "s3cret-key";
    options.proxy = proxy.url();
    const auto embedder = make_endpoint_embedder(options);
    ASSERT_TRUE(embedder);
    const std::vector<std::string> texts{"drill"};
    EXPECT_TRUE((*embedder)->embed(texts, Deadline::after(30s)));
    server.stop();
    thread.join();
    EXPECT_TRUE(proxy.requests().empty());
}

TEST(EndpointOptionsCheck, WantsAProxyThatIsOne) {
    EndpointOptions options;
    options.url = "https://localhost";
    options.model = "m";
    for (const char* proxy : {"proxy.example:3128", "http://proxy.example:3128"}) {
        options.proxy = proxy;
        EXPECT_TRUE(make_endpoint_embedder(options)) << proxy;
    }
    for (const char* proxy : {"https://proxy.example:3128", "socks5://proxy:1080", "proxy:0"}) {
        options.proxy = proxy;
        const auto refused = make_endpoint_embedder(options);
        ASSERT_FALSE(refused) << proxy;
        EXPECT_NE(refused.error().message.find("embeddings_proxy"), std::string::npos) << proxy;
    }
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
