-- The principal and its stores, one row per store: what it may do there, and how far the store's
-- clock is from UTC at the moment $1.
SELECT session_user AS principal,
       pg_has_role(session_user, 'retail_personal_data', 'usage') AS personal_data,
       m.can_write,
       s.store_id,
       s.store_name,
       s.currency,
       s.time_zone,
       s.language,
       s.calendar,
       s.prices_include_tax,
       extract(epoch FROM s.business_day_start)::integer AS business_day_start,
       extract(epoch FROM ($1::timestamptz AT TIME ZONE s.time_zone)
                        - ($1::timestamptz AT TIME ZONE 'UTC'))::integer AS utc_offset
  FROM retail.my_stores() AS m
  JOIN retail.stores AS s ON s.store_id = m.store_id
 ORDER BY s.store_id
