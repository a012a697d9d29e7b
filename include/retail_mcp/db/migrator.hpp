#pragma once

#include <retail_mcp/base/error.hpp>
#include <retail_mcp/db/statement.hpp>

#include <functional>
#include <span>
#include <string_view>
#include <vector>

/// Brings a database to this program's schema. Every file that was applied is recorded with its
/// SHA-256 in `retail_meta.applied_file`. Roles and repeatable files are applied again whenever
/// their text changes; a migration is applied once, and one that was applied with another text,
/// or that this program does not know, stops everything before anything changes.
namespace retail_mcp::db {

class AdminConnection;

/// The program's side: roles (idempotent, cluster-wide), migrations and repeatables in order.
struct SchemaFiles {
    SqlFile roles;
    std::span<const SqlFile> migrations;
    std::span<const SqlFile> repeatables;
};

/// What differs between program and database, in the order in which it will be applied.
struct MigrationPlan {
    std::vector<const SqlFile*> files;

    bool up_to_date() const noexcept { return files.empty(); }
};

/// Told before each file is applied: the file, its place in the plan (from 1) and the total.
using MigrationProgress = std::function<void(const SqlFile&, std::size_t, std::size_t)>;

/// Which roles and repeatable files are applied: those whose text has changed, or each of them,
/// which mends whatever was altered in the database meanwhile.
enum class Reapply { changed, all };

class Migrator {
public:
    /// `connection` and `files` must outlive the migrator.
    Migrator(
        AdminConnection& connection, const SchemaFiles& files, Reapply reapply = Reapply::changed
    ) noexcept;

    /// What `migrate` would do; changes nothing (`--dry-run`).
    Result<MigrationPlan> plan();

    /// Applies the plan, each file in a transaction of its own together with its record. Runs of
    /// several processes wait for one another (advisory lock) and the later ones find nothing
    /// left to do. After a failure everything before the failing file stays applied. Answers what
    /// was applied.
    Result<MigrationPlan> migrate(const MigrationProgress& progress = {});

private:
    Result<void> apply(const SqlFile& file);

    AdminConnection& connection_;
    const SchemaFiles& files_;
    Reapply reapply_;
};

} // namespace retail_mcp::db
