-- Stores, catalogue, stock, sales and audit: the tables, their keys and indexes.
--
-- Rules that hold for every tenant table (the lint in sql/queries/lint_isolation.sql checks them):
--   * store_id text COLLATE "C" NOT NULL comes first in every primary key, unique key and foreign
--     key, so that no constraint can tell one store about another;
--   * columns of index conditions are of leakproof types (text, uuid, date, timestamptz, integers,
--     boolean), because under row-level security no other condition can use an index;
--   * money and quantities are NUMERIC; where an index must filter on money, a generated bigint twin
--     in ten-thousandths (suffix _e4) carries it;
--   * strings are text; the reference's VARCHAR widths would only refuse other people's data.
--
-- Functions, triggers, policies, views and grants are in sql/repeatable.

CREATE SCHEMA IF NOT EXISTS retail AUTHORIZATION retail_owner;
CREATE SCHEMA IF NOT EXISTS retail_sec AUTHORIZATION retail_owner;
CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;

SET ROLE retail_owner;
-- Each grant is explicit; the global form is needed, for the per-schema one cannot take this away.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA retail TO mcp_user, retail_monitor, retail_maintenance;

---------------------------------------------------------------------------------------------------
-- Stores
---------------------------------------------------------------------------------------------------

CREATE TABLE retail.stores (
  store_id             text COLLATE "C" PRIMARY KEY
                       CHECK (length(store_id) BETWEEN 1 AND 50 AND store_id <> '*' AND store_id !~ '[[:cntrl:]]'
                              AND store_id = btrim(store_id)),
  store_name           text NOT NULL CHECK (store_name <> ''),
  store_location       text,
  store_type           text,
  region               text COLLATE "C",
  currency             text COLLATE "C" NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  time_zone            text NOT NULL DEFAULT 'UTC',
  language             text NOT NULL DEFAULT 'english',
  business_day_start   time NOT NULL DEFAULT '00:00',
  calendar             text NOT NULL DEFAULT 'iso' CHECK (calendar IN ('iso', '4-5-4')),
  prices_include_tax   boolean NOT NULL DEFAULT false,
  tax_rate             numeric(7,6) NOT NULL DEFAULT 0 CHECK (tax_rate >= 0),
  review_days          integer NOT NULL DEFAULT 7 CHECK (review_days BETWEEN 1 AND 366),
  service_level        numeric(5,4) NOT NULL DEFAULT 0.95 CHECK (service_level > 0 AND service_level < 1),
  shares_availability  boolean NOT NULL DEFAULT false,
  is_active            boolean NOT NULL DEFAULT true,
  created_at           timestamptz NOT NULL DEFAULT now(),
  updated_at           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idx_stores_region ON retail.stores (region);

COMMENT ON TABLE  retail.stores IS 'One row per store: the tenants.';
COMMENT ON COLUMN retail.stores.store_type IS 'For example flagship, standard, ecommerce.';
COMMENT ON COLUMN retail.stores.currency IS 'ISO 4217 code; every amount of the store is in it.';
COMMENT ON COLUMN retail.stores.time_zone IS 'IANA name; business dates are local to it.';
COMMENT ON COLUMN retail.stores.language IS 'Language of product texts: a PostgreSQL text search configuration, for example english.';
COMMENT ON COLUMN retail.stores.business_day_start IS 'Local time at which a business day begins.';
COMMENT ON COLUMN retail.stores.calendar IS 'iso (weeks from Monday) or the retail 4-5-4 calendar.';
COMMENT ON COLUMN retail.stores.prices_include_tax IS 'Whether unit prices, discounts and total_price contain tax; net_amount and gross_amount never do.';
COMMENT ON COLUMN retail.stores.tax_rate IS 'Usual rate as a share: 0.19 is 19 %.';
COMMENT ON COLUMN retail.stores.review_days IS 'Days between two orders to suppliers.';
COMMENT ON COLUMN retail.stores.service_level IS 'Wanted probability of no stock-out in a replenishment cycle.';
COMMENT ON COLUMN retail.stores.shares_availability IS 'Whether other stores may see none/few/plenty of a product here.';

-- Who may see and change which store: the grants that every policy re-checks. Private, and without
-- a foreign key, so that it can be kept apart from the data.
CREATE TABLE retail_sec.store_access (
  principal    name NOT NULL,
  store_id     text COLLATE "C" NOT NULL CHECK (store_id <> ''),
  can_write    boolean NOT NULL DEFAULT false,
  valid_until  timestamptz,
  granted_by   name NOT NULL DEFAULT session_user,
  granted_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (principal, store_id)
);

---------------------------------------------------------------------------------------------------
-- Customers
---------------------------------------------------------------------------------------------------

CREATE TABLE retail.customers (
  customer_id           uuid NOT NULL DEFAULT gen_random_uuid(),
  store_id              text COLLATE "C" NOT NULL REFERENCES retail.stores,
  customer_ref          text COLLATE "C",
  first_name            text,
  last_name             text,
  email                 text,
  phone                 text,
  date_of_birth         date,
  gender                text,
  customer_since        date DEFAULT current_date,
  loyalty_tier          text COLLATE "C" NOT NULL DEFAULT 'bronze',
  total_lifetime_value  numeric(16,4) NOT NULL DEFAULT 0,
  created_at            timestamptz NOT NULL DEFAULT now(),
  updated_at            timestamptz NOT NULL DEFAULT now(),
  email_key             text COLLATE "C" GENERATED ALWAYS AS (lower(email)) STORED,
  PRIMARY KEY (store_id, customer_id),
  UNIQUE (store_id, customer_ref),
  UNIQUE (store_id, email_key)
);
CREATE INDEX idx_customers_loyalty_tier ON retail.customers (store_id, loyalty_tier);
CREATE INDEX idx_customers_created_at ON retail.customers (store_id, created_at);

COMMENT ON TABLE  retail.customers IS 'Customers of one store; the same person may be a customer of several.';
COMMENT ON COLUMN retail.customers.customer_ref IS 'The customer''s number in the system it came from.';
COMMENT ON COLUMN retail.customers.loyalty_tier IS 'bronze, silver, gold or platinum in the sample; any name elsewhere.';
COMMENT ON COLUMN retail.customers.total_lifetime_value IS 'Sum of total_amount over the customer''s transactions, kept by trigger.';
COMMENT ON COLUMN retail.customers.email_key IS 'lower(email): e-mail is unique per store whatever its case.';

---------------------------------------------------------------------------------------------------
-- Catalogue
---------------------------------------------------------------------------------------------------

-- The one tenant table whose store_id may be null: NULL rows are the chain's, written by
-- administration only. category_id is drawn at random by trigger, for the gaps of a sequence would
-- tell one store how many categories the others have.
CREATE TABLE retail.product_categories (
  category_id         integer PRIMARY KEY,
  store_id            text COLLATE "C" REFERENCES retail.stores,
  category_name       text NOT NULL CHECK (category_name <> '' AND category_name = btrim(category_name)),
  parent_category_id  integer REFERENCES retail.product_categories CHECK (parent_category_id <> category_id),
  description         text,
  is_active           boolean NOT NULL DEFAULT true,
  UNIQUE NULLS NOT DISTINCT (store_id, parent_category_id, category_name)
);
ALTER TABLE retail.product_categories REPLICA IDENTITY FULL;
CREATE INDEX idx_product_categories_parent ON retail.product_categories (parent_category_id);

COMMENT ON TABLE  retail.product_categories IS 'Category tree: the chain''s categories (store_id NULL) and a store''s own.';
COMMENT ON COLUMN retail.product_categories.parent_category_id IS 'NULL for a top-level category.';

CREATE TABLE retail.products (
  product_id              uuid NOT NULL DEFAULT gen_random_uuid(),
  store_id                text COLLATE "C" NOT NULL REFERENCES retail.stores,
  product_no              integer NOT NULL,
  sku                     text COLLATE "C" NOT NULL CHECK (sku <> '' AND sku = btrim(sku)),
  product_name            text NOT NULL CHECK (product_name <> ''),
  product_description     text,
  category_id             integer REFERENCES retail.product_categories,
  brand                   text COLLATE "C",
  model                   text,
  color                   text,
  size                    text,
  weight_kg               numeric(10,4),
  dimensions_cm           text,
  price                   numeric(14,4) NOT NULL CHECK (price >= 0),
  cost                    numeric(14,4) CHECK (cost >= 0),
  minimum_stock           numeric(12,3) NOT NULL DEFAULT 0,
  maximum_stock           numeric(12,3) DEFAULT 1000,
  reorder_point           numeric(12,3) DEFAULT 10,
  lead_time_days          numeric(6,2) CHECK (lead_time_days >= 0),
  pack_size               numeric(12,3) CHECK (pack_size > 0),
  minimum_order_quantity  numeric(12,3) CHECK (minimum_order_quantity >= 0),
  supplier_name           text COLLATE "C",
  supplier_sku            text COLLATE "C",
  barcode                 text COLLATE "C",
  is_active               boolean NOT NULL DEFAULT true,
  is_featured             boolean NOT NULL DEFAULT false,
  rating_average          numeric(3,2) DEFAULT 0,
  rating_count            integer NOT NULL DEFAULT 0,
  tags                    text[],
  metadata                jsonb,
  created_at              timestamptz NOT NULL DEFAULT now(),
  updated_at              timestamptz NOT NULL DEFAULT now(),
  price_e4                bigint GENERATED ALWAYS AS ((price * 10000)::bigint) STORED,
  PRIMARY KEY (store_id, product_id),
  CONSTRAINT unique_sku_per_store UNIQUE (store_id, sku),
  -- Covers what a search filters, sorts and counts by: hundreds of hits without one wide row.
  CONSTRAINT unique_product_no_per_store UNIQUE (store_id, product_no)
    INCLUDE (product_id, sku, price_e4, brand, category_id, is_active, created_at)
);
CREATE INDEX idx_products_category ON retail.products (store_id, category_id);
CREATE INDEX idx_products_brand ON retail.products (store_id, brand);
CREATE INDEX idx_products_price ON retail.products (store_id, price_e4);
CREATE INDEX idx_products_supplier ON retail.products (store_id, supplier_name);
CREATE INDEX idx_products_barcode ON retail.products (store_id, barcode) WHERE barcode IS NOT NULL;
CREATE INDEX idx_products_featured ON retail.products (store_id) WHERE is_featured;
CREATE INDEX idx_products_category_id ON retail.products (category_id);

COMMENT ON TABLE  retail.products IS 'What a store sells; every store has its own row, price and cost for a SKU. Stock is in retail.inventory, both together in retail.products_with_stock.';
COMMENT ON COLUMN retail.products.product_no IS 'Small number of the product within its store: the key of search postings. Assigned by trigger.';
COMMENT ON COLUMN retail.products.price IS 'Current selling price per unit, in the store''s currency.';
COMMENT ON COLUMN retail.products.cost IS 'Current purchase cost per unit without tax; the cost at sale is on the sales line.';
COMMENT ON COLUMN retail.products.reorder_point IS 'Order when the stock position reaches it.';
COMMENT ON COLUMN retail.products.lead_time_days IS 'Days from order to delivery.';
COMMENT ON COLUMN retail.products.pack_size IS 'Orders are multiples of it.';
COMMENT ON COLUMN retail.products.minimum_order_quantity IS 'Smallest order the supplier takes.';
COMMENT ON COLUMN retail.products.barcode IS 'EAN, UPC or whatever the till scans.';
COMMENT ON COLUMN retail.products.metadata IS 'Further attributes as JSON: {"voltage": "18 V"}.';
COMMENT ON COLUMN retail.products.price_e4 IS 'price in ten-thousandths: for index conditions only.';

CREATE TABLE retail.promotions (
  promotion_id    uuid NOT NULL DEFAULT gen_random_uuid(),
  store_id        text COLLATE "C" NOT NULL,
  sku             text COLLATE "C" NOT NULL,
  promotion_name  text,
  valid_from      date NOT NULL,
  valid_to        date NOT NULL,
  price           numeric(14,4) NOT NULL CHECK (price >= 0),
  created_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, promotion_id),
  UNIQUE (store_id, sku, valid_from),
  FOREIGN KEY (store_id, sku) REFERENCES retail.products (store_id, sku) ON UPDATE CASCADE ON DELETE CASCADE,
  CHECK (valid_to >= valid_from)
);
COMMENT ON TABLE  retail.promotions IS 'Promotional price of a SKU on the business days valid_from to valid_to, both included.';

