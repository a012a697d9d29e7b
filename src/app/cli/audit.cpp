// `retail-mcp audit tail|verify`: reads the audit trail, and proves that its sealed part is as it
// was.
#include "cli/command.hpp"

#include <retail_mcp/app/database.hpp>
#include <retail_mcp/base/text.hpp>
#include <retail_mcp/sql.hpp>

#include <CLI/CLI.hpp>

#include <array>
#include <iostream>
#include <memory>
#include <string>

namespace retail_mcp::app {

namespace {

struct Arguments {
    bool verify = false;
    int limit = 20;
};

Result<ExitCode> tail(db::AdminConnection& database, int limit) {
    const std::array<db::Parameter, 1> parameters{std::to_string(limit)};
    const auto rows = database.query(sql::audit_tail, parameters);
    if (!rows) {
        return fail(rows.error());
    }
    TextTable table;
    for (const char* heading : {"at (UTC)", "who", "store", "table", "action", "record", "what"}) {
        table.add_column(heading);
    }
    for (int row = 0; row < rows->size(); ++row) {
        std::vector<std::string> cells;
        for (int column = 0; column < rows->columns(); ++column) {
            cells.emplace_back(rows->text(row, column));
        }
        table.add_row(std::move(cells));
    }
    std::cout << (table.empty() ? "The audit trail is empty.\n" : table.render());
    return ExitCode::done;
}

void print_extent(const db::Rows& extent) {
    std::cout << extent.text(0, 0) << " rows are sealed in " << extent.text(0, 2) << " links.\n";
    if (extent.text(0, 1) != "0") {
        std::cout << "Not sealed yet: " << extent.text(0, 1)
                  << " rows that were committed meanwhile.\n";
    }
    if (!extent.is_null(0, 3)) {
        std::cout << "Head of the chain (keep it elsewhere to notice a chain made anew): "
                  << extent.text(0, 3) << '\n';
    }
}

Result<ExitCode> verify(db::AdminConnection& database) {
    if (const auto sealed = database.query(sql::audit_seal); !sealed) {
        return fail(sealed.error());
    }
    const auto findings = database.query(sql::audit_verify);
    if (!findings) {
        return fail(findings.error());
    }
    const auto extent = database.query(sql::audit_extent);
    if (!extent) {
        return fail(extent.error());
    }
    for (int row = 0; row < findings->size(); ++row) {
        std::cout << "link " << findings->text(row, 0)
                  << (findings->is_null(row, 1) ? "" : ", row ") << findings->text(row, 1) << ": "
                  << findings->text(row, 2) << '\n';
    }
    print_extent(*extent);
    std::cout
        << (findings->empty() ? "The audit trail is intact.\n"
                              : "The audit trail has been tampered with.\n");
    return findings->empty() ? ExitCode::done : ExitCode::refused;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_admin_flags(app, settings);
    auto arguments = std::make_shared<Arguments>();
    app.require_subcommand(1);
    CLI::App* const tailing = app.add_subcommand("tail", "The last entries.");
    tailing->add_option("--limit", arguments->limit, "How many.")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    app.add_subcommand("verify", "Seal what is committed, then check the whole chain.")
        ->callback([arguments] { arguments->verify = true; });
    return [arguments](const Settings& effective) -> Result<ExitCode> {
        auto administration = open_administration(effective);
        if (!administration) {
            return fail(std::move(administration.error()));
        }
        return arguments->verify ? verify(administration->connection)
                                 : tail(administration->connection, arguments->limit);
    };
}

} // namespace

extern const Command audit_command{
    "audit", "Read the audit trail (tail), or prove that it is intact (verify).", declare};

} // namespace retail_mcp::app
