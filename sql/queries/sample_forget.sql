-- Sample data: nothing of it is left to remember.
DELETE FROM retail_sec.sample_objects
