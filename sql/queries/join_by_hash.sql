-- For the rest of the transaction, joins are not made row by row: under row-level security estimates of
-- rows are far too low, and where a call reads much, what they recommend takes a hundred times as long.
SET LOCAL enable_nestloop = off
