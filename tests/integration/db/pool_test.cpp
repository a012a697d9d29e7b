#include "pool_fixture.hpp"

namespace retail_mcp::db {
namespace {

TEST_F(PoolTest, AnswersEveryQueryInOrder) {
    Pool pool{loop.executor(), options()};
    const auto answer = run(pool, {Query{&echo, {"hi", "41"}}, Query{&echo, {std::nullopt, "1"}}});
    ASSERT_TRUE(answer) << answer.error().detail;
    ASSERT_EQ(answer->size(), 2U);
    const Rows& first = answer->front();
    EXPECT_EQ(first.size(), 1);
    EXPECT_EQ(first.column("next"), 1);
    EXPECT_EQ(first.column("Next"), std::nullopt);
    EXPECT_EQ(first.text(0, 0), "hi");
    EXPECT_EQ(first.text(0, 1), "42");
    EXPECT_TRUE(answer->back().is_null(0, 0));
    EXPECT_EQ(answer->back().text(0, 1), "2");
}

TEST_F(PoolTest, NeedsOneRoundTripForTransactionContextAndQueries) {
    Pool pool{loop.executor(), options()};
    run(pool, {Query{&echo, {"x", "1"}}});
    const int before = gate.turns();
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(run(pool, {Query{&echo, {"x", "1"}}, Query{&read_context}}));
    }
    EXPECT_EQ(gate.turns() - before, 5);
}

TEST_F(PoolTest, NeedsOneRoundTripEvenToPrepareAStatement) {
    Pool pool{loop.executor(), options()};
    run(pool, {Query{&echo, {"x", "1"}}});
    const int before = gate.turns();
    EXPECT_TRUE(run(pool, {Query{&count}, Query{&count}}));
    EXPECT_EQ(gate.turns() - before, 1);
}

TEST_F(PoolTest, PreparesEachStatementOncePerConnection) {
    PoolOptions one = options();
    one.max_connections = 1;
    Pool pool{loop.executor(), one};
    static constexpr Statement prepared{
        "prepared",
        "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'echo\\_%' "
        "AND generic_plans + custom_plans = 3"};
    for (int i = 0; i < 3; ++i) {
        run(pool, {Query{&echo, {"x", "1"}}});
    }
    EXPECT_EQ(only_value(run(pool, {Query{&prepared}})), "1");
}

TEST_F(PoolTest, LeavesStatementsThatArePlannedForEachCallUnprepared) {
    PoolOptions one = options();
    one.max_connections = 1;
    Pool pool{loop.executor(), one};
    static constexpr Statement planned{"planned", "SELECT $1::text || $2::text", true};
    static constexpr Statement prepared{
        "prepared", "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'planned%'"};
    EXPECT_EQ(only_value(run(pool, {Query{&planned, {"x", "1"}}})), "x1");
    EXPECT_EQ(only_value(run(pool, {Query{&prepared}})), "0");
}

TEST_F(PoolTest, PlansOnceWhatIsPreparedAndForItsValuesWhatSaysSo) {
    PoolOptions one = options();
    one.max_connections = 1;
    Pool pool{loop.executor(), one};
    static constexpr Statement mode{"mode", "SELECT current_setting('plan_cache_mode')"};
    static constexpr Statement each_call{
        "each_call", "SELECT current_setting('plan_cache_mode')", true};
    EXPECT_EQ(only_value(run(pool, {Query{&mode}})), "force_generic_plan");
    EXPECT_EQ(only_value(run(pool, {Query{&each_call}})), "force_custom_plan");
    EXPECT_EQ(only_value(run(pool, {Query{&mode}})), "force_generic_plan")
        << "for a transaction only";
    one.prepared_statements = PreparedStatements::off;
    Pool shared{loop.executor(), one};
    EXPECT_EQ(only_value(run(shared, {Query{&mode}})), "auto")
        << "nothing is left on a shared session";
}

TEST_F(PoolTest, SetsTheContextForTheTransactionOnly) {
    PoolOptions one = options();
    one.max_connections = 1;
    Pool pool{loop.executor(), one};
    EXPECT_EQ(only_value(run(pool, {Query{&read_context}})), "seattle");

    one.set_context = nullptr;
    Pool bare{loop.executor(), one};
    EXPECT_EQ(only_value(run(bare, {Query{&read_context}})), "");
}

TEST_F(PoolTest, NeverLeavesOneCallsContextToTheNext) {
    static constexpr Statement set_if_given{
        "set_if_given",
        "SELECT CASE WHEN $1 <> '' THEN set_config('test.store', $1, true) END, $2::text"};
    PoolOptions one = options();
    one.max_connections = 1;
    one.set_context = &set_if_given;
    Pool pool{loop.executor(), one};
    const auto with = [&](const char* store, const Statement& statement, Parameter parameter) {
        std::vector<Query> queries{Query{&statement, {}}};
        if (parameter) {
            queries.front().parameters = {parameter};
        }
        return loop.run(
            pool.run(Context{store}, Access::read, std::move(queries), Deadline::after(10s))
        );
    };
    EXPECT_EQ(only_value(with("redmond", read_context, std::nullopt)), "redmond");
    EXPECT_EQ(only_value(with("", read_context, std::nullopt)), "");
    EXPECT_FALSE(with("redmond", divide, "0")) << "a failed call must not leave it either";
    EXPECT_EQ(only_value(with("", read_context, std::nullopt)), "");
    EXPECT_EQ(pool.statistics().connects, 1U);
}

TEST_F(PoolTest, ReadsInAReadOnlyTransaction) {
    Pool pool{loop.executor(), options()};
    const auto answer = run(pool, {Query{&insert, {"no"}}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::permission_denied);
    EXPECT_EQ(ask("SELECT count(*) FROM notes"), "0");
}

TEST_F(PoolTest, CommitsWhatItWrites) {
    Pool pool{loop.executor(), options()};
    const auto answer = run(pool, {Query{&insert, {"kept"}}}, Access::write);
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->front().affected(), 1);
    EXPECT_EQ(ask("SELECT body FROM notes"), "kept");
}

TEST_F(PoolTest, UndoesTheWholeCallWhenAQueryFails) {
    PoolOptions one = options();
    one.max_connections = 1;
    Pool pool{loop.executor(), one};
    const auto answer = run(pool, {Query{&insert, {"lost"}}, Query{&divide, {"0"}}}, Access::write);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::invalid_arguments);
    EXPECT_EQ(answer.error().message.find("division"), std::string::npos);
    EXPECT_NE(answer.error().detail.find("division"), std::string::npos);
    EXPECT_EQ(only_value(run(pool, {Query{&count}})), "0");
    EXPECT_EQ(pool.statistics().connects, 1U);
}

