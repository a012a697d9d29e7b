// `retail-mcp principal add|grant|revoke|list`: logins, the stores they may see and change, and
// whether they see customers' personal data.
#include "cli/command.hpp"

#include <retail_mcp/app/database.hpp>
#include <retail_mcp/app/grants_cache.hpp>
#include <retail_mcp/base/text.hpp>
#include <retail_mcp/sql.hpp>

#include <CLI/CLI.hpp>
#include <openssl/rand.h>

#include <array>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace retail_mcp::app {

namespace {

using db::Parameter;

/// PostgreSQL cuts longer names, silently: two principals could become one.
constexpr std::size_t max_name_bytes = 63;

struct Rights {
    std::string name;
    std::vector<std::string> stores;
    bool write = false;
    bool personal_data = false;
    std::string until;
};

/// PostgreSQL's text form of an array.
std::string array_text(const std::vector<std::string>& values) {
    std::string text = "{";
    for (const std::string& value : values) {
        text += text.size() > 1 ? ",\"" : "\"";
        for (const char c : value) {
            text += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
        }
        text += '"';
    }
    return text + "}";
}

Parameter flag(bool value) {
    return value ? "t" : "f";
}

/// 192 random bits as hexadecimal digits.
std::string new_password() {
    std::array<unsigned char, 24> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        throw std::runtime_error{"no random numbers"};
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

/// Statements of one administration command; the first failure is kept and ends it.
class Session {
public:
    explicit Session(db::AdminConnection& connection) : connection_{connection} {}

    Result<db::Rows> ask(const db::Statement& statement, std::vector<Parameter> parameters) {
        return connection_.query(statement, parameters);
    }

    Result<void> tell(const db::Statement& statement, std::vector<Parameter> parameters) {
        if (auto done = ask(statement, std::move(parameters)); !done) {
            return fail(std::move(done.error()));
        }
        return {};
    }

private:
    db::AdminConnection& connection_;
};

Result<void> grant_rights(Session& session, const Rights& rights) {
    const Parameter until = rights.until.empty() ? Parameter{} : Parameter{rights.until};
    if (!rights.stores.empty()) {
        auto granted = session.tell(
            sql::principal_grant,
            {rights.name, array_text(rights.stores), flag(rights.write), until}
        );
        if (!granted) {
            return granted;
        }
    }
    if (rights.personal_data) {
        return session.tell(sql::principal_personal_data, {rights.name, flag(true)});
    }
    return {};
}

/// A new login gets a password: on the private PostgreSQL one that the home keeps, elsewhere one
/// that is printed once.
Result<void>
give_password(Administration& administration, Session& session, const std::string& name) {
    std::string password;
    if (administration.cluster) {
        auto kept = administration.cluster->credentials().find_or_create(name);
        if (!kept) {
            return fail(std::move(kept.error()));
        }
        password = std::move(*kept);
    } else {
        password = new_password();
    }
    if (auto set = session.tell(sql::principal_password, {name, password}); !set) {
        return set;
    }
    if (administration.cluster) {
        std::cout << "Serve as it: retail-mcp serve --principal " << name << '\n';
    } else {
        std::cout << "Password (shown this once; keep it in a pgpass or service file): " << password
                  << "\nServe as it: retail-mcp serve --database-url postgresql://" << name
                  << "@HOST/DATABASE\n";
    }
    return {};
}

Result<void> add(Administration& administration, const Rights& rights) {
    Session session{administration.connection};
    bool is_new = false;
    auto made = administration.connection.transaction([&]() -> Result<void> {
        const auto answer = session.ask(sql::principal_make, {rights.name});
        if (!answer) {
            return fail(answer.error());
        }
        is_new = answer->text(0, 0) == "t";
        return grant_rights(session, rights);
    });
    if (!made) {
        return made;
    }
    std::cout << (is_new ? "Made principal " : "Principal ") << rights.name
              << (is_new ? ".\n" : " was there already; it has these rights now.\n");
    return is_new ? give_password(administration, session, rights.name) : Result<void>{};
}

Result<void> grant(Administration& administration, const Rights& rights) {
    if (rights.stores.empty() && (rights.write || !rights.until.empty() || !rights.personal_data)) {
        return fail(
            ErrorCode::invalid_arguments,
            "It is not said what to grant.",
            "Pass --store ID (--write and --until are about stores), or --personal-data."
        );
    }
    Session session{administration.connection};
    return administration.connection.transaction([&]() -> Result<void> {
        return session.tell(sql::principal_check, {rights.name}).and_then([&] {
            return grant_rights(session, rights);
        });
    });
}

Result<void> drop(Administration& administration, const std::string& name) {
    Session session{administration.connection};
    if (auto dropped = session.tell(sql::principal_drop, {name}); !dropped) {
        return dropped;
    }
    return administration.cluster ? administration.cluster->credentials().remove(name)
                                  : Result<void>{};
}

Result<void> revoke(Administration& administration, const Rights& rights) {
    Session session{administration.connection};
    if (auto checked = session.tell(sql::principal_check, {rights.name}); !checked) {
        return checked;
    }
    if (rights.stores.empty() && !rights.write && !rights.personal_data) {
        return drop(administration, rights.name);
    }
    return administration.connection.transaction([&]() -> Result<void> {
        if (!rights.stores.empty() || rights.write) {
            const Parameter stores =
                rights.stores.empty() ? Parameter{} : Parameter{array_text(rights.stores)};
            auto taken =
                session.tell(sql::principal_revoke, {rights.name, stores, flag(rights.write)});
            if (!taken) {
                return taken;
            }
        }
        return rights.personal_data
                   ? session.tell(sql::principal_personal_data, {rights.name, flag(false)})
                   : Result<void>{};
    });
}

Result<void> list(Administration& administration, const Parameter& name) {
    Session session{administration.connection};
    const auto rows = session.ask(sql::principal_list, {name});
    if (!rows) {
        return fail(rows.error());
    }
    TextTable table;
    for (const char* heading : {"principal", "store", "writes", "personal data", "until"}) {
        table.add_column(heading);
    }
    for (int row = 0; row < rows->size(); ++row) {
        const auto yes = [&](int column) -> std::string {
            return rows->text(row, column) == "t" ? "yes" : "no";
        };
        const std::string until{rows->text(row, 3)};
        table.add_row(
            {std::string{rows->text(row, 0)},
             rows->is_null(row, 1) ? "(none)" : std::string{rows->text(row, 1)},
             yes(2),
             yes(5),
             yes(4) == "yes" ? until + " (expired)" : until}
        );
    }
    std::cout << (table.empty() ? "There are no principals.\n" : table.render());
    return {};
}

/// What shapes the lists of tools follows the change: forgotten, and on the private PostgreSQL,
/// where the name alone says who connects, written anew.
void renew_kept_grants(
    Administration& administration, const Settings& settings, const std::string& name
) {
    const auto home = home_folder(settings);
    if (!home) {
        return;
    }
    GrantsCache::forget_all(*home);
    const auto rows =
        administration.connection.query(sql::principal_list, std::array{Parameter{name}});
    if (!administration.cluster || !rows) {
        return;
    }
    retail::Grants grants;
    for (int row = 0; row < rows->size(); ++row) {
        if (!rows->is_null(row, 1) && rows->text(row, 4) == "f") {
            grants.stores.emplace_back(rows->text(row, 1));
            grants.may_write = grants.may_write || rows->text(row, 2) == "t";
            grants.personal_data = rows->text(row, 5) == "t";
        }
    }
    if (!grants.stores.empty()) {
        GrantsCache{*home, name}.save(grants);
    }
}

using Deed = Result<void> (*)(Administration&, const Rights&);

Result<ExitCode> run(const Settings& settings, const Rights& rights, Deed deed) {
    auto administration = open_administration(settings);
    if (!administration) {
        return fail(std::move(administration.error()));
    }
    auto done = deed(*administration, rights);
    if (done && !rights.name.empty()) { // list names nobody
        renew_kept_grants(*administration, settings, rights.name);
    }
    return done.map([] { return ExitCode::done; });
}

Action declare(CLI::App& app, SettingFlags& settings) {
    add_admin_flags(app, settings);
    auto rights = std::make_shared<Rights>();
    auto deed = std::make_shared<Deed>(nullptr);
    app.require_subcommand(1);
    const auto verb = [&](const char* name, const char* summary, Deed does) {
        CLI::App* const sub = app.add_subcommand(name, summary);
        sub->callback([deed, does] { *deed = does; });
        return sub;
    };
    const auto name = [&](CLI::App* sub) {
        sub->add_option("NAME", rights->name, "The principal's login.")
            ->required()
            ->check([](const std::string& text) {
                return text.empty() || text.size() > max_name_bytes
                           ? "a login's name has 1 to 63 bytes"
                           : std::string{};
            });
        sub->add_option("--store", rights->stores, "A store; may be repeated.")
            ->allow_extra_args(false);
        sub->add_flag("--write", rights->write, "Writing these stores.");
        sub->add_flag("--personal-data", rights->personal_data, "Customers' personal data.");
    };
    CLI::App* const adding = verb("add", "Make a login and grant it stores.", add);
    name(adding);
    adding->get_option("--store")->required();
    CLI::App* const granting = verb("grant", "Grant stores or rights to a principal.", grant);
    name(granting);
    granting->add_option(
        "--until", rights->until, "When the stores' grant ends, e.g. 2026-12-31T18:00Z."
    );
    name(verb("revoke", "Take what is named, or without flags the login.", revoke));
    verb(
        "list",
        "Show every principal's grants.",
        [](Administration& administration, const Rights&) { return list(administration, {}); }
    );
    return [rights, deed](const Settings& effective) { return run(effective, *rights, *deed); };
}

} // namespace

extern const Command principal_command{
    "principal", "Logins, their stores and their rights: add, grant, revoke, list.", declare};

} // namespace retail_mcp::app
