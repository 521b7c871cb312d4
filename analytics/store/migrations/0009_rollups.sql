-- Schema 9: sums that are kept with the calls, in the same transaction, so that a question about a year reads thousands
-- of rows and not millions. Of an amount that some calls do not tell there is the sum and of how many calls it is (_n): 0 means
-- that nobody knows. They keep what retention has since taken from `calls`.

-- What each call adds to its sums: the one definition in SQL. Keys that a call does not have are 0.
CREATE VIEW call_sums AS
SELECT
  c.call_id AS call_id,
  (c.call_id >> 3) / 900000000 AS q,
  ((c.call_id >> 3) / 1000000 + c.tz_q * 900) / 86400 AS local_day,
  c.tz_q AS tz_q,
  c.tab_id AS tab_id,
  c.session_id AS session_id,
  ifnull(c.agent_id, 0) AS agent_id,
  ifnull(c.project_id, 0) AS project_id,
  ifnull(c.branch_id, 0) AS branch_id,
  c.provider_id AS provider_id,
  coalesce(c.model_id, c.model_req_id, 0) AS model_id,
  c.billing AS billing,
  c.call_id >> 3 AS at_us,
  1 AS calls,
  c.outcome = 1 AS errors,
  -- A refusal or an error status uses no tokens: there is nothing to know.
  c.usage_state = 0 AND c.outcome <> 4 AND ifnull(c.status, 0) < 400 AS without_usage,
  c.usage_state <> 0 AND coalesce(c.cost_nano, c.equiv_nano) IS NULL AS unpriced,
  ifnull(w.attempt, 0) > 0 AS retries,
  ifnull(w.compacted, 0) AS compactions,
  ifnull(c.req_bytes, 0) AS req_bytes,
  ifnull(c.resp_bytes, 0) AS resp_bytes,
  c.total_us AS busy_us,
  c.in_uncached AS in_uncached,
  c.cache_read AS cache_read,
  c.cache_w5 AS cache_w5,
  c.cache_w1h AS cache_w1h,
  c.out_total AS out_total,
  c.out_reasoning AS out_reasoning,
  c.cost_nano AS cost_nano,
  c.equiv_nano AS equiv_nano,
  CASE WHEN c.billing = 1 THEN c.equiv_nano END AS subs_nano,
  c.saved_nano AS saved_nano,
  w.missed_nano AS missed_nano,
  w.waste_nano AS waste_nano,
  c.total_us AS total_us,
  c.ttft_us AS ttft_us
FROM calls c LEFT JOIN why w ON w.call_id = c.call_id;

-- By quarters of an hour since 1970 (UTC), which no UTC offset divides; with the offset at the call (also in quarters),
-- so that (q + tz_q) / 96 is the local day. Histograms: see sql_functions.hpp.
CREATE TABLE rollup_q(
  q INTEGER NOT NULL, tz_q INTEGER NOT NULL, project_id INTEGER NOT NULL, provider_id INTEGER NOT NULL,
  model_id INTEGER NOT NULL, billing INTEGER NOT NULL,
  calls INTEGER NOT NULL, errors INTEGER NOT NULL, without_usage INTEGER NOT NULL, unpriced INTEGER NOT NULL,
  retries INTEGER NOT NULL, compactions INTEGER NOT NULL, req_bytes INTEGER NOT NULL, resp_bytes INTEGER NOT NULL,
  busy_us INTEGER NOT NULL, in_uncached INTEGER NOT NULL, in_uncached_n INTEGER NOT NULL, cache_read INTEGER NOT NULL,
  cache_read_n INTEGER NOT NULL, cache_w5 INTEGER NOT NULL, cache_w5_n INTEGER NOT NULL, cache_w1h INTEGER NOT NULL,
  cache_w1h_n INTEGER NOT NULL, out_total INTEGER NOT NULL, out_total_n INTEGER NOT NULL,
  out_reasoning INTEGER NOT NULL, out_reasoning_n INTEGER NOT NULL, cost_nano INTEGER NOT NULL,
  cost_nano_n INTEGER NOT NULL, equiv_nano INTEGER NOT NULL, equiv_nano_n INTEGER NOT NULL,
  subs_nano INTEGER NOT NULL, subs_nano_n INTEGER NOT NULL, saved_nano INTEGER NOT NULL,
  saved_nano_n INTEGER NOT NULL, missed_nano INTEGER NOT NULL, missed_nano_n INTEGER NOT NULL,
  waste_nano INTEGER NOT NULL, waste_nano_n INTEGER NOT NULL,
  first_us INTEGER NOT NULL, last_us INTEGER NOT NULL, hist_total BLOB, hist_ttft BLOB,
  PRIMARY KEY(q, tz_q, project_id, provider_id, model_id, billing)) WITHOUT ROWID;