-- Grows by one whenever something is added to, removed from or renamed in a store's catalogue:
-- the key of whatever is cached about it.
CREATE TABLE retail.catalogue_revisions (
  store_id    text COLLATE "C" PRIMARY KEY REFERENCES retail.stores ON DELETE CASCADE,
  revision    bigint NOT NULL DEFAULT 0,
  changed_at  timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

---------------------------------------------------------------------------------------------------
-- Stock
---------------------------------------------------------------------------------------------------

-- The counters, apart from the wide product row: an update here is heap-only and small.
CREATE TABLE retail.inventory (
  store_id     text COLLATE "C" NOT NULL,
  product_id   uuid NOT NULL,
  on_hand      numeric(12,3) NOT NULL DEFAULT 0,
  on_order     numeric(12,3) NOT NULL DEFAULT 0,
  committed    numeric(12,3) NOT NULL DEFAULT 0,
  backordered  numeric(12,3) NOT NULL DEFAULT 0,
  version      bigint NOT NULL DEFAULT 0,
  updated_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, product_id),
  FOREIGN KEY (store_id, product_id) REFERENCES retail.products ON DELETE CASCADE
) WITH (fillfactor = 70);

COMMENT ON TABLE  retail.inventory IS 'Stock counters per product. Available = on_hand - committed; position = on_hand + on_order - backordered.';
COMMENT ON COLUMN retail.inventory.on_hand IS 'Always the sum of inventory_movements.quantity; may be negative.';
COMMENT ON COLUMN retail.inventory.version IS 'Grows with every change of on_hand: for compare-and-set.';

