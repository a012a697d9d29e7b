-- Import: adds or corrects the categories whose parents exist by now; run until nothing is left. $1 = the columns the file has
WITH ready AS (
  DELETE FROM pg_temp.import_categories c
   WHERE c.parent_category IS NULL OR retail_sec.find_category(c.store_id, c.parent_category) IS NOT NULL
  RETURNING c.store_id, c.category_name, retail_sec.find_category(c.store_id, c.parent_category) AS parent_category_id,
            c.category_description
), merged AS (
  INSERT INTO retail.product_categories AS p (store_id, category_name, parent_category_id, description)
  SELECT * FROM ready
  ON CONFLICT (store_id, parent_category_id, category_name) DO UPDATE SET description = excluded.description
   WHERE 'category_description' = ANY ($1::text[]) AND p.description IS DISTINCT FROM excluded.description
  RETURNING xmax = 0 AS added)
SELECT (SELECT count(*) FROM merged WHERE added) AS added, (SELECT count(*) FROM merged WHERE NOT added) AS corrected,
       (SELECT count(*) FROM ready) AS taken
