// tabacus budget: what tabs may spend, what they have spent, and letting them go on.
#include <cstdlib>
#include <ostream>

#include "app/cli/arguments.hpp"
#include "app/cli/output.hpp"
#include "app/control/client.hpp"
#include "app/control/instance_status.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {

extern const Command kBudget;

namespace {

using analytics::BudgetState;
using analytics::TabStatus;

constexpr std::string_view kNoBudgets =
    "No tab is held to a budget; [budgets] in tabacus.toml sets them: tab = \"$5\", day = \"$50\" and others.\n";

Amount with_kinds_of(const BudgetState& budget, const analytics::Spending& spending) {
  Amount amount;
  if (budget.limit.money) amount.money = spending.money;
  if (budget.limit.tokens) amount.tokens = spending.tokens;
  return amount;
}

/// "≥" where some call's cost is not known.
std::string spent_text(const BudgetState& budget) {
  const bool is_least = budget.limit.money && budget.spent.unknown > 0;
  return (is_least ? "≥ " : "") + to_text(with_kinds_of(budget, budget.spent));
}

std::string_view word_for(BudgetState::Standing standing) {
  switch (standing) {
    case BudgetState::Standing::Spent:
      return "spent";
    case BudgetState::Standing::Near:
      return "near its end";
    case BudgetState::Standing::Within:
      return "within";
  }
  return {};
}

Tone tone_of(BudgetState::Standing standing) {
  if (standing == BudgetState::Standing::Spent) return Tone::Bad;
  return standing == BudgetState::Standing::Near ? Tone::Warn : Tone::Plain;
}

void add_rows(TextTable& table, const TabStatus& tab) {
  for (const BudgetState& budget : tab.budgets) {
    const bool is_reserving = budget.reserved != analytics::Spending{};
    table.rows.push_back({display_safe(tab.title), std::string{name_of(budget.account.scope)},
                          display_safe(budget.account.of), spent_text(budget),
                          is_reserving ? to_text(with_kinds_of(budget, budget.reserved)) : "", to_text(budget.limit),
                          fmt::format("{} %", used_ppm(budget) / 10'000), std::string{word_for(budget.standing)}});
    table.tones.push_back(tone_of(budget.standing));
  }
}

/// The statuses that `request` brings. NotFound: nothing runs, or nothing that runs has the tab.
Result<std::vector<InstanceStatus>> ask_for_statuses(const ControlRequest& request) {
  const auto replies = ask_all(request);
  if (!replies) return fail(replies.error());
  if (replies->empty()) return fail(ErrorCode::NotFound, std::string{kNothingRuns});
  std::vector<InstanceStatus> statuses;
  std::optional<Error> refused;
  for (const InstanceReply& reply : *replies) {
    auto status = reply.line ? parse_status_reply(*reply.line) : Result<InstanceStatus>{fail(reply.line.error())};
    if (status)
      statuses.push_back(std::move(*status));
    else if (!refused || refused->code == ErrorCode::NotFound)
      refused = status.error();
  }
  if (statuses.empty()) return fail(*refused);
  return statuses;
}

void print(CommandContext& context, const std::vector<InstanceStatus>& statuses) {
  TextTable table;
  table.columns = {
      {"tab", false},  {"budget", false}, {"of", false, 3}, {"spent", true}, {"for calls under way", true, 2},
      {"limit", true}, {"used", true, 1}, {"state", false}};
  for (const InstanceStatus& status : statuses)
    for (const TabStatus& tab : status.engine.tabs) add_rows(table, tab);
  if (table.rows.empty())
    context.out << kNoBudgets;
  else
    print_text_table(context.out, table, context.width, context.screen.paint);
}

void print_json(CommandContext& context, const std::vector<InstanceStatus>& statuses) {
  for (const InstanceStatus& status : statuses)
    for (const TabStatus& tab : status.engine.tabs) context.out << budgets_line(tab) << '\n';
}

/// The tab that the user means: told, or that in which he types.
Result<std::string> tab_meant(const std::string& told) {
  const char* own = std::getenv("TABACUS_TAB_ID");
  if (!told.empty() && told != "this") return told;
  if (own != nullptr && *own != '\0') return std::string{own};
  return fail(ErrorCode::InvalidInput, "this shell is in no tab: name one with --tab; 'tabacus status' lists them");
}

Result<int> raise(CommandContext& context, std::string budget, std::string amount, const std::string& told_tab) {
  // `raise $5`: an amount where the budget is left out.
  if (!budget.empty() && amount.empty() && parse_amount(budget)) std::swap(budget, amount);
  const auto tab = tab_meant(told_tab);
  if (!tab) return fail(tab.error());
  auto statuses = ask_for_statuses({ControlOp::RaiseBudget, *tab, budget, amount});
  if (!statuses) return fail(statuses.error());
  for (InstanceStatus& status : *statuses)
    std::erase_if(status.engine.tabs,
                  [&](const TabStatus& each) { return each.title != *tab && !each.tab.text().starts_with(*tab); });
  print(context, *statuses);
  return kExitOk;
}

Result<int> run(CommandContext& context, Arguments arguments) {
  std::string action = "list";
  std::string budget;
  std::string amount;
  std::string tab;
  bool json = false;
  ArgumentParser parser{kBudget};
  parser.optional_positional("ACTION", action, "list (as without it) or raise")
      .optional_positional("BUDGET", budget,
                           "of raise: tab, session, project, day or month; without it, each that is spent")
      .optional_positional("AMOUNT", amount, "of raise: \"$5\", \"2M tokens\"; without it, by a quarter of what it is")
      .text("--tab", "TAB", tab, "of raise: its id, the beginning of it, or its title; the tab in which it is typed")
      .flag("--json", json, "of list: one JSON object per tab and line")
      .footer(
          "Budgets are set under [budgets] in tabacus.toml. A call is let pass while what was spent, and what is "
          "reserved for calls under way, lies below each of them; a running answer is never cut. A raised budget of "
          "a day, a month, a project or a session stays raised when tabacus ends, a tab's ends with it.");
  if (const auto code = parser.parse(context, arguments)) return *code;
  if (action == "raise") return raise(context, std::move(budget), std::move(amount), tab);
  if (action != "list")
    return fail(ErrorCode::InvalidInput, fmt::format("takes list or raise, not '{}'", display_safe(action)));
  const auto statuses = ask_for_statuses({ControlOp::Status});
  if (!statuses) return fail(statuses.error());
  json ? print_json(context, *statuses) : print(context, *statuses);
  return kExitOk;
}

}  // namespace

const Command kBudget{.name = "budget", .summary = "What tabs may spend and have spent; let them go on", .run = run};

}  // namespace tabacus::app
