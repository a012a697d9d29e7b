-- Import: takes the rows of a stores file, in the order of the table's columns.
COPY pg_temp.import_stores FROM STDIN
