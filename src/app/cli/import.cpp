// `retail-mcp import`: somebody's own files into the database.
#include "cli/command.hpp"
#include "cli/progress_bar.hpp"

#include <retail_mcp/app/database.hpp>
#include <retail_mcp/retail/import.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <string>

namespace retail_mcp::app {

namespace {

struct Arguments {
    std::string kind;
    std::string suggest;
    import::ImportOptions options;
};

void print_bad_rows(const import::ImportReport& report) {
    for (const import::BadRow& row : report.bad_rows) {
        std::cerr << fmt::format(
            "line {}{}: {}{}\n",
            row.line,
            row.column.empty() ? "" : ", " + row.column,
            row.value.empty() ? "" : "\"" + row.value + "\" ",
            row.reason
        );
    }
    const auto shown = static_cast<long long>(report.bad_rows.size());
    if (report.bad_row_count > shown) {
        std::cerr << fmt::format("and {} more\n", report.bad_row_count - shown);
    }
}

ExitCode print(const import::ImportReport& report, const Arguments& arguments) {
    for (const std::string& note : report.notes) {
        std::cout << note << '\n';
    }
    for (const std::string& line : report.balance) {
        std::cout << "file = database: " << line << '\n';
    }
    print_bad_rows(report);
    const bool refused =
        report.bad_row_count > 0 && !report.committed && !arguments.options.dry_run;
    std::cout << fmt::format(
        "{} {} read, {} bad; {} {} new and {} corrected{}\n",
        report.rows,
        report.rows == 1 ? "row" : "rows",
        report.bad_row_count,
        arguments.kind,
        report.added,
        report.corrected,
        report.committed            ? "."
        : arguments.options.dry_run ? " (dry run: nothing was changed)."
                                    : ": nothing was changed."
    );
    if (refused) {
        std::cerr << "  Correct the file, or say --skip-bad-rows FILE to leave these rows out.\n";
    }
    return report.bad_row_count > 0 ? ExitCode::refused : ExitCode::done;
}

Result<ExitCode> suggest(const Arguments& arguments) {
    const auto mapping = import::suggest_mapping(arguments.suggest);
    if (!mapping) {
        return fail(mapping.error());
    }
    std::cout << *mapping << '\n';
    return ExitCode::done;
}

Result<ExitCode> run(Arguments arguments, const Settings& settings) {
    if (!arguments.suggest.empty()) {
        return suggest(arguments);
    }
    const auto kind = import::kind_named(arguments.kind);
    if (!kind || arguments.options.file.empty()) {
        return fail(
            ErrorCode::invalid_arguments,
            "import wants a kind and a file",
            "The kinds are stores, categories, products, customers, transactions, stock."
        );
    }
    arguments.options.kind = *kind;
    arguments.options.store = settings.store;
    auto administration = open_administration(settings);
    if (!administration) {
        return fail(std::move(administration.error()));
    }
    const auto report = [&] {
        ProgressBar bar;
        const import::ImportProgress tell{
            [&bar](unsigned long long done, unsigned long long total) {
                bar.show("reading the file", done, total);
            },
            [&bar](std::string_view what) { bar.show(what, 0, 0); }};
        return import::import_file(administration->connection, arguments.options, tell);
    }();
    if (!report) {
        return fail(report.error());
    }
    return print(*report, arguments);
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_admin_flags(app, settings);
    settings.add(app, "--store", "store");
    auto arguments = std::make_shared<Arguments>();
    import::ImportOptions& options = arguments->options;
    app.add_option(
        "kind", arguments->kind, "stores, categories, products, customers, transactions or stock"
    );
    app.add_option("file", options.file, "The file: comma-separated values with a heading.");
    app.add_option("--suggest", arguments->suggest, "Print a mapping for this file and stop.");
    app.add_option("--map", options.mapping, "JSON file: how headings become columns.");
    app.add_option(
        "--skip-bad-rows", options.bad_rows, "Leave bad rows out and list them in this file."
    );
    app.add_flag("--dry-run", options.dry_run, "Do everything but keep it.");
    app.add_option("--date-format", options.date_format, "Dates, in strptime's words: %d.%m.%Y");
    app.add_option(
        "--encoding", options.encoding, "utf-8, utf-16le, utf-16be, latin1 or windows-1252"
    );
    app.add_option("--delimiter", options.delimiter, "comma, semicolon or tab");
    app.add_option("--decimal", options.decimal, "point or comma");
    app.add_option(
        "--time-zone",
        options.time_zone,
        "The clock of times without a zone, instead of the store's."
    );
    return [arguments](const Settings& effective) { return run(*arguments, effective); };
}

} // namespace

extern const Command import_command{
    "import",
    "Bring in a file of stores, categories, products, customers, transactions or stock.",
    declare};

} // namespace retail_mcp::app
