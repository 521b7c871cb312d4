-- Schema 12: what people add: named recordings and notes on calls.
CREATE TABLE spans(
  span_id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,            -- 0 recording
  name TEXT NOT NULL,
  tab_id INTEGER,                   -- tabs.tab_id; NULL: every tab
  start_us INTEGER NOT NULL,
  end_us INTEGER,                   -- NULL: it runs
  note TEXT);
CREATE UNIQUE INDEX ix_spans_name ON spans(kind, name);

CREATE TABLE notes(
  call_id INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  updated_us INTEGER NOT NULL);

-- However a call goes, its note goes with it.
CREATE TRIGGER notes_go_with_calls AFTER DELETE ON calls BEGIN DELETE FROM notes WHERE call_id = old.call_id; END;

CREATE VIEW v_notes AS
SELECT
  call_id,
  strftime('%Y-%m-%dT%H:%M:%fZ', (call_id >> 3) / 1000 / 1000.0, 'unixepoch') AS started_at,
  text AS note,
  strftime('%Y-%m-%dT%H:%M:%fZ', updated_us / 1000 / 1000.0, 'unixepoch') AS updated_at
FROM notes;

-- The calls that began within it, so what one that has ended holds changes no more.
CREATE VIEW v_recordings AS
SELECT
  r.name AS recording,
  CASE WHEN r.end_us IS NULL THEN 'running' ELSE 'ended' END AS state,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.start_us / 1000 / 1000.0, 'unixepoch') AS started_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.end_us / 1000 / 1000.0, 'unixepoch') AS ended_at,
  t.uuid AS tab_id,
  t.title AS tab_title,
  count(c.call_id) AS calls,
  count(CASE WHEN c.outcome = 1 THEN 1 END) AS errors,
  sum(c.in_uncached) AS input_tokens,
  sum(c.cache_read) AS cache_read_tokens,
  sum(c.out_total) AS output_tokens,
  sum(c.cost_nano) AS cost_nano,
  sum(CASE WHEN c.billing = 1 THEN c.equiv_nano END) AS subscription_nano,
  r.note AS note
FROM spans r
  LEFT JOIN tab_names t ON t.id = r.tab_id
  LEFT JOIN calls c ON c.call_id >= r.start_us * 8 AND c.call_id < ifnull(r.end_us, 1000000000000000000) * 8
    AND (r.tab_id IS NULL OR c.tab_id = r.tab_id)
WHERE r.kind = 0
GROUP BY r.span_id;
