#pragma once

#include "history.hpp"
#include "world.hpp"

#include <cstdint>
#include <vector>

namespace retail_mcp::retail::sample {

class Random;

/// The goods of one store: what lies on the shelf, what is ordered, what arrives. Orders are
/// placed on Mondays when the position has fallen to the reorder point, and arrive about a lead
/// time later. On-hand never falls below zero and is always the sum of sales, returns and the
/// movements written here.
class StockRoom {
public:
    /// Keeps references: world and history must outlive it.
    StockRoom(
        const World& world, std::size_t store, StoreHistory& history, std::uint32_t transactions
    );

    /// The morning: recalls, deliveries, orders.
    void open(int day);

    /// The evening: stock counts.
    void close(int day);

    std::int32_t on_hand(std::size_t product) const { return history_.products[product].on_hand; }

    void sell(std::size_t product, std::int32_t quantity);

    /// Goods come back; what cannot be sold again is written off at once.
    void take_back(
        std::size_t product, std::int32_t quantity, int day, std::int32_t second, bool faulty
    );

    /// What is left open on the last day: orders on the way, goods set aside, goods owed.
    void settle(int day);

private:
    struct Order {
        int due_day;
        std::uint32_t product;
        std::int32_t quantity;
    };

    std::int64_t daily_milli_units(std::size_t product, int day) const;
    void plan_levels(std::size_t product);
    void review(std::size_t product, int day);
    void order(std::size_t product, std::int32_t at_least, int due_day);
    void deliver(int day);
    void play_stories(int day);
    void play_story(const Story& story, std::size_t product, int day);
    void count(std::size_t product, int day, std::int32_t missing);
    void move(
        MovementKind kind,
        std::size_t product,
        int day,
        std::int32_t second,
        std::int32_t quantity,
        std::string_view reason
    );
    bool is_recalled(std::size_t product, int day) const;
    bool is_given_up(std::size_t product, int day) const;

    const World& world_;
    const StoreProfile& profile_;
    std::uint64_t seed_;
    StoreHistory& history_;
    std::int64_t milli_units_per_day_;
    std::int64_t popularity_ = 0;
    std::vector<Order> orders_;
};

} // namespace retail_mcp::retail::sample
