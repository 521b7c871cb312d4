// All that the meter's widgets may show of a tab, gathered once per frame. Values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analytics/model/budget.hpp"
#include "analytics/model/tab_stats.hpp"
#include "base/clock.hpp"
#include "base/units.hpp"

namespace tabacus::app {

enum class Metering : std::uint8_t { Off, On, Paused, Failed };

/// What the database says of finished calls; of a figure that it does not know there is none.
struct StoredFigures {
  struct Agent {
    std::string name;
    std::int64_t calls = 0;
    std::optional<Nanodollars> cost;
    friend bool operator==(const Agent&, const Agent&) = default;
  };

  std::int64_t calls = 0;                        ///< of the tab, when this was asked
  std::string client;                            ///< of the tab's last call: "claude-code"
  std::string session;                           ///< its own id of the conversation; empty: it tells none
  std::optional<Nanodollars> session_cost;       ///< of the session of the tab's last call
  std::optional<Nanodollars> day_cost;           ///< of all calls of the local day
  std::string prices_as_of;                      ///< the date of the price list that the tab's last call was charged by
  std::optional<Nanoseconds> usual_first_token;  ///< the median of the last model's latest calls
  std::optional<double> usual_speed;             ///< likewise, in tokens per second
  std::string miss_cause;                        ///< why the last call of the tab read no cache; empty: it did
  std::optional<Nanodollars> missed;             ///< what that cost
  std::int64_t retries = 0;                      ///< of the session
  std::int64_t attempt = 0;   ///< how often the request of the tab's last call had been sent before, in vain
  std::vector<Agent> agents;  ///< sub-agents of the session, the dearest first
  friend bool operator==(const StoredFigures&, const StoredFigures&) = default;
};

struct MeterFigures {
  Metering metering = Metering::Off;
  const analytics::TabStats* stats = nullptr;  ///< null: no call yet
  const StoredFigures* stored = nullptr;       ///< null: not asked yet
  std::vector<analytics::BudgetState> budgets = {};
  std::vector<float> speeds = {};  ///< tokens per second, sampled while answers ran, the newest last
  std::string failure = {};        ///< why metering failed for this tab
  SteadyTime now = {};
  SystemTime wall = {};
};

}  // namespace tabacus::app
