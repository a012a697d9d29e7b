#include <retail_mcp/db/admin_connection.hpp>
#include <retail_mcp/db/migrator.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace retail_mcp::db {

namespace {

// "retail" in ASCII; one number for all of this program's schema changes.
constexpr std::string_view lock_sql = "SELECT pg_advisory_lock(125780004989292)";
constexpr std::string_view unlock_sql = "SELECT pg_advisory_unlock(125780004989292)";

constexpr std::string_view ledger_exists_sql =
    "SELECT to_regclass('retail_meta.applied_file') IS NOT NULL";

constexpr std::string_view create_ledger_sql = R"(
    CREATE SCHEMA IF NOT EXISTS retail_meta;
    CREATE TABLE IF NOT EXISTS retail_meta.applied_file (
        name       text PRIMARY KEY,
        sha256     text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now(),
        applied_by text NOT NULL DEFAULT session_user
    );
    COMMENT ON TABLE retail_meta.applied_file IS
        'The schema files this database was made from, with the checksum they had.';
)";

constexpr std::string_view read_ledger_sql = "SELECT name, sha256 FROM retail_meta.applied_file";

constexpr std::string_view record_sql =
    "INSERT INTO retail_meta.applied_file (name, sha256) VALUES ($1, $2) "
    "ON CONFLICT (name) DO UPDATE "
    "SET sha256 = EXCLUDED.sha256, applied_at = now(), applied_by = session_user";

using Ledger = std::map<std::string, std::string, std::less<>>;

std::string sha256(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < length; ++i) {
        hex += digits[digest[i] >> 4U];
        hex += digits[digest[i] & 0xFU];
    }
    return hex;
}

Result<Ledger> read_ledger(AdminConnection& connection) {
    auto exists = connection.query(ledger_exists_sql);
    if (!exists) {
        return fail(exists.error());
    }
    Ledger ledger;
    if (exists->text(0, 0) != "t") {
        return ledger;
    }
    auto rows = connection.query(read_ledger_sql);
    if (!rows) {
        return fail(rows.error());
    }
    for (int row = 0; row < rows->size(); ++row) {
        ledger.emplace(rows->text(row, 0), rows->text(row, 1));
    }
    return ledger;
}

// Migrations are told apart from roles and repeatables by their four-digit number.
bool is_migration(std::string_view name) {
    return name.size() > 5 && name[4] == '_' &&
           std::all_of(name.begin(), name.begin() + 4, [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> check_history(const Ledger& ledger, const SchemaFiles& files) {
    for (const auto& [name, checksum] : ledger) {
        if (!is_migration(name)) {
            continue;
        }
        const auto known = std::find_if(
            files.migrations.begin(),
            files.migrations.end(),
            [&name = name](const SqlFile& file) { return file.name == name; }
        );
        if (known == files.migrations.end()) {
            return fail(
                ErrorCode::schema_diverged,
                "The database holds migration " + name + ", which this program does not know.",
                "Use the program version that made the database, or a newer one."
            );
        }
        if (sha256(known->text) != checksum) {
            return fail(
                ErrorCode::schema_diverged,
                "Migration " + name + " was applied with another text than this program's.",
                "Use the program version that made the database."
            );
        }
    }
    return {};
}

bool is_current(const Ledger& ledger, const SqlFile& file) {
    const auto entry = ledger.find(file.name);
    return entry != ledger.end() && entry->second == sha256(file.text);
}

void add_outdated(MigrationPlan& plan, const Ledger& ledger, std::span<const SqlFile> candidates) {
    for (const SqlFile& file : candidates) {
        if (!is_current(ledger, file)) {
            plan.files.push_back(&file);
        }
    }
}

// Held for the whole run; closing the connection releases it, too.
class Lock {
public:
    static Result<void> take(AdminConnection& connection) {
        auto locked = connection.query(lock_sql);
        return locked ? Result<void>{} : fail(locked.error());
    }

    explicit Lock(AdminConnection& connection) : connection_{connection} {}

    ~Lock() { (void)connection_.query(unlock_sql); }

    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

private:
    AdminConnection& connection_;
};

} // namespace

Migrator::Migrator(AdminConnection& connection, const SchemaFiles& files, Reapply reapply) noexcept
    : connection_{connection}, files_{files}, reapply_{reapply} {}

Result<MigrationPlan> Migrator::plan() {
    auto ledger = read_ledger(connection_);
    if (!ledger) {
        return fail(ledger.error());
    }
    if (auto consistent = check_history(*ledger, files_); !consistent) {
        return fail(consistent.error());
    }
    if (reapply_ == Reapply::all) {
        std::erase_if(*ledger, [](const auto& entry) { return !is_migration(entry.first); });
    }
    MigrationPlan plan;
    add_outdated(plan, *ledger, std::span{&files_.roles, 1});
    add_outdated(plan, *ledger, files_.migrations);
    add_outdated(plan, *ledger, files_.repeatables);
    return plan;
}

Result<MigrationPlan> Migrator::migrate(const MigrationProgress& progress) {
    if (auto locked = Lock::take(connection_); !locked) {
        return fail(locked.error());
    }
    const Lock lock{connection_};
    auto pending = plan();
    if (!pending || pending->up_to_date()) {
        return pending;
    }
    if (auto made = connection_.execute(create_ledger_sql); !made) {
        return fail(made.error());
    }
    std::size_t place = 0;
    for (const SqlFile* file : pending->files) {
        if (progress) {
            progress(*file, ++place, pending->files.size());
        }
        if (auto applied = apply(*file); !applied) {
            return fail(applied.error());
        }
    }
    return pending;
}

Result<void> Migrator::apply(const SqlFile& file) {
    return connection_.transaction([&]() -> Result<void> {
        // What a file finds already gone is news to nobody.
        if (auto quiet = connection_.execute("SET LOCAL client_min_messages = warning"); !quiet) {
            return quiet;
        }
        if (auto run = connection_.execute(file); !run) {
            return run;
        }
        const std::array<Parameter, 2> record{std::string{file.name}, sha256(file.text)};
        // A file may have changed role for its own objects; the ledger is the administrator's.
        if (auto reset = connection_.execute("RESET ROLE"); !reset) {
            return reset;
        }
        auto recorded = connection_.query(record_sql, record);
        return recorded ? Result<void>{} : fail(recorded.error());
    });
}

} // namespace retail_mcp::db
