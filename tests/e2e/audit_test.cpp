#include "e2e/shop.hpp"
#include "support/retail_database.hpp"

#include <retail_mcp/db/admin_connection.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

// `retail-mcp audit`: the trail as administration reads it, and every way of tampering that its
// chain gives away.

namespace retail_mcp::test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A store with a product and a login, in a database of the test's own, for trails are broken here.
class AuditTest : public testing::Test {
protected:
    AuditTest() {
        database.execute("INSERT INTO retail.stores (store_id, store_name) VALUES ('a', 'A');"
                         "INSERT INTO retail.products (store_id, sku, product_name, price) VALUES "
                         "('a', 'A-1', 'Hammer', 5), ('a', 'A-2', 'Saw', 7);"
                         "SELECT retail_sec.set_principal('e2e_auditee', '{a}', true, false);"
                         "SELECT retail_sec.set_principal_password('e2e_auditee', 'p')");
    }

    ~AuditTest() override { database.execute("SELECT retail_sec.drop_principal('e2e_auditee')"); }

    struct Outcome {
        int exit_code;
        std::string output;
    };

    Outcome audit(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "audit");
        Program program{
            std::move(arguments),
            "",
            {{"RETAIL_MCP_ADMIN_URL", database.admin_conninfo()},
             {"RETAIL_MCP_HOME", home.path()}}};
        std::string output = program.output();
        return {program.exit_code(), std::move(output)};
    }

    /// As one who can turn triggers off.
    void tamper(const std::string& deed) const {
        database.execute("SET session_replication_role = replica; " + deed);
    }

    ServedShop serve() const {
        return ServedShop::at(
            database.conninfo("e2e_auditee", "p"), {{"RETAIL_MCP_HOME", home.path()}}
        );
    }

    std::string count(const std::string& sql) const {
        auto connection =
            db::AdminConnection::open(db::ConnectionString{database.admin_conninfo()});
        return std::string{connection->query("SELECT count(*) FROM " + sql)->text(0, 0)};
    }

    /// The digest behind "Head of the chain".
    static std::string head_in(const std::string& output) {
        constexpr std::string_view before = "chain made anew): ";
        const std::size_t at = output.find(before);
        return at == std::string::npos ? std::string{} : output.substr(at + before.size(), 64);
    }

    RetailDatabase database;
    TemporaryHome home;
};

TEST_F(AuditTest, ChangesAndToolCallsAreInTheTail) {
    {
        ServedShop served = serve();
        served.call("browse_catalog");
        served.call("get_product", {{"sku", "none"}});
        EXPECT_EQ(served.finish(), 0);
    }
    database.execute("UPDATE retail.products SET price = 6 WHERE sku = 'A-1'");
    const Outcome tail = audit({"tail"});
    EXPECT_EQ(tail.exit_code, 0);
    EXPECT_THAT(
        tail.output,
        AllOf(
            HasSubstr("browse_catalog"),
            HasSubstr("ok "),
            HasSubstr("unknown_sku"),
            HasSubstr("e2e_auditee"),
            HasSubstr("UPDATE"),
            HasSubstr("price")
        )
    );
    EXPECT_THAT(audit({"tail", "--limit", "1"}).output, Not(HasSubstr("browse_catalog")));
    const Outcome verified = audit({"verify"});
    EXPECT_EQ(verified.exit_code, 0) << verified.output;
    EXPECT_THAT(verified.output, HasSubstr("The audit trail is intact."));
}

TEST_F(AuditTest, AnAlteredAndADeletedRowAreNamed) {
    ASSERT_EQ(audit({"verify"}).exit_code, 0);
    database.execute("CREATE TABLE kept AS SELECT * FROM retail.audit_log");
    const auto restore = [&] {
        tamper("DELETE FROM retail.audit_log; INSERT INTO retail.audit_log SELECT * FROM kept");
        ASSERT_EQ(audit({"verify"}).exit_code, 0);
    };
    const std::vector<std::pair<std::string, std::string>> deeds{
        {"UPDATE retail.audit_log SET new_values = jsonb_set(new_values, '{price}', '1') WHERE "
         "table_name = 'products' AND new_values ->> 'sku' = 'A-1'",
         "the row was changed"},
        {"UPDATE retail.audit_log SET user_name = 'somebody'", "the row was changed"},
        {"DELETE FROM retail.audit_log WHERE new_values ->> 'sku' = 'A-2'", "the row was deleted"},
        {"INSERT INTO retail.audit_log (table_name, action, store_id, seal_no) VALUES ('x', 'x', "
         "'a', 1)",
         "the row was added after its seal"}};
    for (const auto& [deed, says] : deeds) {
        tamper(deed);
        const Outcome verified = audit({"verify"});
        EXPECT_EQ(verified.exit_code, 1) << deed;
        EXPECT_THAT(
            verified.output,
            AllOf(HasSubstr(says), HasSubstr("link 1, row "), HasSubstr("tampered"))
        );
        restore();
    }
}

