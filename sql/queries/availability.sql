-- In which of the chain's other stores the SKU or barcode $1 is to be had, as a band.
SELECT a.store_id, a.store_name, a.availability
  FROM (SELECT min(p.sku) AS sku FROM retail.products AS p WHERE p.sku = $1::text OR p.barcode = $1::text) AS named
 CROSS JOIN LATERAL retail.availability_elsewhere(named.sku) AS a
