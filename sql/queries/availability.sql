-- In which of the chain's other stores the SKU $1 is to be had, as a band.
SELECT a.store_id, a.store_name, a.availability FROM retail.availability_elsewhere($1::text) AS a
