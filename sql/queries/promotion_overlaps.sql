-- How many promotions of the SKU $2 in the stores $1 touch the days from $3 up to, but not including, $4,
-- or from $5 up to $6; and whether any promotion is recorded there at all.
SELECT count(*) FILTER (WHERE r.sku = $2::text
         AND (r.valid_from < $4::date AND r.valid_to >= $3::date OR r.valid_from < $6::date AND r.valid_to >= $5::date)) AS promotions,
       count(*) > 0 AS are_known
  FROM retail.promotions AS r
 WHERE r.store_id = ANY ($1::text[])
