#include "import_corpus.hpp"
#include "shop.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace retail_mcp::test {

// How googletest names a parameter in its messages.
std::ostream& operator<<(std::ostream& out, const OddFile& file) {
    return out << file.name;
}

namespace {

using testing::HasSubstr;

const Database& shop() {
    static const FilledDatabase database{
        R"sql(
INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES ('berlin', 'Berlin', 'EUR', 'Europe/Berlin');
INSERT INTO retail.products (store_id, sku, product_name, price) VALUES ('berlin', 'ART', 'Article', 2);
)sql",
        {}};
    return database;
}

/// All that was said, a line each.
std::string words_of(const Result<import::ImportReport>& report) {
    if (!report) {
        return report.error().message + "\n" + report.error().hint;
    }
    std::string text;
    for (const auto& note : report->notes) {
        text += note + '\n';
    }
    for (const auto& line : report->balance) {
        text += line + '\n';
    }
    for (const auto& row : report->bad_rows) {
        text += "line " + std::to_string(row.line) + (row.column.empty() ? "" : ", " + row.column) +
                ": " + (row.value.empty() ? "" : '"' + row.value + "\" ") + row.reason + '\n';
    }
    return text;
}

/// Files of a test's own, imported into the shop.
class ImportedFiles {
protected:
    Result<import::ImportReport> import_as(const OddFile& each) {
        import::ImportOptions options;
        options.kind = each.kind;
        options.file = write("file.csv", each.bytes);
        options.store = each.kind == Kind::stores ? "" : "berlin";
        if (!each.mapping.empty()) {
            options.mapping = write("mapping.json", each.mapping);
        }
        if (each.with) {
            each.with(options);
        }
        auto admin = db::AdminConnection::open(db::ConnectionString{shop().admin_conninfo()});
        return import::import_file(*admin, options, {});
    }

    nlohmann::json suggest(const std::string& bytes) {
        const auto mapping = import::suggest_mapping(write("unknown.csv", bytes));
        return mapping ? nlohmann::json::parse(*mapping) : nlohmann::json(mapping.error().message);
    }

    ~ImportedFiles() { std::filesystem::remove_all(folder_); }

private:
    std::filesystem::path write(const std::string& name, const std::string& bytes) {
        std::filesystem::create_directories(folder_);
        const auto file = folder_ / name;
        std::ofstream{file, std::ios::binary} << bytes;
        return file;
    }

    const std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                          ("retail-mcp-import-" + std::to_string(::getpid()));
};

class ImportCorpus : public ImportedFiles, public testing::TestWithParam<OddFile> {};

class ImportAgain : public ImportedFiles, public testing::Test {};

TEST_P(ImportCorpus, SaysWhatIsWrongAndTakesWhatIsRightOnce) {
    const OddFile& file = GetParam();
    const auto expect_answer = [&] {
        if (!file.question.empty()) {
            EXPECT_EQ(value_of(shop(), file.question), file.answer);
        }
    };
    const auto report = import_as(file);
    EXPECT_THAT(words_of(report), HasSubstr(file.says));
    expect_answer();
    const auto again = import_as(file);
    ASSERT_EQ(again.has_value(), report.has_value());
    if (again) {
        EXPECT_EQ(again->committed, report->committed);
        EXPECT_EQ(again->committed ? again->added : 0, 0);
        EXPECT_EQ(again->committed ? again->corrected : 0, 0);
    }
    expect_answer();
}

TEST_F(ImportAgain, CorrectsWhichReceiptAReturnIsOf) {
    const std::string heading = "transaction_ref,transaction_date,sku,quantity,unit_price,"
                                "original_transaction_ref\n";
    const std::string both = heading + "O1,2025-07-01,ART,1,2,\nO2,2025-07-01,ART,1,2,\n";
    import_as({"first", Kind::transactions, both + "R1,2025-07-02,ART,-1,2,O1\n", ""});
    const auto corrected =
        import_as({"second", Kind::transactions, both + "R1,2025-07-02,ART,-1,2,O2\n", ""});
    ASSERT_TRUE(corrected);
    EXPECT_EQ(corrected->corrected, 1);
    EXPECT_EQ(
        value_of(
            shop(),
            "SELECT o.transaction_ref FROM retail.sales_transaction_items AS i JOIN "
            "retail.sales_transactions AS t USING (store_id, transaction_id) JOIN "
            "retail.sales_transactions AS o ON o.transaction_id = i.original_transaction_id WHERE "
            "t.transaction_ref = 'R1'"
        ),
        "O2"
    );
}

TEST_F(ImportAgain, CountsEveryRefusedRow) {
    constexpr int refused = 25'000;
    std::string file = "sku,on_hand\n";
    for (int i = 0; i < refused; ++i) {
        file += "NOBODY-" + std::to_string(i) + ",1\n";
    }
    const auto report = import_as({"many", Kind::stock, file, ""});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->bad_row_count, refused);
    EXPECT_FALSE(report->committed);
}

TEST_F(ImportAgain, SuggestsWhatTheFileIs) {
    const auto mapping =
        suggest("Bon;Zeit;Artikel;Menge;Einzelpreis;Filiale\n"
                "1;31.12.2024 18:00;A;1;1.249,50;Mitte\n2;01.01.2025 09:00;B;-1;0,50;Mitte\n");
    const auto expected = nlohmann::json::parse(R"({
        "kind": "transactions",
        "columns": {"Bon": "transaction_ref", "Zeit": "transaction_date", "Artikel": "sku",
                    "Menge": "quantity", "Einzelpreis": "unit_price"},
        "constants": {}, "ignore": ["Filiale"], "attributes": [], "quantity_sign": "signed",
        "create_categories": false, "encoding": "UTF-8", "delimiter": "semicolon",
        "decimal": "comma", "date_format": "%d.%m.%Y", "time_zone": ""})");
    EXPECT_EQ(mapping, expected);
}

TEST_F(ImportAgain, LeavesADateOfTwoMeaningsToTheUser) {
    const auto mapping = suggest("sku,quantity,unit_price,invoice,date\nA,1,2,I1,03/04/2025\n");
    EXPECT_EQ(mapping["date_format"], "%m/%d/%Y or %d/%m/%Y");
}

std::string name_of_case(const testing::TestParamInfo<OddFile>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Text, ImportCorpus, testing::ValuesIn(odd_texts()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Fields, ImportCorpus, testing::ValuesIn(odd_fields()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Numbers, ImportCorpus, testing::ValuesIn(odd_numbers()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Mappings, ImportCorpus, testing::ValuesIn(odd_mappings()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Documents, ImportCorpus, testing::ValuesIn(odd_documents()), name_of_case);

} // namespace
} // namespace retail_mcp::test
