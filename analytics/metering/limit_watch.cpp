#include "analytics/metering/limit_watch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tabacus::analytics {
namespace {

using std::chrono::minutes;

constexpr std::int64_t kAll = 1'000'000;  // ppm

/// Resets are told to the second, and by some anew with each answer.
bool is_another_window(const RateLimit& a, const RateLimit& b) {
  if (!a.resets_at || !b.resets_at || !b.is_share) return false;
  return *b.resets_at - *a.resets_at > minutes{1};
}

bool is_news(const RateLimit& told, const RateLimit& now) {
  constexpr std::int64_t kLeastMove = kAll / 100;
  if (told.status != now.status || told.cap != now.cap || is_another_window(told, now)) return true;
  if (told.used_ppm.has_value() != now.used_ppm.has_value()) return true;
  if (!now.used_ppm) return told.remaining != now.remaining;
  return std::abs(*now.used_ppm - *told.used_ppm) >= (now.is_share ? 1 : kLeastMove);
}

LimitStats stats_of(const RateLimit& limit, SystemTime at) {
  return {limit.window, limit.status, limit.used_ppm, limit.resets_at, runs_out_at(limit, at)};
}

}  // namespace

std::optional<SystemTime> runs_out_at(const RateLimit& limit, SystemTime at) {
  if (!limit.used_ppm || !limit.length || !limit.resets_at || *limit.used_ppm <= 0) return std::nullopt;
  if (*limit.used_ppm >= kAll) return at;
  const auto length = std::chrono::duration_cast<SystemTime::duration>(*limit.length);
  const auto elapsed = at - (*limit.resets_at - length);
  if (elapsed <= SystemTime::duration{0} || elapsed > length) return std::nullopt;
  const Wide left = Wide{elapsed.count()} * (kAll - *limit.used_ppm) / *limit.used_ppm;
  if (left > (*limit.resets_at - at).count()) return std::nullopt;
  return at + SystemTime::duration{static_cast<std::int64_t>(left)};
}

LimitWatch::Account& LimitWatch::account_of(const CallRecord& call) {
  const auto known = std::ranges::find_if(accounts_, [&](const Account& account) {
    return account.key == call.account && account.provider == call.provider;
  });
  if (known != accounts_.end()) {
    accounts_.splice(accounts_.begin(), accounts_, known);
  } else {
    accounts_.push_front({call.provider, call.account, {}});
    if (accounts_.size() > kMaxAccounts) accounts_.pop_back();
  }
  return accounts_.front();
}

std::vector<LimitStats> LimitWatch::note(CallRecord& call) {
  constexpr std::size_t kMaxWindows = 32;
  if (call.limits.empty()) return {};
  Account& account = account_of(call);
  const SystemTime at = call.limits_at;
  std::vector<RateLimit> news;
  for (const RateLimit& limit : call.limits) {
    const auto known =
        std::ranges::find_if(account.limits, [&](const Known& k) { return k.told.window == limit.window; });
    if (known == account.limits.end()) {
      if (account.limits.size() < kMaxWindows) account.limits.push_back({limit, limit, at});
      news.push_back(limit);
      continue;
    }
    known->latest = limit;
    known->at = at;
    if (!is_news(known->told, limit)) continue;
    known->told = limit;
    news.push_back(limit);
  }
  call.limits = std::move(news);
  std::vector<LimitStats> all;
  for (const Known& known : account.limits)
    if (!known.latest.resets_at || *known.latest.resets_at > at) all.push_back(stats_of(known.latest, known.at));
  return all;
}

}  // namespace tabacus::analytics
