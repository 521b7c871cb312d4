-- Schema 19: what shells ran (OSC 133), so that calls have a command.
CREATE TABLE commands(
  command_id INTEGER PRIMARY KEY,
  tab_id INTEGER NOT NULL,
  program TEXT,                     -- the name alone
  began_us INTEGER NOT NULL,
  ended_us INTEGER NOT NULL,
  status INTEGER);
CREATE INDEX ix_commands ON commands(tab_id, began_us);

-- The calls that began while it ran; a command without any is no row.
CREATE VIEW v_command AS
SELECT
  k.command_id AS command_id,
  n.uuid AS tab_id,
  n.title AS tab_title,
  k.program AS program,
  k.status AS status,
  strftime('%Y-%m-%dT%H:%M:%fZ', k.began_us / 1000 / 1000.0, 'unixepoch') AS began_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', k.ended_us / 1000 / 1000.0, 'unixepoch') AS ended_at,
  (k.ended_us - k.began_us) / 1000.0 AS duration_ms,
  count(*) AS calls,
  count(CASE WHEN c.outcome = 1 THEN 1 END) AS errors,
  sum(c.in_uncached) AS input_tokens,
  sum(c.cache_read) AS cache_read_tokens,
  sum(c.out_total) AS output_tokens,
  sum(c.cost_nano) AS cost_nano,
  sum(CASE WHEN c.billing = 1 THEN c.equiv_nano END) AS subscription_nano
FROM commands k
  JOIN calls c ON c.tab_id = k.tab_id AND c.call_id >= k.began_us * 8 AND c.call_id < k.ended_us * 8
  LEFT JOIN tab_names n ON n.id = k.tab_id
GROUP BY k.command_id;
