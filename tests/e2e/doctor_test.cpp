#include "e2e/shop.hpp"
#include "support/retail_database.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

// `retail-mcp doctor`: each planted fault is one line that names it, and the line below mends it.

namespace retail_mcp::test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

struct Finding {
    std::string what;
    std::string mend;

    bool operator==(const Finding&) const = default;
};

struct Examination {
    int exit_code = 0;
    std::string output;
    std::vector<Finding> findings;
};

/// What a second examination found that the first had not.
std::vector<Finding> news(const Examination& before, const Examination& after) {
    std::vector<Finding> out;
    for (const Finding& finding : after.findings) {
        if (std::find(before.findings.begin(), before.findings.end(), finding) ==
            before.findings.end()) {
            out.push_back(finding);
        }
    }
    return out;
}

class DoctorTest : public testing::Test {
protected:
    DoctorTest() {
        database.execute(
            "INSERT INTO retail.stores (store_id, store_name) VALUES ('a', 'A');"
            "INSERT INTO retail.products (product_id, store_id, sku, product_name, price) VALUES "
            "('00000000-0000-0000-0000-0000000000a1', 'a', 'A-1', 'Hammer', 5);"
            "INSERT INTO retail.sales_transactions (transaction_id, store_id, transaction_date, "
            "subtotal, total_amount) VALUES ('00000000-0000-0000-0000-00000000d001', 'a', "
            "'2025-03-01Z', 5, 5);"
            "INSERT INTO retail.sales_transaction_items (store_id, transaction_id, product_id, "
            "quantity, unit_price, total_price) VALUES ('a', "
            "'00000000-0000-0000-0000-00000000d001', '00000000-0000-0000-0000-0000000000a1', 1, 5, "
            "5);"
            "SELECT retail_sec.set_principal('e2e_patient', '{a}', false, false);"
            "SELECT retail_sec.set_principal_password('e2e_patient', 'p')"
        );
    }

    ~DoctorTest() override { database.execute("SELECT retail_sec.drop_principal('e2e_patient')"); }

    std::string administer(std::vector<std::string> arguments, int& exit_code) const {
        Program program{
            std::move(arguments), "", {{"RETAIL_MCP_ADMIN_URL", database.admin_conninfo()}}};
        std::string output = program.output();
        exit_code = program.exit_code();
        return output;
    }

    Examination examine(const std::string& principal_url = {}) const {
        Examination done;
        std::vector<std::string> arguments{"doctor"};
        if (!principal_url.empty()) {
            arguments.insert(arguments.end(), {"--database-url", principal_url});
        }
        done.output = administer(arguments, done.exit_code);
        std::istringstream lines{done.output};
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("- ")) {
                done.findings.push_back({line.substr(2), {}});
            } else if (line.starts_with("  mend: ")) {
                done.findings.back().mend = line.substr(8);
            }
        }
        return done;
    }

    /// Does what the line says, if it is a command or a statement.
    bool follow(const std::string& mend) const {
        if (mend.starts_with("retail-mcp ")) {
            std::istringstream words{mend};
            std::vector<std::string> arguments;
            for (std::string word; words >> word;) {
                arguments.push_back(word);
            }
            arguments.erase(arguments.begin());
            int exit_code = 0;
            administer(arguments, exit_code);
            return exit_code == 0;
        }
        const std::string verb = mend.substr(0, mend.find(' '));
        if (std::all_of(verb.begin(), verb.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
            database.execute(mend);
            return true;
        }
        return false;
    }

    RetailDatabase database;
};