TEST_F(PoolTest, AnswersTheSameForAStoreThatTheContextRefuses) {
    PoolOptions refusing = options();
    static constexpr Statement refusing_context{"refusing_context", "SELECT test_refuse($1, $2)"};
    database.execute("CREATE FUNCTION test_refuse(text, text) RETURNS void LANGUAGE plpgsql AS "
                     "$$ BEGIN RAISE 'store not available' USING ERRCODE = '42501'; END $$");
    refusing.set_context = &refusing_context;
    Pool pool{loop.executor(), refusing};
    const auto answer = run(pool, {Query{&echo, {"x", "1"}}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::store_not_available);
}

TEST_F(PoolTest, RunsCallsSideBySideUpToItsLimit) {
    PoolOptions two = options();
    two.max_connections = 2;
    Pool pool{loop.executor(), two};
    // Each waits for the other's lock to be taken: they end only if they overlap.
    static constexpr Statement meet{"meet", "SELECT test_meet($1::int)"};
    database.execute(
        "CREATE FUNCTION test_meet(me int) RETURNS text LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM pg_advisory_xact_lock(me); "
        "WHILE (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory') < 2 LOOP "
        "PERFORM pg_sleep(0.005); END LOOP; PERFORM pg_sleep(0.05); RETURN 'met'; END $$"
    );
    const auto call = [&](const char* me) {
        std::vector<Query> queries{Query{&meet, {me}}};
        return loop.start(
            pool.run(Context{"s"}, Access::read, std::move(queries), Deadline::after(8s))
        );
    };
    const auto one = call("1");
    const auto two_calls = call("2");
    EXPECT_EQ(only_value(loop.wait(one)), "met");
    EXPECT_EQ(only_value(loop.wait(two_calls)), "met");
    EXPECT_EQ(pool.statistics().connects, 2U);
}

TEST_F(PoolTest, ServesManyMoreCallsThanConnections) {
    Pool pool{loop.executor(), options()};
    std::vector<std::shared_ptr<test::Started<Result<std::vector<Rows>>>>> calls;
    for (int i = 0; i < 200; ++i) {
        std::vector<Query> queries{Query{&echo, {std::to_string(i), std::to_string(i)}}};
        calls.push_back(loop.start(
            pool.run(Context{"s"}, Access::read, std::move(queries), Deadline::after(10s))
        ));
    }
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(only_value(loop.wait(calls[static_cast<std::size_t>(i)])), std::to_string(i));
    }
    EXPECT_EQ(pool.statistics().connects, 4U);
    EXPECT_EQ(pool.statistics().in_use, 0U);
}

