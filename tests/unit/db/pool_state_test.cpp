#include "db/pool_state.hpp"

#include <gtest/gtest.h>

namespace retail_mcp::db {
namespace {

using namespace std::chrono_literals;

class PoolStateTest : public testing::Test {
protected:
    static PoolState::Limits limits() {
        PoolState::Limits limits;
        limits.connections = 2;
        limits.waiting = 3;
        limits.idle = 30s;
        limits.first_back_off = 100ms;
        limits.longest_back_off = 400ms;
        return limits;
    }

    template <class Action>
    Action expect_next() {
        const auto action = state.next(now);
        EXPECT_TRUE(std::holds_alternative<Action>(action)) << "alternative " << action.index();
        return std::holds_alternative<Action>(action) ? std::get<Action>(action) : Action{};
    }

    void expect_nothing_next() {
        EXPECT_TRUE(std::holds_alternative<std::monostate>(state.next(now)));
    }

    // One connection in use.
    std::size_t connect_one() {
        const auto ticket = state.enqueue();
        const auto slot = expect_next<PoolState::Open>().slot;
        state.opened(slot, now);
        EXPECT_EQ(expect_next<PoolState::Grant>().ticket, ticket);
        return slot;
    }

    PoolState state{limits()};
    PoolState::Time now{1h};
};

TEST(ConnectionsToOpen, IsOnePerCallerThatNoConnectionIsOnItsWayTo) {
    EXPECT_EQ(connections_to_open({.limit = 4, .waiting = 3}), 3U);
    EXPECT_EQ(connections_to_open({.limit = 4, .opening = 2, .waiting = 3}), 1U);
    EXPECT_EQ(connections_to_open({.limit = 4, .idle = 1, .waiting = 1}), 0U);
    EXPECT_EQ(connections_to_open({.limit = 4}), 0U);
}

TEST(ConnectionsToOpen, NeverExceedsTheLimit) {
    EXPECT_EQ(connections_to_open({.limit = 4, .waiting = 100}), 4U);
    EXPECT_EQ(connections_to_open({.limit = 4, .busy = 3, .waiting = 100}), 1U);
    EXPECT_EQ(connections_to_open({.limit = 4, .opening = 1, .busy = 3, .waiting = 100}), 0U);
}

TEST_F(PoolStateTest, OpensNothingUntilSomebodyAsks) {
    expect_nothing_next();
    EXPECT_FALSE(state.try_take());
    EXPECT_FALSE(state.wake_at());
}

TEST_F(PoolStateTest, GrantsANewConnectionToTheCallerWhoWaits) {
    const auto ticket = state.enqueue();
    const auto opened = expect_next<PoolState::Open>();
    expect_nothing_next();
    state.opened(opened.slot, now);
    const auto grant = expect_next<PoolState::Grant>();
    EXPECT_EQ(grant.ticket, ticket);
    EXPECT_EQ(grant.slot, opened.slot);
    expect_nothing_next();
}

TEST_F(PoolStateTest, ServesCallersInTheOrderInWhichTheyCame) {
    const auto slot = connect_one();
    const auto other = connect_one();
    const auto first = state.enqueue();
    const auto second = state.enqueue();
    expect_nothing_next();
    state.returned(slot, now);
    EXPECT_FALSE(state.try_take()) << "a newcomer must not overtake those who wait";
    EXPECT_EQ(expect_next<PoolState::Grant>().ticket, first);
    state.returned(other, now);
    EXPECT_EQ(expect_next<PoolState::Grant>().ticket, second);
}

TEST_F(PoolStateTest, RefusesCallersBeyondTheQueue) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(state.enqueue());
    }
    EXPECT_FALSE(state.enqueue());
}

TEST_F(PoolStateTest, ForgetsACallerWhoLeaves) {
    const auto slot = connect_one();
    const auto gone = state.enqueue();
    const auto stays = state.enqueue();
    state.withdraw(*gone);
    state.returned(slot, now);
    EXPECT_EQ(expect_next<PoolState::Grant>().ticket, stays);
    expect_nothing_next();
}

TEST_F(PoolStateTest, PrefersTheConnectionUsedLast) {
    const auto slot = connect_one();
    const auto other = connect_one();
    state.returned(other, now);
    state.returned(slot, now + 1s);
    EXPECT_EQ(state.try_take(), slot);
}

