// What must hold whatever was sold: parts add up, ranges add up, pages add up, and the rollup and
// the counters equal the detail. Expected sums are plain SQL over the lines, asked as
// administration.
#include "retail/retail_calendar.hpp"
#include "shop.hpp"
#include "till.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/import.hpp>

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using retail::Days;

const Timestamp now = *Timestamp::parse("2026-03-31T18:00:00Z");
const Date first_day = *Date::parse("2026-01-01");
constexpr int days = 80;

/// Each case is a shop of its own: few are telling enough, and a run stays short.
const bool few_cases = ::setenv("RC_PARAMS", "max_success=12 max_size=60", 0) == 0;

Decimal amount(const json& value) {
    return value.is_null()
               ? Decimal{}
               : *Decimal::parse(value.is_string() ? value.get<std::string>() : value.dump());
}

/// A database with a store for every case, and one login for all of them.
class Chain {
public:
    Chain() : database_{std::string{till_functions} + categories, {{"everywhere", {}}}} {
        execute("GRANT retail_personal_data TO everywhere"); // small groups are told, too
        open_store(false); // whoever has a single store cannot name it
    }

    /// A store with products P0 to P5; its name.
    std::string open_store(bool prices_include_tax) {
        const std::string store = "store" + std::to_string(++stores_);
        execute(
            "SELECT till.store('" + store + "', 'America/Los_Angeles', tax_included => " +
            (prices_include_tax ? "0.19" : "NULL") +
            ");"
            "SELECT till.product('" +
            store +
            "', 'P' || n, 8 + n, 2 + n * 0.04, 1 + n % 3, 'Brand' || n % 2) FROM "
            "generate_series(0, 5) n;"
            "INSERT INTO retail.customers (store_id, customer_id, loyalty_tier) SELECT '" +
            store +
            "', ('00000000-0000-4000-8000-00000000000' || n)::uuid, (ARRAY['gold', 'silver', "
            "'bronze'])[1 + n % 3] FROM generate_series(0, 4) n;"
            "INSERT INTO retail_sec.store_access (principal, store_id) VALUES ('everywhere', '" +
            store + "')"
        );
        return store;
    }

    void execute(const std::string& sql) { database_.execute(sql); }

    std::string value(const std::string& sql) const { return value_of(database_, sql); }

    const Database& database() const { return database_; }

private:
    static constexpr const char* categories =
        "INSERT INTO retail.product_categories (category_id, category_name, parent_category_id) "
        "VALUES (1, 'Home', NULL), (2, 'Lamps', 1), (3, 'Garden', NULL);";

    FilledDatabase database_;
    int stores_ = 0;
};

Chain& chain() {
    static Chain chain;
    return chain;
}

/// A random till roll: receipts of one line, returns among them, deliveries and promotions. Amounts
/// are whole cents on every line, also of weighed goods.
void fill(const std::string& store, bool prices_include_tax) {
    using namespace rc;
    const auto line = gen::tuple(
        gen::inRange(0, days),                                          // day
        gen::inRange(0, 24),                                            // hour
        gen::inRange(0, 6),                                             // product
        gen::elementOf(std::vector<int>{4, 4, 8, 20, 2, 6, 1, -4, -2}), // quarters of a piece
        gen::inRange(0, 500),                                           // price / 4 cents
        gen::inRange(0, 4),                                             // discount / 4 cents
        gen::inRange(0, 8)                                              // customer, some without
    );
    json lines = json::array();
    for (const auto& [day, hour, product, quarters, price, discount, customer] :
         *gen::container<std::vector<decltype(line)::ValueType>>(line)) {
        const int net =
            quarters * price - (quarters > 0 ? std::min(4 * discount, quarters * price) : 0);
        lines.push_back(
            {{"day", day},
             {"hour", hour},
             {"sku", "P" + std::to_string(product)},
             {"quantity", quarters / 4.0},
             {"price", price * 4 / 100.0},
             {"discount", (quarters * price - net) / 100.0},
             {"tax", prices_include_tax ? net / 10 / 100.0 : 0},
             {"customer",
              customer < 5 ? json("00000000-0000-4000-8000-00000000000" + std::to_string(customer))
                           : json()}}
        );
    }
    chain().execute(
        "SELECT till.sell('" + store +
        "', ('2026-01-01'::date + day + make_time(hour, 30, 0)) AT TIME ZONE "
        "'America/Los_Angeles', sku, quantity, price, discount, NULL, tax, customer) "
        "FROM jsonb_to_recordset('" +
        lines.dump() +
        "') AS l(day integer, hour integer, sku text, quantity numeric, price numeric, discount "
        "numeric, tax numeric, customer uuid)"
    );
    const auto event = gen::tuple(gen::inRange(0, days), gen::inRange(0, 6), gen::inRange(1, 30));
    for (const auto& [day, product, size] :
         *gen::container<std::vector<decltype(event)::ValueType>>(5, event)) {
        const std::string at = (first_day + day).to_string();
        const std::string sku = "P" + std::to_string(product);
        chain().execute(
            "SELECT till.move('" + store + "', '" + at + " 10:00Z', '" + sku + "', 'receipt', " +
            std::to_string(size) +
            ");"
            "INSERT INTO retail.promotions (store_id, sku, valid_from, valid_to, price) VALUES ('" +
            store + "', '" + sku + "', '" + at + "', '" + at + "'::date + " + std::to_string(size) +
            ", 5) ON CONFLICT DO NOTHING"
        );
    }
}

