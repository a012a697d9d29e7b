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

struct Flags {
    bool dry_run = false;
    bool reapply = false;
};

Result<ExitCode> migrate(const Settings& settings, const Flags& flags) {
    auto administration = connect_administration(settings);
    if (!administration) {
        return fail(std::move(administration.error()));
    }
    administration->connection.on_notice([](std::string_view text) { std::cerr << text << '\n'; });
    db::Migrator migrator{
        administration->connection,
        schema_files(),
        flags.reapply ? db::Reapply::all : db::Reapply::changed};
    if (flags.dry_run) {
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
    auto flags = std::make_shared<Flags>();
    app.add_flag(
        "--dry-run", flags->dry_run, "Name the files that would be applied; change nothing."
    );
    app.add_flag(
        "--reapply",
        flags->reapply,
        "Roles, functions, policies and grants anew, whatever was altered in the database."
    );
    return [flags](const Settings& effective) { return migrate(effective, *flags); };
}

} // namespace

extern const Command init_command{
    "init", "Create roles, schema and functions in the database.", declare};

extern const Command migrate_command{
    "migrate", "Bring roles, schema and functions up to date.", declare};

} // namespace retail_mcp::app
