// What may be spent, on what, and what has been. Values and pure functions; `BudgetSums` is how the database tells the
// ledger what other processes, and earlier ones, have spent.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/model/call.hpp"
#include "base/amount.hpp"
#include "base/clock.hpp"
#include "base/units.hpp"

namespace tabacus::analytics {

/// Each tab, each session of an agent, each project (the root of a repository), each local day, each local month.
/// Values are stored; never renumbered.
enum class BudgetScope : std::uint8_t { Tab = 0, Session = 1, Project = 2, Day = 3, Month = 4 };
inline constexpr std::array kBudgetScopes{BudgetScope::Tab, BudgetScope::Session, BudgetScope::Project,
                                          BudgetScope::Day, BudgetScope::Month};

/// "tab", "session", "project", "day", "month".
[[nodiscard]] std::string_view name_of(BudgetScope scope);
[[nodiscard]] std::optional<BudgetScope> budget_scope(std::string_view name);

/// What a budget in dollars counts: the bill, to which calls that a subscription pays for add nothing, or what the
/// price list says of all calls.
enum class BudgetMoney : std::uint8_t { Billed, Listed };

/// What becomes of a call that begins when a budget is spent.
enum class BudgetAction : std::uint8_t {
  Warn,   ///< it passes
  Pause,  ///< it waits until the budget is raised, and is refused after BudgetRules::patience
  Stop,   ///< it is refused
};

struct Spending {
  Nanodollars money;
  Tokens tokens;
  std::int64_t unknown = 0;  ///< calls of which nobody knows what they cost: they add nothing, so `money` is a least

  Spending& operator+=(const Spending& other) {
    money += other.money;
    tokens += other.tokens;
    unknown += other.unknown;
    return *this;
  }
  Spending& operator-=(const Spending& other) {
    money -= other.money;
    tokens -= other.tokens;
    unknown -= other.unknown;
    return *this;
  }
  friend Spending operator+(Spending a, const Spending& b) { return a += b; }
  friend Spending operator-(Spending a, const Spending& b) { return a -= b; }
  friend bool operator==(const Spending&, const Spending&) = default;
};

/// One that is empty bounds nothing.
using BudgetLimit = Amount;

struct BudgetRules {
  std::map<BudgetScope, BudgetLimit> limits;
  BudgetMoney money = BudgetMoney::Billed;
  BudgetAction action = BudgetAction::Stop;
  std::int64_t warn_percent = 80;      ///< of a limit, from which on it is shown as near
  std::chrono::seconds patience{900};  ///< of BudgetAction::Pause
  bool tabs_have_own = false;          ///< single tabs may have a limit of their own, which then is the tab's

  [[nodiscard]] bool empty() const { return limits.empty() && !tabs_have_own; }
  friend bool operator==(const BudgetRules&, const BudgetRules&) = default;
};

/// One sum that a limit is held against: this tab's, that session's, today's.
struct BudgetAccount {
  BudgetScope scope = BudgetScope::Tab;
  std::string of;           ///< the tab's id, the session's, the project's root; empty for days and months
  std::int64_t period = 0;  ///< days since 1970 or months since 1970, where the calls were made; 0 for the others

  friend auto operator<=>(const BudgetAccount&, const BudgetAccount&) = default;
};

/// Local days since 1970, and months.
[[nodiscard]] std::int64_t local_day_at(SystemTime time);
[[nodiscard]] std::int64_t month_of_day(std::int64_t day);
/// First day of the month, and the first day after it.
[[nodiscard]] std::pair<std::int64_t, std::int64_t> days_of_month(std::int64_t month);

/// What a call adds, and to what. Unknown cost and tokens add nothing.
[[nodiscard]] Spending spending_of(const CallRecord& call, BudgetMoney money);
[[nodiscard]] std::vector<BudgetAccount> accounts_of(const CallRecord& call);

/// What is stored of an account: all that was spent, whoever's process spent it, and by how much its limit was raised.
struct StoredBudget {
  Spending spent;
  Spending raised;

  StoredBudget& operator+=(const StoredBudget& other) {
    spent += other.spent;
    raised += other.raised;
    return *this;
  }
  StoredBudget& operator-=(const StoredBudget& other) {
    spent -= other.spent;
    raised -= other.raised;
    return *this;
  }
  friend bool operator==(const StoredBudget&, const StoredBudget&) = default;
};

using BudgetBook = std::map<BudgetAccount, StoredBudget>;

/// The ledger as the database sees it. Db thread.
class BudgetSums {
 public:
  virtual ~BudgetSums() = default;
  [[nodiscard]] virtual BudgetMoney money() const = 0;
  /// The accounts to read, but those of tabs, which are not stored.
  [[nodiscard]] virtual std::vector<BudgetAccount> wanted() const = 0;
  /// `committed`: what this process has added to `stored` since it was last told.
  virtual void learned(const BudgetBook& stored, const BudgetBook& committed) = 0;
};

/// How an account stands against its limit.
struct BudgetState {
  enum class Standing : std::uint8_t { Within, Near, Spent };

  BudgetAccount account;
  BudgetLimit limit;  ///< with what it was raised by
  Spending spent;
  Spending reserved;  ///< for calls under way: what the last one of its tab took
  Standing standing = Standing::Within;
  BudgetAction action = BudgetAction::Stop;

  friend bool operator==(const BudgetState&, const BudgetState&) = default;
};

/// Of the limit, in millionths, the larger where there are two; not above 10'000'000.
[[nodiscard]] std::int64_t used_ppm(const BudgetState& state);

}  // namespace tabacus::analytics
