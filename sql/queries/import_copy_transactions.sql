-- Import: takes the rows of a transactions file, in the order of the table's columns.
COPY pg_temp.import_transactions FROM STDIN
