-- Schema 6: what providers tell of their limits. A row only where something moved.
CREATE TABLE limit_window(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE limits(
  limit_id INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  provider_id INTEGER NOT NULL,
  account INTEGER,                  -- keyed hash of what names the account; NULL: nothing does
  window_id INTEGER NOT NULL,
  status TEXT,                      -- in the provider's word
  used_ppm INTEGER,                 -- of the cap
  remaining INTEGER,
  cap INTEGER,
  length_us INTEGER,                -- of the window
  reset_us INTEGER,
  tab_id INTEGER NOT NULL);         -- whose call was told
CREATE INDEX ix_limits_key ON limits(provider_id, account, window_id);

-- The latest word on each limit. The pace is that since the window began, as far as its length is known.
CREATE VIEW v_limits AS
SELECT
  p.name AS provider,
  printf('%08x', l.account >> 32 & 0xffffffff) AS account,
  n.name AS limit_window,
  strftime('%Y-%m-%dT%H:%M:%fZ', max(l.at_us) / 1000 / 1000.0, 'unixepoch') AS told_at,
  l.status AS limit_status,
  l.used_ppm / 1e6 AS used_share,
  l.remaining AS remaining,
  l.cap AS cap,
  strftime('%Y-%m-%dT%H:%M:%fZ', l.reset_us / 1000 / 1000.0, 'unixepoch') AS resets_at,
  l.used_ppm * 3600.0 / nullif(max(0, l.at_us - (l.reset_us - l.length_us)), 0) AS share_per_hour,
  CASE WHEN l.used_ppm > 0 AND l.at_us > l.reset_us - l.length_us THEN
    strftime('%Y-%m-%dT%H:%M:%fZ', (l.at_us + (l.at_us - (l.reset_us - l.length_us)) *
      max(0, 1000000 - l.used_ppm) * 1.0 / l.used_ppm) / 1e6, 'unixepoch') END AS runs_out_at,
  CASE WHEN l.used_ppm > 0 AND l.at_us > l.reset_us - l.length_us THEN
    (l.at_us - (l.reset_us - l.length_us)) * max(0, 1000000 - l.used_ppm) * 1.0 / l.used_ppm < l.reset_us - l.at_us END
    AS runs_out_before_reset
FROM limits l
  JOIN provider p ON p.id = l.provider_id
  JOIN limit_window n ON n.id = l.window_id
GROUP BY l.provider_id, l.account, l.window_id;

-- Which tab used how much of a share: each rise belongs to the tab whose call was told of it; what was used before the
-- first word belongs to nobody. Resets are told to the second: one within a minute of the last is the same.
CREATE VIEW v_limit_use AS
SELECT
  p.name AS provider,
  printf('%08x', r.account >> 32 & 0xffffffff) AS account,
  n.name AS limit_window,
  t.uuid AS tab_id,
  sum(max(0, r.used_ppm - r.before_ppm)) / 1e6 AS used_share
FROM (
  SELECT l.*, CASE WHEN lag(l.limit_id) OVER earlier IS NULL THEN l.used_ppm
    WHEN l.reset_us - lag(l.reset_us) OVER earlier >= 60000000 THEN 0 ELSE lag(l.used_ppm) OVER earlier END AS before_ppm
  FROM limits l WHERE l.used_ppm IS NOT NULL AND l.cap IS NULL
  WINDOW earlier AS (PARTITION BY l.provider_id, l.account, l.window_id ORDER BY l.limit_id)) r
  JOIN provider p ON p.id = r.provider_id
  JOIN limit_window n ON n.id = r.window_id
  LEFT JOIN tab_names t ON t.id = r.tab_id
GROUP BY r.provider_id, r.account, r.window_id, r.tab_id;