-- By days since 1970 at the place of the call.
CREATE TABLE rollup_day(
  local_day INTEGER NOT NULL, project_id INTEGER NOT NULL, provider_id INTEGER NOT NULL, model_id INTEGER NOT NULL,
  billing INTEGER NOT NULL,
  calls INTEGER NOT NULL, errors INTEGER NOT NULL, without_usage INTEGER NOT NULL, unpriced INTEGER NOT NULL,
  retries INTEGER NOT NULL, compactions INTEGER NOT NULL, req_bytes INTEGER NOT NULL, resp_bytes INTEGER NOT NULL,
  busy_us INTEGER NOT NULL, in_uncached INTEGER NOT NULL, in_uncached_n INTEGER NOT NULL, cache_read INTEGER NOT NULL,
  cache_read_n INTEGER NOT NULL, cache_w5 INTEGER NOT NULL, cache_w5_n INTEGER NOT NULL, cache_w1h INTEGER NOT NULL,
  cache_w1h_n INTEGER NOT NULL, out_total INTEGER NOT NULL, out_total_n INTEGER NOT NULL,
  out_reasoning INTEGER NOT NULL, out_reasoning_n INTEGER NOT NULL, cost_nano INTEGER NOT NULL,
  cost_nano_n INTEGER NOT NULL, equiv_nano INTEGER NOT NULL, equiv_nano_n INTEGER NOT NULL,
  subs_nano INTEGER NOT NULL, subs_nano_n INTEGER NOT NULL, saved_nano INTEGER NOT NULL,
  saved_nano_n INTEGER NOT NULL, missed_nano INTEGER NOT NULL, missed_nano_n INTEGER NOT NULL,
  waste_nano INTEGER NOT NULL, waste_nano_n INTEGER NOT NULL,
  first_us INTEGER NOT NULL, last_us INTEGER NOT NULL, hist_total BLOB, hist_ttft BLOB,
  PRIMARY KEY(local_day, project_id, provider_id, model_id, billing)) WITHOUT ROWID;

-- Scope 0: the tab `id`. 1: the session `id`. 2: of the session `id` the agent `part`, 0 being the main one. 3: of the project
-- `id` (0: none) the branch `part`.
CREATE TABLE totals(
  scope INTEGER NOT NULL, id INTEGER NOT NULL, part INTEGER NOT NULL,
  calls INTEGER NOT NULL, errors INTEGER NOT NULL, without_usage INTEGER NOT NULL, unpriced INTEGER NOT NULL,
  retries INTEGER NOT NULL, compactions INTEGER NOT NULL, req_bytes INTEGER NOT NULL, resp_bytes INTEGER NOT NULL,
  busy_us INTEGER NOT NULL, in_uncached INTEGER NOT NULL, in_uncached_n INTEGER NOT NULL, cache_read INTEGER NOT NULL,
  cache_read_n INTEGER NOT NULL, cache_w5 INTEGER NOT NULL, cache_w5_n INTEGER NOT NULL, cache_w1h INTEGER NOT NULL,
  cache_w1h_n INTEGER NOT NULL, out_total INTEGER NOT NULL, out_total_n INTEGER NOT NULL,
  out_reasoning INTEGER NOT NULL, out_reasoning_n INTEGER NOT NULL, cost_nano INTEGER NOT NULL,
  cost_nano_n INTEGER NOT NULL, equiv_nano INTEGER NOT NULL, equiv_nano_n INTEGER NOT NULL,
  subs_nano INTEGER NOT NULL, subs_nano_n INTEGER NOT NULL, saved_nano INTEGER NOT NULL,
  saved_nano_n INTEGER NOT NULL, missed_nano INTEGER NOT NULL, missed_nano_n INTEGER NOT NULL,
  waste_nano INTEGER NOT NULL, waste_nano_n INTEGER NOT NULL,
  first_us INTEGER NOT NULL, last_us INTEGER NOT NULL,
  PRIMARY KEY(scope, id, part)) WITHOUT ROWID;