Days any_days() {
    const int a = *rc::gen::inRange(0, days);
    const int b = *rc::gen::inRange(a + 1, days + 1);
    return {first_day + a, first_day + b};
}

json period_of(const Days& range) {
    return {{"from", range.from.to_string()}, {"to", (range.until - 1).to_string()}};
}

/// A sum over the store's lines, in cents.
std::string sum_of(const std::string& store, const std::string& what, const Days& range) {
    return chain().value(
        "SELECT round(coalesce(" + what +
        ", 0), 2) FROM retail.sales_transaction_items WHERE store_id = '" + store +
        "' AND business_date >= '" + range.from.to_string() + "' AND business_date < '" +
        range.until.to_string() + "'"
    );
}

void check_explanation(Clerk& clerk, const std::string& store) {
    const Days after = any_days();
    const Days before = any_days(); // also earlier, later or overlapping
    const json answer = clerk.ask(
        "explain_sales_change",
        {{"store", store},
         {"period", period_of(after)},
         {"compare_to", period_of(before)},
         {"limit", 50}}
    );
    RC_ASSERT(answer["change"]["after"] == sum_of(store, "sum(net_amount)", after));
    RC_ASSERT(answer["change"]["before"] == sum_of(store, "sum(net_amount)", before));
    Decimal all;
    for (const json& part : answer["parts"]) {
        all += amount(part["amount"]);
        Decimal of_products;
        int products = 0;
        for (const json& product : answer["products"]) {
            if (product["part"] == part["part"]) {
                of_products += amount(product["amount"]);
                ++products;
            }
        }
        // each product is rounded on its own
        const Decimal off = (of_products - amount(part["amount"])).abs();
        const Decimal cents{products + 2, 2};
        RC_ASSERT(off <= cents);
    }
    RC_ASSERT(all == amount(answer["change"]["absolute"]));
    RC_ASSERT(
        amount(answer["change"]["after"]) - amount(answer["change"]["before"]) ==
        amount(answer["change"]["absolute"])
    );
}

void check_adjacent_ranges(Clerk& clerk, const std::string& store, bool prices_include_tax) {
    const Days whole = any_days();
    const Date middle = whole.from + *rc::gen::inRange(0, whole.count());
    json measures{"net_sales", "returns", "tax", "units_sold", "units_returned", "transactions"};
    if (!prices_include_tax) { // else their tax is taken out of them, and cents are no longer whole
        measures.insert(measures.end(), {"gross_sales", "discounts", "gross_margin"});
    }
    const auto totals = [&](const Days& range) {
        json zero;
        for (const auto& measure : measures) {
            zero[measure.get<std::string>()] = 0;
        }
        return range.count() == 0
                   ? zero
                   : clerk.ask(
                         "summarize_sales",
                         {{"store", store}, {"period", period_of(range)}, {"measures", measures}}
                     )["totals"];
    };
    const json first = totals({whole.from, middle});
    const json second = totals({middle, whole.until});
    const json both = totals(whole);
    for (const auto& measure : measures) {
        const auto name = measure.get<std::string>();
        RC_ASSERT(amount(first[name]) + amount(second[name]) == amount(both[name]));
    }
    RC_ASSERT(both["net_sales"] == sum_of(store, "sum(net_amount)", whole));
    RC_ASSERT(both["tax"] == sum_of(store, "sum(tax_amount)", whole));
}

