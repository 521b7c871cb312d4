// Holds what is spent against what may be: admits a call before its first byte goes upstream, while what is spent and
// what is reserved for calls under way lies below every limit. What this process spends counts at once; what others
// spend, and what was spent earlier, comes from the database. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "analytics/model/budget.hpp"
#include "analytics/model/budget_ticket.hpp"
#include "analytics/model/call_sink.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// Who wants to spend. What is not known yet is empty: the tab's last session and project stand in.
struct Spender {
  TabId tab;
  TabSessionId tab_session;
  std::string session;
  std::string project;
};

struct BudgetRaise {
  BudgetState state;  ///< with it
  Spending by;
};

class BudgetLedger final : public CallSink, public BudgetSums {
 public:
  /// Sums of the database that were read longer ago are asked for again before a call is judged by them.
  static constexpr std::chrono::milliseconds kFresh{1000};

  /// `changed` is called after a change that may let a waiting call go on, or that is to be shown; on the thread that
  /// made it, and must not block. `clock` outlives this.
  BudgetLedger(BudgetRules rules, const Clock& clock, std::function<void()> changed);

  [[nodiscard]] const BudgetRules& rules() const { return rules_; }

  /// The ticket under which the call passes, or the account that stands in its way.
  using Admission = std::variant<BudgetTicket, BudgetState>;
  [[nodiscard]] Admission admit(const Spender& spender);
  /// A socket: under its ticket calls are admitted one after the other.
  [[nodiscard]] Admission admit_socket(const Spender& spender);
  [[nodiscard]] Admission admit_turn(BudgetTicket ticket);
  /// Nothing more comes under the ticket: it brought `calls`, which may not all be finished with.
  void end(BudgetTicket ticket, std::int64_t calls);

  /// True: some of the sums that would decide are unknown or old, and it is worth waiting for the database, which is
  /// told of them by wanted().
  [[nodiscard]] bool wants_sums(const Spender& spender);
  /// The database did not answer in time: it is not waited for again in the next seconds.
  void note_silence();

  /// A call that has ended. Its project may not be known yet.
  void settle(const CallRecord& call);
  /// The same call, once its project is known: that is charged now.
  void on_finished(const CallRecord& call) override;

  /// Calls that the tab's tickets let pass and that are not settled: under way, or ended and not yet digested.
  [[nodiscard]] bool has_unsettled(TabId tab) const;
  /// A number to mark the meter's queue with, and the meter's word that it came to it: what was handed to it before is
  /// settled.
  [[nodiscard]] std::uint64_t next_mark();
  void reach(std::uint64_t mark);
  [[nodiscard]] bool has_reached(std::uint64_t mark) const;

  /// Of the tab, narrowest first; what bounds nothing is left out.
  [[nodiscard]] std::vector<BudgetState> states(const Spender& spender) const;
  /// As the tab was last seen; what is not known of it yet is left out.
  [[nodiscard]] std::vector<BudgetState> states_of(TabId tab) const;
  /// Raises what the tab's calls are held to, from now on: the budget of that scope, or each that is spent. An empty
  /// `by`: by a quarter of what it was, or what it takes to be above what is spent. It is for the caller to have it
  /// stored; tabs' budgets are not. NotFound: no such budget, or none is spent; InvalidInput: `by` is of another kind
  /// than the budget.
  [[nodiscard]] Result<std::vector<BudgetRaise>> raise_scope(TabId tab, BudgetScope scope, const BudgetLimit& by);
  [[nodiscard]] Result<std::vector<BudgetRaise>> raise_spent(TabId tab, const BudgetLimit& by);
  /// In place of the rules' limit of tabs. Before the tab's first call.
  void set_tab_limit(TabId tab, const BudgetLimit& limit);
  /// The tab is gone: what is known of it is forgotten.
  void forget(TabId tab);

  [[nodiscard]] BudgetMoney money() const override { return rules_.money; }
  [[nodiscard]] std::vector<BudgetAccount> wanted() const override;
  void learned(const BudgetBook& stored, const BudgetBook& committed) override;

 private:
  static constexpr std::size_t kMaxEntries = 4096;
  static constexpr std::chrono::seconds kInUse{60};
  static constexpr std::chrono::seconds kSilence{5};

  struct Entry {
    StoredBudget stored;       ///< as the database last told
    StoredBudget uncommitted;  ///< ours, not in `stored` yet
    Spending reserved;
    std::optional<SteadyTime> learned_at;  ///< empty: the database was not heard
    SteadyTime used_at{};
  };
  struct Ticket {
    TabId tab{};
    std::vector<BudgetAccount> accounts;
    Spending each;              ///< reserved for a call
    std::int64_t expected = 1;  ///< calls that it let pass, or at its end brought
    std::int64_t settled = 0;
    std::int64_t reserved = 0;  ///< calls for which something is reserved
    bool ended = false;
  };
  /// What a tab's calls were like.
  struct Habit {
    Spender spender;
    Spending last_call;
  };

  [[nodiscard]] const BudgetLimit* limit_of_locked(const BudgetAccount& account) const;
  [[nodiscard]] std::vector<BudgetAccount> accounts_of_locked(const Spender& spender) const;
  [[nodiscard]] BudgetState state_locked(const BudgetAccount& account) const;
  [[nodiscard]] std::optional<BudgetState> obstacle_locked(const std::vector<BudgetAccount>& accounts) const;
  [[nodiscard]] Result<std::vector<BudgetRaise>> raise_all(const std::vector<BudgetState>& states,
                                                           const BudgetLimit& by);
  [[nodiscard]] Admission admit_calls(const Spender& spender, std::int64_t calls);
  void reserve_locked(Ticket& ticket);
  void charge_locked(const BudgetAccount& account, const Spending& spending);
  void drop_if_done_locked(std::map<BudgetTicket, Ticket>::iterator ticket);
  Entry& entry_locked(const BudgetAccount& account);
  void prune_locked();
  void tell_changed() const;

  const BudgetRules rules_;
  const Clock& clock_;
  const std::function<void()> changed_;

  mutable std::mutex mutex_;
  std::map<BudgetAccount, Entry> entries_;         // guarded by mutex_
  std::map<BudgetTicket, Ticket> tickets_;         // guarded by mutex_
  std::map<TabId, Habit> habits_;                  // guarded by mutex_
  std::map<std::string, BudgetLimit> tab_limits_;  // guarded by mutex_; of tabs with one of their own, by id
  BudgetTicket last_ticket_ = 0;                   // guarded by mutex_
  std::uint64_t last_mark_ = 0;                    // guarded by mutex_
  std::uint64_t reached_ = 0;                      // guarded by mutex_
  std::optional<SteadyTime> silent_since_;         // guarded by mutex_
};

}  // namespace tabacus::analytics
