// Vectors in the database: made, kept in step with the catalogue, and what finds by them.
#include "support/retail_database.hpp"
#include "support/tool_session.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/embedding_run.hpp>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace retail_mcp::retail {
namespace {

template <class T>
T checked(Result<T> result) {
    if (!result) {
        throw std::runtime_error{result.error().message + " " + result.error().detail};
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

/// Two stores with the same forty products, entered in opposite order.
constexpr const char* shops = R"(
    INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES
        ('east', 'East', 'USD', 'UTC'), ('west', 'West', 'USD', 'UTC');
    CREATE VIEW public.offer AS
        SELECT kind || '-' || n AS sku, initcap(concat_ws(' ', trade, colour, kind, n || ' in')) AS name, colour, trade || ' tools' AS description, n
          FROM (VALUES ('drill', 'cordless'), ('screwdriver', 'cordless'), ('vase', 'flower'), ('pot', 'flower')) k(kind, trade),
               (VALUES ('red'), ('blue')) c(colour), generate_series(1, 5) n
         WHERE (n % 2 = 0) = (colour = 'red');
    INSERT INTO retail.products (store_id, sku, product_name, product_description, color, price)
        SELECT 'east', sku, name, description, colour, n FROM public.offer ORDER BY sku;
    INSERT INTO retail.products (store_id, sku, product_name, product_description, color, price)
        SELECT 'west', sku, name, description, colour, n FROM public.offer ORDER BY sku DESC;
)";

class EmbeddingTest : public testing::Test {
protected:
    EmbeddingTest()
        : admin_{checked(db::AdminConnection::open(db::ConnectionString{database_.admin_conninfo()})
          )} {
        checked(admin_.execute(shops));
    }

    std::vector<StoreEmbedding> embed(EmbeddingOptions options = {}) {
        return checked(embed_by_catalogue(admin_, options, 64, [](const EmbeddingProgress&) {}));
    }

    std::string ask(std::string_view sql) {
        const auto rows = checked(admin_.query(sql));
        return rows.empty() ? "" : std::string{rows.text(0, 0)};
    }

    /// A digest of everything that a store's model holds, told by what it is about.
    std::string digest(const std::string& store) {
        return ask(
            "SELECT md5(string_agg(x, ';' ORDER BY x)) FROM (SELECT sku || embedding::text AS x "
            "FROM retail.product_embeddings JOIN retail.products USING (store_id, product_id) "
            "WHERE store_id = '" +
            store +
            "' UNION ALL SELECT lexeme || vector::text FROM retail.term_vectors WHERE "
            "store_id = '" +
            store + "') v"
        );
    }

    std::string vectors(const std::string& store) {
        return ask(
            "SELECT count(*) FROM retail.product_embeddings WHERE store_id = '" + store + "'"
        );
    }

    test::RetailDatabase database_;
    db::AdminConnection admin_;
};

TEST_F(EmbeddingTest, TrainsEveryStoreToTheSameBytesWhateverTheOrderOfItsRows) {
    const auto report = embed();
    ASSERT_EQ(report.size(), 2U);
    EXPECT_TRUE(report[0].trained);
    EXPECT_EQ(report[0].made, 20);
    EXPECT_EQ(report[0].model, "catalogue-64");
    EXPECT_EQ(digest("east"), digest("west"));
    const std::string before = digest("east");
    embed({.retrain = true});
    EXPECT_EQ(digest("east"), before);
}

TEST_F(EmbeddingTest, LeavesAStoreAloneThatHasNotChanged) {
    embed();
    for (const StoreEmbedding& store : embed()) {
        EXPECT_FALSE(store.trained);
        EXPECT_EQ(store.made, 0);
    }
}

TEST_F(EmbeddingTest, DropsAVectorWithItsTextAndMakesItFromTheNewOne) {
    embed();
    checked(admin_.execute("UPDATE retail.products SET price = 99 WHERE sku = 'drill-1'"));
    EXPECT_EQ(vectors("east"), "20");
    checked(admin_.execute(
        "UPDATE retail.products SET product_name = 'Tall flower vase' WHERE store_id = 'east' AND "
        "sku = 'drill-1'"
    ));
    EXPECT_EQ(vectors("east"), "19");
    EXPECT_EQ(vectors("west"), "20");
    const auto report = embed();
    EXPECT_FALSE(report[0].trained);
    EXPECT_EQ(report[0].made, 1);
    EXPECT_EQ(report[1].made, 0);
    EXPECT_EQ(vectors("east"), "20");
}

TEST_F(EmbeddingTest, TrainsAnewOnceAFifthOfTheCatalogueHasCome) {
    embed({.store = "east"});
    const std::string add = "INSERT INTO retail.products (store_id, sku, product_name, price) "
                            "SELECT 'east', 'lamp-' || n, 'Brass desk lamp ' || n, 5 FROM "
                            "generate_series(";
    checked(admin_.execute(add + "1, 2) n"));
    EXPECT_FALSE(embed({.store = "east"}).front().trained);
    checked(admin_.execute(add + "3, 5) n"));
    EXPECT_TRUE(embed({.store = "east"}).front().trained);
}

TEST_F(EmbeddingTest, GoesOnWhereAnInterruptedRunStopped) {
    embed({.store = "east"});
    const std::string whole = digest("east");
    checked(admin_.execute(
        "DELETE FROM retail.product_embeddings e USING retail.products p WHERE p.product_id = "
        "e.product_id AND p.sku LIKE 'd%'; "
        "UPDATE retail.embedding_models SET revision = NULL"
    ));
    const auto report = embed({.store = "east"});
    EXPECT_FALSE(report.front().trained);
    EXPECT_EQ(report.front().made, 5);
    EXPECT_EQ(digest("east"), whole);
}

TEST_F(EmbeddingTest, OnlySaysWhatItWouldDoOnADryRun) {
    const auto report = embed({.dry_run = true});
    EXPECT_TRUE(report.front().trained);
    EXPECT_EQ(report.front().made, 20);
    EXPECT_EQ(ask("SELECT count(*) FROM retail.embedding_models"), "0");
}

TEST_F(EmbeddingTest, RefusesAStoreThatIsNotThere) {
    const auto refused =
        embed_by_catalogue(admin_, {.store = "north"}, 64, [](const EmbeddingProgress&) {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::store_not_available);
}

TEST_F(EmbeddingTest, AnnouncesAFinishedRunInTheCataloguesRevision) {
    const auto revision = [&] {
        return std::stoll(
            ask("SELECT revision FROM retail.catalogue_revisions WHERE store_id = 'east'")
        );
    };
    const auto before = revision();
    embed({.store = "east"});
    EXPECT_GT(revision(), before);
}

/// The same shops as a clerk of the eastern one finds things there.
class SearchByMeaningTest : public EmbeddingTest {
protected:
    SearchByMeaningTest() {
        checked(admin_.execute("CREATE ROLE clerk LOGIN PASSWORD 'clerk'; "
                               "GRANT mcp_user, retail_store TO clerk; "
                               "INSERT INTO retail_sec.store_access (principal, store_id) "
                               "VALUES ('clerk', 'east')"));
    }

    ~SearchByMeaningTest() override {
        // the login belongs to the cluster, not to this test's database
        (void)admin_.execute("DROP OWNED BY clerk; DROP ROLE clerk");
    }

    nlohmann::json search(const std::string& query) {
        test::ToolSession session{database_.conninfo("clerk", "clerk"), "2026-11-23T18:00:00Z"};
        return session.ask("search_products", {{"query", query}});
    }
};

TEST_F(SearchByMeaningTest, AnswersByTheSimilarityFunctionAsByTheArmAlone) {
    embed({.store = "east"});
    checked(admin_.execute("SET SESSION AUTHORIZATION clerk; BEGIN; "
                           "SELECT retail.set_store_context('east')"));
    const std::string query = "retail.sum_term_vectors('east', 'catalogue-64', '{drill}', '{1}')";
    const std::string by_function = ask(
        "SELECT string_agg(product_name, ',' ORDER BY similarity_score DESC, product_name) FROM "
        "retail.search_products_by_similarity(" +
        query + "::public.vector, 0.0, 10)"
    );
    const std::string by_arm =
        ask("SELECT string_agg(product_name, ',' ORDER BY cosine DESC, product_name) FROM "
            "retail.search_nearest('east', 'catalogue-64', " +
            query + ", 10) n JOIN retail.products p ON p.product_id = n.product_id");
    EXPECT_THAT(by_function, testing::HasSubstr("Drill"));
    EXPECT_EQ(by_function, by_arm);
    checked(admin_.execute("ROLLBACK; RESET SESSION AUTHORIZATION"));
}

TEST_F(SearchByMeaningTest, SaysWhichArmsAnswered) {
    EXPECT_EQ(search("cordless drill")["recall_mode"], "lexical");
    embed({.store = "west"}); // another store's vectors are none of ours
    EXPECT_EQ(search("cordless drill")["recall_mode"], "lexical");
    embed();
    const auto answer = search("cordless drill");
    EXPECT_EQ(answer["recall_mode"], "lexical+semantic");
    EXPECT_THAT(answer["recall_note"], testing::Not(testing::HasSubstr("wait")));
    EXPECT_EQ(search("zyzzyva")["recall_mode"], "lexical");
    EXPECT_TRUE(search("zyzzyva")["products"].empty());
}

TEST_F(SearchByMeaningTest, FindsAChangedProductByItsWordsAndSaysThatItsVectorIsPending) {
    embed();
    checked(admin_.execute(
        "UPDATE retail.products SET product_name = 'Brass lantern' WHERE sku = 'vase-1'"
    ));
    const auto pending = search("brass lantern");
    EXPECT_EQ(pending["products"][0]["sku"], "vase-1");
    EXPECT_THAT(pending["recall_note"], testing::HasSubstr("no vector"));
    EXPECT_THAT(search("vase")["recall_note"], testing::HasSubstr("wait for their vector"));
    embed();
    EXPECT_THAT(search("vase")["recall_note"], testing::Not(testing::HasSubstr("wait")));
}

TEST_F(SearchByMeaningTest, AddsTheNearestProductsWhereAWordIsRare) {
    checked(admin_.execute("UPDATE retail.products SET product_name = 'Cordless impactor', color = "
                           "NULL WHERE sku = 'drill-1'"));
    embed();
    const auto products = search("impactor")["products"];
    ASSERT_GT(products.size(), 1U);
    EXPECT_EQ(products[0]["sku"], "drill-1");
    EXPECT_THAT(products[1]["name"], testing::HasSubstr("Cordless"));
    EXPECT_EQ(products[1]["why_matched"], "near in meaning");
    EXPECT_LT(products[1]["relevance"], 0.5);
}

TEST_F(SearchByMeaningTest, ReadsALargeStoresIndexAndSaysSo) {
    checked(admin_.execute("UPDATE retail.products SET product_name = 'Cordless impactor', color = "
                           "NULL WHERE sku = 'drill-1'"));
    embed();
    const auto exact = search("impactor");
    EXPECT_THAT(exact["recall_note"], testing::HasSubstr("exact scan"));
    // A store of twenty counts as large here: twenty thousand would take minutes.
    checked(admin_.execute(R"(DO $$
        DECLARE
            source text := pg_get_functiondef('retail_sec.embedding_index_statement'::regproc);
        BEGIN
            ASSERT strpos(source, ':= 20000;') > 0;
            EXECUTE replace(source, ':= 20000;', ':= 20;');
        END $$)"));
    embed({.retrain = true});
    EXPECT_EQ(ask("SELECT bool_and(is_indexed) FROM retail.embedding_models"), "t");
    const auto indexed = search("impactor");
    EXPECT_THAT(indexed["recall_note"], testing::HasSubstr("index scan"));
    EXPECT_EQ(indexed["products"], exact["products"]);
    // one model's index, never one over all stores
    EXPECT_EQ(
        ask("SELECT count(*) FROM pg_indexes WHERE tablename = 'product_embeddings' AND indexdef "
            "LIKE '%hnsw%' AND indexdef NOT LIKE '%WHERE%store_id%'"),
        "0"
    );
}

} // namespace
} // namespace retail_mcp::retail
