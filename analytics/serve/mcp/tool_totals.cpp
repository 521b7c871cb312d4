// usage_summary, list_sessions: sums.
#include <algorithm>
#include <array>

#include "analytics/serve/mcp/tool.hpp"

namespace tabacus::analytics::serve {

extern const Tool kUsageSummary, kListSessions;

namespace {

constexpr std::size_t kMostGroups = 200;

constexpr auto kSums = std::to_array<Field>({
    {"calls", FieldType::Integer},
    {"errors", FieldType::Integer},
    {"without_usage", FieldType::Integer, "calls whose tokens are not known: sums are then lower bounds"},
    {"input_tokens", FieldType::Integer, "neither read from nor written to a cache"},
    {"cache_read_tokens", FieldType::Integer},
    {"cache_write_tokens", FieldType::Integer},
    {"output_tokens", FieldType::Integer},
    {"cost_nano", FieldType::Integer, "billed, in billionths of a US dollar; null: nothing billed is known"},
    {"unpriced", FieldType::Integer, "calls without a price: the cost is then a lower bound"},
    {"subscription_nano", FieldType::Integer,
     "list price of what a subscription pays for; not billed, never to be added"},
    {"equivalent_nano", FieldType::Integer, "list price of all calls, whoever pays; never to be added to cost_nano"},
    {"saved_nano", FieldType::Integer, "what the cache saved"},
});

constexpr auto kSessionFields = std::to_array<Field>({
    {"session", FieldType::Text, "for other tools' session argument"},
    {"title"},
    {"client"},
    {"project"},
    {"first_call_at"},
    {"last_call_at"},
    {"calls", FieldType::Integer},
    {"errors", FieldType::Integer},
    {"sub_agents", FieldType::Integer},
    {"retries", FieldType::Integer},
    {"compactions", FieldType::Integer},
    {"input_tokens", FieldType::Integer},
    {"cache_read_tokens", FieldType::Integer},
    {"cache_write_tokens", FieldType::Integer},
    {"output_tokens", FieldType::Integer},
    {"cost_nano", FieldType::Integer, "billed, in billionths of a US dollar"},
    {"subscription_nano", FieldType::Integer, "list price of what a subscription pays for"},
    {"saved_nano", FieldType::Integer, "what the cache saved"},
    {"waste_nano", FieldType::Integer, "what was paid for nothing"},
    {"missed_nano", FieldType::Integer, "what cache misses cost beyond reading"},
});

struct Grouping {
  std::string_view name;
  TotalsBy by;
};
constexpr auto kGroupings = std::to_array<Grouping>({{"model", TotalsBy::Model},
                                                     {"provider", TotalsBy::Provider},
                                                     {"client", TotalsBy::Client},
                                                     {"session", TotalsBy::Session},
                                                     {"project", TotalsBy::Project},
                                                     {"branch", TotalsBy::Branch},
                                                     {"tab", TotalsBy::Tab},
                                                     {"hour", TotalsBy::Hour},
                                                     {"day", TotalsBy::Day},
                                                     {"month", TotalsBy::Month}});
constexpr auto kGroupingNames = [] {
  std::array<std::string_view, kGroupings.size()> names{};
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kGroupings[i].name;
  return names;
}();

constexpr auto kSummaryArguments =
    std::to_array<Argument>({kScopeArgument,
                             kSinceArgument,
                             {"until", FieldType::Text, "only calls that began before"},
                             {"by", FieldType::Text, "what the groups are (model)", kGroupingNames},
                             kSessionArgument,
                             {"model", FieldType::Text, "only models whose name has this in it"},
                             {"project", FieldType::Text, "only calls made in this repository: its name or root"}});

constexpr auto kSessionArguments =
    std::to_array<Argument>({kScopeArgument,
                             kSinceArgument,
                             {"project", FieldType::Text, "only sessions in this repository: its name or root"},
                             {"limit", FieldType::Integer, "at most so many, the latest first (20)", {}, 1, 200}});

/// The sum of what is known; null where nothing is.
Json sum_of(const Table& table, std::string_view name) {
  const auto column = static_cast<std::size_t>(std::ranges::find(table.columns, name) - table.columns.begin());
  Json sum;
  for (const auto& row : table.rows)
    if (const auto* number = column < row.size() ? std::get_if<std::int64_t>(&row[column]) : nullptr)
      sum = (sum.is_null() ? 0 : sum.get<std::int64_t>()) + *number;
  return sum;
}

Json empty_total() {
  Json total = Json::object();
  for (const Field& field : kSums) total[std::string{field.name}] = nullptr;
  total["calls"] = total["errors"] = total["without_usage"] = total["unpriced"] = 0;
  return total;
}

Json total_of(const Table& table) {
  if (table.rows.empty()) return empty_total();
  Json total = Json::object();
  for (const Field& field : kSums) total[std::string{field.name}] = sum_of(table, field.name);
  return total;
}

Json summary_schema() {
  return answer_schema({{"scope", {{"type", "string"}, {"enum", kScopes}}},
                        {"by", {{"type", "string"}}},
                        {"total", object_schema(kSums)},
                        {"groups", array_schema(object_schema(kSums), "each with its name in `group`")},
                        {"groups_left_out", {{"type", "integer"}}}});
}

/// The names of the group's own columns stand before the sums.
Json groups_of(const Table& table) {
  Json groups = Json::array();
  for (std::size_t row = 0; row < std::min(table.rows.size(), kMostGroups); ++row) {
    Json group = {{"group", json_value(table.rows[row].front())}};
    if (table.columns.size() > 1 && table.columns[1] == "tab_title") group["title"] = json_value(table.rows[row][1]);
    group.update(chosen_row(table, row, kSums));
    groups.push_back(std::move(group));
  }
  return groups;
}

Result<Json> summary(ServeContext& context, const Json& arguments) {
  const auto filter = filter_of(context, arguments);
  if (!filter) return fail(filter.error());
  const std::string by = text_member(arguments, "by").value_or("model");
  const auto reader = context.store.calls();
  if (!reader) return fail(reader.error());
  const auto totals = (*reader)->totals(std::ranges::find(kGroupings, by, &Grouping::name)->by, *filter);
  if (!totals) return fail(totals.error());
  const std::size_t groups = totals->rows.size();
  return Json{{"scope", scope_of(context, arguments)},
              {"by", by},
              {"total", total_of(*totals)},
              {"groups", groups_of(*totals)},
              {"groups_left_out", groups - std::min(groups, kMostGroups)}};
}

Json sessions_schema() {
  return answer_schema(
      {{"scope", {{"type", "string"}, {"enum", kScopes}}}, {"sessions", array_schema(object_schema(kSessionFields))}});
}

Result<Json> sessions(ServeContext& context, const Json& arguments) {
  auto filter = filter_of(context, arguments);
  if (!filter) return fail(filter.error());
  if (!arguments.contains("limit")) filter->limit = 20;
  const auto reader = context.store.calls();
  if (!reader) return fail(reader.error());
  const auto found = (*reader)->sessions(*filter);
  if (!found) return fail(found.error());
  return Json{{"scope", scope_of(context, arguments)}, {"sessions", chosen_rows(*found, kSessionFields)}};
}

}  // namespace

const Tool kUsageSummary{
    "usage_summary",
    "Usage and cost",
    "What LLM calls used and cost: tokens by kind, money, errors, in total and in groups. Costs are integers in "
    "billionths of a US dollar; null is not known. Use it to tell what you have spent in this tab or session.",
    kSummaryArguments,
    summary_schema,
    summary};

const Tool kListSessions{"list_sessions",
                         "Sessions",
                         "Sessions of agents, the latest first, with what each used, cost, saved and wasted.",
                         kSessionArguments,
                         sessions_schema,
                         sessions};

}  // namespace tabacus::analytics::serve
