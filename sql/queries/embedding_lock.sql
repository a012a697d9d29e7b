-- Holds up changes of the store $1's texts until the transaction ends, and tells their revision.
SELECT s.revision FROM retail.search_stats AS s WHERE s.store_id = $1 FOR UPDATE
