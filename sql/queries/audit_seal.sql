-- Seals what has been committed; how many rows were.
SELECT retail_sec.seal_audit() AS sealed
