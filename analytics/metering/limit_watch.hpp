// Keeps the latest word on each limit of each account: which of a call's figures are news, and when a limit will be
// reached at the pace of its window. Bounded. Meter thread.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <vector>

#include "analytics/model/call.hpp"
#include "analytics/model/tab_stats.hpp"

namespace tabacus::analytics {

/// When all of the limit will be used, going on as since its window began. Empty: not before it resets, or nobody can
/// tell. `at` is when it was told. Pure.
[[nodiscard]] std::optional<SystemTime> runs_out_at(const RateLimit& limit, SystemTime at);

class LimitWatch {
 public:
  /// Leaves in `call.limits` what is news: a first word, another status, cap or window, a share that moved, a count
  /// that moved by a hundredth of its cap. Gives all that is known of the call's account, if the call told anything.
  std::vector<LimitStats> note(CallRecord& call);

 private:
  static constexpr std::size_t kMaxAccounts = 64;

  struct Known {
    RateLimit told;  ///< as it was when it last was news
    RateLimit latest;
    SystemTime at{};
  };
  struct Account {
    std::string provider;
    std::uint64_t key = 0;
    std::vector<Known> limits;
  };

  Account& account_of(const CallRecord& call);

  std::list<Account> accounts_;  // latest first
};

}  // namespace tabacus::analytics
