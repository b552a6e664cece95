-- +goose Up

-- How the reading of each shop stands, and who reads it at the moment: one among all programs on this database. Times are
-- unix seconds UTC, 0 for none. Shops that have not sent an order yet stand here too, so there is no key of shops.
CREATE TABLE shop_syncs (
  shop        TEXT PRIMARY KEY,
  account     TEXT NOT NULL DEFAULT '',   -- The authorisation by which it is read.
  worker      TEXT NOT NULL DEFAULT '',   -- Who reads; empty for nobody.
  until       INTEGER NOT NULL DEFAULT 0, -- When the reader counts as dead.
  tried_at    INTEGER NOT NULL DEFAULT 0,
  done_at     INTEGER NOT NULL DEFAULT 0,
  next_at     INTEGER NOT NULL DEFAULT 0,
  cancels_to  INTEGER NOT NULL DEFAULT 0, -- Cancellations are read up to this update time.
  fault       TEXT NOT NULL DEFAULT '',
  says        TEXT NOT NULL DEFAULT '',
  since       INTEGER NOT NULL DEFAULT 0, -- When the failing began.
  fails       INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Requests to cancel, as the shop tells them.
CREATE TABLE cancellations (
  id         TEXT PRIMARY KEY,
  shop       TEXT NOT NULL,
  order_id   TEXT NOT NULL,
  open       INTEGER NOT NULL CHECK (open = 0 OR open = 1), -- It waits for the seller's answer.
  status     TEXT NOT NULL,
  kind       TEXT NOT NULL,
  asker      TEXT NOT NULL,
  reason     TEXT NOT NULL,    -- The platform's key.
  words      TEXT NOT NULL,    -- The reason in words.
  amount     TEXT NOT NULL,
  currency   TEXT NOT NULL,
  answer_by  INTEGER NOT NULL, -- Granted by itself then.
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cancellations_order ON cancellations (order_id);
CREATE INDEX cancellations_open ON cancellations (answer_by, id) WHERE open = 1;

-- The outbox of answers to them: what was decided is committed here before the shop is told, and settled afterwards. A
-- request has one answer; another one may only take the place of one that was refused.
CREATE TABLE cancel_answers (
  cancel     TEXT PRIMARY KEY REFERENCES cancellations (id),
  key        TEXT NOT NULL,    -- What makes a repeated call the same one to the shop.
  shop       TEXT NOT NULL,
  order_id   TEXT NOT NULL,
  verdict    TEXT NOT NULL CHECK (verdict = 'approve' OR verdict = 'reject'),
  reason     TEXT NOT NULL,    -- Of a rejection: the platform's key.
  comment    TEXT NOT NULL,    -- For the buyer.
  operator   TEXT NOT NULL,
  station    TEXT NOT NULL,
  asked_at   INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state = 'waiting' OR state = 'calling' OR state = 'unknown' OR state = 'later' OR state = 'done' OR state = 'refused'),
  worker     TEXT NOT NULL,
  until      INTEGER NOT NULL, -- When the worker counts as dead.
  attempts   INTEGER NOT NULL,
  next_at    INTEGER NOT NULL,
  settled_at INTEGER NOT NULL,
  says       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cancel_answers_open ON cancel_answers (shop, next_at) WHERE state <> 'done' AND state <> 'refused';

-- +goose Down
SELECT 1;
