// Somebody's own data through the binary: the README's walk, imports that are interrupted or meet,
// what a terminal shows, data filled in by SQL, and a model elsewhere.
#include "e2e/shop.hpp"
#include "support/embedding_server.hpp"
#include "support/golden.hpp"
#include "support/retail_database.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gmock/gmock.h>

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace retail_mcp::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// The fenced block that follows `mark` in the README's section about own data.
std::string block_after(const std::string& mark) {
    const std::string readme = read_source_file("README.md");
    const std::size_t at = readme.find("\n<!-- " + mark + " -->\n```");
    EXPECT_NE(at, std::string::npos) << "README.md lacks " << mark;
    const std::size_t begin = readme.find('\n', readme.find("```", at)) + 1;
    return readme.substr(begin, readme.find("```", begin) - begin);
}

/// Letters up to U+00FF as windows-1252 has them.
std::string windows1252(const std::string& utf8) {
    std::string bytes;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        if (byte < 0x80) {
            bytes += utf8[i];
        } else {
            bytes +=
                static_cast<char>(byte << 6U | (static_cast<unsigned char>(utf8[++i]) & 0x3FU));
        }
    }
    return bytes;
}

void write(const fs::path& file, const std::string& bytes) {
    std::ofstream{file, std::ios::binary} << bytes;
}

std::string asked(const Database& database, const std::string& sql) {
    auto admin = db::AdminConnection::open(db::ConnectionString{database.admin_conninfo()});
    const auto rows = admin->query(sql);
    EXPECT_TRUE(rows) << rows.error().message;
    return rows && !rows->empty() ? std::string{rows->text(0, 0)} : "";
}

/// Follows commands as a shell does, with the binary on the path and a home of its own.
class Shell {
public:
    Shell() {
        fs::create_directories(folder() / "bin");
        fs::create_symlink(fs::absolute(binary()), folder() / "bin" / "retail-mcp");
    }

    ~Shell() {
        std::string data = run("retail-mcp db path 2>/dev/null").output;
        run("retail-mcp db stop --force");
        if (data.size() > 1) { // it may be outside of the home
            data.pop_back();
            std::error_code ignored;
            fs::remove_all(fs::path{data}.parent_path(), ignored);
        }
    }

    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;

    struct Outcome {
        std::string output;
        std::string complaints;
        int exit_code;
    };

    Outcome run(const std::string& command) {
        const std::string path = (folder() / "bin").string() + ":/usr/bin:/bin";
        Process process{
            {{"/bin/sh", "-c", "cd " + folder().string() + " && " + command},
             {{"PATH", path},
              {"RETAIL_MCP_HOME", home_.path()},
              {"XDG_CONFIG_HOME", home_.path()}}}};
        process.close_input();
        Outcome outcome;
        while (auto line = process.read_line(120s)) {
            outcome.output += *line + '\n';
        }
        outcome.exit_code = process.wait(60s);
        outcome.complaints = process.stderr_text();
        return outcome;
    }

    fs::path folder() const { return fs::path{home_.path()} / "files"; }

private:
    TemporaryHome home_;
};

TEST(Readme, YourOwnDataIsFollowedWordByWord) {
    Shell shell;
    for (const char* file : {"till.csv", "articles.csv", "stock.csv"}) {
        write(shell.folder() / file, windows1252(block_after(std::string{"file: "} + file)));
    }
    write(shell.folder() / "stores.csv", block_after("file: stores.csv"));
    std::istringstream steps{block_after("steps")};
    std::map<std::string, std::string> said;
    for (std::string step; std::getline(steps, step);) {
        const auto outcome = shell.run(step);
        EXPECT_EQ(outcome.exit_code, 0) << step << '\n' << outcome.output << outcome.complaints;
        said[step] = outcome.output;
    }
    const std::string import =
        "retail-mcp import transactions till.csv --store berlin --map till.json";
    EXPECT_THAT(
        said[import + " --dry-run"],
        HasSubstr(
            "8 rows read, 0 bad; transactions 5 new and 0 corrected (dry run: nothing was changed)."
        )
    );
    EXPECT_THAT(
        said[import],
        AllOf(
            HasSubstr("windows-1252, semicolon between fields, decimal comma"),
            HasSubstr("1 products were only seen in sales: created inactive"),
            HasSubstr("1 customers were only seen in sales"),
            HasSubstr("2 documents are returns or cancellations"),
            HasSubstr("1 lines were given away for nothing"),
            HasSubstr("1 lines are stock written off"),
            HasSubstr("lines 8 = 7 sales + 1 written off"),
            HasSubstr("5 new and 0 corrected.")
        )
    );
    EXPECT_THAT(said["retail-mcp doctor"], HasSubstr("ok  ledger, rollup and sales agree"));
    // 25 + 1200 + 37.50 - 37.50 - 12.50 + 0.2498 with 193.63 tax in it
    EXPECT_THAT(
        said[R"(retail-mcp call summarize_sales '{"period": "2025-03"}' --principal ann)"],
        HasSubstr("1,019.12 EUR")
    );
    EXPECT_EQ(
        shell
            .run("retail-mcp db psql -AtF' ' -c \"SELECT sku, trim_scale(on_hand), is_active, "
                 "trim_scale(price) FROM retail.products JOIN retail.inventory USING (store_id, "
                 "product_id) ORDER BY sku\"")
            .output,
        "00417 40 t 12.5\n00500 3 t 1249\n00999 -0.25 f 0.999\n"
    );
    EXPECT_THAT(shell.run(import).output, HasSubstr("0 new and 0 corrected."));
}

