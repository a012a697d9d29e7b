// `retail-mcp audit tail|verify`: reads the audit trail, and proves that its sealed part is as it
// was. Each verification keeps the head of the chain in the home and the next one looks for it, so
// that newest rows taken away together with their seals are missed, too.
#include "cli/command.hpp"

#include <retail_mcp/app/database.hpp>
#include <retail_mcp/base/seal.hpp>
#include <retail_mcp/base/text.hpp>
#include <retail_mcp/sql.hpp>

#include <CLI/CLI.hpp>

#include <array>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

namespace retail_mcp::app {

namespace {

struct Arguments {
    bool verify = false;
    int limit = 20;
    std::string head;
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

/// Where this home keeps the head that it saw last of the database's chain.
Result<std::filesystem::path> head_file(const Settings& settings) {
    const std::string database = db::ConnectionString{settings.admin_url}.masked();
    return home_folder(settings).map([&](const std::filesystem::path& home) {
        return home / ("audit-head-" + sha256_hex(database).substr(0, 16));
    });
}

std::string kept_head(const std::filesystem::path& file) {
    std::string head;
    std::ifstream{file} >> head;
    return head;
}

void keep_head(const std::filesystem::path& file, std::string_view head) {
    std::error_code failure;
    std::filesystem::create_directories(file.parent_path(), failure);
    std::ofstream stream{file, std::ios::trunc};
    stream << head << '\n';
    if (!stream.flush()) {
        std::cerr << "The head of the chain cannot be kept in " << file.string() << ".\n";
    }
}

/// Whether a head seen earlier is missing from the chain; says so.
Result<bool>
is_cut(db::AdminConnection& database, const std::string& head, const std::string& where) {
    if (head.empty()) {
        return false;
    }
    const std::array<db::Parameter, 1> parameters{head};
    const auto found = database.query(sql::audit_has_head, parameters);
    if (!found) {
        return fail(found.error());
    }
    if (found->text(0, 0) == "t") {
        return false;
    }
    std::cout << "The head " << head << " (" << where
              << ") is not in the chain: its newest links were taken away, or it was made anew.\n";
    return true;
}

Result<ExitCode>
verify(db::AdminConnection& database, const Settings& settings, const std::string& given_head) {
    const auto file = head_file(settings);
    if (!file) {
        return fail(file.error());
    }
    // Before sealing: what is there now is what was left.
    const auto misses_kept = is_cut(
        database,
        kept_head(*file),
        "kept in " + file->string() + ", to be removed after an older backup was restored"
    );
    const auto misses_given = is_cut(database, given_head, "given");
    if (!misses_kept || !misses_given) {
        return fail(misses_kept ? misses_given.error() : misses_kept.error());
    }
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
    const bool is_intact = findings->empty() && !*misses_kept && !*misses_given;
    if (is_intact && !extent->is_null(0, 3)) {
        keep_head(*file, extent->text(0, 3));
    }
    std::cout
        << (is_intact ? "The audit trail is intact.\n" : "The audit trail has been tampered with.\n"
           );
    return is_intact ? ExitCode::done : ExitCode::refused;
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_admin_flags(app, settings);
    auto arguments = std::make_shared<Arguments>();
    app.require_subcommand(1);
    CLI::App* const tailing = app.add_subcommand("tail", "The last entries.");
    tailing->add_option("--limit", arguments->limit, "How many.")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    CLI::App* const verifying =
        app.add_subcommand("verify", "Seal what is committed, then check the whole chain.");
    verifying->callback([arguments] { arguments->verify = true; });
    verifying->add_option(
        "--head", arguments->head, "A head noted earlier, which the chain must still hold."
    );
    return [arguments](const Settings& effective) -> Result<ExitCode> {
        auto administration = open_administration(effective);
        if (!administration) {
            return fail(std::move(administration.error()));
        }
        return arguments->verify ? verify(administration->connection, effective, arguments->head)
                                 : tail(administration->connection, arguments->limit);
    };
}

} // namespace

extern const Command audit_command{
    "audit", "Read the audit trail (tail), or prove that it is intact (verify).", declare};

} // namespace retail_mcp::app
