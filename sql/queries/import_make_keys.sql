-- Import: where each row of the file is to be found, for the reconciliation.
CREATE TEMP TABLE import_keys ON COMMIT DROP AS
SELECT line, store_id, transaction_ref, transaction_id, line_no, is_write_off FROM pg_temp.import_lines