-- Which sessions worked where.
CREATE TABLE place_sessions(
  project_id INTEGER NOT NULL, branch_id INTEGER NOT NULL, session_id INTEGER NOT NULL,
  PRIMARY KEY(project_id, branch_id, session_id)) WITHOUT ROWID;

INSERT INTO rollup_q(
  q, tz_q, project_id, provider_id, model_id, billing, calls, errors, without_usage, unpriced, retries, compactions,
  req_bytes, resp_bytes, busy_us, in_uncached, in_uncached_n, cache_read, cache_read_n, cache_w5, cache_w5_n,
  cache_w1h, cache_w1h_n, out_total, out_total_n, out_reasoning, out_reasoning_n, cost_nano, cost_nano_n, equiv_nano,
  equiv_nano_n, subs_nano, subs_nano_n, saved_nano, saved_nano_n, missed_nano, missed_nano_n, waste_nano,
  waste_nano_n, first_us, last_us, hist_total, hist_ttft)
SELECT
  q, tz_q, project_id, provider_id, model_id, billing, sum(calls), sum(errors), sum(without_usage), sum(unpriced),
  sum(retries), sum(compactions), sum(req_bytes), sum(resp_bytes), sum(busy_us), ifnull(sum(in_uncached), 0),
  count(in_uncached), ifnull(sum(cache_read), 0), count(cache_read), ifnull(sum(cache_w5), 0), count(cache_w5),
  ifnull(sum(cache_w1h), 0), count(cache_w1h), ifnull(sum(out_total), 0), count(out_total),
  ifnull(sum(out_reasoning), 0), count(out_reasoning), ifnull(sum(cost_nano), 0), count(cost_nano),
  ifnull(sum(equiv_nano), 0), count(equiv_nano), ifnull(sum(subs_nano), 0), count(subs_nano),
  ifnull(sum(saved_nano), 0), count(saved_nano), ifnull(sum(missed_nano), 0), count(missed_nano),
  ifnull(sum(waste_nano), 0), count(waste_nano), min(at_us), max(at_us), histogram(total_us), histogram(ttft_us)
FROM call_sums
GROUP BY 1, 2, 3, 4, 5, 6;
INSERT INTO rollup_day(
  local_day, project_id, provider_id, model_id, billing, calls, errors, without_usage, unpriced, retries, compactions,
  req_bytes, resp_bytes, busy_us, in_uncached, in_uncached_n, cache_read, cache_read_n, cache_w5, cache_w5_n,
  cache_w1h, cache_w1h_n, out_total, out_total_n, out_reasoning, out_reasoning_n, cost_nano, cost_nano_n, equiv_nano,
  equiv_nano_n, subs_nano, subs_nano_n, saved_nano, saved_nano_n, missed_nano, missed_nano_n, waste_nano,
  waste_nano_n, first_us, last_us, hist_total, hist_ttft)
