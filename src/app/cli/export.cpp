// `retail-mcp export`: the inverse of import.
#include "cli/command.hpp"

#include <retail_mcp/app/database.hpp>
#include <retail_mcp/retail/import.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>

namespace retail_mcp::app {

namespace {

struct Arguments {
    std::string kind;
    std::string file;
};

Result<ExitCode> run(const Arguments& arguments, const Settings& settings) {
    const auto kind = import::kind_named(arguments.kind);
    if (!kind) {
        return fail(
            ErrorCode::invalid_arguments,
            "there is no kind \"" + arguments.kind + "\"",
            "The kinds are stores, categories, products, customers, transactions, stock."
        );
    }
    auto administration = open_administration(settings);
    if (!administration) {
        return fail(std::move(administration.error()));
    }
    const auto rows =
        import::export_file(administration->connection, *kind, arguments.file, settings.store);
    if (!rows) {
        return fail(rows.error());
    }
    std::cout << *rows << (*rows == 1 ? " row of " : " rows of ") << arguments.kind << " in "
              << arguments.file << '\n';
    return ExitCode::done;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_admin_flags(app, settings);
    settings.add(app, "--store", "store");
    auto arguments = std::make_shared<Arguments>();
    app.add_option(
           "kind", arguments->kind, "stores, categories, products, customers, transactions or stock"
    )
        ->required();
    app.add_option("file", arguments->file, "The file to write.")->required();
    return [arguments](const Settings& effective) { return run(*arguments, effective); };
}

} // namespace

extern const Command export_command{
    "export", "Write a kind of data to a file in the columns that import takes.", declare};

} // namespace retail_mcp::app
