-- +goose Up

-- A parcel that is followed, or a number that somebody saved. The columns are what queries ask for; what only the trackers
-- understand is JSON and opaque here. Times are unix seconds UTC, 0 for none.
CREATE TABLE tracked (
  key          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE, -- Chosen by who follows: the number as carriers count it.
  number       TEXT NOT NULL,
  carrier      TEXT NOT NULL,        -- A carrier's id; empty while nobody knows.
  service      TEXT NOT NULL,
  postcode     TEXT NOT NULL,
  country      TEXT NOT NULL,
  since        INTEGER NOT NULL,     -- When its label was made.
  saved        INTEGER NOT NULL,     -- 1 when a person asked for it: it is followed without an order.
  order_id     TEXT NOT NULL,        -- The first of its orders, for the eye; tracked_orders has them all.
  buyer        TEXT NOT NULL,
  find         TEXT NOT NULL,        -- Folded text for searches.
  handed       INTEGER NOT NULL,     -- When this station handed it over.
  due_by       INTEGER NOT NULL,     -- Its handover deadline while that waits for the first scan.

  source       TEXT NOT NULL,        -- Which adapter is asked; empty until one is chosen.
  rank         INTEGER NOT NULL CHECK (rank >= 0 AND rank < 8), -- How useful an answer is, 0 most.
  next_at      INTEGER NOT NULL,     -- When it is due; 9999-12-31 for never.
  claim        INTEGER NOT NULL,     -- Until when somebody is asking about it.
  stop         TEXT NOT NULL,        -- Why it is asked about no more.

  status       TEXT NOT NULL,
  reason       TEXT NOT NULL,
  needs_action INTEGER NOT NULL,
  problem      TEXT NOT NULL,
  stage        TEXT NOT NULL,        -- What its orders were told last.
  scanned      INTEGER NOT NULL,
  checked_at   INTEGER NOT NULL,     -- The last answer or failure,
  told_at      INTEGER NOT NULL,     -- and the last answer.
  final_at     INTEGER NOT NULL,
  misses       INTEGER NOT NULL,
  mark         INTEGER NOT NULL,     -- Of the events in the last answer: equal means that there is nothing to add.
  grp          INTEGER NOT NULL,     -- Its place in the list: 0 needs action, 1 on its way, 2 ended,
  place        INTEGER NOT NULL,     -- then the longest without news first, and of the ended ones the newest.

  state        TEXT NOT NULL,        -- JSON: when the state came about,
  last         TEXT NOT NULL,        -- the newest event's moment,
  scan         TEXT NOT NULL,        -- the first scan's,
  fault        TEXT NOT NULL,        -- why the last question had no answer,
  report       TEXT NOT NULL         -- and the rest of the last answer.
) STRICT;

-- Who is due is found without looking at who is not.
CREATE INDEX tracked_due ON tracked (source, rank, next_at);
CREATE INDEX tracked_list ON tracked (grp, place, id);
CREATE INDEX tracked_counts ON tracked (status, carrier, grp);
CREATE INDEX tracked_number ON tracked (number);

-- Which orders travel in it. A parcel of several orders is asked about once.
CREATE TABLE tracked_orders (
  tracked INTEGER NOT NULL REFERENCES tracked (key) ON DELETE CASCADE,
  ord     INTEGER NOT NULL REFERENCES orders (key) ON DELETE CASCADE,
  parcel  TEXT NOT NULL,             -- Our parcel; empty where the number stands with the order alone.
  PRIMARY KEY (tracked, ord)
) STRICT, WITHOUT ROWID;
CREATE INDEX tracked_orders_ord ON tracked_orders (ord);

-- What carriers have said, an event once, however often it is told again.
CREATE TABLE tracked_events (
  tracked INTEGER NOT NULL REFERENCES tracked (key) ON DELETE CASCADE,
  id      TEXT NOT NULL,
  pos     INTEGER NOT NULL,          -- Its place in the newest answer that has it, oldest first.
  body    TEXT NOT NULL,             -- JSON.
  PRIMARY KEY (tracked, id)
) STRICT, WITHOUT ROWID;

-- One row: how far the change log has been read for parcels to follow, and who polls until when.
CREATE TABLE tracking (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  seq    INTEGER NOT NULL,
  holder TEXT NOT NULL,
  until  INTEGER NOT NULL
) STRICT;
INSERT INTO tracking (one, seq, holder, until) VALUES (1, -1, '', 0);

-- What carriers' keys have used since 00:00 GMT, and whether they rest.
CREATE TABLE carrier_keys (
  key     TEXT PRIMARY KEY,          -- Names the account without betraying it.
  day     INTEGER NOT NULL,          -- The first second of the day that is counted.
  calls   INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  until   INTEGER NOT NULL,
  why     TEXT NOT NULL,
  words   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
SELECT 1;
