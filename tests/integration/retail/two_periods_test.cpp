// The measures made of two periods, worked by hand: like_for_like and elasticity.
#include "shop.hpp"

#include <gmock/gmock.h>

namespace retail_mcp::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const Timestamp now = *Timestamp::parse("2025-06-18T17:00:00Z");

/// Three stores' Mays and a price cut. Net sales of May 2024 and 2025:
///   old    lamps 600 and 800, chairs 400 and 300
///   small  lamps 500 and 480
///   fresh  nothing and 900: it opened in December
const Database& chain() {
    static const FilledDatabase database{
        R"sql(
INSERT INTO retail.stores (store_id, store_name, currency, time_zone) VALUES
  ('old', 'Old', 'USD', 'UTC'), ('small', 'Small', 'USD', 'UTC'), ('fresh', 'Fresh', 'USD', 'UTC');
INSERT INTO retail.product_categories (category_id, category_name) VALUES (1, 'Lamps'), (2, 'Chairs');
INSERT INTO retail.products (store_id, sku, product_name, category_id, price)
SELECT s.store_id, p.sku, p.name, p.category_id, 100
  FROM retail.stores AS s, (VALUES ('LAMP', 'Lamp', 1), ('CHAIR', 'Chair', 2), ('SHADE', 'Shade', 1)) AS p(sku, name, category_id);
CREATE TABLE public.sold (store_id text, sku text, day date, quantity integer, unit_price numeric, transaction_id uuid DEFAULT gen_random_uuid());
INSERT INTO public.sold (store_id, sku, day, quantity, unit_price) VALUES
  ('old', 'LAMP', '2024-05-01', 6, 100), ('old', 'CHAIR', '2024-05-31', 4, 100),
  ('old', 'LAMP', '2025-05-01', 8, 100), ('old', 'CHAIR', '2025-05-31', 3, 100),
  ('small', 'LAMP', '2024-05-01', 5, 100), ('small', 'LAMP', '2025-05-31', 5, 96),
  ('fresh', 'LAMP', '2024-12-01', 1, 100), ('fresh', 'LAMP', '2025-05-31', 9, 100),
  ('old', 'SHADE', '2025-03-05', 100, 10), ('old', 'SHADE', '2025-03-15', 130, 9);
INSERT INTO retail.sales_transactions (transaction_id, store_id, transaction_date, payment_method, transaction_type, subtotal, total_amount)
SELECT transaction_id, store_id, day + time '12:00' AT TIME ZONE 'UTC', 'cash', 'sale', quantity * unit_price, quantity * unit_price FROM public.sold;
INSERT INTO retail.sales_transaction_items (store_id, transaction_id, line_no, product_id, quantity, unit_price, discount_amount, total_price, tax_amount)
SELECT s.store_id, s.transaction_id, 1, p.product_id, s.quantity, s.unit_price, 0, s.quantity * s.unit_price, 0
  FROM public.sold AS s JOIN retail.products AS p USING (store_id, sku);
)sql",
        {{"regional", {"old", "small", "fresh"}}}};
    return database;
}

json mays(json more) {
    json arguments{
        {"period", "May 2025"}, {"compare_to", "May 2024"}, {"measures", {"like_for_like"}}};
    arguments.update(more);
    return arguments;
}

/// {key: figure} of an answer with one dimension, in the answer's order.
std::vector<std::pair<std::string, json>> by(const json& answer, const std::string& dimension) {
    std::vector<std::pair<std::string, json>> found;
    for (const json& group : answer["groups"]) {
        found.emplace_back(group["key"][dimension], group["like_for_like"]);
    }
    return found;
}

TEST(LikeForLike, LeavesOutTheStoreThatIsNew) {
    Clerk clerk{chain(), "regional", now};
    // (800 + 300 + 480) / (600 + 400 + 500) - 1
    EXPECT_EQ(
        clerk.ask("summarize_sales", mays(json::object()))["totals"]["like_for_like"], 0.053333
    );
}

TEST(LikeForLike, RanksStoresAndHasNoFigureForTheNewOne) {
    Clerk clerk{chain(), "regional", now};
    const json answer = clerk.ask("summarize_sales", mays({{"group_by", {"store"}}}));
    const std::vector<std::pair<std::string, json>> expected{
        {"old", 0.1}, {"small", -0.04}, {"fresh", nullptr}};
    EXPECT_EQ(by(answer, "store"), expected);
    EXPECT_EQ(answer["totals"]["like_for_like"], 0.053333);
}

