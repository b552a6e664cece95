-- +goose Up

-- Lists of orders that were shipped together. How far they are is counted from their shipments.
CREATE TABLE batches (
  key      INTEGER PRIMARY KEY,
  id       TEXT NOT NULL UNIQUE,
  shop     TEXT NOT NULL,        -- Empty when its orders are of several shops.
  operator TEXT NOT NULL,
  station  TEXT NOT NULL,
  at       INTEGER NOT NULL,
  stopped  INTEGER NOT NULL CHECK (stopped = 0 OR stopped = 1),
  method     TEXT NOT NULL,
  slot_start INTEGER NOT NULL,
  slot_end   INTEGER NOT NULL
) STRICT;

-- The outbox of shipments: what is meant is committed here before a shop is told, and settled afterwards. Times are unix
-- seconds UTC, 0 for none, where nothing else is said.
CREATE TABLE shipments (
  key        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE, -- What makes the same shipment, asked for twice, one.
  batch      TEXT NOT NULL,        -- Empty for one shipped from the bench.
  place      INTEGER NOT NULL,     -- Packing order.
  order_id   TEXT NOT NULL,
  shop       TEXT NOT NULL,
  mode       TEXT NOT NULL,
  parcel     TEXT NOT NULL,        -- Empty for all of the order.
  carrier    TEXT NOT NULL,
  tracking   TEXT NOT NULL,        -- Folded, as numbers are compared.
  packages   TEXT NOT NULL,        -- JSON list.
  items      TEXT NOT NULL,        -- JSON list; empty for all of the order.
  partly     INTEGER NOT NULL,
  method     TEXT NOT NULL,
  slot_start INTEGER NOT NULL,
  slot_end   INTEGER NOT NULL,
  operator   TEXT NOT NULL,
  station    TEXT NOT NULL,
  asked_at   INTEGER NOT NULL,     -- In milliseconds.

  state      TEXT NOT NULL CHECK (state = 'waiting' OR state = 'calling' OR state = 'unknown' OR state = 'later' OR state = 'done' OR
                                  state = 'refused' OR state = 'withdrawn'),
  says       TEXT NOT NULL DEFAULT '',
  rule       TEXT NOT NULL DEFAULT '',
  fault      TEXT NOT NULL DEFAULT '',
  already    INTEGER NOT NULL DEFAULT 0,
  attempts   INTEGER NOT NULL DEFAULT 0,
  doubts     INTEGER NOT NULL DEFAULT 0, -- Calls whose outcome was open.
  called_at  INTEGER NOT NULL DEFAULT 0, -- In milliseconds.
  settled_at INTEGER NOT NULL DEFAULT 0,
  labelled   INTEGER NOT NULL DEFAULT 0,

  lane       TEXT NOT NULL,             -- What it needs next; held while a worker has it, empty once it has ended.
  due        INTEGER NOT NULL,          -- In milliseconds: when a worker may take it; while it is held, when that worker counts as dead.
  worker     TEXT NOT NULL DEFAULT ''   -- Who has it: the name of a process.
) STRICT;

-- One open shipment of an order, or of each of its boxes: nobody can ship it a second time meanwhile.
CREATE UNIQUE INDEX shipments_open ON shipments (order_id, parcel) WHERE state = 'waiting' OR state = 'calling' OR state = 'unknown' OR state = 'later';
CREATE INDEX shipments_due ON shipments (lane, shop, due, place) WHERE lane <> '';
CREATE INDEX shipments_batch ON shipments (batch, state) WHERE batch <> '';
CREATE INDEX shipments_order ON shipments (order_id, key);
CREATE INDEX shipments_tracking ON shipments (tracking) WHERE tracking <> '';

-- Tracking numbers that carriers have given the seller in advance. One is used once.
CREATE TABLE numbers (
  key      INTEGER PRIMARY KEY,    -- The order in which they are used.
  carrier  TEXT NOT NULL,
  number   TEXT NOT NULL UNIQUE,   -- Folded.
  added_at INTEGER NOT NULL,
  added_by TEXT NOT NULL,
  order_id TEXT NOT NULL DEFAULT '', -- Who has it; empty for a free one.
  used_at  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX numbers_free ON numbers (carrier, key) WHERE order_id = '';

-- +goose Down
SELECT 1;
