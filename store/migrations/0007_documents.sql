-- +goose Up

-- Contents of files under their hashes: what comes twice is kept once.
CREATE TABLE contents (
  sha256  TEXT PRIMARY KEY,
  content BLOB NOT NULL
) STRICT;

INSERT INTO contents (sha256, content) SELECT sha256, content FROM label_files WHERE true ON CONFLICT (sha256) DO NOTHING;

-- The labels that go on boxes as they are: the platform's, fetched or handed in. An order that travels in several of the
-- platform's packages has one for each.
CREATE TABLE platform_labels (
  order_id TEXT NOT NULL,
  package  TEXT NOT NULL,      -- The platform's id; empty for one that was handed in for the order.
  name     TEXT NOT NULL,
  format   TEXT NOT NULL CHECK (format = 'pdf' OR format = 'png' OR format = 'zpl'),
  sha256   TEXT NOT NULL REFERENCES contents (sha256),
  at       INTEGER NOT NULL,
  PRIMARY KEY (order_id, package)
) STRICT, WITHOUT ROWID;

INSERT INTO platform_labels (order_id, package, name, format, sha256, at) SELECT order_id, '', name, format, sha256, at FROM label_files;
DROP TABLE label_files;

-- The platform's labels that are wanted. Fetching one changes nothing at the shop: what was begun and not ended is begun
-- again.
CREATE TABLE documents (
  key      INTEGER PRIMARY KEY,
  order_id TEXT NOT NULL,
  package  TEXT NOT NULL,      -- Empty until the shop has said which packages the order has.
  shop     TEXT NOT NULL,
  operator TEXT NOT NULL,
  station  TEXT NOT NULL,
  asked_at INTEGER NOT NULL,   -- In milliseconds.
  state    TEXT NOT NULL CHECK (state = 'waiting' OR state = 'done' OR state = 'failed'),
  says     TEXT NOT NULL,      -- Why it is not here.
  attempts INTEGER NOT NULL,
  bad      INTEGER NOT NULL,   -- Of those, how often something came that is no label.
  due      INTEGER NOT NULL,   -- In milliseconds: when a worker may take it; while one has it, when that worker counts as dead.
  worker   TEXT NOT NULL,      -- Who has it: the name of a process; empty for nobody.
  UNIQUE (order_id, package)
) STRICT;
CREATE INDEX documents_due ON documents (due, key) WHERE state = 'waiting';
CREATE INDEX documents_worker ON documents (worker) WHERE worker <> '';

-- Orders of which a bench wants the shop to be told. Committed with the step of the bench that wants it.
CREATE TABLE ship_asks (
  order_id TEXT PRIMARY KEY,
  operator TEXT NOT NULL,
  station  TEXT NOT NULL,
  asked_at INTEGER NOT NULL,   -- In milliseconds.
  state    TEXT NOT NULL CHECK (state = 'waiting' OR state = 'refused'),
  says     TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due      INTEGER NOT NULL,   -- As of documents.
  worker   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ship_asks_refused ON ship_asks (station) WHERE state = 'refused';
CREATE INDEX ship_asks_due ON ship_asks (due) WHERE state = 'waiting';

-- A print may have to wait for the platform's file, and prints that are asked for at once come out in their order.
ALTER TABLE prints ADD COLUMN due INTEGER NOT NULL DEFAULT 0;   -- In milliseconds: when it is looked at again.
ALTER TABLE prints ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
CREATE INDEX prints_order ON prints (order_id);

-- +goose Down
SELECT 1;
