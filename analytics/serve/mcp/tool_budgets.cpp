// budget_status, limits: what may still be spent.
#include <array>

#include "analytics/serve/mcp/tool.hpp"
#include "base/time_text.hpp"

namespace tabacus::analytics::serve {

extern const Tool kBudgetStatus, kLimits;

namespace {

constexpr auto kBudgetFields = std::to_array<Field>({
    {"budget", FieldType::Text, "tab, session, project, day, month"},
    {"of"},
    {"limit_nano", FieldType::Integer, "in billionths of a US dollar"},
    {"limit_tokens", FieldType::Integer},
    {"spent_nano", FieldType::Integer},
    {"spent_tokens", FieldType::Integer},
    {"unknown_calls", FieldType::Integer, "calls that cost nobody knows what: what is spent is then a lower bound"},
    {"reserved_nano", FieldType::Integer, "for calls under way"},
    {"reserved_tokens", FieldType::Integer},
    {"standing", FieldType::Text, "within, near, spent"},
});
constexpr auto kTabFields = std::to_array<Field>({
    {"tab_id"},
    {"title"},
    {"recording", FieldType::Text, "on, paused, off"},
    {"cost_nano", FieldType::Integer, "billed of the tab so far"},
    {"running_cost_nano", FieldType::Integer, "of calls under way, so far"},
    {"calls_under_way", FieldType::Integer},
});

constexpr auto kLimitFields = std::to_array<Field>({
    {"provider"},
    {"account", FieldType::Text, "a keyed hash: only for telling accounts apart"},
    {"limit_window", FieldType::Text, "requests, tokens, 5h, 7d, ..."},
    {"used_share", FieldType::Number, "1.0 is all"},
    {"remaining", FieldType::Integer},
    {"cap", FieldType::Integer},
    {"resets_at"},
    {"share_per_hour", FieldType::Number},
    {"runs_out_at"},
    {"runs_out_before_reset", FieldType::Integer},
    {"limit_status"},
    {"told_at", FieldType::Text, "when the provider told it"},
});
constexpr auto kUseFields = std::to_array<Field>({
    {"provider"},
    {"limit_window"},
    {"tab_id"},
    {"used_share", FieldType::Number, "that the tab's calls used, over all windows"},
});

constexpr auto kBudgetArguments = std::to_array<Argument>({kScopeArgument});
constexpr auto kLimitArguments =
    std::to_array<Argument>({{"all", FieldType::Flag, "also windows that have been reset since they were told of"}});

Json budgets_schema() {
  Json tab = object_schema(kTabFields);
  tab["properties"]["budgets"] = array_schema(object_schema(kBudgetFields));
  return answer_schema({{"scope", {{"type", "string"}, {"enum", kScopes}}},
                        {"tabs", array_schema(std::move(tab), "open tabs and what their calls are held to")}});
}

Result<Json> budgets(ServeContext& context, const Json& arguments) {
  const auto filter = filter_of(context, arguments);  // refuses a tab that is not known
  if (!filter) return fail(filter.error());
  const std::string_view scope = scope_of(context, arguments);
  return Json{{"scope", scope}, {"tabs", budgets_in(context, scope)}};
}

Json limits_schema() {
  return answer_schema(
      {{"limits", array_schema(object_schema(kLimitFields))}, {"use_by_tab", array_schema(object_schema(kUseFields))}});
}

Result<Json> limits(ServeContext& context, const Json& arguments) {
  const Json& all = member(arguments, "all");
  const std::string current = all.is_boolean() && all.get<bool>()
                                  ? ""
                                  : fmt::format("WHERE resets_at IS NULL OR julianday(resets_at) > julianday('{}')",
                                                format_rfc3339(context.clock.wall()));
  const auto told = context.store.ask(
      fmt::format("SELECT * FROM v_limits {} ORDER BY provider, account, limit_window", current), 1'000);
  if (!told) return fail(told.error());
  const auto use =
      context.store.ask("SELECT * FROM v_limit_use ORDER BY provider, limit_window, used_share DESC", 1'000);
  if (!use) return fail(use.error());
  return Json{{"limits", chosen_rows(*told, kLimitFields)}, {"use_by_tab", chosen_rows(*use, kUseFields)}};
}

}  // namespace

const Tool kBudgetStatus{"budget_status",
                         "Budgets",
                         "What this tab may still spend: the user's budgets, what is spent and reserved, and whether a "
                         "budget is near its end. A call that begins when a budget is spent is held or refused.",
                         kBudgetArguments,
                         budgets_schema,
                         budgets};

const Tool kLimits{"limits",
                   "Rate limits",
                   "What is left of the providers' rate limits and subscription windows, when they reset, and whether "
                   "the present pace uses them up before that.",
                   kLimitArguments,
                   limits_schema,
                   limits};

}  // namespace tabacus::analytics::serve
