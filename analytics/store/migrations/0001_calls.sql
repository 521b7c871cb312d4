-- Schema 1. Units: points in time are microseconds since the epoch (UTC), durations microseconds of a monotonic clock,
-- money nanodollars, tokens whole. NULL: not known. Once released this file is never edited; the next change is 0002.

-- Dictionaries: text that repeats in every call is stored once.
CREATE TABLE provider(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE model(id INTEGER PRIMARY KEY, provider_id INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE(provider_id, name));
CREATE TABLE project(id INTEGER PRIMARY KEY, root TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE host(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE endpoint(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE api(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE error(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE agent_kind(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE client(id INTEGER PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL, UNIQUE(name, version));
CREATE TABLE service_tier(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE geo(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE usage_identity(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

CREATE TABLE tabs(
  tab_id INTEGER PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  kind INTEGER NOT NULL,            -- 0 pty, 1 virtual endpoint, 2 import
  window_id INTEGER,
  title TEXT,
  shell_pid INTEGER,
  port INTEGER,
  created_us INTEGER NOT NULL,
  closed_us INTEGER);

-- A session may move between tabs, so the tab stands on the call.
CREATE TABLE sessions(
  session_id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL,          -- 0 the tab's own session, 1 named by the client
  wire_id TEXT NOT NULL,
  agent_kind_id INTEGER,
  project_id INTEGER,
  title TEXT,
  first_us INTEGER,
  last_us INTEGER,
  UNIQUE(source, wire_id));

CREATE TABLE agents(
  agent_id INTEGER PRIMARY KEY,
  session_id INTEGER NOT NULL,
  wire_id TEXT NOT NULL,
  parent_id INTEGER,
  label TEXT,
  UNIQUE(session_id, wire_id));

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
  flags INTEGER NOT NULL DEFAULT 0, -- bits: 1 priced by the base URL's slot, as the host has no price list; 2 fast
  retry_of INTEGER,
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
  total_us INTEGER NOT NULL,
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
  equiv_nano INTEGER,               -- what the API's price list says
  saved_nano INTEGER,
  waste_nano INTEGER,
  waste_kind INTEGER,
  price_version_id INTEGER);
CREATE INDEX ix_calls_tab ON calls(tab_id);
CREATE INDEX ix_calls_session ON calls(session_id);
CREATE INDEX ix_calls_agent ON calls(agent_id) WHERE agent_id IS NOT NULL;
CREATE INDEX ix_calls_err ON calls(call_id) WHERE error_id IS NOT NULL;
CREATE INDEX ix_calls_mark ON calls(mark_id) WHERE mark_id IS NOT NULL;

-- Sparse: a row exists only when a call has something beyond the columns above.
CREATE TABLE usage(
  call_id INTEGER PRIMARY KEY,
  raw TEXT,                         -- the provider's usage JSON: numbers, and strings that are codes
  identity INTEGER,                 -- usage_identity.id
  audio_in INTEGER,
  audio_out INTEGER,
  audio_cr INTEGER,
  image_in INTEGER,
  image_out INTEGER,
  tool_prompt INTEGER,
  web_search INTEGER,
  web_fetch INTEGER,
  code_run INTEGER,
  service_tier INTEGER,             -- service_tier.id
  geo INTEGER,                      -- geo.id
  fee_nano INTEGER,
  provider_cost_nano INTEGER,
  est_in INTEGER,
  est_out INTEGER,
  request_id TEXT,
  response_id TEXT,
  prev_response_id TEXT,
  ctx_key BLOB);

CREATE TABLE price_versions(
  price_version_id INTEGER PRIMARY KEY,
  as_of TEXT,
  source TEXT,
  sha256 BLOB UNIQUE,
  imported_us INTEGER);

-- Rows are written when a call ends, so nobody may follow `calls` by call_id; followers keep a cursor on outbox.seq.
CREATE TABLE outbox(seq INTEGER PRIMARY KEY AUTOINCREMENT, call_id INTEGER NOT NULL);
CREATE TABLE cursors(name TEXT PRIMARY KEY, seq INTEGER NOT NULL);

-- Identities as text, for the views.
CREATE VIEW tab_names(id, uuid, title) AS
SELECT
  tab_id,
  lower(substr(hex(uuid), 1, 8) || '-' || substr(hex(uuid), 9, 4) || '-' || substr(hex(uuid), 13, 4) || '-' ||
        substr(hex(uuid), 17, 4) || '-' || substr(hex(uuid), 21)),
  title
FROM tabs;

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
  NULL AS process,
  c.pid AS pid,
  p.root AS project,
  NULL AS branch,
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
  c.waste_nano / 1e9 AS waste_usd,
  c.waste_kind AS waste_kind,
  c.mark_id AS command_mark,
  v.as_of AS price_version,
  c.ttfb_us / 1e3 AS ttfb_ms,
  c.ttft_us / 1e3 AS ttft_ms,
  c.total_us / 1e3 AS duration_ms,
  c.overhead_us AS overhead_us,
  c.req_bytes AS request_bytes,
  c.resp_bytes AS response_bytes,
  u.request_id AS request_id
FROM calls c
  LEFT JOIN tab_names t ON t.id = c.tab_id
  LEFT JOIN sessions s ON s.session_id = c.session_id
  LEFT JOIN agents a ON a.agent_id = c.agent_id
  LEFT JOIN agents pa ON pa.agent_id = a.parent_id
  LEFT JOIN client cl ON cl.id = c.client_id
  LEFT JOIN project p ON p.id = c.project_id
  LEFT JOIN provider pr ON pr.id = c.provider_id
  LEFT JOIN api k ON k.id = c.kind
  LEFT JOIN model mr ON mr.id = c.model_req_id
  LEFT JOIN model m ON m.id = c.model_id
  LEFT JOIN error e ON e.id = c.error_id
  LEFT JOIN usage u ON u.call_id = c.call_id
  LEFT JOIN price_versions v ON v.price_version_id = c.price_version_id;

CREATE VIEW v_tab AS
SELECT
  n.uuid AS tab_id,
  t.title AS tab_title,
  CASE t.kind WHEN 0 THEN 'pty' WHEN 1 THEN 'endpoint' WHEN 2 THEN 'import' END AS kind,
  t.port AS port,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.created_us / 1000 / 1000.0, 'unixepoch') AS created_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.closed_us / 1000 / 1000.0, 'unixepoch') AS closed_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', (min(c.call_id) >> 3) / 1000 / 1000.0, 'unixepoch') AS first_call_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', (max(c.call_id) >> 3) / 1000 / 1000.0, 'unixepoch') AS last_call_at,
  count(c.call_id) AS calls,
  count(CASE WHEN c.outcome = 1 THEN 1 END) AS errors,
  count(CASE WHEN c.usage_state = 0 AND c.outcome <> 4 AND ifnull(c.status, 0) < 400 THEN 1 END) AS without_usage,
  count(CASE WHEN c.usage_state <> 0 AND c.equiv_nano IS NULL THEN 1 END) AS unpriced,
  sum(c.in_uncached) AS input_tokens,
  sum(c.cache_read) AS cache_read_tokens,
  sum(c.cache_w5) AS cache_write_5m_tokens,
  sum(c.cache_w1h) AS cache_write_1h_tokens,
  CASE WHEN coalesce(sum(c.in_uncached), sum(c.cache_read), sum(c.cache_w5), sum(c.cache_w1h)) IS NOT NULL THEN
    ifnull(sum(c.in_uncached), 0) + ifnull(sum(c.cache_read), 0) + ifnull(sum(c.cache_w5), 0) +
    ifnull(sum(c.cache_w1h), 0) END AS prompt_tokens,
  sum(c.out_total) AS output_tokens,
  sum(c.out_reasoning) AS reasoning_tokens,
  sum(c.cost_nano) / 1e9 AS cost_usd,
  sum(c.cost_nano) AS cost_nano,
  sum(c.equiv_nano) / 1e9 AS equivalent_usd,
  sum(c.saved_nano) / 1e9 AS saved_usd,
  sum(c.req_bytes) AS request_bytes,
  sum(c.resp_bytes) AS response_bytes
FROM tabs t JOIN tab_names n ON n.id = t.tab_id LEFT JOIN calls c ON c.tab_id = t.tab_id
GROUP BY t.tab_id;