/// All groups, page by page.
json groups_of(Clerk& clerk, json arguments, int limit) {
    arguments["limit"] = limit;
    json groups = json::array();
    for (;;) {
        const json page = clerk.ask("summarize_sales", arguments);
        groups.insert(groups.end(), page["groups"].begin(), page["groups"].end());
        RC_ASSERT(page["groups"].size() <= static_cast<std::size_t>(limit));
        if (page["next_cursor"].is_null()) {
            RC_ASSERT(page["total"] == groups.size());
            return groups;
        }
        arguments["cursor"] = page["next_cursor"];
    }
}

void check_groups(Clerk& clerk, const std::string& store) {
    static const std::vector<std::string> by_time{"day", "week", "month", "quarter", "year"};
    static const std::vector<std::string> others{
        "hour",
        "weekday",
        "category",
        "brand",
        "product",
        "payment_method",
        "loyalty_tier",
        "transaction_type",
        "store"};
    const auto first = *rc::gen::elementOf(others);
    const auto second = *rc::gen::elementOf(*rc::gen::arbitrary<bool>() ? by_time : others);
    json arguments{
        {"store", store},
        {"period", period_of(any_days())},
        {"measures",
         {"net_sales",
          "gross_sales",
          "discounts",
          "returns",
          "tax",
          "gross_margin",
          "units_sold",
          "units_returned"}},
        {"group_by", first == second ? json{first} : json{first, second}}};
    if (*rc::gen::arbitrary<bool>()) {
        arguments["category"] = "Home";
    }
    const json totals = clerk.ask("summarize_sales", arguments)["totals"];
    const json groups = groups_of(clerk, arguments, 200);
    for (const auto& [measure, total] : totals.items()) {
        Decimal sum;
        for (const json& group : groups) {
            sum += amount(group[measure]);
        }
        RC_ASSERT(sum == amount(total));
    }
    RC_ASSERT(groups_of(clerk, arguments, *rc::gen::inRange(3, 9)) == groups);
}

/// Pages of `limit` joined, and the whole.
void check_pages(Clerk& clerk, const std::string& tool, const std::string& rows, json arguments) {
    const json whole = [&] {
        json all = arguments;
        all["limit"] = 200;
        return clerk.ask(tool, all);
    }();
    arguments["limit"] = *rc::gen::inRange(1, 20);
    json joined = json::array();
    do {
        const json page = clerk.ask(tool, arguments);
        joined.insert(joined.end(), page[rows].begin(), page[rows].end());
        RC_ASSERT(page["truncated"] == !page["next_cursor"].is_null());
        arguments["cursor"] = page["next_cursor"];
    } while (!arguments["cursor"].is_null());
    RC_ASSERT(whole["truncated"] == false);
    RC_ASSERT(joined == whole[rows]);
}

TEST(RandomSales, AddUpHoweverTheyAreAskedFor) {
    EXPECT_TRUE(rc::check("parts, ranges, groups and pages add up", [] {
        const bool prices_include_tax = *rc::gen::arbitrary<bool>();
        const std::string store = chain().open_store(prices_include_tax);
        fill(store, prices_include_tax);
        Clerk clerk{chain().database(), "everywhere", now};
        for (int i = 0; i < 3; ++i) {
            check_explanation(clerk, store);
            check_adjacent_ranges(clerk, store, prices_include_tax);
            check_groups(clerk, store);
        }
        check_pages(clerk, "list_transactions", "transactions", {{"store", store}});
        check_pages(clerk, "list_stock_movements", "movements", {{"store", store}});
    }));
}

// ---- the rollup and the counters ---------------------------------------------------------------

