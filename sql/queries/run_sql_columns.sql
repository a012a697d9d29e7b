-- The columns of what run_sql was given, and no row yet.
FETCH FORWARD 0 FROM retail_rows