TEST_F(PoolStateTest, DoesNotGrantAConnectionThatIsBeingCleaned) {
    const auto slot = connect_one();
    connect_one();
    state.cleaning(slot);
    state.enqueue();
    expect_nothing_next();
    state.returned(slot, now);
    EXPECT_EQ(expect_next<PoolState::Grant>().slot, slot);
}

TEST_F(PoolStateTest, ReplacesALostConnection) {
    const auto slot = connect_one();
    state.lost(slot);
    state.enqueue();
    EXPECT_EQ(expect_next<PoolState::Open>().slot, slot);
}

TEST_F(PoolStateTest, PutsTheCallerFirstAgainWhenTheGrantedConnectionWasDead) {
    const auto slot = connect_one();
    connect_one();
    const auto first = state.enqueue();
    state.enqueue();
    state.returned(slot, now);
    const auto grant = expect_next<PoolState::Grant>();
    state.put_back(grant);
    const auto opened = expect_next<PoolState::Open>();
    state.opened(opened.slot, now);
    EXPECT_EQ(expect_next<PoolState::Grant>().ticket, first);
}

TEST_F(PoolStateTest, RejectsAllWhoWaitedForAFailedAttempt) {
    const auto first = state.enqueue();
    const auto second = state.enqueue();
    const auto one = expect_next<PoolState::Open>();
    const auto two = expect_next<PoolState::Open>();
    state.open_failed(one.slot, now, 0);
    expect_nothing_next();
    state.open_failed(two.slot, now, 0);
    EXPECT_EQ(expect_next<PoolState::Reject>().ticket, first);
    EXPECT_EQ(expect_next<PoolState::Reject>().ticket, second);
    expect_nothing_next();
}

TEST_F(PoolStateTest, LetsCallersWaitOnWhileAnotherConnectionIsOpen) {
    const auto slot = connect_one();
    const auto ticket = state.enqueue();
    const auto opened = expect_next<PoolState::Open>();
    state.open_failed(opened.slot, now, 0);
    expect_nothing_next();
    state.returned(slot, now);
    EXPECT_EQ(expect_next<PoolState::Grant>().ticket, ticket);
}

TEST_F(PoolStateTest, WaitsLongerAfterEachFailureUpToABound) {
    for (const auto wait : {50ms, 100ms, 200ms, 200ms}) {
        state.enqueue();
        state.open_failed(expect_next<PoolState::Open>().slot, now, 0);
        expect_next<PoolState::Reject>();
        const auto ticket = state.enqueue();
        expect_nothing_next();
        EXPECT_EQ(state.wake_at(), now + wait);
        state.withdraw(*ticket);
        now += wait;
    }
}

TEST_F(PoolStateTest, SpreadsAttemptsByLuck) {
    state.enqueue();
    state.open_failed(expect_next<PoolState::Open>().slot, now, 0.5);
    expect_next<PoolState::Reject>();
    state.enqueue();
    EXPECT_EQ(state.wake_at(), now + 75ms);
}

TEST_F(PoolStateTest, ForgetsTheBackOffOnceAConnectionOpens) {
    for (int failures = 0; failures < 4; ++failures) {
        state.enqueue();
        state.open_failed(expect_next<PoolState::Open>().slot, now, 0);
        expect_next<PoolState::Reject>();
        now += 1s;
    }
    const auto slot = connect_one();
    state.lost(slot);
    state.enqueue();
    state.open_failed(expect_next<PoolState::Open>().slot, now, 0);
    expect_next<PoolState::Reject>();
    state.enqueue();
    EXPECT_EQ(state.wake_at(), now + 50ms);
}

TEST_F(PoolStateTest, ClosesWhatHasBeenIdleTooLong) {
    const auto slot = connect_one();
    state.returned(slot, now);
    EXPECT_EQ(state.wake_at(), now + 30s);
    now += 29s;
    expect_nothing_next();
    now += 1s;
    EXPECT_EQ(expect_next<PoolState::Close>().slot, slot);
    EXPECT_FALSE(state.wake_at());
}

TEST_F(PoolStateTest, OpensOneConnectionAheadWhenAsked) {
    state.warm_up();
    const auto opened = expect_next<PoolState::Open>();
    expect_nothing_next();
    state.opened(opened.slot, now);
    expect_nothing_next();
    EXPECT_EQ(state.try_take(), opened.slot);
}

} // namespace
} // namespace retail_mcp::db