/// Days whose rollup differs from the lines, products whose counter differs from the ledger, and
/// products whose ledger says other sales than the lines.
std::string differences(const std::string& store) {
    return chain().value(
        "WITH detail AS (SELECT business_date, coalesce(sum(gross_amount) FILTER (WHERE quantity > "
        "0), 0) AS gross_sales, "
        "  coalesce(sum(gross_amount - net_amount) FILTER (WHERE quantity > 0), 0) AS discounts, "
        "coalesce(-sum(net_amount) FILTER (WHERE quantity < 0), 0) AS returns, "
        "  sum(tax_amount) AS tax, coalesce(sum(quantity) FILTER (WHERE quantity > 0), 0) AS "
        "units_sold, coalesce(-sum(quantity) FILTER (WHERE quantity < 0), 0) AS units_returned, "
        "  count(DISTINCT transaction_id) FILTER (WHERE quantity > 0) AS transactions, count(*) AS "
        "lines, coalesce(sum(unit_cost * quantity), 0) AS cost_of_sales, "
        "  coalesce(sum(net_amount) FILTER (WHERE unit_cost IS NOT NULL), 0) AS "
        "net_sales_with_cost "
        "  FROM retail.sales_transaction_items WHERE store_id = '" +
        store +
        "' GROUP BY business_date), "
        "rollup AS (SELECT business_date, gross_sales, discounts, returns, tax, units_sold, "
        "units_returned, transactions, lines, cost_of_sales, net_sales_with_cost "
        "  FROM retail.sales_by_day WHERE store_id = '" +
        store +
        "' AND lines <> 0) "
        "SELECT (SELECT count(*) FROM ((TABLE detail EXCEPT TABLE rollup) UNION ALL (TABLE rollup "
        "EXCEPT TABLE detail)) d) || ' days, ' || "
        "  (SELECT count(*) FROM retail.inventory i WHERE store_id = '" +
        store +
        "' AND on_hand <> (SELECT coalesce(sum(quantity), 0) FROM retail.inventory_movements m "
        "     WHERE m.store_id = i.store_id AND m.product_id = i.product_id)) || ' counters, ' || "
        "  (SELECT count(*) FROM retail.products p WHERE store_id = '" +
        store +
        "' AND "
        "     (SELECT coalesce(sum(quantity), 0) FROM retail.inventory_movements m WHERE "
        "m.store_id = p.store_id AND m.product_id = p.product_id AND transaction_id IS NOT NULL) "
        "<> "
        "     -(SELECT coalesce(sum(quantity), 0) FROM retail.sales_transaction_items i WHERE "
        "i.store_id = p.store_id AND i.product_id = p.product_id)) || ' products'"
    );
}

/// A file of lines; the same references again with other figures are corrections.
void import_lines(const std::string& store) {
    const auto file = std::filesystem::temp_directory_path() /
                      ("retail-mcp-lines-" + std::to_string(::getpid()) + ".csv");
    {
        std::ofstream out{file};
        out << "transaction_ref,line,transaction_date,sku,quantity,unit_price,discount_amount\n";
        const int count = *rc::gen::inRange(1, 25);
        for (int i = 0; i < count; ++i) {
            const int document = i / 2;
            const int quantity = *rc::gen::elementOf(std::vector<int>{1, 2, 3, -1});
            out << "T" << document << ',' << 1 + i % 2 << ',' << (first_day + document).to_string()
                << "T12:00:00,P" << *rc::gen::inRange(0, 6) << ',' << quantity << ','
                << *rc::gen::inRange(1, 90) << ".50,"
                << (quantity > 0 ? *rc::gen::inRange(0, 2) : 0) << '\n';
        }
    }
    auto admin =
        db::AdminConnection::open(db::ConnectionString{chain().database().admin_conninfo()});
    import::ImportOptions options;
    options.kind = import::Kind::transactions;
    options.file = file;
    options.store = store;
    const auto report = import::import_file(*admin, options, {});
    std::filesystem::remove(file);
    RC_ASSERT(report.has_value());
    RC_ASSERT(report->committed);
}

