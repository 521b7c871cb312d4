-- Schema 5: why a call cost what it cost. Sparse: a row exists only where there is something to tell.
CREATE TABLE why(
  call_id INTEGER PRIMARY KEY,
  messages INTEGER,                 -- of the prompt
  tools INTEGER,                    -- that the prompt offers
  miss INTEGER,                     -- why it was not read from the cache: v_why names the numbers; NULL: it was, or no cache
  miss_at INTEGER,                  -- the first tool, block of the system prompt or message to differ, from 1
  idle_us INTEGER,                  -- since the end of the last call that used this cache
  missed INTEGER,                   -- tokens that the cache had held
  missed_nano INTEGER,
  cached INTEGER,                   -- tokens held by the provider after the call
  expires_us INTEGER,
  stake_nano INTEGER,
  context_window INTEGER,
  price_cliff INTEGER,              -- a longer prompt has a higher price
  compacted INTEGER,                -- 1: the conversation was replaced by something much shorter
  attempt INTEGER,                  -- so many times it was tried before; NULL: never
  retry_of INTEGER,                 -- calls.call_id of the first try
  waste_kind INTEGER,               -- 1 failed, 2 aborted, 3 truncated, 4 cold_read
  waste_nano INTEGER,
  system_key INTEGER);              -- keyed hash of the system prompt
CREATE INDEX ix_why_waste ON why(call_id) WHERE waste_kind IS NOT NULL;

CREATE VIEW v_why AS
SELECT
  w.call_id AS call_id,
  strftime('%Y-%m-%dT%H:%M:%fZ', (w.call_id >> 3) / 1000 / 1000.0, 'unixepoch') AS started_at,
  t.uuid AS tab_id,
  s.wire_id AS session,
  a.wire_id AS agent,
  coalesce(m.name, mr.name) AS model,
  CASE w.miss WHEN 1 THEN 'initial' WHEN 2 THEN 'expired' WHEN 3 THEN 'tools_changed' WHEN 4 THEN 'system_changed'
    WHEN 5 THEN 'history_changed' WHEN 6 THEN 'model_changed' WHEN 7 THEN 'settings_changed' WHEN 8 THEN 'mark_moved'
    WHEN 9 THEN 'unknown' END AS miss_cause,
  w.miss_at AS miss_at,
  w.idle_us / 1e6 AS idle_s,
  w.missed AS missed_tokens,
  w.missed_nano AS missed_nano,
  w.missed_nano / 1e9 AS missed_usd,
  w.cached AS cached_tokens,
  strftime('%Y-%m-%dT%H:%M:%fZ', w.expires_us / 1000 / 1000.0, 'unixepoch') AS cache_expires_at,
  w.stake_nano AS at_stake_nano,
  w.context_window AS context_window,
  CASE WHEN coalesce(c.in_uncached, c.cache_read, c.cache_w5, c.cache_w1h) IS NOT NULL THEN
    (ifnull(c.in_uncached, 0) + ifnull(c.cache_read, 0) + ifnull(c.cache_w5, 0) + ifnull(c.cache_w1h, 0)) * 1.0 /
    nullif(w.context_window, 0) END AS context_share,
  w.price_cliff AS price_cliff,
  ifnull(w.compacted, 0) AS compacted,
  ifnull(w.attempt, 0) AS attempt,
  w.retry_of AS retry_of,
  CASE w.waste_kind WHEN 1 THEN 'failed' WHEN 2 THEN 'aborted' WHEN 3 THEN 'truncated' WHEN 4 THEN 'cold_read' END
    AS waste_kind,
  w.waste_nano AS waste_nano,
  w.messages AS messages,
  w.tools AS tools
FROM why w JOIN calls c ON c.call_id = w.call_id
  LEFT JOIN tab_names t ON t.id = c.tab_id
  LEFT JOIN sessions s ON s.session_id = c.session_id
  LEFT JOIN agents a ON a.agent_id = c.agent_id
  LEFT JOIN model mr ON mr.id = c.model_req_id
  LEFT JOIN model m ON m.id = c.model_id;

-- What was paid for nothing, by session, model and kind.
CREATE VIEW v_waste AS
SELECT
  s.wire_id AS session,
  coalesce(m.name, mr.name) AS model,
  CASE w.waste_kind WHEN 1 THEN 'failed' WHEN 2 THEN 'aborted' WHEN 3 THEN 'truncated' WHEN 4 THEN 'cold_read' END
    AS waste_kind,
  count(*) AS calls,
  count(CASE WHEN w.waste_nano IS NULL THEN 1 END) AS unpriced,
  sum(w.waste_nano) AS waste_nano,
  sum(w.waste_nano) / 1e9 AS waste_usd,
  sum(w.missed) AS missed_tokens
FROM why w JOIN calls c ON c.call_id = w.call_id
  LEFT JOIN sessions s ON s.session_id = c.session_id
  LEFT JOIN model mr ON mr.id = c.model_req_id
  LEFT JOIN model m ON m.id = c.model_id
WHERE w.waste_kind IS NOT NULL
GROUP BY c.session_id, coalesce(m.name, mr.name), w.waste_kind;