-- The ledger. Rows are only ever added; the one thing that changes is the quantity of a count, which
-- is restated when movements dated before it arrive, so that counted_quantity holds at its time.
CREATE TABLE retail.inventory_movements (
  movement_id         uuid NOT NULL DEFAULT gen_random_uuid(),
  store_id            text COLLATE "C" NOT NULL,
  product_id          uuid NOT NULL,
  moved_at            timestamptz NOT NULL DEFAULT now(),
  business_date       date NOT NULL,
  kind                text COLLATE "C" NOT NULL
                      CHECK (kind IN ('sale', 'return', 'receipt', 'count', 'damage', 'write_off',
                                      'return_to_supplier', 'transfer_out', 'transfer_in', 'undo')),
  quantity            numeric(12,3) NOT NULL DEFAULT 0,
  counted_quantity    numeric(12,3),
  unit_cost           numeric(14,4),
  transaction_id      uuid,
  line_no             integer,
  transfer_id         uuid,
  other_store_id      text COLLATE "C",
  undone_movement_id  uuid,
  reason              text,
  idempotency_key     text COLLATE "C",
  request_digest      bytea,
  on_hand_before      numeric(12,3),
  actor               name NOT NULL DEFAULT session_user,
  created_at          timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, movement_id),
  FOREIGN KEY (store_id, product_id) REFERENCES retail.products,
  CHECK ((kind = 'count') = (counted_quantity IS NOT NULL)),
  CHECK ((kind IN ('transfer_out', 'transfer_in')) = (transfer_id IS NOT NULL AND other_store_id IS NOT NULL)),
  CHECK ((kind = 'undo') = (undone_movement_id IS NOT NULL))
);
CREATE INDEX idx_inventory_movements_product ON retail.inventory_movements (store_id, product_id, moved_at) INCLUDE (kind, quantity);
CREATE INDEX idx_inventory_movements_date ON retail.inventory_movements (store_id, business_date) INCLUDE (product_id, kind, quantity);
CREATE INDEX idx_inventory_movements_counts ON retail.inventory_movements (store_id, product_id, moved_at) WHERE kind = 'count';
CREATE UNIQUE INDEX unique_movement_per_idempotency_key ON retail.inventory_movements (store_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE UNIQUE INDEX unique_movement_per_transfer ON retail.inventory_movements (store_id, transfer_id, kind) WHERE transfer_id IS NOT NULL;
CREATE UNIQUE INDEX unique_undo_per_movement ON retail.inventory_movements (store_id, undone_movement_id) WHERE undone_movement_id IS NOT NULL;

COMMENT ON TABLE  retail.inventory_movements IS 'Stock ledger, append-only: one signed row per change of a product''s stock.';
COMMENT ON COLUMN retail.inventory_movements.kind IS 'sale and return come from sales lines; write_off is shrinkage booked without a count; a transfer is a transfer_out in one store and a transfer_in in the other with the same transfer_id, in transit until the second exists.';
COMMENT ON COLUMN retail.inventory_movements.quantity IS 'Change of on_hand: positive in, negative out.';
COMMENT ON COLUMN retail.inventory_movements.counted_quantity IS 'What was on the shelf at moved_at (counts only); quantity is then the difference to the book.';
COMMENT ON COLUMN retail.inventory_movements.on_hand_before IS 'on_hand when a confirmed adjustment was posted: what a repeated request is answered with.';
COMMENT ON COLUMN retail.inventory_movements.request_digest IS 'Digest of the request behind idempotency_key: the same key with other arguments is refused.';

---------------------------------------------------------------------------------------------------
-- Sales
---------------------------------------------------------------------------------------------------

CREATE TABLE retail.sales_transactions (
  transaction_id    uuid NOT NULL DEFAULT gen_random_uuid(),
  store_id          text COLLATE "C" NOT NULL REFERENCES retail.stores,
  transaction_ref   text COLLATE "C",
  customer_id       uuid,
  transaction_date  timestamptz NOT NULL DEFAULT now(),
  business_date     date NOT NULL,
  transaction_type  text COLLATE "C" NOT NULL DEFAULT 'sale' CHECK (transaction_type IN ('sale', 'return', 'exchange')),
  payment_method    text COLLATE "C",
  subtotal          numeric(16,4) NOT NULL,
  tax_amount        numeric(16,4) NOT NULL DEFAULT 0,
  discount_amount   numeric(16,4) NOT NULL DEFAULT 0,
  total_amount      numeric(16,4) NOT NULL,
  cashier_id        text,
  register_id       text,
  receipt_number    text COLLATE "C",
  notes             text,
  metadata          jsonb,
  created_at        timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, transaction_id),
  UNIQUE (store_id, transaction_ref),
  FOREIGN KEY (store_id, customer_id) REFERENCES retail.customers
);
CREATE INDEX idx_sales_transactions_business_date ON retail.sales_transactions (store_id, business_date);
CREATE INDEX idx_sales_transactions_date ON retail.sales_transactions (store_id, transaction_date);
CREATE INDEX idx_sales_transactions_customer ON retail.sales_transactions (store_id, customer_id, business_date);
CREATE INDEX idx_sales_transactions_receipt ON retail.sales_transactions (store_id, receipt_number);

