#include "store_rows.hpp"
#include "world.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/sample_data.hpp>
#include <retail_mcp/sql.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace retail_mcp::retail {

namespace {

using namespace sample;

// Lines per COPY: the triggers take the new rows of one statement into memory.
constexpr std::size_t sales_per_copy = 100000;

constexpr std::uint64_t customers_per_scale = 2000;
constexpr std::uint64_t transactions_per_scale = 5000;

/// One load: everything happens in one transaction of one connection.
class Loader {
public:
    Loader(db::AdminConnection& database, const World& world, const SampleListener& listener)
        : database_{database}, world_{world}, listener_{listener} {}

    Result<SampleSummary> run();

private:
    using Write = std::function<void(RowSink&)>;

    Result<void> load();
    Result<void> load_categories();
    Result<void> load_store(std::size_t store, std::uint32_t customers, std::uint32_t transactions);
    Result<void>
    load_sales(const StoreProfile& store, const StoreRows& rows, const StoreHistory& history);
    Result<void> copy(
        const db::Statement& statement,
        std::string_view table,
        const StoreProfile& store,
        const Write& write
    );
    Result<void>
    run_statement(const db::Statement& statement, std::vector<db::Parameter> parameters = {});
    void step(const StoreProfile& store, std::string_view what);
    void report(std::uint64_t done);

