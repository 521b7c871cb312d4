#include "app/gui/alarms/alarm_watch.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::BudgetState;
using analytics::TabStats;

constexpr std::chrono::seconds kMinute{60};
constexpr std::int64_t kMillion = 1'000'000;
/// A pace is usual when it was seen so often; less money than this runs nowhere.
constexpr std::size_t kLeastWindows = 3;
constexpr std::size_t kMostWindows = 20;
constexpr std::int64_t kLeastRunawayNano = 500'000'000;
constexpr std::size_t kMostSamples = 512;

std::int64_t median(std::deque<std::int64_t> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

double dollars(std::int64_t nano) { return static_cast<double>(nano) / 1e9; }

}  // namespace

std::int64_t AlarmWatch::Growth::add(std::int64_t value, SteadyTime now, std::chrono::seconds window) {
  if (!samples_.empty() && value < samples_.back().value) samples_.clear();
  // Of those that are too old, the latest tells what the window began with.
  while (samples_.size() > 1 && samples_[1].at + window <= now) samples_.pop_front();
  if (samples_.empty() || samples_.back().value != value) samples_.push_back({now, value});
  if (samples_.size() > kMostSamples) samples_.erase(samples_.begin() + 1);
  return value - samples_.front().value;
}

std::vector<Alarm> AlarmWatch::look(TabId pane, const PaneReport& report, SteadyTime now) {
  static const TabStats kNoCall;
  Pane& state = panes_[pane];
  const TabStats& stats = report.stats != nullptr ? *report.stats : kNoCall;
  std::vector<Alarm> found;
  look_at_failures(state, report, now, found);
  look_at_spending(state, stats, now, found);
  look_at_stall(state, stats, now, found);
  look_at_limits(report, found);
  std::erase_if(found, [&](Alarm& alarm) {
    alarm.pane = pane;
    auto& until = state.told[{alarm.kind, alarm.subject}];
    const bool is_known = until > now;
    // While its cause stays, the cooldown begins anew: what lasts is told once.
    until = now + rules_.cooldown;
    return is_known;
  });
  std::erase_if(state.told, [&](const auto& told) { return told.second <= now; });
  return found;
}

void AlarmWatch::look_at_failures(Pane& pane, const PaneReport& report, SteadyTime now, std::vector<Alarm>& found) {
  const std::int64_t errors = pane.errors.add(report.stats != nullptr ? report.stats->errors : 0, now, kMinute);
  if (rules_.retries > 0 && report.retries >= rules_.retries)
    found.push_back({.kind = AlarmKind::RetryStorm,
                     .text = fmt::format("the same request failed {} times and is sent again", report.retries)});
  if (rules_.errors == 0 || errors < rules_.errors) return;
  const std::string word = display_safe(report.stats->last_error);
  found.push_back({.kind = AlarmKind::ErrorBurst,
                   .text = fmt::format("{} calls failed within a minute{}", errors, word.empty() ? "" : ": " + word)});
}

void AlarmWatch::look_at_spending(Pane& pane, const TabStats& stats, SteadyTime now, std::vector<Alarm>& found) {
  if (stats.unpriced > 0)
    found.push_back({.kind = AlarmKind::PriceMissing,
                     .subject = stats.last_model,
                     .text = fmt::format("what calls to {} cost is not known: the price list does not have it",
                                         display_safe(stats.last_model))});
  const std::int64_t cost = stats.cost.count();
  const std::int64_t lately = pane.spent.add(cost, now, kMinute);
  if (pane.window_began == SteadyTime{} || cost < pane.window_began_with) {
    pane.window_began = now;
    pane.window_began_with = cost;
  }
  const bool is_known = pane.usual.size() >= kLeastWindows;
  if (rules_.runaway_factor > 0 && is_known && lately >= kLeastRunawayNano &&
      lately >= rules_.runaway_factor * median(pane.usual)) {
    found.push_back({.kind = AlarmKind::Runaway,
                     .text = fmt::format("${:.2f} within a minute, where ${:.2f} was usual", dollars(lately),
                                         dollars(median(pane.usual)))});
    // What is far from usual does not become it.
    pane.window_began = now;
    pane.window_began_with = cost;
  }
  if (now - pane.window_began < kMinute) return;
  if (cost > pane.window_began_with) pane.usual.push_back(cost - pane.window_began_with);
  if (pane.usual.size() > kMostWindows) pane.usual.pop_front();
  pane.window_began = now;
  pane.window_began_with = cost;
}

void AlarmWatch::look_at_stall(Pane& pane, const TabStats& stats, SteadyTime now, std::vector<Alarm>& found) {
  pane.stalls_at.reset();
  if (rules_.stall.count() == 0 || stats.in_flight == 0 || !stats.last_content) return;
  const SteadyTime stalls_at = *stats.last_content + rules_.stall;
  if (now < stalls_at) {
    pane.stalls_at = stalls_at;
    return;
  }
  found.push_back(
      {.kind = AlarmKind::Stall,
       .text = fmt::format("an answer has been silent for {} seconds",
                           std::chrono::duration_cast<std::chrono::seconds>(now - *stats.last_content).count())});
}

void AlarmWatch::look_at_limits(const PaneReport& report, std::vector<Alarm>& found) const {
  if (rules_.limit_percent > 0 && report.stats != nullptr)
    for (const analytics::LimitStats& limit : report.stats->limits) {
      if (limit.used_ppm.value_or(0) < rules_.limit_percent * (kMillion / 100)) continue;
      found.push_back({.kind = AlarmKind::LimitNear,
                       .subject = limit.window,
                       .text = fmt::format("{}% of the provider's limit \"{}\" is used",
                                           *limit.used_ppm * 100 / kMillion, display_safe(limit.window))});
    }
  for (const BudgetState& budget : report.budgets) {
    if (budget.standing == BudgetState::Standing::Within) continue;
    const bool is_spent = budget.standing == BudgetState::Standing::Spent;
    const std::string scope{name_of(budget.account.scope)};
    found.push_back({.kind = AlarmKind::BudgetNear,
                     .subject = scope + (is_spent ? "/spent" : "/near"),
                     .text = fmt::format("the budget of the {}, {}, is {}", scope, to_text(budget.limit),
                                         is_spent ? "spent" : "nearly spent")});
  }
}

std::optional<SteadyTime> AlarmWatch::next_look() const {
  std::optional<SteadyTime> next;
  for (const auto& [id, pane] : panes_)
    if (pane.stalls_at) next = std::min(next.value_or(*pane.stalls_at), *pane.stalls_at);
  return next;
}

}  // namespace tabacus::app