/// Sales of a store that sells one article, in a database of the test's own.
class OwnData : public testing::Test {
protected:
    static constexpr int receipts = 6000;

    OwnData() {
        database.execute("INSERT INTO retail.stores (store_id, store_name, currency, time_zone) "
                         "VALUES ('berlin', "
                         "'Berlin', 'EUR', 'Europe/Berlin')");
        std::string sales = "transaction_ref,transaction_date,sku,quantity,unit_price\n";
        for (int n = 0; n < receipts; ++n) {
            for (const char* line : {",2025-07-01 12:00,A,1,2.50\n", ",2025-07-01 12:00,B,2,1\n"}) {
                sales += "R" + std::to_string(n) + line;
            }
        }
        write(file("sales.csv"), sales);
    }

    std::string file(const std::string& name) const { return folder_.path() + "/" + name; }

    std::unique_ptr<Program>
    start(std::vector<std::string> arguments, std::map<std::string, std::string> environment = {}) {
        environment["RETAIL_MCP_ADMIN_URL"] = database.admin_conninfo();
        return std::make_unique<Program>(std::move(arguments), "", std::move(environment));
    }

    std::unique_ptr<Program> import_sales() {
        return start({"import", "transactions", file("sales.csv"), "--store", "berlin"});
    }

    /// What an import leaves in the tables, all in one.
    std::string what_is_there() {
        return asked(
            database,
            "SELECT concat_ws(' ', (SELECT count(*) FROM retail.sales_transactions), (SELECT "
            "count(*) "
            "FROM retail.sales_transaction_items), (SELECT count(*) FROM "
            "retail.inventory_movements), (SELECT count(*) FROM retail.products), (SELECT count(*) "
            "FROM retail.sales_by_day), (SELECT count(*) FROM retail.audit_log WHERE action = "
            "'LOAD'))"
        );
    }

    static void wait_for_step(Program& import, const std::string& step) {
        const auto end = std::chrono::steady_clock::now() + 120s;
        while (import.process().stderr_text().find(step) == std::string::npos) {
            ASSERT_LT(std::chrono::steady_clock::now(), end) << import.process().stderr_text();
            std::this_thread::sleep_for(1ms);
        }
    }

    /// A backend notices that its client is gone when it has finished its statement.
    void wait_for_quiet() {
        const auto end = std::chrono::steady_clock::now() + 120s;
        while (asked(
                   database,
                   "SELECT count(*) FROM pg_stat_activity WHERE datname = "
                   "current_database() AND pid <> pg_backend_pid()"
               ) != "0") {
            ASSERT_LT(std::chrono::steady_clock::now(), end);
            std::this_thread::sleep_for(20ms);
        }
    }

    RetailDatabase database;
    TemporaryHome folder_;
};

const std::string nothing = "0 0 0 0 0 0";

TEST_F(OwnData, AnImportThatIsKilledAnywhereLeavesNothingAndCanBeRunAgain) {
    for (const char* step :
         {"reading the file",
          "checking the rows",
          "working out the lines",
          "writing documents",
          "writing lines"}) {
        for (const int signal : {SIGKILL, SIGINT}) {
            auto import = import_sales();
            wait_for_step(*import, step);
            import->process().signal(signal);
            EXPECT_EQ(import->exit_code(), 128 + signal) << step;
            wait_for_quiet();
            EXPECT_EQ(what_is_there(), nothing) << step;
        }
    }
    auto import = import_sales();
    EXPECT_EQ(import->exit_code(), 0) << import->process().stderr_text();
    EXPECT_THAT(import->output(), HasSubstr("amount 27000.0000 = 27000.0000"));
    EXPECT_EQ(what_is_there(), "6000 12000 12000 2 1 1");
}

