-- Sample data: the stores that it made.
SELECT name AS store_id FROM retail_sec.sample_objects WHERE kind = 'store' ORDER BY name
