// Files as they really come, whole or damaged: what is said of each, and what is in the tables
// after.
#include "shop.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/import.hpp>

#include <gmock/gmock.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace retail_mcp::test {
namespace {

using import::Kind;
using testing::HasSubstr;

/// A file, how it is imported, and what must come of it.
struct Case {
    std::string name;
    Kind kind = Kind::products;
    std::string bytes;
    /// Part of the error, of a bad row ("line 2, price: …"), or of a note.
    std::string says;
    /// Asked of the database afterwards, and its answer; empty: not asked.
    std::string question = {};
    std::string answer = {};
    std::function<void(import::ImportOptions&)> with = {};
    std::string mapping = {};
};

std::ostream& operator<<(std::ostream& out, const Case& each) {
    return out << each.name;
}

const std::string products = "sku,product_name,price\n";
constexpr Kind product = Kind::products;
const std::string sales = "transaction_ref,transaction_date,sku,quantity,unit_price\n";

std::string price_of(const std::string& sku) {
    return "SELECT trim_scale(price) FROM retail.products WHERE sku = '" + sku + "'";
}

std::string name_of(const std::string& sku) {
    return "SELECT product_name FROM retail.products WHERE sku = '" + sku + "'";
}

std::string exists(const std::string& sku) {
    return "SELECT count(*) FROM retail.products WHERE sku = '" + sku + "'";
}

std::string sum_of(const std::string& reference) {
    return "SELECT trim_scale(sum(i.total_price)) FROM retail.sales_transaction_items AS i JOIN "
           "retail.sales_transactions AS t USING (store_id, transaction_id) WHERE "
           "t.transaction_ref = '" +
           reference + "'";
}

std::string moment_of(const std::string& reference) {
    return "SELECT to_char(transaction_date AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM "
           "retail.sales_transactions WHERE transaction_ref = '" +
           reference + "'";
}

/// ASCII as UTF-16 with a mark.
std::string utf16(const std::string& text, bool little) {
    std::string bytes = little ? "\xFF\xFE" : "\xFE\xFF";
    for (const char c : text) {
        bytes += little ? std::string{c, '\0'} : std::string{'\0', c};
    }
    return bytes;
}

auto decimal_comma() {
    return [](import::ImportOptions& options) { options.decimal = "comma"; };
}

auto dated(std::string format) {
    return [format](import::ImportOptions& options) { options.date_format = format; };
}

auto encoded(std::string encoding) {
    return [encoding](import::ImportOptions& options) { options.encoding = encoding; };
}

const std::vector<Case>& texts() {
    static const std::vector<Case> cases{
        {"utf8",
         product,
         products + "U8,K\u00E4se,1\n",
         "UTF-8, comma",
         name_of("U8"),
         "K\u00E4se"},
        {"utf8_with_mark",
         product,
         "\xEF\xBB\xBF" + products + "BOM,Bun,1\n",
         "UTF-8",
         exists("BOM"),
         "1"},
        {"utf16_little_endian",
         product,
         utf16(products + "U16L,Bun,2\n", true),
         "UTF-16LE",
         price_of("U16L"),
         "2"},
        {"utf16_big_endian",
         product,
         utf16(products + "U16B,Bun,3\n", false),
         "UTF-16BE",
         price_of("U16B"),
         "3"},
        {"utf16_cut_off",
         product,
         utf16(products + "U16X,Bun,3\n", true) + "x",
         "is not valid UTF-16LE",
         exists("U16X"),
         "0"},
        {"windows1252_detected",
         product,
         products + "W1,K\xE4se 5 \x80,1\n",
         "windows-1252",
         name_of("W1"),
         "K\u00E4se 5 \u20AC"},
        {"latin1_declared",
         product,
         products + "L1,K\xE4se,1\n",
         "ISO-8859-1",
         name_of("L1"),
         "K\u00E4se",
         encoded("latin1")},
        {"declared_utf8_that_is_not",
         product,
         products + "L2,K\xE4se,1\n",
         "is not valid UTF-8",
         exists("L2"),
         "0",
         encoded("utf-8")},
        {"unknown_encoding",
         product,
         products,
         "encoding \"ebcdic\" is not known",
         "",
         "",
         encoded("ebcdic")},
        {"crlf", product, "sku,product_name,price\r\nCRLF,Bun,1\r\n", "UTF-8", exists("CRLF"), "1"},
        {"bare_cr",
         product,
         "sku,product_name,price\rCR,Bun,1\rCR2,Bun,1\r",
         "UTF-8",
         exists("CR2"),
         "1"},
        {"no_end_of_last_line", product, products + "END,Bun,1", "UTF-8", exists("END"), "1"},
        {"blank_lines", product, products + "\n\nBLANK,Bun,1\n\n", "UTF-8", exists("BLANK"), "1"},
        {"empty_file", product, "", "is empty or has no heading"},
        {"two_bytes", product, "ab", "columns that are not known: \"ab\""},
        {"heading_only", product, products, "UTF-8"},
        {"nul_byte", product, products + std::string("N\0L,Bun,1\n", 10), "a NUL byte"},
    };
    return cases;
}

const std::vector<Case>& fields() {
    static const std::vector<Case> cases{
        {"quoted_separator",
         product,
         products + "Q1,\"Bun, sweet\",1\n",
         "UTF-8",
         name_of("Q1"),
         "Bun, sweet"},
        {"quoted_quote",
         product,
         products + "Q2,\"3\"\" pipe\",1\n",
         "UTF-8",
         name_of("Q2"),
         "3\" pipe"},
        {"quoted_line_break",
         product,
         products + "Q3,\"Bun\nsweet\",1\nQ4,,x\n",
         "line 4, product_name: is empty",
         exists("Q3"),
         "0"},
        {"quoted_bare_cr",
         product,
         products + "Q9,\"Bun\rsweet\",1\nQ10,,x\n",
         "line 4, product_name: is empty"},
        {"quoted_crlf",
         product,
         products + "Q11,\"Bun\r\nsweet\",1\nQ12,,x\n",
         "line 4, product_name: is empty"},
        {"open_quote",
         product,
         products + "Q5,\"Bun,1\nQ6,Bun,1\n",
         "line 2: a quote is opened here and never closed",
         exists("Q6"),
         "0"},
        {"text_after_quote", product, products + "Q7,\"Bun\" x,1\n", "text after a closing quote"},
        {"quote_within_a_field",
         product,
         products + "Q8,3\" pipe,1\n",
         "UTF-8",
         name_of("Q8"),
         "3\" pipe"},
        {"semicolons",
         product,
         "sku;product_name;price\nSEMI;Bun;1,50\n",
         "semicolon between fields, decimal comma",
         price_of("SEMI"),
         "1.5"},
        {"tabs",
         product,
         "sku\tproduct_name\tprice\nTAB\tBun\t1.50\n",
         "tab between fields",
         price_of("TAB"),
         "1.5"},
        {"too_few_fields",
         product,
         products + "F1,Bun\n",
         "line 2: has 2 fields, the heading has 3"},
        {"too_many_fields",
         product,
         products + "F2,Bun,1,x\n",
         "line 2: has 4 fields, the heading has 3"},
        {"ten_megabytes_in_a_field",
         product,
         products + "BIG,\"" + std::string(10'000'000, 'x') + "\",1\n",
         "line 2: a field longer than 1 MiB"},
        {"leading_zeros", product, products + "00042,Bun,1\n", "UTF-8", exists("00042"), "1"},
        {"blanks_around",
         product,
         products + " PAD , Bun ,\u00A01 \n",
         "UTF-8",
         name_of("PAD"),
         "Bun"},
        {"missing_value", product, products + "M1,,1\n", "line 2, product_name: is empty"},
        {"unknown_columns",
         product,
         "sku,product_name,price,shelf,aisle\nX,Bun,1,2,3\n",
         "columns that are not known: \"shelf\", \"aisle\""},
        {"missing_columns",
         product,
         "sku,product_name\nX,Bun\n",
         "columns that are missing: price"},
        {"the_same_twice",
         product,
         products + "TWICE,Bun,1\nTWICE,Bun,2\n",
         "line 3, sku: \"TWICE\" comes twice; its first row is line 2"},
        {"one_column_of_two_headings",
         product,
         "sku,ean,product_name,price\nX,1,Bun,1\n",
         "two columns of the file are sku",
         "",
         "",
         {},
         R"({"columns": {"ean": "sku"}})"},
        {"several_faults_at_once",
         product,
         products + "S1,,abc\n",
         "line 2, price: \"abc\" is not a number"},
    };
    return cases;
}

const std::vector<Case>& numbers() {
    static const std::vector<Case> cases{
        {"thousands_separators",
         product,
         products + "T1,Car,\"12,345.60\"\n",
         "UTF-8",
         price_of("T1"),
         "12345.6"},
        {"decimal_comma",
         product,
         products + "T2,Car,\"12.345,60\"\n",
         "decimal comma",
         price_of("T2"),
         "12345.6"},
        {"blank_and_apostrophe",
         product,
         products + "T3,Car,12\u00A0345.60\nT4,Car,12'345.60\n",
         "UTF-8",
         price_of("T4"),
         "12345.6"},
        {"currency_signs",
         product,
         products + "T5,Car,$1.50\nT6,Car,1.50 EUR\nT7,Car,\u20AC 1.50\n",
         "UTF-8",
         price_of("T7"),
         "1.5"},
        {"thousandths", product, products + "T8,Screw,0.001\n", "UTF-8", price_of("T8"), "0.001"},
        {"too_many_decimals",
         product,
         products + "T9,Screw,0.00001\n",
         "line 2, price: \"0.00001\" has more than 4 decimals"},
        {"too_large",
         product,
         products + "T10,Moon,99999999999\n",
         "has more than 10 digits before the decimals"},
        {"no_number",
         product,
         products + "T11,Moon,free\n",
         "line 2, price: \"free\" is not a number"},
        {"comma_of_two_meanings",
         product,
         products + "T12,Moon,\"1,234\"\n",
         "may have a decimal or a thousands comma"},
        {"comma_declared",
         product,
         products + "T13,Moon,\"1,234\"\n",
         "decimal comma",
         price_of("T13"),
         "1.234",
         decimal_comma()},
        {"negative_price",
         product,
         products + "T14,Moon,-1\n",
         "line 2, price: \"-1\" is negative"},
        {"neither_true_nor_false",
         product,
         "sku,product_name,price,is_active\nT15,Moon,1,perhaps\n",
         "is neither true nor false"},
        {"no_json",
         product,
         "sku,product_name,price,metadata\nT16,Moon,1,[1]\n",
         "is no JSON object"},
        {"unknown_category",
         product,
         "sku,product_name,price,category\nT17,Moon,1,Comets\n",
         "is no category of the store, or several"},
        {"category_on_the_fly",
         product,
         "sku,product_name,price,category\nT18,Moon,1,Planets\n",
         "UTF-8",
         "SELECT category_name FROM retail.product_categories JOIN retail.products USING "
         "(category_id) WHERE sku = 'T18'",
         "Planets",
         {},
         R"({"create_categories": true})"},
        {"attributes",
         product,
         "sku,product_name,price,Fabric\nT19,Sock,1,wool\n",
         "UTF-8",
         "SELECT metadata ->> 'Fabric' FROM retail.products WHERE sku = 'T19'",
         "wool",
         {},
         R"({"attributes": ["Fabric"]})"},
    };
    return cases;
}

const std::vector<Case>& documents() {
    static const Kind kind = Kind::transactions;
    static const std::vector<Case> cases{
        {"ambiguous_date",
         kind,
         sales + "D1,03/04/2025,ART,1,2\n",
         "may be read in several ways; say --date-format"},
        {"declared_date",
         kind,
         sales + "D2,03/04/2025 09:30,ART,1,2\n",
         "UTF-8",
         moment_of("D2"),
         "2025-04-03 07:30",
         dated("%d/%m/%Y")},
        {"date_that_is_none",
         kind,
         sales + "D3,2025-02-30,ART,1,2\n",
         "is not a day of the calendar"},
        {"time_of_a_zone",
         kind,
         sales + "D4,2025-07-01T12:00:00+05:30,ART,1,2\n",
         "UTF-8",
         moment_of("D4"),
         "2025-07-01 06:30"},
        {"time_of_the_store",
         kind,
         sales + "D5,2025-07-01 12:00,ART,1,2\n",
         "UTF-8",
         moment_of("D5"),
         "2025-07-01 10:00"},
        {"time_that_is_none",
         kind,
         sales + "D6,2025-07-01 25:00,ART,1,2\n",
         "has no valid time after the day"},
        {"without_customer",
         kind,
         sales + "D7,2025-07-01,ART,1,2\n",
         "1 documents name no customer",
         sum_of("D7"),
         "2"},
        {"cancellation",
         kind,
         sales + "D8,2025-07-01,ART,-2,3\n",
         "1 documents are returns or cancellations",
         sum_of("D8"),
         "-6"},
        {"free_item",
         kind,
         sales + "D9,2025-07-01,ART,1,0\n",
         "1 lines were given away for nothing",
         sum_of("D9"),
         "0"},
        {"write_off",
         kind,
         sales + "D10,2025-07-01,ART,-4,0\n",
         "1 lines are stock written off",
         "SELECT count(*) FROM retail.sales_transactions WHERE transaction_ref = 'D10'",
         "0"},
        {"write_offs_of_references_alike",
         kind,
         sales + "WA,2025-07-01,ART,-1,0\nWA/1,2025-07-01,ART,-2,0\n",
         "2 lines are stock written off"},
        {"only_in_sales",
         kind,
         sales + "D11,2025-07-01,GHOST,1,2\n",
         "1 products were only seen in sales",
         "SELECT is_active FROM retail.products WHERE sku = 'GHOST'",
         "f"},
        {"several_prices",
         kind,
         sales + "D12,2025-07-01,ART,1,2\nD12,2025-07-01,ART,1,1.999\n",
         "lines 2 = 2 sales",
         sum_of("D12"),
         "3.999"},
        {"quantity_of_zero",
         kind,
         sales + "D13,2025-07-01,ART,0,2\n",
         "line 2, quantity: \"0\" is zero"},
        {"negative_unit_price",
         kind,
         sales + "D14,2025-07-01,ART,1,-2\n",
         "is negative; a return has a negative quantity"},
        {"unsigned_returns",
         kind,
         "transaction_ref,transaction_date,sku,quantity,unit_price,transaction_type\nD15,2025-07-"
         "01,ART,2,3,return\n",
         "returns or cancellations",
         sum_of("D15"),
         "-6",
         {},
         R"({"quantity_sign": "by_type"})"},
        {"unknown_type",
         kind,
         "transaction_ref,transaction_date,sku,quantity,unit_price,transaction_type\nD16,2025-07-"
         "01,ART,2,3,gift\n",
         "is none of sale, return, exchange"},
        {"two_customers_of_a_document",
         kind,
         "transaction_ref,transaction_date,sku,quantity,unit_price,customer_ref\nD17,2025-07-01,"
         "ART,2,3,A\nD17,2025-07-01,ART,2,3,B\n",
         "is another customer than in line 2 of the same document"},
        {"other_headings",
         kind,
         "Bon;Wann;Art;Menge;VK\nD18;01.07.2025;ART;1,5;2,00\n",
         "decimal comma",
         sum_of("D18"),
         "3",
         {},
         R"({"columns": {"Bon": "transaction_ref", "Wann": "transaction_date", "Art": "sku", "Menge": "quantity", "VK": "unit_price"}, "date_format": "%d.%m.%Y"})"},
        {"mapping_with_an_unknown_member",
         kind,
         sales,
         "the mapping has no member \"colums\"",
         "",
         "",
         {},
         R"({"colums": "x"})"},
        {"stock_of_an_unknown_product",
         Kind::stock,
         "sku,on_hand\nNOBODY,3\n",
         "is no product of the store"},
        {"stock",
         Kind::stock,
         "sku,on_hand\nART,3\n",
         "UTF-8",
         "SELECT trim_scale(on_hand) FROM retail.inventory JOIN retail.products USING (store_id, "
         "product_id) WHERE sku = 'ART'",
         "3"},
        {"unknown_time_zone",
         Kind::stores,
         "store_id,store_name,time_zone\nx,X,Berlin\n",
         "is no IANA time zone such as Europe/Berlin"},
        {"unknown_currency",
         Kind::stores,
         "store_id,store_name,currency\nx,X,Euro\n",
         "is no ISO 4217 code such as EUR"},
        {"shared_mail_address",
         Kind::customers,
         "customer_ref,email\nA,a@b.c\nB,A@b.c\n",
         "belongs to another customer of the file, line 2"},
    };
    return cases;
}

const Database& shop() {
    static const RetailDatabase database;
    static const bool filled = [] {
        database.execute(R"sql(
INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES ('berlin', 'Berlin', 'EUR', 'Europe/Berlin');
INSERT INTO retail.products (store_id, sku, product_name, price) VALUES ('berlin', 'ART', 'Article', 2);
)sql");
        return true;
    }();
    (void)filled;
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
    Result<import::ImportReport> import_as(const Case& each) {
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

class ImportCorpus : public ImportedFiles, public testing::TestWithParam<Case> {};

class ImportAgain : public ImportedFiles, public testing::Test {};

TEST_P(ImportCorpus, SaysWhatIsWrongAndTakesWhatIsRight) {
    const Case& each = GetParam();
    const auto report = import_as(each);
    EXPECT_THAT(words_of(report), HasSubstr(each.says));
    if (!each.question.empty()) {
        EXPECT_EQ(value_of(shop(), each.question), each.answer);
    }
}

TEST_P(ImportCorpus, ChangesNothingTheSecondTime) {
    const auto again = import_as(GetParam());
    if (again && again->committed && GetParam().name != "write_off") {
        EXPECT_EQ(again->added, 0);
        EXPECT_EQ(again->corrected, 0);
    }
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

std::string name_of_case(const testing::TestParamInfo<Case>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Text, ImportCorpus, testing::ValuesIn(texts()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Fields, ImportCorpus, testing::ValuesIn(fields()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Numbers, ImportCorpus, testing::ValuesIn(numbers()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Documents, ImportCorpus, testing::ValuesIn(documents()), name_of_case);

} // namespace
} // namespace retail_mcp::test
