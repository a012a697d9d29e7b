-- Sample data: whether a sample is loaded, how many stores there are besides, and whether the login
-- may load at all (COPY does not work under row-level security).
SELECT EXISTS (SELECT FROM retail_sec.sample_objects) AS is_loaded,
       (SELECT count(*) FROM retail.stores s
         WHERE NOT EXISTS (SELECT FROM retail_sec.sample_objects o WHERE o.kind = 'store' AND o.name = s.store_id)) AS other_stores,
       (SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles WHERE rolname = current_user) AS may_copy