COMMENT ON TABLE  retail.sales_transactions IS 'One row per receipt. Amounts are signed: a return''s are negative.';
COMMENT ON COLUMN retail.sales_transactions.transaction_ref IS 'The document''s number in the system it came from.';
COMMENT ON COLUMN retail.sales_transactions.business_date IS 'Business day of the sale in the store''s time zone; filled by trigger when left out.';
COMMENT ON COLUMN retail.sales_transactions.transaction_type IS 'sale, return (only lines given back) or exchange (both).';
COMMENT ON COLUMN retail.sales_transactions.payment_method IS 'cash, credit_card, debit_card or digital_wallet in the sample; any name elsewhere.';
COMMENT ON COLUMN retail.sales_transactions.subtotal IS 'Sum of the lines'' total_price: after discounts; contains tax only where prices_include_tax.';
COMMENT ON COLUMN retail.sales_transactions.discount_amount IS 'Sum of the lines'' discounts, already taken off the subtotal.';
COMMENT ON COLUMN retail.sales_transactions.total_amount IS 'What was paid (negative: paid back), tax included.';

CREATE TABLE retail.sales_transaction_items (
  item_id                  uuid NOT NULL DEFAULT gen_random_uuid(),
  store_id                 text COLLATE "C" NOT NULL,
  transaction_id           uuid NOT NULL,
  line_no                  integer NOT NULL CHECK (line_no > 0),
  product_id               uuid NOT NULL,
  business_date            date NOT NULL,
  quantity                 numeric(12,3) NOT NULL DEFAULT 1 CHECK (quantity <> 0),
  unit_price               numeric(14,4) NOT NULL CHECK (unit_price >= 0),
  total_price              numeric(16,4) NOT NULL,
  discount_amount          numeric(14,4) NOT NULL DEFAULT 0,
  tax_amount               numeric(14,4) NOT NULL DEFAULT 0,
  gross_amount             numeric(16,4) NOT NULL,
  net_amount               numeric(16,4) NOT NULL,
  unit_cost                numeric(14,4),
  original_transaction_id  uuid,
  original_line            integer,
  return_reason            text,
  created_at               timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, transaction_id, line_no),
  FOREIGN KEY (store_id, transaction_id) REFERENCES retail.sales_transactions ON DELETE CASCADE,
  FOREIGN KEY (store_id, product_id) REFERENCES retail.products
);
CREATE INDEX idx_sales_transaction_items_date ON retail.sales_transaction_items (store_id, business_date)
  INCLUDE (product_id, quantity, gross_amount, net_amount, tax_amount, unit_cost);
