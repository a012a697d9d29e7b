-- What run_sql needs inside the database. All of it runs with the caller's own rights.
SET ROLE retail_owner;

-- An earlier shape of the cost gate, which a query itself could have called to measure estimates.
DROP FUNCTION IF EXISTS retail.is_too_expensive(text);

-- The next rows of an open cursor, each as a JSON array, until max_rows or max_bytes of them are read.
-- A last row of NULL says that there are more. Columns flagged in as_text become strings: exact
-- numbers, and whatever is neither number nor boolean. The size is measured here, so that a value of
-- a gigabyte never leaves the database.
CREATE OR REPLACE FUNCTION retail.fetch_rows(open_cursor refcursor, as_text boolean[], max_rows integer, max_bytes integer)
RETURNS SETOF text LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
  cells text;
  rows_read integer := 0;
  bytes_read bigint := 0;
BEGIN
  LOOP
    FETCH NEXT FROM open_cursor INTO r;
    EXIT WHEN NOT FOUND;
    IF rows_read < max_rows AND bytes_read + pg_column_size(r) <= max_bytes THEN
      SELECT coalesce(json_agg(CASE WHEN as_text[x.n] AND json_typeof(x.v) <> 'null' THEN to_json(x.v #>> '{}') ELSE x.v END
                               ORDER BY x.n), '[]')::text
        INTO cells FROM json_each(row_to_json(r)) WITH ORDINALITY AS x(k, v, n);
      bytes_read := bytes_read + octet_length(cells);
    ELSE
      bytes_read := max_bytes + 1;
    END IF;
    IF bytes_read > max_bytes THEN
      RETURN NEXT NULL;
      EXIT;
    END IF;
    RETURN NEXT cells;
    rows_read := rows_read + 1;
  END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION retail.fetch_rows(refcursor, boolean[], integer, integer) TO mcp_user;
RESET ROLE;
