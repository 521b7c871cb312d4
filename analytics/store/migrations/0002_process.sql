-- Schema 2: which program made a call. calls.pid and calls.proc_id were there from the beginning, always NULL.
CREATE TABLE process(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  chain TEXT NOT NULL,              -- from the tab's shell down to it: "zsh > claude > bash > curl"
  is_outside INTEGER NOT NULL,      -- 1: it does not descend from the tab's shell
  UNIQUE(name, chain, is_outside));

DROP VIEW v_calls;
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
  u.request_id AS request_id,
  ps.chain AS process_chain,
  ps.is_outside AS process_outside
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
  LEFT JOIN price_versions v ON v.price_version_id = c.price_version_id;
