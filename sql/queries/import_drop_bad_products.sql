-- Import: leaves the rows out that cannot be taken.
DELETE FROM pg_temp.import_products f USING pg_temp.import_bad b WHERE f.line = b.line
