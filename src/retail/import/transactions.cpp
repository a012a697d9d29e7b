#include "retail/import/transactions.hpp"

#include <retail_mcp/sql.hpp>

#include <fmt/format.h>

#include <array>
#include <span>
#include <string_view>

namespace retail_mcp::import {

namespace {

std::string cell(const db::Rows& rows, int row, std::string_view column) {
    return std::string{rows.text(row, rows.column(column).value())};
}

struct Step {
    std::string_view says; // empty: goes on with what was said
    db::Statement statement;
};

Result<void>
run(db::AdminConnection& connection, std::span<const Step> steps, const ImportProgress& progress) {
    for (const Step& step : steps) {
        if (progress.step && !step.says.empty()) {
            progress.step(step.says);
        }
        if (auto done = connection.query(step.statement); !done) {
            return fail(done.error());
        }
    }
    return {};
}

/// The lines with what follows from them: by trigger, row by row, or all at once where that is
/// allowed and comes to the same.
Result<void> add_lines(db::AdminConnection& connection, const ImportProgress& progress) {
    const std::array by_trigger{
        Step{"writing lines", sql::import_stage_added},
        Step{"", sql::import_add_lines},
    };
    const std::array at_once{
        Step{"writing lines", sql::import_stage_added},
        Step{"", sql::import_hold_references},
        Step{"", sql::import_triggers_off},
        Step{"", sql::import_add_lines},
        Step{"writing movements", sql::import_add_movements},
        Step{"", sql::import_triggers_on},
        Step{"", sql::import_post_added},
    };
    const auto allowed = connection.query(sql::import_checks_at_once);
    if (!allowed) {
        return fail(allowed.error());
    }
    return allowed->text(0, 0) == "t" ? run(connection, at_once, progress)
                                      : run(connection, by_trigger, progress);
}

void note(ImportReport& report, const std::string& count, std::string_view what) {
    if (count != "0") {
        report.notes.push_back(fmt::format("{} {}", count, what));
    }
}

Result<void> count_documents(db::AdminConnection& connection, ImportReport& report) {
    const auto counts = connection.query(sql::import_document_counts);
    if (!counts) {
        return fail(counts.error());
    }
    report.added = std::stoll(cell(*counts, 0, "added"));
    report.corrected = std::stoll(cell(*counts, 0, "corrected"));
    note(report, cell(*counts, 0, "documents"), "documents");
    note(report, cell(*counts, 0, "returns"), "documents are returns or cancellations");
    note(report, cell(*counts, 0, "without_customer"), "documents name no customer");
    note(report, cell(*counts, 0, "free_lines"), "lines were given away for nothing");
    note(
        report,
        cell(*counts, 0, "write_offs"),
        "lines are stock written off: posted to the ledger, not to sales"
    );
    return {};
}

Result<void> reconcile(db::AdminConnection& connection, ImportReport& report) {
    const auto rows = connection.query(sql::import_reconcile);
    if (!rows) {
        return fail(rows.error());
    }
    bool agrees = true;
    for (int row = 0; row < rows->size(); ++row) {
        const auto of = [&](std::string_view column) { return cell(*rows, row, column); };
        report.balance.push_back(fmt::format(
            "{}: lines {} = {} sales + {} written off; quantity {} = {} + {}; amount {} = {}; "
            "discount {} = {}; tax {} = {}",
            of("store_id"),
            of("file_lines"),
            of("sales_lines"),
            of("write_offs"),
            of("file_quantity"),
            of("sales_quantity"),
            of("written_off"),
            of("file_amount"),
            of("stored_amount"),
            of("file_discount"),
            of("stored_discount"),
            of("file_tax"),
            of("stored_tax")
        ));
        agrees = agrees && of("agrees") == "t";
    }
    return agrees ? Result<void>{}
                  : fail(Error{
                        ErrorCode::internal_error,
                        "the database's sums are not the file's, so nothing was imported",
                        {},
                        {},
                        fmt::format("{}", fmt::join(report.balance, "\n"))});
}

} // namespace

Result<void> merge_transactions(
    db::AdminConnection& connection, ImportReport& report, const ImportProgress& progress
) {
    const std::array steps{
        Step{"working out the lines", sql::import_make_references},
        Step{"", sql::import_make_skus},
        Step{"", sql::import_analyze_references},
        Step{"", sql::import_make_lines},
        Step{"", sql::import_analyze_lines},
        Step{"", sql::import_make_documents},
        Step{"", sql::import_analyze_documents},
        Step{"correcting documents", sql::import_keep_lines},
        Step{"", sql::import_drop_changed},
        Step{"writing documents", sql::import_add_documents},
    };
    const auto products = connection.query(sql::import_products_of_sales);
    if (!products) {
        return fail(products.error());
    }
    const auto customers = connection.query(sql::import_customers_of_sales);
    if (!customers) {
        return fail(customers.error());
    }
    note(
        report,
        std::string{products->text(0, 0)},
        "products were only seen in sales: created inactive"
    );
    note(
        report,
        std::string{customers->text(0, 0)},
        "customers were only seen in sales: created without a name"
    );
    return run(connection, steps, progress)
        .and_then([&] { return add_lines(connection, progress); })
        .and_then([&]() -> Result<void> {
            auto posted = connection.query(sql::import_add_write_offs);
            return posted ? Result<void>{} : fail(posted.error());
        })
        .and_then([&] { return count_documents(connection, report); })
        .and_then([&] { return reconcile(connection, report); });
}

} // namespace retail_mcp::import
