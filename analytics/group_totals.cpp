#include "analytics/group_totals.hpp"

#include <fmt/format.h>

#include <array>

namespace tabacus::analytics {
namespace {

struct Group {
  std::string_view key;    ///< over calls c
  std::string_view names;  ///< over the groups g and `joins`
  std::string_view joins;
  std::string_view order;
};

constexpr std::string_view kByCost = "cost_nano DESC, calls DESC, 1";

// Times are those at the place of the call, hence its stored UTC offset. A week begins on Monday.
Group group_of(TotalsBy by) {
  switch (by) {
    case TotalsBy::Tab:
      return {"c.tab_id", "t.uuid AS tab_id, t.title AS tab_title", "LEFT JOIN tab_names t ON t.id = g.key",
              "min(first_call)"};
    case TotalsBy::Session:
      return {"c.session_id", "s.wire_id AS session", "LEFT JOIN sessions s ON s.session_id = g.key",
              "min(first_call)"};
    case TotalsBy::Model:
      return {"coalesce(c.model_id, c.model_req_id)", "m.name AS model", "LEFT JOIN model m ON m.id = g.key", kByCost};
    case TotalsBy::Provider:
      return {"c.provider_id", "pr.name AS provider", "LEFT JOIN provider pr ON pr.id = g.key", kByCost};
    case TotalsBy::Project:
      return {"c.project_id", "p.root AS project", "LEFT JOIN project p ON p.id = g.key", kByCost};
    case TotalsBy::Branch:
      return {"c.branch_id", "b.name AS branch", "LEFT JOIN branch b ON b.id = g.key", kByCost};
    case TotalsBy::Client:
      return {"c.client_id", "nullif(cl.name, '') AS client", "LEFT JOIN client cl ON cl.id = g.key", kByCost};
    case TotalsBy::Process:
      return {"c.proc_id", "ps.name AS process", "LEFT JOIN process ps ON ps.id = g.key", kByCost};
    case TotalsBy::Minute:
      return {"(c.call_id >> 3) / 60000000", "strftime('%Y-%m-%dT%H:%M:00Z', g.key * 60, 'unixepoch') AS minute", "",
              "1"};
    case TotalsBy::Hour:
      return {"strftime('%Y-%m-%dT%H:00', (c.call_id >> 3) / 1000000 + c.tz_q * 900, 'unixepoch')", "g.key AS hour", "",
              "1"};
    case TotalsBy::Day:
      return {"date((c.call_id >> 3) / 1000000 + c.tz_q * 900, 'unixepoch')", "g.key AS day", "", "1"};
    case TotalsBy::Week:
      return {"date((c.call_id >> 3) / 1000000 + c.tz_q * 900, 'unixepoch', '-6 days', 'weekday 1')", "g.key AS week",
              "", "1"};
    case TotalsBy::Month:
      return {"strftime('%Y-%m', (c.call_id >> 3) / 1000000 + c.tz_q * 900, 'unixepoch')", "g.key AS month", "", "1"};
  }
  return {};
}

struct Sum {
  std::string_view name;
  std::string_view of_calls;  ///< over calls c; the numbers of enumerations are those that v_calls spells out
};

// sum() of nothing but NULL is NULL: a total nobody knows stays unknown.
constexpr std::array kSums{
    Sum{"calls", "count(*)"},
    Sum{"errors", "count(CASE WHEN c.outcome = 1 THEN 1 END)"},
    // A refusal or an error status uses no tokens: there is nothing to know.
    Sum{"without_usage",
        "count(CASE WHEN c.usage_state = 0 AND c.outcome <> 4 AND ifnull(c.status, 0) < 400 THEN 1 END)"},
    Sum{"input_tokens", "sum(c.in_uncached)"},
    Sum{"cache_read_tokens", "sum(c.cache_read)"},
    Sum{"cache_write_tokens", "sum(ifnull(c.cache_w5 + c.cache_w1h, coalesce(c.cache_w5, c.cache_w1h)))"},
    Sum{"output_tokens", "sum(c.out_total)"},
    Sum{"cost_nano", "sum(c.cost_nano)"},
    Sum{"unpriced", "count(CASE WHEN c.usage_state <> 0 AND coalesce(c.cost_nano, c.equiv_nano) IS NULL THEN 1 END)"},
    // Three figures that are never added: cost_nano is billed, a subscription pays for this, the list says that of all.
    Sum{"subscription_nano", "sum(CASE WHEN c.billing = 1 THEN c.equiv_nano END)"},
    Sum{"equivalent_nano", "sum(c.equiv_nano)"},
    Sum{"saved_nano", "sum(c.saved_nano)"},
    Sum{"busy_us", "sum(c.total_us)"},
};

}  // namespace

/// Sums by number first, and looks names up once per group: over the view it takes ten times as long. Groups of one
/// name (a model that two providers serve) become one.
std::string totals_sql(TotalsBy by, const std::string& sums) {
  const Group group = group_of(by);
  std::string outer = fmt::format("SELECT {}", group.names);
  for (const Sum& sum : kSums) outer += fmt::format(", sum({0}) AS {0}", sum.name);
  for (const auto& [name, of_groups] :
       {std::pair{"first_call_at", "min(first_call)"}, std::pair{"last_call_at", "max(last_call)"}})
    outer +=
        fmt::format(", strftime('%Y-%m-%dT%H:%M:%fZ', ({} >> 3) / 1000 / 1000.0, 'unixepoch') AS {}", of_groups, name);
  const std::string_view names = by == TotalsBy::Tab ? "1, 2" : "1";
  return fmt::format("{} FROM ({}) g {} GROUP BY {} ORDER BY {}", outer, sums, group.joins, names, group.order);
}

std::string sums_of_calls(TotalsBy by, const std::string& where) {
  std::string sql =
      fmt::format("SELECT {} AS key, min(c.call_id) AS first_call, max(c.call_id) AS last_call", group_of(by).key);
  for (const Sum& sum : kSums) sql += fmt::format(", {} AS {}", sum.of_calls, sum.name);
  return sql + fmt::format(" FROM calls c WHERE {} GROUP BY 1", where);
}

}  // namespace tabacus::analytics