/// One change of the kinds that tills, importers and corrections make; `n` picks the rows.
void change(const std::string& store, int kind, int n) {
    const std::string at = "('" + (first_day + n % days).to_string() + " 20:00Z')::timestamptz";
    const std::string sku = "'P" + std::to_string(n % 6) + "'";
    const std::string some =
        "store_id = '" + store +
        "' AND get_byte(uuid_send(transaction_id), 15) % 7 = " + std::to_string(n % 7);
    const std::string statements[] = {
        "SELECT till.sell('" + store + "', " + at + ", " + sku + ", 1 + " + std::to_string(n % 4) +
            ", 9.99, 0.5)",
        "SELECT till.sell('" + store + "', " + at + ", " + sku + ", -1, 9.99)",
        // a receipt of several lines, sold and given back, in one statement
        "WITH r AS (INSERT INTO retail.sales_transactions (store_id, transaction_date, "
        "transaction_type, subtotal, total_amount) VALUES ('" +
            store + "', " + at +
            ", 'exchange', 1, 1) RETURNING transaction_id) "
            "INSERT INTO retail.sales_transaction_items (store_id, transaction_id, line_no, "
            "product_id, quantity, unit_price, total_price) "
            "SELECT '" +
            store + "', r.transaction_id, row_number() OVER (), p.product_id, CASE WHEN p.sku = " +
            sku + " THEN -1 ELSE 2 END, 5, CASE WHEN p.sku = " + sku +
            " THEN -5 ELSE 10 END "
            "FROM r, retail.products p WHERE p.store_id = '" +
            store + "' AND p.sku <= " + sku,
        // a later line of receipts that are there
        "INSERT INTO retail.sales_transaction_items (store_id, transaction_id, product_id, "
        "quantity, unit_price, total_price) "
        "SELECT t.store_id, t.transaction_id, p.product_id, 1, 3, 3 FROM retail.sales_transactions "
        "t JOIN retail.products p USING (store_id) WHERE " +
            some + " AND p.sku = " + sku,
        "UPDATE retail.sales_transaction_items SET quantity = quantity * 2, gross_amount = "
        "gross_amount * 2, net_amount = net_amount * 2, total_price = total_price * 2 WHERE " +
            some,
        "UPDATE retail.sales_transaction_items SET quantity = -quantity, gross_amount = "
        "-gross_amount, net_amount = -net_amount, tax_amount = -tax_amount WHERE " +
            some,
        "UPDATE retail.sales_transaction_items SET unit_cost = CASE WHEN unit_cost IS NULL THEN 4 "
        "END, product_id = (SELECT product_id FROM retail.products WHERE store_id = '" +
            store + "' AND sku = " + sku + ") WHERE " + some,
        "DELETE FROM retail.sales_transaction_items WHERE " + some + " AND line_no = 1",
        "DELETE FROM retail.sales_transactions WHERE " + some,
        "SELECT till.move('" + store + "', " + at + ", " + sku + ", 'count', " +
            std::to_string(n % 20) + ")",
        "SELECT till.move('" + store + "', " + at + ", " + sku + ", 'receipt', " +
            std::to_string(1 + n % 20) + ")"};
    if (kind == static_cast<int>(std::size(statements))) {
        import_lines(store);
    } else {
        chain().execute(statements[kind]);
    }
}

TEST(RandomChanges, KeepRollupAndCountersEqualToTheDetail) {
    EXPECT_TRUE(rc::check("after any inserts, corrections, removals and imports", [] {
        const std::string store = chain().open_store(*rc::gen::arbitrary<bool>());
        const auto changes = *rc::gen::container<std::vector<std::pair<int, int>>>(
            rc::gen::pair(rc::gen::inRange(0, 12), rc::gen::inRange(0, 1000))
        );
        for (const auto& [kind, n] : changes) {
            change(store, kind, n);
            RC_ASSERT(differences(store) == "0 days, 0 counters, 0 products");
        }
        Clerk clerk{chain().database(), "everywhere", now};
        const Days range = any_days();
        const json totals = clerk.ask(
            "summarize_sales",
            {{"store", store}, {"period", period_of(range)}, {"measures", {"net_sales"}}}
        )["totals"];
        RC_ASSERT(totals["net_sales"] == sum_of(store, "sum(net_amount)", range));
    }));
}

} // namespace
} // namespace retail_mcp::test
