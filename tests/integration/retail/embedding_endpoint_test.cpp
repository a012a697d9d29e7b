// A model elsewhere: products are sent to it and come back as vectors, queries find by them, and
// search answers in time whatever becomes of it.
#include "shop.hpp"
#include "support/embedding_server.hpp"
#include "support/tool_session.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/embeddings/endpoint.hpp>
#include <retail_mcp/retail/embedding_run.hpp>

#include <gmock/gmock.h>

#include <future>

namespace retail_mcp::test {
namespace {

using namespace std::chrono_literals;
using embeddings::Embedder;
using retail::StoreEmbedding;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAreArray;

constexpr const char* shop = R"sql(
INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES ('east', 'East', 'USD', 'UTC');
INSERT INTO retail.products (store_id, sku, product_name, product_description, price)
SELECT 'east', 'P' || n, 'Cordless drill ' || n, E'with "case"\\ and\nbits', n FROM generate_series(1, 8) n;
INSERT INTO retail.customers (store_id, customer_ref, first_name, last_name, email, phone)
VALUES ('east', 'C1', 'Adelheid', 'Zimmermann', 'adelheid@example.com', '555-0199');
INSERT INTO retail.sales_transactions (store_id, transaction_ref, customer_id, subtotal, total_amount, notes)
SELECT 'east', 'T1', customer_id, 0, 0, 'for Adelheid' FROM retail.customers;
)sql";

class EmbeddingEndpoint : public testing::Test {
protected:
    std::unique_ptr<Embedder> embedder(int attempts = 1) const {
        embeddings::EndpointOptions options;
        options.url = server.url() + "/v1";
        options.model = "test-model";
        options.ca_file = Certificate::instance().file("cert.pem");
        options.batch_size = 2;
        options.attempts = attempts;
        options.first_pause = 1ms;
        auto made = embeddings::make_endpoint_embedder(options);
        return made ? std::move(*made) : nullptr;
    }

    Result<std::vector<StoreEmbedding>> embed(const retail::EmbeddingOptions& options = {}) {
        auto admin = db::AdminConnection::open(db::ConnectionString{database.admin_conninfo()});
        return retail::embed_by_endpoint(
            *admin,
            options,
            *embedder(),
            "openai",
            [this](const retail::EmbeddingProgress& step) { told.push_back(step); }
        );
    }

    std::string ask(const std::string& sql) const { return value_of(database, sql); }

    std::string vectors() const { return ask("SELECT count(*) FROM retail.product_embeddings"); }

    FilledDatabase database{shop, {{"clerk", {"east"}}}};
    EmbeddingServer server;
    std::vector<retail::EmbeddingProgress> told;
};

TEST_F(EmbeddingEndpoint, GetsTheTextsOfTheProductsAndNothingElse) {
    const auto report = embed();
    ASSERT_TRUE(report) << report.error().message << report.error().detail;
    EXPECT_EQ(report->front().made, 8);
    EXPECT_EQ(vectors(), "8");
    std::vector<std::string> products;
    for (int n = 1; n <= 8; ++n) {
        products.push_back(
            ask("SELECT retail.embedding_text(p) FROM retail.products p WHERE sku = 'P" +
                std::to_string(n) + "'")
        );
    }
    EXPECT_THAT(server.texts(), UnorderedElementsAreArray(products));
    EXPECT_THAT(server.texts(), Each(Not(HasSubstr("Adelheid"))));
    EXPECT_EQ(
        ask("SELECT provider || ' ' || dimensions || ' ' || active FROM retail.embedding_models"),
        "openai 4 true"
    );
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.front().done, 2U);
    EXPECT_EQ(told.front().total, 8U);
}

TEST_F(EmbeddingEndpoint, IsEstimatedBeforeAnythingIsSent) {
    const auto report = embed({.dry_run = true});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->front().made, 8);
    EXPECT_EQ(
        std::to_string(report->front().tokens),
        ask("SELECT sum(ceil(octet_length(retail.embedding_text(p)) / 4.0)) FROM retail.products p")
    );
    EXPECT_EQ(server.requests(), 0);
    EXPECT_EQ(ask("SELECT count(*) FROM retail.embedding_models"), "0");
}

TEST_F(EmbeddingEndpoint, GoesOnWhereAnInterruptedRunStopped) {
    server.answer_with([this](const httplib::Request& request, httplib::Response& response) {
        if (server.requests() > 3) {
            response.status = 500;
        } else {
            EmbeddingServer::answer(request, response);
        }
    });
    const auto interrupted = embed();
    ASSERT_FALSE(interrupted);
    EXPECT_EQ(interrupted.error().code, ErrorCode::embeddings_unavailable);
    EXPECT_EQ(vectors(), "6");
    EXPECT_EQ(ask("SELECT bool_or(active) FROM retail.embedding_models"), "f");
    server.answer_with(&EmbeddingServer::answer);
    const auto sent_before = server.texts().size();
    const auto finished = embed();
    ASSERT_TRUE(finished);
    EXPECT_EQ(finished->front().made, 2);
    EXPECT_EQ(server.texts().size(), sent_before + 2);
    const int requests = server.requests();
    EXPECT_EQ(embed()->front().made, 0); // and nothing more
    EXPECT_EQ(server.requests(), requests);
}