TEST_F(DoctorTest, EachPlantedFaultIsOneLineAndItsMendMendsIt) {
    struct Fault {
        std::string plant;
        std::string says;
        std::string undo = {}; ///< where the mend is for a person to do
    };

    const std::vector<Fault> faults{
        {"ALTER TABLE retail.products NO FORCE ROW LEVEL SECURITY",
         "table without forced row-level security: retail.products"},
        {"ALTER TABLE retail.customers DISABLE ROW LEVEL SECURITY",
         "table without forced row-level security: retail.customers"},
        {"CREATE TABLE retail.wishes (store_id text COLLATE \"C\" NOT NULL, wish text, PRIMARY KEY "
         "(store_id, wish)); ALTER TABLE retail.wishes OWNER TO retail_owner",
         "table without forced row-level security: retail.wishes"},
        {"DROP POLICY my_stores ON retail.inventory",
         "readable table without a read policy for retail_region: retail.inventory"},
        {"DROP POLICY one_store ON retail.search_words",
         "readable table without a read policy for retail_store: retail.search_words"},
        {"ALTER POLICY one_store ON retail.products USING (true)",
         "policy that lets through more than the context: one_store on retail.products"},
        {"ALTER POLICY my_stores ON retail.customers USING (store_id = ANY ((SELECT "
         "retail.allowed_store_ids())::text[]) OR loyalty_tier = 'gold')",
         "policy that lets through more than the context: my_stores on retail.customers"},
        {"GRANT DELETE ON retail.products TO retail_writer",
         "DELETE granted on a whole table, not by columns: retail.products"},
        {"ALTER TABLE retail.products DISABLE TRIGGER audit_update",
         "trigger that is turned off: audit_update on retail.products"},
        {"DROP TRIGGER audit_insert ON retail.inventory_movements",
         "changes that are not audited: retail.inventory_movements"},
        {"CREATE POLICY open ON retail.products USING (store_id = (SELECT "
         "retail.current_store_id())) WITH CHECK (store_id = (SELECT retail.writable_store_id()))",
         "policy for everybody: open on retail.products",
         "DROP POLICY open ON retail.products"},
        {"CREATE POLICY half ON retail.promotions TO retail_writer USING (store_id = (SELECT "
         "retail.writable_store_id()))",
         "policy without WITH CHECK: half on retail.promotions"},
        {"GRANT SELECT ON retail.products TO mcp_user",
         "SELECT granted on a whole table, not by columns: retail.products"},
        {"GRANT SELECT (email) ON retail.customers TO mcp_user",
         "personal data readable by every principal: retail.customers.email"},
        {"GRANT SELECT (notes) ON retail.sales_transactions TO mcp_user",
         "personal data readable by every principal: retail.sales_transactions.notes"},
        {"CREATE VIEW retail.everything AS SELECT sku FROM retail.products; ALTER VIEW "
         "retail.everything OWNER TO retail_owner",
         "view without security_invoker: retail.everything"},
        {"CREATE MATERIALIZED VIEW retail.cached AS SELECT sku FROM retail.products; ALTER "
         "MATERIALIZED VIEW retail.cached OWNER TO retail_owner; GRANT SELECT ON retail.cached TO "
         "mcp_user",
         "materialized view, which no policy can bind, readable by principals: retail.cached"},
        {"ALTER FUNCTION retail.current_store_id() RESET search_path",
         "function with its owner's rights and an open search_path: retail.current_store_id()"},
        {"GRANT EXECUTE ON FUNCTION retail_sec.seal_audit(integer,bigint) TO PUBLIC",
         "function that everybody may call: retail_sec.seal_audit(integer,bigint)"},
        {"CREATE UNIQUE INDEX one_phone ON retail.customers (phone)",
         "unique key that does not begin with store_id: retail.one_phone",
         "DROP INDEX retail.one_phone"},
        {"CREATE INDEX by_price ON retail.products (store_id, price)",
         "index on a type whose conditions no policy lets through: retail.by_price (price)",
         "DROP INDEX retail.by_price"},
        {"CREATE TABLE retail.notes (note text PRIMARY KEY); ALTER TABLE retail.notes OWNER TO "
         "retail_owner; ALTER TABLE retail.notes ENABLE ROW LEVEL SECURITY; ALTER TABLE "
         "retail.notes FORCE ROW LEVEL SECURITY",
         "table without store_id: retail.notes",
         "DROP TABLE retail.notes"},
        {"ALTER VIEW retail.category_tree OWNER TO CURRENT_USER",
         "object that the owner role does not own: retail.category_tree"},
        {"GRANT USAGE ON SCHEMA retail_sec TO mcp_user", "private schema open to principals"},
        {"GRANT retail_owner TO e2e_patient",
         "principal that is a member of retail_owner: e2e_patient"},
        {"ALTER ROLE e2e_patient BYPASSRLS",
         "principal that passes row-level security: e2e_patient"},
        {"ALTER ROLE e2e_patient SUPERUSER",
         "principal that passes row-level security: e2e_patient"},
        {"GRANT retail_region TO e2e_patient",
         "principal in both retail_store and retail_region: e2e_patient"},
        {"INSERT INTO retail_sec.store_access (principal, store_id) VALUES ('gone', 'a')",
         "grants without a login: gone"},
        {"UPDATE retail.inventory SET on_hand = 77",
         "on_hand is not the sum of the ledger: store a, product "},
        {"UPDATE retail.sales_by_day SET gross_sales = 1",
         "rollup differs from the sales lines: store a, 2025-0"},
        {"SET session_replication_role = replica; DELETE FROM retail.inventory",
         "product without its row of stock: store a, SKU A-1"},
        {"SET session_replication_role = replica; INSERT INTO retail.sales_transactions "
         "(transaction_id, store_id, transaction_date, business_date, subtotal, total_amount) "
         "VALUES ('00000000-0000-0000-0000-00000000d009', 'a', '2025-03-01Z', '2025-03-01', 5, 5)",
         "receipt without lines: store a, transaction 00000000-0000-0000-0000-00000000d009",
         "DELETE FROM retail.sales_transactions WHERE transaction_id = "
         "'00000000-0000-0000-0000-00000000d009'"}};

    const Examination healthy = examine();
    ASSERT_THAT(healthy.output, HasSubstr("ok  the schema is up to date"));
    for (const Fault& fault : faults) {
        SCOPED_TRACE(fault.plant);
        database.execute(fault.plant);
        const Examination ill = examine();
        EXPECT_EQ(ill.exit_code, 1);
        const std::vector<Finding> found = news(healthy, ill);
        ASSERT_THAT(found, SizeIs(1)) << ill.output;
        EXPECT_THAT(found[0].what, HasSubstr(fault.says));
        EXPECT_THAT(found[0].mend, Not(IsEmpty()));
        if (fault.undo.empty()) {
            EXPECT_TRUE(follow(found[0].mend)) << found[0].mend;
        } else {
            database.execute(fault.undo);
        }
        EXPECT_THAT(news(healthy, examine()), IsEmpty()) << "after: " << found[0].mend;
        if (fault.says.find("wishes") != std::string::npos) {
            database.execute("DROP TABLE retail.wishes");
        }
    }
}

