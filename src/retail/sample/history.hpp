#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What happened in one sample store, in a compact form: the rows are written from it. Amounts are
/// in cents, days count from World::first_day, seconds from the local midnight.
namespace retail_mcp::retail::sample {

struct StoreProduct {
    std::uint32_t article = 0; ///< index into World::articles
    std::int32_t price = 0;    ///< today's
    std::int32_t cost = 0;     ///< today's
    std::int32_t minimum_stock = 0;
    std::int32_t reorder_point = 0;
    std::int32_t maximum_stock = 0;
    std::int32_t on_hand = 0;
    std::int32_t on_order = 0;
    std::int32_t committed = 0;
    std::int32_t backordered = 0;
};

enum class Tier : std::uint8_t { bronze, silver, gold, platinum };

struct Customer {
    std::int32_t since_day = 0; ///< negative: before the first day
    std::int32_t until_day = 0; ///< does not come any more from here on
    Tier tier = Tier::bronze;
};

enum class SaleType : std::uint8_t { sale, goods_return, exchange };
enum class Payment : std::uint8_t { credit_card, debit_card, cash, digital_wallet };
enum class ReturnReason : std::uint8_t {
    none,
    changed_mind,
    wrong_size,
    defective,
    damaged_in_transit,
    not_as_described,
};

struct SaleLine {
    std::uint32_t product = 0; ///< index into StoreHistory::products
    std::int32_t quantity = 0; ///< negative: given back
    std::int32_t unit_price = 0;
    std::int32_t discount = 0; ///< with the quantity's sign
    std::int32_t tax = 0;      ///< with the quantity's sign
    std::int32_t unit_cost = 0;
    std::int32_t original_sale = -1; ///< index into StoreHistory::sales
    std::int16_t original_line = 0;  ///< counts from 1
    ReturnReason reason = ReturnReason::none;
    bool was_returned = false;

    std::int64_t gross() const { return std::int64_t{unit_price} * quantity; }

    std::int64_t net() const { return gross() - discount; }
};

struct Sale {
    std::int32_t day = 0;
    std::int32_t second = 0;
    std::int32_t customer = -1; ///< index into StoreHistory::customers; -1: not known
    std::uint32_t first_line = 0;
    std::uint8_t line_count = 0;
    std::uint8_t cashier = 0;
    std::uint8_t till = 0;
    SaleType type = SaleType::sale;
    Payment payment = Payment::cash;
};

enum class MovementKind : std::uint8_t { receipt, count, damage, return_to_supplier };

/// A movement of goods that does not follow from a sales line.
struct Movement {
    std::int32_t day = 0;
    std::int32_t second = 0;
    std::uint32_t product = 0;
    std::int32_t quantity = 0; ///< signed
    std::int32_t counted = 0;  ///< counts: what was found
    std::int32_t unit_cost = 0;
    MovementKind kind = MovementKind::receipt;
    std::string_view reason; ///< of static storage; may be empty
};

struct Promotion {
    std::uint32_t product = 0;
    std::int32_t from_day = 0;
    std::int32_t until_day = 0; ///< exclusive
    std::int32_t price = 0;
    std::uint32_t demand_percent = 100;
};

struct StoreHistory {
    std::vector<StoreProduct> products;
    std::vector<Customer> customers;
    std::vector<Sale> sales; ///< in order of time
    std::vector<SaleLine> lines;
    std::vector<Movement> movements; ///< in order of time
    std::vector<Promotion> promotions;
};

struct World;

/// Plays one store's days from the first to the last. A pure function of the world, the store's
/// place in it and the number of its customers and transactions.
StoreHistory simulate_store(
    const World& world, std::size_t store, std::uint32_t customers, std::uint32_t transactions
);

} // namespace retail_mcp::retail::sample
