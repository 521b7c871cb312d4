-- Schema 13: the method of a call, and smaller rows: what nearly always equals another column is kept as the difference from
-- it, which is mostly nothing; three columns that nobody ever filled are gone. The old names are computed.

-- The two that make nearly all calls have the numbers that take no space in a row.
CREATE TABLE method(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO method VALUES(0, 'POST'), (1, 'GET');

DROP VIEW v_calls;
-- Views and triggers that name the table keep naming it.
PRAGMA legacy_alter_table = ON;
ALTER TABLE calls RENAME TO calls_before;
PRAGMA legacy_alter_table = OFF;

CREATE TABLE calls(
  call_id INTEGER PRIMARY KEY,      -- started_us * 8 + lane: rows lie in order of time, so time needs no index
  tab_id INTEGER NOT NULL,
  session_id INTEGER NOT NULL,
  agent_id INTEGER,
  project_id INTEGER,
  mark_id INTEGER,
  branch_id INTEGER,
  pid INTEGER,
  proc_id INTEGER,
  provider_id INTEGER NOT NULL,     -- 0: no provider claimed the call
  host_id INTEGER,
  endpoint_id INTEGER,
  model_req_id INTEGER,
  model_id INTEGER,
  kind INTEGER NOT NULL,            -- api.id; 0: not known
  transport INTEGER NOT NULL,       -- 0 http, 1 sse, 2 websocket
  billing INTEGER NOT NULL,         -- 0 api, 1 subscription, 2 local
  usage_state INTEGER NOT NULL,     -- 0 missing, 1 estimated, 2 partial, 3 measured
  status INTEGER,
  error_id INTEGER,
  stop INTEGER,                     -- 1 stop, 2 length, 3 tool_use, 4 refusal, 5 content_filter, 6 error, 7 pause
  flags INTEGER NOT NULL DEFAULT 0, -- bits: 1 priced by the base URL's slot; 2 fast; 4 through a gateway; 8 asked for usage
  tz_q INTEGER NOT NULL DEFAULT 0,  -- UTC offset at that time, in quarters of an hour
  outcome INTEGER NOT NULL,         -- 0 ok, 1 error, 2 aborted, 3 truncated, 4 refused, 5 lossy, 6 undecoded
  stop_raw TEXT,
  client_id INTEGER,
  tool_calls INTEGER,
  connect_us INTEGER,
  tls_us INTEGER,
  ttfb_us INTEGER,
  ttft_us INTEGER,
  last_token_us INTEGER,
  rest_us INTEGER NOT NULL,         -- from the last token to the end; all of it where there was no token
  overhead_us INTEGER,
  req_bytes INTEGER,
  resp_bytes INTEGER,
  in_uncached INTEGER,
  cache_read INTEGER,
  cache_w5 INTEGER,
  cache_w1h INTEGER,
  out_total INTEGER,
  out_reasoning INTEGER,
  cost_nano INTEGER,                -- billed; NULL where a subscription pays
  list_more_nano INTEGER,           -- what the price list says beyond cost_nano; all of it where nothing is billed
  saved_nano INTEGER,
  price_version_id INTEGER,
  price_id INTEGER,
  price_basis INTEGER,              -- 1 host, 2 slot, 3 user, 4 provider, 5 local
  unpriced INTEGER,                 -- why tokens are known and a price is not; v_calls names the numbers
  method_id INTEGER,                -- method.id
  total_us INTEGER AS (ifnull(last_token_us, 0) + rest_us),
  equiv_nano INTEGER AS (ifnull(cost_nano, 0) + list_more_nano));

INSERT INTO calls(
  call_id, tab_id, session_id, agent_id, project_id, mark_id, branch_id, pid, proc_id, provider_id, host_id,
  endpoint_id, model_req_id, model_id, kind, transport, billing, usage_state, status, error_id, stop, flags, tz_q,
  outcome, stop_raw, client_id, tool_calls, connect_us, tls_us, ttfb_us, ttft_us, last_token_us, rest_us,
  overhead_us, req_bytes, resp_bytes, in_uncached, cache_read, cache_w5, cache_w1h, out_total, out_reasoning,
  cost_nano, list_more_nano, saved_nano, price_version_id, price_id, price_basis, unpriced)
SELECT
  call_id, tab_id, session_id, agent_id, project_id, mark_id, branch_id, pid, proc_id, provider_id, host_id,
  endpoint_id, model_req_id, model_id, kind, transport, billing, usage_state, status, error_id, stop, flags, tz_q,
  outcome, stop_raw, client_id, tool_calls, connect_us, tls_us, ttfb_us, ttft_us, last_token_us, total_us -
  ifnull(last_token_us, 0), overhead_us, req_bytes, resp_bytes, in_uncached, cache_read, cache_w5, cache_w1h,
  out_total, out_reasoning, cost_nano, equiv_nano - ifnull(cost_nano, 0), saved_nano, price_version_id, price_id,
  price_basis, unpriced
FROM calls_before ORDER BY call_id;
DROP TABLE calls_before;

CREATE INDEX ix_calls_tab ON calls(tab_id);
CREATE INDEX ix_calls_session ON calls(session_id);
CREATE INDEX ix_calls_agent ON calls(agent_id) WHERE agent_id IS NOT NULL;
CREATE INDEX ix_calls_err ON calls(call_id) WHERE error_id IS NOT NULL;
CREATE INDEX ix_calls_mark ON calls(mark_id) WHERE mark_id IS NOT NULL;
CREATE INDEX ix_calls_project ON calls(project_id) WHERE project_id IS NOT NULL;
-- However a call goes, its note goes with it.
CREATE TRIGGER notes_go_with_calls AFTER DELETE ON calls BEGIN DELETE FROM notes WHERE call_id = old.call_id; END;

-- The public face of the data. Columns are added at the end only; none is renamed or removed.
CREATE VIEW v_calls AS
SELECT
  c.call_id AS call_id,
  strftime('%Y-%m-%dT%H:%M:%fZ', (c.call_id >> 3) / 1000 / 1000.0, 'unixepoch') AS started_at,
  t.uuid AS tab_id,
  t.title AS tab_title,
  s.wire_id AS session,
  a.wire_id AS agent,
  pa.wire_id AS parent_agent,
  nullif(cl.name, '') AS client,
  nullif(cl.version, '') AS client_version,
  ps.name AS process,
  c.pid AS pid,
  p.root AS project,
  b.name AS branch,
  pr.name AS provider,
  k.name AS api,
  mr.name AS model_requested,
  m.name AS model,
  CASE c.transport WHEN 0 THEN 'http' WHEN 1 THEN 'sse' WHEN 2 THEN 'websocket' END AS transport,
  c.status AS status,
  CASE c.outcome WHEN 0 THEN 'ok' WHEN 1 THEN 'error' WHEN 2 THEN 'aborted' WHEN 3 THEN 'truncated'
    WHEN 4 THEN 'refused' WHEN 5 THEN 'lossy' WHEN 6 THEN 'undecoded' END AS outcome,
  e.name AS error_type,
  CASE c.stop WHEN 1 THEN 'stop' WHEN 2 THEN 'length' WHEN 3 THEN 'tool_use' WHEN 4 THEN 'refusal'
    WHEN 5 THEN 'content_filter' WHEN 6 THEN 'error' WHEN 7 THEN 'pause' ELSE c.stop_raw END AS stop_reason,
  CASE c.usage_state WHEN 0 THEN 'missing' WHEN 1 THEN 'estimated' WHEN 2 THEN 'partial' WHEN 3 THEN 'measured' END
    AS usage_state,
  c.in_uncached AS input_tokens,
  c.cache_read AS cache_read_tokens,
  c.cache_w5 AS cache_write_5m_tokens,
  c.cache_w1h AS cache_write_1h_tokens,
  CASE WHEN coalesce(c.in_uncached, c.cache_read, c.cache_w5, c.cache_w1h) IS NOT NULL THEN
    ifnull(c.in_uncached, 0) + ifnull(c.cache_read, 0) + ifnull(c.cache_w5, 0) + ifnull(c.cache_w1h, 0) END
    AS prompt_tokens,
  c.out_total AS output_tokens,
  c.out_reasoning AS reasoning_tokens,
  u.web_search AS web_searches,
  u.est_in AS estimated_input_tokens,
  u.est_out AS estimated_output_tokens,
  CASE c.billing WHEN 0 THEN 'api' WHEN 1 THEN 'subscription' WHEN 2 THEN 'local' END AS billing,
  c.cost_nano / 1e9 AS cost_usd,
  c.cost_nano AS cost_nano,
  c.equiv_nano / 1e9 AS equivalent_usd,
  c.saved_nano / 1e9 AS saved_usd,
  w.waste_nano / 1e9 AS waste_usd,
  CASE w.waste_kind WHEN 1 THEN 'failed' WHEN 2 THEN 'aborted' WHEN 3 THEN 'truncated' WHEN 4 THEN 'cold_read' END
    AS waste_kind,
  c.mark_id AS command_mark,
  v.as_of AS price_version,
  c.ttfb_us / 1e3 AS ttfb_ms,
  c.ttft_us / 1e3 AS ttft_ms,
  c.total_us / 1e3 AS duration_ms,
  c.overhead_us AS overhead_us,
  c.req_bytes AS request_bytes,
  c.resp_bytes AS response_bytes,
  u.request_id AS request_id,
  ps.chain AS process_chain,
  ps.is_outside AS process_outside,
  c.equiv_nano AS equivalent_nano,
  CASE WHEN c.billing = 1 THEN c.equiv_nano END AS subscription_nano,
  u.provider_cost_nano AS provider_cost_nano,
  CASE WHEN u.provider_cost_nano IS NOT NULL AND c.equiv_nano IS NOT NULL THEN
    abs(u.provider_cost_nano - c.equiv_nano) > u.provider_cost_nano / 100.0 END AS provider_cost_differs,
  u.fee_nano AS fee_nano,
  CASE c.price_basis WHEN 1 THEN 'host' WHEN 2 THEN 'slot' WHEN 3 THEN 'user' WHEN 4 THEN 'provider'
    WHEN 5 THEN 'local' END AS price_basis,
  x.provider AS price_provider,
  x.model AS price_model,
  v.source AS price_source,
  CASE c.unpriced WHEN 1 THEN 'no_price_list' WHEN 2 THEN 'unknown_model' WHEN 3 THEN 'unknown_tier'
    WHEN 4 THEN 'unknown_speed' WHEN 5 THEN 'long_prompt_tier' WHEN 6 THEN 'prompt_unknown'
    WHEN 7 THEN 'split_unknown' WHEN 8 THEN 'contradictory' WHEN 9 THEN 'no_input_rate' WHEN 10 THEN 'no_output_rate'
    WHEN 11 THEN 'no_cache_read_rate' WHEN 12 THEN 'no_cache_write_5m_rate' WHEN 13 THEN 'no_cache_write_1h_rate'
    WHEN 14 THEN 'no_audio_input_rate' WHEN 15 THEN 'no_audio_output_rate' WHEN 16 THEN 'no_audio_cache_rate'
    WHEN 17 THEN 'no_search_fee' WHEN 18 THEN 'too_large' END AS unpriced_reason,
  c.connect_us / 1e3 AS connect_ms,
  c.tls_us / 1e3 AS tls_ms,
  max(0, c.ttfb_us - ifnull(c.connect_us, 0) - ifnull(c.tls_us, 0) - ifnull(c.overhead_us, 0)) / 1e3 AS upstream_wait_ms,
  CASE WHEN c.last_token_us > c.ttft_us AND c.usage_state = 3 THEN
    c.out_total * 1e6 / (c.last_token_us - c.ttft_us) END AS tokens_per_second,
  w.longest_gap_us / 1e3 AS longest_gap_ms,
  CASE WHEN c.last_token_us IS NOT NULL THEN ifnull(w.stalls, 0) END AS stalls,
  c.tool_calls AS tool_calls,
  w.messages AS messages,
  w.tools AS tools,
  u.response_id AS response_id,
  CASE w.miss WHEN 1 THEN 'initial' WHEN 2 THEN 'expired' WHEN 3 THEN 'tools_changed' WHEN 4 THEN 'system_changed'
    WHEN 5 THEN 'history_changed' WHEN 6 THEN 'model_changed' WHEN 7 THEN 'settings_changed' WHEN 8 THEN 'mark_moved'
    WHEN 9 THEN 'unknown' END AS miss_cause,
  w.missed_nano AS missed_nano,
  ifnull(w.attempt, 0) AS attempt,
  h.name AS method
FROM calls c
  LEFT JOIN tab_names t ON t.id = c.tab_id
  LEFT JOIN sessions s ON s.session_id = c.session_id
  LEFT JOIN agents a ON a.agent_id = c.agent_id
  LEFT JOIN agents pa ON pa.agent_id = a.parent_id
  LEFT JOIN client cl ON cl.id = c.client_id
  LEFT JOIN process ps ON ps.id = c.proc_id
  LEFT JOIN project p ON p.id = c.project_id
  LEFT JOIN provider pr ON pr.id = c.provider_id
  LEFT JOIN api k ON k.id = c.kind
  LEFT JOIN model mr ON mr.id = c.model_req_id
  LEFT JOIN model m ON m.id = c.model_id
  LEFT JOIN error e ON e.id = c.error_id
  LEFT JOIN usage u ON u.call_id = c.call_id
  LEFT JOIN price_versions v ON v.price_version_id = c.price_version_id
  LEFT JOIN prices x ON x.price_id = c.price_id
  LEFT JOIN branch b ON b.id = c.branch_id
  LEFT JOIN why w ON w.call_id = c.call_id
  LEFT JOIN method h ON h.id = c.method_id;
