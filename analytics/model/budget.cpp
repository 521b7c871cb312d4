#include "analytics/model/budget.hpp"

#include <algorithm>

namespace tabacus::analytics {
namespace {

constexpr std::array<std::string_view, 5> kScopeNames{"tab", "session", "project", "day", "month"};
constexpr std::int64_t kMostPpm = 10'000'000;

std::int64_t ppm(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return part > 0 || whole < 0 ? kMostPpm : 1'000'000;
  const Wide ratio = Wide{std::max<std::int64_t>(part, 0)} * 1'000'000 / whole;
  return static_cast<std::int64_t>(std::min(ratio, Wide{kMostPpm}));
}

}  // namespace

std::string_view name_of(BudgetScope scope) { return kScopeNames[static_cast<std::size_t>(scope)]; }

std::optional<BudgetScope> budget_scope(std::string_view name) {
  const auto found = std::ranges::find(kScopeNames, name);
  if (found == kScopeNames.end()) return std::nullopt;
  return static_cast<BudgetScope>(found - kScopeNames.begin());
}

std::int64_t local_day_at(SystemTime time) {
  constexpr std::int64_t kQuarterSeconds = 900;
  constexpr std::int64_t kDaySeconds = 86'400;
  return (to_epoch_us(time) / 1'000'000 + utc_offset_quarters(time) * kQuarterSeconds) / kDaySeconds;
}

std::int64_t month_of_day(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return (static_cast<int>(date.year()) - 1970) * 12 + static_cast<std::int64_t>(static_cast<unsigned>(date.month())) -
         1;
}

std::pair<std::int64_t, std::int64_t> days_of_month(std::int64_t month) {
  const auto first_of = [](std::int64_t number) {
    const std::chrono::year year{static_cast<int>(1970 + number / 12)};
    const std::chrono::month in_year{static_cast<unsigned>(number % 12 + 1)};
    return std::int64_t{std::chrono::sys_days{year / in_year / 1}.time_since_epoch().count()};
  };
  return {first_of(month), first_of(month + 1)};
}

Spending spending_of(const CallRecord& call, BudgetMoney money) {
  Spending spending;
  const bool is_billed = call.billing != Billing::Subscription;
  if (money == BudgetMoney::Listed) spending.money = call.list_cost.value_or(Nanodollars{});
  if (money == BudgetMoney::Billed && is_billed) spending.money = call.cost.value_or(Nanodollars{});
  const Usage& usage = call.facts.usage;
  for (const auto& bucket :
       {usage.input_uncached, usage.cache_read, usage.cache_write_5m, usage.cache_write_1h, usage.output_total})
    spending.tokens += bucket.value_or(Tokens{});
  const bool may_have_used = call.outcome != Outcome::Refused && call.status.value_or(0) < 400;
  const bool is_unread = call.facts.usage_state == UsageState::Missing && may_have_used;
  const bool is_unpriced = spending.tokens.count() > 0 && !call.cost && !call.list_cost;
  spending.unknown = is_unread || is_unpriced ? 1 : 0;
  return spending;
}

std::vector<BudgetAccount> accounts_of(const CallRecord& call) {
  const std::string& session = call.identity.wire_session;
  const std::int64_t day = local_day_at(call.times.started_at);
  std::vector<BudgetAccount> accounts{{BudgetScope::Tab, call.tab.text()},
                                      {BudgetScope::Session, session.empty() ? call.tab_session.text() : session},
                                      {BudgetScope::Day, {}, day},
                                      {BudgetScope::Month, {}, month_of_day(day)}};
  if (!call.project.empty()) accounts.push_back({BudgetScope::Project, call.project});
  return accounts;
}

std::int64_t used_ppm(const BudgetState& state) {
  const Spending committed = state.spent + state.reserved;
  std::int64_t most = 0;
  if (state.limit.money) most = ppm(committed.money.count(), state.limit.money->count());
  if (state.limit.tokens) most = std::max(most, ppm(committed.tokens.count(), state.limit.tokens->count()));
  return most;
}

}  // namespace tabacus::analytics
