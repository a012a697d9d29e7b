#pragma once

#include <retail_mcp/db/statement.hpp>

/// The session plumbing: the only SQL that is written in C++.
namespace retail_mcp::db::plumbing {

// One snapshot for the whole of a reading call, so that its figures agree with one another.
inline constexpr Statement begin_read{
    "begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
inline constexpr Statement begin_write{
    "begin_write", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"};
inline constexpr Statement commit{"commit", "COMMIT"};

// Rare ones are not worth a place among the session's prepared statements.
inline constexpr Statement roll_back{"", "ROLLBACK"};
inline constexpr Statement discard_all{"", "DISCARD ALL"};

// Text forms must not depend on what the database or the login has set.
inline constexpr Statement set_date_style{"", "SET DateStyle = 'ISO, YMD'"};
inline constexpr Statement set_interval_style{"", "SET IntervalStyle = 'iso_8601'"};
inline constexpr Statement set_time_zone{"", "SET TimeZone = 'UTC'"};

// For whoever wonders in pg_stat_activity what an idle session is for.
inline constexpr Statement name_listener{"", "SET application_name = 'retail-mcp listener'"};

// What is prepared is planned once for all values: left to itself, PostgreSQL plans the larger
// statements anew for each call, which takes longer than running them. Those whose best plan does
// depend on the values are told apart by Statement::planned_for_each_call.
inline constexpr Statement plan_once{"", "SET plan_cache_mode = force_generic_plan"};
inline constexpr Statement plan_for_each_call{
    "plan_for_each_call", "SET LOCAL plan_cache_mode = force_custom_plan"};

} // namespace retail_mcp::db::plumbing
