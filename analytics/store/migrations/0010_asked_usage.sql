-- Whether tabacus asked for the usage of a stream whose client did not.
DROP VIEW v_usage;
-- One row per call; with v_calls all that is known of its use. Columns are added at the end only.
CREATE VIEW v_usage AS
SELECT
  c.call_id AS call_id,
  CASE c.usage_state WHEN 0 THEN 'missing' WHEN 1 THEN 'estimated' WHEN 2 THEN 'partial' WHEN 3 THEN 'measured' END
    AS usage_state,
  d.name AS usage_doubt,
  i.name AS usage_identity,
  (c.flags & 4) <> 0 AS through_gateway,
  e.name AS engine,
  c.tool_calls AS tool_calls,
  u.audio_in AS audio_input_tokens,
  u.audio_cr AS audio_cache_read_tokens,
  u.audio_out AS audio_output_tokens,
  u.image_in AS image_input_tokens,
  u.image_out AS image_output_tokens,
  u.tool_prompt AS tool_prompt_tokens,
  u.audio_ms / 1e3 AS audio_seconds,
  u.web_search AS web_searches,
  u.web_fetch AS web_fetches,
  u.code_run AS code_runs,
  t.name AS service_tier,
  g.name AS region,
  u.speed AS speed,
  u.provider_cost_nano AS provider_cost_nano,
  u.prompt_us / 1e3 AS prompt_ms,
  u.generation_us / 1e3 AS generation_ms,
  -- As the engine timed itself; else between the first token and the last, of a stream.
  CASE WHEN u.generation_us > 0 THEN c.out_total * 1e6 / u.generation_us
    WHEN c.last_token_us > c.ttft_us THEN c.out_total * 1e6 / (c.last_token_us - c.ttft_us) END AS tokens_per_second,
  u.est_in AS estimated_input_tokens,
  u.est_out AS estimated_output_tokens,
  u.response_id AS response_id,
  u.raw AS raw,
  (c.flags & 8) <> 0 AS asked_for_usage
FROM calls c
  LEFT JOIN usage u ON u.call_id = c.call_id
  LEFT JOIN doubt d ON d.id = u.doubt_id
  LEFT JOIN engine e ON e.id = u.engine_id
  LEFT JOIN usage_identity i ON i.id = u.identity
  LEFT JOIN service_tier t ON t.id = u.service_tier
  LEFT JOIN geo g ON g.id = u.geo;
