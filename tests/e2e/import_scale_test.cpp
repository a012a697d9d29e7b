// A million lines: imported exactly, without growing memory.
#include "e2e/shop.hpp"
#include "support/retail_database.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <random>
#include <sstream>
#include <thread>

namespace retail_mcp::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr int lines = 1'000'000;

/// What the file says, added up apart from the program; amounts in cents.
struct Sums {
    long long net = 0;
    long long tax = 0;
    long long units_sold = 0;
    long long units_returned = 0;
    int receipts = 0; // with a line sold
};

std::string cents(long long amount) {
    const long long rest = std::abs(amount) % 100;
    return (amount < 0 ? "-" : "") + std::to_string(std::abs(amount) / 100) +
           (rest < 10 ? ".0" : ".") + std::to_string(rest);
}

Sums write_sales(const std::string& file) {
    std::ofstream out{file};
    out << "transaction_ref,transaction_date,sku,quantity,unit_price,customer_ref,discount_amount,"
           "tax_amount\n";
    std::minstd_rand random{7}; // the same file each time
    const auto up_to = [&random](unsigned limit) {
        return static_cast<long long>(random() % limit);
    };
    Sums sums;
    for (int line = 0, receipt = 0; line < lines; ++receipt) {
        const long long size = std::min<long long>(1 + up_to(7), lines - line);
        const long long customer = up_to(40'000);
        const long long day = 1 + receipt % 28;
        const long long month = 1 + receipt / 28 % 12;
        bool has_sold = false;
        for (long long i = 0; i < size; ++i, ++line) {
            const long long quantity = up_to(100) == 0 ? -1 - up_to(2) : 1 + up_to(4);
            const long long price = 100 + up_to(20'000);
            const long long discount = up_to(10) == 0 ? quantity * up_to(100) : 0;
            const long long tax = (price * quantity - discount) / 11;
            out << 'T' << receipt << ",2025-" << (month < 10 ? "0" : "") << month << '-'
                << (day < 10 ? "0" : "") << day << " 12:30:00,SKU-" << up_to(10'000) << ','
                << quantity << ',' << cents(price) << ','
                << (customer < 20'000 ? "C" + std::to_string(customer) : "") << ','
                << cents(discount) << ',' << cents(tax) << '\n';
            sums.net += price * quantity - discount;
            sums.tax += tax;
            (quantity > 0 ? sums.units_sold : sums.units_returned) += std::abs(quantity);
            has_sold = has_sold || quantity > 0;
        }
        sums.receipts += has_sold ? 1 : 0;
    }
    return sums;
}

/// Kilobytes that the process has had in memory at most, so far; 0 once it has ended.
long peak_memory(pid_t pid) {
    std::ifstream status{"/proc/" + std::to_string(pid) + "/status"};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) {
            return std::stol(line.substr(6));
        }
    }
    return 0;
}

TEST(ImportScale, AMillionLinesComeInExactlyWithoutGrowingMemory) {
    const RetailDatabase database;
    database.execute(
        "INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES ('berlin', "
        "'Berlin', 'EUR', 'Europe/Berlin'), ('munich', 'Munich', 'EUR', 'Europe/Berlin'); SELECT "
        "set_config('retail.bulk_load', 'on', false); "
        "INSERT INTO retail.products (store_id, sku, product_name, price) SELECT 'berlin', 'SKU-' "
        "|| "
        "n, 'Article ' || n, 1 FROM generate_series(0, 9999) n; CREATE ROLE scale_clerk LOGIN "
        "PASSWORD 'scale' IN ROLE mcp_user, retail_store; INSERT INTO retail_sec.store_access "
        "(principal, store_id) VALUES ('scale_clerk', 'berlin')"
    );
    const TemporaryHome folder;
    const std::string file = folder.path() + "/sales.csv";
    const Sums sums = write_sales(file);

    const auto began = std::chrono::steady_clock::now();
    Program import{
        {"import", "transactions", file, "--store", "berlin"},
        "",
        {{"RETAIL_MCP_ADMIN_URL", database.admin_conninfo()},
         {"ASAN_OPTIONS", "quarantine_size_mb=1"}}};
    long peak = 0;
    for (long now = 1; now > 0; now = peak_memory(import.process().pid())) {
        peak = std::max(peak, now);
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_EQ(import.process().wait(30min), 0) << import.process().stderr_text();
    const auto took = std::chrono::steady_clock::now() - began;
    std::cout << "imported in " << std::chrono::duration_cast<std::chrono::seconds>(took).count()
              << " s with " << peak / 1024 << " MB at most\n";
    EXPECT_THAT(import.output(), HasSubstr("1000000 rows read, 0 bad"));
    EXPECT_LT(peak, 100 * 1024);

    Program again{
        {"import", "transactions", file, "--store", "berlin"},
        "",
        {{"RETAIL_MCP_ADMIN_URL", database.admin_conninfo()}}};
    EXPECT_EQ(again.process().wait(30min), 0) << again.process().stderr_text();
    EXPECT_THAT(again.output(), HasSubstr("0 new and 0 corrected."));

    // The next store of the chain: the planner knows the first one's products and none of this
    // one's.
    database.execute(
        "ANALYZE retail.products; SELECT set_config('retail.bulk_load', 'on', false); INSERT INTO "
        "retail.products (store_id, sku, product_name, price) SELECT 'munich', sku, product_name, "
        "price FROM retail.products WHERE store_id = 'berlin'"
    );
    Program next{
        {"import", "transactions", file, "--store", "munich"},
        "",
        {{"RETAIL_MCP_ADMIN_URL", database.admin_conninfo()}}};
    EXPECT_EQ(next.process().wait(10min), 0) << next.process().stderr_text();
    EXPECT_THAT(next.output(), HasSubstr("1000000 rows read, 0 bad"));

    Program question{
        {"call",
         "summarize_sales",
         R"({"period": "2025", "measures": ["net_sales", "tax", "units_sold", "units_returned", "transactions"]})",
         "--json"},
        database.conninfo("scale_clerk", "scale")};
    const auto answer = nlohmann::json::parse(question.output())["structuredContent"]["totals"];
    EXPECT_EQ(answer["net_sales"], cents(sums.net));
    EXPECT_EQ(answer["tax"], cents(sums.tax));
    EXPECT_EQ(answer["units_sold"], sums.units_sold);
    EXPECT_EQ(answer["units_returned"], sums.units_returned);
    EXPECT_EQ(answer["transactions"], sums.receipts);
}

} // namespace
} // namespace retail_mcp::test
