-- What tabs carried as HTTP proxies without its being a call: where to, how much, how long. Written when it has ended.
CREATE TABLE tunnels(
  tunnel_id INTEGER PRIMARY KEY,    -- started_us * 8, or the first free number behind it: rows lie in order of time
  tab_id INTEGER NOT NULL,
  host_id INTEGER,
  port INTEGER NOT NULL,
  kind INTEGER NOT NULL,            -- 0 CONNECT, carried unread; 1 CONNECT, decrypted; 2 a plain HTTP request
  outcome INTEGER NOT NULL,         -- 0 complete, 1 unreachable, 2 aborted, 3 broken, 4 handshake failed
  status INTEGER,                   -- HTTP's, of a plain request
  error TEXT,
  connect_us INTEGER,
  total_us INTEGER NOT NULL,
  sent_bytes INTEGER NOT NULL,
  received_bytes INTEGER NOT NULL);

CREATE VIEW v_tunnels AS
SELECT
  t.tunnel_id AS tunnel_id,
  strftime('%Y-%m-%dT%H:%M:%fZ', (t.tunnel_id >> 3) / 1000 / 1000.0, 'unixepoch') AS started_at,
  n.uuid AS tab_id,
  n.title AS tab_title,
  CASE t.kind WHEN 0 THEN 'tunnel' WHEN 1 THEN 'decrypted' WHEN 2 THEN 'request' END AS kind,
  h.name AS host,
  t.port AS port,
  t.status AS status,
  CASE t.outcome WHEN 0 THEN 'complete' WHEN 1 THEN 'unreachable' WHEN 2 THEN 'aborted' WHEN 3 THEN 'broken'
    WHEN 4 THEN 'handshake_failed' END AS outcome,
  t.error AS error,
  t.connect_us / 1e3 AS connect_ms,
  t.total_us / 1e3 AS duration_ms,
  t.sent_bytes AS sent_bytes,
  t.received_bytes AS received_bytes
FROM tunnels t
  LEFT JOIN tab_names n ON n.id = t.tab_id
  LEFT JOIN host h ON h.id = t.host_id;
