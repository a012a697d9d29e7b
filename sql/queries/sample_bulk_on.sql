-- Sample data: for this transaction, one audit row per table and store instead of one per row.
SET LOCAL retail.bulk_load = 'on'
