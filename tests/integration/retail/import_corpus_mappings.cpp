#include "import_corpus.hpp"

namespace retail_mcp::test {

namespace {

constexpr Kind product = Kind::products;
constexpr Kind sale = Kind::transactions;
const std::string products = "sku,product_name,price\n";
const std::string sales = "transaction_ref,transaction_date,sku,quantity,unit_price\n";
const std::string typed_sales =
    "transaction_ref,transaction_date,sku,quantity,unit_price,transaction_type\n";

std::string of_product(const std::string& expression, const std::string& sku) {
    return "SELECT " + expression + " FROM retail.products WHERE sku = '" + sku + "'";
}

std::string of_sale(const std::string& expression, const std::string& reference) {
    return "SELECT " + expression +
           " FROM retail.sales_transactions t JOIN retail.sales_transaction_items i USING "
           "(store_id, "
           "transaction_id) WHERE t.transaction_ref = '" +
           reference + "'";
}

} // namespace

const std::vector<OddFile>& odd_mappings() {
    static const std::vector<OddFile> cases{
        {"headings_of_their_own",
         product,
         "Nr;Was;Preis\nMH1;Bun;1,50\n",
         "semicolon between fields, decimal comma",
         of_product("product_name", "MH1"),
         "Bun",
         {},
         R"({"kind": "products", "columns": {"Nr": "sku", "Was": "product_name", "Preis": "price"}})"},
        {"constants",
         product,
         "sku,product_name\nMC1,Bun\n",
         "UTF-8",
         of_product("trim_scale(price) || ' ' || brand", "MC1"),
         "3 Ours",
         {},
         R"({"constants": {"price": "3", "brand": "Ours"}})"},
        {"a_constant_where_the_file_has_nothing",
         product,
         "sku,product_name,price,brand\nMC2,Bun,1,\nMC3,Bun,1,Theirs\n",
         "UTF-8",
         "SELECT string_agg(brand, ' ' ORDER BY sku) FROM retail.products WHERE sku IN ('MC2', "
         "'MC3')",
         "Ours Theirs",
         {},
         R"({"constants": {"brand": "Ours"}})"},
        {"a_constant_of_no_column",
         product,
         products,
         "the constant shelf is no column",
         "",
         "",
         {},
         R"({"constants": {"shelf": "3"}})"},
        {"ignored_headings",
         product,
         "sku,product_name,price,shelf\nMI1,Bun,1,7\n",
         "UTF-8",
         of_product("metadata IS NULL", "MI1"),
         "t",
         {},
         R"({"ignore": ["shelf"]})"},
        {"attributes_beside_metadata",
         product,
         "sku,product_name,price,metadata,Fabric,Fit\nMA1,Sock,1,\"{\"\"a\"\": 1}\",wool,\n",
         "UTF-8",
         of_product("metadata", "MA1"),
         R"({"a": 1, "Fabric": "wool"})",
         {},
         R"({"attributes": ["Fabric", "Fit"]})"},
        {"tags_of_two_headings",
         product,
         "sku,product_name,price,one,two\nMT1,Bun,1,sweet,round|soft\n",
         "UTF-8",
         of_product("array_to_string(tags, ' ')", "MT1"),
         "sweet round soft",
         {},
         R"({"columns": {"one": "tags", "two": "tags"}})"},
        {"declared_in_the_mapping",
         product,
         "sku\tproduct_name\tprice\nMD1\tK\xE4se\t1.250\n",
         "ISO-8859-1, tab between fields, decimal comma",
         of_product("product_name || ' ' || trim_scale(price)", "MD1"),
         "K\u00E4se 1250",
         {},
         R"({"encoding": "latin1", "delimiter": "tab", "decimal": "comma"})"},
        {"the_command_line_over_the_mapping",
         product,
         products + "ML1,Bun,\"1,250\"\n",
         "UTF-8",
         of_product("trim_scale(price)", "ML1"),
         "1250",
         [](import::ImportOptions& options) { options.decimal = "point"; },
         R"({"decimal": "comma"})"},
        {"mapping_of_another_kind",
         product,
         products,
         "the mapping is for transactions",
         "",
         "",
         {},
         R"({"kind": "transactions"})"},
        {"mapping_that_is_no_object", product, products, "is no JSON object", "", "", {}, "[]"},
        {"mapping_with_a_member_of_the_wrong_type",
         product,
         products,
         "/ignore of the mapping is not what it should be",
         "",
         "",
         {},
         R"({"ignore": 3})"},
        {"time_zone_of_the_mapping",
         sale,
         sales + "MZ1,2025-07-01 12:00,ART,1,2\n",
         "UTF-8",
         of_sale("to_char(t.transaction_date AT TIME ZONE 'UTC', 'HH24:MI')", "MZ1"),
         "16:00",
         {},
         R"({"time_zone": "America/New_York"})"},
        {"time_zone_of_the_command_line",
         sale,
         sales + "MZ2,2025-07-01 12:00,ART,1,2\n",
         "UTF-8",
         of_sale("to_char(t.transaction_date AT TIME ZONE 'UTC', 'HH24:MI')", "MZ2"),
         "19:00",
         [](import::ImportOptions& options) { options.time_zone = "America/Los_Angeles"; },
         R"({"time_zone": "America/New_York"})"},
        {"time_zone_that_is_none",
         sale,
         sales + "MZ3,2025-07-01 12:00,ART,1,2\n",
         "time zone \"Nowhere/Land\" not recognized",
         "",
         "",
         [](import::ImportOptions& options) { options.time_zone = "Nowhere/Land"; }},
        {"seconds_beyond_all_dates",
         sale,
         sales + "MZ4,1700000002205,ART,1,2\n",
         "is not a date of the form %s",
         "",
         "",
         [](import::ImportOptions& options) { options.date_format = "%s"; }},
        {"cancelled_by_a_german_word",
         sale,
         typed_sales + "MS1,2025-07-01,ART,2,3,Storno\n",
         "1 documents are returns or cancellations",
         of_sale("t.transaction_type || ' ' || trim_scale(i.quantity)", "MS1"),
         "return -2",
         {},
         R"({"quantity_sign": "by_type"})"},
        {"a_heading_that_comes_again",
         sale,
         sales + "MR1,2025-07-01,ART,1,2\n" + sales + "MR2,2025-07-01,ART,1,2\n",
         "2 documents",
         of_sale("count(*)", "MR2"),
         "1"},
        {"the_price_last_asked_in_whichever_zone",
         sale,
         sales + "MP1,2025-07-01T12:00:00+05:30,PRICED,1,3\n"
                 "MP2,2025-07-01T09:00:00+02:00,PRICED,1,4\n"
                 "MP3,2025-07-01T06:45:00Z,PRICED,1,5\n"
                 "MP4,2025-07-02T10:00:00Z,PRICED,-1,9\n"
                 "MP5,2025-07-02T11:00:00Z,PRICED,1,0\n",
         "1 products were only seen in sales",
         of_product("trim_scale(price) || ' ' || metadata", "PRICED"),
         "4 {\"seen_only_in_sales\": true}"},
        {"the_last_row_of_the_last_moment",
         sale,
         sales + "MP6,2025-07-01 10:00,PRICED-2,1,3\nMP6,2025-07-01 10:00,PRICED-2,1,2.999\n",
         "1 products were only seen in sales",
         of_product("trim_scale(price)", "PRICED-2"),
         "2.999"},
        {"tax_within_the_prices",
         Kind::stores,
         "store_id,store_name,currency,time_zone,prices_include_tax,tax_rate\n"
         "vat,VAT,EUR,UTC,yes,0.19\n",
         "UTF-8",
         "SELECT prices_include_tax || ' ' || tax_rate FROM retail.stores WHERE store_id = 'vat'",
         "true 0.190000"},
        {"tax_in_percent",
         Kind::stores,
         "store_id,store_name,tax_rate\nvat2,VAT,19\n",
         "line 2, tax_rate: \"19\" is no share such as 0.19"},
    };
    return cases;
}

} // namespace retail_mcp::test