CREATE INDEX idx_sales_transaction_items_product ON retail.sales_transaction_items (store_id, product_id, business_date)
  INCLUDE (quantity, net_amount);

COMMENT ON TABLE  retail.sales_transaction_items IS 'Sales lines. Quantity and amounts are signed: a returned line''s are negative, so sums are net.';
COMMENT ON COLUMN retail.sales_transaction_items.unit_price IS 'Price per unit before discount, as on the receipt.';
COMMENT ON COLUMN retail.sales_transaction_items.total_price IS 'unit_price x quantity - discount_amount, as on the receipt (with tax where prices_include_tax).';
COMMENT ON COLUMN retail.sales_transaction_items.discount_amount IS 'The whole line''s discount, with the quantity''s sign.';
COMMENT ON COLUMN retail.sales_transaction_items.tax_amount IS 'The whole line''s tax, with the quantity''s sign.';
COMMENT ON COLUMN retail.sales_transaction_items.gross_amount IS 'Before discount and without tax.';
COMMENT ON COLUMN retail.sales_transaction_items.net_amount IS 'After discount and without tax: the line''s net sales.';
COMMENT ON COLUMN retail.sales_transaction_items.unit_cost IS 'Cost per unit when it was sold; NULL = not known.';
COMMENT ON COLUMN retail.sales_transaction_items.original_transaction_id IS 'Of a return: the sale it belongs to, if known.';

