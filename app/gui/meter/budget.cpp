// The budget nearest to its end, of those the tab is held to.
#include <fmt/format.h>

#include <algorithm>

#include "app/gui/meter/widget.hpp"

namespace tabacus::app {
namespace {

using analytics::BudgetState;
using render::OverlayInk;

std::string amounts(const BudgetState& budget) {
  if (const auto& limit = budget.limit.money)
    return fmt::format("{}{} of {}", budget.spent.unknown > 0 ? "≥ " : "", format_money(budget.spent.money),
                       format_money(*limit));
  return fmt::format("{}k of {}k tokens", budget.spent.tokens.count() / 1000, budget.limit.tokens->count() / 1000);
}

OverlayInk ink_of(const BudgetState& budget) {
  if (budget.standing == BudgetState::Standing::Spent) return OverlayInk::Error;
  return budget.standing == BudgetState::Standing::Near ? OverlayInk::Warning : OverlayInk::Accent;
}

void add(const MeterFigures& figures, render::OverlayModel& model) {
  if (figures.budgets.empty()) return;
  const BudgetState& fullest = *std::ranges::max_element(figures.budgets, {}, analytics::used_ppm);
  const OverlayInk ink = ink_of(fullest);
  const std::string scope{name_of(fullest.account.scope)};
  render::OverlayLine line;
  line.left.push_back({scope, OverlayInk::Dim});
  line.gauge = render::OverlayGauge{static_cast<float>(used_ppm(fullest)) / 1e6F, ink};
  line.right.push_back({amounts(fullest), ink});
  model.lines.push_back(std::move(line));
  if (ink != OverlayInk::Accent) model.summary.push_back({fmt::format("{} budget {}", scope, amounts(fullest)), ink});
}

}  // namespace

extern const Widget kBudgetWidget;
const Widget kBudgetWidget{"budget", add};

}  // namespace tabacus::app
