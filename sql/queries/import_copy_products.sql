-- Import: takes the rows of a products file, in the order of the table's columns.
COPY pg_temp.import_products FROM STDIN
