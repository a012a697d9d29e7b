-- Import: takes the rows of a stock file, in the order of the table's columns.
COPY pg_temp.import_stock FROM STDIN
