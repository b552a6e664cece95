-- +goose Up

-- How far each shop has been read: the update time of the last order taken in, in unix seconds. 0 means never.
ALTER TABLE shops ADD COLUMN synced_to INTEGER NOT NULL DEFAULT 0;

-- +goose Down
SELECT 1;