SELECT
  local_day, project_id, provider_id, model_id, billing, sum(calls), sum(errors), sum(without_usage), sum(unpriced),
  sum(retries), sum(compactions), sum(req_bytes), sum(resp_bytes), sum(busy_us), ifnull(sum(in_uncached), 0),
  count(in_uncached), ifnull(sum(cache_read), 0), count(cache_read), ifnull(sum(cache_w5), 0), count(cache_w5),
  ifnull(sum(cache_w1h), 0), count(cache_w1h), ifnull(sum(out_total), 0), count(out_total),
  ifnull(sum(out_reasoning), 0), count(out_reasoning), ifnull(sum(cost_nano), 0), count(cost_nano),
  ifnull(sum(equiv_nano), 0), count(equiv_nano), ifnull(sum(subs_nano), 0), count(subs_nano),
  ifnull(sum(saved_nano), 0), count(saved_nano), ifnull(sum(missed_nano), 0), count(missed_nano),
  ifnull(sum(waste_nano), 0), count(waste_nano), min(at_us), max(at_us), histogram(total_us), histogram(ttft_us)
FROM call_sums
GROUP BY 1, 2, 3, 4, 5;
INSERT INTO totals(
  scope, id, part, calls, errors, without_usage, unpriced, retries, compactions, req_bytes, resp_bytes, busy_us,
  in_uncached, in_uncached_n, cache_read, cache_read_n, cache_w5, cache_w5_n, cache_w1h, cache_w1h_n, out_total,
  out_total_n, out_reasoning, out_reasoning_n, cost_nano, cost_nano_n, equiv_nano, equiv_nano_n, subs_nano,
  subs_nano_n, saved_nano, saved_nano_n, missed_nano, missed_nano_n, waste_nano, waste_nano_n, first_us, last_us)
SELECT
  0, tab_id, 0, sum(calls), sum(errors), sum(without_usage), sum(unpriced), sum(retries), sum(compactions),
  sum(req_bytes), sum(resp_bytes), sum(busy_us), ifnull(sum(in_uncached), 0), count(in_uncached),
  ifnull(sum(cache_read), 0), count(cache_read), ifnull(sum(cache_w5), 0), count(cache_w5), ifnull(sum(cache_w1h), 0),
  count(cache_w1h), ifnull(sum(out_total), 0), count(out_total), ifnull(sum(out_reasoning), 0), count(out_reasoning),
  ifnull(sum(cost_nano), 0), count(cost_nano), ifnull(sum(equiv_nano), 0), count(equiv_nano),
  ifnull(sum(subs_nano), 0), count(subs_nano), ifnull(sum(saved_nano), 0), count(saved_nano),
  ifnull(sum(missed_nano), 0), count(missed_nano), ifnull(sum(waste_nano), 0), count(waste_nano), min(at_us),
  max(at_us)
FROM call_sums
GROUP BY tab_id;
INSERT INTO totals(
  scope, id, part, calls, errors, without_usage, unpriced, retries, compactions, req_bytes, resp_bytes, busy_us,
  in_uncached, in_uncached_n, cache_read, cache_read_n, cache_w5, cache_w5_n, cache_w1h, cache_w1h_n, out_total,
  out_total_n, out_reasoning, out_reasoning_n, cost_nano, cost_nano_n, equiv_nano, equiv_nano_n, subs_nano,
  subs_nano_n, saved_nano, saved_nano_n, missed_nano, missed_nano_n, waste_nano, waste_nano_n, first_us, last_us)
SELECT
  1, session_id, 0, sum(calls), sum(errors), sum(without_usage), sum(unpriced), sum(retries), sum(compactions),
  sum(req_bytes), sum(resp_bytes), sum(busy_us), ifnull(sum(in_uncached), 0), count(in_uncached),
  ifnull(sum(cache_read), 0), count(cache_read), ifnull(sum(cache_w5), 0), count(cache_w5), ifnull(sum(cache_w1h), 0),
  count(cache_w1h), ifnull(sum(out_total), 0), count(out_total), ifnull(sum(out_reasoning), 0), count(out_reasoning),
  ifnull(sum(cost_nano), 0), count(cost_nano), ifnull(sum(equiv_nano), 0), count(equiv_nano),
  ifnull(sum(subs_nano), 0), count(subs_nano), ifnull(sum(saved_nano), 0), count(saved_nano),
  ifnull(sum(missed_nano), 0), count(missed_nano), ifnull(sum(waste_nano), 0), count(waste_nano), min(at_us),
  max(at_us)
