--
-- PostgreSQL database dump
--

\restrict retail


SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: retail; Type: SCHEMA; Schema: -; Owner: retail_owner
--

CREATE SCHEMA retail;


ALTER SCHEMA retail OWNER TO retail_owner;

--
-- Name: retail_sec; Type: SCHEMA; Schema: -; Owner: retail_owner
--

CREATE SCHEMA retail_sec;


ALTER SCHEMA retail_sec OWNER TO retail_owner;

--
-- Name: allowed_store_ids(); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.allowed_store_ids() RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  chosen text := current_setting('retail.store', true);
BEGIN
  IF chosen IS NULL OR chosen = '' THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(SELECT a.store_id FROM retail_sec.store_access a
                WHERE a.principal = session_user AND (chosen = '*' OR a.store_id = chosen)
                  AND (a.valid_until IS NULL OR a.valid_until > now())
                ORDER BY a.store_id);
END
$$;


ALTER FUNCTION retail.allowed_store_ids() OWNER TO retail_owner;

--
-- Name: availability_elsewhere(text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.availability_elsewhere(sku_param text) RETURNS TABLE(store_id text, store_name text, availability text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  own text[] := retail.allowed_store_ids();
BEGIN
  IF NOT EXISTS (SELECT FROM retail.products p WHERE p.store_id = ANY (own) AND p.sku = sku_param) THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT s.store_id, s.store_name,
         CASE WHEN i.on_hand - i.committed <= 0 THEN 'none' WHEN i.on_hand - i.committed < 5 THEN 'few' ELSE 'plenty' END
    FROM retail.stores s
    JOIN retail.products p ON p.store_id = s.store_id AND p.sku = sku_param AND p.is_active
    JOIN retail.inventory i ON i.store_id = p.store_id AND i.product_id = p.product_id
   WHERE s.shares_availability AND s.is_active AND s.store_id <> ALL (own)
   ORDER BY s.store_id;
END
$$;


ALTER FUNCTION retail.availability_elsewhere(sku_param text) OWNER TO retail_owner;

--
-- Name: business_date(timestamp with time zone, text, time without time zone); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.business_date(moment timestamp with time zone, time_zone text, day_start time without time zone) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
  SELECT ((moment AT TIME ZONE time_zone) - day_start)::date
$$;


ALTER FUNCTION retail.business_date(moment timestamp with time zone, time_zone text, day_start time without time zone) OWNER TO retail_owner;

--
-- Name: category_path(integer); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.category_path(category integer) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    WITH RECURSIVE path AS (
        SELECT c.category_name, c.parent_category_id, 1 AS depth
          FROM retail.product_categories c WHERE c.category_id = category
        UNION ALL
        SELECT c.category_name, c.parent_category_id, path.depth + 1
          FROM path JOIN retail.product_categories c ON c.category_id = path.parent_category_id
         WHERE path.depth < 20)
    SELECT string_agg(path.category_name, ' > ' ORDER BY path.depth DESC) FROM path
$$;


ALTER FUNCTION retail.category_path(category integer) OWNER TO retail_owner;

--
-- Name: current_store_id(); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.current_store_id() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  chosen text := current_setting('retail.store', true);
BEGIN
  IF chosen IS NULL OR chosen = '' THEN
    RETURN NULL; -- '' is what the end of a transaction leaves behind
  END IF;
  RETURN (SELECT a.store_id FROM retail_sec.store_access a
           WHERE a.principal = session_user AND a.store_id = chosen
             AND (a.valid_until IS NULL OR a.valid_until > now()));
END
$$;


ALTER FUNCTION retail.current_store_id() OWNER TO retail_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: products; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.products (
    product_id uuid DEFAULT gen_random_uuid() NOT NULL,
    store_id text NOT NULL COLLATE pg_catalog."C",
    product_no integer NOT NULL,
    sku text NOT NULL COLLATE pg_catalog."C",
    product_name text NOT NULL,
    product_description text,
    category_id integer,
    brand text COLLATE pg_catalog."C",
    model text,
    color text,
    size text,
    weight_kg numeric(10,4),
    dimensions_cm text,
    price numeric(14,4) NOT NULL,
    cost numeric(14,4),
    minimum_stock numeric(12,3) DEFAULT 0 NOT NULL,
    maximum_stock numeric(12,3) DEFAULT 1000,
    reorder_point numeric(12,3) DEFAULT 10,
    lead_time_days numeric(6,2),
    pack_size numeric(12,3),
    minimum_order_quantity numeric(12,3),
    supplier_name text COLLATE pg_catalog."C",
    supplier_sku text COLLATE pg_catalog."C",
    barcode text COLLATE pg_catalog."C",
    is_active boolean DEFAULT true NOT NULL,
    is_featured boolean DEFAULT false NOT NULL,
    rating_average numeric(3,2) DEFAULT 0,
    rating_count integer DEFAULT 0 NOT NULL,
    tags text[],
    metadata jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    price_e4 bigint GENERATED ALWAYS AS (((price * (10000)::numeric))::bigint) STORED,
    CONSTRAINT products_cost_check CHECK ((cost >= (0)::numeric)),
    CONSTRAINT products_lead_time_days_check CHECK ((lead_time_days >= (0)::numeric)),
    CONSTRAINT products_minimum_order_quantity_check CHECK ((minimum_order_quantity >= (0)::numeric)),
    CONSTRAINT products_pack_size_check CHECK ((pack_size > (0)::numeric)),
    CONSTRAINT products_price_check CHECK ((price >= (0)::numeric)),
    CONSTRAINT products_product_name_check CHECK ((product_name <> ''::text)),
    CONSTRAINT products_sku_check CHECK (((sku <> ''::text) AND (sku = btrim(sku))))
);

ALTER TABLE ONLY retail.products FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.products OWNER TO retail_owner;

--
-- Name: TABLE products; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.products IS 'What a store sells; every store has its own row, price and cost for a SKU. Stock is in retail.inventory, both together in retail.products_with_stock.';


--
-- Name: COLUMN products.product_no; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.products.product_no IS 'Small number of the product within its store: the key of search postings. Assigned by trigger.';


--
-- Name: COLUMN products.price; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.products.price IS 'Current selling price per unit, in the store''s currency.';


--
-- Name: COLUMN products.cost; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.products.cost IS 'Current purchase cost per unit without tax; the cost at sale is on the sales line.';


--
-- Name: COLUMN products.reorder_point; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.products.reorder_point IS 'Order when the stock position reaches it.';


--
-- Name: COLUMN products.lead_time_days; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.products.lead_time_days IS 'Days from order to delivery.';


--
-- Name: COLUMN products.pack_size; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.products.pack_size IS 'Orders are multiples of it.';


--
-- Name: COLUMN products.minimum_order_quantity; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.products.minimum_order_quantity IS 'Smallest order the supplier takes.';


--
-- Name: COLUMN products.barcode; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.products.barcode IS 'EAN, UPC or whatever the till scans.';


--
-- Name: COLUMN products.metadata; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.products.metadata IS 'Further attributes as JSON: {"voltage": "18 V"}.';


--
-- Name: COLUMN products.price_e4; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.products.price_e4 IS 'price in ten-thousandths: for index conditions only.';


--
-- Name: embedding_text(retail.products); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.embedding_text(product retail.products) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT concat_ws(E'\n', product.product_name, product.brand, retail.category_path(product.category_id),
                     left(product.product_description, 2000), nullif(concat_ws(', ', product.color, product.size), ''),
                     nullif(array_to_string(product.tags, ', '), ''))
$$;


ALTER FUNCTION retail.embedding_text(product retail.products) OWNER TO retail_owner;

--
-- Name: fetch_rows(refcursor, boolean[], integer, integer); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.fetch_rows(open_cursor refcursor, as_text boolean[], max_rows integer, max_bytes integer) RETURNS SETOF text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  r record;
  cells text;
  rows_read integer := 0;
  bytes_read bigint := 0;
BEGIN
  LOOP
    FETCH NEXT FROM open_cursor INTO r;
    EXIT WHEN NOT FOUND;
    IF rows_read < max_rows AND bytes_read + pg_column_size(r) <= max_bytes THEN
      SELECT coalesce(json_agg(CASE WHEN as_text[x.n] AND json_typeof(x.v) <> 'null' THEN to_json(x.v #>> '{}') ELSE x.v END
                               ORDER BY x.n), '[]')::text
        INTO cells FROM json_each(row_to_json(r)) WITH ORDINALITY AS x(k, v, n);
      bytes_read := bytes_read + octet_length(cells);
    ELSE
      bytes_read := max_bytes + 1;
    END IF;
    IF bytes_read > max_bytes THEN
      RETURN NEXT NULL;
      EXIT;
    END IF;
    RETURN NEXT cells;
    rows_read := rows_read + 1;
  END LOOP;
END
$$;


ALTER FUNCTION retail.fetch_rows(open_cursor refcursor, as_text boolean[], max_rows integer, max_bytes integer) OWNER TO retail_owner;

--
-- Name: listen_for_changes(integer); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.listen_for_changes(session_param integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION retail.listen_for_changes(session_param integer) OWNER TO retail_owner;

--
-- Name: masked_customers(uuid[]); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.masked_customers(customer_ids uuid[]) RETURNS TABLE(store_id text, customer_id uuid, masked_name text, masked_email text, masked_phone text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
  own text[] := retail.allowed_store_ids();
BEGIN
  RETURN QUERY
  SELECT c.store_id, c.customer_id,
         nullif(concat_ws(' ', left(c.first_name, 1) || '.', left(c.last_name, 1) || '.'), ''),
         left(c.email, 1) || '***@***' || coalesce(substring(c.email FROM '\.[[:alpha:]]+$'), ''),
         '***' || right(c.phone, 2)
    FROM retail.customers c
   WHERE c.store_id = ANY (own) AND c.customer_id = ANY (customer_ids);
END
$_$;


ALTER FUNCTION retail.masked_customers(customer_ids uuid[]) OWNER TO retail_owner;

--
-- Name: my_stores(); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.my_stores() RETURNS TABLE(store_id text, can_write boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  RETURN QUERY
    SELECT a.store_id, a.can_write
      FROM retail_sec.store_access AS a
      JOIN retail.stores AS s ON s.store_id = a.store_id
     WHERE a.principal = session_user AND s.is_active
       AND (a.valid_until IS NULL OR a.valid_until > now());
END
$$;


ALTER FUNCTION retail.my_stores() OWNER TO retail_owner;

--
-- Name: normal_quantile(numeric); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.normal_quantile(probability numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  SELECT round((CASE
    WHEN probability < 0.02425 OR probability > 0.97575 THEN
      CASE WHEN probability < 0.5 THEN 1 ELSE -1 END
      * (((((-7.784894002430293e-03 * t.q - 3.223964580411365e-01) * t.q - 2.400758277161838e+00) * t.q
          - 2.549732539343734e+00) * t.q + 4.374664141464968e+00) * t.q + 2.938163982698783e+00)
      / ((((7.784695709041462e-03 * t.q + 3.224671290700398e-01) * t.q + 2.445134137142996e+00) * t.q
          + 3.754408661907416e+00) * t.q + 1)
    ELSE
      (((((-3.969683028665376e+01 * c.r + 2.209460984245205e+02) * c.r - 2.759285104469687e+02) * c.r
          + 1.383577518672690e+02) * c.r - 3.066479806614716e+01) * c.r + 2.506628277459239e+00) * c.q
      / (((((-5.447609879822406e+01 * c.r + 1.615858368580409e+02) * c.r - 1.556989798598866e+02) * c.r
          + 6.680131188771972e+01) * c.r - 1.328068155288572e+01) * c.r + 1)
    END)::numeric, 6)
    FROM (SELECT sqrt(-2 * ln(least(probability, 1 - probability)::double precision)) AS q) AS t,
         (SELECT (probability - 0.5)::double precision AS q, ((probability - 0.5) ^ 2)::double precision AS r) AS c
$$;


ALTER FUNCTION retail.normal_quantile(probability numeric) OWNER TO retail_owner;

--
-- Name: record_tool_calls(jsonb); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.record_tool_calls(calls jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  added bigint;
BEGIN
  INSERT INTO retail.audit_log (log_id, table_name, action, user_name, store_id, new_values, metadata, created_at)
  SELECT c.call_id, 'tool_call', left(c.tool, 100), session_user, left(coalesce(c.store, '*'), 50),
         jsonb_build_object('argument_digest', c.argument_digest, 'rows', c.rows, 'duration_ms', c.duration_ms,
                            'outcome', left(c.outcome, 100)),
         jsonb_strip_nulls(jsonb_build_object('trace', left(c.trace, 200), 'client', left(c.client, 200))),
         least(c.at, clock_timestamp())
    FROM jsonb_to_recordset(calls) AS c(call_id uuid, at timestamptz, store text, tool text, argument_digest text,
                                        rows bigint, duration_ms numeric, outcome text, trace text, client text)
   WHERE NOT EXISTS (SELECT FROM retail.audit_log a
                      WHERE a.store_id = left(coalesce(c.store, '*'), 50) AND a.log_id = c.call_id)
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS added = ROW_COUNT;
  BEGIN
    LOCK TABLE retail_sec.audit_seals IN EXCLUSIVE MODE NOWAIT;
    PERFORM retail_sec.seal_audit(500, added); -- a backlog of other rows must not hold up the calls
  EXCEPTION WHEN lock_not_available THEN
    NULL; -- whoever holds it seals
  END;
  RETURN added;
END
$$;


ALTER FUNCTION retail.record_tool_calls(calls jsonb) OWNER TO retail_owner;

--
-- Name: search_add(text, integer[]); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_add(store text, numbers integer[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    stats   retail.search_stats := retail.search_lock(store);
    lexicon retail_sec.search_lexicon := retail.search_lexicon_of(stats.language);
    pivot   real;
BEGIN
    INSERT INTO retail.search_documents
    SELECT d.* FROM retail.products p CROSS JOIN LATERAL retail.search_document(p, stats.language, lexicon) d
     WHERE p.store_id = store AND p.product_no = ANY (numbers);
    PERFORM retail.search_count(store, numbers, 1);
    pivot := retail.search_balance(store);
    INSERT INTO retail.search_postings (store_id, lexeme, product_no, impact)
    SELECT store, u.lexeme, d.product_no, retail.search_impact(u.frequency, d.length, pivot)
      FROM retail.search_documents d, unnest(d.lexemes, d.frequencies) AS u(lexeme, frequency)
     WHERE d.store_id = store AND d.product_no = ANY (numbers)
     ORDER BY 2, 3;
END $$;


ALTER FUNCTION retail.search_add(store text, numbers integer[]) OWNER TO retail_owner;

--
-- Name: search_admit(text[], integer[], double precision[], double precision[], integer[], bigint[], integer[], text, numeric, numeric, text[], boolean, boolean, integer); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_admit(stores text[], numbers integer[], scores double precision[], matches double precision[], ranks integer[], masks bigint[], categories integer[], only_brand text, price_min numeric, price_max numeric, only_tags text[], in_stock boolean, inactive boolean, enough integer DEFAULT NULL::integer) RETURNS TABLE(store_id text, score double precision, matched double precision, rank integer, words bigint, product_id uuid, sku text, product_name text, price numeric, brand text, category_id integer, created_at timestamp with time zone, available numeric)
    LANGUAGE plpgsql STABLE ROWS 250 PARALLEL SAFE
    AS $$
DECLARE
    -- The best come first; a few more, for those that are no longer sold.
    least_score double precision := coalesce(scores[enough + 5], '-infinity');
    admitted    bigint;
BEGIN
    FOR is_rest IN 0 .. 1 LOOP
        RETURN QUERY
        SELECT h.store, h.score, h.matched, h.rank, h.words, p.product_id, p.sku, p.product_name, p.price, p.brand, p.category_id,
               p.created_at, coalesce(i.on_hand - i.committed, 0)
          FROM unnest(stores, numbers, scores, matches, ranks, masks) AS h(store, number, score, matched, rank, words)
          JOIN retail.products p ON p.store_id = h.store AND p.product_no = h.number
          LEFT JOIN retail.inventory i ON i.store_id = h.store AND i.product_id = p.product_id
         WHERE (enough IS NULL OR h.rank > 0 OR h.rank = 0 AND (h.score >= least_score OR h.matched >= 0.5)) = (is_rest = 0)
           AND (p.is_active OR inactive)
           AND (categories IS NULL OR p.category_id = ANY (categories))
           AND (only_brand IS NULL OR lower(p.brand) = lower(only_brand))
           AND (price_min IS NULL OR p.price >= price_min)
           AND (price_max IS NULL OR p.price <= price_max)
           AND (only_tags IS NULL OR p.tags @> only_tags)
           AND (NOT in_stock OR i.on_hand > i.committed);
        EXIT WHEN enough IS NULL OR cardinality(numbers) < enough + 5 AND -1 <> ALL (ranks);
        GET DIAGNOSTICS admitted = ROW_COUNT;
        -- Whatever is missing may have been of the best, or of those that match.
        EXIT WHEN (SELECT admitted - count(*) FILTER (WHERE h.score < least_score AND h.rank = 0) >= enough
                          AND admitted > count(*) FILTER (WHERE h.matched < 0.5)
                     FROM unnest(scores, matches, ranks) AS h(score, matched, rank)
                    WHERE h.rank > 0 OR h.rank = 0 AND (h.score >= least_score OR h.matched >= 0.5));
    END LOOP;
END $$;


ALTER FUNCTION retail.search_admit(stores text[], numbers integer[], scores double precision[], matches double precision[], ranks integer[], masks bigint[], categories integer[], only_brand text, price_min numeric, price_max numeric, only_tags text[], in_stock boolean, inactive boolean, enough integer) OWNER TO retail_owner;

--
-- Name: search_asked(text, text, boolean); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_asked(store text, query text, literal boolean) RETURNS TABLE(told jsonb, lexemes text[], weights double precision[], products integer[], term_lexemes text[], term_weights real[], commonest integer)
    LANGUAGE sql STABLE ROWS 1 PARALLEL SAFE
    AS $_$
    WITH term AS MATERIALIZED (
        SELECT t.*, t.weight * ln(1 + (s.products - t.products + 0.5) / (t.products + 0.5)) AS rarity
          FROM retail.search_stats s CROSS JOIN LATERAL retail.search_query_terms($1, $2, $3) t WHERE s.store_id = $1)
    SELECT jsonb_build_object('store_id', $1, 'lexemes', coalesce(heaviest.lexemes, '{}'), 'terms', coalesce(every.terms, '[]')),
           heaviest.lexemes, heaviest.weights, heaviest.products, every.lexemes, every.weights, every.commonest
      FROM (SELECT jsonb_agg(jsonb_build_object('position', t."position", 'asked', t.asked, 'word', t.word,
                                                'lexeme', t.lexeme, 'reading', t.reading)) AS terms,
                   array_agg(t.lexeme) FILTER (WHERE t.lexeme IS NOT NULL) AS lexemes,
                   array_agg(t.weight::real) FILTER (WHERE t.lexeme IS NOT NULL) AS weights,
                   max(t.products) AS commonest
              FROM term t) every,
           -- aggregated in the order of the rows: an ORDER BY of each aggregate's own would sort thrice
           (SELECT array_agg(l.lexeme) AS lexemes, array_agg(l.weight) AS weights, array_agg(l.products) AS products
              FROM (SELECT t.lexeme, sum(t.rarity) AS weight, max(t.products) AS products
                      FROM term t WHERE t.lexeme IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 63) l) heaviest
$_$;


ALTER FUNCTION retail.search_asked(store text, query text, literal boolean) OWNER TO retail_owner;

--
-- Name: search_attributes(jsonb); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_attributes(metadata jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT string_agg(CASE a.value WHEN 'true' THEN replace(a.key, '_', ' ') ELSE a.value END, ' , ' ORDER BY a.key)
      FROM jsonb_each_text(CASE WHEN jsonb_typeof(metadata) = 'object' THEN metadata ELSE '{}' END) a
     WHERE a.value NOT IN ('false', '')
$$;


ALTER FUNCTION retail.search_attributes(metadata jsonb) OWNER TO retail_owner;

--
-- Name: search_balance(text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_balance(store text) RETURNS real
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    stats retail.search_stats;
    mean  real;
BEGIN
    SELECT s.* INTO stats FROM retail.search_stats s WHERE s.store_id = store;
    mean := stats.total_length / nullif(stats.products, 0);
    IF mean IS NULL OR mean BETWEEN stats.pivot * 0.75 AND stats.pivot * 1.25 THEN
        RETURN stats.pivot;
    END IF;
    UPDATE retail.search_stats s SET pivot = mean WHERE s.store_id = store;
    UPDATE retail.search_postings p SET impact = retail.search_impact(u.frequency, d.length, mean)
      FROM retail.search_documents d, unnest(d.lexemes, d.frequencies) AS u(lexeme, frequency)
     WHERE d.store_id = store AND p.store_id = store AND p.lexeme = u.lexeme AND p.product_no = d.product_no;
    RETURN mean;
END $$;


ALTER FUNCTION retail.search_balance(store text) OWNER TO retail_owner;

--
-- Name: search_categories(text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_categories(name_or_path text) RETURNS integer[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    WITH RECURSIVE tree AS (
        SELECT c.category_id, lower(c.category_name) AS name, lower(c.category_name) AS path
          FROM retail.product_categories c WHERE c.parent_category_id IS NULL
        UNION ALL
        SELECT c.category_id, lower(c.category_name), t.path || ' > ' || lower(c.category_name)
          FROM tree t JOIN retail.product_categories c ON c.parent_category_id = t.category_id
         WHERE length(t.path) < 1000)
    SELECT coalesce(array_agg(DISTINCT below.category_id), '{}')
      FROM tree meant JOIN tree below ON below.path = meant.path OR starts_with(below.path, meant.path || ' > ')
     WHERE lower(regexp_replace(btrim(name_or_path), '\s*>\s*', ' > ', 'g')) IN (meant.name, meant.path)
$$;


ALTER FUNCTION retail.search_categories(name_or_path text) OWNER TO retail_owner;

--
-- Name: search_category_changed(); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_category_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    change record;
BEGIN
    FOR change IN
        WITH RECURSIVE branch AS (
            SELECT NEW.category_id AS category_id
            UNION
            SELECT c.category_id FROM branch JOIN retail.product_categories c ON c.parent_category_id = branch.category_id)
        SELECT p.store_id, array_agg(p.product_no) AS numbers
          FROM branch JOIN retail.products p ON p.category_id = branch.category_id
         GROUP BY 1 ORDER BY 1
    LOOP
        PERFORM retail.search_replace(change.store_id, change.numbers);
    END LOOP;
    RETURN NULL;
END $$;


ALTER FUNCTION retail.search_category_changed() OWNER TO retail_owner;

--
-- Name: search_category_paths(integer[]); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_category_paths(categories integer[]) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    allowed text[] := retail.allowed_store_ids();
BEGIN
    RETURN (
        WITH RECURSIVE visible AS MATERIALIZED (
            SELECT c.category_id, c.category_name, c.parent_category_id FROM retail.product_categories c
             WHERE CASE WHEN c.store_id IS NULL THEN allowed <> '{}' ELSE c.store_id = ANY (allowed) END),
        ancestor AS (
            SELECT v.category_id AS below, v.category_name AS path, v.parent_category_id AS parent, 1 AS depth
              FROM visible v WHERE v.category_id = ANY (categories)
            UNION ALL
            SELECT a.below, v.category_name || ' > ' || a.path, v.parent_category_id, a.depth + 1
              FROM ancestor a JOIN visible v ON v.category_id = a.parent
             WHERE a.depth < 20)
        SELECT coalesce(jsonb_object_agg(a.below, a.path), '{}') FROM ancestor a WHERE a.parent IS NULL);
END $$;


ALTER FUNCTION retail.search_category_paths(categories integer[]) OWNER TO retail_owner;

--
-- Name: search_corrections(text, text, text, text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_corrections(store text, misspelt text, previous text, next text) RETURNS TABLE(word text, share double precision)
    LANGUAGE plpgsql STABLE ROWS 3 PARALLEL SAFE
    AS $$
DECLARE
    reach   int := CASE WHEN length(misspelt) > 5 THEN 2 ELSE 1 END;
    initial text := left(misspelt, 1);
    beyond  text := chr(ascii(misspelt) + 1);
    swapped text[] := ARRAY(SELECT overlay(misspelt PLACING reverse(substr(misspelt, i, 2)) FROM i FOR 2)
                              FROM generate_series(1, length(misspelt) - 1) i);
    pieces  text[] := retail.search_pieces(misspelt, reach);
    first   text := pieces[1];
    second  text := pieces[2];
    third   text := coalesce(pieces[3], second);
    near    text[];
BEGIN
    -- CASE keeps the order: conditions side by side are tested as the planner likes.
    near := ARRAY(SELECT v.word FROM retail.search_vocabulary v
                   WHERE v.store_id = store AND v.word >= initial AND v.word < beyond
                     AND CASE WHEN strpos(v.word, first) > 0 OR strpos(v.word, second) > 0 OR strpos(v.word, third) > 0
                              THEN public.levenshtein_less_equal(misspelt, v.word, reach) <= reach ELSE false END)
            || ARRAY(SELECT v.word FROM retail.search_vocabulary v WHERE v.store_id = store AND v.word = ANY (swapped));
    IF near = '{}' THEN
        near := ARRAY(SELECT v.word FROM retail.search_vocabulary v
                       WHERE v.store_id = store
                         AND CASE WHEN strpos(v.word, first) > 0 OR strpos(v.word, second) > 0 OR strpos(v.word, third) > 0
                                  THEN public.levenshtein_less_equal(misspelt, v.word, reach) <= reach ELSE false END);
    END IF;
    RETURN QUERY
    WITH candidates AS MATERIALIZED (
        SELECT v.word, previous || ' ' || v.word AS before, v.word || ' ' || next AS after,
               ln(v.products) - 3.5 * CASE WHEN v.word = ANY (swapped) THEN 1 ELSE public.levenshtein(misspelt, v.word) END
               - (left(v.word, 1) <> initial)::int AS score
          FROM retail.search_vocabulary v WHERE v.store_id = store AND v.word = ANY (near)
         ORDER BY score DESC, v.word LIMIT 20),
    best AS (
        SELECT c.word, c.score + coalesce(ln(1 + b.products), 0) + coalesce(ln(1 + a.products), 0) AS score
          FROM candidates c
          LEFT JOIN retail.search_words b ON b.store_id = store AND b.pair = c.before
          LEFT JOIN retail.search_words a ON a.store_id = store AND a.pair = c.after
         ORDER BY 2 DESC, 1 LIMIT 3)
    SELECT b.word, (exp(b.score - max(b.score) OVER ()) / sum(exp(b.score - (SELECT max(m.score) FROM best m))) OVER ())::float8
      FROM best b ORDER BY b.score DESC, b.word;
END $$;


ALTER FUNCTION retail.search_corrections(store text, misspelt text, previous text, next text) OWNER TO retail_owner;

--
-- Name: search_cosines(text, text, public.halfvec, uuid[]); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_cosines(store text, model text, query public.halfvec, product_ids uuid[]) RETURNS TABLE(product_id uuid, cosine double precision)
    LANGUAGE plpgsql STABLE ROWS 200 PARALLEL SAFE
    AS $$
BEGIN
    RETURN QUERY SELECT e.product_id, greatest(1 - (e.embedding OPERATOR(public.<=>) query), 0)
                   FROM retail.product_embeddings e
                  WHERE e.store_id = store AND e.embedding_model = model AND e.product_id = ANY (product_ids);
END $$;


ALTER FUNCTION retail.search_cosines(store text, model text, query public.halfvec, product_ids uuid[]) OWNER TO retail_owner;

--
-- Name: search_count(text, integer[], integer); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_count(store text, numbers integer[], sign integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO retail.search_terms AS t (store_id, lexeme, products)
    SELECT store, u.lexeme, sign * count(*) FROM retail.search_documents d, unnest(d.lexemes) AS u(lexeme)
     WHERE d.store_id = store AND d.product_no = ANY (numbers) GROUP BY 2 ORDER BY 2
    ON CONFLICT (store_id, lexeme) DO UPDATE SET products = t.products + excluded.products;
    INSERT INTO retail.search_vocabulary AS v (store_id, word, products)
    SELECT store, u.word, sign * count(*) FROM retail.search_documents d, unnest(d.words) AS u(word)
     WHERE d.store_id = store AND d.product_no = ANY (numbers) GROUP BY 2 ORDER BY 2
    ON CONFLICT (store_id, word) DO UPDATE SET products = v.products + excluded.products;
    INSERT INTO retail.search_words AS w (store_id, pair, products)
    SELECT store, u.pair, sign * count(*) FROM retail.search_documents d, unnest(d.pairs) AS u(pair)
     WHERE d.store_id = store AND d.product_no = ANY (numbers) GROUP BY 2 ORDER BY 2
    ON CONFLICT (store_id, pair) DO UPDATE SET products = w.products + excluded.products;

    UPDATE retail.search_stats s
       SET products = s.products + sign * d.products, total_length = s.total_length + sign * d.length, revision = s.revision + 1
      FROM (SELECT count(*) AS products, coalesce(sum(d.length::float8), 0) AS length FROM retail.search_documents d
             WHERE d.store_id = store AND d.product_no = ANY (numbers)) d
     WHERE s.store_id = store;
END $$;


ALTER FUNCTION retail.search_count(store text, numbers integer[], sign integer) OWNER TO retail_owner;

--
-- Name: search_dictionary(text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_dictionary(language text) RETURNS regdictionary
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT (CASE language WHEN 'simple' THEN 'pg_catalog.simple' ELSE 'pg_catalog.' || language || '_stem' END)::regdictionary
$$;


ALTER FUNCTION retail.search_dictionary(language text) OWNER TO retail_owner;

--
-- Name: search_documents; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.search_documents (
    store_id text NOT NULL COLLATE pg_catalog."C",
    product_no integer NOT NULL,
    lexemes text[] NOT NULL,
    frequencies real[] NOT NULL,
    length real NOT NULL,
    words text[] NOT NULL,
    pairs text[] NOT NULL
);

ALTER TABLE ONLY retail.search_documents FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.search_documents OWNER TO retail_owner;

--
-- Name: search_lexicon; Type: TABLE; Schema: retail_sec; Owner: retail_owner
--

CREATE TABLE retail_sec.search_lexicon (
    language text NOT NULL COLLATE pg_catalog."C",
    units jsonb NOT NULL,
    words jsonb NOT NULL
);


ALTER TABLE retail_sec.search_lexicon OWNER TO retail_owner;

--
-- Name: search_document(retail.products, text, retail_sec.search_lexicon); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_document(product retail.products, language text, lexicon retail_sec.search_lexicon) RETURNS retail.search_documents
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    weights    CONSTANT real[] := '{1, 0.5, 0.25, 0.1, 0.5, 0.25}';
    dictionary regdictionary := retail.search_dictionary(language);
    head       text[] := retail.search_head(product.product_name, language, lexicon);
    -- Found whole, and not counted into the length.
    identifiers text[] := ARRAY[retail.search_identifier(product.sku), retail.search_identifier(product.barcode),
                                retail.search_identifier(product.model)];
    words      text[];
    document   retail.search_documents;
BEGIN
    words := retail.search_words(concat_ws(' ' || chr(31) || ' ',
        product.product_name,
        concat(product.brand, ' , ', product.model),
        concat(left(product.product_description, 8000), ' , ', retail.category_path(product.category_id)),
        concat_ws(' , ', product.color, product.size, product.dimensions_cm, array_to_string(product.tags, ' , '),
                  retail.search_attributes(product.metadata)),
        coalesce(head[1], ''), coalesce(head[2], '')), lexicon);

    WITH words AS (
        SELECT w.word, 1 + count(*) FILTER (WHERE w.word = chr(31)) OVER (ORDER BY w.position) AS field
          FROM unnest(words) WITH ORDINALITY AS w(word, position)),
    lexemes AS (
        SELECT retail.search_lexeme(w.word, dictionary) AS lexeme, weights[w.field] AS weight
          FROM words w WHERE w.word <> chr(31)),
    frequencies AS (
        SELECT l.lexeme, sum(l.weight)::real AS frequency, sum(l.weight) AS length
          FROM lexemes l WHERE l.lexeme IS NOT NULL GROUP BY 1
        UNION ALL
        SELECT DISTINCT i, 1::real, 0::real FROM unnest(identifiers) AS i WHERE i IS NOT NULL)
    SELECT array_agg(f.lexeme), array_agg(f.frequency), greatest(sum(f.length), 1)
      INTO document.lexemes, document.frequencies, document.length FROM frequencies f;

    WITH neighbours AS MATERIALIZED (
        SELECT w.word, lead(w.word) OVER (ORDER BY w.position) AS next, w.word !~ '[0-9#\u001f]' AS is_word
          FROM unnest(words) WITH ORDINALITY AS w(word, position))
    SELECT coalesce(array_agg(DISTINCT n.word) FILTER (WHERE length(n.word) BETWEEN 2 AND 30), '{}'),
           coalesce(array_agg(DISTINCT n.word || ' ' || n.next)
                        FILTER (WHERE n.next !~ '[0-9#\u001f]' AND length(n.word) + length(n.next) <= 60), '{}')
      INTO document.words, document.pairs FROM neighbours n WHERE n.is_word;
    document.store_id := product.store_id;
    document.product_no := product.product_no;
    RETURN document;
END $$;


ALTER FUNCTION retail.search_document(product retail.products, language text, lexicon retail_sec.search_lexicon) OWNER TO retail_owner;

--
-- Name: search_fold(text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_fold(content text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE
        WHEN octet_length(content) = length(content) THEN lower(content COLLATE "C") COLLATE "default"
        ELSE translate(
            normalize(
                regexp_replace(
                    lower(normalize(replace(regexp_replace(content, '№|([0-9])(?=[¼-¾⅐-⅞])', '\1 ', 'g'), 'ß', 'ss'), NFKD) COLLATE "und-x-icu") COLLATE "default",
                    '([a-zα-ω])[\u0300-\u036f]+', '\1', 'g'),
                NFKC),
            '×⁄″“”„’‘′‐‑–—−ßøłđðþæœёı', 'x/""""''''''-----solddtaoеi')
    END
$$;


ALTER FUNCTION retail.search_fold(content text) OWNER TO retail_owner;

--
-- Name: search_head(text, text, retail_sec.search_lexicon); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_head(title text, language text, lexicon retail_sec.search_lexicon) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    folded     text := retail.search_fold(title);
    cut        int := regexp_instr(folded, '\s+(?:in|with|for|w/|and|featuring|from|by|of|on|to|at|mit|fur|von|avec|pour|de|con|para|per|met|voor|-)\s+|\s*[(,;|]|\s-|- ');
    dictionary regdictionary := retail.search_dictionary(language);
    words      text[];
BEGIN
    IF cut > 4 THEN
        folded := left(folded, cut - 1);
    END IF;
    words := ARRAY(SELECT w FROM unnest(retail.search_words(folded, lexicon)) WITH ORDINALITY AS u(w, i)
                    WHERE w !~ '[0-9#]' AND retail.search_lexeme(w, dictionary) IS NOT NULL ORDER BY i);
    IF language IN ('french', 'spanish', 'italian', 'portuguese', 'catalan', 'romanian') THEN
        RETURN words[1:2];
    END IF;
    RETURN ARRAY[words[cardinality(words)], words[cardinality(words) - 1]];
END $$;


ALTER FUNCTION retail.search_head(title text, language text, lexicon retail_sec.search_lexicon) OWNER TO retail_owner;

--
-- Name: search_hits(text[], text, boolean, text, public.vector, integer[], text, numeric, numeric, text[], text, boolean, integer, boolean); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_hits(asked_stores text[], query text, literal boolean, given_model text, given public.vector, categories integer[], only_brand text, price_min numeric, price_max numeric, only_tags text[], stock text, inactive boolean, wanted integer, by_words boolean, OUT stores text[], OUT numbers integer[], OUT scores double precision[], OUT matches double precision[], OUT ranks integer[], OUT masks bigint[], OUT is_bounded boolean, OUT asked jsonb, OUT meaning jsonb, OUT direction_stores text[], OUT models text[], OUT directions public.halfvec[]) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    most    CONSTANT integer := 2147483647;
    -- What search_score returns at most; so many of more are ordered first, and stand for all.
    bound   CONSTANT integer := 250;
    sample  CONSTANT integer := 100;
    filters CONSTANT integer := num_nonnulls(categories, only_brand, price_min, price_max, stock, only_tags);
    allowed text[];
    store   text;
    q       record;
    model   record;
    named   record;
    is_wide boolean;
    place   integer;
    hits    integer[];      -- of one store: numbers, scores, …
    s       double precision[];
    m       double precision[];
    r       integer[];
    w       bigint[];
BEGIN
    is_bounded := false;
    asked := '[]';
    meaning := '[]';
    allowed := retail.allowed_store_ids();
    FOREACH store IN ARRAY asked_stores LOOP
        CONTINUE WHEN store <> ALL (allowed);
        SELECT a.* INTO q FROM retail.search_asked(store, query, literal) a;
        asked := asked || q.told;
        SELECT coalesce(array_agg(h.product_no), '{}'), array_agg(h.score), array_agg(h.matched), array_agg(h.words) INTO hits, s, m, w
          FROM retail.search_score(store, q.lexemes, q.weights, q.products) h;

        SELECT a.* INTO model FROM retail.search_meaning(store, q.term_lexemes, q.term_weights, given_model, given) a;
        IF FOUND THEN
            is_wide := model.query IS NOT NULL AND coalesce(q.commonest, 0) < 10;
            meaning := meaning || jsonb_build_object(
                'model', model.model, 'provider', model.provider, 'is_current', model.is_current, 'is_asked', model.query IS NOT NULL,
                'scan', CASE WHEN NOT is_wide THEN 'hits' WHEN model.is_indexed THEN 'index' ELSE 'exact' END);
            IF model.query IS NOT NULL THEN
                direction_stores := direction_stores || store;
                models := models || model.model;
                directions := directions || model.query;
            END IF;
            -- Where the words find little, the products nearest to the query are hits, too.
            IF is_wide THEN
                hits := hits || ARRAY(
                    SELECT n.product_no FROM retail.search_nearest(store, model.model, model.query, 50) n
                     WHERE n.cosine > 0.2
                       AND n.product_no <> ALL (ARRAY(SELECT p.product_no FROM retail.search_postings p
                                                       WHERE p.store_id = store AND p.lexeme = ANY (q.lexemes))));
                place := cardinality(hits) - coalesce(cardinality(s), 0);
                s := s || array_fill(0::float8, ARRAY[place]);
                m := m || array_fill(0::float8, ARRAY[place]);
                w := w || array_fill(0::bigint, ARRAY[place]);
            END IF;
        END IF;

        r := array_fill(0, ARRAY[cardinality(hits)]);
        FOR named IN SELECT i.* FROM retail.search_identified(store, query) i LOOP
            place := array_position(hits, named.product_no);
            IF place IS NULL THEN
                place := cardinality(hits) + 1;
                hits[place] := named.product_no;
                s[place] := 0;
                m[place] := 1;
                w[place] := 0;
            END IF;
            r[place] := named.rank;
        END LOOP;

        is_bounded := is_bounded OR cardinality(hits) >= bound;
        IF cardinality(hits) >= bound AND cardinality(asked_stores) = 1 AND by_words AND filters = 0 AND model.query IS NULL
           AND NOT retail.search_speaks_of_brand(store, query) THEN
            FOR i IN sample + 1 .. cardinality(hits) LOOP
                r[i] := CASE WHEN r[i] = 0 THEN -1 ELSE r[i] END;
            END LOOP;
        END IF;
        stores := stores || array_fill(store, ARRAY[cardinality(hits)]);
        numbers := numbers || hits;
        scores := scores || s;
        matches := matches || m;
        ranks := ranks || r;
        masks := masks || w;
    END LOOP;

    IF is_bounded AND filters > 0 AND wanted > (SELECT count(DISTINCT a.sku) FROM retail.search_admit(stores, numbers, scores, matches, ranks, masks, categories, only_brand,
                                                                               price_min, price_max, only_tags, stock IS NOT DISTINCT FROM 'here', inactive) a
                   WHERE stock IS NULL OR a.available > 0) THEN
        FOREACH store IN ARRAY asked_stores LOOP
            CONTINUE WHEN store <> ALL (allowed);
            SELECT a.* INTO q FROM retail.search_asked(store, query, literal) a;
            SELECT array_agg(h.product_no), array_agg(h.score), array_agg(h.matched), array_agg(0), array_agg(h.words) INTO hits, s, m, r, w
              FROM retail.search_score(store, q.lexemes, q.weights, q.products, most, most, most) h
             WHERE h.product_no NOT IN (SELECT o.number FROM unnest(stores, numbers) AS o(store_id, number) WHERE o.store_id = store);
            stores := stores || array_fill(store, ARRAY[coalesce(cardinality(hits), 0)]);
            numbers := numbers || hits;
            scores := scores || s;
            matches := matches || m;
            ranks := ranks || r;
            masks := masks || w;
        END LOOP;
    END IF;
END $$;


ALTER FUNCTION retail.search_hits(asked_stores text[], query text, literal boolean, given_model text, given public.vector, categories integer[], only_brand text, price_min numeric, price_max numeric, only_tags text[], stock text, inactive boolean, wanted integer, by_words boolean, OUT stores text[], OUT numbers integer[], OUT scores double precision[], OUT matches double precision[], OUT ranks integer[], OUT masks bigint[], OUT is_bounded boolean, OUT asked jsonb, OUT meaning jsonb, OUT direction_stores text[], OUT models text[], OUT directions public.halfvec[]) OWNER TO retail_owner;

--
-- Name: search_identified(text, text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_identified(store text, query text) RETURNS TABLE(product_no integer, rank integer)
    LANGUAGE plpgsql STABLE ROWS 2 PARALLEL SAFE
    AS $$
DECLARE
    whole  text := retail.search_identifier(left(query, 120));
    exact  text[] := ARRAY[whole];
    lexeme text;
    beyond text := whole || U&'\+10FFFF';
BEGIN
    query := left(query, 400);
    -- Folding makes plain digits of others.
    IF retail.search_fold(query) ~ '[0-9]' THEN
        FOREACH lexeme IN ARRAY regexp_split_to_array(query, '\s+') LOOP
            lexeme := retail.search_identifier(lexeme);
            IF lexeme ~ '[0-9]' AND (lexeme ~ '[^=0-9]' AND length(lexeme) > 3 OR length(lexeme) > 6) THEN
                exact := exact || lexeme;
            END IF;
        END LOOP;
    END IF;
    RETURN QUERY SELECT DISTINCT p.product_no, 2 FROM retail.search_postings p
                  WHERE p.store_id = store AND p.lexeme = ANY (exact);
    IF NOT FOUND AND whole ~ '[0-9]' AND length(whole) > 3 AND query !~ '\s\S+\s' THEN
        RETURN QUERY SELECT DISTINCT p.product_no, 1 FROM retail.search_postings p
                      WHERE p.store_id = store AND p.lexeme > whole AND p.lexeme < beyond LIMIT 50;
    END IF;
END $$;


ALTER FUNCTION retail.search_identified(store text, query text) OWNER TO retail_owner;

--
-- Name: search_identifier(text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_identifier(content text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT '=' || nullif(left(regexp_replace(retail.search_fold(content), '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f]+', '', 'g'), 60), '')
$$;


ALTER FUNCTION retail.search_identifier(content text) OWNER TO retail_owner;

--
-- Name: search_impact(real, real, real); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_impact(frequency real, length real, pivot real) RETURNS real
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT (frequency * 1.5 / (frequency + 0.5 * (0.4 + 0.6 * length / pivot)))::real
$$;


ALTER FUNCTION retail.search_impact(frequency real, length real, pivot real) OWNER TO retail_owner;

--
-- Name: search_language(text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_language(language text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT coalesce((
        SELECT c.cfgname
          FROM pg_ts_config c
         WHERE c.cfgnamespace = 'pg_catalog'::regnamespace
           AND c.cfgname = coalesce('{"ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish",
               "nl": "dutch", "en": "english", "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
               "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian", "ne": "nepali",
               "nb": "norwegian", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
               "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish"}'::jsonb
               ->> split_part(lower(language), '-', 1), lower(language))), 'simple')
$$;


ALTER FUNCTION retail.search_language(language text) OWNER TO retail_owner;

--
-- Name: search_language_changed(); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_language_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM retail.search_rebuild(NEW.store_id);
    RETURN NULL;
END $$;


ALTER FUNCTION retail.search_language_changed() OWNER TO retail_owner;

--
-- Name: search_lexeme(text, regdictionary); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_lexeme(word text, dictionary regdictionary) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN word ~ '[0-9#]' THEN left(word, 100) ELSE left((ts_lexize(dictionary, word))[1], 100) END
$$;


ALTER FUNCTION retail.search_lexeme(word text, dictionary regdictionary) OWNER TO retail_owner;

--
-- Name: search_lexicon_changed(); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_lexicon_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    before jsonb := (SELECT jsonb_agg(l ORDER BY l.language) FROM retail_sec.search_lexicon l);
BEGIN
    DELETE FROM retail_sec.search_lexicon;
    INSERT INTO retail_sec.search_lexicon (language, units, words)
    SELECT l.language,
           (SELECT coalesce(jsonb_object_agg(u.spelling, jsonb_build_array(u.base_unit, u.factor, u.is_word, u.glued_only)), '{}')
              FROM retail_sec.search_units u),
           -- A unit's word standing alone is replaced by nothing.
           (SELECT coalesce(jsonb_object_agg(u.spelling, ''), '{}') FROM retail_sec.search_units u WHERE NOT u.is_word)
           || (SELECT coalesce(jsonb_object_agg(a.word, a.replacement), '{}')
                 FROM retail_sec.search_aliases a WHERE a.language IN ('', l.language))
      FROM (SELECT DISTINCT a.language FROM retail_sec.search_aliases a UNION SELECT '') l;
    IF before IS DISTINCT FROM (SELECT jsonb_agg(l ORDER BY l.language) FROM retail_sec.search_lexicon l) THEN
        PERFORM retail.search_rebuild(s.store_id) FROM retail.search_stats s ORDER BY s.store_id;
    END IF;
    RETURN NULL;
END $$;


ALTER FUNCTION retail.search_lexicon_changed() OWNER TO retail_owner;

--
-- Name: search_lexicon_of(text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_lexicon_of(language text) RETURNS retail_sec.search_lexicon
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    asked   text[] := ARRAY[language, ''];
    lexicon retail_sec.search_lexicon;
BEGIN
    SELECT l.* INTO lexicon FROM retail_sec.search_lexicon l WHERE l.language = ANY (asked) ORDER BY l.language DESC LIMIT 1;
    RETURN lexicon;
END $$;


ALTER FUNCTION retail.search_lexicon_of(language text) OWNER TO retail_owner;

--
-- Name: search_stats; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.search_stats (
    store_id text NOT NULL COLLATE pg_catalog."C",
    products bigint DEFAULT 0 NOT NULL,
    total_length double precision DEFAULT 0 NOT NULL,
    pivot real DEFAULT 1 NOT NULL,
    revision bigint DEFAULT 0 NOT NULL,
    language text DEFAULT 'simple'::text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE ONLY retail.search_stats FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.search_stats OWNER TO retail_owner;

--
-- Name: search_lock(text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_lock(store text) RETURNS retail.search_stats
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    stats retail.search_stats;
BEGIN
    INSERT INTO retail.search_stats (store_id, language)
    SELECT s.store_id, retail.search_language(s.language) FROM retail.stores s WHERE s.store_id = store
    ON CONFLICT (store_id) DO NOTHING;
    SELECT s.* INTO stats FROM retail.search_stats s WHERE s.store_id = store FOR UPDATE;
    RETURN stats;
END $$;


ALTER FUNCTION retail.search_lock(store text) OWNER TO retail_owner;

--
-- Name: search_meaning(text, text[], real[], text, public.vector); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_meaning(store text, lexemes text[], weights real[], given_model text DEFAULT NULL::text, given public.vector DEFAULT NULL::public.vector) RETURNS TABLE(model text, provider text, is_indexed boolean, is_current boolean, query public.halfvec)
    LANGUAGE plpgsql STABLE ROWS 1 PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    width integer;
BEGIN
    SELECT m.model, m.provider, m.is_indexed, m.dimensions, coalesce(m.revision = s.revision, false)
      INTO model, provider, is_indexed, width, is_current
      FROM retail.embedding_models m JOIN retail.search_stats s ON s.store_id = m.store_id
     WHERE m.store_id = store AND m.active;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF provider = 'catalogue' THEN
        query := retail.sum_term_vectors(store, model, lexemes, weights);
    ELSIF given_model = model AND public.vector_dims(given) = width THEN
        query := given::public.halfvec;
    END IF;
    IF public.l2_norm(query) = 0 THEN
        query := NULL;                                  -- no direction, no cosine
    END IF;
    RETURN NEXT;
END $$;


ALTER FUNCTION retail.search_meaning(store text, lexemes text[], weights real[], given_model text, given public.vector) OWNER TO retail_owner;

--
-- Name: search_named_brand(text, text[], jsonb); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_named_brand(query text, brands text[], asked jsonb) RETURNS TABLE(brand text, share double precision)
    LANGUAGE plpgsql STABLE ROWS 1 PARALLEL SAFE
    AS $$
DECLARE
    store    text := asked ->> 'store_id';
    terms    jsonb := asked -> 'terms';
    sentence text := retail.search_spoken(query) || '. '
                     || (SELECT coalesce(string_agg(t ->> 'word', ' '), '') FROM jsonb_array_elements(terms) AS t) || ' ';
    names    text[] := string_to_array(retail.search_spoken(array_to_string(brands, ' ' || chr(31) || ' ')), chr(31));
    named    text;
    lexemes  text[];
    carriers integer;
BEGIN
    FOR brand, named IN
        SELECT b.brand, b.name FROM unnest(brands, names) AS b(brand, name)
         WHERE strpos(sentence, b.name) > 0 AND b.name ~ '\S' ORDER BY length(b.name) DESC, b.brand
    LOOP
        lexemes := ARRAY(SELECT t ->> 'lexeme' FROM jsonb_array_elements(terms) AS t WHERE t ->> 'lexeme' IS NOT NULL);
        SELECT min(u.products) FILTER (WHERE u.is_name), sum(u.weight) FILTER (WHERE u.is_name) / nullif(sum(u.weight), 0)
          INTO carriers, share
          FROM (SELECT DISTINCT ON (d.lexeme) d.products, strpos(named, ' ' || ltrim(t.word, '#') || ' ') > 0 AS is_name,
                       CASE t.reading WHEN 'measure' THEN 0.5 WHEN 'split' THEN 0.7 ELSE 1 END
                           * ln(1 + (s.products - d.products + 0.5) / (d.products + 0.5)) AS weight
                  FROM retail.search_stats s
                  JOIN retail.search_terms d ON d.store_id = store AND d.lexeme = ANY (lexemes)
                  JOIN jsonb_to_recordset(terms) AS t(word text, lexeme text, reading text) ON t.lexeme = d.lexeme
                 WHERE s.store_id = store
                 ORDER BY d.lexeme, weight DESC) u;
        IF share > 0 AND carriers <= 2 * (SELECT count(*) FROM (SELECT FROM retail.products p WHERE p.store_id = store AND p.brand = search_named_brand.brand
                                                                 LIMIT (carriers + 1) / 2) AS p) THEN
            RETURN NEXT;
            RETURN;
        END IF;
    END LOOP;
END $$;


ALTER FUNCTION retail.search_named_brand(query text, brands text[], asked jsonb) OWNER TO retail_owner;

--
-- Name: search_named_category(text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_named_category(query text) RETURNS TABLE(text text, category text, categories integer[], is_whole boolean)
    LANGUAGE plpgsql STABLE ROWS 1 PARALLEL SAFE
    AS $_$
DECLARE
    plain  text := lower(btrim(query));
    ending text[];
    names  text[] := ARRAY[plain];
    leaves text[];
BEGIN
    IF strpos(plain, 'in ') > 0 OR strpos(plain, 'from ') > 0 THEN
        ending := regexp_match(btrim(query), '^(.*[^0-9/.",\s])\s+(?:in|within|from)\s+(?:(?:the|our|category|department|section)\s+)*(\S.*?)(?:\s+(?:category|department|section|aisle))?[.?!]?$', 'i');
        names := ARRAY[plain, lower(ending[2])];
    END IF;
    leaves := ARRAY(SELECT btrim(split_part(n, '>', 1 + length(n) - length(replace(n, '>', '')))) FROM unnest(names) AS n);
    IF length(plain) > 400 OR NOT EXISTS (SELECT FROM retail.product_categories c WHERE lower(c.category_name) = ANY (leaves)) THEN
        RETURN;
    END IF;
    FOR i IN 1 .. cardinality(names) LOOP
        categories := retail.search_categories(names[i]);
        IF categories <> '{}' THEN
            is_whole := i = 1;
            text := CASE WHEN is_whole THEN query ELSE ending[1] END;
            -- As the shop writes it.
            category := (SELECT min(retail.category_path(c.category_id)) FROM retail.product_categories c
                          WHERE c.category_id = ANY (categories)
                            AND (c.parent_category_id IS NULL OR c.parent_category_id <> ALL (categories)));
            RETURN NEXT;
            RETURN;
        END IF;
    END LOOP;
END $_$;


ALTER FUNCTION retail.search_named_category(query text) OWNER TO retail_owner;

--
-- Name: search_nearest(text, text, public.halfvec, integer); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_nearest(store text, model text, query public.halfvec, wanted integer) RETURNS TABLE(product_id uuid, product_no integer, cosine double precision)
    LANGUAGE plpgsql STABLE ROWS 50
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "hnsw.ef_search" TO '200'
    SET "hnsw.iterative_scan" TO 'strict_order'
    AS $_$
BEGIN
    IF EXISTS (SELECT FROM retail.embedding_models m WHERE m.store_id = store AND m.model = $2 AND m.is_indexed) THEN
        RETURN QUERY EXECUTE format(
            'SELECT p.product_id, p.product_no, 1 - near.distance
               FROM (SELECT e.product_id, e.embedding::public.halfvec(%1$s) OPERATOR(public.<=>) $1::public.halfvec(%1$s) AS distance
                       FROM retail.product_embeddings e WHERE e.store_id = %2$L AND e.embedding_model = %3$L
                      ORDER BY 2 LIMIT $2 * 2 + 20) near
               JOIN retail.products p ON p.store_id = %2$L AND p.product_id = near.product_id AND p.is_active
              ORDER BY near.distance, p.sku LIMIT $2', public.vector_dims(query), store, model) USING query, wanted;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT p.product_id, p.product_no, 1 - near.distance
      FROM (SELECT e.product_id, e.embedding OPERATOR(public.<=>) search_nearest.query AS distance
              FROM retail.product_embeddings e WHERE e.store_id = store AND e.embedding_model = $2) near
      JOIN retail.products p ON p.store_id = store AND p.product_id = near.product_id AND p.is_active
     ORDER BY near.distance, p.sku LIMIT wanted;
END $_$;


ALTER FUNCTION retail.search_nearest(store text, model text, query public.halfvec, wanted integer) OWNER TO retail_owner;

--
-- Name: search_nearest_words(text, text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_nearest_words(store text, query text) RETURNS TABLE(asked text, word text, lexeme text)
    LANGUAGE plpgsql STABLE ROWS 8 PARALLEL SAFE
    AS $$
DECLARE
    most_words CONSTANT int := 8;
    language   text := (SELECT s.language FROM retail.search_stats s WHERE s.store_id = store);
    dictionary regdictionary := retail.search_dictionary(coalesce(language, 'simple'));
    words      text[] := (retail.search_words(left(query, 400), retail.search_lexicon_of(language)))[1:most_words];
    letters    int;
    sound      text;
BEGIN
    FOREACH asked IN ARRAY coalesce(words, '{}') LOOP
        letters := length(asked);
        CONTINUE WHEN letters NOT BETWEEN 4 AND 30 OR asked ~ '[#0-9]';
        sound := public.dmetaphone(asked);
        RETURN QUERY
        SELECT near.asked, near.word, retail.search_lexeme(near.word, dictionary)
          FROM (SELECT search_nearest_words.asked, v.word, public.levenshtein(search_nearest_words.asked, v.word) AS distance, v.products
                  FROM retail.search_vocabulary v
                 WHERE v.store_id = store AND length(v.word) <= 60
                   AND (strpos(v.word, search_nearest_words.asked) > 0
                        OR public.levenshtein_less_equal(search_nearest_words.asked, v.word, letters / 2) <= letters / 2)) near
         WHERE near.distance <= letters / 3 OR strpos(near.word, near.asked) > 0
            OR length(sound) > 2 AND public.dmetaphone(near.word) = sound
         ORDER BY near.distance, near.products DESC, near.word LIMIT 3;
    END LOOP;
END $$;


ALTER FUNCTION retail.search_nearest_words(store text, query text) OWNER TO retail_owner;

--
-- Name: search_pieces(text, integer); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_pieces(word text, edits integer) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT array_agg(substr(word, 1 + length(word) * i / (edits + 1), length(word) * (i + 1) / (edits + 1) - length(word) * i / (edits + 1)) ORDER BY i)
      FROM generate_series(0, edits) AS i
$$;


ALTER FUNCTION retail.search_pieces(word text, edits integer) OWNER TO retail_owner;

--
-- Name: search_products_by_similarity(public.vector, double precision, integer, text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_products_by_similarity(search_embedding public.vector, similarity_threshold double precision DEFAULT 0.7, max_results integer DEFAULT 20, model text DEFAULT NULL::text) RETURNS TABLE(product_id uuid, product_name text, product_description text, brand text, price numeric, similarity_score double precision)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  stores text[] := retail.allowed_store_ids();
  wanted public.halfvec := search_embedding::public.halfvec;
  most CONSTANT integer := least(greatest(max_results, 0), 1000);
  models record;
BEGIN
  SELECT array_agg(m.store_id) AS store_ids, array_agg(m.model) AS names, min(m.dimensions) AS narrowest, max(m.dimensions) AS widest
    INTO models FROM retail.embedding_models m
   WHERE m.store_id = ANY (stores) AND CASE WHEN search_products_by_similarity.model IS NULL THEN m.active
                                            ELSE m.model = search_products_by_similarity.model END;
  IF models.names IS NULL THEN
    RAISE EXCEPTION 'no embedding model%', coalesce(' "' || model || '"', ' is active') USING ERRCODE = 'invalid_parameter_value';
  ELSIF public.vector_dims(search_embedding) <> models.narrowest OR models.narrowest <> models.widest THEN
    RAISE EXCEPTION 'the embedding has % dimensions, the model has %', public.vector_dims(search_embedding), models.widest
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN QUERY
  SELECT p.product_id, p.product_name, p.product_description, p.brand, p.price, near.cosine
    FROM unnest(models.store_ids, models.names) AS k(store_id, name)
   CROSS JOIN LATERAL retail.search_nearest(k.store_id, k.name, wanted, most) near
    JOIN retail.products p ON p.store_id = k.store_id AND p.product_id = near.product_id
   WHERE near.cosine >= similarity_threshold
   ORDER BY near.cosine DESC, p.store_id, p.sku
   LIMIT most;
END
$$;


ALTER FUNCTION retail.search_products_by_similarity(search_embedding public.vector, similarity_threshold double precision, max_results integer, model text) OWNER TO retail_owner;

--
-- Name: search_products_deleted(); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_products_deleted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM retail.search_remove(r.store_id, r.numbers)
       FROM (SELECT store_id, array_agg(product_no) AS numbers FROM removed GROUP BY store_id ORDER BY store_id) r;
    RETURN NULL;
END $$;


ALTER FUNCTION retail.search_products_deleted() OWNER TO retail_owner;

--
-- Name: search_products_inserted(); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_products_inserted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM retail.search_add(a.store_id, a.numbers)
       FROM (SELECT store_id, array_agg(product_no) AS numbers FROM added GROUP BY store_id ORDER BY store_id) a;
    RETURN NULL;
END $$;


ALTER FUNCTION retail.search_products_inserted() OWNER TO retail_owner;

--
-- Name: search_products_truncated(); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_products_truncated() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    TRUNCATE retail.search_documents, retail.search_postings, retail.search_terms, retail.search_vocabulary,
             retail.search_words, retail.search_stats;
    RETURN NULL;
END $$;


ALTER FUNCTION retail.search_products_truncated() OWNER TO retail_owner;

--
-- Name: search_products_updated(); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_products_updated() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    change record;
BEGIN
    FOR change IN
        SELECT coalesce(o.store_id, n.store_id) AS store_id,
               array_agg(o.product_no) FILTER (WHERE o.product_no IS NOT NULL) AS removed,
               array_agg(n.product_no) FILTER (WHERE n.product_no IS NOT NULL) AS added
          FROM removed o FULL JOIN added n ON n.store_id = o.store_id AND n.product_no = o.product_no
         WHERE (o.product_name, o.product_description, o.category_id, o.brand, o.model, o.color, o.size,
                o.dimensions_cm, o.sku, o.barcode, o.tags, o.metadata)
               IS DISTINCT FROM
               (n.product_name, n.product_description, n.category_id, n.brand, n.model, n.color, n.size,
                n.dimensions_cm, n.sku, n.barcode, n.tags, n.metadata)
            OR o.product_no IS NULL OR n.product_no IS NULL
         GROUP BY 1 ORDER BY 1
    LOOP
        IF change.removed = change.added THEN
            PERFORM retail.search_replace(change.store_id, change.added);
        ELSE
            PERFORM retail.search_remove(change.store_id, change.removed) WHERE change.removed IS NOT NULL;
            PERFORM retail.search_add(change.store_id, change.added) WHERE change.added IS NOT NULL;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;


ALTER FUNCTION retail.search_products_updated() OWNER TO retail_owner;

--
-- Name: search_query_terms(text, text, boolean); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_query_terms(store text, query text, literal boolean DEFAULT false) RETURNS TABLE("position" integer, asked text, word text, lexeme text, weight double precision, products integer, reading text)
    LANGUAGE plpgsql STABLE ROWS 8 PARALLEL SAFE
    AS $$
DECLARE
    most_words CONSTANT int := 40;
    language   text := (SELECT s.language FROM retail.search_stats s WHERE s.store_id = store);
    dictionary regdictionary := retail.search_dictionary(coalesce(language, 'simple'));
    words      text[] := (retail.search_words(left(query, 400), retail.search_lexicon_of(language)))[1:most_words];
    stems      text[];
    joins      text[];          -- of each word with the next
    lookups    text[];
    known      jsonb;           -- how many products have each lexeme
    guesses    text[];
    shares     double precision[];
    is_joined  boolean;         -- this word is read as one with the next
    second     int := 0;        -- place of the word that was read as one with the one before it
BEGIN
    FOR i IN 1 .. cardinality(words) LOOP
        stems[i] := retail.search_lexeme(words[i], dictionary);
        word := words[i] || words[i + 1];
        IF length(word) BETWEEN 4 AND 60 AND strpos(word, '#') = 0 THEN
            joins[i] := retail.search_lexeme(word, dictionary);
        END IF;
    END LOOP;
    lookups := stems || joins;
    SELECT coalesce(jsonb_object_agg(t.lexeme, t.products), '{}') INTO known
      FROM retail.search_terms t WHERE t.store_id = store AND t.lexeme = ANY (lookups);
    "position" := 0;
    FOR i IN 1 .. cardinality(words) LOOP
        CONTINUE WHEN stems[i] IS NULL;
        asked := words[i];
        word := asked;
        lexeme := stems[i];
        products := (known ->> lexeme)::integer;
        weight := 1;
        IF word ~ '^#[0-9.]+[^0-9.]' THEN
            -- A measure belongs to its number and says half as much again.
            reading := 'measure';
            weight := 0.5;
            IF products IS NOT NULL THEN
                RETURN NEXT;
            END IF;
            CONTINUE;
        END IF;
        -- Half of a word that is known says nothing more by itself.
        CONTINUE WHEN i = second AND products IS NULL;
        is_joined := NOT literal AND coalesce((known ->> joins[i])::integer >= CASE WHEN products IS NULL THEN 1 ELSE 2 END, false);
        "position" := "position" + 1;
        IF products IS NOT NULL THEN
            reading := CASE WHEN left(word, 1) = '#' THEN 'number' ELSE 'word' END;
            RETURN NEXT;
        ELSE
            reading := 'unknown';
            IF NOT literal AND NOT is_joined AND length(word) <= 60 AND word !~ '[0-9]' THEN
                guesses := retail.search_split(store, asked);
                IF guesses IS NOT NULL THEN
                    RETURN QUERY
                    SELECT search_query_terms."position", search_query_terms.asked, t.word, t.lexeme, t.weight, t.products, 'split'
                      FROM retail.search_terms_of(store, guesses, '{0.7, 0.7}', dictionary) t;
                    reading := CASE WHEN FOUND THEN 'split' ELSE reading END;
                ELSIF length(word) BETWEEN 4 AND 30 THEN
                    SELECT array_agg(c.word), array_agg(c.share) INTO guesses, shares
                      FROM retail.search_corrections(store, asked, CASE WHEN i > 1 THEN words[i - 1] END, words[i + 1]) c
                     WHERE c.share > 0.1;
                    IF guesses IS NOT NULL THEN
                        RETURN QUERY
                        SELECT search_query_terms."position", search_query_terms.asked, t.word, t.lexeme, t.weight, t.products, 'corrected'
                          FROM retail.search_terms_of(store, guesses, shares, dictionary) t;
                        reading := CASE WHEN FOUND THEN 'corrected' ELSE reading END;
                    ELSIF length(word) > 6 THEN
                        guesses := retail.search_split_misspelt(store, asked);
                        RETURN QUERY
                        SELECT search_query_terms."position", search_query_terms.asked, t.word, t.lexeme, t.weight, t.products, 'split'
                          FROM retail.search_terms_of(store, guesses, '{0.7, 0.7}', dictionary) t;
                        reading := CASE WHEN FOUND THEN 'split' ELSE reading END;
                    END IF;
                END IF;
            END IF;
        END IF;
        IF is_joined THEN
            second := i + 1;
            asked := words[i] || ' ' || words[i + 1];
            word := words[i] || words[i + 1];
            lexeme := joins[i];
            products := (known ->> lexeme)::integer;
            weight := 1;
            reading := 'joined';
            RETURN NEXT;
        ELSIF reading = 'unknown' AND words[i + 1] = '#' || rtrim(asked, 'abcdefghijklmnopqrstuvwxyz') AND known ? stems[i + 1] THEN
            NULL;                                       -- "10k" is also read as a number of something, and that is known
        ELSIF reading = 'unknown' THEN
            lexeme := NULL;
            products := 0;
            RETURN NEXT;
        END IF;
    END LOOP;
END $$;


ALTER FUNCTION retail.search_query_terms(store text, query text, literal boolean) OWNER TO retail_owner;

--
-- Name: search_rebuild(text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_rebuild(store text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM retail.search_lock(store);
    DELETE FROM retail.search_documents d WHERE d.store_id = store;
    DELETE FROM retail.search_postings p WHERE p.store_id = store;
    DELETE FROM retail.search_terms t WHERE t.store_id = store;
    DELETE FROM retail.search_vocabulary v WHERE v.store_id = store;
    DELETE FROM retail.search_words w WHERE w.store_id = store;
    UPDATE retail.search_stats s
       SET products = 0, total_length = 0, revision = s.revision + 1,
           language = coalesce((SELECT retail.search_language(t.language) FROM retail.stores t WHERE t.store_id = store), s.language)
     WHERE s.store_id = store;
    PERFORM retail.search_add(store, (SELECT coalesce(array_agg(p.product_no), '{}') FROM retail.products p WHERE p.store_id = store));
END $$;


ALTER FUNCTION retail.search_rebuild(store text) OWNER TO retail_owner;

--
-- Name: search_remove(text, integer[]); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_remove(store text, numbers integer[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM retail.search_lock(store);
    PERFORM retail.search_count(store, numbers, -1);
    DELETE FROM retail.search_postings p
     USING retail.search_documents d, unnest(d.lexemes) AS u(lexeme)
     WHERE d.store_id = store AND d.product_no = ANY (numbers)
       AND p.store_id = store AND p.lexeme = u.lexeme AND p.product_no = d.product_no;
    WITH removed AS (
        DELETE FROM retail.search_documents d WHERE d.store_id = store AND d.product_no = ANY (numbers)
        RETURNING d.lexemes, d.words, d.pairs),
    terms AS (
        DELETE FROM retail.search_terms t WHERE t.store_id = store AND t.products <= 0
           AND t.lexeme IN (SELECT u.lexeme FROM removed r, unnest(r.lexemes) AS u(lexeme))),
    vocabulary AS (
        DELETE FROM retail.search_vocabulary v WHERE v.store_id = store AND v.products <= 0
           AND v.word IN (SELECT u.word FROM removed r, unnest(r.words) AS u(word)))
    DELETE FROM retail.search_words w WHERE w.store_id = store AND w.products <= 0
       AND w.pair IN (SELECT u.pair FROM removed r, unnest(r.pairs) AS u(pair));
END $$;


ALTER FUNCTION retail.search_remove(store text, numbers integer[]) OWNER TO retail_owner;

--
-- Name: search_replace(text, integer[]); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_replace(store text, numbers integer[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    stats   retail.search_stats;
    lexicon retail_sec.search_lexicon;
    old     retail.search_documents[];
    fresh   retail.search_documents[];
    pivot   real;
BEGIN
    IF cardinality(numbers) > 100 THEN
        PERFORM retail.search_remove(store, numbers);
        PERFORM retail.search_add(store, numbers);
        RETURN;
    END IF;
    stats := retail.search_lock(store);
    lexicon := retail.search_lexicon_of(stats.language);
    old := ARRAY(SELECT d FROM retail.search_documents d WHERE d.store_id = store AND d.product_no = ANY (numbers));
    fresh := ARRAY(SELECT d FROM retail.products p CROSS JOIN LATERAL retail.search_document(p, stats.language, lexicon) d
                    WHERE p.store_id = store AND p.product_no = ANY (numbers));

    INSERT INTO retail.search_terms AS t (store_id, lexeme, products)
    SELECT store, u.lexeme, sum(u.sign)
      FROM (SELECT unnest(d.lexemes) AS lexeme, -1 AS sign FROM unnest(old) d
            UNION ALL SELECT unnest(d.lexemes), 1 FROM unnest(fresh) d) u
     GROUP BY 2 HAVING sum(u.sign) <> 0 ORDER BY 2
    ON CONFLICT (store_id, lexeme) DO UPDATE SET products = t.products + excluded.products;
    INSERT INTO retail.search_vocabulary AS v (store_id, word, products)
    SELECT store, u.word, sum(u.sign)
      FROM (SELECT unnest(d.words) AS word, -1 AS sign FROM unnest(old) d
            UNION ALL SELECT unnest(d.words), 1 FROM unnest(fresh) d) u
     GROUP BY 2 HAVING sum(u.sign) <> 0 ORDER BY 2
    ON CONFLICT (store_id, word) DO UPDATE SET products = v.products + excluded.products;
    INSERT INTO retail.search_words AS w (store_id, pair, products)
    SELECT store, u.pair, sum(u.sign)
      FROM (SELECT unnest(d.pairs) AS pair, -1 AS sign FROM unnest(old) d
            UNION ALL SELECT unnest(d.pairs), 1 FROM unnest(fresh) d) u
     GROUP BY 2 HAVING sum(u.sign) <> 0 ORDER BY 2
    ON CONFLICT (store_id, pair) DO UPDATE SET products = w.products + excluded.products;
    DELETE FROM retail.search_terms t WHERE t.store_id = store AND t.products <= 0
       AND t.lexeme = ANY (ARRAY(SELECT unnest(d.lexemes) FROM unnest(old) d));
    DELETE FROM retail.search_vocabulary v WHERE v.store_id = store AND v.products <= 0
       AND v.word = ANY (ARRAY(SELECT unnest(d.words) FROM unnest(old) d));
    DELETE FROM retail.search_words w WHERE w.store_id = store AND w.products <= 0
       AND w.pair = ANY (ARRAY(SELECT unnest(d.pairs) FROM unnest(old) d));
    UPDATE retail.search_stats s
       SET products = s.products + cardinality(fresh) - cardinality(old), revision = s.revision + 1,
           total_length = s.total_length + (SELECT coalesce(sum(d.length::float8), 0) FROM unnest(fresh) d)
                                         - (SELECT coalesce(sum(d.length::float8), 0) FROM unnest(old) d)
     WHERE s.store_id = store;

    DELETE FROM retail.search_documents d WHERE d.store_id = store AND d.product_no = ANY (numbers);
    INSERT INTO retail.search_documents SELECT d.* FROM unnest(fresh) d;
    pivot := retail.search_balance(store);
    DELETE FROM retail.search_postings p
     USING (SELECT d.product_no, unnest(d.lexemes) AS lexeme FROM unnest(old) d
            EXCEPT SELECT d.product_no, unnest(d.lexemes) FROM unnest(fresh) d) gone
     WHERE p.store_id = store AND p.lexeme = gone.lexeme AND p.product_no = gone.product_no;
    INSERT INTO retail.search_postings AS p (store_id, lexeme, product_no, impact)
    SELECT store, u.lexeme, d.product_no, retail.search_impact(u.frequency, d.length, pivot)
      FROM unnest(fresh) d, unnest(d.lexemes, d.frequencies) AS u(lexeme, frequency)
     ORDER BY 2, 3
    ON CONFLICT (store_id, lexeme, product_no) DO UPDATE SET impact = excluded.impact WHERE p.impact <> excluded.impact;
END $$;


ALTER FUNCTION retail.search_replace(store text, numbers integer[]) OWNER TO retail_owner;

--
-- Name: search_score(text, text[], double precision[], integer[], integer, integer, integer); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_score(store text, lexemes text[], weights double precision[], products integer[], opening integer DEFAULT 3000, kept integer DEFAULT 500, best integer DEFAULT 250) RETURNS TABLE(product_no integer, score double precision, matched double precision, words bigint)
    LANGUAGE plpgsql STABLE ROWS 50 PARALLEL SAFE
    AS $$
DECLARE
    opened  integer := 0;
    reading bigint := 0;
    total   double precision := 0;
    bits    bigint[];
    numbers integer[];
    scores  double precision[];
    matches double precision[];
    masks   bigint[];
BEGIN
    FOR i IN 1 .. coalesce(cardinality(lexemes), 0) LOOP
        opened := opened + (reading < opening)::integer;
        reading := reading + products[i];
        total := total + weights[i];
        bits[i] := 1::bigint << (i - 1);
    END LOOP;
    IF opened = cardinality(lexemes) THEN
        RETURN QUERY
        SELECT p.product_no, sum(u.w * p.impact) * sqrt(count(*) / opened::float8), sum(u.w) / total, bit_or(u.b)
          FROM unnest(lexemes, weights, bits) AS u(lexeme, w, b)
          JOIN retail.search_postings p ON p.store_id = store AND p.lexeme = u.lexeme
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT best;
        RETURN;
    END IF;
    SELECT array_agg(h.product_no), array_agg(h.s), array_agg(h.m), array_agg(h.b) INTO numbers, scores, matches, masks
      FROM (SELECT p.product_no, sum(u.w * p.impact) AS s, sum(u.w) AS m, bit_or(u.b) AS b
              FROM unnest(lexemes[:opened], weights[:opened], bits[:opened]) AS u(lexeme, w, b)
              JOIN retail.search_postings p ON p.store_id = store AND p.lexeme = u.lexeme
             GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT kept) h;
    -- One set, grouped: a join would compare each of the kept with each that was probed.
    RETURN QUERY
    SELECT h.number, sum(h.s) * sqrt(bit_count(bit_or(h.b)::bit(64)) / cardinality(lexemes)::float8), sum(h.m) / total, bit_or(h.b)
      FROM (SELECT k.number, k.s, k.m, k.b FROM unnest(numbers, scores, matches, masks) AS k(number, s, m, b)
            UNION ALL
            SELECT k.number, u.w * p.impact, u.w, u.b
              FROM unnest(numbers) AS k(number)
             CROSS JOIN unnest(lexemes[opened + 1:], weights[opened + 1:], bits[opened + 1:]) AS u(lexeme, w, b)
             CROSS JOIN LATERAL (SELECT p.impact FROM retail.search_postings p
                                  WHERE p.store_id = store AND p.lexeme = u.lexeme AND p.product_no = k.number LIMIT 1) p) h
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT best;
END $$;


ALTER FUNCTION retail.search_score(store text, lexemes text[], weights double precision[], products integer[], opening integer, kept integer, best integer) OWNER TO retail_owner;

--
-- Name: search_speaks_of_brand(text, text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_speaks_of_brand(store text, content text) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
DECLARE
    words  text[] := regexp_split_to_array(btrim(content), '\s+');
    brands text[];
BEGIN
    FOR i IN 1 .. least(cardinality(words), 40) LOOP
        brands := brands || words[i] || initcap(words[i]) || upper(words[i]);
        IF i > 1 THEN
            content := words[i - 1] || ' ' || words[i];
            brands := brands || content || initcap(content) || upper(content);
        END IF;
    END LOOP;
    RETURN EXISTS (SELECT FROM retail.products p WHERE p.store_id = store AND p.brand = ANY (brands));
END $$;


ALTER FUNCTION retail.search_speaks_of_brand(store text, content text) OWNER TO retail_owner;

--
-- Name: search_split(text, text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_split(store text, joined text) RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
DECLARE
    pairs text[] := ARRAY(SELECT left(joined, i) || ' ' || substr(joined, i + 1) FROM generate_series(1, length(joined) - 1) i);
BEGIN
    RETURN (SELECT string_to_array(w.pair, ' ') FROM retail.search_words w
             WHERE w.store_id = store AND w.pair = ANY (pairs)
               -- A short rest splits off by accident ("drilla") unless the shop writes it so often.
               AND (w.products >= 3 OR strpos(reverse(w.pair), ' ') > 3)
             ORDER BY w.products DESC, w.pair LIMIT 1);
END $$;


ALTER FUNCTION retail.search_split(store text, joined text) OWNER TO retail_owner;

--
-- Name: search_split_misspelt(text, text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_split_misspelt(store text, joined text) RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
DECLARE
    initial text := left(joined, 1);
    beyond  text := chr(ascii(joined) + 1);
    pieces  text[] := retail.search_pieces(joined, 2);
    first   text := pieces[1];
    second  text := pieces[2];
    third   text := pieces[3];
BEGIN
    RETURN (SELECT string_to_array(w.pair, ' ')
              FROM (SELECT w.pair, w.products, replace(w.pair, ' ', '') AS joined FROM retail.search_words w
                     WHERE w.store_id = store AND w.pair >= initial AND w.pair < beyond
                       AND length(w.pair) BETWEEN length(search_split_misspelt.joined) - 1 AND length(search_split_misspelt.joined) + 3
                    OFFSET 0) w
             WHERE CASE WHEN strpos(w.joined, first) > 0 OR strpos(w.joined, second) > 0 OR strpos(w.joined, third) > 0
                        THEN public.levenshtein_less_equal(search_split_misspelt.joined, w.joined, 2) <= 2 ELSE false END
             ORDER BY public.levenshtein(search_split_misspelt.joined, w.joined), w.products DESC, w.pair LIMIT 1);
END $$;


ALTER FUNCTION retail.search_split_misspelt(store text, joined text) OWNER TO retail_owner;

--
-- Name: search_spoken(text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_spoken(content text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT ' ' || regexp_replace(replace(retail.search_fold(content), '''', ''), '[\u0001-\u001e\u0020-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g') || ' '
$$;


ALTER FUNCTION retail.search_spoken(content text) OWNER TO retail_owner;

--
-- Name: search_terms_of(text, text[], double precision[], regdictionary); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_terms_of(store text, parts text[], weights double precision[], dictionary regdictionary) RETURNS TABLE(word text, lexeme text, weight double precision, products integer)
    LANGUAGE plpgsql STABLE ROWS 2 PARALLEL SAFE
    AS $$
DECLARE
    stems text[] := ARRAY(SELECT retail.search_lexeme(p, dictionary) FROM unnest(parts) WITH ORDINALITY AS u(p, i) ORDER BY i);
    known jsonb := (SELECT jsonb_object_agg(t.lexeme, t.products) FROM retail.search_terms t WHERE t.store_id = store AND t.lexeme = ANY (stems));
BEGIN
    RETURN QUERY
    SELECT u.part, u.stem, u.weight, (known ->> u.stem)::integer
      FROM unnest(parts, stems, weights) AS u(part, stem, weight) WHERE known ? u.stem;
END $$;


ALTER FUNCTION retail.search_terms_of(store text, parts text[], weights double precision[], dictionary regdictionary) OWNER TO retail_owner;

--
-- Name: search_vectors_outdated(); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_vectors_outdated() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM retail.product_embeddings e
     USING removed r, retail.products p, retail.embedding_models m
     WHERE p.store_id = r.store_id AND p.product_no = r.product_no
       AND m.store_id = p.store_id
       AND e.store_id = m.store_id AND e.embedding_model = m.model AND e.product_id = p.product_id
       AND (m.provider = 'catalogue' OR e.embedding_text <> retail.embedding_text(p));
    RETURN NULL;
END $$;


ALTER FUNCTION retail.search_vectors_outdated() OWNER TO retail_owner;

--
-- Name: search_words(text, retail_sec.search_lexicon); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.search_words(content text, lexicon retail_sec.search_lexicon) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $_$
DECLARE
    folded    text := retail.search_fold(content);
    -- Concatenation with nothing unpacks the stored value once instead of at every look-up.
    units     jsonb := lexicon.units || '{}';
    aliases   jsonb := lexicon.words || '{}';
    words     text[] := '{}';
    token     text;
    initial   text;
    number    numeric;          -- the number just read, as long as a unit may follow
    fraction  text[];
    sides     numeric[] := '{}';    -- numbers before an "x": the unit behind the last is theirs, too
    tail      text;
    word      text;
    glued     boolean;
BEGIN
    IF folded IS NULL THEN
        RETURN words;
    END IF;
    IF strpos(folded, '''') > 0 THEN
        folded := regexp_replace(folded, '([0-9]) ?''''', '\1 in ', 'g');
        folded := regexp_replace(folded, '([0-9]) ?''(?![a-z])', '\1 ft ', 'g');
        folded := regexp_replace(folded, '([^ ''][^ ''])''', '\1', 'g');          -- levi's, women's
    END IF;
    IF strpos(folded, '"') > 0 THEN
        folded := regexp_replace(folded, '([0-9]) ?"', '\1 in ', 'g');
    END IF;
    IF folded ~ '[0-9] ?(?:in|ft|mm|cm|m)? ?(?:x|by) ?[0-9.]' THEN
        FOR i IN 1 .. 2 LOOP                                                      -- twice for 3x3x3
            folded := regexp_replace(folded, '(\m[0-9][0-9./]*[ -]?(?:in|ft|mm|cm|m)?) ?(?:x|by) ?(?=[0-9.])', '\1 ' || chr(30) || ' ', 'g');
        END LOOP;
    END IF;
    IF strpos(folded, 'sq') > 0 OR strpos(folded, 'cu') > 0 OR strpos(folded, 'fl') > 0 THEN
        folded := regexp_replace(folded, '\m(sq|cu)(?:uare|bic)?[. ]{0,2}(?:ft|feet|foot)\M', '\1ft', 'g');
        folded := regexp_replace(folded, '\mfl(?:uid)?[. ]{0,2}(?:oz|ounces?)\M', 'floz', 'g');
    END IF;

    FOREACH token IN ARRAY ARRAY(
        SELECT m[1]
          FROM regexp_matches(folded,
                '([0-9]+[- ][0-9]+/[0-9]+(?![0-9/])|[0-9]+/[0-9]+(?![0-9/])|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])'
                || '|[0-9]+,[0-9]{1,2}(?![0-9,a-z])|[0-9]*\.[0-9]+(?:[a-zα-ω]+(?![0-9a-zα-ω]))?(?![0-9.])|[a-z]+-[0-9][0-9a-z]*|[\u001e\u001f,;:()\[\]]'
                || '|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+'
                || '|[^\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f\u20a0-\u2bff\u0e00-\u0eff\u3000-\u9fff\uac00-\ud7af\ue000-\uf8ff\ufe00-\ufe0f\U0001f000-\U0001faff\U00020000-\U0003ffff]+)',
                'g') AS m)
    LOOP
        initial := left(token, 1);
        glued := false;
        IF initial BETWEEN '0' AND '9' OR initial = '.' THEN
            IF number IS NOT NULL THEN
                sides := '{}';
            END IF;
            number := NULL;
            IF strpos(token, '/') > 0 THEN
                fraction := regexp_match(token, '^(?:([0-9]+)[- ])?([0-9]+)/([0-9]+)$');
                IF length(token) <= 15 AND fraction[3]::numeric <> 0 THEN
                    number := coalesce(fraction[1], '0')::numeric + fraction[2]::numeric / fraction[3]::numeric;
                END IF;
            ELSIF length(token) > 15 THEN
                words := words || token;
            ELSIF token ~ '^[0-9]+,[0-9]{1,2}$' THEN
                number := replace(token, ',', '.')::numeric;
            ELSIF token ~ '^[0-9.,]+$' THEN
                number := replace(token, ',', '')::numeric;
            ELSE
                word := (regexp_match(token, '^[0-9]*\.?[0-9]+'))[1];
                tail := substr(token, length(word) + 1);
                IF units ? tail THEN
                    glued := true;
                    number := word::numeric;
                    IF length(tail) = 1 AND (units -> tail -> 2 = 'true' OR units -> tail -> 3 = 'true') AND strpos(word, '.') = 0 THEN
                        words := words || token;                                  -- 3m is a name, too
                    END IF;
                ELSIF strpos(word, '.') > 0 THEN
                    words := words || ('#' || trim_scale(round(word::numeric, 4))) || tail;
                ELSE
                    words := words || token;
                END IF;
            END IF;
            IF number IS NULL THEN
                CONTINUE;
            END IF;
            words := words || ('#' || trim_scale(round(number, 4)));
            IF NOT glued THEN
                CONTINUE;
            END IF;
            token := tail;
        ELSIF token = chr(30) THEN
            sides := sides || number;
            number := NULL;
            CONTINUE;
        ELSIF length(token) = 1 AND strpos(',;:()[]', token) > 0 THEN
            number := NULL;
            sides := '{}';
            CONTINUE;
        ELSIF token = chr(31) THEN
            number := NULL;
            sides := '{}';
        END IF;

        IF number IS NOT NULL THEN
            IF units ? token AND (glued OR NOT (units -> token ->> 3)::boolean) THEN
                FOREACH number IN ARRAY number || sides LOOP
                    words := words || ('#' || trim_scale(round(number * (units -> token ->> 1)::numeric, 4)) || (units -> token ->> 0));
                END LOOP;
                number := NULL;
                sides := '{}';
                -- "5 foot" is all said by the measure; "6 light" is about lights, too.
                IF NOT (units -> token ->> 2)::boolean OR (units -> token ->> 1)::numeric <> 1 THEN
                    CONTINUE;
                END IF;
            END IF;
            number := NULL;
            sides := '{}';
        END IF;

        IF aliases ? token THEN
            token := aliases ->> token;
            IF token <> '' THEN
                words := words || token;
            END IF;
        ELSIF initial >= '฀' AND token ~ '^[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]' THEN
            IF length(token) = 1 THEN
                words := words || token;
            ELSE
                words := words || ARRAY(SELECT substr(token, i, 2) FROM generate_series(1, length(token) - 1) AS i);
            END IF;
        ELSIF strpos(token, '-') > 0 THEN                                         -- wd-40: wd40, wd and 40
            words := words || replace(token, '-', '') || split_part(token, '-', 1)
                  || retail.search_words(split_part(token, '-', 2), lexicon);
        ELSE
            words := words || token;
        END IF;
    END LOOP;
    RETURN words;
END $_$;


ALTER FUNCTION retail.search_words(content text, lexicon retail_sec.search_lexicon) OWNER TO retail_owner;

--
-- Name: set_store_context(text, text); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.set_store_context(store_id_param text, trace_param text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  available text[] := ARRAY(
    SELECT a.store_id FROM retail_sec.store_access a JOIN retail.stores s ON s.store_id = a.store_id
     WHERE a.principal = session_user AND (store_id_param = '*' OR a.store_id = store_id_param)
       AND s.is_active AND (a.valid_until IS NULL OR a.valid_until > now()));
BEGIN
  IF cardinality(available) = 0 THEN
    RAISE EXCEPTION 'store not available' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- "All of them" is the store itself for whoever has one: then the equality policies apply.
  PERFORM set_config('retail.store', CASE WHEN cardinality(available) = 1 THEN available[1] ELSE store_id_param END, true);
  PERFORM set_config('retail.trace', coalesce(trace_param, ''), true);
END
$$;


ALTER FUNCTION retail.set_store_context(store_id_param text, trace_param text) OWNER TO retail_owner;

--
-- Name: stock_days(text[], uuid[], date, date); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.stock_days(stores text[], products uuid[], first_day date, until_day date) RETURNS TABLE(store_id text, product_id uuid, day date, closing numeric, sold numeric, received numeric)
    LANGUAGE sql STABLE ROWS 50000
    AS $$
  WITH moved AS MATERIALIZED (
    SELECT m.store_id, m.product_id, least(m.business_date, until_day) AS day, sum(m.quantity) AS change,
           -sum(m.quantity) FILTER (WHERE m.kind = 'sale') AS sold,
           sum(m.quantity) FILTER (WHERE m.kind IN ('receipt', 'transfer_in')) AS received
      FROM retail.inventory_movements AS m
     WHERE m.store_id = ANY (stores) AND m.business_date >= first_day
       AND (products IS NULL OR m.product_id = ANY (products))
     GROUP BY 1, 2, 3
  ), ranged AS (
    SELECT i.store_id, i.product_id, i.on_hand, f.first_move
      FROM retail.inventory AS i
     CROSS JOIN LATERAL (SELECT m.business_date AS first_move
                           FROM retail.inventory_movements AS m
                          WHERE m.store_id = i.store_id AND m.product_id = i.product_id
                          ORDER BY m.moved_at LIMIT 1) AS f
     WHERE i.store_id = ANY (stores) AND (products IS NULL OR i.product_id = ANY (products))
       AND f.first_move < until_day
  ), days AS (
    -- the day until_day stands for everything from then on
    SELECT r.store_id, r.product_id, d.day::date AS day,
           r.on_hand - coalesce(sum(m.change) OVER later, 0) AS closing,
           coalesce(m.sold, 0) AS sold, coalesce(m.received, 0) AS received
      FROM ranged AS r
     CROSS JOIN LATERAL generate_series(greatest(first_day, r.first_move), until_day, interval '1 day') AS d(day)
      LEFT JOIN moved AS m ON m.store_id = r.store_id AND m.product_id = r.product_id AND m.day = d.day
    WINDOW later AS (PARTITION BY r.store_id, r.product_id ORDER BY d.day DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  )
  SELECT x.store_id, x.product_id, x.day, x.closing, x.sold, x.received FROM days AS x WHERE x.day < until_day
$$;


ALTER FUNCTION retail.stock_days(stores text[], products uuid[], first_day date, until_day date) OWNER TO retail_owner;

--
-- Name: stock_days_of(text[], uuid[], date, date); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.stock_days_of(stores text[], products uuid[], first_day date, until_day date) RETURNS TABLE(store_id text, product_id uuid, day date, closing numeric, sold numeric, received numeric)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
BEGIN
  RETURN QUERY SELECT * FROM retail.stock_days(stores, products, first_day, until_day);
END
$$;


ALTER FUNCTION retail.stock_days_of(stores text[], products uuid[], first_day date, until_day date) OWNER TO retail_owner;

--
-- Name: sum_term_vectors(text, text, text[], real[]); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.sum_term_vectors(store text, model text, lexemes text[], weights real[]) RETURNS public.halfvec
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $_$
    SELECT public.l2_normalize(public.sum(
               array_fill(u.weight, ARRAY[public.vector_dims(t.vector)])::public.vector OPERATOR(public.*) t.vector::public.vector
               ORDER BY u.lexeme))::public.halfvec
      FROM unnest($3, $4) AS u(lexeme, weight)
      JOIN retail.term_vectors t ON t.store_id = $1 AND t.model = $2 AND t.lexeme = u.lexeme
$_$;


ALTER FUNCTION retail.sum_term_vectors(store text, model text, lexemes text[], weights real[]) OWNER TO retail_owner;

--
-- Name: use_request_state(bytea, timestamp with time zone); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.use_request_state(state_digest_param bytea, expires_at_param timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  DELETE FROM retail_sec.used_request_states WHERE principal = session_user AND expires_at < now() - interval '1 day';
  INSERT INTO retail_sec.used_request_states (principal, state_digest, expires_at)
  VALUES (session_user, state_digest_param, expires_at_param) ON CONFLICT DO NOTHING;
  RETURN FOUND;
END
$$;


ALTER FUNCTION retail.use_request_state(state_digest_param bytea, expires_at_param timestamp with time zone) OWNER TO retail_owner;

--
-- Name: writable_store_id(); Type: FUNCTION; Schema: retail; Owner: retail_owner
--

CREATE FUNCTION retail.writable_store_id() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  chosen text := current_setting('retail.store', true);
BEGIN
  IF chosen IS NULL OR chosen = '' THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT a.store_id FROM retail_sec.store_access a
           WHERE a.principal = session_user AND a.store_id = chosen AND a.can_write
             AND (a.valid_until IS NULL OR a.valid_until > now()));
END
$$;


ALTER FUNCTION retail.writable_store_id() OWNER TO retail_owner;

--
-- Name: add_lifetime_value(text, uuid[], numeric[]); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.add_lifetime_value(of_store text, customers uuid[], amounts numeric[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT FROM retail.customers c JOIN unnest(customers) AS d(customer_id) USING (customer_id) WHERE c.store_id = of_store
   ORDER BY customer_id FOR NO KEY UPDATE OF c;
  UPDATE retail.customers c SET total_lifetime_value = c.total_lifetime_value + d.amount
    FROM unnest(customers, amounts) AS d(customer_id, amount)
   WHERE c.store_id = of_store AND c.customer_id = d.customer_id;
$$;


ALTER FUNCTION retail_sec.add_lifetime_value(of_store text, customers uuid[], amounts numeric[]) OWNER TO retail_owner;

--
-- Name: sales_by_day; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.sales_by_day (
    store_id text NOT NULL COLLATE pg_catalog."C",
    business_date date NOT NULL,
    gross_sales numeric(20,4) DEFAULT 0 NOT NULL,
    discounts numeric(20,4) DEFAULT 0 NOT NULL,
    returns numeric(20,4) DEFAULT 0 NOT NULL,
    tax numeric(20,4) DEFAULT 0 NOT NULL,
    units_sold numeric(18,3) DEFAULT 0 NOT NULL,
    units_returned numeric(18,3) DEFAULT 0 NOT NULL,
    transactions bigint DEFAULT 0 NOT NULL,
    lines bigint DEFAULT 0 NOT NULL,
    cost_of_sales numeric(24,7) DEFAULT 0 NOT NULL,
    net_sales_with_cost numeric(20,4) DEFAULT 0 NOT NULL
)
WITH (fillfactor='70');

ALTER TABLE ONLY retail.sales_by_day FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.sales_by_day OWNER TO retail_owner;

--
-- Name: TABLE sales_by_day; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.sales_by_day IS 'Sales per store and business day, without tax unless the name says so. Net sales = gross_sales - discounts - returns.';


--
-- Name: COLUMN sales_by_day.gross_sales; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_by_day.gross_sales IS 'Sum of gross_amount over lines sold.';


--
-- Name: COLUMN sales_by_day.discounts; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_by_day.discounts IS 'Sum of gross_amount - net_amount over lines sold.';


--
-- Name: COLUMN sales_by_day.returns; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_by_day.returns IS 'Net amount of lines given back, as a positive number, on the day of the return.';


--
-- Name: COLUMN sales_by_day.tax; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_by_day.tax IS 'Sum of tax_amount over all lines.';


--
-- Name: COLUMN sales_by_day.transactions; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_by_day.transactions IS 'Receipts with at least one line sold.';


--
-- Name: COLUMN sales_by_day.cost_of_sales; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_by_day.cost_of_sales IS 'Sum of unit_cost x quantity over lines with a recorded cost.';


--
-- Name: COLUMN sales_by_day.net_sales_with_cost; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_by_day.net_sales_with_cost IS 'Net amount of the lines with a recorded cost.';


--
-- Name: add_to_day(retail.sales_by_day); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.add_to_day(sold retail.sales_by_day) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO retail.sales_by_day AS d
    (store_id, business_date, gross_sales, discounts, returns, tax, units_sold, units_returned, transactions, lines,
     cost_of_sales, net_sales_with_cost)
  VALUES (sold.store_id, sold.business_date, sold.gross_sales, sold.discounts, sold.returns, sold.tax, sold.units_sold,
          sold.units_returned, sold.transactions, sold.lines, sold.cost_of_sales, sold.net_sales_with_cost)
  ON CONFLICT (store_id, business_date) DO UPDATE SET
    gross_sales = d.gross_sales + excluded.gross_sales, discounts = d.discounts + excluded.discounts,
    returns = d.returns + excluded.returns, tax = d.tax + excluded.tax, units_sold = d.units_sold + excluded.units_sold,
    units_returned = d.units_returned + excluded.units_returned, transactions = d.transactions + excluded.transactions,
    lines = d.lines + excluded.lines, cost_of_sales = d.cost_of_sales + excluded.cost_of_sales,
    net_sales_with_cost = d.net_sales_with_cost + excluded.net_sales_with_cost;
END
$$;


ALTER FUNCTION retail_sec.add_to_day(sold retail.sales_by_day) OWNER TO retail_owner;

--
-- Name: add_to_stock(text, uuid[], numeric[], timestamp with time zone); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.add_to_stock(of_store text, products uuid[], quantities numeric[], earliest timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  counted uuid[];
BEGIN
  -- One order for all writers, so that they queue instead of deadlocking.
  PERFORM FROM retail.inventory i JOIN unnest(products) AS d(product_id) USING (product_id) WHERE i.store_id = of_store
    ORDER BY product_id FOR NO KEY UPDATE OF i;
  UPDATE retail.inventory i SET on_hand = i.on_hand + d.quantity, version = i.version + 1
    FROM unnest(products, quantities) AS d(product_id, quantity)
   WHERE i.store_id = of_store AND i.product_id = d.product_id;
  counted := ARRAY(SELECT DISTINCT c.product_id FROM retail.inventory_movements c
                    WHERE c.store_id = of_store AND c.product_id = ANY (products)
                      AND c.kind = 'count' AND c.moved_at >= earliest);
  IF cardinality(counted) > 0 THEN
    UPDATE retail.inventory i SET on_hand = i.on_hand + d.change
      FROM retail_sec.restate_counts(of_store, counted) AS d
     WHERE i.store_id = of_store AND i.product_id = d.product_id;
  END IF;
END
$$;


ALTER FUNCTION retail_sec.add_to_stock(of_store text, products uuid[], quantities numeric[], earliest timestamp with time zone) OWNER TO retail_owner;

--
-- Name: audit(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.audit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  keys text[] := TG_ARGV[0];
  ignored text[] := TG_ARGV[1];
  trace text := nullif(current_setting('retail.trace', true), '');
  context jsonb := CASE WHEN trace IS NOT NULL THEN jsonb_build_object('trace', trace) END;
BEGIN
  IF retail_sec.is_bulk('on') OR retail_sec.is_bulk('remove') THEN
    RETURN NULL; -- the loader writes one row per file and store
  END IF;
  -- OFFSET 0 makes each row JSON once, and not wherever it is spoken of.
  IF TG_OP = 'INSERT' THEN
    INSERT INTO retail.audit_log (table_name, action, store_id, record_id, new_values, metadata)
    SELECT TG_TABLE_NAME, TG_OP, coalesce(n.v ->> 'store_id', '*'), retail_sec.audit_record_id(n.v ->> keys[1]), n.v, context
      FROM (SELECT to_jsonb(x) AS v FROM new_rows x OFFSET 0) n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO retail.audit_log (table_name, action, store_id, record_id, old_values, metadata)
    SELECT TG_TABLE_NAME, TG_OP, coalesce(o.v ->> 'store_id', '*'), retail_sec.audit_record_id(o.v ->> keys[1]), o.v, context
      FROM (SELECT to_jsonb(x) AS v FROM old_rows x OFFSET 0) o;
  ELSE
    INSERT INTO retail.audit_log (table_name, action, store_id, record_id, old_values, new_values, metadata)
    SELECT TG_TABLE_NAME, TG_OP, coalesce(n.v ->> 'store_id', o.v ->> 'store_id', '*'),
           retail_sec.audit_record_id(coalesce(n.v, o.v) ->> keys[1]), o.v, n.v, context
      FROM (SELECT x.v, ARRAY(SELECT x.v ->> k FROM unnest(keys) k) AS key FROM (SELECT to_jsonb(x) AS v FROM old_rows x OFFSET 0) x) o
      FULL JOIN (SELECT x.v, ARRAY(SELECT x.v ->> k FROM unnest(keys) k) AS key FROM (SELECT to_jsonb(x) AS v FROM new_rows x OFFSET 0) x) n
        ON o.key = n.key AND o.v ->> 'store_id' IS NOT DISTINCT FROM n.v ->> 'store_id'
     WHERE o.v - ignored IS DISTINCT FROM n.v - ignored;
  END IF;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.audit() OWNER TO retail_owner;

--
-- Name: audit_log; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.audit_log (
    log_id uuid DEFAULT gen_random_uuid() NOT NULL,
    table_name text NOT NULL,
    action text NOT NULL,
    user_name name DEFAULT SESSION_USER NOT NULL,
    store_id text NOT NULL COLLATE pg_catalog."C",
    record_id uuid,
    old_values jsonb,
    new_values jsonb,
    metadata jsonb,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seal_no bigint
);

ALTER TABLE ONLY retail.audit_log FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.audit_log OWNER TO retail_owner;

--
-- Name: TABLE audit_log; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.audit_log IS 'Who changed what, and which tools were called. table_name is tool_call for the latter.';


--
-- Name: COLUMN audit_log.action; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.audit_log.action IS 'INSERT, UPDATE, DELETE, LOAD (a whole file), or the tool''s name.';


--
-- Name: COLUMN audit_log.store_id; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.audit_log.store_id IS '* where a call concerned all stores of its principal.';


--
-- Name: COLUMN audit_log.seal_no; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.audit_log.seal_no IS 'The link of the hash chain that covers the row; NULL = not sealed yet.';


--
-- Name: audit_digest(retail.audit_log); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.audit_digest(entry retail.audit_log) RETURNS bytea
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    entry.log_id, entry.table_name, entry.action, entry.user_name, entry.store_id, entry.record_id, entry.old_values,
    entry.new_values, entry.metadata, to_char(entry.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))::text, 'UTF8'))
$$;


ALTER FUNCTION retail_sec.audit_digest(entry retail.audit_log) OWNER TO retail_owner;

--
-- Name: audit_movements(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.audit_movements() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  trace text := nullif(current_setting('retail.trace', true), '');
BEGIN
  IF NOT retail_sec.is_bulk('on') THEN
    INSERT INTO retail.audit_log (table_name, action, store_id, record_id, new_values, metadata)
    SELECT TG_TABLE_NAME, TG_OP, n.store_id, n.movement_id, to_jsonb(n),
           CASE WHEN trace IS NOT NULL THEN jsonb_build_object('trace', trace) END
      FROM new_rows n WHERE n.transaction_id IS NULL;
  END IF;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.audit_movements() OWNER TO retail_owner;

--
-- Name: audit_record_id(text); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.audit_record_id(id text) RETURNS uuid
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  SELECT CASE WHEN id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN id::uuid END
$_$;


ALTER FUNCTION retail_sec.audit_record_id(id text) OWNER TO retail_owner;

--
-- Name: audit_table(regclass, text, text, text[]); Type: PROCEDURE; Schema: retail_sec; Owner: retail_owner
--

CREATE PROCEDURE retail_sec.audit_table(IN audited regclass, IN keys text, IN ignored text, IN events text[])
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  event text;
  tables jsonb := '{"INSERT": "NEW TABLE AS new_rows", "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}';
BEGIN
  FOREACH event IN ARRAY events LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit(%L, %L)',
                   'audit_' || lower(event), event, audited, tables ->> event, keys, ignored);
  END LOOP;
END
$$;


ALTER PROCEDURE retail_sec.audit_table(IN audited regclass, IN keys text, IN ignored text, IN events text[]) OWNER TO retail_owner;

--
-- Name: category_path(integer); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.category_path(of_category integer) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  WITH RECURSIVE up AS (
    SELECT c.category_name, c.parent_category_id, 1 AS depth FROM retail.product_categories c WHERE c.category_id = of_category
    UNION ALL
    SELECT c.category_name, c.parent_category_id, up.depth + 1 FROM up JOIN retail.product_categories c ON c.category_id = up.parent_category_id
  ) SELECT string_agg(up.category_name, ' > ' ORDER BY up.depth DESC) FROM up
$$;


ALTER FUNCTION retail_sec.category_path(of_category integer) OWNER TO retail_owner;

--
-- Name: check_parent_category(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.check_parent_category() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM retail.product_categories c
                  WHERE c.category_id = NEW.parent_category_id AND (c.store_id IS NULL OR c.store_id = NEW.store_id)) THEN
    RAISE EXCEPTION 'category % does not exist', NEW.parent_category_id USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END
$$;


ALTER FUNCTION retail_sec.check_parent_category() OWNER TO retail_owner;

--
-- Name: check_principal(name); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.check_principal(principal_name name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
                  WHERE r.rolname = principal_name AND r.rolcanlogin AND m.roleid = 'mcp_user'::regrole) THEN
    RAISE EXCEPTION 'There is no principal "%".', principal_name
      USING ERRCODE = 'RM001', DETAIL = 'not_available', HINT = 'retail-mcp principal list shows them.';
  END IF;
END
$$;


ALTER FUNCTION retail_sec.check_principal(principal_name name) OWNER TO retail_owner;

--
-- Name: check_product_category(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.check_product_category() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM retail.product_categories c
                  WHERE c.category_id = NEW.category_id AND (c.store_id IS NULL OR c.store_id = NEW.store_id)) THEN
    RAISE EXCEPTION 'category % does not exist', NEW.category_id USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END
$$;


ALTER FUNCTION retail_sec.check_product_category() OWNER TO retail_owner;

--
-- Name: check_store_clock(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.check_store_clock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION retail_sec.check_store_clock() OWNER TO retail_owner;

--
-- Name: checks_at_once(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.checks_at_once() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT retail_sec.is_bulk('on') AND has_parameter_privilege('session_replication_role', 'SET')
     AND current_setting('session_replication_role') = 'origin'
     AND NOT EXISTS (
       SELECT FROM pg_trigger t LEFT JOIN pg_constraint c ON c.oid = t.tgconstraint
        WHERE t.tgrelid IN ('retail.sales_transaction_items'::regclass, 'retail.inventory_movements'::regclass)
          AND t.tgtype & 4 <> 0 -- INSERT
          AND CASE WHEN NOT t.tgisinternal THEN
                t.tgenabled <> 'O' OR (t.tgrelid::regclass::text, t.tgname) NOT IN (
                  ('retail.sales_transaction_items', 'complete'), ('retail.sales_transaction_items', 'post'),
                  ('retail.inventory_movements', 'complete'), ('retail.inventory_movements', 'post'),
                  ('retail.inventory_movements', 'audit_insert'))
              ELSE c.contype IS DISTINCT FROM 'f' OR (t.tgrelid::regclass::text, pg_get_constraintdef(c.oid)) NOT IN (
                  ('retail.sales_transaction_items',
                   'FOREIGN KEY (store_id, transaction_id) REFERENCES retail.sales_transactions(store_id, transaction_id) ON DELETE CASCADE'),
                  ('retail.sales_transaction_items',
                   'FOREIGN KEY (store_id, product_id) REFERENCES retail.products(store_id, product_id)'),
                  ('retail.inventory_movements',
                   'FOREIGN KEY (store_id, product_id) REFERENCES retail.products(store_id, product_id)')) END)
$$;


ALTER FUNCTION retail_sec.checks_at_once() OWNER TO retail_owner;

--
-- Name: complete_item(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.complete_item() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  includes_tax boolean := (SELECT s.prices_include_tax FROM retail.stores s WHERE s.store_id = NEW.store_id);
BEGIN
  NEW.line_no := coalesce(NEW.line_no, 1 + coalesce(
    (SELECT max(i.line_no) FROM retail.sales_transaction_items i
      WHERE i.store_id = NEW.store_id AND i.transaction_id = NEW.transaction_id), 0));
  NEW.business_date := coalesce(NEW.business_date, (SELECT t.business_date FROM retail.sales_transactions t
    WHERE t.store_id = NEW.store_id AND t.transaction_id = NEW.transaction_id));
  NEW.unit_cost := coalesce(NEW.unit_cost, (SELECT p.cost FROM retail.products p
    WHERE p.store_id = NEW.store_id AND p.product_id = NEW.product_id));
  NEW.net_amount := coalesce(NEW.net_amount,
    NEW.total_price - CASE WHEN includes_tax THEN NEW.tax_amount ELSE 0 END);
  NEW.gross_amount := coalesce(NEW.gross_amount, CASE
    WHEN NOT includes_tax THEN NEW.total_price + NEW.discount_amount
    WHEN NEW.total_price = 0 THEN round(NEW.discount_amount / (1 + (
      SELECT s.tax_rate FROM retail.stores s WHERE s.store_id = NEW.store_id)), 4)
    ELSE round((NEW.total_price + NEW.discount_amount) * NEW.net_amount / NEW.total_price, 4) END);
  RETURN NEW;
END
$$;


ALTER FUNCTION retail_sec.complete_item() OWNER TO retail_owner;

--
-- Name: complete_movement(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.complete_movement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NEW.business_date IS NULL THEN
    NEW.business_date := (SELECT retail.business_date(NEW.moved_at, s.time_zone, s.business_day_start)
                            FROM retail.stores s WHERE s.store_id = NEW.store_id);
  END IF;
  IF NEW.kind = 'count' THEN
    NEW.quantity := 0; -- computed from the ledger once the row is in it
  ELSIF NEW.kind = 'undo' THEN
    SELECT -m.quantity, m.product_id INTO NEW.quantity, NEW.product_id FROM retail.inventory_movements m
     WHERE m.store_id = NEW.store_id AND m.movement_id = NEW.undone_movement_id AND m.kind NOT IN ('sale', 'return', 'undo');
    IF NOT FOUND THEN
      RAISE EXCEPTION 'movement % does not exist or cannot be undone', NEW.undone_movement_id
        USING ERRCODE = 'foreign_key_violation';
    END IF;
  END IF;
  RETURN NEW;
END
$$;


ALTER FUNCTION retail_sec.complete_movement() OWNER TO retail_owner;

--
-- Name: complete_transaction(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.complete_transaction() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  NEW.business_date := (SELECT retail.business_date(NEW.transaction_date, s.time_zone, s.business_day_start)
                          FROM retail.stores s WHERE s.store_id = NEW.store_id);
  RETURN NEW;
END
$$;


ALTER FUNCTION retail_sec.complete_transaction() OWNER TO retail_owner;

--
-- Name: drop_principal(name); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.drop_principal(principal_name name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  DELETE FROM retail_sec.store_access a WHERE a.principal = principal_name;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = principal_name) AND pg_has_role(principal_name, 'mcp_user', 'MEMBER') THEN
    EXECUTE format('DROP ROLE %I', principal_name);
  END IF;
END
$$;


ALTER FUNCTION retail_sec.drop_principal(principal_name name) OWNER TO retail_owner;

--
-- Name: embedding_index(text, text); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.embedding_index(store text, of_model text) RETURNS name
    LANGUAGE sql IMMUTABLE
    AS $_$ SELECT ('product_embeddings_near_' || left(md5($1 || chr(31) || $2), 16))::name $_$;


ALTER FUNCTION retail_sec.embedding_index(store text, of_model text) OWNER TO retail_owner;

--
-- Name: embedding_index_statement(text, text, boolean); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.embedding_index_statement(store text, of_model text, is_replacing boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    least_products CONSTANT integer := 20000;
    index     name := retail_sec.embedding_index(store, of_model);
    is_wanted boolean := NOT is_replacing AND (SELECT count(*) >= least_products FROM retail.product_embeddings e
                                                WHERE e.store_id = store AND e.embedding_model = of_model);
    -- NULL: there is none; false: one whose making was interrupted
    is_valid  boolean := (SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass(format('retail.%I', index)));
BEGIN
    IF NOT is_valid OR is_valid AND NOT is_wanted THEN
        RETURN format('DROP INDEX CONCURRENTLY retail.%I', index);
    ELSIF is_wanted AND is_valid IS NULL THEN
        RETURN format('CREATE INDEX CONCURRENTLY %I ON retail.product_embeddings USING hnsw ((embedding::public.halfvec(%s)) public.halfvec_cosine_ops)'
                      ' WHERE store_id = %L AND embedding_model = %L', index,
                      (SELECT m.dimensions FROM retail.embedding_models m WHERE m.store_id = store AND m.model = of_model), store, of_model);
    END IF;
    RETURN NULL;
END $$;


ALTER FUNCTION retail_sec.embedding_index_statement(store text, of_model text, is_replacing boolean) OWNER TO retail_owner;

--
-- Name: ensure_category(text, text); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.ensure_category(of_store text, name_or_path text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  steps text[] := regexp_split_to_array(btrim(name_or_path), '\s*>\s*');
  found integer := retail_sec.find_category(of_store, name_or_path);
  parent integer;
BEGIN
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  FOR i IN 1 .. cardinality(steps) LOOP
    parent := found;
    found := (SELECT c.category_id FROM retail.product_categories c
               WHERE c.category_name = steps[i] AND (c.store_id IS NULL OR c.store_id = of_store)
                 AND c.parent_category_id IS NOT DISTINCT FROM parent
               ORDER BY c.store_id IS NULL LIMIT 1);
    IF found IS NULL THEN
      INSERT INTO retail.product_categories (store_id, parent_category_id, category_name)
      VALUES (of_store, parent, steps[i]) RETURNING category_id INTO found;
    END IF;
  END LOOP;
  RETURN found;
END
$$;


ALTER FUNCTION retail_sec.ensure_category(of_store text, name_or_path text) OWNER TO retail_owner;

--
-- Name: find_category(text, text); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.find_category(of_store text, name_or_path text) RETURNS integer
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  steps text[] := regexp_split_to_array(btrim(name_or_path), '\s*>\s*');
  found integer;
  alike integer;
BEGIN
  IF cardinality(steps) = 1 THEN
    SELECT max(c.category_id), count(*) INTO found, alike FROM (
      SELECT c.category_id, rank() OVER (ORDER BY c.store_id IS NULL, c.parent_category_id IS NOT NULL)
        FROM retail.product_categories c
       WHERE c.category_name = steps[1] AND (c.store_id IS NULL OR c.store_id = of_store)) c
     WHERE c.rank = 1;
    RETURN CASE WHEN alike = 1 THEN found END;
  END IF;
  FOR i IN 1 .. coalesce(cardinality(steps), 0) LOOP
    found := (SELECT c.category_id FROM retail.product_categories c
               WHERE c.category_name = steps[i] AND (c.store_id IS NULL OR c.store_id = of_store)
                 AND c.parent_category_id IS NOT DISTINCT FROM found
               ORDER BY c.store_id IS NULL LIMIT 1);
    EXIT WHEN found IS NULL;
  END LOOP;
  RETURN found;
END
$$;


ALTER FUNCTION retail_sec.find_category(of_store text, name_or_path text) OWNER TO retail_owner;

--
-- Name: finish_embedding(text, text, bigint); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.finish_embedding(store text, of_model text, at_revision bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    UPDATE retail.embedding_models m SET active = false WHERE m.store_id = store AND m.active AND m.model <> of_model;
    UPDATE retail.embedding_models m
       SET active = true, revision = at_revision,
           is_indexed = to_regclass(format('retail.%I', retail_sec.embedding_index(store, of_model))) IS NOT NULL
     WHERE m.store_id = store AND m.model = of_model;
    PERFORM retail_sec.next_catalogue_revision(store);
END $$;


ALTER FUNCTION retail_sec.finish_embedding(store text, of_model text, at_revision bigint) OWNER TO retail_owner;

--
-- Name: force_row_security(regclass); Type: PROCEDURE; Schema: retail_sec; Owner: retail_owner
--

CREATE PROCEDURE retail_sec.force_row_security(IN tenant_table regclass)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  policy name;
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
  FOR policy IN SELECT polname FROM pg_policy WHERE polrelid = tenant_table LOOP
    EXECUTE format('DROP POLICY %I ON %s', policy, tenant_table);
  END LOOP;
END
$$;


ALTER PROCEDURE retail_sec.force_row_security(IN tenant_table regclass) OWNER TO retail_owner;

--
-- Name: grant_columns(regclass, text[], text[]); Type: PROCEDURE; Schema: retail_sec; Owner: retail_owner
--

CREATE PROCEDURE retail_sec.grant_columns(IN granted_table regclass, IN hidden_columns text[] DEFAULT '{}'::text[], IN personal_columns text[] DEFAULT '{}'::text[])
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  plain text;
  personal text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FILTER (WHERE attname <> ALL (personal_columns)),
         string_agg(quote_ident(attname), ', ' ORDER BY attnum) FILTER (WHERE attname = ANY (personal_columns))
    INTO plain, personal
    FROM pg_attribute
   WHERE attrelid = granted_table AND attnum > 0 AND NOT attisdropped AND attname <> ALL (hidden_columns);
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, mcp_user, retail_store, retail_region, retail_writer, retail_personal_data', granted_table);
  EXECUTE format('GRANT SELECT (%s) ON %s TO mcp_user', plain, granted_table);
  IF personal IS NOT NULL THEN
    EXECUTE format('GRANT SELECT (%s) ON %s TO retail_personal_data', personal, granted_table);
  END IF;
END
$$;


ALTER PROCEDURE retail_sec.grant_columns(IN granted_table regclass, IN hidden_columns text[], IN personal_columns text[]) OWNER TO retail_owner;

--
-- Name: grant_stores(name, text[], boolean, timestamp with time zone); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.grant_stores(principal_name name, stores text[], may_write boolean, until timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  unknown text := (SELECT s FROM unnest(stores) s WHERE NOT EXISTS (SELECT FROM retail.stores t WHERE t.store_id = s) LIMIT 1);
BEGIN
  IF unknown IS NOT NULL THEN
    RAISE EXCEPTION 'There is no store "%".', unknown USING ERRCODE = 'RM001', DETAIL = 'store_not_available',
      HINT = 'The stores are ' || coalesce((SELECT string_agg(store_id, ', ' ORDER BY store_id) FROM (SELECT store_id FROM retail.stores ORDER BY 1 LIMIT 20) t), 'not loaded yet') || '.';
  END IF;
  INSERT INTO retail_sec.store_access AS a (principal, store_id, can_write, valid_until)
  SELECT principal_name, s, may_write, until FROM unnest(stores) s
  ON CONFLICT (principal, store_id) DO UPDATE
    SET can_write = a.can_write OR excluded.can_write, valid_until = excluded.valid_until, granted_by = session_user, granted_at = now();
  PERFORM retail_sec.settle_groups(principal_name);
END
$$;


ALTER FUNCTION retail_sec.grant_stores(principal_name name, stores text[], may_write boolean, until timestamp with time zone) OWNER TO retail_owner;

--
-- Name: grants_changed(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.grants_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


ALTER FUNCTION retail_sec.grants_changed() OWNER TO retail_owner;

--
-- Name: guard_ledger(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.guard_ledger() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NOT retail_sec.is_bulk('remove')
     AND NOT (TG_OP = 'UPDATE' AND (pg_trigger_depth() > 1
       OR retail_sec.is_bulk('on') AND current_setting('retail.posting_import', true) IS NOT DISTINCT FROM 'on')) THEN
    RAISE EXCEPTION 'the stock ledger is append-only' USING ERRCODE = 'restrict_violation',
      HINT = 'Post another movement: an undo takes an earlier one back.';
  END IF;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.guard_ledger() OWNER TO retail_owner;

--
-- Name: hidden_catalog_columns(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.hidden_catalog_columns() RETURNS TABLE(catalog regclass, columns name[], reason text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  VALUES ('pg_class'::regclass, '{relpages,reltuples,relallvisible,relfrozenxid,relminmxid}'::name[], 'estimates of all stores'' rows in pg_class'),
         ('pg_index'::regclass, '{indpred}'::name[], 'other stores'' names, in the conditions of their indexes in pg_index')
$$;


ALTER FUNCTION retail_sec.hidden_catalog_columns() OWNER TO retail_owner;

--
-- Name: hold_references(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.hold_references() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  wanted bigint;
  held bigint;
BEGIN
  CREATE TEMP TABLE import_sold ON COMMIT DROP AS
  SELECT DISTINCT l.store_id, l.product_id FROM pg_temp.import_lines l WHERE NOT l.is_write_off;
  GET DIAGNOSTICS wanted = ROW_COUNT;
  PERFORM FROM pg_temp.import_sold s JOIN retail.products p ON p.store_id = s.store_id AND p.product_id = s.product_id
    ORDER BY p.store_id, p.product_id FOR KEY SHARE OF p;
  GET DIAGNOSTICS held = ROW_COUNT;
  IF held <> wanted THEN
    RAISE EXCEPTION 'products were removed during the import' USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF (SELECT count(*) FILTER (WHERE t.xmin IS DISTINCT FROM pg_current_xact_id()::xid)
        FROM pg_temp.import_documents d
        LEFT JOIN retail.sales_transactions t ON t.store_id = d.store_id AND t.transaction_id = d.transaction_id
       WHERE d.is_new OR d.is_changed) > 0 THEN
    RAISE EXCEPTION 'a line''s document was not written by this import' USING ERRCODE = 'foreign_key_violation';
  END IF;
END
$$;


ALTER FUNCTION retail_sec.hold_references() OWNER TO retail_owner;

--
-- Name: import_id(text, text); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.import_id(of_store text, ref text) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
  SELECT CASE WHEN length(ref) = 36 AND ref ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN ref::uuid
              ELSE md5(of_store || E'\x1f' || ref)::uuid END
$_$;


ALTER FUNCTION retail_sec.import_id(of_store text, ref text) OWNER TO retail_owner;

--
-- Name: import_key(text, integer); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.import_key(transaction_ref text, line_no integer) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT 'import/' || length(transaction_ref) || '/' || transaction_ref || '/' || line_no || '/'
$$;


ALTER FUNCTION retail_sec.import_key(transaction_ref text, line_no integer) OWNER TO retail_owner;

--
-- Name: import_moment(text, text); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.import_moment(moment text, zone text) RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
  SELECT CASE WHEN moment LIKE '%+__:__' OR moment LIKE '%-__:__' THEN moment::timestamptz
              ELSE moment::timestamp AT TIME ZONE coalesce(nullif(current_setting('retail.import_time_zone', true), ''), zone) END
$$;


ALTER FUNCTION retail_sec.import_moment(moment text, zone text) OWNER TO retail_owner;

--
-- Name: import_ref(text, text); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.import_ref(of_store text, ref text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
  SELECT CASE WHEN length(ref) = 36 AND ref ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN NULL ELSE ref END
$_$;


ALTER FUNCTION retail_sec.import_ref(of_store text, ref text) OWNER TO retail_owner;

--
-- Name: is_bulk(text); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.is_bulk(mode text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT current_setting('retail.bulk_load', true) IS NOT DISTINCT FROM mode AND pg_has_role(session_user, 'retail_owner', 'MEMBER')
$$;


ALTER FUNCTION retail_sec.is_bulk(mode text) OWNER TO retail_owner;

--
-- Name: items_added(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.items_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  r record;
  receipts bigint;
  bulk boolean := retail_sec.is_bulk('on');
  -- Ids that follow each other, for the ledger's primary key grows at one place then: a random beginning
  -- for the statement, and the number of the row.
  first_of_id text := left(gen_random_uuid()::text, 24);
BEGIN
  -- Counted, not asked for: EXISTS would be planned to find one soon, by looking up each line's document.
  IF (SELECT count(*) FROM new_rows n JOIN retail.sales_transactions t USING (store_id, transaction_id)
       WHERE t.business_date <> n.business_date) > 0 THEN
    RAISE EXCEPTION 'a line''s business_date is not its document''s' USING ERRCODE = 'check_violation',
      HINT = 'Leave business_date out: it is then filled in.';
  END IF;
  INSERT INTO retail.inventory_movements
    (movement_id, store_id, product_id, moved_at, business_date, kind, quantity, unit_cost, transaction_id, line_no)
  SELECT (first_of_id || lpad(to_hex(row_number() OVER (ORDER BY n.product_id, n.store_id, t.transaction_date)), 12, '0'))::uuid,
         n.store_id, n.product_id, t.transaction_date, n.business_date, CASE WHEN n.quantity > 0 THEN 'sale' ELSE 'return' END, -n.quantity,
         n.unit_cost, n.transaction_id, n.line_no
    FROM new_rows n JOIN retail.sales_transactions t USING (store_id, transaction_id)
   ORDER BY n.product_id, n.store_id, t.transaction_date; -- near each other in the ledger's largest index; ids are compared fastest

  FOR r IN SELECT d.*, k.receipts, k.transactions, k.lines_sold
             FROM (SELECT store_id AS sid, business_date AS day,
                          coalesce(sum(gross_amount) FILTER (WHERE quantity > 0), 0) AS gross_sales,
                          coalesce(sum(gross_amount - net_amount) FILTER (WHERE quantity > 0), 0) AS discounts,
                          coalesce(-sum(net_amount) FILTER (WHERE quantity < 0), 0) AS returns,
                          sum(tax_amount) AS tax,
                          coalesce(sum(quantity) FILTER (WHERE quantity > 0), 0) AS units_sold,
                          coalesce(-sum(quantity) FILTER (WHERE quantity < 0), 0) AS units_returned,
                          count(*) AS lines,
                          coalesce(sum(unit_cost * quantity), 0) AS cost_of_sales,
                          coalesce(sum(net_amount) FILTER (WHERE unit_cost IS NOT NULL), 0) AS net_sales_with_cost
                     FROM new_rows GROUP BY store_id, business_date) d
             LEFT JOIN (SELECT store_id AS sid, business_date AS day, count(*) AS receipts,
                               array_agg(transaction_id) FILTER (WHERE NOT bulk) AS transactions,
                               array_agg(lines_sold) FILTER (WHERE NOT bulk) AS lines_sold
                          FROM (SELECT store_id, business_date, transaction_id, count(*) AS lines_sold
                                  FROM new_rows WHERE quantity > 0 GROUP BY store_id, business_date, transaction_id) receipt
                         GROUP BY store_id, business_date) k USING (sid, day)
            ORDER BY sid, day LOOP
    -- A receipt counts with its first sold lines: when all it has came just now. A load brings whole
    -- documents, and into a table without statistics, where looking for earlier lines may take the
    -- wrong index and quadratic time.
    IF bulk THEN
      receipts := coalesce(r.receipts, 0);
    ELSE
      SELECT count(*) INTO receipts
        FROM unnest(r.transactions, r.lines_sold) AS k(transaction_id, lines_sold)
       WHERE k.lines_sold = (SELECT count(*) FROM retail.sales_transaction_items i
                              WHERE i.store_id = r.sid AND i.transaction_id = k.transaction_id AND i.quantity > 0);
    END IF;
    PERFORM retail_sec.add_to_day(ROW(r.sid, r.day, r.gross_sales, r.discounts, r.returns, r.tax, r.units_sold, r.units_returned, receipts,
                                      r.lines, r.cost_of_sales, r.net_sales_with_cost));
  END LOOP;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.items_added() OWNER TO retail_owner;

--
-- Name: items_changed(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.items_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  r record;
BEGIN
  IF EXISTS (SELECT FROM old_rows o FULL JOIN new_rows n USING (store_id, transaction_id, line_no)
              WHERE o.business_date IS DISTINCT FROM n.business_date) THEN
    RAISE EXCEPTION 'a recorded sales line keeps its identity and date' USING ERRCODE = 'restrict_violation',
      HINT = 'Delete the line and insert it anew.';
  END IF;
  FOR r IN SELECT store_id AS sid, array_agg(transaction_id) AS transactions, array_agg(line_no) AS line_nos,
                  array_agg(product_id) AS products, array_agg(quantity) AS quantities, array_agg(unit_cost) AS costs,
                  array_agg(kind) AS kinds
             FROM (SELECT store_id, transaction_id, line_no, product_id, kind, max(unit_cost) AS unit_cost, sum(quantity) AS quantity
                     FROM (SELECT store_id, transaction_id, line_no, product_id, unit_cost, -quantity AS quantity,
                                  CASE WHEN quantity > 0 THEN 'sale' ELSE 'return' END AS kind FROM new_rows
                           UNION ALL
                           SELECT store_id, transaction_id, line_no, product_id, unit_cost, quantity,
                                  CASE WHEN quantity > 0 THEN 'sale' ELSE 'return' END FROM old_rows) both_sides
                    GROUP BY store_id, transaction_id, line_no, product_id, kind HAVING sum(quantity) <> 0) s
            GROUP BY store_id ORDER BY store_id LOOP
    PERFORM retail_sec.post_lines(r.sid, r.transactions, r.line_nos, r.products, r.quantities, r.costs, r.kinds);
  END LOOP;
  FOR r IN SELECT store_id AS sid, array_agg(DISTINCT business_date) AS days FROM old_rows GROUP BY store_id ORDER BY store_id LOOP
    PERFORM retail_sec.recompute_days(r.sid, r.days);
  END LOOP;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.items_changed() OWNER TO retail_owner;

--
-- Name: items_removed(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.items_removed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  r record;
BEGIN
  IF retail_sec.is_bulk('remove') THEN
    RETURN NULL; -- the ledger and the rollup go as well
  END IF;
  FOR r IN SELECT store_id AS sid, array_agg(transaction_id) AS transactions, array_agg(line_no) AS line_nos
             FROM old_rows GROUP BY store_id ORDER BY store_id LOOP
    INSERT INTO retail.inventory_movements
      (store_id, product_id, moved_at, business_date, kind, quantity, unit_cost, transaction_id, line_no, reason)
    SELECT m.store_id, m.product_id, min(m.moved_at), m.business_date, m.kind, -sum(m.quantity), max(m.unit_cost),
           m.transaction_id, m.line_no, 'sales line removed'
      FROM retail.inventory_movements m
      JOIN unnest(r.transactions, r.line_nos) AS k(transaction_id, line_no) USING (transaction_id, line_no)
     WHERE m.store_id = r.sid
       AND m.business_date = ANY (ARRAY(SELECT DISTINCT o.business_date FROM old_rows o WHERE o.store_id = r.sid))
     GROUP BY m.store_id, m.product_id, m.business_date, m.kind, m.transaction_id, m.line_no
    HAVING sum(m.quantity) <> 0;
  END LOOP;
  FOR r IN SELECT store_id AS sid, array_agg(DISTINCT business_date) AS days FROM old_rows GROUP BY store_id ORDER BY store_id LOOP
    PERFORM retail_sec.recompute_days(r.sid, r.days);
  END LOOP;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.items_removed() OWNER TO retail_owner;

--
-- Name: make_principal(name); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.make_principal(principal_name name) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  is_new boolean := NOT EXISTS (SELECT FROM pg_roles WHERE rolname = principal_name);
BEGIN
  IF is_new THEN
    -- Some functions of PostgreSQL (xpath, && of long arrays) run to their end whatever cancels them: the
    -- limit keeps one login's from taking all connections.
    EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 50 IN ROLE mcp_user', principal_name);
  ELSE
    PERFORM retail_sec.check_principal(principal_name);
  END IF;
  RETURN is_new;
END
$$;


ALTER FUNCTION retail_sec.make_principal(principal_name name) OWNER TO retail_owner;

--
-- Name: movements_added(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.movements_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT store_id AS sid, array_agg(product_id ORDER BY product_id) AS products,
                  array_agg(quantity ORDER BY product_id) AS quantities, min(earliest) AS earliest
             FROM (SELECT store_id, product_id, sum(quantity) AS quantity, min(moved_at) AS earliest
                     FROM new_rows GROUP BY store_id, product_id) s
            GROUP BY store_id ORDER BY store_id LOOP
    PERFORM retail_sec.add_to_stock(r.sid, r.products, r.quantities, r.earliest);
  END LOOP;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.movements_added() OWNER TO retail_owner;

--
-- Name: next_catalogue_revision(text); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.next_catalogue_revision(of_store text) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  INSERT INTO retail.catalogue_revisions AS r (store_id, revision) VALUES (of_store, 1)
  ON CONFLICT (store_id) DO UPDATE SET revision = r.revision + 1, changed_at = now();
  SELECT retail_sec.tell_listeners(ARRAY[of_store])
$$;


ALTER FUNCTION retail_sec.next_catalogue_revision(of_store text) OWNER TO retail_owner;

--
-- Name: number_category(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.number_category() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  LOOP
    NEW.category_id := 1 + floor(random() * 2147483646)::integer;
    EXIT WHEN NOT EXISTS (SELECT FROM retail.product_categories c WHERE c.category_id = NEW.category_id);
  END LOOP;
  RETURN NEW;
END
$$;


ALTER FUNCTION retail_sec.number_category() OWNER TO retail_owner;

--
-- Name: number_product(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.number_product() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_sort TO 'off'
    AS $$
BEGIN
  IF NEW.store_id = retail.writable_store_id() OR pg_has_role(session_user, 'retail_owner', 'MEMBER') THEN
    PERFORM FROM retail.stores s WHERE s.store_id = NEW.store_id FOR NO KEY UPDATE;
    NEW.product_no := 1 + coalesce((SELECT p.product_no FROM retail.products p WHERE p.store_id = NEW.store_id
                                     ORDER BY p.product_no DESC LIMIT 1), 0);
  END IF;
  RETURN NEW;
END
$$;


ALTER FUNCTION retail_sec.number_product() OWNER TO retail_owner;

--
-- Name: post_import(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.post_import() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  r record;
BEGIN
  PERFORM set_config('retail.posting_import', 'on', true); -- the ledger's guard lets counts be restated
  FOR r IN SELECT q.store_id AS sid, array_agg(q.product_id ORDER BY q.product_id) AS products,
                  array_agg(q.quantity ORDER BY q.product_id) AS quantities, min(e.earliest) AS earliest
             FROM (SELECT store_id, product_id, -sum(quantity) AS quantity FROM pg_temp.import_added GROUP BY store_id, product_id) q
             JOIN (SELECT store_id, min(sold_at) AS earliest FROM pg_temp.import_documents WHERE is_new OR is_changed
                    GROUP BY store_id) e USING (store_id)
            GROUP BY q.store_id ORDER BY q.store_id LOOP
    PERFORM retail_sec.add_to_stock(r.sid, r.products, r.quantities, r.earliest);
  END LOOP;
  PERFORM set_config('retail.posting_import', '', true);
  FOR r IN SELECT d.*, coalesce(k.receipts, 0) AS receipts
             FROM (SELECT store_id AS sid, business_date AS day,
                          coalesce(sum(gross_amount) FILTER (WHERE quantity > 0), 0) AS gross_sales,
                          coalesce(sum(gross_amount - net_amount) FILTER (WHERE quantity > 0), 0) AS discounts,
                          coalesce(-sum(net_amount) FILTER (WHERE quantity < 0), 0) AS returns,
                          sum(tax_amount) AS tax,
                          coalesce(sum(quantity) FILTER (WHERE quantity > 0), 0) AS units_sold,
                          coalesce(-sum(quantity) FILTER (WHERE quantity < 0), 0) AS units_returned,
                          count(*) AS lines,
                          coalesce(sum(unit_cost * quantity), 0) AS cost_of_sales,
                          coalesce(sum(net_amount) FILTER (WHERE unit_cost IS NOT NULL), 0) AS net_sales_with_cost
                     FROM pg_temp.import_added GROUP BY store_id, business_date) d
             LEFT JOIN (SELECT store_id AS sid, business_date AS day, count(*) AS receipts
                          FROM (SELECT DISTINCT store_id, business_date, transaction_id
                                  FROM pg_temp.import_added WHERE quantity > 0) receipt
                         GROUP BY store_id, business_date) k USING (sid, day)
            ORDER BY sid, day LOOP
    PERFORM retail_sec.add_to_day(ROW(r.sid, r.day, r.gross_sales, r.discounts, r.returns, r.tax, r.units_sold, r.units_returned,
                                      r.receipts, r.lines, r.cost_of_sales, r.net_sales_with_cost));
  END LOOP;
END
$$;


ALTER FUNCTION retail_sec.post_import() OWNER TO retail_owner;

--
-- Name: post_lines(text, uuid[], integer[], uuid[], numeric[], numeric[], text[]); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.post_lines(of_store text, transactions uuid[], line_nos integer[], products uuid[], quantities numeric[], costs numeric[], kinds text[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  INSERT INTO retail.inventory_movements
    (store_id, product_id, moved_at, business_date, kind, quantity, unit_cost, transaction_id, line_no)
  SELECT t.store_id, k.product_id, t.transaction_date, t.business_date, k.kind, k.quantity, k.unit_cost, k.transaction_id, k.line_no
    FROM unnest(transactions, line_nos, products, quantities, costs, kinds)
           AS k(transaction_id, line_no, product_id, quantity, unit_cost, kind)
    JOIN retail.sales_transactions t ON t.store_id = of_store AND t.transaction_id = k.transaction_id
$$;


ALTER FUNCTION retail_sec.post_lines(of_store text, transactions uuid[], line_nos integer[], products uuid[], quantities numeric[], costs numeric[], kinds text[]) OWNER TO retail_owner;

--
-- Name: products_added(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.products_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  r record;
BEGIN
  INSERT INTO retail.inventory (store_id, product_id) SELECT n.store_id, n.product_id FROM new_rows n;
  FOR r IN SELECT DISTINCT store_id AS sid FROM new_rows ORDER BY 1 LOOP
    PERFORM retail_sec.next_catalogue_revision(r.sid);
  END LOOP;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.products_added() OWNER TO retail_owner;

--
-- Name: products_changed(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.products_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT DISTINCT o.store_id AS sid FROM old_rows o JOIN new_rows n USING (store_id, product_id)
            WHERE (o.sku, o.product_name, o.product_description, o.category_id, o.brand, o.model, o.color, o.size, o.tags, o.is_active)
                  IS DISTINCT FROM
                  (n.sku, n.product_name, n.product_description, n.category_id, n.brand, n.model, n.color, n.size, n.tags, n.is_active)
            ORDER BY 1 LOOP
    PERFORM retail_sec.next_catalogue_revision(r.sid);
  END LOOP;
  PERFORM retail_sec.tell_listeners(ARRAY(SELECT DISTINCT n.store_id FROM new_rows n)); -- of a price, too
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.products_changed() OWNER TO retail_owner;

--
-- Name: products_removed(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.products_removed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT DISTINCT store_id AS sid FROM old_rows ORDER BY 1 LOOP
    PERFORM retail_sec.next_catalogue_revision(r.sid);
  END LOOP;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.products_removed() OWNER TO retail_owner;

--
-- Name: protect(regclass, text[], text[]); Type: PROCEDURE; Schema: retail_sec; Owner: retail_owner
--

CREATE PROCEDURE retail_sec.protect(IN tenant_table regclass, IN hidden_columns text[] DEFAULT '{}'::text[], IN personal_columns text[] DEFAULT '{}'::text[])
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  policy text[];
BEGIN
  CALL retail_sec.force_row_security(tenant_table);
  FOREACH policy SLICE 1 IN ARRAY ARRAY[
    ['one_store', 'FOR SELECT TO retail_store USING (store_id = (SELECT retail.current_store_id()))'],
    ['my_stores', 'FOR SELECT TO retail_region USING (store_id = ANY ((SELECT retail.allowed_store_ids())::text[]))'],
    ['add',       'FOR INSERT TO retail_writer WITH CHECK (store_id = (SELECT retail.writable_store_id()))'],
    ['change',    'FOR UPDATE TO retail_writer USING (store_id = (SELECT retail.writable_store_id()))'
                  ' WITH CHECK (store_id = (SELECT retail.writable_store_id()))'],
    ['owner',     'TO retail_owner USING (true) WITH CHECK (true)']] LOOP
    EXECUTE format('CREATE POLICY %I ON %s %s', policy[1], tenant_table, policy[2]);
  END LOOP;
  CALL retail_sec.grant_columns(tenant_table, hidden_columns, personal_columns);
END
$$;


ALTER PROCEDURE retail_sec.protect(IN tenant_table regclass, IN hidden_columns text[], IN personal_columns text[]) OWNER TO retail_owner;

--
-- Name: recompute_days(text, date[]); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.recompute_days(of_store text, days date[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM FROM retail.sales_by_day d WHERE d.store_id = of_store AND d.business_date = ANY (days)
    ORDER BY d.business_date FOR UPDATE;
  DELETE FROM retail.sales_by_day d WHERE d.store_id = of_store AND d.business_date = ANY (days);
  INSERT INTO retail.sales_by_day
    (store_id, business_date, gross_sales, discounts, returns, tax, units_sold, units_returned, transactions, lines,
     cost_of_sales, net_sales_with_cost)
  SELECT i.store_id, i.business_date,
         coalesce(sum(i.gross_amount) FILTER (WHERE i.quantity > 0), 0),
         coalesce(sum(i.gross_amount - i.net_amount) FILTER (WHERE i.quantity > 0), 0),
         coalesce(-sum(i.net_amount) FILTER (WHERE i.quantity < 0), 0),
         sum(i.tax_amount),
         coalesce(sum(i.quantity) FILTER (WHERE i.quantity > 0), 0),
         coalesce(-sum(i.quantity) FILTER (WHERE i.quantity < 0), 0),
         count(DISTINCT i.transaction_id) FILTER (WHERE i.quantity > 0),
         count(*),
         coalesce(sum(i.unit_cost * i.quantity), 0),
         coalesce(sum(i.net_amount) FILTER (WHERE i.unit_cost IS NOT NULL), 0)
    FROM retail.sales_transaction_items i
   WHERE i.store_id = of_store AND i.business_date = ANY (days)
   GROUP BY i.store_id, i.business_date;
END
$$;


ALTER FUNCTION retail_sec.recompute_days(of_store text, days date[]) OWNER TO retail_owner;

--
-- Name: refuse_audit_change(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.refuse_audit_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;


ALTER FUNCTION retail_sec.refuse_audit_change() OWNER TO retail_owner;

--
-- Name: remove_store(text); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.remove_store(of_store text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
  t regclass;
BEGIN
  -- Rows that others refer to come after those that refer to them; the tables in between (search,
  -- embeddings, rollup) have no order among them.
  FOREACH t IN ARRAY ARRAY['retail.sales_transaction_items', 'retail.sales_transactions', 'retail.inventory_movements',
                           'retail.promotions', 'retail.products', 'retail.customers']::regclass[]
    || ARRAY(SELECT c.oid::regclass FROM pg_class c
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'store_id' AND NOT a.attisdropped
              WHERE c.relnamespace = 'retail'::regnamespace AND c.relkind = 'r'
                AND c.oid <> ALL (ARRAY['retail.audit_log', 'retail.stores', 'retail.product_categories',
                                        'retail.embedding_models']::regclass[])
              ORDER BY c.relname)
    || ARRAY['retail.embedding_models', 'retail.product_categories', 'retail_sec.store_access', 'retail.stores']::regclass[] LOOP
    EXECUTE format('DELETE FROM %s WHERE store_id = $1', t) USING of_store;
  END LOOP;
  INSERT INTO retail.audit_log (table_name, action, store_id) VALUES ('stores', 'REMOVE', of_store);
END
$_$;


ALTER FUNCTION retail_sec.remove_store(of_store text) OWNER TO retail_owner;

--
-- Name: restate_counts(text, uuid[]); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.restate_counts(of_store text, products uuid[]) RETURNS TABLE(product_id uuid, change numeric)
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  WITH ledger AS (
    SELECT m.movement_id, m.product_id, m.moved_at, m.created_at, m.quantity, m.counted_quantity,
           m.kind = 'count' AND NOT EXISTS (
             SELECT FROM retail.inventory_movements u
              WHERE u.store_id = of_store AND u.undone_movement_id = m.movement_id) AS is_count
      FROM retail.inventory_movements m
     WHERE m.store_id = of_store AND m.product_id = ANY (products)
  ), numbered AS (
    SELECT l.*, count(*) FILTER (WHERE l.is_count) OVER (
             PARTITION BY l.product_id ORDER BY l.moved_at, l.is_count, l.created_at, l.movement_id
             ROWS UNBOUNDED PRECEDING) - l.is_count::integer AS counts_before
      FROM ledger l
  ), stretch AS ( -- a count with the movements since the count before it
    SELECT n.product_id, n.counts_before, max(n.movement_id::text) FILTER (WHERE n.is_count)::uuid AS movement_id,
           max(n.counted_quantity) FILTER (WHERE n.is_count) AS counted,
           coalesce(sum(n.quantity) FILTER (WHERE NOT n.is_count), 0) AS moved
      FROM numbered n GROUP BY n.product_id, n.counts_before
  ), expected AS (
    SELECT s.movement_id, s.counted - s.moved
           - coalesce(lag(s.counted) OVER (PARTITION BY s.product_id ORDER BY s.counts_before), 0) AS quantity
      FROM stretch s
  ), restated AS (
    UPDATE retail.inventory_movements m SET quantity = e.quantity
      FROM ledger l JOIN expected e USING (movement_id)
     WHERE m.store_id = of_store AND m.movement_id = l.movement_id AND l.quantity <> e.quantity
    RETURNING m.product_id, e.quantity - l.quantity AS change
  )
  SELECT r.product_id, sum(r.change) FROM restated r GROUP BY r.product_id
$$;


ALTER FUNCTION retail_sec.restate_counts(of_store text, products uuid[]) OWNER TO retail_owner;

--
-- Name: revoke_stores(name, text[], boolean); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.revoke_stores(principal_name name, stores text[], only_writing boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF only_writing THEN
    UPDATE retail_sec.store_access SET can_write = false
     WHERE principal = principal_name AND can_write AND (stores IS NULL OR store_id = ANY (stores));
  ELSE
    DELETE FROM retail_sec.store_access WHERE principal = principal_name AND (stores IS NULL OR store_id = ANY (stores));
  END IF;
  PERFORM retail_sec.settle_groups(principal_name);
END
$$;


ALTER FUNCTION retail_sec.revoke_stores(principal_name name, stores text[], only_writing boolean) OWNER TO retail_owner;

--
-- Name: seal_audit(integer, bigint); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.seal_audit(batch_size integer DEFAULT 10000, at_most bigint DEFAULT NULL::bigint) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  previous record;
  batch record;
  sealed bigint := 0;
  -- The last row of the seal before: this transaction's own seals leave their rows in the index.
  last_at timestamptz := '-infinity';
  last_store text := '';
  last_id uuid := '00000000-0000-0000-0000-000000000000';
  marked bigint;
BEGIN
  LOCK TABLE retail_sec.audit_seals IN EXCLUSIVE MODE;
  LOOP
    SELECT coalesce(max(s.seal_no), 0) AS seal_no,
           coalesce((array_agg(s.digest ORDER BY s.seal_no DESC))[1], '') AS digest INTO previous
      FROM (SELECT * FROM retail_sec.audit_seals ORDER BY seal_no DESC LIMIT 1) s;
    SELECT array_agg((a.entry).log_id) AS log_ids, array_agg(retail_sec.audit_digest(a.entry)) AS row_digests,
           array_agg(a.place) AS places, array_agg((a.entry).created_at) AS moments, array_agg((a.entry).store_id) AS stores INTO batch
      FROM (SELECT l AS entry, l.ctid AS place FROM retail.audit_log l
             WHERE l.seal_no IS NULL AND (l.created_at, l.store_id, l.log_id) > (last_at, last_store, last_id)
             ORDER BY l.created_at, l.store_id, l.log_id LIMIT batch_size) a;
    EXIT WHEN batch.log_ids IS NULL;
    INSERT INTO retail_sec.audit_seals (seal_no, log_ids, row_digests, digest)
    VALUES (previous.seal_no + 1, batch.log_ids, batch.row_digests,
            sha256(previous.digest || (SELECT string_agg(d, ''::bytea ORDER BY n) FROM unnest(batch.row_digests) WITH ORDINALITY AS x(d, n))));
    -- Only sealing moves a row, and there is one sealer: the rows are still in their places. By place
    -- alone, or all that wait would be looked through.
    UPDATE retail.audit_log SET seal_no = previous.seal_no + 1 WHERE ctid = ANY (batch.places);
    GET DIAGNOSTICS marked = ROW_COUNT;
    IF marked <> cardinality(batch.log_ids) THEN
      RAISE EXCEPTION 'rows of the audit trail were moved while they were sealed';
    END IF;
    last_at := batch.moments[marked];
    last_store := batch.stores[marked];
    last_id := batch.log_ids[marked];
    sealed := sealed + cardinality(batch.log_ids);
    EXIT WHEN sealed >= at_most;
  END LOOP;
  RETURN sealed;
END
$$;


ALTER FUNCTION retail_sec.seal_audit(batch_size integer, at_most bigint) OWNER TO retail_owner;

--
-- Name: set_personal_data(name, boolean); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.set_personal_data(principal_name name, sees_personal_data boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF sees_personal_data <> EXISTS (SELECT FROM pg_auth_members m
                                    WHERE m.roleid = 'retail_personal_data'::regrole AND m.member = quote_ident(principal_name)::regrole) THEN
    EXECUTE format(CASE WHEN sees_personal_data THEN 'GRANT retail_personal_data TO %I'
                        ELSE 'REVOKE retail_personal_data FROM %I' END, principal_name);
    PERFORM retail_sec.tell_listeners(ARRAY(SELECT a.store_id FROM retail_sec.store_access a WHERE a.principal = principal_name));
  END IF;
END
$$;


ALTER FUNCTION retail_sec.set_personal_data(principal_name name, sees_personal_data boolean) OWNER TO retail_owner;

--
-- Name: set_principal(name, text[], boolean, boolean); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.set_principal(principal_name name, stores text[], may_write boolean, sees_personal_data boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM retail_sec.make_principal(principal_name);
  DELETE FROM retail_sec.store_access a WHERE a.principal = principal_name AND (a.store_id <> ALL (stores) OR NOT may_write);
  PERFORM retail_sec.grant_stores(principal_name, stores, may_write, NULL);
  PERFORM retail_sec.set_personal_data(principal_name, sees_personal_data);
END
$$;


ALTER FUNCTION retail_sec.set_principal(principal_name name, stores text[], may_write boolean, sees_personal_data boolean) OWNER TO retail_owner;

--
-- Name: set_principal_password(name, text); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.set_principal_password(principal_name name, new_password text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  EXECUTE format('ALTER ROLE %I PASSWORD %L', principal_name, new_password);
END
$$;


ALTER FUNCTION retail_sec.set_principal_password(principal_name name, new_password text) OWNER TO retail_owner;

--
-- Name: settle_groups(name); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.settle_groups(principal_name name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT g.group_name, g.is_member
      FROM (SELECT count(*) AS stores, coalesce(bool_or(can_write), false) AS writes
              FROM retail_sec.store_access WHERE principal = principal_name) a,
           LATERAL (VALUES ('retail_store', a.stores <= 1), ('retail_region', a.stores > 1), ('retail_writer', a.writes))
             AS g(group_name, is_member)
     WHERE g.is_member <> EXISTS (SELECT FROM pg_auth_members m
                                   WHERE m.roleid = g.group_name::regrole AND m.member = quote_ident(principal_name)::regrole) LOOP
    EXECUTE format(CASE WHEN wanted.is_member THEN 'GRANT %I TO %I' ELSE 'REVOKE %I FROM %I' END, wanted.group_name, principal_name);
  END LOOP;
END
$$;


ALTER FUNCTION retail_sec.settle_groups(principal_name name) OWNER TO retail_owner;

--
-- Name: side_channels(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.side_channels() RETURNS TABLE(function regprocedure, reason text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  SELECT p.oid::regprocedure, k.reason
    FROM pg_proc p
    JOIN (VALUES
      ('tells how much data all stores have',
       '^(pg_stat_get_|pg_stat_reset|pg_(relation|total_relation|table|indexes|database|tablespace)_size$|pg_relation_file|pg_sequence_|pg_mcv_list_items)'),
      ('tells how much all stores write',
       '^(pg_current_wal_|pg_last_wal_|pg_last_xact_|pg_control_|pg_current_snapshot$|txid_current_snapshot$|pg_xact_status$|txid_status$)'
       '|^(mxid_age|pg_get_multixact_members|pg_walfile_name|pg_get_replication_slots)$'),
      ('tells other stores'' names, in the conditions of their indexes', '^pg_get_indexdef$'),
      ('sees or disturbs other sessions',
       '^(pg_lock_status|pg_blocking_pids|pg_safe_snapshot_blocking_pids|pg_prepared_xact|pg_prepared_statement|pg_cursor'
       '|pg_cancel_backend|pg_terminate_backend|pg_isolation_test_session_is_blocked|pg_listening_channels|pg_notification_queue_usage|pg_last_committed_xact)$'
       '|^pg_xact_commit_timestamp'),
      ('outlives or outlasts the statement',
       '^(pg_advisory|pg_try_advisory)'
       '|^(pg_notify|pg_sleep|pg_sleep_for|pg_sleep_until|pg_export_snapshot|pg_logical_emit_message|txid_current|pg_current_xact_id|set_config)$'),
      ('works on when it is cancelled', '^(xpath|xpath_exists|xmlexists)$'),
      ('writes, even in a read-only transaction',
       '^lo_(creat|create|from_bytea|get|put|open|close|tell|lseek|truncate|unlink|import|export)(64)?$|^(loread|lowrite)$'),
      ('runs SQL out of a string',
       '^(query|cursor|table|schema|database)_to_xml|^(ts_stat|ts_rewrite)$')) AS k(reason, pattern) ON p.proname ~ k.pattern
   WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f'
  UNION ALL
  SELECT 'age(xid)'::regprocedure, 'tells how much all stores write'
  UNION ALL
  SELECT p.oid::regprocedure, 'tells what other logins run'
    FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
    JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'pg_stat_statements'
$_$;


ALTER FUNCTION retail_sec.side_channels() OWNER TO retail_owner;

--
-- Name: stock_changed(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.stock_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF EXISTS (SELECT FROM retail_sec.store_channels c WHERE c.heard_until > now()) THEN
    PERFORM retail_sec.tell_listeners(ARRAY(SELECT DISTINCT n.store_id FROM new_rows n));
  END IF;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.stock_changed() OWNER TO retail_owner;

--
-- Name: tell_listeners(text[]); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.tell_listeners(of_stores text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM pg_notify(c.channel, '') FROM retail_sec.store_channels c
    WHERE c.store_id = ANY (of_stores) AND c.heard_until > now()
      AND (retail_sec.is_bulk('on') OR pg_try_advisory_xact_lock(hashtext('retail.changes'), hashtext(c.store_id)));
END
$$;


ALTER FUNCTION retail_sec.tell_listeners(of_stores text[]) OWNER TO retail_owner;

--
-- Name: touch(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.touch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;


ALTER FUNCTION retail_sec.touch() OWNER TO retail_owner;

--
-- Name: transactions_added(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.transactions_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  r record;
  clock record;
  stray record;
BEGIN
  FOR r IN SELECT store_id AS sid, array_agg(customer_id) AS customers, array_agg(amount) AS amounts
             FROM (SELECT store_id, customer_id, sum(total_amount) AS amount FROM new_rows
                    GROUP BY store_id, customer_id) s
            GROUP BY store_id ORDER BY store_id LOOP
    SELECT s.time_zone, s.business_day_start INTO clock FROM retail.stores s WHERE s.store_id = r.sid;
    SELECT n.transaction_id, n.business_date INTO stray FROM new_rows n
     WHERE n.store_id = r.sid
       AND n.business_date <> retail.business_date(n.transaction_date, clock.time_zone, clock.business_day_start) LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'business_date % of transaction % is not its transaction_date in the store''s time zone',
        stray.business_date, stray.transaction_id
        USING ERRCODE = 'check_violation', HINT = 'Leave business_date out: it is then filled in.';
    END IF;
    PERFORM retail_sec.add_lifetime_value(r.sid, r.customers, r.amounts);
  END LOOP;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.transactions_added() OWNER TO retail_owner;

--
-- Name: transactions_changed(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.transactions_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  r record;
BEGIN
  IF EXISTS (SELECT FROM old_rows o FULL JOIN new_rows n USING (store_id, transaction_id)
              WHERE (o.transaction_date, o.business_date) IS DISTINCT FROM (n.transaction_date, n.business_date)) THEN
    RAISE EXCEPTION 'a recorded sale keeps its identity and date' USING ERRCODE = 'restrict_violation',
      HINT = 'Delete the document and insert it anew.';
  END IF;
  FOR r IN SELECT store_id AS sid, array_agg(customer_id) AS customers, array_agg(amount) AS amounts
             FROM (SELECT store_id, customer_id, sum(amount) AS amount
                     FROM (SELECT store_id, customer_id, total_amount AS amount FROM new_rows
                           UNION ALL SELECT store_id, customer_id, -total_amount FROM old_rows) both_sides
                    GROUP BY store_id, customer_id HAVING sum(amount) <> 0) s
            GROUP BY store_id ORDER BY store_id LOOP
    PERFORM retail_sec.add_lifetime_value(r.sid, r.customers, r.amounts);
  END LOOP;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.transactions_changed() OWNER TO retail_owner;

--
-- Name: transactions_removed(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.transactions_removed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT store_id AS sid, array_agg(customer_id) AS customers, array_agg(amount) AS amounts
             FROM (SELECT store_id, customer_id, -sum(total_amount) AS amount FROM old_rows
                    GROUP BY store_id, customer_id) s
            GROUP BY store_id ORDER BY store_id LOOP
    PERFORM retail_sec.add_lifetime_value(r.sid, r.customers, r.amounts);
  END LOOP;
  RETURN NULL;
END
$$;


ALTER FUNCTION retail_sec.transactions_removed() OWNER TO retail_owner;

--
-- Name: verify_audit(); Type: FUNCTION; Schema: retail_sec; Owner: retail_owner
--

CREATE FUNCTION retail_sec.verify_audit() RETURNS TABLE(seal_no bigint, log_id uuid, finding text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  WITH chain AS (
    SELECT s.*, lag(s.seal_no, 1, 0::bigint) OVER (ORDER BY s.seal_no) AS previous_no,
           lag(s.digest, 1, ''::bytea) OVER (ORDER BY s.seal_no) AS previous_digest
      FROM retail_sec.audit_seals s
  ), sealed AS (
    SELECT c.seal_no, k.log_id, k.digest FROM chain c, unnest(c.log_ids, c.row_digests) AS k(log_id, digest)
  )
  SELECT c.seal_no, NULL::uuid, 'a seal before this one is missing' FROM chain c WHERE c.seal_no <> c.previous_no + 1
  UNION ALL
  SELECT c.seal_no, NULL::uuid, 'the seal does not follow from the one before it' FROM chain c
   WHERE c.digest IS DISTINCT FROM sha256(c.previous_digest || (
           SELECT string_agg(d, ''::bytea ORDER BY n) FROM unnest(c.row_digests) WITH ORDINALITY AS x(d, n)))
      OR cardinality(c.log_ids) <> cardinality(c.row_digests)
  UNION ALL
  SELECT coalesce(s.seal_no, a.seal_no), coalesce(s.log_id, a.log_id),
         CASE WHEN a.log_id IS NULL THEN 'the row was deleted'
              WHEN s.log_id IS NULL THEN 'the row was added after its seal'
              ELSE 'the row was changed' END
    FROM sealed s
    FULL JOIN (SELECT x.log_id, x.seal_no, retail_sec.audit_digest(x) AS digest FROM retail.audit_log x WHERE x.seal_no IS NOT NULL) a
      ON a.log_id = s.log_id AND a.seal_no = s.seal_no
   WHERE a.digest IS DISTINCT FROM s.digest
  ORDER BY 1, 2
$$;


ALTER FUNCTION retail_sec.verify_audit() OWNER TO retail_owner;

--
-- Name: catalogue_revisions; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.catalogue_revisions (
    store_id text NOT NULL COLLATE pg_catalog."C",
    revision bigint DEFAULT 0 NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE ONLY retail.catalogue_revisions FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.catalogue_revisions OWNER TO retail_owner;

--
-- Name: product_categories; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.product_categories (
    category_id integer NOT NULL,
    store_id text COLLATE pg_catalog."C",
    category_name text NOT NULL,
    parent_category_id integer,
    description text,
    is_active boolean DEFAULT true NOT NULL,
    CONSTRAINT product_categories_category_name_check CHECK (((category_name <> ''::text) AND (category_name = btrim(category_name)))),
    CONSTRAINT product_categories_check CHECK ((parent_category_id <> category_id))
);

ALTER TABLE ONLY retail.product_categories REPLICA IDENTITY FULL;

ALTER TABLE ONLY retail.product_categories FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.product_categories OWNER TO retail_owner;

--
-- Name: TABLE product_categories; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.product_categories IS 'Category tree: the chain''s categories (store_id NULL) and a store''s own.';


--
-- Name: COLUMN product_categories.parent_category_id; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.product_categories.parent_category_id IS 'NULL for a top-level category.';


--
-- Name: category_tree; Type: VIEW; Schema: retail; Owner: retail_owner
--

CREATE VIEW retail.category_tree WITH (security_invoker='true') AS
 WITH RECURSIVE tree AS (
         SELECT c.category_id,
            c.category_name,
            1 AS depth,
            c.category_name AS path,
            ARRAY[c.category_id] AS ids,
            ARRAY[c.category_name] AS names
           FROM retail.product_categories c
          WHERE (c.parent_category_id IS NULL)
        UNION ALL
         SELECT c.category_id,
            c.category_name,
            (t.depth + 1),
            ((t.path || ' > '::text) || c.category_name),
            (t.ids || c.category_id),
            (t.names || c.category_name)
           FROM (tree t
             JOIN retail.product_categories c ON ((c.parent_category_id = t.category_id)))
          WHERE (t.depth < 20)
        )
 SELECT tree.category_id,
    tree.category_name,
    tree.depth,
    tree.path,
    tree.ids,
    tree.names
   FROM tree;


ALTER TABLE retail.category_tree OWNER TO retail_owner;

--
-- Name: VIEW category_tree; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON VIEW retail.category_tree IS 'Categories with depth, path ("Home > Lamps"), and the ids and names along the path.';


--
-- Name: customers; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.customers (
    customer_id uuid DEFAULT gen_random_uuid() NOT NULL,
    store_id text NOT NULL COLLATE pg_catalog."C",
    customer_ref text COLLATE pg_catalog."C",
    first_name text,
    last_name text,
    email text,
    phone text,
    date_of_birth date,
    gender text,
    customer_since date DEFAULT CURRENT_DATE,
    loyalty_tier text DEFAULT 'bronze'::text NOT NULL COLLATE pg_catalog."C",
    total_lifetime_value numeric(16,4) DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    email_key text GENERATED ALWAYS AS (lower(email)) STORED COLLATE pg_catalog."C"
);

ALTER TABLE ONLY retail.customers FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.customers OWNER TO retail_owner;

--
-- Name: TABLE customers; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.customers IS 'Customers of one store; the same person may be a customer of several.';


--
-- Name: COLUMN customers.customer_ref; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.customers.customer_ref IS 'The customer''s number in the system it came from.';


--
-- Name: COLUMN customers.loyalty_tier; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.customers.loyalty_tier IS 'bronze, silver, gold or platinum in the sample; any name elsewhere.';


--
-- Name: COLUMN customers.total_lifetime_value; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.customers.total_lifetime_value IS 'Sum of total_amount over the customer''s transactions, kept by trigger.';


--
-- Name: COLUMN customers.email_key; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.customers.email_key IS 'lower(email): e-mail is unique per store whatever its case.';


--
-- Name: embedding_models; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.embedding_models (
    store_id text NOT NULL COLLATE pg_catalog."C",
    model text NOT NULL COLLATE pg_catalog."C",
    dimensions integer NOT NULL,
    active boolean DEFAULT false NOT NULL,
    provider text DEFAULT 'other'::text NOT NULL COLLATE pg_catalog."C",
    trained_on integer DEFAULT 0 NOT NULL,
    since_training integer DEFAULT 0 NOT NULL,
    revision bigint,
    is_indexed boolean DEFAULT false NOT NULL,
    metadata jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT embedding_models_dimensions_check CHECK (((dimensions >= 1) AND (dimensions <= 3900))),
    CONSTRAINT embedding_models_model_check CHECK ((model <> ''::text)),
    CONSTRAINT embedding_models_provider_check CHECK ((provider = ANY (ARRAY['catalogue'::text, 'openai'::text, 'azure'::text, 'other'::text])))
);

ALTER TABLE ONLY retail.embedding_models FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.embedding_models OWNER TO retail_owner;

--
-- Name: TABLE embedding_models; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.embedding_models IS 'Embedding models of a store; the active one answers searches that name none.';


--
-- Name: index_usage; Type: VIEW; Schema: retail; Owner: retail_owner
--

CREATE VIEW retail.index_usage WITH (security_invoker='true') AS
 SELECT s.schemaname,
    s.relname AS tablename,
    s.indexrelname AS indexname,
    s.idx_scan,
    s.idx_tup_read,
    s.idx_tup_fetch,
    pg_size_pretty(pg_relation_size((s.indexrelid)::regclass)) AS size
   FROM pg_stat_user_indexes s
  WHERE (s.schemaname = ANY (ARRAY['retail'::name, 'retail_sec'::name]))
  ORDER BY s.idx_tup_read DESC;


ALTER TABLE retail.index_usage OWNER TO retail_owner;

--
-- Name: inventory; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.inventory (
    store_id text NOT NULL COLLATE pg_catalog."C",
    product_id uuid NOT NULL,
    on_hand numeric(12,3) DEFAULT 0 NOT NULL,
    on_order numeric(12,3) DEFAULT 0 NOT NULL,
    committed numeric(12,3) DEFAULT 0 NOT NULL,
    backordered numeric(12,3) DEFAULT 0 NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (fillfactor='70');

ALTER TABLE ONLY retail.inventory FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.inventory OWNER TO retail_owner;

--
-- Name: TABLE inventory; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.inventory IS 'Stock counters per product. Available = on_hand - committed; position = on_hand + on_order - backordered.';


--
-- Name: COLUMN inventory.on_hand; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.inventory.on_hand IS 'Always the sum of inventory_movements.quantity; may be negative.';


--
-- Name: COLUMN inventory.version; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.inventory.version IS 'Grows with every change of on_hand: for compare-and-set.';


--
-- Name: inventory_movements; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.inventory_movements (
    movement_id uuid DEFAULT gen_random_uuid() NOT NULL,
    store_id text NOT NULL COLLATE pg_catalog."C",
    product_id uuid NOT NULL,
    moved_at timestamp with time zone DEFAULT now() NOT NULL,
    business_date date NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    quantity numeric(12,3) DEFAULT 0 NOT NULL,
    counted_quantity numeric(12,3),
    unit_cost numeric(14,4),
    transaction_id uuid,
    line_no integer,
    transfer_id uuid,
    other_store_id text COLLATE pg_catalog."C",
    undone_movement_id uuid,
    reason text,
    idempotency_key text COLLATE pg_catalog."C",
    request_digest bytea,
    on_hand_before numeric(12,3),
    actor name DEFAULT SESSION_USER NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT inventory_movements_check CHECK (((kind = 'count'::text) = (counted_quantity IS NOT NULL))),
    CONSTRAINT inventory_movements_check1 CHECK (((kind = ANY (ARRAY['transfer_out'::text, 'transfer_in'::text])) = ((transfer_id IS NOT NULL) AND (other_store_id IS NOT NULL)))),
    CONSTRAINT inventory_movements_check2 CHECK (((kind = 'undo'::text) = (undone_movement_id IS NOT NULL))),
    CONSTRAINT inventory_movements_kind_check CHECK ((kind = ANY (ARRAY['sale'::text, 'return'::text, 'receipt'::text, 'count'::text, 'damage'::text, 'write_off'::text, 'return_to_supplier'::text, 'transfer_out'::text, 'transfer_in'::text, 'undo'::text])))
);

ALTER TABLE ONLY retail.inventory_movements FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.inventory_movements OWNER TO retail_owner;

--
-- Name: TABLE inventory_movements; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.inventory_movements IS 'Stock ledger, append-only: one signed row per change of a product''s stock.';


--
-- Name: COLUMN inventory_movements.kind; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.inventory_movements.kind IS 'sale and return come from sales lines; write_off is shrinkage booked without a count; a transfer is a transfer_out in one store and a transfer_in in the other with the same transfer_id, in transit until the second exists.';


--
-- Name: COLUMN inventory_movements.quantity; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.inventory_movements.quantity IS 'Change of on_hand: positive in, negative out.';


--
-- Name: COLUMN inventory_movements.counted_quantity; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.inventory_movements.counted_quantity IS 'What was on the shelf at moved_at (counts only); quantity is then the difference to the book.';


--
-- Name: COLUMN inventory_movements.request_digest; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.inventory_movements.request_digest IS 'Digest of the request behind idempotency_key: the same key with other arguments is refused.';


--
-- Name: COLUMN inventory_movements.on_hand_before; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.inventory_movements.on_hand_before IS 'on_hand when a confirmed adjustment was posted: what a repeated request is answered with.';


--
-- Name: product_embeddings; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.product_embeddings (
    embedding_id uuid DEFAULT gen_random_uuid() NOT NULL,
    product_id uuid NOT NULL,
    store_id text NOT NULL COLLATE pg_catalog."C",
    embedding_text text NOT NULL,
    embedding public.halfvec NOT NULL,
    embedding_model text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (toast_tuple_target='128');
ALTER TABLE ONLY retail.product_embeddings ALTER COLUMN embedding SET STORAGE PLAIN;

ALTER TABLE ONLY retail.product_embeddings FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.product_embeddings OWNER TO retail_owner;

--
-- Name: TABLE product_embeddings; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.product_embeddings IS 'One vector per product and model.';


--
-- Name: COLUMN product_embeddings.embedding_text; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.product_embeddings.embedding_text IS 'The text that was embedded: when the product''s text changes, the vector goes and waits to be made again.';


--
-- Name: products_with_stock; Type: VIEW; Schema: retail; Owner: retail_owner
--

CREATE VIEW retail.products_with_stock WITH (security_invoker='true') AS
 SELECT p.product_id,
    p.store_id,
    p.sku,
    p.product_name,
    p.product_description,
    p.category_id,
    c.category_name,
    p.brand,
    p.model,
    p.color,
    p.size,
    p.weight_kg,
    p.dimensions_cm,
    p.price,
    p.cost,
    i.on_hand AS current_stock,
    p.minimum_stock,
    p.maximum_stock,
    p.reorder_point,
    p.lead_time_days,
    p.pack_size,
    p.minimum_order_quantity,
    p.supplier_name,
    p.supplier_sku,
    p.barcode,
    p.is_active,
    p.is_featured,
    p.rating_average,
    p.rating_count,
    p.tags,
    p.metadata,
    i.on_order,
    i.committed,
    i.backordered,
    p.created_at,
    p.updated_at
   FROM ((retail.products p
     JOIN retail.inventory i ON (((i.store_id = p.store_id) AND (i.product_id = p.product_id))))
     LEFT JOIN retail.product_categories c ON ((c.category_id = p.category_id)));


ALTER TABLE retail.products_with_stock OWNER TO retail_owner;

--
-- Name: VIEW products_with_stock; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON VIEW retail.products_with_stock IS 'Products with their category''s name and stock: current_stock is inventory.on_hand.';


--
-- Name: promotions; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.promotions (
    promotion_id uuid DEFAULT gen_random_uuid() NOT NULL,
    store_id text NOT NULL COLLATE pg_catalog."C",
    sku text NOT NULL COLLATE pg_catalog."C",
    promotion_name text,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    price numeric(14,4) NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT promotions_check CHECK ((valid_to >= valid_from)),
    CONSTRAINT promotions_price_check CHECK ((price >= (0)::numeric))
);

ALTER TABLE ONLY retail.promotions FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.promotions OWNER TO retail_owner;

--
-- Name: TABLE promotions; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.promotions IS 'Promotional price of a SKU on the business days valid_from to valid_to, both included.';


--
-- Name: sales_transaction_items; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.sales_transaction_items (
    item_id uuid DEFAULT gen_random_uuid() NOT NULL,
    store_id text NOT NULL COLLATE pg_catalog."C",
    transaction_id uuid NOT NULL,
    line_no integer NOT NULL,
    product_id uuid NOT NULL,
    business_date date NOT NULL,
    quantity numeric(12,3) DEFAULT 1 NOT NULL,
    unit_price numeric(14,4) NOT NULL,
    total_price numeric(16,4) NOT NULL,
    discount_amount numeric(14,4) DEFAULT 0 NOT NULL,
    tax_amount numeric(14,4) DEFAULT 0 NOT NULL,
    gross_amount numeric(16,4) NOT NULL,
    net_amount numeric(16,4) NOT NULL,
    unit_cost numeric(14,4),
    original_transaction_id uuid,
    original_line integer,
    return_reason text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sales_transaction_items_line_no_check CHECK ((line_no > 0)),
    CONSTRAINT sales_transaction_items_quantity_check CHECK ((quantity <> (0)::numeric)),
    CONSTRAINT sales_transaction_items_unit_price_check CHECK ((unit_price >= (0)::numeric))
);

ALTER TABLE ONLY retail.sales_transaction_items FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.sales_transaction_items OWNER TO retail_owner;

--
-- Name: TABLE sales_transaction_items; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.sales_transaction_items IS 'Sales lines. Quantity and amounts are signed: a returned line''s are negative, so sums are net.';


--
-- Name: COLUMN sales_transaction_items.unit_price; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transaction_items.unit_price IS 'Price per unit before discount, as on the receipt.';


--
-- Name: COLUMN sales_transaction_items.total_price; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transaction_items.total_price IS 'unit_price x quantity - discount_amount, as on the receipt (with tax where prices_include_tax).';


--
-- Name: COLUMN sales_transaction_items.discount_amount; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transaction_items.discount_amount IS 'The whole line''s discount, with the quantity''s sign.';


--
-- Name: COLUMN sales_transaction_items.tax_amount; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transaction_items.tax_amount IS 'The whole line''s tax, with the quantity''s sign.';


--
-- Name: COLUMN sales_transaction_items.gross_amount; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transaction_items.gross_amount IS 'Before discount and without tax.';


--
-- Name: COLUMN sales_transaction_items.net_amount; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transaction_items.net_amount IS 'After discount and without tax: the line''s net sales.';


--
-- Name: COLUMN sales_transaction_items.unit_cost; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transaction_items.unit_cost IS 'Cost per unit when it was sold; NULL = not known.';


--
-- Name: COLUMN sales_transaction_items.original_transaction_id; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transaction_items.original_transaction_id IS 'Of a return: the sale it belongs to, if known.';


--
-- Name: sales_transactions; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.sales_transactions (
    transaction_id uuid DEFAULT gen_random_uuid() NOT NULL,
    store_id text NOT NULL COLLATE pg_catalog."C",
    transaction_ref text COLLATE pg_catalog."C",
    customer_id uuid,
    transaction_date timestamp with time zone DEFAULT now() NOT NULL,
    business_date date NOT NULL,
    transaction_type text DEFAULT 'sale'::text NOT NULL COLLATE pg_catalog."C",
    payment_method text COLLATE pg_catalog."C",
    subtotal numeric(16,4) NOT NULL,
    tax_amount numeric(16,4) DEFAULT 0 NOT NULL,
    discount_amount numeric(16,4) DEFAULT 0 NOT NULL,
    total_amount numeric(16,4) NOT NULL,
    cashier_id text,
    register_id text,
    receipt_number text COLLATE pg_catalog."C",
    notes text,
    metadata jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sales_transactions_transaction_type_check CHECK ((transaction_type = ANY (ARRAY['sale'::text, 'return'::text, 'exchange'::text])))
);

ALTER TABLE ONLY retail.sales_transactions FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.sales_transactions OWNER TO retail_owner;

--
-- Name: TABLE sales_transactions; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.sales_transactions IS 'One row per receipt. Amounts are signed: a return''s are negative.';


--
-- Name: COLUMN sales_transactions.transaction_ref; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transactions.transaction_ref IS 'The document''s number in the system it came from.';


--
-- Name: COLUMN sales_transactions.business_date; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transactions.business_date IS 'Business day of the sale in the store''s time zone; filled by trigger when left out.';


--
-- Name: COLUMN sales_transactions.transaction_type; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transactions.transaction_type IS 'sale, return (only lines given back) or exchange (both).';


--
-- Name: COLUMN sales_transactions.payment_method; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transactions.payment_method IS 'cash, credit_card, debit_card or digital_wallet in the sample; any name elsewhere.';


--
-- Name: COLUMN sales_transactions.subtotal; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transactions.subtotal IS 'Sum of the lines'' total_price: after discounts; contains tax only where prices_include_tax.';


--
-- Name: COLUMN sales_transactions.discount_amount; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transactions.discount_amount IS 'Sum of the lines'' discounts, already taken off the subtotal.';


--
-- Name: COLUMN sales_transactions.total_amount; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.sales_transactions.total_amount IS 'What was paid (negative: paid back), tax included.';


--
-- Name: search_postings; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.search_postings (
    store_id text NOT NULL COLLATE pg_catalog."C",
    lexeme text NOT NULL COLLATE pg_catalog."C",
    product_no integer NOT NULL,
    impact real NOT NULL
);

ALTER TABLE ONLY retail.search_postings FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.search_postings OWNER TO retail_owner;

--
-- Name: search_terms; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.search_terms (
    store_id text NOT NULL COLLATE pg_catalog."C",
    lexeme text NOT NULL COLLATE pg_catalog."C",
    products integer NOT NULL
)
WITH (fillfactor='80');

ALTER TABLE ONLY retail.search_terms FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.search_terms OWNER TO retail_owner;

--
-- Name: search_vocabulary; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.search_vocabulary (
    store_id text NOT NULL COLLATE pg_catalog."C",
    word text NOT NULL COLLATE pg_catalog."C",
    products integer NOT NULL
)
WITH (fillfactor='80');

ALTER TABLE ONLY retail.search_vocabulary FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.search_vocabulary OWNER TO retail_owner;

--
-- Name: search_words; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.search_words (
    store_id text NOT NULL COLLATE pg_catalog."C",
    pair text NOT NULL COLLATE pg_catalog."C",
    products integer NOT NULL
)
WITH (fillfactor='80');

ALTER TABLE ONLY retail.search_words FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.search_words OWNER TO retail_owner;

--
-- Name: slow_queries; Type: VIEW; Schema: retail; Owner: retail_owner
--

CREATE VIEW retail.slow_queries WITH (security_invoker='true') AS
 SELECT pg_stat_statements.query,
    pg_stat_statements.calls,
    pg_stat_statements.total_exec_time,
    pg_stat_statements.mean_exec_time,
    pg_stat_statements.max_exec_time,
    pg_stat_statements.stddev_exec_time,
    pg_stat_statements.rows,
    ((100.0 * (pg_stat_statements.shared_blks_hit)::numeric) / (NULLIF((pg_stat_statements.shared_blks_hit + pg_stat_statements.shared_blks_read), 0))::numeric) AS hit_percent
   FROM public.pg_stat_statements
  WHERE (pg_stat_statements.mean_exec_time > (100)::double precision)
  ORDER BY pg_stat_statements.mean_exec_time DESC;


ALTER TABLE retail.slow_queries OWNER TO retail_owner;

--
-- Name: stores; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.stores (
    store_id text NOT NULL COLLATE pg_catalog."C",
    store_name text NOT NULL,
    store_location text,
    store_type text,
    region text COLLATE pg_catalog."C",
    currency text DEFAULT 'USD'::text NOT NULL COLLATE pg_catalog."C",
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    language text DEFAULT 'english'::text NOT NULL,
    business_day_start time without time zone DEFAULT '00:00:00'::time without time zone NOT NULL,
    calendar text DEFAULT 'iso'::text NOT NULL,
    prices_include_tax boolean DEFAULT false NOT NULL,
    tax_rate numeric(7,6) DEFAULT 0 NOT NULL,
    review_days integer DEFAULT 7 NOT NULL,
    service_level numeric(5,4) DEFAULT 0.95 NOT NULL,
    shares_availability boolean DEFAULT false NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT stores_calendar_check CHECK ((calendar = ANY (ARRAY['iso'::text, '4-5-4'::text]))),
    CONSTRAINT stores_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT stores_review_days_check CHECK (((review_days >= 1) AND (review_days <= 366))),
    CONSTRAINT stores_service_level_check CHECK (((service_level > (0)::numeric) AND (service_level < (1)::numeric))),
    CONSTRAINT stores_store_id_check CHECK ((((length(store_id) >= 1) AND (length(store_id) <= 50)) AND (store_id <> '*'::text) AND (store_id !~ '[[:cntrl:]]'::text) AND (store_id = btrim(store_id)))),
    CONSTRAINT stores_store_name_check CHECK ((store_name <> ''::text)),
    CONSTRAINT stores_tax_rate_check CHECK ((tax_rate >= (0)::numeric))
);

ALTER TABLE ONLY retail.stores FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.stores OWNER TO retail_owner;

--
-- Name: TABLE stores; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON TABLE retail.stores IS 'One row per store: the tenants.';


--
-- Name: COLUMN stores.store_type; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.stores.store_type IS 'For example flagship, standard, ecommerce.';


--
-- Name: COLUMN stores.currency; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.stores.currency IS 'ISO 4217 code; every amount of the store is in it.';


--
-- Name: COLUMN stores.time_zone; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.stores.time_zone IS 'IANA name; business dates are local to it.';


--
-- Name: COLUMN stores.language; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.stores.language IS 'Language of product texts: a PostgreSQL text search configuration, for example english.';


--
-- Name: COLUMN stores.business_day_start; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.stores.business_day_start IS 'Local time at which a business day begins.';


--
-- Name: COLUMN stores.calendar; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.stores.calendar IS 'iso (weeks from Monday) or the retail 4-5-4 calendar.';


--
-- Name: COLUMN stores.prices_include_tax; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.stores.prices_include_tax IS 'Whether unit prices, discounts and total_price contain tax; net_amount and gross_amount never do.';


--
-- Name: COLUMN stores.tax_rate; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.stores.tax_rate IS 'Usual rate as a share: 0.19 is 19 %.';


--
-- Name: COLUMN stores.review_days; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.stores.review_days IS 'Days between two orders to suppliers.';


--
-- Name: COLUMN stores.service_level; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.stores.service_level IS 'Wanted probability of no stock-out in a replenishment cycle.';


--
-- Name: COLUMN stores.shares_availability; Type: COMMENT; Schema: retail; Owner: retail_owner
--

COMMENT ON COLUMN retail.stores.shares_availability IS 'Whether other stores may see none/few/plenty of a product here.';


--
-- Name: table_stats; Type: VIEW; Schema: retail; Owner: retail_owner
--

CREATE VIEW retail.table_stats WITH (security_invoker='true') AS
 SELECT n.nspname AS schemaname,
    c.relname AS tablename,
    pg_size_pretty(pg_total_relation_size((c.oid)::regclass)) AS size,
    pg_stat_get_tuples_inserted(c.oid) AS inserts,
    pg_stat_get_tuples_updated(c.oid) AS updates,
    pg_stat_get_tuples_deleted(c.oid) AS deletes,
    pg_stat_get_live_tuples(c.oid) AS live_tuples,
    pg_stat_get_dead_tuples(c.oid) AS dead_tuples
   FROM (pg_class c
     JOIN pg_namespace n ON ((n.oid = c.relnamespace)))
  WHERE ((n.nspname = ANY (ARRAY['retail'::name, 'retail_sec'::name])) AND (c.relkind = ANY (ARRAY['r'::"char", 'p'::"char", 'm'::"char"])))
  ORDER BY (pg_total_relation_size((c.oid)::regclass)) DESC;


ALTER TABLE retail.table_stats OWNER TO retail_owner;

--
-- Name: term_vectors; Type: TABLE; Schema: retail; Owner: retail_owner
--

CREATE TABLE retail.term_vectors (
    store_id text NOT NULL COLLATE pg_catalog."C",
    model text NOT NULL COLLATE pg_catalog."C",
    lexeme text NOT NULL COLLATE pg_catalog."C",
    vector public.halfvec NOT NULL
);
ALTER TABLE ONLY retail.term_vectors ALTER COLUMN vector SET STORAGE PLAIN;

ALTER TABLE ONLY retail.term_vectors FORCE ROW LEVEL SECURITY;


ALTER TABLE retail.term_vectors OWNER TO retail_owner;

--
-- Name: audit_seals; Type: TABLE; Schema: retail_sec; Owner: retail_owner
--

CREATE TABLE retail_sec.audit_seals (
    seal_no bigint NOT NULL,
    sealed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    log_ids uuid[] NOT NULL,
    row_digests bytea[] NOT NULL,
    digest bytea NOT NULL
);


ALTER TABLE retail_sec.audit_seals OWNER TO retail_owner;

--
-- Name: COLUMN audit_seals.digest; Type: COMMENT; Schema: retail_sec; Owner: retail_owner
--

COMMENT ON COLUMN retail_sec.audit_seals.digest IS 'SHA-256 of the previous seal''s digest followed by the row digests.';


--
-- Name: sample_objects; Type: TABLE; Schema: retail_sec; Owner: retail_owner
--

CREATE TABLE retail_sec.sample_objects (
    kind text NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    loaded_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sample_objects_kind_check CHECK ((kind = ANY (ARRAY['store'::text, 'category'::text, 'options'::text])))
);


ALTER TABLE retail_sec.sample_objects OWNER TO retail_owner;

--
-- Name: TABLE sample_objects; Type: COMMENT; Schema: retail_sec; Owner: retail_owner
--

COMMENT ON TABLE retail_sec.sample_objects IS 'Stores and categories made by sample-data; options is what it was called with.';


--
-- Name: COLUMN sample_objects.name; Type: COMMENT; Schema: retail_sec; Owner: retail_owner
--

COMMENT ON COLUMN retail_sec.sample_objects.name IS 'store_id, category_id, or the options as JSON.';


--
-- Name: search_aliases; Type: TABLE; Schema: retail_sec; Owner: retail_owner
--

CREATE TABLE retail_sec.search_aliases (
    language text NOT NULL COLLATE pg_catalog."C",
    word text NOT NULL COLLATE pg_catalog."C",
    replacement text NOT NULL COLLATE pg_catalog."C"
);


ALTER TABLE retail_sec.search_aliases OWNER TO retail_owner;

--
-- Name: search_units; Type: TABLE; Schema: retail_sec; Owner: retail_owner
--

CREATE TABLE retail_sec.search_units (
    spelling text NOT NULL COLLATE pg_catalog."C",
    base_unit text NOT NULL COLLATE pg_catalog."C",
    factor numeric DEFAULT 1 NOT NULL,
    is_word boolean DEFAULT false NOT NULL,
    glued_only boolean DEFAULT false NOT NULL,
    CONSTRAINT search_units_factor_check CHECK ((factor > (0)::numeric)),
    CONSTRAINT search_units_spelling_check CHECK ((spelling <> ''::text))
);


ALTER TABLE retail_sec.search_units OWNER TO retail_owner;

--
-- Name: store_access; Type: TABLE; Schema: retail_sec; Owner: retail_owner
--

CREATE TABLE retail_sec.store_access (
    principal name NOT NULL,
    store_id text NOT NULL COLLATE pg_catalog."C",
    can_write boolean DEFAULT false NOT NULL,
    valid_until timestamp with time zone,
    granted_by name DEFAULT SESSION_USER NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT store_access_store_id_check CHECK ((store_id <> ''::text))
);


ALTER TABLE retail_sec.store_access OWNER TO retail_owner;

--
-- Name: store_channels; Type: TABLE; Schema: retail_sec; Owner: retail_owner
--

CREATE TABLE retail_sec.store_channels (
    store_id text NOT NULL COLLATE pg_catalog."C",
    channel name DEFAULT ('retail_'::text || replace((gen_random_uuid())::text, '-'::text, ''::text)) NOT NULL,
    heard_until timestamp with time zone NOT NULL
)
WITH (fillfactor='50');


ALTER TABLE retail_sec.store_channels OWNER TO retail_owner;

--
-- Name: TABLE store_channels; Type: COMMENT; Schema: retail_sec; Owner: retail_owner
--

COMMENT ON TABLE retail_sec.store_channels IS 'Channels for NOTIFY: any login hears every channel, so their names are secrets.';


--
-- Name: COLUMN store_channels.heard_until; Type: COMMENT; Schema: retail_sec; Owner: retail_owner
--

COMMENT ON COLUMN retail_sec.store_channels.heard_until IS 'Until then somebody listens; afterwards nobody is notified. Renewed by listeners.';


--
-- Name: used_request_states; Type: TABLE; Schema: retail_sec; Owner: retail_owner
--

CREATE TABLE retail_sec.used_request_states (
    principal name NOT NULL,
    state_digest bytea NOT NULL,
    used_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


ALTER TABLE retail_sec.used_request_states OWNER TO retail_owner;

--
-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (store_id, log_id);


--
-- Name: catalogue_revisions catalogue_revisions_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.catalogue_revisions
    ADD CONSTRAINT catalogue_revisions_pkey PRIMARY KEY (store_id);


--
-- Name: customers customers_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (store_id, customer_id);


--
-- Name: customers customers_store_id_customer_ref_key; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.customers
    ADD CONSTRAINT customers_store_id_customer_ref_key UNIQUE (store_id, customer_ref);


--
-- Name: customers customers_store_id_email_key_key; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.customers
    ADD CONSTRAINT customers_store_id_email_key_key UNIQUE (store_id, email_key);


--
-- Name: embedding_models embedding_models_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.embedding_models
    ADD CONSTRAINT embedding_models_pkey PRIMARY KEY (store_id, model);


--
-- Name: inventory_movements inventory_movements_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.inventory_movements
    ADD CONSTRAINT inventory_movements_pkey PRIMARY KEY (store_id, movement_id);


--
-- Name: inventory inventory_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.inventory
    ADD CONSTRAINT inventory_pkey PRIMARY KEY (store_id, product_id);


--
-- Name: product_categories product_categories_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.product_categories
    ADD CONSTRAINT product_categories_pkey PRIMARY KEY (category_id);


--
-- Name: product_categories product_categories_store_id_parent_category_id_category_nam_key; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.product_categories
    ADD CONSTRAINT product_categories_store_id_parent_category_id_category_nam_key UNIQUE NULLS NOT DISTINCT (store_id, parent_category_id, category_name);


--
-- Name: products products_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.products
    ADD CONSTRAINT products_pkey PRIMARY KEY (store_id, product_id);


--
-- Name: promotions promotions_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.promotions
    ADD CONSTRAINT promotions_pkey PRIMARY KEY (store_id, promotion_id);


--
-- Name: promotions promotions_store_id_sku_valid_from_key; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.promotions
    ADD CONSTRAINT promotions_store_id_sku_valid_from_key UNIQUE (store_id, sku, valid_from);


--
-- Name: sales_by_day sales_by_day_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.sales_by_day
    ADD CONSTRAINT sales_by_day_pkey PRIMARY KEY (store_id, business_date);


--
-- Name: sales_transaction_items sales_transaction_items_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.sales_transaction_items
    ADD CONSTRAINT sales_transaction_items_pkey PRIMARY KEY (store_id, transaction_id, line_no);


--
-- Name: sales_transactions sales_transactions_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.sales_transactions
    ADD CONSTRAINT sales_transactions_pkey PRIMARY KEY (store_id, transaction_id);


--
-- Name: sales_transactions sales_transactions_store_id_transaction_ref_key; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.sales_transactions
    ADD CONSTRAINT sales_transactions_store_id_transaction_ref_key UNIQUE (store_id, transaction_ref);


--
-- Name: search_documents search_documents_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.search_documents
    ADD CONSTRAINT search_documents_pkey PRIMARY KEY (store_id, product_no);


--
-- Name: search_postings search_postings_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.search_postings
    ADD CONSTRAINT search_postings_pkey PRIMARY KEY (store_id, lexeme, product_no) INCLUDE (impact);


--
-- Name: search_stats search_stats_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.search_stats
    ADD CONSTRAINT search_stats_pkey PRIMARY KEY (store_id);


--
-- Name: search_terms search_terms_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.search_terms
    ADD CONSTRAINT search_terms_pkey PRIMARY KEY (store_id, lexeme) INCLUDE (products);


--
-- Name: search_vocabulary search_vocabulary_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.search_vocabulary
    ADD CONSTRAINT search_vocabulary_pkey PRIMARY KEY (store_id, word) INCLUDE (products);


--
-- Name: search_words search_words_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.search_words
    ADD CONSTRAINT search_words_pkey PRIMARY KEY (store_id, pair) INCLUDE (products);


--
-- Name: stores stores_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.stores
    ADD CONSTRAINT stores_pkey PRIMARY KEY (store_id);


--
-- Name: term_vectors term_vectors_pkey; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.term_vectors
    ADD CONSTRAINT term_vectors_pkey PRIMARY KEY (store_id, model, lexeme);


--
-- Name: product_embeddings unique_product_embedding; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.product_embeddings
    ADD CONSTRAINT unique_product_embedding PRIMARY KEY (store_id, embedding_model, product_id);


--
-- Name: products unique_product_no_per_store; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.products
    ADD CONSTRAINT unique_product_no_per_store UNIQUE (store_id, product_no) INCLUDE (product_id, sku, price_e4, brand, category_id, is_active, created_at);


--
-- Name: products unique_sku_per_store; Type: CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.products
    ADD CONSTRAINT unique_sku_per_store UNIQUE (store_id, sku);


--
-- Name: audit_seals audit_seals_pkey; Type: CONSTRAINT; Schema: retail_sec; Owner: retail_owner
--

ALTER TABLE ONLY retail_sec.audit_seals
    ADD CONSTRAINT audit_seals_pkey PRIMARY KEY (seal_no);


--
-- Name: sample_objects sample_objects_pkey; Type: CONSTRAINT; Schema: retail_sec; Owner: retail_owner
--

ALTER TABLE ONLY retail_sec.sample_objects
    ADD CONSTRAINT sample_objects_pkey PRIMARY KEY (kind, name);


--
-- Name: search_aliases search_aliases_pkey; Type: CONSTRAINT; Schema: retail_sec; Owner: retail_owner
--

ALTER TABLE ONLY retail_sec.search_aliases
    ADD CONSTRAINT search_aliases_pkey PRIMARY KEY (language, word);


--
-- Name: search_lexicon search_lexicon_pkey; Type: CONSTRAINT; Schema: retail_sec; Owner: retail_owner
--

ALTER TABLE ONLY retail_sec.search_lexicon
    ADD CONSTRAINT search_lexicon_pkey PRIMARY KEY (language);


--
-- Name: search_units search_units_pkey; Type: CONSTRAINT; Schema: retail_sec; Owner: retail_owner
--

ALTER TABLE ONLY retail_sec.search_units
    ADD CONSTRAINT search_units_pkey PRIMARY KEY (spelling);


--
-- Name: store_access store_access_pkey; Type: CONSTRAINT; Schema: retail_sec; Owner: retail_owner
--

ALTER TABLE ONLY retail_sec.store_access
    ADD CONSTRAINT store_access_pkey PRIMARY KEY (principal, store_id);


--
-- Name: store_channels store_channels_pkey; Type: CONSTRAINT; Schema: retail_sec; Owner: retail_owner
--

ALTER TABLE ONLY retail_sec.store_channels
    ADD CONSTRAINT store_channels_pkey PRIMARY KEY (store_id);


--
-- Name: used_request_states used_request_states_pkey; Type: CONSTRAINT; Schema: retail_sec; Owner: retail_owner
--

ALTER TABLE ONLY retail_sec.used_request_states
    ADD CONSTRAINT used_request_states_pkey PRIMARY KEY (principal, state_digest);


--
-- Name: idx_audit_log_created_at; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_audit_log_created_at ON retail.audit_log USING btree (created_at);


--
-- Name: idx_audit_log_record; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_audit_log_record ON retail.audit_log USING btree (store_id, record_id);


--
-- Name: idx_audit_log_seal; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_audit_log_seal ON retail.audit_log USING btree (seal_no) WHERE (seal_no IS NOT NULL);


--
-- Name: idx_audit_log_store; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_audit_log_store ON retail.audit_log USING btree (store_id, created_at);


--
-- Name: idx_audit_log_unsealed; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_audit_log_unsealed ON retail.audit_log USING btree (created_at, store_id, log_id) WHERE (seal_no IS NULL);


--
-- Name: idx_customers_created_at; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_customers_created_at ON retail.customers USING btree (store_id, created_at);


--
-- Name: idx_customers_loyalty_tier; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_customers_loyalty_tier ON retail.customers USING btree (store_id, loyalty_tier);


--
-- Name: idx_inventory_movements_counts; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_inventory_movements_counts ON retail.inventory_movements USING btree (store_id, product_id, moved_at) WHERE (kind = 'count'::text);


--
-- Name: idx_inventory_movements_date; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_inventory_movements_date ON retail.inventory_movements USING btree (store_id, business_date) INCLUDE (product_id, kind, quantity);


--
-- Name: idx_inventory_movements_product; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_inventory_movements_product ON retail.inventory_movements USING btree (store_id, product_id, moved_at) INCLUDE (kind, quantity);


--
-- Name: idx_product_categories_parent; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_product_categories_parent ON retail.product_categories USING btree (parent_category_id);


--
-- Name: idx_product_embeddings_product; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_product_embeddings_product ON retail.product_embeddings USING btree (store_id, product_id);


--
-- Name: idx_products_barcode; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_products_barcode ON retail.products USING btree (store_id, barcode) WHERE (barcode IS NOT NULL);


--
-- Name: idx_products_brand; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_products_brand ON retail.products USING btree (store_id, brand);


--
-- Name: idx_products_category; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_products_category ON retail.products USING btree (store_id, category_id);


--
-- Name: idx_products_category_id; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_products_category_id ON retail.products USING btree (category_id);


--
-- Name: idx_products_featured; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_products_featured ON retail.products USING btree (store_id) WHERE is_featured;


--
-- Name: idx_products_price; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_products_price ON retail.products USING btree (store_id, price_e4);


--
-- Name: idx_products_supplier; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_products_supplier ON retail.products USING btree (store_id, supplier_name);


--
-- Name: idx_sales_transaction_items_date; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_sales_transaction_items_date ON retail.sales_transaction_items USING btree (store_id, business_date) INCLUDE (product_id, quantity, gross_amount, net_amount, tax_amount, unit_cost);


--
-- Name: idx_sales_transaction_items_original; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_sales_transaction_items_original ON retail.sales_transaction_items USING btree (store_id, original_transaction_id) INCLUDE (original_line, quantity) WHERE (original_transaction_id IS NOT NULL);


--
-- Name: idx_sales_transaction_items_product; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_sales_transaction_items_product ON retail.sales_transaction_items USING btree (store_id, product_id, business_date) INCLUDE (quantity, net_amount);


--
-- Name: idx_sales_transactions_business_date; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_sales_transactions_business_date ON retail.sales_transactions USING btree (store_id, business_date);


--
-- Name: idx_sales_transactions_customer; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_sales_transactions_customer ON retail.sales_transactions USING btree (store_id, customer_id, business_date);


--
-- Name: idx_sales_transactions_date; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_sales_transactions_date ON retail.sales_transactions USING btree (store_id, transaction_date);


--
-- Name: idx_sales_transactions_receipt; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_sales_transactions_receipt ON retail.sales_transactions USING btree (store_id, receipt_number);


--
-- Name: idx_stores_region; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE INDEX idx_stores_region ON retail.stores USING btree (region);


--
-- Name: one_active_model_per_store; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE UNIQUE INDEX one_active_model_per_store ON retail.embedding_models USING btree (store_id) WHERE active;


--
-- Name: unique_movement_per_idempotency_key; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE UNIQUE INDEX unique_movement_per_idempotency_key ON retail.inventory_movements USING btree (store_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);


--
-- Name: unique_movement_per_transfer; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE UNIQUE INDEX unique_movement_per_transfer ON retail.inventory_movements USING btree (store_id, transfer_id, kind) WHERE (transfer_id IS NOT NULL);


--
-- Name: unique_undo_per_movement; Type: INDEX; Schema: retail; Owner: retail_owner
--

CREATE UNIQUE INDEX unique_undo_per_movement ON retail.inventory_movements USING btree (store_id, undone_movement_id) WHERE (undone_movement_id IS NOT NULL);


--
-- Name: idx_used_request_states_expiry; Type: INDEX; Schema: retail_sec; Owner: retail_owner
--

CREATE INDEX idx_used_request_states_expiry ON retail_sec.used_request_states USING btree (expires_at);


--
-- Name: product_categories a_number; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER a_number BEFORE INSERT ON retail.product_categories FOR EACH ROW WHEN ((new.category_id IS NULL)) EXECUTE FUNCTION retail_sec.number_category();


--
-- Name: products a_number; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER a_number BEFORE INSERT ON retail.products FOR EACH ROW WHEN ((new.product_no IS NULL)) EXECUTE FUNCTION retail_sec.number_product();


--
-- Name: audit_log append_only; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OF log_id, table_name, action, user_name, store_id, record_id, old_values, new_values, metadata, created_at OR TRUNCATE ON retail.audit_log FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.refuse_audit_change();


--
-- Name: customers audit_delete; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_delete AFTER DELETE ON retail.customers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{customer_id}', '{updated_at,total_lifetime_value}');


--
-- Name: product_categories audit_delete; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_delete AFTER DELETE ON retail.product_categories REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{category_id}', '{}');


--
-- Name: products audit_delete; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_delete AFTER DELETE ON retail.products REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{product_id}', '{updated_at}');


--
-- Name: promotions audit_delete; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_delete AFTER DELETE ON retail.promotions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{promotion_id}', '{}');


--
-- Name: sales_transaction_items audit_delete; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_delete AFTER DELETE ON retail.sales_transaction_items REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{transaction_id,line_no}', '{}');


--
-- Name: sales_transactions audit_delete; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_delete AFTER DELETE ON retail.sales_transactions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{transaction_id}', '{}');


--
-- Name: stores audit_delete; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_delete AFTER DELETE ON retail.stores REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{store_id}', '{updated_at}');


--
-- Name: customers audit_insert; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_insert AFTER INSERT ON retail.customers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{customer_id}', '{updated_at,total_lifetime_value}');


--
-- Name: inventory_movements audit_insert; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_insert AFTER INSERT ON retail.inventory_movements REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit_movements();


--
-- Name: product_categories audit_insert; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_insert AFTER INSERT ON retail.product_categories REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{category_id}', '{}');


--
-- Name: products audit_insert; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_insert AFTER INSERT ON retail.products REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{product_id}', '{updated_at}');


--
-- Name: promotions audit_insert; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_insert AFTER INSERT ON retail.promotions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{promotion_id}', '{}');


--
-- Name: sales_transactions audit_insert; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_insert AFTER INSERT ON retail.sales_transactions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{transaction_id}', '{}');


--
-- Name: stores audit_insert; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_insert AFTER INSERT ON retail.stores REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{store_id}', '{updated_at}');


--
-- Name: customers audit_update; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_update AFTER UPDATE ON retail.customers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{customer_id}', '{updated_at,total_lifetime_value}');


--
-- Name: inventory audit_update; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_update AFTER UPDATE ON retail.inventory REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{product_id}', '{updated_at,on_hand,version}');


--
-- Name: product_categories audit_update; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_update AFTER UPDATE ON retail.product_categories REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{category_id}', '{}');


--
-- Name: products audit_update; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_update AFTER UPDATE ON retail.products REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{product_id}', '{updated_at}');


--
-- Name: promotions audit_update; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_update AFTER UPDATE ON retail.promotions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{promotion_id}', '{}');


--
-- Name: sales_transaction_items audit_update; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_update AFTER UPDATE ON retail.sales_transaction_items REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{transaction_id,line_no}', '{}');


--
-- Name: sales_transactions audit_update; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_update AFTER UPDATE ON retail.sales_transactions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{transaction_id}', '{}');


--
-- Name: stores audit_update; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER audit_update AFTER UPDATE ON retail.stores REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{store_id}', '{updated_at}');


--
-- Name: products catalogue_added; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER catalogue_added AFTER INSERT ON retail.products REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.products_added();


--
-- Name: products catalogue_changed; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER catalogue_changed AFTER UPDATE ON retail.products REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.products_changed();


--
-- Name: products catalogue_removed; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER catalogue_removed AFTER DELETE ON retail.products REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.products_removed();


--
-- Name: products check_category; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER check_category BEFORE INSERT OR UPDATE OF category_id, store_id ON retail.products FOR EACH ROW WHEN ((new.category_id IS NOT NULL)) EXECUTE FUNCTION retail_sec.check_product_category();


--
-- Name: stores check_clock_insert; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER check_clock_insert AFTER INSERT ON retail.stores FOR EACH ROW EXECUTE FUNCTION retail_sec.check_store_clock();


--
-- Name: stores check_clock_update; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER check_clock_update AFTER UPDATE ON retail.stores FOR EACH ROW WHEN (((old.time_zone IS DISTINCT FROM new.time_zone) OR (old.business_day_start IS DISTINCT FROM new.business_day_start))) EXECUTE FUNCTION retail_sec.check_store_clock();


--
-- Name: product_categories check_parent; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER check_parent BEFORE INSERT OR UPDATE OF parent_category_id, store_id ON retail.product_categories FOR EACH ROW WHEN ((new.parent_category_id IS NOT NULL)) EXECUTE FUNCTION retail_sec.check_parent_category();


--
-- Name: inventory_movements complete; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER complete BEFORE INSERT ON retail.inventory_movements FOR EACH ROW WHEN (((new.business_date IS NULL) OR (new.kind = ANY (ARRAY['count'::text, 'undo'::text])))) EXECUTE FUNCTION retail_sec.complete_movement();


--
-- Name: sales_transaction_items complete; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER complete BEFORE INSERT ON retail.sales_transaction_items FOR EACH ROW WHEN (((new.line_no IS NULL) OR (new.business_date IS NULL) OR (new.gross_amount IS NULL) OR (new.net_amount IS NULL))) EXECUTE FUNCTION retail_sec.complete_item();


--
-- Name: sales_transactions complete; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER complete BEFORE INSERT ON retail.sales_transactions FOR EACH ROW WHEN ((new.business_date IS NULL)) EXECUTE FUNCTION retail_sec.complete_transaction();


--
-- Name: inventory_movements guard; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER guard BEFORE DELETE OR UPDATE OR TRUNCATE ON retail.inventory_movements FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.guard_ledger();


--
-- Name: inventory_movements post; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER post AFTER INSERT ON retail.inventory_movements REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.movements_added();


--
-- Name: sales_transaction_items post; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER post AFTER INSERT ON retail.sales_transaction_items REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.items_added();


--
-- Name: sales_transactions post; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER post AFTER INSERT ON retail.sales_transactions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.transactions_added();


--
-- Name: sales_transaction_items post_change; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER post_change AFTER UPDATE ON retail.sales_transaction_items REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.items_changed();


--
-- Name: sales_transactions post_change; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER post_change AFTER UPDATE ON retail.sales_transactions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.transactions_changed();


--
-- Name: sales_transaction_items post_removal; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER post_removal AFTER DELETE ON retail.sales_transaction_items REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.items_removed();


--
-- Name: sales_transactions post_removal; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER post_removal AFTER DELETE ON retail.sales_transactions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.transactions_removed();


--
-- Name: product_categories search_category_changed; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER search_category_changed AFTER UPDATE OF category_name, parent_category_id ON retail.product_categories FOR EACH ROW WHEN (((old.category_name IS DISTINCT FROM new.category_name) OR (old.parent_category_id IS DISTINCT FROM new.parent_category_id))) EXECUTE FUNCTION retail.search_category_changed();


--
-- Name: products search_deleted; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER search_deleted AFTER DELETE ON retail.products REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION retail.search_products_deleted();


--
-- Name: products search_inserted; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER search_inserted AFTER INSERT ON retail.products REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION retail.search_products_inserted();


--
-- Name: stores search_language_changed; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER search_language_changed AFTER UPDATE OF language ON retail.stores FOR EACH ROW WHEN ((old.language IS DISTINCT FROM new.language)) EXECUTE FUNCTION retail.search_language_changed();


--
-- Name: products search_truncated; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER search_truncated AFTER TRUNCATE ON retail.products FOR EACH STATEMENT EXECUTE FUNCTION retail.search_products_truncated();


--
-- Name: products search_updated; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER search_updated AFTER UPDATE ON retail.products REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION retail.search_products_updated();


--
-- Name: search_documents search_vectors_outdated; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER search_vectors_outdated AFTER DELETE ON retail.search_documents REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION retail.search_vectors_outdated();


--
-- Name: inventory tell; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER tell AFTER UPDATE ON retail.inventory REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.stock_changed();


--
-- Name: customers touch; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON retail.customers FOR EACH ROW EXECUTE FUNCTION retail_sec.touch();


--
-- Name: embedding_models touch; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON retail.embedding_models FOR EACH ROW EXECUTE FUNCTION retail_sec.touch();


--
-- Name: inventory touch; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON retail.inventory FOR EACH ROW EXECUTE FUNCTION retail_sec.touch();


--
-- Name: product_embeddings touch; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON retail.product_embeddings FOR EACH ROW EXECUTE FUNCTION retail_sec.touch();


--
-- Name: products touch; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON retail.products FOR EACH ROW EXECUTE FUNCTION retail_sec.touch();


--
-- Name: stores touch; Type: TRIGGER; Schema: retail; Owner: retail_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON retail.stores FOR EACH ROW EXECUTE FUNCTION retail_sec.touch();


--
-- Name: audit_seals append_only; Type: TRIGGER; Schema: retail_sec; Owner: retail_owner
--

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON retail_sec.audit_seals FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.refuse_audit_change();


--
-- Name: store_access audit_delete; Type: TRIGGER; Schema: retail_sec; Owner: retail_owner
--

CREATE TRIGGER audit_delete AFTER DELETE ON retail_sec.store_access REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{principal}', '{}');


--
-- Name: store_access audit_insert; Type: TRIGGER; Schema: retail_sec; Owner: retail_owner
--

CREATE TRIGGER audit_insert AFTER INSERT ON retail_sec.store_access REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{principal}', '{}');


--
-- Name: store_access audit_update; Type: TRIGGER; Schema: retail_sec; Owner: retail_owner
--

CREATE TRIGGER audit_update AFTER UPDATE ON retail_sec.store_access REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.audit('{principal}', '{}');


--
-- Name: search_aliases search_lexicon_changed; Type: TRIGGER; Schema: retail_sec; Owner: retail_owner
--

CREATE TRIGGER search_lexicon_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON retail_sec.search_aliases FOR EACH STATEMENT EXECUTE FUNCTION retail.search_lexicon_changed();


--
-- Name: search_units search_lexicon_changed; Type: TRIGGER; Schema: retail_sec; Owner: retail_owner
--

CREATE TRIGGER search_lexicon_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON retail_sec.search_units FOR EACH STATEMENT EXECUTE FUNCTION retail.search_lexicon_changed();


--
-- Name: store_access tell_delete; Type: TRIGGER; Schema: retail_sec; Owner: retail_owner
--

CREATE TRIGGER tell_delete AFTER DELETE ON retail_sec.store_access REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.grants_changed();


--
-- Name: store_access tell_insert; Type: TRIGGER; Schema: retail_sec; Owner: retail_owner
--

CREATE TRIGGER tell_insert AFTER INSERT ON retail_sec.store_access REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.grants_changed();


--
-- Name: store_access tell_update; Type: TRIGGER; Schema: retail_sec; Owner: retail_owner
--

CREATE TRIGGER tell_update AFTER UPDATE ON retail_sec.store_access REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retail_sec.grants_changed();


--
-- Name: catalogue_revisions catalogue_revisions_store_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.catalogue_revisions
    ADD CONSTRAINT catalogue_revisions_store_id_fkey FOREIGN KEY (store_id) REFERENCES retail.stores(store_id) ON DELETE CASCADE;


--
-- Name: customers customers_store_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.customers
    ADD CONSTRAINT customers_store_id_fkey FOREIGN KEY (store_id) REFERENCES retail.stores(store_id);


--
-- Name: embedding_models embedding_models_store_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.embedding_models
    ADD CONSTRAINT embedding_models_store_id_fkey FOREIGN KEY (store_id) REFERENCES retail.stores(store_id);


--
-- Name: inventory_movements inventory_movements_store_id_product_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.inventory_movements
    ADD CONSTRAINT inventory_movements_store_id_product_id_fkey FOREIGN KEY (store_id, product_id) REFERENCES retail.products(store_id, product_id);


--
-- Name: inventory inventory_store_id_product_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.inventory
    ADD CONSTRAINT inventory_store_id_product_id_fkey FOREIGN KEY (store_id, product_id) REFERENCES retail.products(store_id, product_id) ON DELETE CASCADE;


--
-- Name: product_categories product_categories_parent_category_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.product_categories
    ADD CONSTRAINT product_categories_parent_category_id_fkey FOREIGN KEY (parent_category_id) REFERENCES retail.product_categories(category_id);


--
-- Name: product_categories product_categories_store_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.product_categories
    ADD CONSTRAINT product_categories_store_id_fkey FOREIGN KEY (store_id) REFERENCES retail.stores(store_id);


--
-- Name: product_embeddings product_embeddings_store_id_embedding_model_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.product_embeddings
    ADD CONSTRAINT product_embeddings_store_id_embedding_model_fkey FOREIGN KEY (store_id, embedding_model) REFERENCES retail.embedding_models(store_id, model) ON DELETE CASCADE;


--
-- Name: product_embeddings product_embeddings_store_id_product_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.product_embeddings
    ADD CONSTRAINT product_embeddings_store_id_product_id_fkey FOREIGN KEY (store_id, product_id) REFERENCES retail.products(store_id, product_id) ON DELETE CASCADE;


--
-- Name: products products_category_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.products
    ADD CONSTRAINT products_category_id_fkey FOREIGN KEY (category_id) REFERENCES retail.product_categories(category_id);


--
-- Name: products products_store_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.products
    ADD CONSTRAINT products_store_id_fkey FOREIGN KEY (store_id) REFERENCES retail.stores(store_id);


--
-- Name: promotions promotions_store_id_sku_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.promotions
    ADD CONSTRAINT promotions_store_id_sku_fkey FOREIGN KEY (store_id, sku) REFERENCES retail.products(store_id, sku) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: sales_by_day sales_by_day_store_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.sales_by_day
    ADD CONSTRAINT sales_by_day_store_id_fkey FOREIGN KEY (store_id) REFERENCES retail.stores(store_id);


--
-- Name: sales_transaction_items sales_transaction_items_store_id_product_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.sales_transaction_items
    ADD CONSTRAINT sales_transaction_items_store_id_product_id_fkey FOREIGN KEY (store_id, product_id) REFERENCES retail.products(store_id, product_id);


--
-- Name: sales_transaction_items sales_transaction_items_store_id_transaction_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.sales_transaction_items
    ADD CONSTRAINT sales_transaction_items_store_id_transaction_id_fkey FOREIGN KEY (store_id, transaction_id) REFERENCES retail.sales_transactions(store_id, transaction_id) ON DELETE CASCADE;


--
-- Name: sales_transactions sales_transactions_store_id_customer_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.sales_transactions
    ADD CONSTRAINT sales_transactions_store_id_customer_id_fkey FOREIGN KEY (store_id, customer_id) REFERENCES retail.customers(store_id, customer_id);


--
-- Name: sales_transactions sales_transactions_store_id_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.sales_transactions
    ADD CONSTRAINT sales_transactions_store_id_fkey FOREIGN KEY (store_id) REFERENCES retail.stores(store_id);


--
-- Name: term_vectors term_vectors_store_id_model_fkey; Type: FK CONSTRAINT; Schema: retail; Owner: retail_owner
--

ALTER TABLE ONLY retail.term_vectors
    ADD CONSTRAINT term_vectors_store_id_model_fkey FOREIGN KEY (store_id, model) REFERENCES retail.embedding_models(store_id, model) ON DELETE CASCADE;


--
-- Name: store_channels store_channels_store_id_fkey; Type: FK CONSTRAINT; Schema: retail_sec; Owner: retail_owner
--

ALTER TABLE ONLY retail_sec.store_channels
    ADD CONSTRAINT store_channels_store_id_fkey FOREIGN KEY (store_id) REFERENCES retail.stores(store_id) ON DELETE CASCADE;


--
-- Name: catalogue_revisions add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.catalogue_revisions FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: customers add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.customers FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: embedding_models add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.embedding_models FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: inventory add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.inventory FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: inventory_movements add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.inventory_movements FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: product_categories add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.product_categories FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: product_embeddings add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.product_embeddings FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: products add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.products FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: promotions add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.promotions FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: sales_by_day add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.sales_by_day FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: sales_transaction_items add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.sales_transaction_items FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: sales_transactions add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.sales_transactions FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: search_documents add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.search_documents FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: search_postings add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.search_postings FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: search_stats add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.search_stats FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: search_terms add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.search_terms FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: search_vocabulary add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.search_vocabulary FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: search_words add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.search_words FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: stores add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.stores FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: term_vectors add; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY add ON retail.term_vectors FOR INSERT TO retail_writer WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: audit_log; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.audit_log ENABLE ROW LEVEL SECURITY;

--
-- Name: catalogue_revisions; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.catalogue_revisions ENABLE ROW LEVEL SECURITY;

--
-- Name: catalogue_revisions change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.catalogue_revisions FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: customers change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.customers FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: embedding_models change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.embedding_models FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: inventory change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.inventory FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: inventory_movements change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.inventory_movements FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: product_categories change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.product_categories FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: product_embeddings change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.product_embeddings FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: products change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.products FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: promotions change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.promotions FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: sales_by_day change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.sales_by_day FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: sales_transaction_items change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.sales_transaction_items FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: sales_transactions change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.sales_transactions FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: search_documents change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.search_documents FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: search_postings change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.search_postings FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: search_stats change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.search_stats FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: search_terms change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.search_terms FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: search_vocabulary change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.search_vocabulary FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: search_words change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.search_words FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: stores change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.stores FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: term_vectors change; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY change ON retail.term_vectors FOR UPDATE TO retail_writer USING ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id))) WITH CHECK ((store_id = ( SELECT retail.writable_store_id() AS writable_store_id)));


--
-- Name: customers; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.customers ENABLE ROW LEVEL SECURITY;

--
-- Name: embedding_models; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.embedding_models ENABLE ROW LEVEL SECURITY;

--
-- Name: inventory; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.inventory ENABLE ROW LEVEL SECURITY;

--
-- Name: inventory_movements; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.inventory_movements ENABLE ROW LEVEL SECURITY;

--
-- Name: catalogue_revisions my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.catalogue_revisions FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: customers my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.customers FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: embedding_models my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.embedding_models FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: inventory my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.inventory FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: inventory_movements my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.inventory_movements FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: product_categories my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.product_categories FOR SELECT TO retail_region USING (((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])) OR ((store_id IS NULL) AND (cardinality(( SELECT retail.allowed_store_ids() AS allowed_store_ids)) > 0))));


--
-- Name: product_embeddings my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.product_embeddings FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: products my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.products FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: promotions my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.promotions FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: sales_by_day my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.sales_by_day FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: sales_transaction_items my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.sales_transaction_items FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: sales_transactions my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.sales_transactions FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: search_documents my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.search_documents FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: search_postings my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.search_postings FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: search_stats my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.search_stats FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: search_terms my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.search_terms FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: search_vocabulary my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.search_vocabulary FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: search_words my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.search_words FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: stores my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.stores FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: term_vectors my_stores; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY my_stores ON retail.term_vectors FOR SELECT TO retail_region USING ((store_id = ANY (( SELECT retail.allowed_store_ids() AS allowed_store_ids)::text[])));


--
-- Name: catalogue_revisions one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.catalogue_revisions FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: customers one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.customers FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: embedding_models one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.embedding_models FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: inventory one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.inventory FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: inventory_movements one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.inventory_movements FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: product_categories one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.product_categories FOR SELECT TO retail_store USING (((store_id = ( SELECT retail.current_store_id() AS current_store_id)) OR ((store_id IS NULL) AND (( SELECT retail.current_store_id() AS current_store_id) IS NOT NULL))));


--
-- Name: product_embeddings one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.product_embeddings FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: products one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.products FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: promotions one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.promotions FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: sales_by_day one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.sales_by_day FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: sales_transaction_items one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.sales_transaction_items FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: sales_transactions one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.sales_transactions FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: search_documents one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.search_documents FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: search_postings one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.search_postings FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: search_stats one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.search_stats FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: search_terms one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.search_terms FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: search_vocabulary one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.search_vocabulary FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: search_words one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.search_words FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: stores one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.stores FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: term_vectors one_store; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY one_store ON retail.term_vectors FOR SELECT TO retail_store USING ((store_id = ( SELECT retail.current_store_id() AS current_store_id)));


--
-- Name: audit_log owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.audit_log TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: catalogue_revisions owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.catalogue_revisions TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: customers owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.customers TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: embedding_models owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.embedding_models TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: inventory owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.inventory TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: inventory_movements owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.inventory_movements TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: product_categories owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.product_categories TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: product_embeddings owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.product_embeddings TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: products owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.products TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: promotions owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.promotions TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: sales_by_day owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.sales_by_day TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: sales_transaction_items owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.sales_transaction_items TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: sales_transactions owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.sales_transactions TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: search_documents owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.search_documents TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: search_postings owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.search_postings TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: search_stats owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.search_stats TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: search_terms owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.search_terms TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: search_vocabulary owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.search_vocabulary TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: search_words owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.search_words TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: stores owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.stores TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: term_vectors owner; Type: POLICY; Schema: retail; Owner: retail_owner
--

CREATE POLICY owner ON retail.term_vectors TO retail_owner USING (true) WITH CHECK (true);


--
-- Name: product_categories; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.product_categories ENABLE ROW LEVEL SECURITY;

--
-- Name: product_embeddings; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.product_embeddings ENABLE ROW LEVEL SECURITY;

--
-- Name: products; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.products ENABLE ROW LEVEL SECURITY;

--
-- Name: promotions; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.promotions ENABLE ROW LEVEL SECURITY;

--
-- Name: sales_by_day; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.sales_by_day ENABLE ROW LEVEL SECURITY;

--
-- Name: sales_transaction_items; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.sales_transaction_items ENABLE ROW LEVEL SECURITY;

--
-- Name: sales_transactions; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.sales_transactions ENABLE ROW LEVEL SECURITY;

--
-- Name: search_documents; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.search_documents ENABLE ROW LEVEL SECURITY;

--
-- Name: search_postings; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.search_postings ENABLE ROW LEVEL SECURITY;

--
-- Name: search_stats; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.search_stats ENABLE ROW LEVEL SECURITY;

--
-- Name: search_terms; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.search_terms ENABLE ROW LEVEL SECURITY;

--
-- Name: search_vocabulary; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.search_vocabulary ENABLE ROW LEVEL SECURITY;

--
-- Name: search_words; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.search_words ENABLE ROW LEVEL SECURITY;

--
-- Name: stores; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.stores ENABLE ROW LEVEL SECURITY;

--
-- Name: term_vectors; Type: ROW SECURITY; Schema: retail; Owner: retail_owner
--

ALTER TABLE retail.term_vectors ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA retail; Type: ACL; Schema: -; Owner: retail_owner
--

GRANT USAGE ON SCHEMA retail TO mcp_user;
GRANT USAGE ON SCHEMA retail TO retail_monitor;
GRANT USAGE ON SCHEMA retail TO retail_maintenance;


--
-- Name: FUNCTION allowed_store_ids(); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.allowed_store_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION retail.allowed_store_ids() TO mcp_user;


--
-- Name: FUNCTION availability_elsewhere(sku_param text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.availability_elsewhere(sku_param text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.availability_elsewhere(sku_param text) TO mcp_user;


--
-- Name: FUNCTION business_date(moment timestamp with time zone, time_zone text, day_start time without time zone); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.business_date(moment timestamp with time zone, time_zone text, day_start time without time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.business_date(moment timestamp with time zone, time_zone text, day_start time without time zone) TO mcp_user;


--
-- Name: FUNCTION category_path(category integer); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.category_path(category integer) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.category_path(category integer) TO mcp_user;


--
-- Name: FUNCTION current_store_id(); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.current_store_id() FROM PUBLIC;
GRANT ALL ON FUNCTION retail.current_store_id() TO mcp_user;


--
-- Name: COLUMN products.product_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(product_id) ON TABLE retail.products TO mcp_user;
GRANT INSERT(product_id) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.products TO mcp_user;
GRANT INSERT(store_id) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.product_no; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(product_no) ON TABLE retail.products TO mcp_user;


--
-- Name: COLUMN products.sku; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(sku) ON TABLE retail.products TO mcp_user;
GRANT INSERT(sku) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.product_name; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(product_name) ON TABLE retail.products TO mcp_user;
GRANT INSERT(product_name),UPDATE(product_name) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.product_description; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(product_description) ON TABLE retail.products TO mcp_user;
GRANT INSERT(product_description),UPDATE(product_description) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.category_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(category_id) ON TABLE retail.products TO mcp_user;
GRANT INSERT(category_id),UPDATE(category_id) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.brand; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(brand) ON TABLE retail.products TO mcp_user;
GRANT INSERT(brand),UPDATE(brand) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.model; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(model) ON TABLE retail.products TO mcp_user;
GRANT INSERT(model),UPDATE(model) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.color; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(color) ON TABLE retail.products TO mcp_user;
GRANT INSERT(color),UPDATE(color) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.size; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(size) ON TABLE retail.products TO mcp_user;
GRANT INSERT(size),UPDATE(size) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.weight_kg; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(weight_kg) ON TABLE retail.products TO mcp_user;
GRANT INSERT(weight_kg),UPDATE(weight_kg) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.dimensions_cm; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(dimensions_cm) ON TABLE retail.products TO mcp_user;
GRANT INSERT(dimensions_cm),UPDATE(dimensions_cm) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.price; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(price) ON TABLE retail.products TO mcp_user;
GRANT INSERT(price),UPDATE(price) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.cost; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(cost) ON TABLE retail.products TO mcp_user;
GRANT INSERT(cost),UPDATE(cost) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.minimum_stock; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(minimum_stock) ON TABLE retail.products TO mcp_user;
GRANT INSERT(minimum_stock),UPDATE(minimum_stock) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.maximum_stock; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(maximum_stock) ON TABLE retail.products TO mcp_user;
GRANT INSERT(maximum_stock),UPDATE(maximum_stock) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.reorder_point; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(reorder_point) ON TABLE retail.products TO mcp_user;
GRANT INSERT(reorder_point),UPDATE(reorder_point) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.lead_time_days; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(lead_time_days) ON TABLE retail.products TO mcp_user;
GRANT INSERT(lead_time_days),UPDATE(lead_time_days) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.pack_size; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(pack_size) ON TABLE retail.products TO mcp_user;
GRANT INSERT(pack_size),UPDATE(pack_size) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.minimum_order_quantity; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(minimum_order_quantity) ON TABLE retail.products TO mcp_user;
GRANT INSERT(minimum_order_quantity),UPDATE(minimum_order_quantity) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.supplier_name; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(supplier_name) ON TABLE retail.products TO mcp_user;
GRANT INSERT(supplier_name),UPDATE(supplier_name) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.supplier_sku; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(supplier_sku) ON TABLE retail.products TO mcp_user;
GRANT INSERT(supplier_sku),UPDATE(supplier_sku) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.barcode; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(barcode) ON TABLE retail.products TO mcp_user;
GRANT INSERT(barcode),UPDATE(barcode) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.is_active; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(is_active) ON TABLE retail.products TO mcp_user;
GRANT INSERT(is_active),UPDATE(is_active) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.is_featured; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(is_featured) ON TABLE retail.products TO mcp_user;
GRANT INSERT(is_featured),UPDATE(is_featured) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.rating_average; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(rating_average) ON TABLE retail.products TO mcp_user;


--
-- Name: COLUMN products.rating_count; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(rating_count) ON TABLE retail.products TO mcp_user;


--
-- Name: COLUMN products.tags; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(tags) ON TABLE retail.products TO mcp_user;
GRANT INSERT(tags),UPDATE(tags) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.metadata; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(metadata) ON TABLE retail.products TO mcp_user;
GRANT INSERT(metadata),UPDATE(metadata) ON TABLE retail.products TO retail_writer;


--
-- Name: COLUMN products.created_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(created_at) ON TABLE retail.products TO mcp_user;


--
-- Name: COLUMN products.updated_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(updated_at) ON TABLE retail.products TO mcp_user;


--
-- Name: COLUMN products.price_e4; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(price_e4) ON TABLE retail.products TO mcp_user;


--
-- Name: FUNCTION embedding_text(product retail.products); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.embedding_text(product retail.products) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.embedding_text(product retail.products) TO mcp_user;


--
-- Name: FUNCTION fetch_rows(open_cursor refcursor, as_text boolean[], max_rows integer, max_bytes integer); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.fetch_rows(open_cursor refcursor, as_text boolean[], max_rows integer, max_bytes integer) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.fetch_rows(open_cursor refcursor, as_text boolean[], max_rows integer, max_bytes integer) TO mcp_user;


--
-- Name: FUNCTION listen_for_changes(session_param integer); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.listen_for_changes(session_param integer) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.listen_for_changes(session_param integer) TO mcp_user;


--
-- Name: FUNCTION masked_customers(customer_ids uuid[]); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.masked_customers(customer_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.masked_customers(customer_ids uuid[]) TO mcp_user;


--
-- Name: FUNCTION my_stores(); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.my_stores() FROM PUBLIC;
GRANT ALL ON FUNCTION retail.my_stores() TO mcp_user;


--
-- Name: FUNCTION normal_quantile(probability numeric); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.normal_quantile(probability numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.normal_quantile(probability numeric) TO mcp_user;


--
-- Name: FUNCTION record_tool_calls(calls jsonb); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.record_tool_calls(calls jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.record_tool_calls(calls jsonb) TO mcp_user;


--
-- Name: FUNCTION search_add(store text, numbers integer[]); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_add(store text, numbers integer[]) FROM PUBLIC;


--
-- Name: FUNCTION search_admit(stores text[], numbers integer[], scores double precision[], matches double precision[], ranks integer[], masks bigint[], categories integer[], only_brand text, price_min numeric, price_max numeric, only_tags text[], in_stock boolean, inactive boolean, enough integer); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_admit(stores text[], numbers integer[], scores double precision[], matches double precision[], ranks integer[], masks bigint[], categories integer[], only_brand text, price_min numeric, price_max numeric, only_tags text[], in_stock boolean, inactive boolean, enough integer) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_admit(stores text[], numbers integer[], scores double precision[], matches double precision[], ranks integer[], masks bigint[], categories integer[], only_brand text, price_min numeric, price_max numeric, only_tags text[], in_stock boolean, inactive boolean, enough integer) TO mcp_user;


--
-- Name: FUNCTION search_asked(store text, query text, literal boolean); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_asked(store text, query text, literal boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_asked(store text, query text, literal boolean) TO mcp_user;


--
-- Name: FUNCTION search_attributes(metadata jsonb); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_attributes(metadata jsonb) FROM PUBLIC;


--
-- Name: FUNCTION search_balance(store text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_balance(store text) FROM PUBLIC;


--
-- Name: FUNCTION search_categories(name_or_path text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_categories(name_or_path text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_categories(name_or_path text) TO mcp_user;


--
-- Name: FUNCTION search_category_changed(); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_category_changed() FROM PUBLIC;


--
-- Name: FUNCTION search_category_paths(categories integer[]); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_category_paths(categories integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_category_paths(categories integer[]) TO mcp_user;


--
-- Name: FUNCTION search_corrections(store text, misspelt text, previous text, next text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_corrections(store text, misspelt text, previous text, next text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_corrections(store text, misspelt text, previous text, next text) TO mcp_user;


--
-- Name: FUNCTION search_cosines(store text, model text, query public.halfvec, product_ids uuid[]); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_cosines(store text, model text, query public.halfvec, product_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_cosines(store text, model text, query public.halfvec, product_ids uuid[]) TO mcp_user;


--
-- Name: FUNCTION search_count(store text, numbers integer[], sign integer); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_count(store text, numbers integer[], sign integer) FROM PUBLIC;


--
-- Name: FUNCTION search_dictionary(language text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_dictionary(language text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_dictionary(language text) TO mcp_user;


--
-- Name: COLUMN search_documents.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.search_documents TO mcp_user;


--
-- Name: COLUMN search_documents.product_no; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(product_no) ON TABLE retail.search_documents TO mcp_user;


--
-- Name: COLUMN search_documents.lexemes; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(lexemes) ON TABLE retail.search_documents TO mcp_user;


--
-- Name: COLUMN search_documents.frequencies; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(frequencies) ON TABLE retail.search_documents TO mcp_user;


--
-- Name: COLUMN search_documents.length; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(length) ON TABLE retail.search_documents TO mcp_user;


--
-- Name: COLUMN search_documents.words; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(words) ON TABLE retail.search_documents TO mcp_user;


--
-- Name: COLUMN search_documents.pairs; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(pairs) ON TABLE retail.search_documents TO mcp_user;


--
-- Name: FUNCTION search_document(product retail.products, language text, lexicon retail_sec.search_lexicon); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_document(product retail.products, language text, lexicon retail_sec.search_lexicon) FROM PUBLIC;


--
-- Name: FUNCTION search_fold(content text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_fold(content text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_fold(content text) TO mcp_user;


--
-- Name: FUNCTION search_head(title text, language text, lexicon retail_sec.search_lexicon); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_head(title text, language text, lexicon retail_sec.search_lexicon) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_head(title text, language text, lexicon retail_sec.search_lexicon) TO mcp_user;


--
-- Name: FUNCTION search_hits(asked_stores text[], query text, literal boolean, given_model text, given public.vector, categories integer[], only_brand text, price_min numeric, price_max numeric, only_tags text[], stock text, inactive boolean, wanted integer, by_words boolean, OUT stores text[], OUT numbers integer[], OUT scores double precision[], OUT matches double precision[], OUT ranks integer[], OUT masks bigint[], OUT is_bounded boolean, OUT asked jsonb, OUT meaning jsonb, OUT direction_stores text[], OUT models text[], OUT directions public.halfvec[]); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_hits(asked_stores text[], query text, literal boolean, given_model text, given public.vector, categories integer[], only_brand text, price_min numeric, price_max numeric, only_tags text[], stock text, inactive boolean, wanted integer, by_words boolean, OUT stores text[], OUT numbers integer[], OUT scores double precision[], OUT matches double precision[], OUT ranks integer[], OUT masks bigint[], OUT is_bounded boolean, OUT asked jsonb, OUT meaning jsonb, OUT direction_stores text[], OUT models text[], OUT directions public.halfvec[]) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_hits(asked_stores text[], query text, literal boolean, given_model text, given public.vector, categories integer[], only_brand text, price_min numeric, price_max numeric, only_tags text[], stock text, inactive boolean, wanted integer, by_words boolean, OUT stores text[], OUT numbers integer[], OUT scores double precision[], OUT matches double precision[], OUT ranks integer[], OUT masks bigint[], OUT is_bounded boolean, OUT asked jsonb, OUT meaning jsonb, OUT direction_stores text[], OUT models text[], OUT directions public.halfvec[]) TO mcp_user;


--
-- Name: FUNCTION search_identified(store text, query text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_identified(store text, query text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_identified(store text, query text) TO mcp_user;


--
-- Name: FUNCTION search_identifier(content text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_identifier(content text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_identifier(content text) TO mcp_user;


--
-- Name: FUNCTION search_impact(frequency real, length real, pivot real); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_impact(frequency real, length real, pivot real) FROM PUBLIC;


--
-- Name: FUNCTION search_language(language text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_language(language text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_language(language text) TO mcp_user;


--
-- Name: FUNCTION search_language_changed(); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_language_changed() FROM PUBLIC;


--
-- Name: FUNCTION search_lexeme(word text, dictionary regdictionary); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_lexeme(word text, dictionary regdictionary) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_lexeme(word text, dictionary regdictionary) TO mcp_user;


--
-- Name: FUNCTION search_lexicon_changed(); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_lexicon_changed() FROM PUBLIC;


--
-- Name: FUNCTION search_lexicon_of(language text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_lexicon_of(language text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_lexicon_of(language text) TO mcp_user;


--
-- Name: COLUMN search_stats.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.search_stats TO mcp_user;


--
-- Name: COLUMN search_stats.products; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(products) ON TABLE retail.search_stats TO mcp_user;


--
-- Name: COLUMN search_stats.total_length; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(total_length) ON TABLE retail.search_stats TO mcp_user;


--
-- Name: COLUMN search_stats.pivot; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(pivot) ON TABLE retail.search_stats TO mcp_user;


--
-- Name: COLUMN search_stats.revision; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(revision) ON TABLE retail.search_stats TO mcp_user;


--
-- Name: COLUMN search_stats.language; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(language) ON TABLE retail.search_stats TO mcp_user;


--
-- Name: FUNCTION search_lock(store text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_lock(store text) FROM PUBLIC;


--
-- Name: FUNCTION search_meaning(store text, lexemes text[], weights real[], given_model text, given public.vector); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_meaning(store text, lexemes text[], weights real[], given_model text, given public.vector) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_meaning(store text, lexemes text[], weights real[], given_model text, given public.vector) TO mcp_user;


--
-- Name: FUNCTION search_named_brand(query text, brands text[], asked jsonb); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_named_brand(query text, brands text[], asked jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_named_brand(query text, brands text[], asked jsonb) TO mcp_user;


--
-- Name: FUNCTION search_named_category(query text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_named_category(query text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_named_category(query text) TO mcp_user;


--
-- Name: FUNCTION search_nearest(store text, model text, query public.halfvec, wanted integer); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_nearest(store text, model text, query public.halfvec, wanted integer) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_nearest(store text, model text, query public.halfvec, wanted integer) TO mcp_user;


--
-- Name: FUNCTION search_nearest_words(store text, query text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_nearest_words(store text, query text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_nearest_words(store text, query text) TO mcp_user;


--
-- Name: FUNCTION search_pieces(word text, edits integer); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_pieces(word text, edits integer) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_pieces(word text, edits integer) TO mcp_user;


--
-- Name: FUNCTION search_products_by_similarity(search_embedding public.vector, similarity_threshold double precision, max_results integer, model text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_products_by_similarity(search_embedding public.vector, similarity_threshold double precision, max_results integer, model text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_products_by_similarity(search_embedding public.vector, similarity_threshold double precision, max_results integer, model text) TO mcp_user;


--
-- Name: FUNCTION search_products_deleted(); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_products_deleted() FROM PUBLIC;


--
-- Name: FUNCTION search_products_inserted(); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_products_inserted() FROM PUBLIC;


--
-- Name: FUNCTION search_products_truncated(); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_products_truncated() FROM PUBLIC;


--
-- Name: FUNCTION search_products_updated(); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_products_updated() FROM PUBLIC;


--
-- Name: FUNCTION search_query_terms(store text, query text, literal boolean); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_query_terms(store text, query text, literal boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_query_terms(store text, query text, literal boolean) TO mcp_user;


--
-- Name: FUNCTION search_rebuild(store text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_rebuild(store text) FROM PUBLIC;


--
-- Name: FUNCTION search_remove(store text, numbers integer[]); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_remove(store text, numbers integer[]) FROM PUBLIC;


--
-- Name: FUNCTION search_replace(store text, numbers integer[]); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_replace(store text, numbers integer[]) FROM PUBLIC;


--
-- Name: FUNCTION search_score(store text, lexemes text[], weights double precision[], products integer[], opening integer, kept integer, best integer); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_score(store text, lexemes text[], weights double precision[], products integer[], opening integer, kept integer, best integer) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_score(store text, lexemes text[], weights double precision[], products integer[], opening integer, kept integer, best integer) TO mcp_user;


--
-- Name: FUNCTION search_speaks_of_brand(store text, content text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_speaks_of_brand(store text, content text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_speaks_of_brand(store text, content text) TO mcp_user;


--
-- Name: FUNCTION search_split(store text, joined text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_split(store text, joined text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_split(store text, joined text) TO mcp_user;


--
-- Name: FUNCTION search_split_misspelt(store text, joined text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_split_misspelt(store text, joined text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_split_misspelt(store text, joined text) TO mcp_user;


--
-- Name: FUNCTION search_spoken(content text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_spoken(content text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_spoken(content text) TO mcp_user;


--
-- Name: FUNCTION search_terms_of(store text, parts text[], weights double precision[], dictionary regdictionary); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_terms_of(store text, parts text[], weights double precision[], dictionary regdictionary) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_terms_of(store text, parts text[], weights double precision[], dictionary regdictionary) TO mcp_user;


--
-- Name: FUNCTION search_vectors_outdated(); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_vectors_outdated() FROM PUBLIC;


--
-- Name: FUNCTION search_words(content text, lexicon retail_sec.search_lexicon); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.search_words(content text, lexicon retail_sec.search_lexicon) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.search_words(content text, lexicon retail_sec.search_lexicon) TO mcp_user;


--
-- Name: FUNCTION set_store_context(store_id_param text, trace_param text); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.set_store_context(store_id_param text, trace_param text) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.set_store_context(store_id_param text, trace_param text) TO mcp_user;


--
-- Name: FUNCTION stock_days(stores text[], products uuid[], first_day date, until_day date); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.stock_days(stores text[], products uuid[], first_day date, until_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.stock_days(stores text[], products uuid[], first_day date, until_day date) TO mcp_user;


--
-- Name: FUNCTION stock_days_of(stores text[], products uuid[], first_day date, until_day date); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.stock_days_of(stores text[], products uuid[], first_day date, until_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.stock_days_of(stores text[], products uuid[], first_day date, until_day date) TO mcp_user;


--
-- Name: FUNCTION sum_term_vectors(store text, model text, lexemes text[], weights real[]); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.sum_term_vectors(store text, model text, lexemes text[], weights real[]) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.sum_term_vectors(store text, model text, lexemes text[], weights real[]) TO mcp_user;


--
-- Name: FUNCTION use_request_state(state_digest_param bytea, expires_at_param timestamp with time zone); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.use_request_state(state_digest_param bytea, expires_at_param timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION retail.use_request_state(state_digest_param bytea, expires_at_param timestamp with time zone) TO mcp_user;


--
-- Name: FUNCTION writable_store_id(); Type: ACL; Schema: retail; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail.writable_store_id() FROM PUBLIC;
GRANT ALL ON FUNCTION retail.writable_store_id() TO mcp_user;


--
-- Name: FUNCTION add_lifetime_value(of_store text, customers uuid[], amounts numeric[]); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.add_lifetime_value(of_store text, customers uuid[], amounts numeric[]) FROM PUBLIC;


--
-- Name: COLUMN sales_by_day.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.sales_by_day TO mcp_user;


--
-- Name: COLUMN sales_by_day.business_date; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(business_date) ON TABLE retail.sales_by_day TO mcp_user;


--
-- Name: COLUMN sales_by_day.gross_sales; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(gross_sales) ON TABLE retail.sales_by_day TO mcp_user;


--
-- Name: COLUMN sales_by_day.discounts; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(discounts) ON TABLE retail.sales_by_day TO mcp_user;


--
-- Name: COLUMN sales_by_day.returns; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(returns) ON TABLE retail.sales_by_day TO mcp_user;


--
-- Name: COLUMN sales_by_day.tax; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(tax) ON TABLE retail.sales_by_day TO mcp_user;


--
-- Name: COLUMN sales_by_day.units_sold; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(units_sold) ON TABLE retail.sales_by_day TO mcp_user;


--
-- Name: COLUMN sales_by_day.units_returned; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(units_returned) ON TABLE retail.sales_by_day TO mcp_user;


--
-- Name: COLUMN sales_by_day.transactions; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(transactions) ON TABLE retail.sales_by_day TO mcp_user;


--
-- Name: COLUMN sales_by_day.lines; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(lines) ON TABLE retail.sales_by_day TO mcp_user;


--
-- Name: COLUMN sales_by_day.cost_of_sales; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(cost_of_sales) ON TABLE retail.sales_by_day TO mcp_user;


--
-- Name: COLUMN sales_by_day.net_sales_with_cost; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(net_sales_with_cost) ON TABLE retail.sales_by_day TO mcp_user;


--
-- Name: FUNCTION add_to_day(sold retail.sales_by_day); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.add_to_day(sold retail.sales_by_day) FROM PUBLIC;


--
-- Name: FUNCTION add_to_stock(of_store text, products uuid[], quantities numeric[], earliest timestamp with time zone); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.add_to_stock(of_store text, products uuid[], quantities numeric[], earliest timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION audit(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.audit() FROM PUBLIC;


--
-- Name: FUNCTION audit_digest(entry retail.audit_log); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.audit_digest(entry retail.audit_log) FROM PUBLIC;


--
-- Name: FUNCTION audit_movements(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.audit_movements() FROM PUBLIC;


--
-- Name: FUNCTION audit_record_id(id text); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.audit_record_id(id text) FROM PUBLIC;


--
-- Name: PROCEDURE audit_table(IN audited regclass, IN keys text, IN ignored text, IN events text[]); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON PROCEDURE retail_sec.audit_table(IN audited regclass, IN keys text, IN ignored text, IN events text[]) FROM PUBLIC;


--
-- Name: FUNCTION category_path(of_category integer); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.category_path(of_category integer) FROM PUBLIC;


--
-- Name: FUNCTION check_parent_category(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.check_parent_category() FROM PUBLIC;


--
-- Name: FUNCTION check_principal(principal_name name); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.check_principal(principal_name name) FROM PUBLIC;


--
-- Name: FUNCTION check_product_category(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.check_product_category() FROM PUBLIC;


--
-- Name: FUNCTION check_store_clock(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.check_store_clock() FROM PUBLIC;


--
-- Name: FUNCTION checks_at_once(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.checks_at_once() FROM PUBLIC;


--
-- Name: FUNCTION complete_item(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.complete_item() FROM PUBLIC;


--
-- Name: FUNCTION complete_movement(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.complete_movement() FROM PUBLIC;


--
-- Name: FUNCTION complete_transaction(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.complete_transaction() FROM PUBLIC;


--
-- Name: FUNCTION drop_principal(principal_name name); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.drop_principal(principal_name name) FROM PUBLIC;


--
-- Name: FUNCTION embedding_index(store text, of_model text); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.embedding_index(store text, of_model text) FROM PUBLIC;


--
-- Name: FUNCTION embedding_index_statement(store text, of_model text, is_replacing boolean); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.embedding_index_statement(store text, of_model text, is_replacing boolean) FROM PUBLIC;


--
-- Name: FUNCTION ensure_category(of_store text, name_or_path text); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.ensure_category(of_store text, name_or_path text) FROM PUBLIC;


--
-- Name: FUNCTION find_category(of_store text, name_or_path text); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.find_category(of_store text, name_or_path text) FROM PUBLIC;


--
-- Name: FUNCTION finish_embedding(store text, of_model text, at_revision bigint); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.finish_embedding(store text, of_model text, at_revision bigint) FROM PUBLIC;


--
-- Name: PROCEDURE force_row_security(IN tenant_table regclass); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON PROCEDURE retail_sec.force_row_security(IN tenant_table regclass) FROM PUBLIC;


--
-- Name: PROCEDURE grant_columns(IN granted_table regclass, IN hidden_columns text[], IN personal_columns text[]); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON PROCEDURE retail_sec.grant_columns(IN granted_table regclass, IN hidden_columns text[], IN personal_columns text[]) FROM PUBLIC;


--
-- Name: FUNCTION grant_stores(principal_name name, stores text[], may_write boolean, until timestamp with time zone); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.grant_stores(principal_name name, stores text[], may_write boolean, until timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION grants_changed(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.grants_changed() FROM PUBLIC;


--
-- Name: FUNCTION guard_ledger(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.guard_ledger() FROM PUBLIC;


--
-- Name: FUNCTION hidden_catalog_columns(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.hidden_catalog_columns() FROM PUBLIC;


--
-- Name: FUNCTION hold_references(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.hold_references() FROM PUBLIC;


--
-- Name: FUNCTION import_id(of_store text, ref text); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.import_id(of_store text, ref text) FROM PUBLIC;


--
-- Name: FUNCTION import_key(transaction_ref text, line_no integer); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.import_key(transaction_ref text, line_no integer) FROM PUBLIC;


--
-- Name: FUNCTION import_moment(moment text, zone text); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.import_moment(moment text, zone text) FROM PUBLIC;


--
-- Name: FUNCTION import_ref(of_store text, ref text); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.import_ref(of_store text, ref text) FROM PUBLIC;


--
-- Name: FUNCTION is_bulk(mode text); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.is_bulk(mode text) FROM PUBLIC;


--
-- Name: FUNCTION items_added(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.items_added() FROM PUBLIC;


--
-- Name: FUNCTION items_changed(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.items_changed() FROM PUBLIC;


--
-- Name: FUNCTION items_removed(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.items_removed() FROM PUBLIC;


--
-- Name: FUNCTION make_principal(principal_name name); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.make_principal(principal_name name) FROM PUBLIC;


--
-- Name: FUNCTION movements_added(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.movements_added() FROM PUBLIC;


--
-- Name: FUNCTION next_catalogue_revision(of_store text); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.next_catalogue_revision(of_store text) FROM PUBLIC;


--
-- Name: FUNCTION number_category(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.number_category() FROM PUBLIC;


--
-- Name: FUNCTION number_product(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.number_product() FROM PUBLIC;


--
-- Name: FUNCTION post_import(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.post_import() FROM PUBLIC;


--
-- Name: FUNCTION post_lines(of_store text, transactions uuid[], line_nos integer[], products uuid[], quantities numeric[], costs numeric[], kinds text[]); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.post_lines(of_store text, transactions uuid[], line_nos integer[], products uuid[], quantities numeric[], costs numeric[], kinds text[]) FROM PUBLIC;


--
-- Name: FUNCTION products_added(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.products_added() FROM PUBLIC;


--
-- Name: FUNCTION products_changed(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.products_changed() FROM PUBLIC;


--
-- Name: FUNCTION products_removed(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.products_removed() FROM PUBLIC;


--
-- Name: PROCEDURE protect(IN tenant_table regclass, IN hidden_columns text[], IN personal_columns text[]); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON PROCEDURE retail_sec.protect(IN tenant_table regclass, IN hidden_columns text[], IN personal_columns text[]) FROM PUBLIC;


--
-- Name: FUNCTION recompute_days(of_store text, days date[]); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.recompute_days(of_store text, days date[]) FROM PUBLIC;


--
-- Name: FUNCTION refuse_audit_change(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.refuse_audit_change() FROM PUBLIC;


--
-- Name: FUNCTION remove_store(of_store text); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.remove_store(of_store text) FROM PUBLIC;


--
-- Name: FUNCTION restate_counts(of_store text, products uuid[]); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.restate_counts(of_store text, products uuid[]) FROM PUBLIC;


--
-- Name: FUNCTION revoke_stores(principal_name name, stores text[], only_writing boolean); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.revoke_stores(principal_name name, stores text[], only_writing boolean) FROM PUBLIC;


--
-- Name: FUNCTION seal_audit(batch_size integer, at_most bigint); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.seal_audit(batch_size integer, at_most bigint) FROM PUBLIC;


--
-- Name: FUNCTION set_personal_data(principal_name name, sees_personal_data boolean); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.set_personal_data(principal_name name, sees_personal_data boolean) FROM PUBLIC;


--
-- Name: FUNCTION set_principal(principal_name name, stores text[], may_write boolean, sees_personal_data boolean); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.set_principal(principal_name name, stores text[], may_write boolean, sees_personal_data boolean) FROM PUBLIC;


--
-- Name: FUNCTION set_principal_password(principal_name name, new_password text); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.set_principal_password(principal_name name, new_password text) FROM PUBLIC;


--
-- Name: FUNCTION settle_groups(principal_name name); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.settle_groups(principal_name name) FROM PUBLIC;


--
-- Name: FUNCTION side_channels(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.side_channels() FROM PUBLIC;


--
-- Name: FUNCTION stock_changed(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.stock_changed() FROM PUBLIC;


--
-- Name: FUNCTION tell_listeners(of_stores text[]); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.tell_listeners(of_stores text[]) FROM PUBLIC;


--
-- Name: FUNCTION touch(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.touch() FROM PUBLIC;


--
-- Name: FUNCTION transactions_added(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.transactions_added() FROM PUBLIC;


--
-- Name: FUNCTION transactions_changed(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.transactions_changed() FROM PUBLIC;


--
-- Name: FUNCTION transactions_removed(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.transactions_removed() FROM PUBLIC;


--
-- Name: FUNCTION verify_audit(); Type: ACL; Schema: retail_sec; Owner: retail_owner
--

REVOKE ALL ON FUNCTION retail_sec.verify_audit() FROM PUBLIC;


--
-- Name: COLUMN catalogue_revisions.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.catalogue_revisions TO mcp_user;


--
-- Name: COLUMN catalogue_revisions.revision; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(revision) ON TABLE retail.catalogue_revisions TO mcp_user;


--
-- Name: COLUMN catalogue_revisions.changed_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(changed_at) ON TABLE retail.catalogue_revisions TO mcp_user;


--
-- Name: COLUMN product_categories.category_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(category_id) ON TABLE retail.product_categories TO mcp_user;


--
-- Name: COLUMN product_categories.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.product_categories TO mcp_user;
GRANT INSERT(store_id) ON TABLE retail.product_categories TO retail_writer;


--
-- Name: COLUMN product_categories.category_name; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(category_name) ON TABLE retail.product_categories TO mcp_user;
GRANT INSERT(category_name),UPDATE(category_name) ON TABLE retail.product_categories TO retail_writer;


--
-- Name: COLUMN product_categories.parent_category_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(parent_category_id) ON TABLE retail.product_categories TO mcp_user;
GRANT INSERT(parent_category_id),UPDATE(parent_category_id) ON TABLE retail.product_categories TO retail_writer;


--
-- Name: COLUMN product_categories.description; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(description) ON TABLE retail.product_categories TO mcp_user;
GRANT INSERT(description),UPDATE(description) ON TABLE retail.product_categories TO retail_writer;


--
-- Name: COLUMN product_categories.is_active; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(is_active) ON TABLE retail.product_categories TO mcp_user;
GRANT UPDATE(is_active) ON TABLE retail.product_categories TO retail_writer;


--
-- Name: TABLE category_tree; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT ON TABLE retail.category_tree TO mcp_user;


--
-- Name: COLUMN customers.customer_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(customer_id) ON TABLE retail.customers TO mcp_user;
GRANT INSERT(customer_id) ON TABLE retail.customers TO retail_writer;


--
-- Name: COLUMN customers.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.customers TO mcp_user;
GRANT INSERT(store_id) ON TABLE retail.customers TO retail_writer;


--
-- Name: COLUMN customers.customer_ref; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(customer_ref) ON TABLE retail.customers TO mcp_user;
GRANT INSERT(customer_ref) ON TABLE retail.customers TO retail_writer;


--
-- Name: COLUMN customers.first_name; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(first_name) ON TABLE retail.customers TO retail_personal_data;
GRANT INSERT(first_name),UPDATE(first_name) ON TABLE retail.customers TO retail_writer;


--
-- Name: COLUMN customers.last_name; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(last_name) ON TABLE retail.customers TO retail_personal_data;
GRANT INSERT(last_name),UPDATE(last_name) ON TABLE retail.customers TO retail_writer;


--
-- Name: COLUMN customers.email; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(email) ON TABLE retail.customers TO retail_personal_data;
GRANT INSERT(email),UPDATE(email) ON TABLE retail.customers TO retail_writer;


--
-- Name: COLUMN customers.phone; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(phone) ON TABLE retail.customers TO retail_personal_data;
GRANT INSERT(phone),UPDATE(phone) ON TABLE retail.customers TO retail_writer;


--
-- Name: COLUMN customers.date_of_birth; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(date_of_birth) ON TABLE retail.customers TO retail_personal_data;
GRANT INSERT(date_of_birth),UPDATE(date_of_birth) ON TABLE retail.customers TO retail_writer;


--
-- Name: COLUMN customers.gender; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(gender) ON TABLE retail.customers TO mcp_user;
GRANT INSERT(gender),UPDATE(gender) ON TABLE retail.customers TO retail_writer;


--
-- Name: COLUMN customers.customer_since; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(customer_since) ON TABLE retail.customers TO mcp_user;
GRANT INSERT(customer_since),UPDATE(customer_since) ON TABLE retail.customers TO retail_writer;


--
-- Name: COLUMN customers.loyalty_tier; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(loyalty_tier) ON TABLE retail.customers TO mcp_user;
GRANT INSERT(loyalty_tier),UPDATE(loyalty_tier) ON TABLE retail.customers TO retail_writer;


--
-- Name: COLUMN customers.total_lifetime_value; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(total_lifetime_value) ON TABLE retail.customers TO mcp_user;


--
-- Name: COLUMN customers.created_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(created_at) ON TABLE retail.customers TO mcp_user;


--
-- Name: COLUMN customers.updated_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(updated_at) ON TABLE retail.customers TO mcp_user;


--
-- Name: COLUMN embedding_models.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.embedding_models TO mcp_user;


--
-- Name: COLUMN embedding_models.model; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(model) ON TABLE retail.embedding_models TO mcp_user;


--
-- Name: COLUMN embedding_models.dimensions; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(dimensions) ON TABLE retail.embedding_models TO mcp_user;


--
-- Name: COLUMN embedding_models.active; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(active) ON TABLE retail.embedding_models TO mcp_user;


--
-- Name: COLUMN embedding_models.provider; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(provider) ON TABLE retail.embedding_models TO mcp_user;


--
-- Name: COLUMN embedding_models.trained_on; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(trained_on) ON TABLE retail.embedding_models TO mcp_user;


--
-- Name: COLUMN embedding_models.since_training; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(since_training) ON TABLE retail.embedding_models TO mcp_user;


--
-- Name: COLUMN embedding_models.revision; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(revision) ON TABLE retail.embedding_models TO mcp_user;


--
-- Name: COLUMN embedding_models.is_indexed; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(is_indexed) ON TABLE retail.embedding_models TO mcp_user;


--
-- Name: COLUMN embedding_models.metadata; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(metadata) ON TABLE retail.embedding_models TO mcp_user;


--
-- Name: COLUMN embedding_models.created_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(created_at) ON TABLE retail.embedding_models TO mcp_user;


--
-- Name: COLUMN embedding_models.updated_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(updated_at) ON TABLE retail.embedding_models TO mcp_user;


--
-- Name: TABLE index_usage; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT ON TABLE retail.index_usage TO retail_monitor;


--
-- Name: COLUMN inventory.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.inventory TO mcp_user;


--
-- Name: COLUMN inventory.product_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(product_id) ON TABLE retail.inventory TO mcp_user;


--
-- Name: COLUMN inventory.on_hand; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(on_hand) ON TABLE retail.inventory TO mcp_user;


--
-- Name: COLUMN inventory.on_order; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(on_order) ON TABLE retail.inventory TO mcp_user;
GRANT UPDATE(on_order) ON TABLE retail.inventory TO retail_writer;


--
-- Name: COLUMN inventory.committed; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(committed) ON TABLE retail.inventory TO mcp_user;
GRANT UPDATE(committed) ON TABLE retail.inventory TO retail_writer;


--
-- Name: COLUMN inventory.backordered; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(backordered) ON TABLE retail.inventory TO mcp_user;
GRANT UPDATE(backordered) ON TABLE retail.inventory TO retail_writer;


--
-- Name: COLUMN inventory.version; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(version) ON TABLE retail.inventory TO mcp_user;


--
-- Name: COLUMN inventory.updated_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(updated_at) ON TABLE retail.inventory TO mcp_user;


--
-- Name: COLUMN inventory_movements.movement_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(movement_id) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(movement_id) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(store_id) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.product_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(product_id) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(product_id) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.moved_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(moved_at) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(moved_at) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.business_date; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(business_date) ON TABLE retail.inventory_movements TO mcp_user;


--
-- Name: COLUMN inventory_movements.kind; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(kind) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(kind) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.quantity; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(quantity) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(quantity) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.counted_quantity; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(counted_quantity) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(counted_quantity) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.unit_cost; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(unit_cost) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(unit_cost) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.transaction_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(transaction_id) ON TABLE retail.inventory_movements TO mcp_user;


--
-- Name: COLUMN inventory_movements.line_no; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(line_no) ON TABLE retail.inventory_movements TO mcp_user;


--
-- Name: COLUMN inventory_movements.transfer_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(transfer_id) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(transfer_id) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.other_store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(other_store_id) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(other_store_id) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.undone_movement_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(undone_movement_id) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(undone_movement_id) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.reason; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(reason) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(reason) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.idempotency_key; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(idempotency_key) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(idempotency_key) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.request_digest; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(request_digest) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(request_digest) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.on_hand_before; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(on_hand_before) ON TABLE retail.inventory_movements TO mcp_user;
GRANT INSERT(on_hand_before) ON TABLE retail.inventory_movements TO retail_writer;


--
-- Name: COLUMN inventory_movements.actor; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(actor) ON TABLE retail.inventory_movements TO mcp_user;


--
-- Name: COLUMN inventory_movements.created_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(created_at) ON TABLE retail.inventory_movements TO mcp_user;


--
-- Name: COLUMN product_embeddings.embedding_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(embedding_id) ON TABLE retail.product_embeddings TO mcp_user;


--
-- Name: COLUMN product_embeddings.product_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(product_id) ON TABLE retail.product_embeddings TO mcp_user;


--
-- Name: COLUMN product_embeddings.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.product_embeddings TO mcp_user;


--
-- Name: COLUMN product_embeddings.embedding_text; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(embedding_text) ON TABLE retail.product_embeddings TO mcp_user;


--
-- Name: COLUMN product_embeddings.embedding; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(embedding) ON TABLE retail.product_embeddings TO mcp_user;


--
-- Name: COLUMN product_embeddings.embedding_model; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(embedding_model) ON TABLE retail.product_embeddings TO mcp_user;


--
-- Name: COLUMN product_embeddings.created_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(created_at) ON TABLE retail.product_embeddings TO mcp_user;


--
-- Name: COLUMN product_embeddings.updated_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(updated_at) ON TABLE retail.product_embeddings TO mcp_user;


--
-- Name: TABLE products_with_stock; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT ON TABLE retail.products_with_stock TO mcp_user;


--
-- Name: COLUMN promotions.promotion_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(promotion_id) ON TABLE retail.promotions TO mcp_user;
GRANT INSERT(promotion_id) ON TABLE retail.promotions TO retail_writer;


--
-- Name: COLUMN promotions.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.promotions TO mcp_user;
GRANT INSERT(store_id) ON TABLE retail.promotions TO retail_writer;


--
-- Name: COLUMN promotions.sku; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(sku) ON TABLE retail.promotions TO mcp_user;
GRANT INSERT(sku) ON TABLE retail.promotions TO retail_writer;


--
-- Name: COLUMN promotions.promotion_name; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(promotion_name) ON TABLE retail.promotions TO mcp_user;
GRANT INSERT(promotion_name),UPDATE(promotion_name) ON TABLE retail.promotions TO retail_writer;


--
-- Name: COLUMN promotions.valid_from; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(valid_from) ON TABLE retail.promotions TO mcp_user;
GRANT INSERT(valid_from),UPDATE(valid_from) ON TABLE retail.promotions TO retail_writer;


--
-- Name: COLUMN promotions.valid_to; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(valid_to) ON TABLE retail.promotions TO mcp_user;
GRANT INSERT(valid_to),UPDATE(valid_to) ON TABLE retail.promotions TO retail_writer;


--
-- Name: COLUMN promotions.price; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(price) ON TABLE retail.promotions TO mcp_user;
GRANT INSERT(price),UPDATE(price) ON TABLE retail.promotions TO retail_writer;


--
-- Name: COLUMN promotions.created_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(created_at) ON TABLE retail.promotions TO mcp_user;


--
-- Name: COLUMN sales_transaction_items.item_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(item_id) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(item_id) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(store_id) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.transaction_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(transaction_id) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(transaction_id) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.line_no; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(line_no) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(line_no) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.product_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(product_id) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(product_id) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.business_date; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(business_date) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(business_date) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.quantity; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(quantity) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(quantity) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.unit_price; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(unit_price) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(unit_price) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.total_price; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(total_price) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(total_price) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.discount_amount; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(discount_amount) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(discount_amount) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.tax_amount; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(tax_amount) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(tax_amount) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.gross_amount; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(gross_amount) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(gross_amount) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.net_amount; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(net_amount) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(net_amount) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.unit_cost; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(unit_cost) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(unit_cost) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.original_transaction_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(original_transaction_id) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(original_transaction_id) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.original_line; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(original_line) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(original_line) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.return_reason; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(return_reason) ON TABLE retail.sales_transaction_items TO mcp_user;
GRANT INSERT(return_reason) ON TABLE retail.sales_transaction_items TO retail_writer;


--
-- Name: COLUMN sales_transaction_items.created_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(created_at) ON TABLE retail.sales_transaction_items TO mcp_user;


--
-- Name: COLUMN sales_transactions.transaction_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(transaction_id) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(transaction_id) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(store_id) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.transaction_ref; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(transaction_ref) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(transaction_ref) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.customer_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(customer_id) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(customer_id) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.transaction_date; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(transaction_date) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(transaction_date) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.business_date; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(business_date) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(business_date) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.transaction_type; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(transaction_type) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(transaction_type) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.payment_method; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(payment_method) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(payment_method) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.subtotal; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(subtotal) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(subtotal) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.tax_amount; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(tax_amount) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(tax_amount) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.discount_amount; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(discount_amount) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(discount_amount) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.total_amount; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(total_amount) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(total_amount) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.cashier_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(cashier_id) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(cashier_id) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.register_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(register_id) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(register_id) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.receipt_number; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(receipt_number) ON TABLE retail.sales_transactions TO mcp_user;
GRANT INSERT(receipt_number) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.notes; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(notes) ON TABLE retail.sales_transactions TO retail_personal_data;
GRANT INSERT(notes) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.metadata; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(metadata) ON TABLE retail.sales_transactions TO retail_personal_data;
GRANT INSERT(metadata) ON TABLE retail.sales_transactions TO retail_writer;


--
-- Name: COLUMN sales_transactions.created_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(created_at) ON TABLE retail.sales_transactions TO mcp_user;


--
-- Name: COLUMN search_postings.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.search_postings TO mcp_user;


--
-- Name: COLUMN search_postings.lexeme; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(lexeme) ON TABLE retail.search_postings TO mcp_user;


--
-- Name: COLUMN search_postings.product_no; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(product_no) ON TABLE retail.search_postings TO mcp_user;


--
-- Name: COLUMN search_postings.impact; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(impact) ON TABLE retail.search_postings TO mcp_user;


--
-- Name: COLUMN search_terms.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.search_terms TO mcp_user;


--
-- Name: COLUMN search_terms.lexeme; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(lexeme) ON TABLE retail.search_terms TO mcp_user;


--
-- Name: COLUMN search_terms.products; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(products) ON TABLE retail.search_terms TO mcp_user;


--
-- Name: COLUMN search_vocabulary.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.search_vocabulary TO mcp_user;


--
-- Name: COLUMN search_vocabulary.word; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(word) ON TABLE retail.search_vocabulary TO mcp_user;


--
-- Name: COLUMN search_vocabulary.products; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(products) ON TABLE retail.search_vocabulary TO mcp_user;


--
-- Name: COLUMN search_words.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.search_words TO mcp_user;


--
-- Name: COLUMN search_words.pair; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(pair) ON TABLE retail.search_words TO mcp_user;


--
-- Name: COLUMN search_words.products; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(products) ON TABLE retail.search_words TO mcp_user;


--
-- Name: TABLE slow_queries; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT ON TABLE retail.slow_queries TO retail_monitor;


--
-- Name: COLUMN stores.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.store_name; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_name) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.store_location; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_location) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.store_type; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_type) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.region; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(region) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.currency; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(currency) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.time_zone; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(time_zone) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.language; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(language) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.business_day_start; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(business_day_start) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.calendar; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(calendar) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.prices_include_tax; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(prices_include_tax) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.tax_rate; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(tax_rate) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.review_days; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(review_days) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.service_level; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(service_level) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.shares_availability; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(shares_availability) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.is_active; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(is_active) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.created_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(created_at) ON TABLE retail.stores TO mcp_user;


--
-- Name: COLUMN stores.updated_at; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(updated_at) ON TABLE retail.stores TO mcp_user;


--
-- Name: TABLE table_stats; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT ON TABLE retail.table_stats TO retail_monitor;


--
-- Name: COLUMN term_vectors.store_id; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(store_id) ON TABLE retail.term_vectors TO mcp_user;


--
-- Name: COLUMN term_vectors.model; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(model) ON TABLE retail.term_vectors TO mcp_user;


--
-- Name: COLUMN term_vectors.lexeme; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(lexeme) ON TABLE retail.term_vectors TO mcp_user;


--
-- Name: COLUMN term_vectors.vector; Type: ACL; Schema: retail; Owner: retail_owner
--

GRANT SELECT(vector) ON TABLE retail.term_vectors TO mcp_user;


--
-- PostgreSQL database dump complete
--

\unrestrict retail

