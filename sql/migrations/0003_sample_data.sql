-- What the sample data put into this database, so that it can be taken out again.
SET ROLE retail_owner;
CREATE TABLE retail_sec.sample_objects (
  kind       text NOT NULL CHECK (kind IN ('store', 'category', 'options')),
  name       text COLLATE "C" NOT NULL,
  loaded_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, name)
);
COMMENT ON TABLE retail_sec.sample_objects IS 'Stores and categories made by sample-data; options is what it was called with.';
COMMENT ON COLUMN retail_sec.sample_objects.name IS 'store_id, category_id, or the options as JSON.';
RESET ROLE;