FROM call_sums
GROUP BY session_id;
INSERT INTO totals(
  scope, id, part, calls, errors, without_usage, unpriced, retries, compactions, req_bytes, resp_bytes, busy_us,
  in_uncached, in_uncached_n, cache_read, cache_read_n, cache_w5, cache_w5_n, cache_w1h, cache_w1h_n, out_total,
  out_total_n, out_reasoning, out_reasoning_n, cost_nano, cost_nano_n, equiv_nano, equiv_nano_n, subs_nano,
  subs_nano_n, saved_nano, saved_nano_n, missed_nano, missed_nano_n, waste_nano, waste_nano_n, first_us, last_us)
SELECT
  2, session_id, agent_id, sum(calls), sum(errors), sum(without_usage), sum(unpriced), sum(retries), sum(compactions),
  sum(req_bytes), sum(resp_bytes), sum(busy_us), ifnull(sum(in_uncached), 0), count(in_uncached),
  ifnull(sum(cache_read), 0), count(cache_read), ifnull(sum(cache_w5), 0), count(cache_w5), ifnull(sum(cache_w1h), 0),
  count(cache_w1h), ifnull(sum(out_total), 0), count(out_total), ifnull(sum(out_reasoning), 0), count(out_reasoning),
  ifnull(sum(cost_nano), 0), count(cost_nano), ifnull(sum(equiv_nano), 0), count(equiv_nano),
  ifnull(sum(subs_nano), 0), count(subs_nano), ifnull(sum(saved_nano), 0), count(saved_nano),
  ifnull(sum(missed_nano), 0), count(missed_nano), ifnull(sum(waste_nano), 0), count(waste_nano), min(at_us),
  max(at_us)
FROM call_sums
GROUP BY session_id, agent_id;
INSERT INTO totals(
  scope, id, part, calls, errors, without_usage, unpriced, retries, compactions, req_bytes, resp_bytes, busy_us,
  in_uncached, in_uncached_n, cache_read, cache_read_n, cache_w5, cache_w5_n, cache_w1h, cache_w1h_n, out_total,
  out_total_n, out_reasoning, out_reasoning_n, cost_nano, cost_nano_n, equiv_nano, equiv_nano_n, subs_nano,
  subs_nano_n, saved_nano, saved_nano_n, missed_nano, missed_nano_n, waste_nano, waste_nano_n, first_us, last_us)
SELECT
  3, project_id, branch_id, sum(calls), sum(errors), sum(without_usage), sum(unpriced), sum(retries),
  sum(compactions), sum(req_bytes), sum(resp_bytes), sum(busy_us), ifnull(sum(in_uncached), 0), count(in_uncached),
  ifnull(sum(cache_read), 0), count(cache_read), ifnull(sum(cache_w5), 0), count(cache_w5), ifnull(sum(cache_w1h), 0),
  count(cache_w1h), ifnull(sum(out_total), 0), count(out_total), ifnull(sum(out_reasoning), 0), count(out_reasoning),
  ifnull(sum(cost_nano), 0), count(cost_nano), ifnull(sum(equiv_nano), 0), count(equiv_nano),
  ifnull(sum(subs_nano), 0), count(subs_nano), ifnull(sum(saved_nano), 0), count(saved_nano),
  ifnull(sum(missed_nano), 0), count(missed_nano), ifnull(sum(waste_nano), 0), count(waste_nano), min(at_us),
  max(at_us)
FROM call_sums
GROUP BY project_id, branch_id;
INSERT INTO place_sessions SELECT DISTINCT project_id, branch_id, session_id FROM call_sums;

DROP VIEW v_tab;
DROP VIEW v_agent;
DROP VIEW v_session;
DROP VIEW v_project;

