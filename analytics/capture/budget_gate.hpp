// Where budgets hold: a call passes, waits or is answered here before its first byte goes upstream. Net thread.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <set>

#include "analytics/capture/client_reader.hpp"
#include "analytics/capture/exchange_request.hpp"
#include "analytics/capture/own_answer.hpp"
#include "analytics/metering/budget_ledger.hpp"
#include "analytics/net/event.hpp"

namespace tabacus::analytics {

struct CaptureTab;

/// Either a ticket, which is 0 for what is no call, or the answer in place of the provider's.
struct Passage {
  BudgetTicket ticket = 0;
  std::optional<OwnAnswer> refusal;
};

class BudgetGate {
 public:
  /// Neither may block.
  struct Questions {
    std::function<void()> sums;                    ///< has the database tell the ledger what it knows
    std::function<void(std::uint64_t mark)> mark;  ///< puts a mark behind what the meter has been handed
  };

  /// `ledger` and `places` outlive this; `places` may be null: nobody looks for projects.
  BudgetGate(net::Executor executor, BudgetLedger& ledger, PlaceFinder* places, Questions ask);

  /// Waits for the database, for a moment, where its sums would decide and are not known; and for more money, where
  /// the rules say so, as long as the client does.
  [[nodiscard]] net::Awaitable<Passage> pass(const CaptureTab& tab, const ExchangeRequest& request,
                                             const ClientReader& client);
  /// Waits, for a moment, until the meter has digested what the tab's calls have brought so far: one that asks as soon
  /// as it is answered must not outrun the count of what it spent.
  [[nodiscard]] net::Awaitable<void> catch_up(TabId tab);
  /// Another turn on a socket.
  [[nodiscard]] std::optional<OwnAnswer> pass_turn(BudgetTicket ticket, const Provider& provider,
                                                   const Headers& request);
  /// What passed under the ticket is told to nobody.
  void unused(BudgetTicket ticket) { ledger_.end(ticket, 0); }

  /// True: somebody waits. Any thread.
  [[nodiscard]] bool is_waited_for() const { return waiting_for_.load() > 0; }
  /// Lets everybody who waits look again.
  void look_again();

 private:
  /// Registered as long as it lives.
  struct Waiter {
    explicit Waiter(BudgetGate& to) : gate{to}, changed{to.executor_} {
      gate.waiters_.insert(this);
      ++gate.waiting_for_;
    }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter() {
      gate.waiters_.erase(this);
      --gate.waiting_for_;
    }
    BudgetGate& gate;
    net::Event changed;
  };

  net::Awaitable<void> find_project(Waiter& waiter, Spender& spender, std::shared_ptr<const CallerAnswer> caller);
  net::Awaitable<void> learn_sums(Waiter& waiter, const Spender& spender);

  const net::Executor executor_;
  BudgetLedger& ledger_;
  PlaceFinder* const places_;
  const Questions ask_;
  std::set<Waiter*> waiters_;
  std::atomic<int> waiting_for_{0};
};

/// The request is a call, or opens a socket that carries calls.
[[nodiscard]] bool costs_money(const ExchangeRequest& request);

/// In the provider's own form, so that its agent shows it and does not ask again. `client` is the agent's name, where
/// it is known: some show their own words for an account without credit, and ours in another place.
[[nodiscard]] OwnAnswer over_budget(const BudgetState& spent, const Provider& provider, std::string_view client = {});

}  // namespace tabacus::analytics
