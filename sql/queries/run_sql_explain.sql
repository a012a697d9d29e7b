-- What the planner expects of run_sql's statement, which is appended: asked by the server, so that no
-- query can ask it of another.
EXPLAIN (FORMAT JSON) DECLARE retail_estimate NO SCROLL CURSOR FOR