TEST_F(OwnData, TwoImportsAtOnceAreOneAfterTheOther) {
    auto first = import_sales();
    auto second = import_sales();
    const std::string said = first->output() + second->output();
    EXPECT_EQ(first->exit_code(), 0) << first->process().stderr_text();
    EXPECT_EQ(second->exit_code(), 0) << second->process().stderr_text();
    EXPECT_THAT(said, HasSubstr("6000 new and 0 corrected."));
    EXPECT_THAT(said, HasSubstr("0 new and 0 corrected."));
    EXPECT_EQ(what_is_there(), "6000 12000 12000 2 1 2");
}

TEST_F(OwnData, SaysEachStepOnceWhereThereIsNoTerminal) {
    auto import = import_sales();
    EXPECT_EQ(import->exit_code(), 0);
    EXPECT_EQ(
        import->process().stderr_text(),
        "reading the file\nchecking the rows\nwriting\nworking out the lines\ncorrecting "
        "documents\nwriting documents\nwriting lines\nwriting movements\n"
    );
}

TEST_F(OwnData, DrawsABarOnATerminal) {
    int terminal = -1;
    const std::string admin = "RETAIL_MCP_ADMIN_URL=" + database.admin_conninfo();
    const std::string home = "RETAIL_MCP_HOME=" + folder_.path();
    const std::string program = binary();
    const std::string sales = file("sales.csv");
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    ASSERT_NE(child, -1);
    if (child == 0) {
        ::execl(
            "/usr/bin/env",
            "env",
            admin.c_str(),
            home.c_str(),
            program.c_str(),
            "import",
            "transactions",
            sales.c_str(),
            "--store",
            "berlin",
            nullptr
        );
        ::_exit(127);
    }
    std::string shown;
    std::array<char, 4096> buffer{};
    for (ssize_t got = 0; (got = ::read(terminal, buffer.data(), buffer.size())) > 0;) {
        shown.append(buffer.data(), static_cast<std::size_t>(got));
    }
    ::close(terminal);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0) << shown;
    EXPECT_THAT(
        shown,
        HasSubstr("\r\x1b[K[########################################] 100 %  reading the file")
    );
    EXPECT_THAT(shown, HasSubstr("\r\x1b[Kwriting lines ..."));
    EXPECT_THAT(shown, Not(HasSubstr("reading the file\r\n")));
    EXPECT_THAT(shown, HasSubstr("6000 new and 0 corrected."));
}

TEST_F(OwnData, LeavesBadRowsOutWhereThatIsWantedAndListsThem) {
    write(
        file("bad.csv"),
        "sku,product_name,price\nA,Apple,1\nB,,2\nC,Cherry,\"3 \"\"or\"\" 4\"\nD,Date,4\n"
    );
    const std::vector<std::string> command{
        "import", "products", file("bad.csv"), "--store", "berlin"};
    auto refused = start(command);
    EXPECT_EQ(refused->exit_code(), 1);
    EXPECT_THAT(refused->process().stderr_text(), HasSubstr("line 3, product_name: is empty"));
    EXPECT_EQ(asked(database, "SELECT count(*) FROM retail.products"), "0");
    auto skipping = command;
    skipping.insert(skipping.end(), {"--skip-bad-rows", file("refused.csv")});
    auto dry = skipping;
    dry.emplace_back("--dry-run");
    EXPECT_THAT(start(dry)->output(), HasSubstr("2 new and 0 corrected (dry run"));
    EXPECT_EQ(asked(database, "SELECT count(*) FROM retail.products"), "0");
    EXPECT_THAT(start(skipping)->output(), HasSubstr("4 rows read, 2 bad; products 2 new"));
    EXPECT_EQ(
        asked(database, "SELECT string_agg(sku, ' ' ORDER BY sku) FROM retail.products"), "A D"
    );
    std::stringstream list;
    list << std::ifstream{file("refused.csv")}.rdbuf();
    EXPECT_EQ(
        list.str(),
        "line,column,value,reason\n3,\"product_name\",\"\",\"is empty\"\n"
        "4,\"price\",\"3 \"\"or\"\" 4\",\"is not a number\"\n"
    );
}