-- Sales per store and business day, kept by trigger and always equal to the lines. Names and
-- definitions are those of the metrics; net sales = gross_sales - discounts - returns.
CREATE TABLE retail.sales_by_day (
  store_id             text COLLATE "C" NOT NULL REFERENCES retail.stores,
  business_date        date NOT NULL,
  gross_sales          numeric(20,4) NOT NULL DEFAULT 0,
  discounts            numeric(20,4) NOT NULL DEFAULT 0,
  returns              numeric(20,4) NOT NULL DEFAULT 0,
  tax                  numeric(20,4) NOT NULL DEFAULT 0,
  units_sold           numeric(18,3) NOT NULL DEFAULT 0,
  units_returned       numeric(18,3) NOT NULL DEFAULT 0,
  transactions         bigint NOT NULL DEFAULT 0,
  lines                bigint NOT NULL DEFAULT 0,
  cost_of_sales        numeric(24,7) NOT NULL DEFAULT 0,
  net_sales_with_cost  numeric(20,4) NOT NULL DEFAULT 0,
  PRIMARY KEY (store_id, business_date)
) WITH (fillfactor = 70);

COMMENT ON TABLE  retail.sales_by_day IS 'Sales per store and business day, without tax unless the name says so. Net sales = gross_sales - discounts - returns.';
COMMENT ON COLUMN retail.sales_by_day.gross_sales IS 'Sum of gross_amount over lines sold.';
COMMENT ON COLUMN retail.sales_by_day.discounts IS 'Sum of gross_amount - net_amount over lines sold.';
COMMENT ON COLUMN retail.sales_by_day.returns IS 'Net amount of lines given back, as a positive number, on the day of the return.';
COMMENT ON COLUMN retail.sales_by_day.tax IS 'Sum of tax_amount over all lines.';
COMMENT ON COLUMN retail.sales_by_day.transactions IS 'Receipts with at least one line sold.';
COMMENT ON COLUMN retail.sales_by_day.cost_of_sales IS 'Sum of unit_cost x quantity over lines with a recorded cost.';
COMMENT ON COLUMN retail.sales_by_day.net_sales_with_cost IS 'Net amount of the lines with a recorded cost.';