-- As before, out of the sums. Columns are added at the end only.
CREATE VIEW v_tab AS
SELECT
  n.uuid AS tab_id,
  n.title AS tab_title,
  CASE b.kind WHEN 0 THEN 'pty' WHEN 1 THEN 'endpoint' WHEN 2 THEN 'import' END AS kind,
  b.port AS port,
  strftime('%Y-%m-%dT%H:%M:%fZ', b.created_us / 1000 / 1000.0, 'unixepoch') AS created_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', b.closed_us / 1000 / 1000.0, 'unixepoch') AS closed_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.first_us / 1000 / 1000.0, 'unixepoch') AS first_call_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.last_us / 1000 / 1000.0, 'unixepoch') AS last_call_at,
  ifnull(t.calls, 0) AS calls,
  ifnull(t.errors, 0) AS errors,
  ifnull(t.without_usage, 0) AS without_usage,
  ifnull(t.unpriced, 0) AS unpriced,
  CASE WHEN t.in_uncached_n > 0 THEN t.in_uncached END AS input_tokens,
  CASE WHEN t.cache_read_n > 0 THEN t.cache_read END AS cache_read_tokens,
  CASE WHEN t.cache_w5_n > 0 THEN t.cache_w5 END AS cache_write_5m_tokens,
  CASE WHEN t.cache_w1h_n > 0 THEN t.cache_w1h END AS cache_write_1h_tokens,
  CASE WHEN t.in_uncached_n + t.cache_read_n + t.cache_w5_n + t.cache_w1h_n > 0 THEN
    t.in_uncached + t.cache_read + t.cache_w5 + t.cache_w1h END AS prompt_tokens,
  CASE WHEN t.out_total_n > 0 THEN t.out_total END AS output_tokens,
  CASE WHEN t.out_reasoning_n > 0 THEN t.out_reasoning END AS reasoning_tokens,
  CASE WHEN t.cost_nano_n > 0 THEN t.cost_nano / 1e9 END AS cost_usd,
  CASE WHEN t.cost_nano_n > 0 THEN t.cost_nano END AS cost_nano,
  CASE WHEN t.equiv_nano_n > 0 THEN t.equiv_nano / 1e9 END AS equivalent_usd,
  CASE WHEN t.saved_nano_n > 0 THEN t.saved_nano / 1e9 END AS saved_usd,
  t.req_bytes AS request_bytes,
  t.resp_bytes AS response_bytes,
  CASE WHEN t.equiv_nano_n > 0 THEN t.equiv_nano END AS equivalent_nano,
  CASE WHEN t.subs_nano_n > 0 THEN t.subs_nano END AS subscription_nano
FROM tabs b JOIN tab_names n ON n.id = b.tab_id LEFT JOIN totals t ON t.scope = 0 AND t.id = b.tab_id AND t.part = 0;

-- A call without an agent's id is the main agent's: the rows of a session add up to it.
CREATE VIEW v_agent AS
SELECT
  s.wire_id AS session,
  a.wire_id AS agent,
  pa.wire_id AS parent_agent,
  k.name AS client,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.first_us / 1000 / 1000.0, 'unixepoch') AS first_call_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.last_us / 1000 / 1000.0, 'unixepoch') AS last_call_at,
  t.calls AS calls,
  t.errors AS errors,
  CASE WHEN t.in_uncached_n > 0 THEN t.in_uncached END AS input_tokens,
  CASE WHEN t.cache_read_n > 0 THEN t.cache_read END AS cache_read_tokens,
  CASE WHEN t.cache_w5_n + t.cache_w1h_n > 0 THEN t.cache_w5 + t.cache_w1h END AS cache_write_tokens,
  CASE WHEN t.out_total_n > 0 THEN t.out_total END AS output_tokens,
  CASE WHEN t.cost_nano_n > 0 THEN t.cost_nano END AS cost_nano,
  CASE WHEN t.equiv_nano_n > 0 THEN t.equiv_nano END AS equivalent_nano,
  CASE WHEN t.saved_nano_n > 0 THEN t.saved_nano END AS saved_nano,
  CASE WHEN t.waste_nano_n > 0 THEN t.waste_nano END AS waste_nano
