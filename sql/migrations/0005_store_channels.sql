-- How a store's changes are made known to those who wait for them.
SET ROLE retail_owner;
CREATE TABLE retail_sec.store_channels (
  store_id     text COLLATE "C" PRIMARY KEY REFERENCES retail.stores ON DELETE CASCADE,
  channel      name NOT NULL DEFAULT 'retail_' || replace(gen_random_uuid()::text, '-', ''),
  heard_until  timestamptz NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE retail_sec.store_channels IS 'Channels for NOTIFY: any login hears every channel, so their names are secrets.';
COMMENT ON COLUMN retail_sec.store_channels.heard_until IS 'Until then somebody listens; afterwards nobody is notified. Renewed by listeners.';
RESET ROLE;
