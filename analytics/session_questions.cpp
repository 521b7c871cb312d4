#include "analytics/session_questions.hpp"

#include <fmt/format.h>

namespace tabacus::analytics {
namespace {

/// As v_session and v_agent sum them; here only the chosen calls count.
constexpr std::string_view kSums =
    "strftime('%Y-%m-%dT%H:%M:%fZ', (min(c.call_id) >> 3) / 1000 / 1000.0, 'unixepoch') AS first_call_at, "
    "strftime('%Y-%m-%dT%H:%M:%fZ', (max(c.call_id) >> 3) / 1000 / 1000.0, 'unixepoch') AS last_call_at, "
    "count(*) AS calls, count(CASE WHEN c.outcome = 1 THEN 1 END) AS errors, "
    "count(CASE WHEN w.attempt > 0 THEN 1 END) AS retries, count(CASE WHEN w.compacted = 1 THEN 1 END) AS compactions, "
    "sum(c.in_uncached) AS input_tokens, sum(c.cache_read) AS cache_read_tokens, "
    "sum(ifnull(c.cache_w5 + c.cache_w1h, coalesce(c.cache_w5, c.cache_w1h))) AS cache_write_tokens, "
    "sum(c.out_total) AS output_tokens, sum(c.cost_nano) AS cost_nano, "
    "sum(CASE WHEN c.billing = 1 THEN c.equiv_nano END) AS subscription_nano, sum(c.equiv_nano) AS equivalent_nano, "
    "sum(c.saved_nano) AS saved_nano, sum(w.missed_nano) AS missed_nano, sum(w.waste_nano) AS waste_nano";

/// kSums out of a row of totals.
constexpr std::string_view kKeptSums =
    "strftime('%Y-%m-%dT%H:%M:%fZ', t.first_us / 1000 / 1000.0, 'unixepoch') AS first_call_at, "
    "strftime('%Y-%m-%dT%H:%M:%fZ', t.last_us / 1000 / 1000.0, 'unixepoch') AS last_call_at, "
    "t.calls AS calls, t.errors AS errors, t.retries AS retries, t.compactions AS compactions, "
    "CASE WHEN t.in_uncached_n > 0 THEN t.in_uncached END AS input_tokens, "
    "CASE WHEN t.cache_read_n > 0 THEN t.cache_read END AS cache_read_tokens, "
    "CASE WHEN t.cache_w5_n + t.cache_w1h_n > 0 THEN t.cache_w5 + t.cache_w1h END AS cache_write_tokens, "
    "CASE WHEN t.out_total_n > 0 THEN t.out_total END AS output_tokens, "
    "CASE WHEN t.cost_nano_n > 0 THEN t.cost_nano END AS cost_nano, "
    "CASE WHEN t.subs_nano_n > 0 THEN t.subs_nano END AS subscription_nano, "
    "CASE WHEN t.equiv_nano_n > 0 THEN t.equiv_nano END AS equivalent_nano, "
    "CASE WHEN t.saved_nano_n > 0 THEN t.saved_nano END AS saved_nano, "
    "CASE WHEN t.missed_nano_n > 0 THEN t.missed_nano END AS missed_nano, "
    "CASE WHEN t.waste_nano_n > 0 THEN t.waste_nano END AS waste_nano";

}  // namespace

// The latest are chosen first: what is counted for each of them costs more than a row of totals.
std::string kept_sessions_sql(std::size_t limit) {
  return fmt::format(
      "SELECT s.wire_id AS session, k.name AS client, p.root AS project, s.title AS title, "
      "(SELECT count(*) FROM totals x WHERE x.scope = 2 AND x.id = t.id AND x.part > 0) AS sub_agents, "
      "(SELECT nullif(count(DISTINCT c.tab_id), 0) FROM calls c WHERE c.session_id = t.id) AS tabs, {} "
      "FROM (SELECT * FROM totals WHERE scope = 1 ORDER BY last_us DESC, id DESC LIMIT {}) t "
      "LEFT JOIN sessions s ON s.session_id = t.id LEFT JOIN agent_kind k ON k.id = s.agent_kind_id "
      "LEFT JOIN project p ON p.id = s.project_id ORDER BY t.last_us DESC, t.id DESC",
      kKeptSums, limit);
}

std::string kept_agents_sql(std::size_t limit) {
  return fmt::format(
      "SELECT s.wire_id AS session, a.wire_id AS agent, pa.wire_id AS parent_agent, a.label AS label, "
      "k.name AS client, {} FROM (SELECT id AS session_id, last_us FROM totals WHERE scope = 1 "
      "ORDER BY last_us DESC, id DESC LIMIT {}) o CROSS JOIN totals t ON t.scope = 2 AND t.id = o.session_id "
      "LEFT JOIN sessions s ON s.session_id = t.id LEFT JOIN agent_kind k ON k.id = s.agent_kind_id "
      "LEFT JOIN agents a ON a.agent_id = t.part LEFT JOIN agents pa ON pa.agent_id = a.parent_id "
      "ORDER BY o.last_us DESC, t.id DESC, t.part > 0, t.first_us LIMIT {}",
      kKeptSums, limit, limit);
}

std::string sessions_sql(const std::string& where, std::size_t limit) {
  return fmt::format(
      "SELECT s.wire_id AS session, k.name AS client, p.root AS project, s.title AS title, "
      "count(DISTINCT c.agent_id) AS sub_agents, count(DISTINCT c.tab_id) AS tabs, {} FROM calls c "
      "LEFT JOIN sessions s ON s.session_id = c.session_id LEFT JOIN agent_kind k ON k.id = s.agent_kind_id "
      "LEFT JOIN project p ON p.id = s.project_id LEFT JOIN why w ON w.call_id = c.call_id WHERE {} "
      "GROUP BY c.session_id ORDER BY max(c.call_id) DESC LIMIT {}",
      kSums, where, limit);
}

// A call without an agent's id is the main agent's: the rows of a session add up to it.
std::string agents_sql(const std::string& where, std::size_t limit) {
  return fmt::format(
      "SELECT s.wire_id AS session, a.wire_id AS agent, pa.wire_id AS parent_agent, a.label AS label, "
      "min(nullif(cl.name, '')) AS client, {} FROM calls c LEFT JOIN sessions s ON s.session_id = c.session_id "
      "LEFT JOIN agents a ON a.agent_id = c.agent_id LEFT JOIN agents pa ON pa.agent_id = a.parent_id "
      "LEFT JOIN client cl ON cl.id = c.client_id LEFT JOIN why w ON w.call_id = c.call_id WHERE {} "
      "GROUP BY c.session_id, c.agent_id ORDER BY max(max(c.call_id)) OVER (PARTITION BY c.session_id) DESC, "
      "c.agent_id IS NOT NULL, min(c.call_id) LIMIT {}",
      kSums, where, limit);
}

}  // namespace tabacus::analytics