TEST_F(DoctorTest, AnOldSchemaIsOneLineAndMigrateMendsIt) {
    database.execute(
        "UPDATE retail_meta.applied_file SET sha256 = 'old' WHERE name LIKE '%policies%'"
    );
    const Examination ill = examine();
    EXPECT_EQ(ill.exit_code, 1);
    ASSERT_THAT(ill.findings, SizeIs(1)) << ill.output;
    EXPECT_EQ(ill.findings[0].mend, "retail-mcp migrate");
    EXPECT_TRUE(follow(ill.findings[0].mend));
    EXPECT_THAT(examine().output, HasSubstr("ok  the schema is up to date"));
}

TEST_F(DoctorTest, RecordsOfCallsThatNobodyDeliversAreTold) {
    namespace fs = std::filesystem;
    const TemporaryHome home;
    const fs::path file = fs::path{home.path()} / "audit" / "somebody.0.calls";
    const auto said = [&] {
        Program doctor{
            {"doctor"},
            "",
            {{"RETAIL_MCP_ADMIN_URL", database.admin_conninfo()},
             {"RETAIL_MCP_HOME", home.path()}}};
        std::string output = doctor.output();
        EXPECT_EQ(doctor.exit_code(), 0) << output;
        return output;
    };
    fs::create_directories(file.parent_path());
    std::ofstream{file} << "{}\n";
    EXPECT_THAT(said(), Not(HasSubstr("files of recorded tool calls"))) << "a server may be at it";
    fs::last_write_time(file, fs::file_time_type::clock::now() - 2h);
    EXPECT_THAT(said(), HasSubstr("files of recorded tool calls wait for the database in"));
}

TEST_F(DoctorTest, ThePrincipalsOwnLoginIsJudged) {
    const std::string url = database.conninfo("e2e_patient", "p");
    EXPECT_THAT(
        examine(url).output, HasSubstr("ok  the principal's login is bound by row-level security")
    );

    struct Login {
        std::string make;
        std::string says;
    };

    for (const auto& [make, says] : std::vector<Login>{
             {"SUPERUSER", "is a superuser"},
             {"BYPASSRLS", "bypasses row-level security"},
             {"IN ROLE retail_owner", "owns the shop's tables"}}) {
        database.execute("CREATE ROLE e2e_unsafe LOGIN PASSWORD 'p' " + make);
        const Examination done = examine(database.conninfo("e2e_unsafe", "p"));
        database.execute("DROP ROLE e2e_unsafe");
        EXPECT_EQ(done.exit_code, 1);
        EXPECT_THAT(done.output, AllOf(HasSubstr(says), HasSubstr("retail-mcp principal add")));
    }
    EXPECT_THAT(
        examine(database.conninfo("e2e_nobody_such", "p")).output,
        AllOf(HasSubstr("the principal cannot connect"), HasSubstr("--database-url"))
    );
}

