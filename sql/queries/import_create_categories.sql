-- Import: makes the categories that a products file names and nobody has.
SELECT retail_sec.ensure_category(d.store_id, d.category)
  FROM (SELECT DISTINCT store_id, category FROM pg_temp.import_products WHERE category IS NOT NULL) d
