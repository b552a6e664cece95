-- +goose Up

-- A shop's account. key is local and short, because every order carries it.
CREATE TABLE shops (
  key          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL DEFAULT '',
  region       TEXT NOT NULL DEFAULT '',
  zone         TEXT NOT NULL DEFAULT '',
  policy_print TEXT NOT NULL DEFAULT '' -- The policy by which the derived columns of this shop's orders were computed.
) STRICT;

-- An order: the shop's facts, then the station's own progress, then what the domain derives from both when a row is
-- written, so that a list is read without computing. Times are unix seconds UTC, 0 for none. The checks are chains of
-- comparisons because the engine builds a table for every IN list anew at every row.
CREATE TABLE orders (
  key           INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  shop          INTEGER NOT NULL REFERENCES shops (key) DEFERRABLE INITIALLY DEFERRED, -- Lets an import insert without journals of its statements.

  status        TEXT NOT NULL,
  mode          TEXT NOT NULL CHECK (mode = 'seller' OR mode = 'tiktok' OR mode = 'fbt'),
  flags         INTEGER NOT NULL, -- Bits, named in store/flags.go.
  updated_at    INTEGER NOT NULL, -- The shop's update time; decides which copy is newer.
  carrier       TEXT NOT NULL,
  tracking      TEXT NOT NULL,
  content       BLOB NOT NULL,    -- All that is only shown or computed with: lines, address, notes, times, money; see store/content.go.
  fingerprint   BLOB NOT NULL,    -- Hash of the facts: equal means unchanged.
  source        INTEGER NOT NULL, -- The import or sync run that wrote the facts.

  stage         TEXT NOT NULL CHECK (stage = 'to_pack' OR stage = 'packed' OR stage = 'labelled' OR stage = 'shipped' OR
                                     stage = 'handed_over' OR stage = 'in_transit' OR stage = 'delivered' OR
                                     stage = 'parked' OR stage = 'stopped' OR stage = 'exception' OR stage = 'returned'),

  queue         TEXT NOT NULL CHECK (queue = 'to_pack' OR queue = 'to_hand_over' OR queue = 'problems' OR queue = 'done' OR queue = 'waiting'),
  rank          INTEGER NOT NULL, -- Default sort of the queue: the due time; minus the end time in done.
  due_clock     TEXT NOT NULL,
  estimates     INTEGER NOT NULL, -- Bits: which of the times a policy computed, named in store/flags.go.
  pack_at       INTEGER NOT NULL,
  handover_at   INTEGER NOT NULL,
  clock_at      INTEGER NOT NULL, -- When the clocks started: paid, or created.
  held_until    INTEGER NOT NULL, -- Nothing may be packed before; 0 free, 9999-12-31 until somebody acts.
  rule          TEXT NOT NULL,    -- The rule behind held_until.
  units         INTEGER NOT NULL,
  skus          INTEGER NOT NULL,

  parked_reason TEXT NOT NULL DEFAULT '',
  parked_at     INTEGER NOT NULL DEFAULT 0,
  parked_by     TEXT NOT NULL DEFAULT ''
) STRICT;

-- Pages and counts by deadline. The columns behind key let filtered pages and counts read nothing but the index. Other
-- sorts and free text are answered from memory (store/finder.go): every index is paid for at every row of an import.
CREATE INDEX orders_rank ON orders (queue, rank, key, held_until, shop, mode, units);
CREATE INDEX orders_held ON orders (queue, rank, key, held_until, shop, mode, units) WHERE held_until > 0;
CREATE INDEX orders_tracking ON orders (tracking) WHERE tracking <> '';

-- What free text search looks at in done orders: folded text, narrow and apart so that a scan of it is short. Open orders
-- are searched in memory (store/finder.go) and need no row; one that was done keeps its row until it is done again.
CREATE TABLE finds (
  ord  INTEGER PRIMARY KEY,
  text TEXT NOT NULL
) STRICT;

-- Parcels as far as they are known: from the shop's packages, and from this station.
CREATE TABLE parcels (
  id         TEXT PRIMARY KEY,
  shop       INTEGER NOT NULL REFERENCES shops (key),
  package_id TEXT NOT NULL,
  stage      TEXT NOT NULL,
  carrier    TEXT NOT NULL,
  tracking   TEXT NOT NULL,
  packed_at  INTEGER NOT NULL,
  label_at   INTEGER NOT NULL,
  shipped_at INTEGER NOT NULL,
  handed_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX parcels_tracking ON parcels (tracking) WHERE tracking <> '';

CREATE TABLE parcel_units (
  parcel   TEXT NOT NULL REFERENCES parcels (id) ON DELETE CASCADE,
  ord      INTEGER NOT NULL REFERENCES orders (key) ON DELETE CASCADE,
  sku_id   TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  PRIMARY KEY (parcel, ord, sku_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX parcel_units_ord ON parcel_units (ord);

-- Every file that was taken in, and later every sync run.
CREATE TABLE sources (
  key       INTEGER PRIMARY KEY,
  kind      TEXT NOT NULL CHECK (kind = 'file' OR kind = 'sync' OR kind = 'demo'),
  name      TEXT NOT NULL,
  shop      INTEGER REFERENCES shops (key),
  at        INTEGER NOT NULL,
  added     INTEGER NOT NULL,
  updated   INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  rejected  INTEGER NOT NULL
) STRICT;

-- How many orders stand in each queue of each shop, kept by every write: counting a million rows takes too long.
CREATE TABLE tallies (
  queue TEXT NOT NULL,
  shop  INTEGER NOT NULL,
  n     INTEGER NOT NULL,
  PRIMARY KEY (queue, shop)
) STRICT, WITHOUT ROWID;

-- Which orders changed, newest last, as ranges of keys. Whoever holds a copy in memory reads on from where it stopped.
CREATE TABLE changes (
  seq   INTEGER PRIMARY KEY AUTOINCREMENT,
  first INTEGER NOT NULL,
  last  INTEGER NOT NULL
) STRICT;

-- +goose Down
SELECT 1;
