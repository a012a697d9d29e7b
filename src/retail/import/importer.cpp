#include "retail/import/bad_rows.hpp"
#include "retail/import/row_converter.hpp"
#include "retail/import/source.hpp"
#include "retail/import/transactions.hpp"

#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/retail/import.hpp>
#include <retail_mcp/sql.hpp>

#include <fmt/format.h>

#include <array>
#include <utility>

namespace retail_mcp::import {

namespace {

/// The statements of one kind of file; `merge` is empty for transactions, which take several.
struct Statements {
    db::Statement stage;
    db::Statement copy;
    db::Statement analyze;
    db::Statement check;
    db::Statement drop_bad;
    db::Statement rows;
    db::Statement merge;
};

const Statements& statements_of(Kind kind) {
    static const std::array list{
        Statements{
            sql::import_stage_stores,
            sql::import_copy_stores,
            sql::import_analyze_stores,
            sql::import_check_stores,
            sql::import_drop_bad_stores,
            sql::import_rows_stores,
            sql::import_merge_stores},
        Statements{
            sql::import_stage_categories,
            sql::import_copy_categories,
            sql::import_analyze_categories,
            sql::import_check_categories,
            sql::import_drop_bad_categories,
            sql::import_rows_categories,
            sql::import_merge_categories},
        Statements{
            sql::import_stage_products,
            sql::import_copy_products,
            sql::import_analyze_products,
            sql::import_check_products,
            sql::import_drop_bad_products,
            sql::import_rows_products,
            sql::import_merge_products},
        Statements{
            sql::import_stage_customers,
            sql::import_copy_customers,
            sql::import_analyze_customers,
            sql::import_check_customers,
            sql::import_drop_bad_customers,
            sql::import_rows_customers,
            sql::import_merge_customers},
        Statements{
            sql::import_stage_transactions,
            sql::import_copy_transactions,
            sql::import_analyze_transactions,
            sql::import_check_transactions,
            sql::import_drop_bad_transactions,
            sql::import_rows_transactions,
            {}},
        Statements{
            sql::import_stage_stock,
            sql::import_copy_stock,
            sql::import_analyze_stock,
            sql::import_check_stock,
            sql::import_drop_bad_stock,
            sql::import_rows_stock,
            sql::import_merge_stock},
    };
    return list.at(static_cast<std::size_t>(kind));
}

std::string_view delimiter_name(char delimiter) {
    return delimiter == ',' ? "comma" : delimiter == ';' ? "semicolon" : "tab";
}

/// '{a,b}': column names need no quoting.
std::string text_array(const std::vector<std::string>& words) {
    std::string text = "{";
    for (const std::string& word : words) {
        text += (text.size() > 1 ? "," : "") + word;
    }
    return text + "}";
}

class Importer {
public:
    Importer(
        db::AdminConnection& connection,
        const ImportOptions& options,
        const ImportProgress& progress,
        Mapping mapping,
        Source source,
        BadRows bad_rows
    )
        : connection_{connection},
          options_{options},
          progress_{progress},
          statements_{statements_of(options.kind)},
          mapping_{std::move(mapping)},
          source_{std::move(source)},
          bad_rows_{std::move(bad_rows)} {}

    Result<ImportReport> run();

private:
    Result<void> work();
    Result<void> stage();
    Result<void> check();
    /// Reports what the check found; how many.
    Result<long long> note_bad_rows();
    Result<void> merge();
    Result<void> merge_categories();
    Result<void> audit();
    Result<db::Rows>
    query(const db::Statement& statement, std::vector<db::Parameter> parameters = {});
    void step(std::string_view what);

