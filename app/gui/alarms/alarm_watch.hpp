// Looks at what panes spend and suffer and says when that is worth an alarm. Each is told once until its cooldown is
// over, or its cause was gone. Pure: time comes with each look.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analytics/model/budget.hpp"
#include "analytics/model/tab_stats.hpp"
#include "app/gui/alarms/alarm.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/units.hpp"

namespace tabacus::app {

/// Zero switches an alarm off.
struct AlarmRules {
  std::chrono::seconds cooldown{300};
  std::int64_t retries = 5;  ///< of one request
  std::int64_t errors = 5;   ///< within a minute
  std::chrono::seconds stall{60};
  std::int64_t runaway_factor = 5;  ///< how many times its usual pace
  std::int64_t limit_percent = 90;
  friend bool operator==(const AlarmRules&, const AlarmRules&) = default;
};

/// What is known of a pane.
struct PaneReport {
  const analytics::TabStats* stats = nullptr;  ///< null: no call yet
  std::int64_t retries = 0;                    ///< how often its last call's request had been sent before, in vain
  std::vector<analytics::BudgetState> budgets = {};
};

class AlarmWatch {
 public:
  explicit AlarmWatch(const AlarmRules& rules) : rules_{rules} {}
  void set_rules(const AlarmRules& rules) { rules_ = rules; }

  /// What is new since the last look at that pane.
  [[nodiscard]] std::vector<Alarm> look(TabId pane, const PaneReport& report, SteadyTime now);
  /// When a look may tell something though nothing happens: an answer that is silent will have stalled. Empty: never.
  [[nodiscard]] std::optional<SteadyTime> next_look() const;
  /// The others are gone: they stall no more.
  void keep_only(const std::set<TabId>& panes) {
    std::erase_if(panes_, [&](const auto& entry) { return !panes.contains(entry.first); });
  }

 private:
  /// A count at a time, for how much it grew within a window.
  struct Sample {
    SteadyTime at;
    std::int64_t value;
  };
  class Growth {
   public:
    /// How much it grew over the last `window`; a count that fell begins anew.
    std::int64_t add(std::int64_t value, SteadyTime now, std::chrono::seconds window);

   private:
    std::deque<Sample> samples_;
  };
  struct Pane {
    Growth errors;
    Growth spent;
    std::deque<std::int64_t> usual;  // what earlier windows cost, in nanodollars
    SteadyTime window_began{};
    std::int64_t window_began_with = 0;
    std::optional<SteadyTime> stalls_at;
    std::map<std::pair<AlarmKind, std::string>, SteadyTime> told;  // until when it is not told again
  };

  void look_at_failures(Pane& pane, const PaneReport& report, SteadyTime now, std::vector<Alarm>& found);
  void look_at_spending(Pane& pane, const analytics::TabStats& stats, SteadyTime now, std::vector<Alarm>& found);
  void look_at_stall(Pane& pane, const analytics::TabStats& stats, SteadyTime now, std::vector<Alarm>& found);
  void look_at_limits(const PaneReport& report, std::vector<Alarm>& found) const;

  AlarmRules rules_;
  std::map<TabId, Pane> panes_;
};

}  // namespace tabacus::app
