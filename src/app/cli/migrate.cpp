// `retail-mcp init` and `retail-mcp migrate`: make the schema, or bring it up to date.
#include "cli/command.hpp"

#include <retail_mcp/app/database.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace retail_mcp::app {

namespace {

Result<ExitCode> show_plan(db::Migrator& migrator) {
    const auto plan = migrator.plan();
    if (!plan) {
        return fail(plan.error());
    }
    for (const db::SqlFile* file : plan->files) {
        std::cout << "would apply " << file->name << '\n';
    }
    if (plan->up_to_date()) {
        std::cout << "The schema is up to date.\n";
    }
    return ExitCode::done;
}

Result<ExitCode> migrate(const Settings& settings, bool dry_run) {
    auto administration = connect_administration(settings);
    if (!administration) {
        return fail(std::move(administration.error()));
    }
    administration->connection.on_notice([](std::string_view text) { std::cerr << text << '\n'; });
    db::Migrator migrator{administration->connection, schema_files()};
    if (dry_run) {
        return show_plan(migrator);
    }
    const auto applied =
        migrator.migrate([](const db::SqlFile& file, std::size_t place, std::size_t total) {
            std::cout << '[' << place << '/' << total << "] " << file.name << std::endl;
        });
    if (!applied) {
        return fail(applied.error());
    }
    std::cout << "The schema is up to date.\n";
    return ExitCode::done;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_admin_flags(app, settings);
    auto dry_run = std::make_shared<bool>(false);
    app.add_flag("--dry-run", *dry_run, "Name the files that would be applied; change nothing.");
    return [dry_run](const Settings& effective) { return migrate(effective, *dry_run); };
}

} // namespace

extern const Command init_command{
    "init", "Create roles, schema and functions in the database.", declare};

extern const Command migrate_command{
    "migrate", "Bring roles, schema and functions up to date.", declare};

} // namespace retail_mcp::app
