-- Import: the lines to the stock and the rollup.
SELECT retail_sec.post_import()
