-- Import: takes the rows of a categories file, in the order of the table's columns.
COPY pg_temp.import_categories FROM STDIN
