-- +goose Up

-- What is being packed, or was: the domain's own plain data, saved after every step. The columns beside it are what
-- queries ask for.
CREATE TABLE packings (
  id       TEXT PRIMARY KEY,   -- The id of its first parcel.
  revision INTEGER NOT NULL,   -- Counts the steps; a step on an older one is refused.
  operator TEXT NOT NULL,      -- Who holds the claim, empty for nobody.
  station  TEXT NOT NULL,
  until    INTEGER NOT NULL,   -- When the claim runs out.
  closed   INTEGER NOT NULL,   -- 1 once every unit has gone.
  state    TEXT NOT NULL       -- JSON of fulfillment.Packing.
) STRICT, WITHOUT ROWID;

-- Which orders travel in a packing: one packing an order.
CREATE TABLE packing_orders (
  ord     INTEGER PRIMARY KEY REFERENCES orders (key) ON DELETE CASCADE,
  packing TEXT NOT NULL REFERENCES packings (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX packing_orders_packing ON packing_orders (packing);

-- One row a station: who stands there, what is open, which error stays on its screen.
CREATE TABLE benches (
  station TEXT PRIMARY KEY,
  packing TEXT NOT NULL,       -- The open packing, empty for none.
  state   TEXT NOT NULL        -- JSON of fulfillment.Bench without the packing.
) STRICT, WITHOUT ROWID;

-- What happened, in the order in which it did. Rows are added, never changed; each is sealed over the one before.
CREATE TABLE journal (
  seq      INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  operator TEXT NOT NULL,
  station  TEXT NOT NULL,
  order_id TEXT NOT NULL,
  parcel   TEXT NOT NULL,
  detail   TEXT NOT NULL,      -- JSON object of texts.
  hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX journal_order ON journal (order_id, seq) WHERE order_id <> '';

-- Every SKU that an order has named, under the key by which a scan of its seller SKU finds it.
CREATE TABLE items (
  sku_id     TEXT NOT NULL,
  seller_sku TEXT NOT NULL,
  key        TEXT NOT NULL,
  name       TEXT NOT NULL,
  PRIMARY KEY (sku_id, seller_sku)
) STRICT, WITHOUT ROWID;
CREATE INDEX items_key ON items (key);

-- Barcodes that a packer has taught: a code counts units of a SKU.
CREATE TABLE codes (
  key        TEXT NOT NULL,
  sku_id     TEXT NOT NULL,
  seller_sku TEXT NOT NULL,
  name       TEXT NOT NULL,
  units      INTEGER NOT NULL CHECK (units > 0),
  taught_at  INTEGER NOT NULL,
  taught_by  TEXT NOT NULL,
  PRIMARY KEY (key, sku_id, seller_sku)
) STRICT, WITHOUT ROWID;

-- The outbox of the printers: a print is committed here before it is made, and settled afterwards. The key makes a step
-- that is repeated after a crash the same print.
CREATE TABLE prints (
  key      TEXT PRIMARY KEY,
  packing  TEXT NOT NULL,
  parcel   TEXT NOT NULL,
  order_id TEXT NOT NULL,
  operator TEXT NOT NULL,
  station  TEXT NOT NULL,
  reason   TEXT NOT NULL,      -- Of a reprint.
  state    TEXT NOT NULL CHECK (state = 'waiting' OR state = 'sending' OR state = 'done' OR state = 'failed'),
  worker   TEXT NOT NULL,      -- Who sends it: the name of a process.
  asked_at INTEGER NOT NULL,
  sent_at  INTEGER NOT NULL,
  says     TEXT NOT NULL       -- What became of it, for the eye.
) STRICT, WITHOUT ROWID;
CREATE INDEX prints_open ON prints (state, asked_at) WHERE state = 'waiting' OR state = 'sending';

-- Label files that were handed in for an order: the platform's, for orders that it ships.
CREATE TABLE label_files (
  order_id TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  format   TEXT NOT NULL CHECK (format = 'pdf' OR format = 'png' OR format = 'zpl'),
  sha256   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  content  BLOB NOT NULL
) STRICT;

-- +goose Down
SELECT 1;