FROM totals t
  LEFT JOIN sessions s ON s.session_id = t.id
  LEFT JOIN agent_kind k ON k.id = s.agent_kind_id
  LEFT JOIN agents a ON a.agent_id = t.part
  LEFT JOIN agents pa ON pa.agent_id = a.parent_id
WHERE t.scope = 2;

-- A row per session.
CREATE VIEW v_session AS
SELECT
  s.wire_id AS session,
  CASE s.source WHEN 0 THEN 'tab' WHEN 1 THEN 'client' END AS source,
  k.name AS client,
  p.root AS project,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.first_us / 1000 / 1000.0, 'unixepoch') AS first_call_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.last_us / 1000 / 1000.0, 'unixepoch') AS last_call_at,
  t.calls AS calls,
  (SELECT count(*) FROM totals x WHERE x.scope = 2 AND x.id = t.id AND x.part > 0) AS sub_agents,
  t.errors AS errors,
  t.retries AS retries,
  t.compactions AS compactions,
  CASE WHEN t.in_uncached_n > 0 THEN t.in_uncached END AS input_tokens,
  CASE WHEN t.cache_read_n > 0 THEN t.cache_read END AS cache_read_tokens,
  CASE WHEN t.cache_w5_n + t.cache_w1h_n > 0 THEN t.cache_w5 + t.cache_w1h END AS cache_write_tokens,
  CASE WHEN t.out_total_n > 0 THEN t.out_total END AS output_tokens,
  CASE WHEN t.cost_nano_n > 0 THEN t.cost_nano END AS cost_nano,
  CASE WHEN t.equiv_nano_n > 0 THEN t.equiv_nano END AS equivalent_nano,
  CASE WHEN t.saved_nano_n > 0 THEN t.saved_nano END AS saved_nano,
  CASE WHEN t.missed_nano_n > 0 THEN t.missed_nano END AS missed_nano,
  CASE WHEN t.waste_nano_n > 0 THEN t.waste_nano END AS waste_nano
FROM totals t
  LEFT JOIN sessions s ON s.session_id = t.id
  LEFT JOIN agent_kind k ON k.id = s.agent_kind_id
  LEFT JOIN project p ON p.id = s.project_id
WHERE t.scope = 1;

-- What was spent for which repository and branch; of calls made outside of any, both are NULL.
CREATE VIEW v_project AS
SELECT
  p.root AS project,
  p.name AS project_name,
  b.name AS branch,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.first_us / 1000 / 1000.0, 'unixepoch') AS first_call_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', t.last_us / 1000 / 1000.0, 'unixepoch') AS last_call_at,
  t.calls AS calls,
  (SELECT count(*) FROM place_sessions x WHERE x.project_id = t.id AND x.branch_id = t.part) AS sessions,
  t.errors AS errors,
  CASE WHEN t.in_uncached_n > 0 THEN t.in_uncached END AS input_tokens,
  CASE WHEN t.cache_read_n > 0 THEN t.cache_read END AS cache_read_tokens,
  CASE WHEN t.cache_w5_n + t.cache_w1h_n > 0 THEN t.cache_w5 + t.cache_w1h END AS cache_write_tokens,
  CASE WHEN t.out_total_n > 0 THEN t.out_total END AS output_tokens,
  CASE WHEN t.cost_nano_n > 0 THEN t.cost_nano END AS cost_nano,
  CASE WHEN t.equiv_nano_n > 0 THEN t.equiv_nano END AS equivalent_nano,
  CASE WHEN t.saved_nano_n > 0 THEN t.saved_nano END AS saved_nano,
  CASE WHEN t.waste_nano_n > 0 THEN t.waste_nano END AS waste_nano
FROM totals t
  LEFT JOIN project p ON p.id = t.id
  LEFT JOIN branch b ON b.id = t.part
WHERE t.scope = 3;