TEST_F(PoolTest, CarriesATransactionOverSeveralRoundTrips) {
    Pool pool{loop.executor(), options()};
    auto begun = loop.run(pool.begin(Context{"s"}, Access::write, Deadline::after(10s)));
    ASSERT_TRUE(begun) << begun.error().detail;
    std::vector<Query> first{Query{&insert, {"a"}}};
    EXPECT_TRUE(loop.run(begun->execute(first)));
    EXPECT_EQ(ask("SELECT count(*) FROM notes"), "0") << "not committed yet";
    std::vector<Query> last{Query{&count}};
    EXPECT_EQ(only_value(loop.run(begun->finish(last))), "1");
    EXPECT_EQ(ask("SELECT count(*) FROM notes"), "1");
}

TEST_F(PoolTest, RollsBackATransactionThatIsDropped) {
    PoolOptions one = options();
    one.max_connections = 1;
    Pool pool{loop.executor(), one};
    {
        auto begun = loop.run(pool.begin(Context{"s"}, Access::write, Deadline::after(10s)));
        std::vector<Query> queries{Query{&insert, {"dropped"}}};
        EXPECT_TRUE(loop.run(begun->execute(queries)));
    }
    EXPECT_EQ(only_value(run(pool, {Query{&count}})), "0");
    EXPECT_EQ(pool.statistics().connects, 1U);
}

TEST_F(PoolTest, QuotesTheServerOnlyToWhoeverAsksTheTransaction) {
    Pool pool{loop.executor(), options()};
    auto begun = loop.run(pool.begin(Context{"s"}, Access::read, Deadline::after(10s)));
    const std::string text = "SELECT nonsense FROM notes";
    const Statement users{"", text};
    std::vector<Query> queries{Query{&users}};
    const auto answer = loop.run(begun->execute(queries));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().message.find("nonsense"), std::string::npos);
    ASSERT_NE(begun->server_error(), nullptr);
    EXPECT_EQ(begun->server_error()->sqlstate, "42703");
    EXPECT_EQ(begun->server_error()->position, 8);
}

TEST_F(PoolTest, DiscardsWhatAUsersStatementLeftInTheSession) {
    PoolOptions discarding = options();
    discarding.max_connections = 1;
    discarding.discard_session_after_use = true;
    discarding.prepared_statements = PreparedStatements::off;
    Pool pool{loop.executor(), discarding};
    static constexpr Statement lock{"", "SELECT pg_advisory_lock(7)"};
    EXPECT_TRUE(run(pool, {Query{&lock}}));
    static constexpr Statement locks{
        "", "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"};
    EXPECT_EQ(only_value(run(pool, {Query{&locks}})), "0");
    EXPECT_EQ(pool.statistics().connects, 1U);
}

