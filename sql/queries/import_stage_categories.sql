-- Import: the rows of a categories file; store_id NULL is the whole chain.
CREATE TEMP TABLE import_categories (
  line bigint NOT NULL, store_id text COLLATE "C", category_name text, parent_category text, category_description text) ON COMMIT DROP