-- A row per day, at the place of the calls, project, provider and model.
CREATE VIEW v_day AS
SELECT
  date(d.local_day * 86400, 'unixepoch') AS day,
  p.root AS project,
  r.name AS provider,
  m.name AS model,
  CASE d.billing WHEN 0 THEN 'api' WHEN 1 THEN 'subscription' WHEN 2 THEN 'local' END AS billing,
  d.calls AS calls,
  d.errors AS errors,
  d.without_usage AS without_usage,
  d.unpriced AS unpriced,
  CASE WHEN d.in_uncached_n > 0 THEN d.in_uncached END AS input_tokens,
  CASE WHEN d.cache_read_n > 0 THEN d.cache_read END AS cache_read_tokens,
  CASE WHEN d.cache_w5_n + d.cache_w1h_n > 0 THEN d.cache_w5 + d.cache_w1h END AS cache_write_tokens,
  CASE WHEN d.out_total_n > 0 THEN d.out_total END AS output_tokens,
  CASE WHEN d.out_reasoning_n > 0 THEN d.out_reasoning END AS reasoning_tokens,
  CASE WHEN d.cost_nano_n > 0 THEN d.cost_nano END AS cost_nano,
  CASE WHEN d.cost_nano_n > 0 THEN d.cost_nano / 1e9 END AS cost_usd,
  CASE WHEN d.equiv_nano_n > 0 THEN d.equiv_nano END AS equivalent_nano,
  CASE WHEN d.subs_nano_n > 0 THEN d.subs_nano END AS subscription_nano,
  CASE WHEN d.saved_nano_n > 0 THEN d.saved_nano END AS saved_nano,
  CASE WHEN d.waste_nano_n > 0 THEN d.waste_nano END AS waste_nano,
  d.hist_total AS latencies,
  d.hist_ttft AS first_token_latencies
FROM rollup_day d
  LEFT JOIN project p ON p.id = d.project_id
  LEFT JOIN provider r ON r.id = d.provider_id
  LEFT JOIN model m ON m.id = d.model_id;

-- A row per provider and model, over all days.
CREATE VIEW v_model AS
SELECT
  r.name AS provider,
  m.name AS model,
  date(min(d.local_day) * 86400, 'unixepoch') AS first_day,
  date(max(d.local_day) * 86400, 'unixepoch') AS last_day,
  sum(d.calls) AS calls,
  sum(d.errors) AS errors,
  sum(d.without_usage) AS without_usage,
  sum(d.unpriced) AS unpriced,
  CASE WHEN sum(d.in_uncached_n) > 0 THEN sum(d.in_uncached) END AS input_tokens,
  CASE WHEN sum(d.cache_read_n) > 0 THEN sum(d.cache_read) END AS cache_read_tokens,
  CASE WHEN sum(d.cache_w5_n + d.cache_w1h_n) > 0 THEN sum(d.cache_w5 + d.cache_w1h) END AS cache_write_tokens,
  CASE WHEN sum(d.out_total_n) > 0 THEN sum(d.out_total) END AS output_tokens,
  CASE WHEN sum(d.out_reasoning_n) > 0 THEN sum(d.out_reasoning) END AS reasoning_tokens,
  CASE WHEN sum(d.cost_nano_n) > 0 THEN sum(d.cost_nano) END AS cost_nano,
  CASE WHEN sum(d.cost_nano_n) > 0 THEN sum(d.cost_nano) / 1e9 END AS cost_usd,
  CASE WHEN sum(d.equiv_nano_n) > 0 THEN sum(d.equiv_nano) END AS equivalent_nano,
  CASE WHEN sum(d.subs_nano_n) > 0 THEN sum(d.subs_nano) END AS subscription_nano,
  CASE WHEN sum(d.saved_nano_n) > 0 THEN sum(d.saved_nano) END AS saved_nano,
  CASE WHEN sum(d.waste_nano_n) > 0 THEN sum(d.waste_nano) END AS waste_nano
FROM rollup_day d
  LEFT JOIN provider r ON r.id = d.provider_id
  LEFT JOIN model m ON m.id = d.model_id
GROUP BY d.provider_id, d.model_id;