// An installation by one who is no superuser: the boundary stands, and doctor says what else is
// open.
TEST(Doctor, WithoutASuperuserTellsWhatStaysOpenAndTheBoundaryHolds) {
    Database database;
    auto asked = db::AdminConnection::open(db::ConnectionString{database.admin_conninfo()});
    ASSERT_TRUE(asked) << asked.error().message;
    if (asked->server_version() >= 160000) {
        GTEST_SKIP() << "from PostgreSQL 16 on a role that may only create roles cannot grant the "
                        "ones that this cluster's superuser has made";
    }
    database.execute(
        "DO $$ BEGIN CREATE ROLE e2e_dba LOGIN PASSWORD 'p' CREATEROLE; EXCEPTION WHEN "
        "duplicate_object THEN NULL; END $$; CREATE EXTENSION vector; CREATE EXTENSION "
        "fuzzystrmatch; ALTER DATABASE " +
        database.name() + " OWNER TO e2e_dba"
    );
    const auto administer = [&](std::vector<std::string> arguments) {
        return Program{
            std::move(arguments),
            "",
            {{"RETAIL_MCP_ADMIN_URL", database.conninfo("e2e_dba", "p")}}};
    };
    Program init = administer({"init"});
    init.output();
    ASSERT_EQ(init.exit_code(), 0) << init.process().stderr_text();
    EXPECT_THAT(
        init.process().stderr_text(), HasSubstr("side channels of free-form SQL stay open")
    );
    Program doctor = administer({"doctor"});
    const std::string said = doctor.output();
    for (const char* open :
         {"tells how much data all stores have",
          "tells how much all stores write",
          "sees or disturbs other sessions",
          "outlives or outlasts the statement",
          "runs SQL out of a string",
          "writes, even in a read-only transaction",
          "estimates of all stores' rows in pg_class",
          "in the conditions of their indexes"}) {
        EXPECT_THAT(said, HasSubstr(open));
    }
    EXPECT_THAT(said, HasSubstr("as a superuser, once: retail-mcp migrate --reapply"));
    EXPECT_THAT(said, HasSubstr("ok  the store boundary has no gap"));

    database.execute(
        "INSERT INTO retail.stores (store_id, store_name) VALUES ('a', 'A'), ('b', 'B');"
        "INSERT INTO retail.products (store_id, sku, product_name, price) VALUES "
        "('a', 'A-1', 'Hammer', 5), ('b', 'B-1', 'Saw', 7)"
    );
    Program add = administer({"principal", "add", "e2e_modest", "--store", "a"});
    add.output();
    ASSERT_EQ(add.exit_code(), 0) << add.process().stderr_text();
    database.execute("SELECT retail_sec.set_principal_password('e2e_modest', 'p')");
    {
        ServedShop served = ServedShop::at(database.conninfo("e2e_modest", "p"));
        for (const char* attack :
             {"SELECT sku FROM retail.products",
              "WITH c AS MATERIALIZED (SELECT set_config('retail.store', 'b', true) AS s) SELECT "
              "p.sku FROM c, retail.products p WHERE c.s <> ''",
              "SELECT query_to_xml('SELECT set_config(''retail.store'', ''b'', false), sku FROM "
              "retail.products', true, true, '')",
              "SELECT set_config('role', 'retail_owner', true), sku FROM retail.products"}) {
            const auto result = served.call("run_sql", {{"sql", attack}});
            EXPECT_THAT(result.dump(), Not(HasSubstr("B-1"))) << attack;
            const auto next = served.call("run_sql", {{"sql", "SELECT sku FROM retail.products"}});
            EXPECT_EQ(next["structuredContent"]["rows"], nlohmann::json::parse(R"([["A-1"]])"))
                << attack;
        }
    }
    Program revoke = administer({"principal", "revoke", "e2e_modest"});
    EXPECT_EQ(revoke.exit_code(), 0) << revoke.process().stderr_text();
}

} // namespace
} // namespace retail_mcp::test
