-- Import: what is wrong with the rows of a stores file.
INSERT INTO import_bad (line, column_name, value, reason)
SELECT line, 'store_id', store_id, 'comes twice; its first row is line ' || first_line
  FROM (SELECT line, store_id, min(line) OVER (PARTITION BY store_id) AS first_line FROM pg_temp.import_stores) s
 WHERE line > first_line
UNION ALL
SELECT line, 'store_id', store_id, 'is no store id: 1 to 50 characters, not *, no blanks around it' FROM pg_temp.import_stores
 WHERE NOT (length(store_id) BETWEEN 1 AND 50 AND store_id <> '*' AND store_id !~ '[[:cntrl:]]')
UNION ALL
SELECT line, 'currency', currency, 'is no ISO 4217 code such as EUR' FROM pg_temp.import_stores WHERE currency !~ '^[A-Z]{3}$'
UNION ALL
SELECT line, 'time_zone', time_zone, 'is no IANA time zone such as Europe/Berlin' FROM pg_temp.import_stores
 WHERE time_zone IS NOT NULL AND time_zone NOT IN (SELECT name FROM pg_timezone_names)
UNION ALL
SELECT line, 'language', language, 'is no text search configuration such as english' FROM pg_temp.import_stores
 WHERE language IS NOT NULL AND language NOT IN (SELECT cfgname FROM pg_ts_config)
UNION ALL
SELECT line, 'tax_rate', tax_rate::text, 'is no share such as 0.19' FROM pg_temp.import_stores WHERE tax_rate < 0 OR tax_rate >= 1
