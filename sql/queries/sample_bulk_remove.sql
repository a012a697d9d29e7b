-- Sample data: for this transaction, lets the ledger go with its store.
SET LOCAL retail.bulk_load = 'remove'