    db::AdminConnection& connection_;
    const ImportOptions& options_;
    const ImportProgress& progress_;
    const Statements& statements_;
    Mapping mapping_;
    Source source_;
    BadRows bad_rows_;
    Plan plan_;
    ImportReport report_;
    bool rolled_back_ = false; // on purpose: a dry run, or bad rows
};

void Importer::step(std::string_view what) {
    if (progress_.step) {
        progress_.step(what);
    }
}

Result<db::Rows>
Importer::query(const db::Statement& statement, std::vector<db::Parameter> parameters) {
    return connection_.query(statement, parameters);
}

Result<ImportReport> Importer::run() {
    auto plan = make_plan(options_.kind, mapping_, source_.sample().front().fields, options_.store);
    if (!plan) {
        return fail(plan.error());
    }
    plan_ = std::move(*plan);
    if (mapping_.decimal == DecimalSign::undecided) {
        mapping_.decimal = detect_decimal(plan_, source_.sample());
    }
    report_.notes.push_back(fmt::format(
        "{}: {}, {} between fields{}",
        options_.file.filename().string(),
        to_string(source_.encoding()),
        delimiter_name(source_.delimiter()),
        mapping_.decimal == DecimalSign::comma ? ", decimal comma" : ""
    ));
    const auto done = connection_.transaction([this] { return work(); });
    if (!done && !rolled_back_) {
        return fail(done.error());
    }
    report_.committed = done.has_value();
    report_.bad_row_count = bad_rows_.count();
    report_.bad_rows = bad_rows_.take_first();
    return std::move(report_);
}

Result<void> Importer::work() {
    const db::Parameter zone =
        mapping_.time_zone.empty() ? db::Parameter{} : db::Parameter{mapping_.time_zone};
    return query(sql::import_begin, {zone})
        .and_then([this](auto&&) { return query(statements_.stage); })
        .and_then([this](auto&&) { return query(sql::import_stage_bad); })
        .and_then([this](auto&&) { return stage(); })
        .and_then([this] { return check(); })
        .and_then([this]() -> Result<void> {
            if (bad_rows_.count() > 0 && !bad_rows_.skipping()) {
                rolled_back_ = true;
                return fail(ErrorCode::cancelled, "bad rows");
            }
            return {};
        })
        .and_then([this] { return audit(); })
        .and_then([this] { return merge(); })
        .and_then([this]() -> Result<void> {
            rolled_back_ = options_.dry_run;
            return options_.dry_run ? fail(ErrorCode::cancelled, "dry run") : Result<void>{};
        });
}

Result<void> Importer::stage() {
    step("reading the file");
    RowConverter converter{plan_, mapping_, Format{mapping_.decimal, mapping_.date_format}};
    const auto copied =
        connection_.copy_in(statements_.copy.text, [&](db::CopyWriter& writer) -> Result<void> {
            bool heading = true;
            const auto take = [&](const CsvRecord& record) -> Result<void> {
                if (std::exchange(heading, false) || record.fields == plan_.headings) {
                    return {}; // of a file made of several it comes again
                }
                ++report_.rows;
                const auto* values = converter.convert_row(record, [this](BadRow row) {
                    bad_rows_.add(std::move(row));
                });
                if (values != nullptr) {
                    writer.value(std::to_string(record.line));
                    for (const auto& value : *values) {
                        value ? writer.value(*value) : writer.null();
                    }
                    writer.end_row();
                }
                return {};
            };
            return source_.read(take, progress_.read);
        });
    if (!copied) {
        return fail(copied.error());
    }
    return query(statements_.analyze).map([](auto&&) {});
}

Result<void> Importer::check() {
    step("checking the rows");
    if (options_.kind == Kind::products && mapping_.create_categories) {
        if (auto made = query(sql::import_create_categories); !made) {
            return fail(made.error());
        }
    }
    if (auto checked = query(statements_.check); !checked) {
        return fail(checked.error());
    }
    const auto refused = note_bad_rows();
    if (!refused) {
        return fail(refused.error());
    }
    return *refused == 0 ? Result<void>{} : query(statements_.drop_bad).map([](auto&&) {});
}

Result<long long> Importer::note_bad_rows() {
    constexpr int page = 10'000; // not all at once: memory stays flat
    long long found = 0;
    for (bool more = true; more;) {
        const auto rows =
            query(sql::import_bad_rows, {std::to_string(page), std::to_string(found)});
        if (!rows) {
            return fail(rows.error());
        }
        for (int row = 0; row < rows->size(); ++row) {
            bad_rows_.add(
                {std::stoll(std::string{rows->text(row, 0)}),
                 std::string{rows->text(row, 1)},
                 std::string{rows->text(row, 2)},
                 std::string{rows->text(row, 3)}}
            );
        }
        found += rows->size();
        more = rows->size() == page;
    }
    return found;
}

Result<void> Importer::merge() {
    step("writing");
    if (options_.kind == Kind::transactions) {
        return merge_transactions(connection_, report_, progress_);
    }
    if (options_.kind == Kind::categories) {
        return merge_categories();
    }
    const auto merged = query(statements_.merge, {text_array(plan_.present)});
    if (!merged) {
        return fail(merged.error());
    }
    report_.added = std::stoll(std::string{merged->text(0, 0)});
    report_.corrected = std::stoll(std::string{merged->text(0, 1)});
    return {};
}

Result<void> Importer::merge_categories() {
    for (;;) {
        const auto merged = query(statements_.merge, {text_array(plan_.present)});
        if (!merged) {
            return fail(merged.error());
        }
        report_.added += std::stoll(std::string{merged->text(0, 0)});
        report_.corrected += std::stoll(std::string{merged->text(0, 1)});
        if (merged->text(0, 2) == "0") {
            return {};
        }
    }
}

Result<void> Importer::audit() {
    const auto stores = query(statements_.rows);
    if (!stores) {
        return fail(stores.error());
    }
    const std::string digest = source_.digest();
    for (int row = 0; row < stores->size(); ++row) {
        auto noted = query(
            sql::import_audit,
            {std::string{to_string(options_.kind)},
             std::string{stores->text(row, 0)},
             std::string{stores->text(row, 1)},
             digest,
             options_.file.filename().string(),
             stores->is_null(row, 2) ? db::Parameter{} : std::string{stores->text(row, 2)}}
        );
        if (!noted) {
            return fail(noted.error());
        }
    }
    return {};
}

} // namespace

Result<ImportReport> import_file(
    db::AdminConnection& connection, const ImportOptions& options, const ImportProgress& progress
) {
    auto mapping =
        options.mapping.empty() ? Result<Mapping>{Mapping{}} : read_mapping(options.mapping);
    if (mapping) {
        mapping = with_options(std::move(*mapping), options);
    }
    if (!mapping) {
        return fail(mapping.error());
    }
    auto source = Source::open(options.file, *mapping);
    if (!source) {
        return fail(source.error());
    }
    auto bad_rows = BadRows::open(options.bad_rows);
    if (!bad_rows) {
        return fail(bad_rows.error());
    }
    return Importer{
        connection,
        options,
        progress,
        std::move(*mapping),
        std::move(*source),
        std::move(*bad_rows)}
        .run();
}

} // namespace retail_mcp::import
