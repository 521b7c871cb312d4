-- Schema 18: those who hand calls on to other programs. Each has a row of cursors; a call that came with a trace of
-- W3C's (traceparent) keeps it, so that what is handed on hangs below the caller's span.
ALTER TABLE cursors ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;     -- calls taken by the other end
ALTER TABLE cursors ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;  -- calls it would not take, and were passed over
ALTER TABLE cursors ADD COLUMN sent_us INTEGER;                     -- when it took some last
ALTER TABLE cursors ADD COLUMN trouble TEXT;                        -- why it takes none at present

CREATE TABLE traces(call_id INTEGER PRIMARY KEY, trace_id TEXT NOT NULL, parent_id TEXT NOT NULL);

CREATE VIEW v_followers AS
SELECT name, sent, refused, (SELECT count(*) FROM outbox o WHERE o.seq > f.seq) AS behind,
  strftime('%Y-%m-%dT%H:%M:%fZ', sent_us / 1000 / 1000.0, 'unixepoch') AS sent_at, trouble
FROM cursors f;