TEST_F(EmbeddingEndpoint, IsAskedAgainForATextThatChangedMeanwhile) {
    server.answer_with([this](const httplib::Request& request, httplib::Response& response) {
        if (server.requests() == 1) {
            database.execute("UPDATE retail.products SET product_name = 'Hammer' WHERE sku = 'P1'");
        }
        EmbeddingServer::answer(request, response);
    });
    ASSERT_TRUE(embed());
    EXPECT_EQ(
        ask("SELECT count(*) FROM retail.product_embeddings e JOIN retail.products p USING "
            "(store_id, product_id) WHERE e.embedding_text = retail.embedding_text(p)"),
        "8"
    );
    EXPECT_EQ(
        ask("SELECT m.revision = s.revision FROM retail.embedding_models m JOIN "
            "retail.search_stats s USING (store_id)"),
        "t"
    );
}

TEST_F(EmbeddingEndpoint, MayNotChangeItsWidthUnlessAllIsMadeAnew) {
    ASSERT_TRUE(embed());
    database.execute("UPDATE retail.products SET product_name = 'Hammer' WHERE sku = 'P1'");
    server.answer_with([](const httplib::Request& request, httplib::Response& response) {
        nlohmann::json data = nlohmann::json::array();
        const auto body = nlohmann::json::parse(request.body);
        for (const auto& text : body["input"]) {
            data.push_back({{"embedding", {1, text.get<std::string>().size()}}});
        }
        response.set_content(nlohmann::json{{"data", data}}.dump(), "application/json");
    });
    const auto refused = embed();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::configuration_error);
    EXPECT_THAT(refused.error().hint, HasSubstr("--retrain"));
    const auto anew = embed({.retrain = true});
    ASSERT_TRUE(anew) << anew.error().message;
    EXPECT_EQ(anew->front().made, 8);
    EXPECT_EQ(ask("SELECT dimensions FROM retail.embedding_models"), "2");
}

/// A clerk who searches with the model's help.
class SearchElsewhere : public EmbeddingEndpoint {
protected:
    SearchElsewhere() {
        EXPECT_TRUE(embed());
        session.search_with(embedder(), {.for_a_query = patience, .after_a_failure = 60s});
    }

    nlohmann::json search(const std::string& query) {
        return session.ask("search_products", {{"query", query}});
    }

    /// Less than the endpoint takes when it is slow, more than a loaded machine does.
    static constexpr auto patience = 3s;
    ToolSession session{database.conninfo("clerk", "for-tests-only"), "2026-11-23T18:00:00Z"};
};

TEST_F(SearchElsewhere, FindsByWordsAndByTheModelsVectors) {
    const auto answer = search("cordless drill");
    EXPECT_EQ(answer["recall_mode"], "lexical+semantic");
    EXPECT_THAT(answer["recall_note"], HasSubstr("test-model"));
    EXPECT_EQ(server.texts().back(), "cordless drill");
}

TEST_F(SearchElsewhere, AsksForAQuerysVectorOnce) {
    search("cordless drill");
    const int requests = server.requests();
    EXPECT_EQ(search("cordless drill")["recall_mode"], "lexical+semantic");
    EXPECT_EQ(server.requests(), requests);
}

TEST_F(SearchElsewhere, AnswersByWordsInTimeWhenTheModelIsSlowAndThenLeavesItAlone) {
    std::promise<void> end;
    server.answer_with([ended = end.get_future().share()](const auto&, auto&) { ended.wait(); });
    const auto began = std::chrono::steady_clock::now();
    const auto answer = search("cordless drill");
    EXPECT_LT(std::chrono::steady_clock::now() - began, patience + 5s);
    EXPECT_EQ(answer["recall_mode"], "semantic_unavailable");
    EXPECT_THAT(answer["recall_note"], HasSubstr("did not answer in time"));
    EXPECT_EQ(answer["products"].size(), 8U);
    const int requests = server.requests();
    EXPECT_EQ(search("drill")["recall_mode"], "semantic_unavailable");
    EXPECT_EQ(server.requests(), requests);
    end.set_value();
}

TEST_F(SearchElsewhere, AnswersByWordsWhenTheModelIsDownOrAnswersNonsense) {
    server.answer_with([](const auto&, httplib::Response& response) { response.status = 500; });
    EXPECT_EQ(search("cordless drill")["recall_mode"], "semantic_unavailable");
    session.search_with(embedder(), {.for_a_query = patience, .after_a_failure = 0s});
    server.answer_with([](const auto&, httplib::Response& response) {
        response.set_content("<html>", "text/html");
    });
    const auto answer = search("cordless drill");
    EXPECT_EQ(answer["recall_mode"], "semantic_unavailable");
    EXPECT_THAT(answer["recall_note"], HasSubstr("not a list of vectors"));
    EXPECT_EQ(answer["products"].size(), 8U);
    server.answer_with(&EmbeddingServer::answer); // and it is found again once it is well
    EXPECT_EQ(search("cordless drill")["recall_mode"], "lexical+semantic");
}

TEST_F(SearchElsewhere, SaysThatAVectorOfAnotherWidthDoesNotFit) {
    server.answer_with([](const auto&, httplib::Response& response) {
        response.set_content(R"({"data":[{"embedding":[1,2]}]})", "application/json");
    });
    const auto answer = search("cordless drill");
    EXPECT_EQ(answer["recall_mode"], "semantic_unavailable");
    EXPECT_THAT(answer["recall_note"], HasSubstr("does not fit"));
}

} // namespace
} // namespace retail_mcp::test