TEST(LikeForLike, IsOfComparableStoresWithinEveryGroup) {
    Clerk clerk{chain(), "regional", now};
    const json answer = clerk.ask("summarize_sales", mays({{"group_by", {"category"}}}));
    // lamps (800 + 480) / (600 + 500) - 1, chairs 300 / 400 - 1
    const std::vector<std::pair<std::string, json>> expected{
        {"Lamps", 0.163636}, {"Chairs", -0.25}};
    EXPECT_EQ(by(answer, "category"), expected);
    const json both = clerk.ask("summarize_sales", mays({{"group_by", {"store", "category"}}}));
    EXPECT_EQ(both["groups"][0]["key"], (json{{"store", "old"}, {"category", "Lamps"}}));
    EXPECT_EQ(both["groups"][0]["like_for_like"], 0.333333);
}

TEST(LikeForLike, KeepsAStoreThatHasNotSoldSinceTheDayBeforeYesterday) {
    // the week to 2 June: nobody has sold since 31 May
    Clerk clerk{chain(), "regional", *Timestamp::parse("2025-06-03T08:00:00Z")};
    const json answer = clerk.ask(
        "summarize_sales",
        {{"period", "2025-05-05..2025-06-02"},
         {"compare_to", "2024-05-05..2024-06-02"},
         {"measures", {"like_for_like"}},
         {"group_by", {"store"}},
         {"store", "old"}}
    );
    // chairs 300 against 400; the lamps of 1 May lie before both
    EXPECT_EQ(answer["groups"][0]["like_for_like"], -0.25);
}

TEST(LikeForLike, SaysWhatItCannotBeGroupedBy) {
    Clerk clerk{chain(), "regional", now};
    for (const json& dimensions : {json{"month"}, json{"category", "brand"}}) {
        const Error error = clerk.complaint("summarize_sales", mays({{"group_by", dimensions}}));
        EXPECT_EQ(error.code, ErrorCode::invalid_arguments) << dimensions;
        EXPECT_THAT(error.message + error.hint, HasSubstr("/group_by")) << dimensions;
    }
}

TEST(Elasticity, IsTheArcBetweenTwoPrices) {
    Clerk clerk{chain(), "regional", now};
    const json arguments{
        {"period", "2025-03-11..2025-03-20"},
        {"compare_to", "2025-03-01..2025-03-10"},
        {"sku", "SHADE"},
        {"measures", {"elasticity"}}};
    // 100 at 10.00, then 130 at 9.00: (30 / 115) / (-1 / 9.5)
    const json answer = clerk.ask("summarize_sales", arguments);
    EXPECT_EQ(answer["totals"]["elasticity"], -2.478);
    EXPECT_EQ(answer["unavailable"][0]["measure"], "promotions") << "none is recorded";
}

TEST(Elasticity, HasNoValueWhereAPromotionRanAndNoReservationWhereAnotherDid) {
    const json arguments{
        {"period", "2025-03-11..2025-03-20"},
        {"compare_to", "2025-03-01..2025-03-10"},
        {"sku", "SHADE"},
        {"measures", {"elasticity"}}};
    Clerk clerk{chain(), "regional", now};
    const auto promote = [](const std::string& sku) {
        chain().execute(
            "INSERT INTO retail.promotions (store_id, sku, valid_from, valid_to, price) SELECT "
            "store_id, sku, '2025-03-12', '2025-03-13', 9 FROM retail.products WHERE sku = '" +
            sku + "' LIMIT 1"
        );
    };
    promote("CHAIR");
    const json beside = clerk.ask("summarize_sales", arguments);
    promote("SHADE");
    const json during = clerk.ask("summarize_sales", arguments);
    chain().execute("DELETE FROM retail.promotions");
    EXPECT_EQ(beside["totals"]["elasticity"], -2.478);
    EXPECT_TRUE(beside["unavailable"].empty()) << beside["unavailable"];
    EXPECT_TRUE(during["totals"]["elasticity"].is_null());
    EXPECT_THAT(during["unavailable"][0]["reason"], HasSubstr("a promotion of the SKU"));
}

TEST(Elasticity, HasNoValueWherePricesDoNotDifferAndNoGroups) {
    Clerk clerk{chain(), "regional", now};
    json arguments{
        {"period", "May 2025"},
        {"compare_to", "May 2024"},
        {"sku", "CHAIR"},
        {"measures", {"elasticity"}}};
    const json same_price = clerk.ask("summarize_sales", arguments);
    EXPECT_TRUE(same_price["totals"]["elasticity"].is_null());
    EXPECT_THAT(same_price["unavailable"][0]["reason"], HasSubstr("two different prices"));
    arguments["group_by"] = {"store"};
    EXPECT_EQ(clerk.complaint("summarize_sales", arguments).code, ErrorCode::invalid_arguments);
}

} // namespace
} // namespace retail_mcp::test
