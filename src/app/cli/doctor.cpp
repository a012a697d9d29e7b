// `retail-mcp doctor`: finds what is wrong and says the one line that mends it.
#include "cli/command.hpp"
#include "role_check.hpp"

#include <retail_mcp/app/database.hpp>
#include <retail_mcp/sql.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>

namespace retail_mcp::app {

namespace {

/// Counts and prints what is found, one line with its mend each.
class Report {
public:
    void finding(std::string_view what, std::string_view mend) {
        ++findings_;
        std::cout << "- " << what << "\n  mend: " << mend << '\n';
    }

    static void fine(std::string_view what) { std::cout << "ok  " << what << '\n'; }

    static void note(std::string_view what, std::string_view mend) {
        std::cout << "open  " << what << "\n  " << mend << '\n';
    }

    bool clean() const { return findings_ == 0; }

private:
    int findings_ = 0;
};

/// Runs a query whose rows are findings: what, and what mends it.
void check(
    db::AdminConnection& database,
    const db::Statement& lint,
    std::string_view subject,
    Report& report
) {
    const auto rows = database.query(lint);
    if (!rows) {
        report.finding(
            std::string{subject} + " could not be checked: " + rows.error().message,
            "retail-mcp migrate"
        );
        return;
    }
    if (rows->empty()) {
        Report::fine(subject);
    }
    for (int row = 0; row < rows->size(); ++row) {
        report.finding(rows->text(row, 0), rows->text(row, 1));
    }
}

/// What an installation without a superuser has to leave open: told, and no finding.
void note_side_channels(db::AdminConnection& database) {
    const auto rows = database.query(sql::lint_side_channels);
    if (rows && rows->empty()) {
        Report::fine("side channels of free-form SQL are closed");
    }
    for (int row = 0; rows && row < rows->size(); ++row) {
        Report::note(rows->text(row, 0), rows->text(row, 1));
    }
}

/// Records of tool calls that no server of their principal has brought to the database for a while:
/// told, and no finding, for the principal may be away for good reasons.
void note_waiting_records(const Settings& settings) {
    constexpr auto patience = std::chrono::hours{1};
    const auto home = home_folder(settings);
    if (!home) {
        return;
    }
    const auto since = std::filesystem::file_time_type::clock::now() - patience;
    std::error_code error;
    const std::filesystem::directory_iterator files{*home / "audit", error};
    if (std::any_of(begin(files), end(files), [&](const auto& file) {
            return file.last_write_time(error) < since && file.file_size(error) > 0;
        })) {
        Report::note(
            "files of recorded tool calls wait for the database in " + (*home / "audit").string(),
            "the next server of the same principal delivers them; keep them where it was dropped"
        );
    }
}

void check_schema(db::AdminConnection& database, Report& report) {
    const auto plan = db::Migrator{database, schema_files()}.plan();
    if (!plan) {
        report.finding("the schema cannot be read: " + plan.error().message, "retail-mcp init");
    } else if (!plan->up_to_date()) {
        report.finding("the schema is not up to date", "retail-mcp migrate");
    } else {
        Report::fine("the schema is up to date");
    }
}

/// The principal's own connection, where one is configured.
void check_principal(const Settings& settings, Report& report) {
    if (settings.database_url.empty()) {
        return;
    }
    auto connection = db::AdminConnection::open(db::ConnectionString{settings.database_url});
    if (!connection) {
        report.finding(
            "the principal cannot connect: " + connection.error().message, "correct --database-url"
        );
        return;
    }
    const auto role = connection->query(sql::role_check);
    const auto verdict = role ? judge_role(*role) : Result<void>{fail(role.error())};
    if (!verdict) {
        report.finding(verdict.error().message, verdict.error().hint);
    } else {
        Report::fine("the principal's login is bound by row-level security");
    }
}

Result<ExitCode> examine(const Settings& settings) {
    auto administration = connect_administration(settings);
    if (!administration) {
        return fail(std::move(administration.error()));
    }
    db::AdminConnection& database = administration->connection;
    Report report;
    check_schema(database, report);
    if (report.clean()) {
        check(database, sql::lint_isolation, "the store boundary has no gap", report);
        check(database, sql::lint_data, "ledger, rollup and sales agree", report);
        note_side_channels(database);
    }
    note_waiting_records(settings);
    check_principal(settings, report);
    return report.clean() ? ExitCode::done : ExitCode::refused;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_admin_flags(app, settings);
    settings.add(app, "--database-url", "database_url");
    return examine;
}

} // namespace

extern const Command doctor_command{
    "doctor", "Find what is wrong, and say what mends it.", declare};

} // namespace retail_mcp::app
