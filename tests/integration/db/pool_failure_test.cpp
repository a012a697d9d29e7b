#include "pool_fixture.hpp"

#include <chrono>

namespace retail_mcp::db {
namespace {

using Clock = std::chrono::steady_clock;
using Call = std::shared_ptr<test::Started<Result<std::vector<Rows>>>>;

class PoolFailureTest : public PoolTest {
protected:
    Call start(Pool& pool, Query query, Access access = Access::read) {
        std::vector<Query> queries{std::move(query)};
        return loop.start(pool.run(Context{"s"}, access, std::move(queries), Deadline::after(10s)));
    }

    PoolOptions one_connection() {
        PoolOptions one = options();
        one.max_connections = 1;
        return one;
    }

    // Statements that run in the database now, ours aside.
    std::string running(std::string_view part) {
        return ask(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> "
            "pg_backend_pid() AND query LIKE '%" +
            std::string{part} + "%'"
        );
    }
};

TEST_F(PoolFailureTest, CancelsTheRunningStatementInTheDatabase) {
    Pool pool{loop.executor(), one_connection()};
    const auto call = start(pool, Query{&sleep_long});
    await_running("pg_sleep(30)");
    const auto asked = Clock::now();
    call->cancellation.emit(asio::cancellation_type::total);
    const auto answer = loop.wait(call);
    EXPECT_LT(Clock::now() - asked, 500ms);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
    EXPECT_EQ(running("pg_sleep(30)"), "0");
    EXPECT_TRUE(run(pool, {Query{&echo, {"next", "1"}}}));
    EXPECT_EQ(pool.statistics().connects, 1U) << "the connection is drained and used again";
}

TEST_F(PoolFailureTest, CancelsNothingButTheCallItWasAskedTo) {
    Pool pool{loop.executor(), options()};
    static constexpr Statement nap{"nap", "SELECT pg_sleep(0.4), 'slept'"};
    const auto stays = start(pool, Query{&nap});
    const auto goes = start(pool, Query{&sleep_long});
    await_running("pg_sleep(30)");
    goes->cancellation.emit(asio::cancellation_type::total);
    EXPECT_FALSE(loop.wait(goes));
    EXPECT_TRUE(loop.wait(stays));
}

TEST_F(PoolFailureTest, SurvivesCancelsThatRaceWithTheAnswer) {
    Pool pool{loop.executor(), one_connection()};
    static constexpr Statement brief{"brief", "SELECT pg_sleep($1::float8), 'done'"};
    int cancelled = 0;
    for (int i = 0; i < 200; ++i) {
        const auto call = start(pool, Query{&brief, {std::to_string(0.0001 * (i % 20))}});
        // From at once to after the end: every moment of the exchange gets its turn.
        const auto until = Clock::now() + std::chrono::microseconds{100 * (i % 25)};
        while (Clock::now() < until && !call->done()) {
            loop.context().poll_one();
        }
        call->cancellation.emit(asio::cancellation_type::total);
        const auto answer = loop.wait(call);
        if (!answer) {
            EXPECT_EQ(answer.error().code, ErrorCode::cancelled) << answer.error().detail;
            ++cancelled;
        }
        const auto next = run(pool, {Query{&echo, {std::to_string(i), "1"}}});
        ASSERT_TRUE(next) << "call after cancel " << i << ": " << next.error().detail;
    }
    EXPECT_GT(cancelled, 0);
    EXPECT_LT(cancelled, 200);
    EXPECT_EQ(pool.statistics().connects, 1U);
}

TEST_F(PoolFailureTest, CancelsACallThatStillWaitsForAConnection) {
    Pool pool{loop.executor(), one_connection()};
    const auto holds = start(pool, Query{&sleep_long});
    await_running("pg_sleep(30)");
    const auto waits = start(pool, Query{&echo, {"x", "1"}});
    loop.run_until([&] { return pool.statistics().waiting == 1; });
    waits->cancellation.emit(asio::cancellation_type::total);
    const auto answer = loop.wait(waits);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
    holds->cancellation.emit(asio::cancellation_type::total);
    EXPECT_FALSE(loop.wait(holds));
}

TEST_F(PoolFailureTest, StopsTheStatementAtTheCallsDeadline) {
    Pool pool{loop.executor(), one_connection()};
    run(pool, {Query{&echo, {"x", "1"}}});
    const auto began = Clock::now();
    const auto answer = run(pool, {Query{&sleep_long}}, Access::read, Deadline::after(100ms));
    EXPECT_LT(Clock::now() - began, 600ms);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::timeout);
    EXPECT_EQ(running("pg_sleep(30)"), "0");
    EXPECT_TRUE(run(pool, {Query{&echo, {"next", "1"}}}));
}

TEST_F(PoolFailureTest, LetsTheServerStopAStatementByItself) {
    PoolOptions impatient = one_connection();
    impatient.statement_timeout = 50ms;
    Pool pool{loop.executor(), impatient};
    const auto answer = run(pool, {Query{&sleep_long}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::timeout);
    EXPECT_EQ(pool.statistics().cancels, 0U);
}

TEST_F(PoolFailureTest, AnswersBusyBeyondTheQueue) {
    PoolOptions small = one_connection();
    small.max_waiting = 1;
    Pool pool{loop.executor(), small};
    const auto holds = start(pool, Query{&sleep_long});
    await_running("pg_sleep(30)");
    const auto waits = start(pool, Query{&echo, {"x", "1"}});
    loop.run_until([&] { return pool.statistics().waiting == 1; });
    const auto refused = run(pool, {Query{&echo, {"x", "1"}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::busy);
    holds->cancellation.emit(asio::cancellation_type::total);
    loop.wait(holds);
    EXPECT_TRUE(loop.wait(waits));
}

TEST_F(PoolFailureTest, AnswersBusyWhenNoConnectionComesFreeInTime) {
    PoolOptions impatient = one_connection();
    impatient.wait_timeout = 1s;
    Pool pool{loop.executor(), impatient};
    const auto holds = start(pool, Query{&sleep_long});
    await_running("pg_sleep(30)");
    const auto refused = run(pool, {Query{&echo, {"x", "1"}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::busy);
    holds->cancellation.emit(asio::cancellation_type::total);
    loop.wait(holds);
}

TEST_F(PoolFailureTest, DoesNotDelayAFastCallBesideASlowOne) {
    Pool pool{loop.executor(), options()};
    const auto slow = start(pool, Query{&sleep_long});
    await_running("pg_sleep(30)");
    run(pool, {Query{&echo, {"warm", "1"}}});
    const auto began = Clock::now();
    EXPECT_TRUE(run(pool, {Query{&echo, {"x", "1"}}}));
    EXPECT_LT(Clock::now() - began, 100ms);
    slow->cancellation.emit(asio::cancellation_type::total);
    loop.wait(slow);
}

TEST_F(PoolFailureTest, RepeatsAReadingCallWhoseIdleConnectionHadDied) {
    Pool pool{loop.executor(), one_connection()};
    const std::string pid = only_value(run(pool, {Query{&backend}}));
    ask("SELECT pg_terminate_backend(" + pid + ", 5000)");
    EXPECT_NE(only_value(run(pool, {Query{&backend}})), pid);
}

TEST_F(PoolFailureTest, RepeatsAReadingCallThatLosesItsConnectionOnce) {
    Pool pool{loop.executor(), one_connection()};
    static constexpr Statement nap{"nap", "SELECT pg_sleep(0.5), pg_backend_pid() AS pid"};
    const auto call = start(pool, Query{&nap});
    await_running("pg_sleep(0.5)");
    ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(0.5)%' "
        "AND pid <> pg_backend_pid()");
    EXPECT_TRUE(loop.wait(call));
    EXPECT_EQ(pool.statistics().connects, 2U);
}

TEST_F(PoolFailureTest, NeverRepeatsAWritingCallByItself) {
    database.execute("CREATE FUNCTION slow_insert(body text) RETURNS void LANGUAGE plpgsql AS "
                     "$$ BEGIN INSERT INTO notes VALUES ($1); PERFORM pg_sleep(5); END $$");
    static constexpr Statement slow_insert{"slow_insert", "SELECT slow_insert($1)"};
    Pool pool{loop.executor(), one_connection()};
    const auto call = start(pool, Query{&slow_insert, {"once"}}, Access::write);
    await_running("slow_insert");
    ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE "
        "'SELECT slow_insert%' AND pid <> pg_backend_pid()");
    const auto answer = loop.wait(call);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::database_unavailable);
    EXPECT_NE(answer.error().hint.find("idempotency_key"), std::string::npos);
    EXPECT_EQ(ask("SELECT count(*) FROM notes"), "0");
    EXPECT_TRUE(run(pool, {Query{&insert, {"later"}}}, Access::write));
}

TEST_F(PoolFailureTest, RecoversByItselfWhenTheServerIsBack) {
    Pool pool{loop.executor(), options()};
    EXPECT_TRUE(run(pool, {Query{&echo, {"x", "1"}}}));
    gate.shut();
    for (int i = 0; i < 3; ++i) {
        const auto answer = run(pool, {Query{&echo, {"x", "1"}}});
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::database_unavailable);
        EXPECT_FALSE(answer.error().hint.empty());
    }
    gate.reopen();
    EXPECT_TRUE(run(pool, {Query{&echo, {"x", "1"}}}));
}

TEST_F(PoolFailureTest, AnswersCallsInFlightWhenTheServerGoes) {
    Pool pool{loop.executor(), options()};
    const auto call = start(pool, Query{&sleep_long});
    await_running("pg_sleep(30)");
    gate.shut();
    const auto answer = loop.wait(call);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::database_unavailable);
}

TEST_F(PoolFailureTest, NamesALoginThatIsRefusedNowhereButInTheDetail) {
    PoolOptions wrong = options();
    wrong.connection = ConnectionString{database.conninfo("nobody_here", "wr0ng")};
    Pool pool{loop.executor(), wrong};
    const auto answer = run(pool, {Query{&echo, {"x", "1"}}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::database_unavailable);
    EXPECT_EQ(answer.error().message.find("nobody_here"), std::string::npos);
    EXPECT_EQ(answer.error().detail.find("wr0ng"), std::string::npos);
    EXPECT_NE(answer.error().detail.find("nobody_here"), std::string::npos);
}

TEST_F(PoolFailureTest, AnswersWhenAHostNameCannotBeFound) {
    PoolOptions nowhere = options();
    nowhere.connection = ConnectionString{"postgresql://anna@no-such-host.invalid/shop"};
    nowhere.wait_timeout = 5s;
    Pool pool{loop.executor(), nowhere};
    const auto answer = run(pool, {Query{&echo, {"x", "1"}}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::database_unavailable);
}

TEST_F(PoolFailureTest, EndsWaitingCallsWhenItIsClosed) {
    Pool pool{loop.executor(), one_connection()};
    const auto holds = start(pool, Query{&sleep_long});
    await_running("pg_sleep(30)");
    const auto waits = start(pool, Query{&echo, {"x", "1"}});
    loop.run_until([&] { return pool.statistics().waiting == 1; });
    pool.close();
    EXPECT_FALSE(loop.wait(holds));
    EXPECT_FALSE(loop.wait(waits));
    EXPECT_FALSE(run(pool, {Query{&echo, {"x", "1"}}}));
}

TEST_F(PoolFailureTest, LeavesNothingToWaitForWhereverItsConnectingWasWhenItWasClosed) {
    bool connected = false;
    for (int handlers = 0; !connected; ++handlers) {
        asio::io_context context;
        Pool pool{context.get_executor(), one_connection()};
        pool.warm_up([&](const Result<void>&) { connected = true; });
        for (int i = 0; i < handlers && !connected; ++i) {
            context.run_one_for(10s);
        }
        pool.close();
        context.run_for(5s);
        ASSERT_TRUE(context.stopped()) << "closed after " << handlers << " handlers";
    }
}

} // namespace
} // namespace retail_mcp::db
