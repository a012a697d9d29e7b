-- Sample data: remembers what the sample was made with. $1 JSON
INSERT INTO retail_sec.sample_objects (kind, name) VALUES ('options', $1)