TEST_F(PoolTest, ChecksTheRoleBeforeTheFirstStatement) {
    static constexpr Statement check{
        "check", "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"};
    PoolOptions checking = options();
    checking.role_check = &check;
    checking.judge_role = [](const Rows& rows) -> Result<void> {
        if (rows.text(0, 0) == "t") {
            return fail(ErrorCode::unsafe_database_role, "superuser");
        }
        return {};
    };
    Pool pool{loop.executor(), checking};
    const auto answer = run(pool, {Query{&insert, {"never"}}}, Access::write);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::unsafe_database_role);
    EXPECT_EQ(ask("SELECT count(*) FROM notes"), "0");
}

TEST_F(PoolTest, OpensTheFirstConnectionAheadWhenAsked) {
    Pool pool{loop.executor(), options()};
    std::optional<Result<void>> outcome;
    pool.warm_up([&](Result<void> opened) { outcome = std::move(opened); });
    loop.run_until([&] { return outcome.has_value(); });
    EXPECT_TRUE(*outcome);
    EXPECT_EQ(pool.statistics().open, 1U);
    EXPECT_TRUE(run(pool, {Query{&echo, {"x", "1"}}}));
    EXPECT_EQ(pool.statistics().connects, 1U);
}

TEST_F(PoolTest, ClosesConnectionsThatAreIdleForAWhile) {
    PoolOptions brief = options();
    brief.idle_timeout = 50ms;
    Pool pool{loop.executor(), brief};
    EXPECT_TRUE(run(pool, {Query{&echo, {"x", "1"}}}));
    loop.run_until([&] { return pool.statistics().open == 0; });
    EXPECT_TRUE(run(pool, {Query{&echo, {"x", "1"}}}));
    EXPECT_EQ(pool.statistics().connects, 2U);
}

TEST_F(PoolTest, FallsBackToUnnamedStatementsWhenTheServerForgetsThem) {
    PoolOptions one = options();
    one.max_connections = 1;
    Pool pool{loop.executor(), one};
    EXPECT_TRUE(run(pool, {Query{&echo, {"x", "1"}}}));
    static constexpr Statement deallocate{"", "DEALLOCATE ALL"};
    EXPECT_TRUE(run(pool, {Query{&deallocate}}));
    EXPECT_EQ(only_value(run(pool, {Query{&echo, {"again", "1"}}})), "again");
    static constexpr Statement prepared{"prepared", "SELECT count(*) FROM pg_prepared_statements"};
    EXPECT_EQ(only_value(run(pool, {Query{&prepared}})), "0");
}

TEST_F(PoolTest, KeepsNamedStatementsOnWhenToldSo) {
    PoolOptions on = options();
    on.max_connections = 1;
    on.prepared_statements = PreparedStatements::on;
    Pool pool{loop.executor(), on};
    EXPECT_TRUE(run(pool, {Query{&echo, {"x", "1"}}}));
    static constexpr Statement deallocate{"", "DEALLOCATE ALL"};
    EXPECT_FALSE(run(pool, {Query{&deallocate}})) << "COMMIT is forgotten, too";
    EXPECT_FALSE(run(pool, {Query{&echo, {"again", "1"}}}));
}

TEST_F(PoolTest, BoundsStatementsInTransactionsWhereSessionsAreShared) {
    PoolOptions off = options();
    off.prepared_statements = PreparedStatements::off;
    off.statement_timeout = 1234ms;
    Pool pool{loop.executor(), off};
    static constexpr Statement timeout{"", "SHOW statement_timeout"};
    EXPECT_EQ(only_value(run(pool, {Query{&timeout}})), "1234ms");
}

TEST_F(PoolTest, SendsParametersLargerThanTheSocketTakesAtOnce) {
    PoolOptions direct = options();
    direct.connection = ConnectionString{database.admin_conninfo()};
    Pool pool{loop.executor(), direct};
    const std::string large(16U << 20U, 'x');
    const auto answer = run(pool, {Query{&echo, {large, "1"}}, Query{&echo, {large, "2"}}});
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->back().text(0, 0).size(), large.size());
}

} // namespace
} // namespace retail_mcp::db