---------------------------------------------------------------------------------------------------
-- Embeddings
---------------------------------------------------------------------------------------------------

CREATE TABLE retail.embedding_models (
  store_id    text COLLATE "C" NOT NULL REFERENCES retail.stores,
  model       text COLLATE "C" NOT NULL CHECK (model <> ''),
  dimensions  integer NOT NULL CHECK (dimensions BETWEEN 1 AND 3900),
  active      boolean NOT NULL DEFAULT false,
  provider    text COLLATE "C" NOT NULL DEFAULT 'other' CHECK (provider IN ('catalogue', 'openai', 'azure', 'other')),
  -- Only of provider catalogue: how many products it was trained on, and how many came since.
  trained_on     integer NOT NULL DEFAULT 0,
  since_training integer NOT NULL DEFAULT 0,
  -- The revision of the store's text (search_stats) that the last finished run began with.
  revision    bigint,
  -- Whether a partial index over the store's vectors answers instead of the exact scan.
  is_indexed  boolean NOT NULL DEFAULT false,
  metadata    jsonb,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, model)
);
CREATE UNIQUE INDEX one_active_model_per_store ON retail.embedding_models (store_id) WHERE active;
COMMENT ON TABLE retail.embedding_models IS 'Embedding models of a store; the active one answers searches that name none.';

