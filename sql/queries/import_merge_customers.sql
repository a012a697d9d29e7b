-- Import: adds the customers that are new and corrects the others. $1 = the columns the file has
WITH wanted AS (
  SELECT coalesce(c.customer_id, retail_sec.import_id(f.store_id, f.customer_ref)) AS customer_id, f.store_id,
         retail_sec.import_ref(f.store_id, f.customer_ref) AS customer_ref,
         CASE WHEN 'first_name' = ANY ($1::text[]) THEN f.first_name ELSE c.first_name END AS first_name,
         CASE WHEN 'last_name' = ANY ($1::text[]) THEN f.last_name ELSE c.last_name END AS last_name,
         CASE WHEN 'email' = ANY ($1::text[]) THEN f.email ELSE c.email END AS email,
         CASE WHEN 'phone' = ANY ($1::text[]) THEN f.phone ELSE c.phone END AS phone,
         CASE WHEN 'date_of_birth' = ANY ($1::text[]) THEN f.date_of_birth ELSE c.date_of_birth END AS date_of_birth,
         CASE WHEN 'gender' = ANY ($1::text[]) THEN f.gender ELSE c.gender END AS gender,
         CASE WHEN 'customer_since' = ANY ($1::text[]) THEN f.customer_since ELSE c.customer_since END AS customer_since,
         coalesce(f.loyalty_tier, c.loyalty_tier, 'bronze') AS loyalty_tier,
         coalesce(retail_sec.import_moment(f.created_at, s.time_zone), c.created_at, now()) AS created_at
    FROM pg_temp.import_customers f
    JOIN retail.stores s USING (store_id)
    LEFT JOIN retail.customers c ON c.store_id = f.store_id
     AND (c.customer_ref = f.customer_ref OR c.customer_id = retail_sec.import_id(f.store_id, f.customer_ref))
), merged AS (
  INSERT INTO retail.customers AS c
    (customer_id, store_id, customer_ref, first_name, last_name, email, phone, date_of_birth, gender, customer_since, loyalty_tier, created_at)
  SELECT * FROM wanted
  ON CONFLICT (store_id, customer_id) DO UPDATE SET
    (first_name, last_name, email, phone, date_of_birth, gender, customer_since, loyalty_tier, created_at) =
    (excluded.first_name, excluded.last_name, excluded.email, excluded.phone, excluded.date_of_birth, excluded.gender,
     excluded.customer_since, excluded.loyalty_tier, excluded.created_at)
  WHERE (c.first_name, c.last_name, c.email, c.phone, c.date_of_birth, c.gender, c.customer_since, c.loyalty_tier, c.created_at)
        IS DISTINCT FROM
        (excluded.first_name, excluded.last_name, excluded.email, excluded.phone, excluded.date_of_birth, excluded.gender,
         excluded.customer_since, excluded.loyalty_tier, excluded.created_at)
  RETURNING xmax = 0 AS added)
SELECT count(*) FILTER (WHERE added) AS added, count(*) FILTER (WHERE NOT added) AS corrected FROM merged
