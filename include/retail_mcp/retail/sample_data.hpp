#pragma once

#include <retail_mcp/base/error.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace retail_mcp::db {
class AdminConnection;
}

/// Sample shops: a small chain with products, customers, 25 months of sales, suppliers and stock.
/// The same options give the same rows on every machine. Everything here blocks; use it from an
/// administration command or from a worker thread.
namespace retail_mcp::retail {

struct SampleOptions {
    int scale = 1;      ///< 2,000 customers and 5,000 transactions each
    int products = 500; ///< articles of the chain; a store carries most of them
    int stores = 4;     ///< at least 4
    std::uint64_t seed = 1;
    /// The data ends when this day opens, 25 months after it begins.
    std::chrono::sys_days as_of{};
};

/// How far a load has come: `done` of about `total` rows are written.
struct SampleProgress {
    std::string_view step; ///< "Seattle: sales"
    std::uint64_t done = 0;
    std::uint64_t total = 0;
};

struct SampleSummary {
    std::uint64_t stores = 0;
    std::uint64_t products = 0;
    std::uint64_t customers = 0;
    std::uint64_t transactions = 0;
    std::uint64_t lines = 0;
    std::uint64_t movements = 0; ///< of goods, without those that follow from sales
};

using SampleListener = std::function<void(const SampleProgress&)>;

/// Loads the sample into a migrated database: all of it or nothing. Errors: conflict when the
/// database holds other stores and `beside_other_data` is false, or when a sample is loaded
/// already; invalid_arguments; whatever the database answers.
Result<SampleSummary> load_sample_data(
    db::AdminConnection& database,
    const SampleOptions& options,
    bool beside_other_data,
    const SampleListener& listener
);

/// Takes out what load_sample_data put in: its stores with everything in them (whatever has been
/// added to them since), its categories as far as no other store uses them, and the grants of its
/// principals with their logins. Other stores and the audit trail stay. False when there was none.
Result<bool> remove_sample_data(db::AdminConnection& database);

/// A login that comes with the sample data.
struct SamplePrincipal {
    std::string_view name;
    std::vector<std::string_view> stores; ///< empty: every store of the sample
    bool can_write = false;
    bool personal_data = false;
};

/// The managers, the analyst and head office of the sample shops.
const std::vector<SamplePrincipal>& sample_principals();

/// Makes the sample's logins, with their grants, on a database that holds the sample.
/// `password_of` gives each login its password; without it they get none and can only connect
/// where the server lets them in otherwise.
Result<void> create_sample_principals(
    db::AdminConnection& database,
    const std::function<Result<std::string>(std::string_view principal)>& password_of
);

} // namespace retail_mcp::retail
