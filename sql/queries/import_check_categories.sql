-- Import: what is wrong with the rows of a categories file. Parents may come later in it.
INSERT INTO import_bad (line, column_name, value, reason)
SELECT line, 'store_id', store_id, 'is no known store' FROM pg_temp.import_categories
 WHERE store_id IS NOT NULL AND store_id NOT IN (SELECT s.store_id FROM retail.stores s)
UNION ALL
SELECT line, 'category_name', category_name, 'comes twice; its first row is line ' || first_line
  FROM (SELECT line, category_name, min(line) OVER (PARTITION BY store_id, parent_category, category_name) AS first_line
          FROM pg_temp.import_categories) s
 WHERE line > first_line
UNION ALL
SELECT c.line, 'parent_category', c.parent_category, 'is no category of the database or this file' FROM pg_temp.import_categories c
 WHERE c.parent_category IS NOT NULL AND retail_sec.find_category(c.store_id, c.parent_category) IS NULL
   AND NOT EXISTS (SELECT FROM pg_temp.import_categories p
                    WHERE p.line <> c.line AND p.category_name = regexp_replace(c.parent_category, '^.*>\s*', '')
                      AND (p.store_id IS NULL OR p.store_id IS NOT DISTINCT FROM c.store_id))
