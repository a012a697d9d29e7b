-- Tells waiting clients that something of a store has changed, with no word on what: they look again
-- with their own rights.
--
-- A transaction that notifies holds a lock of the whole cluster while it commits. So nobody is
-- notified where nobody listens: a listener takes the store's channel for two minutes at a time, and
-- what a writer pays otherwise is one look-up by primary key. And of a store's writers at any one
-- time only one notifies (an advisory lock tells): the others commit together as ever, and listeners
-- look once more a little later. A load, which may take long, does not stand for the others.
SET ROLE retail_owner;

CREATE OR REPLACE FUNCTION retail_sec.tell_listeners(of_stores text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_notify(c.channel, '') FROM retail_sec.store_channels c
    WHERE c.store_id = ANY (of_stores) AND c.heard_until > now()
      AND (retail_sec.is_bulk('on') OR pg_try_advisory_xact_lock(hashtext('retail.changes'), hashtext(c.store_id)));
END
$$;
REVOKE ALL ON FUNCTION retail_sec.tell_listeners(text[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION retail_sec.stock_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM retail_sec.store_channels c WHERE c.heard_until > now()) THEN
    PERFORM retail_sec.tell_listeners(ARRAY(SELECT DISTINCT n.store_id FROM new_rows n));
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER tell AFTER UPDATE ON retail.inventory
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.stock_changed();

-- Whoever's grants changed hears it on the stores that they have or had. A store that was taken from
-- somebody gets a new channel: the old name is known to them.
CREATE OR REPLACE FUNCTION retail_sec.grants_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  principals name[];
  stores text[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT o.principal), array_agg(DISTINCT o.store_id) INTO principals, stores FROM old_rows o;
  ELSE
    SELECT array_agg(DISTINCT n.principal), array_agg(DISTINCT n.store_id) INTO principals, stores FROM new_rows n;
  END IF;
  PERFORM retail_sec.tell_listeners(stores || ARRAY(
    SELECT a.store_id FROM retail_sec.store_access a WHERE a.principal = ANY (principals)));
  IF TG_OP = 'DELETE' THEN
    UPDATE retail_sec.store_channels c SET channel = DEFAULT WHERE c.store_id = ANY (stores);
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER tell_insert AFTER INSERT ON retail_sec.store_access
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.grants_changed();
CREATE OR REPLACE TRIGGER tell_update AFTER UPDATE ON retail_sec.store_access
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.grants_changed();
CREATE OR REPLACE TRIGGER tell_delete AFTER DELETE ON retail_sec.store_access
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.grants_changed();

-- Makes this session hear the changes of the login's stores, and of no other; false where it never
-- would: the client's idea of its session is not this one, so a pooler stands between them. To be
-- called again within the minute, which also follows changed grants.
CREATE OR REPLACE FUNCTION retail.listen_for_changes(session_param integer) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  heard record;
BEGIN
  IF session_param <> pg_backend_pid() THEN
    RETURN false;
  END IF;
  INSERT INTO retail_sec.store_channels AS c (store_id, heard_until)
  SELECT m.store_id, now() + interval '2 minutes' FROM retail.my_stores() m
   WHERE NOT EXISTS (SELECT FROM retail_sec.store_channels k
                      WHERE k.store_id = m.store_id AND k.heard_until > now() + interval '1 minute')
   ORDER BY m.store_id
  ON CONFLICT (store_id) DO UPDATE SET heard_until = excluded.heard_until;
  UNLISTEN *;
  FOR heard IN SELECT k.channel FROM retail_sec.store_channels k JOIN retail.my_stores() m USING (store_id) LOOP
    EXECUTE format('LISTEN %I', heard.channel);
  END LOOP;
  RETURN true;
END
$$;
REVOKE ALL ON FUNCTION retail.listen_for_changes(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retail.listen_for_changes(integer) TO mcp_user;
RESET ROLE;