TEST_F(OwnData, IsFilledInBySqlAsTheReadmeSaysAndCheckedByDoctor) {
    const Database till;
    till.execute(R"sql(
CREATE TABLE article (number text, name text, price numeric, cost numeric);
CREATE TABLE receipt (number text, sold_at timestamp, paid_by text);
CREATE TABLE receipt_line (receipt text, line int, article text, quantity numeric, price numeric, discount numeric, tax numeric);
CREATE TABLE stock (article text, on_hand numeric);
INSERT INTO article VALUES ('A1', 'Anchor', 20, 12), ('B1', 'Bell', 5, 2);
INSERT INTO receipt VALUES ('R1', '2025-03-30 01:30', 'cash'), ('R2', '2025-03-30 23:59', 'card');
INSERT INTO receipt_line VALUES ('R1', 1, 'A1', 2, 20, 4, 6.84), ('R1', 2, 'B1', 1, 5, 0, 0.95), ('R2', 1, 'A1', -1, 20, 0, -3.80);
INSERT INTO stock VALUES ('A1', 7), ('B1', 9);
)sql");
    std::string foreign = block_after("sql: foreign");
    const std::string there = "host 'till.example', dbname 'till'";
    ASSERT_THAT(foreign, HasSubstr(there));
    const Postgres& server = Postgres::instance();
    foreign.replace(
        foreign.find(there),
        there.size(),
        "host '" + server.socket_directory().string() + "', port '" +
            std::to_string(server.port()) + "', dbname '" + till.name() + "'"
    );
    const std::string login = "user 'reader'";
    ASSERT_THAT(foreign, HasSubstr(login));
    foreign.replace(
        foreign.find(login),
        login.size(),
        "user '" + asked(database, "SELECT current_user") + "', password_required 'false'"
    );
    database.execute(foreign);
    database.execute(block_after("sql: fill"));
    auto healthy = start({"doctor"});
    EXPECT_THAT(healthy->output(), HasSubstr("ok  ledger, rollup and sales agree"));
    EXPECT_EQ(
        asked(
            database,
            "SELECT concat_ws(' ', sum(net_amount), sum(tax_amount), min(business_date), "
            "max(business_date)) FROM retail.sales_transaction_items"
        ),
        "21.0000 3.9900 2025-03-30 2025-03-30"
    );
    EXPECT_EQ(
        asked(
            database,
            "SELECT string_agg(sku || ' ' || trim_scale(on_hand), ', ' ORDER BY sku) FROM "
            "retail.products JOIN retail.inventory USING (store_id, product_id)"
        ),
        "A1 7, B1 9"
    );
    database.execute("SET session_replication_role = replica; UPDATE retail.sales_transactions SET "
                     "total_amount = 1 WHERE transaction_ref = 'R1'");
    auto sick = start({"doctor"});
    EXPECT_THAT(
        sick->output(),
        AllOf(
            HasSubstr("- a receipt's sums are not its lines': store hamburg"),
            HasSubstr("mend: UPDATE retail.sales_transactions SET subtotal = 41.0000")
        )
    );
    EXPECT_EQ(sick->exit_code(), 1);
}

TEST_F(OwnData, IsEmbeddedByAModelElsewhereAcrossAKill) {
    constexpr int products = 30;
    database.execute(
        "INSERT INTO retail.products (store_id, sku, product_name, price) SELECT 'berlin', 'P' || "
        "n, "
        "'Brass lamp ' || n, n FROM generate_series(10, " +
        std::to_string(9 + products) + ") n"
    );
    EmbeddingServer server;
    server.answer_with([](const httplib::Request& request, httplib::Response& response) {
        std::this_thread::sleep_for(20ms);
        EmbeddingServer::answer(request, response);
    });
    auto settings = server.environment();
    settings.erase("RETAIL_MCP_EMBEDDINGS_API_KEY");
    settings["RETAIL_MCP_EMBEDDINGS_API_KEY_FILE"] = file("key");
    write(file("key"), "s3cret-key\n");
    const std::vector<std::string> command{"embed", "--batch-size", "1"};
    auto killed = start(command, settings);
    while (server.requests() < 5) {
        std::this_thread::sleep_for(1ms);
    }
    killed->process().signal(SIGKILL);
    EXPECT_EQ(killed->exit_code(), 128 + SIGKILL);
    wait_for_quiet();
    const int kept = std::stoi(asked(database, "SELECT count(*) FROM retail.product_embeddings"));
    EXPECT_GE(kept, 4);
    EXPECT_LT(kept, products);
    auto finished = start(command, settings);
    const std::string said = finished->output();
    EXPECT_EQ(finished->exit_code(), 0) << finished->process().stderr_text();
    EXPECT_THAT(said, HasSubstr(std::to_string(products - kept) + " vectors made"));
    EXPECT_THAT(
        finished->process().stderr_text(),
        HasSubstr(
            "test-model: " + std::to_string(products - kept) + " product texts to read, about " +
            std::to_string((products - kept) * 4) + " tokens, in " +
            std::to_string(products - kept) + " requests.\n"
        )
    );
    EXPECT_EQ(server.last_request().get_header_value("Authorization"), "Bearer s3cret-key");
    EXPECT_THAT(said + finished->process().stderr_text(), Not(HasSubstr("s3cret")));
    auto again = start(command, settings);
    EXPECT_THAT(again->output(), HasSubstr("nothing to do"));
}

} // namespace
} // namespace retail_mcp::test
