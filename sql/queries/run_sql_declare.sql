-- The fence of run_sql: the statement is appended, so that only a query can follow.
DECLARE retail_rows NO SCROLL CURSOR FOR
