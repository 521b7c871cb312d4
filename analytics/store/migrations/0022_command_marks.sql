-- Schema 22: the command of a call in v_calls, found by its time as v_command finds the calls of a command. calls.mark_id
-- stays empty: to drop it would rewrite every row.
DROP VIEW v_calls;
DROP INDEX ix_calls_mark;

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
  (SELECT q.command_id FROM commands q
    WHERE q.tab_id = c.tab_id AND q.began_us <= c.call_id >> 3 AND c.call_id < q.ended_us * 8
    ORDER BY q.began_us DESC LIMIT 1) AS command_mark,
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
    WHEN 17 THEN 'no_search_fee' WHEN 18 THEN 'too_large' WHEN 19 THEN 'no_tool_fee' END AS unpriced_reason,
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
  h.name AS method,
  ho.name AS host,
  ep.name AS endpoint,
  tb.profile AS profile,
  CASE tb.kind WHEN 0 THEN 'tab' WHEN 1 THEN 'endpoint' WHEN 2 THEN 'import' END AS source
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
  LEFT JOIN method h ON h.id = c.method_id
  LEFT JOIN host ho ON ho.id = c.host_id
  LEFT JOIN endpoint ep ON ep.id = c.endpoint_id
  LEFT JOIN tabs tb ON tb.tab_id = c.tab_id;
