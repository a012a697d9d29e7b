-- Business dates, and the time stamp of the last change.
SET ROLE retail_owner;

-- The store-local business day of a moment: days begin at day_start, local time.
CREATE OR REPLACE FUNCTION retail.business_date(moment timestamptz, time_zone text, day_start time) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT ((moment AT TIME ZONE time_zone) - day_start)::date
$$;
GRANT EXECUTE ON FUNCTION retail.business_date(timestamptz, text, time) TO mcp_user;

CREATE OR REPLACE FUNCTION retail_sec.touch() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON retail.stores FOR EACH ROW EXECUTE FUNCTION retail_sec.touch();
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON retail.customers FOR EACH ROW EXECUTE FUNCTION retail_sec.touch();
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON retail.products FOR EACH ROW EXECUTE FUNCTION retail_sec.touch();
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON retail.inventory FOR EACH ROW EXECUTE FUNCTION retail_sec.touch();
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON retail.embedding_models FOR EACH ROW EXECUTE FUNCTION retail_sec.touch();
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON retail.product_embeddings FOR EACH ROW EXECUTE FUNCTION retail_sec.touch();

-- A store's time zone has to be one PostgreSQL knows, and what its recorded business dates were made
-- with cannot change under them.
CREATE OR REPLACE FUNCTION retail_sec.check_store_clock() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_timezone_names WHERE name = NEW.time_zone) THEN
    RAISE EXCEPTION 'unknown time zone "%"', NEW.time_zone
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Use an IANA name, for example America/Los_Angeles.';
  END IF;
  IF TG_OP = 'UPDATE' AND (EXISTS (SELECT FROM retail.sales_transactions t WHERE t.store_id = NEW.store_id)
                           OR EXISTS (SELECT FROM retail.inventory_movements m WHERE m.store_id = NEW.store_id)) THEN
    RAISE EXCEPTION 'store "%" has recorded business dates: its time zone and day start are fixed', NEW.store_id
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER check_clock_insert AFTER INSERT ON retail.stores
  FOR EACH ROW EXECUTE FUNCTION retail_sec.check_store_clock();
CREATE OR REPLACE TRIGGER check_clock_update AFTER UPDATE ON retail.stores
  FOR EACH ROW WHEN ((OLD.time_zone, OLD.business_day_start) IS DISTINCT FROM (NEW.time_zone, NEW.business_day_start))
  EXECUTE FUNCTION retail_sec.check_store_clock();
RESET ROLE;
