-- Product search: what the analysis knows (units, irregular words) and, per store, the analysed
-- products, their postings and the statistics that weigh them. Everything per store is derived from
-- retail.products by triggers (repeatable/41_search_index.sql) and protected like the products.

CREATE EXTENSION IF NOT EXISTS fuzzystrmatch WITH SCHEMA public;

SET ROLE retail_owner;

-- One spelling of a unit of measure. A number followed by it becomes number × factor in base_unit,
-- so that "5 ft", "5-feet" and "60 in" meet. Deployments may add rows: every store is analysed anew.
CREATE TABLE retail_sec.search_units (
    spelling    text COLLATE "C" PRIMARY KEY CHECK (spelling <> ''),
    base_unit   text COLLATE "C" NOT NULL,
    factor      numeric NOT NULL DEFAULT 1 CHECK (factor > 0),
    -- Standing alone "inches" says nothing and is dropped; "light" or "pack" is also a word.
    is_word     boolean NOT NULL DEFAULT false,
    -- After a blank "5 a" or "3 m" is rarely a measure; "5a" is.
    glued_only  boolean NOT NULL DEFAULT false
);

-- Words a stemmer cannot bring together ("knives", "knife"), by language; '' = every language.
CREATE TABLE retail_sec.search_aliases (
    language    text COLLATE "C" NOT NULL,
    word        text COLLATE "C" NOT NULL,
    replacement text COLLATE "C" NOT NULL,
    PRIMARY KEY (language, word)
);

-- The two tables above as one value, read once per analysed text. Kept by trigger.
CREATE TABLE retail_sec.search_lexicon (
    language    text COLLATE "C" PRIMARY KEY,
    units       jsonb NOT NULL,
    words       jsonb NOT NULL
);

-- One row per store: the statistics of the whole catalogue. Its row lock orders the writers of text
-- in a store; writers of price and stock never take it.
CREATE TABLE retail.search_stats (
    store_id     text COLLATE "C" PRIMARY KEY,
    products     bigint NOT NULL DEFAULT 0,
    total_length double precision NOT NULL DEFAULT 0,
    -- The document length that the impacts of the postings are relative to.
    pivot        real NOT NULL DEFAULT 1,
    -- Counts the changes of the catalogue's text.
    revision     bigint NOT NULL DEFAULT 0,
    -- The language the documents were analysed in, and so the queries: english, german, …
    language     text COLLATE "C" NOT NULL DEFAULT 'simple'
);

-- A product as analysed: what its postings were made of, so that they can be taken back exactly.
CREATE TABLE retail.search_documents (
    store_id    text COLLATE "C" NOT NULL,
    product_no  integer NOT NULL,
    lexemes     text[] NOT NULL,
    -- Occurrences of each lexeme, weighted by the field it stood in.
    frequencies real[] NOT NULL,
    length      real NOT NULL,
    -- Words and neighbouring words as written, for spelling, splitting and joining.
    words       text[] NOT NULL,
    pairs       text[] NOT NULL,
    PRIMARY KEY (store_id, product_no)
);

CREATE TABLE retail.search_postings (
    store_id   text COLLATE "C" NOT NULL,
    lexeme     text COLLATE "C" NOT NULL,
    product_no integer NOT NULL,
    impact     real NOT NULL,
    PRIMARY KEY (store_id, lexeme, product_no) INCLUDE (impact)
);

CREATE TABLE retail.search_terms (
    store_id text COLLATE "C" NOT NULL,
    lexeme   text COLLATE "C" NOT NULL,
    products integer NOT NULL,
    PRIMARY KEY (store_id, lexeme) INCLUDE (products)
) WITH (fillfactor = 80);

CREATE TABLE retail.search_vocabulary (
    store_id text COLLATE "C" NOT NULL,
    word     text COLLATE "C" NOT NULL,
    products integer NOT NULL,
    PRIMARY KEY (store_id, word) INCLUDE (products)
) WITH (fillfactor = 80);

CREATE TABLE retail.search_words (
    store_id text COLLATE "C" NOT NULL,
    -- Two neighbouring words with a blank between.
    pair     text COLLATE "C" NOT NULL,
    products integer NOT NULL,
    PRIMARY KEY (store_id, pair) INCLUDE (products)
) WITH (fillfactor = 80);

RESET ROLE;