-- What the provider keeps of each session, by its latest call that tells. Of those that say how long, until when.
CREATE VIEW v_cache AS
SELECT
  s.wire_id AS session,
  a.wire_id AS agent,
  coalesce(m.name, mr.name) AS model,
  t.uuid AS tab_id,
  max(w.call_id) AS call_id,
  w.cached AS cached_tokens,
  strftime('%Y-%m-%dT%H:%M:%fZ', w.expires_us / 1000 / 1000.0, 'unixepoch') AS expires_at,
  max(0, w.expires_us / 1e6 - strftime('%s', 'now')) AS seconds_left,
  CASE WHEN w.expires_us IS NULL THEN NULL WHEN w.expires_us / 1e6 > strftime('%s', 'now') THEN 'likely_warm' ELSE 'cold'
    END AS state,
  w.stake_nano AS at_stake_nano,
  w.stake_nano / 1e9 AS at_stake_usd
FROM why w JOIN calls c ON c.call_id = w.call_id
  LEFT JOIN tab_names t ON t.id = c.tab_id
  LEFT JOIN sessions s ON s.session_id = c.session_id
  LEFT JOIN agents a ON a.agent_id = c.agent_id
  LEFT JOIN model mr ON mr.id = c.model_req_id
  LEFT JOIN model m ON m.id = c.model_id
WHERE w.cached IS NOT NULL
GROUP BY c.session_id, c.agent_id, coalesce(m.name, mr.name);

-- Who spent it. A call without an agent's id is the main agent's: the rows of a session add up to it.
CREATE VIEW v_agent AS
SELECT
  s.wire_id AS session,
  a.wire_id AS agent,
  pa.wire_id AS parent_agent,
  min(cl.name) AS client,
  strftime('%Y-%m-%dT%H:%M:%fZ', (min(c.call_id) >> 3) / 1000 / 1000.0, 'unixepoch') AS first_call_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', (max(c.call_id) >> 3) / 1000 / 1000.0, 'unixepoch') AS last_call_at,
  count(*) AS calls,
  count(CASE WHEN c.outcome = 1 THEN 1 END) AS errors,
  sum(c.in_uncached) AS input_tokens,
  sum(c.cache_read) AS cache_read_tokens,
  CASE WHEN coalesce(sum(c.cache_w5), sum(c.cache_w1h)) IS NOT NULL THEN
    ifnull(sum(c.cache_w5), 0) + ifnull(sum(c.cache_w1h), 0) END AS cache_write_tokens,
  sum(c.out_total) AS output_tokens,
  sum(c.cost_nano) AS cost_nano,
  sum(c.equiv_nano) AS equivalent_nano,
  sum(c.saved_nano) AS saved_nano,
  sum(w.waste_nano) AS waste_nano
FROM calls c
  LEFT JOIN sessions s ON s.session_id = c.session_id
  LEFT JOIN agents a ON a.agent_id = c.agent_id
  LEFT JOIN agents pa ON pa.agent_id = a.parent_id
  LEFT JOIN client cl ON cl.id = c.client_id
  LEFT JOIN why w ON w.call_id = c.call_id
GROUP BY c.session_id, c.agent_id;

CREATE VIEW v_session AS
SELECT
  s.wire_id AS session,
  CASE s.source WHEN 0 THEN 'tab' WHEN 1 THEN 'client' END AS source,
  k.name AS client,
  p.root AS project,
  strftime('%Y-%m-%dT%H:%M:%fZ', (min(c.call_id) >> 3) / 1000 / 1000.0, 'unixepoch') AS first_call_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', (max(c.call_id) >> 3) / 1000 / 1000.0, 'unixepoch') AS last_call_at,
  count(*) AS calls,
  count(DISTINCT c.agent_id) AS sub_agents,
  count(CASE WHEN c.outcome = 1 THEN 1 END) AS errors,
  count(CASE WHEN w.attempt > 0 THEN 1 END) AS retries,
  count(CASE WHEN w.compacted = 1 THEN 1 END) AS compactions,
  sum(c.in_uncached) AS input_tokens,
  sum(c.cache_read) AS cache_read_tokens,
  CASE WHEN coalesce(sum(c.cache_w5), sum(c.cache_w1h)) IS NOT NULL THEN
    ifnull(sum(c.cache_w5), 0) + ifnull(sum(c.cache_w1h), 0) END AS cache_write_tokens,
  sum(c.out_total) AS output_tokens,
  sum(c.cost_nano) AS cost_nano,
  sum(c.equiv_nano) AS equivalent_nano,
  sum(c.saved_nano) AS saved_nano,
  sum(w.missed_nano) AS missed_nano,
  sum(w.waste_nano) AS waste_nano
FROM calls c
  LEFT JOIN sessions s ON s.session_id = c.session_id
  LEFT JOIN agent_kind k ON k.id = s.agent_kind_id
  LEFT JOIN project p ON p.id = s.project_id
  LEFT JOIN why w ON w.call_id = c.call_id
GROUP BY c.session_id;
