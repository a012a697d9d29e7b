// The sample chain written to files and read into an empty database gives the same answers.
#include "shop.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/import.hpp>
#include <retail_mcp/retail/sample_data.hpp>

#include <gmock/gmock.h>

#include <unistd.h>

#include <filesystem>

namespace retail_mcp::test {
namespace {

using import::Kind;
using nlohmann::json;

const Timestamp now = *Timestamp::parse("2026-11-23T18:00:00Z");

db::AdminConnection administer(const Database& database) {
    auto opened = db::AdminConnection::open(db::ConnectionString{database.admin_conninfo()});
    if (!opened) {
        throw std::runtime_error{opened.error().message};
    }
    return std::move(*opened);
}

/// A chain with sample data, its files, and chains made of the files in one order or another.
class RoundTrip : public testing::Test {
protected:
    static void SetUpTestSuite() {
        folder_ = std::filesystem::temp_directory_path() /
                  ("retail-mcp-round-trip-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
        original_ = new RetailDatabase;
        auto admin = administer(*original_);
        retail::SampleOptions options;
        options.products = 120;
        options.as_of = std::chrono::year{2026} / 11 / 23;
        const auto loaded = retail::load_sample_data(admin, options, false, [](const auto&) {});
        ASSERT_TRUE(loaded) << loaded.error().message << loaded.error().detail;
        for (const Kind kind : all) {
            const auto written = import::export_file(admin, kind, file_of(kind), "");
            ASSERT_TRUE(written) << written.error().message << written.error().detail;
            EXPECT_GT(*written, 0) << to_string(kind);
        }
        make_principal(*original_, "original_office", {"seattle", "bellevue", "redmond", "online"});
    }

    static void TearDownTestSuite() {
        delete original_;
        std::filesystem::remove_all(folder_);
    }

    static std::filesystem::path file_of(Kind kind) {
        return folder_ / (std::string{to_string(kind)} + ".csv");
    }

    static import::ImportReport read(const Database& database, Kind kind) {
        auto admin = administer(database);
        import::ImportOptions options;
        options.kind = kind;
        options.file = file_of(kind);
        const auto report = import::import_file(admin, options, {});
        if (!report) {
            ADD_FAILURE() << report.error().message << ' ' << report.error().detail;
            return {};
        }
        EXPECT_TRUE(report->committed)
            << to_string(kind) << " line "
            << (report->bad_rows.empty() ? 0 : report->bad_rows[0].line)
            << (report->bad_rows.empty()
                    ? ""
                    : report->bad_rows[0].column + " " + report->bad_rows[0].reason);
        return *report;
    }

    static constexpr std::array all{
        Kind::stores,
        Kind::categories,
        Kind::products,
        Kind::customers,
        Kind::transactions,
        Kind::stock};
    static inline std::filesystem::path folder_;
    static inline RetailDatabase* original_ = nullptr;
};

/// What is in both, though made at another moment or with keys of its own.
json comparable(json answer) {
    for (const char* own : {"as_of", "next_cursor"}) {
        answer.erase(own);
    }
    // Files hold a product's stock, not the movements that led to it.
    if (answer.contains("product")) {
        for (json& store : answer["product"]["stores"]) {
            store.erase("last_receipt");
            store.erase("received_30_days");
        }
    }
    return answer;
}

std::string stock_of(const Database& database) {
    return value_of(
        database,
        "SELECT md5(string_agg(concat_ws(' ', store_id, sku, trim_scale(on_hand), "
        "trim_scale(committed), trim_scale(on_order)), ',' ORDER BY store_id, sku)) FROM "
        "retail.inventory JOIN retail.products USING (store_id, product_id)"
    );
}

TEST_F(RoundTrip, GivesTheSameAnswers) {
    const RetailDatabase copy;
    for (const Kind kind : all) {
        read(copy, kind);
    }
    make_principal(copy, "copy_office", {"seattle", "bellevue", "redmond", "online"});
    Clerk theirs{*original_, "original_office", now};
    Clerk ours{copy, "copy_office", now};
    const std::string sku = value_of(
        *original_,
        "SELECT sku FROM retail.sales_transaction_items JOIN retail.products USING (store_id, "
        "product_id) GROUP BY sku ORDER BY sum(quantity) DESC, sku LIMIT 1"
    );
    const std::string receipt = value_of(
        *original_,
        "SELECT min(receipt_number) FROM retail.sales_transactions WHERE store_id = 'seattle'"
    );
    const std::vector<std::pair<std::string, json>> questions{
        {"search_products", {{"query", "cordless drill"}}},
        {"search_products", {{"query", "paint"}, {"sort", "price"}}},
        {"get_product", {{"sku", sku}}},
        {"browse_catalog", json::object()},
        {"summarize_sales", {{"period", "last year"}, {"group_by", {"month"}}}},
        {"summarize_sales",
         {{"period", "last 12 months"},
          {"group_by", {"store", "category"}},
          {"measures",
           {"gross_sales", "discounts", "returns", "net_sales", "tax", "gross_margin"}}}},
        {"summarize_sales", {{"period", "last month"}, {"group_by", {"payment_method"}}}},
        {"list_transactions", {{"period", "last month"}, {"store", "seattle"}, {"limit", 200}}},
        {"get_transaction", {{"receipt_number", receipt}, {"store", "seattle"}}},
        {"analyze_baskets", {{"sku", sku}, {"store", "seattle"}}},
        {"segment_customers", {{"analysis", "rfm"}}},
        {"segment_customers", {{"analysis", "cohorts"}}},
    };
    for (const auto& [tool, arguments] : questions) {
        EXPECT_EQ(comparable(ours.ask(tool, arguments)), comparable(theirs.ask(tool, arguments)))
            << tool << ' ' << arguments;
    }
    EXPECT_EQ(stock_of(copy), stock_of(*original_));
}

TEST_F(RoundTrip, NamesTheMissingInputOfWhatFilesDoNotHold) {
    const RetailDatabase copy;
    for (const Kind kind : all) {
        read(copy, kind);
    }
    make_principal(copy, "copy_manager", {"seattle"});
    Clerk ours{copy, "copy_manager", now};
    for (const char* analysis : {"sell_through", "turnover", "markdown", "stockouts"}) {
        const Error error = ours.complaint("analyze_inventory", {{"analysis", analysis}});
        EXPECT_EQ(error.code, ErrorCode::not_available) << analysis;
        EXPECT_THAT(error.message, testing::HasSubstr("first count or receipt")) << analysis;
        EXPECT_THAT(error.hint, testing::HasSubstr("import a stock file")) << analysis;
    }
    const Error shrink = ours.complaint("analyze_inventory", {{"analysis", "shrink"}});
    EXPECT_EQ(shrink.code, ErrorCode::not_available);
    EXPECT_THAT(shrink.hint, testing::HasSubstr("Missing are counts"));
    for (const auto& [tool, arguments] : std::vector<std::pair<std::string, json>>{
             {"plan_reorders", json::object()},
             {"check_stock", json::object()},
             {"analyze_inventory", {{"analysis", "cover"}}}}) {
        const json answer = ours.ask(tool, arguments);
        ASSERT_TRUE(answer["missing"].is_string()) << tool;
        EXPECT_THAT(
            answer["missing"].get<std::string>(), testing::HasSubstr("tell nothing of demand")
        ) << tool;
        EXPECT_THAT(
            ours.ask_in_words(tool, arguments),
            testing::HasSubstr(answer["missing"].get<std::string>())
        ) << tool;
    }
    const json last_month{{"period", "last month"}, {"compare_to", "previous_period"}};
    const json change = ours.ask("explain_sales_change", last_month);
    ASSERT_EQ(change["missing"].size(), 2U);
    EXPECT_THAT(
        change["missing"][0].get<std::string>(), testing::HasSubstr("stock_outs is not told")
    );
    EXPECT_THAT(
        change["missing"][1].get<std::string>(), testing::HasSubstr("No promotion is recorded")
    );
    EXPECT_THAT(
        ours.ask_in_words("explain_sales_change", last_month),
        testing::HasSubstr("Missing are rows of retail.promotions")
    );
    // Without receipts, age is by the last sale, and says so.
    const json ageing = ours.ask("analyze_inventory", {{"analysis", "ageing"}});
    for (const auto& line : ageing["lines"]) {
        EXPECT_TRUE(line["age_basis"].is_null() || line["age_basis"] == "last sale") << line;
    }
    make_principal(*original_, "original_manager", {"seattle"});
    Clerk theirs{*original_, "original_manager", now};
    for (const char* tool : {"plan_reorders", "check_stock"}) {
        EXPECT_FALSE(theirs.ask(tool, json::object()).contains("missing")) << tool;
    }
    EXPECT_FALSE(theirs.ask("explain_sales_change", last_month).contains("missing"));
    for (const char* analysis : {"sell_through", "turnover", "stockouts"}) {
        EXPECT_FALSE(theirs.ask("analyze_inventory", {{"analysis", analysis}})["lines"].empty());
    }
}

TEST_F(RoundTrip, ChangesNothingTheSecondTime) {
    const RetailDatabase copy;
    for (const Kind kind : all) {
        read(copy, kind);
    }
    const std::string before = stock_of(copy);
    for (const Kind kind : all) {
        const auto report = read(copy, kind);
        EXPECT_EQ(report.added, 0) << to_string(kind);
        EXPECT_EQ(report.corrected, 0) << to_string(kind);
    }
    EXPECT_EQ(stock_of(copy), before);
}

TEST_F(RoundTrip, HasTheSameStockWhicheverOfStockAndSalesComesFirst) {
    const RetailDatabase copy;
    for (const Kind kind :
         {Kind::stores,
          Kind::categories,
          Kind::products,
          Kind::stock,
          Kind::customers,
          Kind::transactions}) {
        read(copy, kind);
    }
    EXPECT_EQ(stock_of(copy), stock_of(*original_));
    EXPECT_EQ(
        value_of(
            copy,
            "SELECT count(*) FROM retail.inventory AS i WHERE on_hand <> (SELECT "
            "coalesce(sum(m.quantity), 0) FROM retail.inventory_movements AS m WHERE m.store_id = "
            "i.store_id AND m.product_id = i.product_id)"
        ),
        "0"
    );
}

} // namespace
} // namespace retail_mcp::test
