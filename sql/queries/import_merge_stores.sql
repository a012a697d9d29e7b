-- Import: adds the stores that are new and corrects the others. $1 = the columns the file has
WITH wanted AS (
  SELECT f.store_id, f.store_name,
         CASE WHEN 'store_location' = ANY ($1::text[]) THEN f.store_location ELSE s.store_location END AS store_location,
         CASE WHEN 'store_type' = ANY ($1::text[]) THEN f.store_type ELSE s.store_type END AS store_type,
         CASE WHEN 'region' = ANY ($1::text[]) THEN f.region ELSE s.region END AS region,
         coalesce(f.currency, s.currency, 'USD') AS currency,
         coalesce(f.time_zone, s.time_zone, 'UTC') AS time_zone,
         coalesce(f.language, s.language, 'english') AS language,
         coalesce(f.prices_include_tax, s.prices_include_tax, false) AS prices_include_tax,
         coalesce(f.tax_rate, s.tax_rate, 0) AS tax_rate
    FROM pg_temp.import_stores f LEFT JOIN retail.stores s USING (store_id)
), merged AS (
  INSERT INTO retail.stores AS s (store_id, store_name, store_location, store_type, region, currency, time_zone, language, prices_include_tax, tax_rate)
  SELECT * FROM wanted
  ON CONFLICT (store_id) DO UPDATE SET
    (store_name, store_location, store_type, region, currency, time_zone, language, prices_include_tax, tax_rate) =
    (excluded.store_name, excluded.store_location, excluded.store_type, excluded.region, excluded.currency,
     excluded.time_zone, excluded.language, excluded.prices_include_tax, excluded.tax_rate)
  WHERE (s.store_name, s.store_location, s.store_type, s.region, s.currency, s.time_zone, s.language, s.prices_include_tax,
         s.tax_rate) IS DISTINCT FROM
        (excluded.store_name, excluded.store_location, excluded.store_type, excluded.region, excluded.currency,
         excluded.time_zone, excluded.language, excluded.prices_include_tax, excluded.tax_rate)
  RETURNING xmax = 0 AS added)
SELECT count(*) FILTER (WHERE added) AS added, count(*) FILTER (WHERE NOT added) AS corrected FROM merged