    db::AdminConnection& database_;
    const World& world_;
    const SampleListener& listener_;
    std::vector<std::string> category_ids_;
    SampleSummary summary_;
    std::string step_;
    std::uint64_t done_ = 0;
    std::uint64_t total_ = 0;
};

Result<SampleSummary> Loader::run() {
    const auto loaded = database_.transaction([this] { return load(); });
    if (!loaded) {
        return tl::unexpected{loaded.error()};
    }
    return summary_;
}

Result<void>
Loader::run_statement(const db::Statement& statement, std::vector<db::Parameter> parameters) {
    const auto answer = database_.query(statement, parameters);
    if (!answer) {
        return tl::unexpected{answer.error()};
    }
    return {};
}

void Loader::step(const StoreProfile& store, std::string_view what) {
    step_ = fmt::format("{}: {}", store.id, what);
    report(done_);
}

void Loader::report(std::uint64_t done) {
    if (listener_) {
        listener_({step_, std::min(done, total_), total_});
    }
}

/// Categories are the chain's and may be there already; parents come before their children.
Result<void> Loader::load_categories() {
    for (const auto& category : world_.catalogue.categories) {
        db::Parameter parent;
        if (category.parent >= 0) {
            parent = category_ids_[static_cast<std::size_t>(category.parent)];
        }
        const std::vector<db::Parameter> parameters{category.name, parent, category.description};
        const auto answer = database_.query(sql::sample_category, parameters);
        if (!answer) {
            return tl::unexpected{answer.error()};
        }
        category_ids_.emplace_back(answer->text(0, 0));
    }
    return {};
}

Result<void> Loader::copy(
    const db::Statement& statement,
    std::string_view table,
    const StoreProfile& store,
    const Write& write
) {
    std::string digest;
    std::uint64_t rows = 0;
    const auto copied =
        database_.copy_in(statement.text, [&](db::CopyWriter& writer) -> Result<void> {
            RowSink sink{&writer, [this](std::uint64_t written) { report(done_ + written); }};
            write(sink);
            rows = sink.rows();
            digest = sink.digest();
            return {};
        });
    if (!copied) {
        return tl::unexpected{copied.error()};
    }
    done_ += rows;
    return run_statement(
        sql::sample_audit_load,
        {std::string{table}, store.id, std::to_string(rows), digest, std::nullopt}
    );
}

Result<void>
Loader::load_sales(const StoreProfile& store, const StoreRows& rows, const StoreHistory& history) {
    for (std::size_t first = 0; first < history.sales.size(); first += sales_per_copy) {
        const auto last = std::min(first + sales_per_copy, history.sales.size());
        step(store, "sales");
        auto copied =
            copy(sql::sample_copy_transactions, "sales_transactions", store, [&](RowSink& out) {
                rows.transactions(out, first, last);
            });
        if (copied) {
            copied =
                copy(sql::sample_copy_items, "sales_transaction_items", store, [&](RowSink& out) {
                    rows.items(out, first, last);
                });
        }
        if (!copied) {
            return copied;
        }
    }
    return {};
}

Result<void>
Loader::load_store(std::size_t store, std::uint32_t customers, std::uint32_t transactions) {
    const auto& profile = world_.stores[store];
    const auto history = simulate_store(world_, store, customers, transactions);
    const StoreRows rows{world_, store, history, category_ids_};
    step(profile, "products and customers");
    const auto part = [&](const db::Statement& statement, std::string_view table, auto write) {
        return [&, table, write](auto&&...) { return copy(statement, table, profile, write); };
    };
    return run_statement(sql::sample_note_store, {profile.id})
        .and_then(part(sql::sample_copy_stores, "stores", [&](RowSink& out) { rows.store(out); }))
        .and_then(
            part(sql::sample_copy_products, "products", [&](RowSink& out) { rows.products(out); })
        )
        .and_then(part(
            sql::sample_copy_promotions, "promotions", [&](RowSink& out) { rows.promotions(out); }
        ))
        .and_then(part(
            sql::sample_copy_customers, "customers", [&](RowSink& out) { rows.customers(out); }
        ))
        .and_then([&] { return load_sales(profile, rows, history); })
        .and_then([&] {
            step(profile, "stock");
            return Result<void>{};
        })
        .and_then(part(
            sql::sample_copy_movements,
            "inventory_movements",
            [&](RowSink& out) { rows.movements(out); }
        ))
        .and_then(part(
            sql::sample_copy_open_orders, "inventory", [&](RowSink& out) { rows.open_orders(out); }
        ))
        .map([&] {
            ++summary_.stores;
            summary_.products += history.products.size();
            summary_.customers += history.customers.size();
            summary_.transactions += history.sales.size();
            summary_.lines += history.lines.size();
            summary_.movements += history.movements.size();
        });
}

Result<void> Loader::load() {
    const auto scale = static_cast<std::uint64_t>(world_.options.scale);
    std::vector<std::uint64_t> shares;
    for (const auto& store : world_.stores) {
        shares.push_back(store.share);
    }
    const auto customers = split(customers_per_scale * scale, shares);
    const auto transactions = split(transactions_per_scale * scale, shares);
    // An estimate: a receipt has about two lines, and goods come in some ten times a year.
    total_ = customers_per_scale * scale + transactions_per_scale * scale * 3 +
             world_.articles.size() * world_.stores.size() * 20;
    const auto options = fmt::format(
        R"({{"scale": {}, "products": {}, "stores": {}, "seed": {}, "as_of": "{}"}})",
        world_.options.scale,
        world_.options.products,
        world_.options.stores,
        world_.options.seed,
        iso_date(world_.as_of)
    );
    auto loaded = run_statement(sql::sample_bulk_on)
                      .and_then([&] { return run_statement(sql::sample_note_options, {options}); })
                      .and_then([&] { return run_statement(sql::sample_stage_open_orders); })
                      .and_then([&] { return load_categories(); });
    for (std::size_t store = 0; loaded && store < world_.stores.size(); ++store) {
        loaded = load_store(store, customers[store], transactions[store]);
    }
    return loaded.and_then([&] { return run_statement(sql::sample_apply_open_orders); });
}

/// Refuses before anything is written.
Result<void> check_database(db::AdminConnection& database, bool beside_other_data) {
    const auto state = database.query(sql::sample_state);
    if (!state) {
        return tl::unexpected{state.error()};
    }
    if (state->text(0, 0) == "t") {
        return fail(
            ErrorCode::conflict,
            "This database holds sample data already.",
            "Take it out first: retail-mcp sample-data --remove"
        );
    }
    if (state->text(0, 1) != "0" && !beside_other_data) {
        return fail(
            ErrorCode::conflict,
            fmt::format("This database holds {} stores of its own.", state->text(0, 1)),
            "Pass --beside-other-data to add the sample's stores to them."
        );
    }
    if (state->text(0, 2) != "t") {
        return fail(
            ErrorCode::permission_denied,
            "Sample data is loaded by COPY, which row-level security forbids to this login.",
            "Use an administrator with SUPERUSER or BYPASSRLS."
        );
    }
    return {};
}

} // namespace

Result<SampleSummary> load_sample_data(
    db::AdminConnection& database,
    const SampleOptions& options,
    bool beside_other_data,
    const SampleListener& listener
) {
    if (const auto checked = check_database(database, beside_other_data); !checked) {
        return tl::unexpected{checked.error()};
    }
    try {
        const auto world = make_world(options);
        auto summary = Loader{database, world, listener}.run();
        if (summary) {
            // Index-only scans and plans need it; it cannot run inside the load's transaction.
            const auto analysed = database.query(sql::sample_vacuum);
            if (!analysed) {
                return tl::unexpected{analysed.error()};
            }
        }
        return summary;
    } catch (const std::invalid_argument& refused) {
        return fail(ErrorCode::invalid_arguments, refused.what());
    }
}

} // namespace retail_mcp::retail
