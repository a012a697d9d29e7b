#pragma once

#include "history.hpp"
#include "row_sink.hpp"
#include "world.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// One store's rows, in the column order of the COPY statements sql/queries/sample_copy_*.sql.
namespace retail_mcp::retail::sample {

class StoreRows {
public:
    /// Keeps references: world and history must outlive it. `category_ids` are the database's
    /// numbers of World::catalogue's categories.
    StoreRows(
        const World& world,
        std::size_t store,
        const StoreHistory& history,
        std::span<const std::string> category_ids
    );

    void store(RowSink& out) const;
    void products(RowSink& out) const;
    void promotions(RowSink& out) const;
    void customers(RowSink& out) const;

    /// Sales `first` … `last` - 1, or their lines.
    void transactions(RowSink& out, std::size_t first, std::size_t last) const;
    void items(RowSink& out, std::size_t first, std::size_t last) const;

    void movements(RowSink& out) const;
    void open_orders(RowSink& out) const;

private:
    void product(RowSink& out, std::size_t index) const;
    void customer(RowSink& out, std::size_t index) const;
    void item(RowSink& out, std::size_t sale, std::size_t line) const;

    std::string_view product_id(std::size_t index) const { return product_ids_[index]; }

    std::string id(std::string_view kind, std::uint64_t number) const;
    std::string moment(int day, int second) const;

    const World& world_;
    const StoreProfile& profile_;
    const StoreHistory& history_;
    std::span<const std::string> category_ids_;
    std::uint64_t seed_;
    std::vector<std::string> product_ids_;
    std::vector<std::string> customer_ids_;
    std::vector<std::string> dates_;   ///< "2026-11-23" per day
    std::vector<std::string> offsets_; ///< "-08" per day
};

} // namespace retail_mcp::retail::sample
