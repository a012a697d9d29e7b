-- Import: takes the rows of a customers file, in the order of the table's columns.
COPY pg_temp.import_customers FROM STDIN
