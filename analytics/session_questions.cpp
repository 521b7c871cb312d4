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

}  // namespace

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
