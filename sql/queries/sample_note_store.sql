-- Sample data: remembers that a store is the sample's. $1 store_id
INSERT INTO retail_sec.sample_objects (kind, name) VALUES ('store', $1)