TEST_F(AuditTest, ATailTakenAwayWithItsSealsIsMissed) {
    const Outcome first = audit({"verify"});
    ASSERT_EQ(first.exit_code, 0);
    database.execute("UPDATE retail.products SET price = 6 WHERE sku = 'A-1'");
    const Outcome second = audit({"verify"});
    ASSERT_EQ(second.exit_code, 0);
    ASSERT_NE(head_in(first.output), head_in(second.output));
    tamper("DELETE FROM retail.audit_log WHERE seal_no = 2; "
           "DELETE FROM retail_sec.audit_seals WHERE seal_no = 2");
    const Outcome cut = audit({"verify"});
    EXPECT_EQ(cut.exit_code, 1) << cut.output;
    EXPECT_THAT(
        cut.output,
        AllOf(HasSubstr(head_in(second.output)), HasSubstr("newest links were taken away"))
    );
    // Nor does what comes later cover it up, and a head noted elsewhere tells the same.
    database.execute("UPDATE retail.products SET price = 7 WHERE sku = 'A-1'");
    EXPECT_EQ(audit({"verify"}).exit_code, 1);
    const TemporaryHome other;
    const auto verify_elsewhere = [&](const std::string& head) {
        Program program{
            {"audit", "verify", "--head", head},
            "",
            {{"RETAIL_MCP_ADMIN_URL", database.admin_conninfo()},
             {"RETAIL_MCP_HOME", other.path()}}};
        return program.exit_code();
    };
    EXPECT_EQ(verify_elsewhere(head_in(first.output)), 0);
    EXPECT_EQ(verify_elsewhere(head_in(second.output)), 1);
}

TEST_F(AuditTest, RowsThatNoSealCoversYetAreNotTheServersToTakeAway) {
    database.execute("UPDATE retail.products SET price = 6 WHERE sku = 'A-1'");
    for (const char* role : {"retail_owner", "e2e_auditee"}) {
        for (const char* deed :
             {"DELETE FROM retail.audit_log",
              "UPDATE retail.audit_log SET new_values = NULL",
              "TRUNCATE retail.audit_log"}) {
            EXPECT_ANY_THROW(database.execute(std::string{"SET ROLE "} + role + "; " + deed))
                << role << ": " << deed;
        }
    }
    ServedShop served = serve();
    EXPECT_EQ(
        error_code_of(served.call("run_sql", {{"sql", "SELECT * FROM retail.audit_log"}})),
        "permission_denied"
    );
}

TEST_F(AuditTest, TheServersCallsAreSealedAsTheyArrive) {
    ServedShop served = serve();
    served.call("browse_catalog");
    EXPECT_EQ(served.finish(), 0);
    EXPECT_EQ(count("retail.audit_log WHERE seal_no IS NULL"), "0");
    EXPECT_EQ(count("retail.audit_log WHERE action = 'browse_catalog'"), "1");
}

TEST_F(AuditTest, NothingIsLostWhenTheServerIsKilledAfterItsAnswer) {
    constexpr int rounds = 5;
    for (int round = 0; round < rounds; ++round) {
        ServedShop served = serve();
        served.call("browse_catalog");
        served.call("get_context");
        served.process().signal(SIGKILL); // before anything is drained
        served.process().wait(20s);
    }
    const std::filesystem::path spool = std::filesystem::path{home.path()} / "audit";
    EXPECT_FALSE(std::filesystem::is_empty(spool));
    ServedShop next = serve();
    next.call("get_context");
    EXPECT_EQ(next.finish(), 0);
    EXPECT_EQ(count("retail.audit_log WHERE action = 'browse_catalog'"), std::to_string(rounds));
    EXPECT_EQ(count("retail.audit_log WHERE action = 'get_context'"), std::to_string(rounds + 1));
    EXPECT_TRUE(std::filesystem::is_empty(spool));
    EXPECT_EQ(audit({"verify"}).exit_code, 0);
}

TEST_F(AuditTest, NothingIsLostWhenThePrincipalsLastStoreIsTakenAway) {
    ServedShop served = serve();
    served.call("browse_catalog");
    database.execute("SELECT retail_sec.revoke_stores('e2e_auditee', '{a}', false)");
    EXPECT_TRUE(served.call("browse_catalog").value("isError", false));
    EXPECT_EQ(served.finish(), 0);
    EXPECT_EQ(count("retail.audit_log WHERE action = 'browse_catalog'"), "2");
}

} // namespace
} // namespace retail_mcp::test