-- Vectors lie in the row itself (PLAIN), which makes the exact scan of a store eight times cheaper
-- than the default; the text they were made from is moved out of the way instead.
CREATE TABLE retail.product_embeddings (
  embedding_id     uuid NOT NULL DEFAULT gen_random_uuid(),
  product_id       uuid NOT NULL,
  store_id         text COLLATE "C" NOT NULL,
  embedding_text   text NOT NULL,
  embedding        public.halfvec NOT NULL,
  embedding_model  text COLLATE "C" NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT unique_product_embedding PRIMARY KEY (store_id, embedding_model, product_id),
  FOREIGN KEY (store_id, product_id) REFERENCES retail.products ON DELETE CASCADE,
  FOREIGN KEY (store_id, embedding_model) REFERENCES retail.embedding_models (store_id, model) ON DELETE CASCADE
) WITH (toast_tuple_target = 128);
ALTER TABLE retail.product_embeddings ALTER embedding SET STORAGE PLAIN;
CREATE INDEX idx_product_embeddings_product ON retail.product_embeddings (store_id, product_id);
COMMENT ON TABLE  retail.product_embeddings IS 'One vector per product and model.';
COMMENT ON COLUMN retail.product_embeddings.embedding_text IS 'The text that was embedded: when the product''s text changes, the vector goes and waits to be made again.';

-- What a model trained on the store's own catalogue knows of each lexeme: its direction, as long as
-- the lexeme is telling (the root of its rarity), so that texts are weighted sums of these rows.
CREATE TABLE retail.term_vectors (
  store_id  text COLLATE "C" NOT NULL,
  model     text COLLATE "C" NOT NULL,
  lexeme    text COLLATE "C" NOT NULL,
  vector    public.halfvec NOT NULL,
  PRIMARY KEY (store_id, model, lexeme),
  FOREIGN KEY (store_id, model) REFERENCES retail.embedding_models ON DELETE CASCADE
);
ALTER TABLE retail.term_vectors ALTER vector SET STORAGE PLAIN;

---------------------------------------------------------------------------------------------------
-- Audit and single-use tokens
---------------------------------------------------------------------------------------------------

-- Changes of data (one row per changed row) and tool calls. No principal has any right on it.
CREATE TABLE retail.audit_log (
  log_id      uuid NOT NULL DEFAULT gen_random_uuid(),
  table_name  text NOT NULL,
  action      text NOT NULL,
  user_name   name NOT NULL DEFAULT session_user,
  store_id    text COLLATE "C" NOT NULL,
  record_id   uuid,
  old_values  jsonb,
  new_values  jsonb,
  metadata    jsonb,
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  seal_no     bigint,
  PRIMARY KEY (store_id, log_id)
);
CREATE INDEX idx_audit_log_created_at ON retail.audit_log (created_at);
CREATE INDEX idx_audit_log_store ON retail.audit_log (store_id, created_at);
CREATE INDEX idx_audit_log_record ON retail.audit_log (store_id, record_id);
CREATE INDEX idx_audit_log_seal ON retail.audit_log (seal_no);

COMMENT ON TABLE  retail.audit_log IS 'Who changed what, and which tools were called. table_name is tool_call for the latter.';
COMMENT ON COLUMN retail.audit_log.action IS 'INSERT, UPDATE, DELETE, LOAD (a whole file), or the tool''s name.';
COMMENT ON COLUMN retail.audit_log.store_id IS '* where a call concerned all stores of its principal.';
COMMENT ON COLUMN retail.audit_log.seal_no IS 'The link of the hash chain that covers the row; NULL = not sealed yet.';

-- The hash chain: each seal covers the rows that had been committed since the one before.
CREATE TABLE retail_sec.audit_seals (
  seal_no      bigint PRIMARY KEY,
  sealed_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  log_ids      uuid[] NOT NULL,
  row_digests  bytea[] NOT NULL,
  digest       bytea NOT NULL
);
COMMENT ON COLUMN retail_sec.audit_seals.digest IS 'SHA-256 of the previous seal''s digest followed by the row digests.';

-- Confirmation tokens that were used up: each may be used once.
CREATE TABLE retail_sec.used_request_states (
  principal     name NOT NULL,
  state_digest  bytea NOT NULL,
  used_at       timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz NOT NULL,
  PRIMARY KEY (principal, state_digest)
);
CREATE INDEX idx_used_request_states_expiry ON retail_sec.used_request_states (expires_at);

RESET ROLE;
