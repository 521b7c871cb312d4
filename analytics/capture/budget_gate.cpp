#include "analytics/capture/budget_gate.hpp"

#include <algorithm>

#include "analytics/capture/services.hpp"
#include "analytics/metering/identity.hpp"
#include "analytics/providers/socket_decoder.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;

// What a call may wait for the database and for its project's name: each answers within a few milliseconds, or not
// soon.
constexpr milliseconds kPatience{250};

/// Beside being told of a change, a waiting call looks again so often: at whether its client is still there.
constexpr milliseconds kLook{500};

CallTarget target_of(const ExchangeRequest& request, const std::string& slot) {
  const std::string_view target = request.message.head.target;
  const std::size_t path = std::min(target.find('?'), target.size());
  return {.slot = slot,
          .host = request.route->upstream.host,
          .method = request.message.head.method,
          .path = target.substr(0, path),
          .query = target.substr(std::min(path + 1, target.size()))};
}

std::string subject_of(const BudgetAccount& account) {
  switch (account.scope) {
    case BudgetScope::Tab:
      return "this tab";
    case BudgetScope::Session:
      return "this session";
    case BudgetScope::Project:
      return "the project " + account.of;
    case BudgetScope::Day:
      return "today";
    case BudgetScope::Month:
      return "this month";
  }
  return {};
}

std::string spent_text(const BudgetState& state) {
  BudgetLimit spent;
  if (state.limit.money) spent.money = state.spent.money;
  if (state.limit.tokens) spent.tokens = state.spent.tokens;
  const bool is_least = state.limit.money && state.spent.unknown > 0;
  return (is_least ? "at least " : "") + to_text(spent);
}

}  // namespace

bool costs_money(const ExchangeRequest& request) {
  if (request.route->provider == nullptr) return false;
  const std::string slot = request.route->slot();
  const CallTarget target = target_of(request, slot);
  if (claim(target) != nullptr) return true;
  const Provider* family = request.message.wants_websocket ? family_of(target) : nullptr;
  return family != nullptr && family->make_socket_decoder != nullptr && family->make_socket_decoder(target) != nullptr;
}

OwnAnswer over_budget(const BudgetState& spent, const Provider& provider, std::string_view client) {
  OwnAnswer answer{
      429,
      std::string{provider.over_quota},
      fmt::format("the budget of {} is spent: {} of {}{}. Nothing was sent. 'tabacus budget raise {}' lets it go on",
                  subject_of(spent.account), spent_text(spent), to_text(spent.limit),
                  spent.reserved != Spending{} ? ", with calls under way" : "", name_of(spent.account.scope)),
      {},
      "x-should-retry: false\r\n"};
  // For "insufficient_quota" Codex sends people to their plan's billing page.
  if (client == "codex") {
    answer.type = "usage_limit_reached";
    answer.fields += fmt::format("x-codex-promo-message: tabacus: {}\r\n", display_safe(answer.message));
  }
  return answer;
}

BudgetGate::BudgetGate(net::Executor executor, BudgetLedger& ledger, PlaceFinder* places, Questions ask)
    : executor_{std::move(executor)}, ledger_{ledger}, places_{places}, ask_{std::move(ask)} {}

void BudgetGate::look_again() {
  for (Waiter* waiter : waiters_) waiter->changed.notify();
}

net::Awaitable<void> BudgetGate::find_project(Waiter& waiter, Spender& spender,
                                              std::shared_ptr<const CallerAnswer> caller) {
  if (places_ == nullptr || !ledger_.rules().limits.contains(BudgetScope::Project)) co_return;
  const auto place = places_->place_of(spender.tab, std::move(caller));
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (place && !place->is_given() && std::chrono::steady_clock::now() < until)
    co_await waiter.changed.wait_for(kPatience);
  if (const auto found = place ? place->found() : std::nullopt) spender.project = found->project;
}

net::Awaitable<void> BudgetGate::learn_sums(Waiter& waiter, const Spender& spender) {
  if (!ledger_.wants_sums(spender)) co_return;
  ask_.sums();
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (ledger_.wants_sums(spender)) {
    if (std::chrono::steady_clock::now() >= until) {
      ledger_.note_silence();
      co_return;
    }
    co_await waiter.changed.wait_for(kPatience);
  }
}

net::Awaitable<void> BudgetGate::catch_up(TabId tab) {
  if (!ledger_.has_unsettled(tab)) co_return;
  Waiter waiter{*this};
  const std::uint64_t mark = ledger_.next_mark();
  ask_.mark(mark);
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (!ledger_.has_reached(mark) && std::chrono::steady_clock::now() < until)
    co_await waiter.changed.wait_for(kPatience);
}

net::Awaitable<Passage> BudgetGate::pass(const CaptureTab& tab, const ExchangeRequest& request,
                                         const ClientReader& client) {
  if (!costs_money(request)) co_return Passage{};
  Waiter waiter{*this};
  const CallIdentity caller = identify_call(request.message.head.headers);
  Spender spender{tab.tab, tab.session, caller.wire_session, {}};
  co_await find_project(waiter, spender, request.caller);
  co_await learn_sums(waiter, spender);
  co_await catch_up(tab.tab);
  const bool is_socket = request.message.wants_websocket;
  const auto give_up = std::chrono::steady_clock::now() + ledger_.rules().patience;
  for (;;) {
    auto admission = is_socket ? ledger_.admit_socket(spender) : ledger_.admit(spender);
    if (const auto* ticket = std::get_if<BudgetTicket>(&admission)) co_return Passage{*ticket, std::nullopt};
    const auto& spent = std::get<BudgetState>(admission);
    const bool waits = spent.action == BudgetAction::Pause && !client.gone() && !client.ended() &&
                       std::chrono::steady_clock::now() < give_up;
    if (!waits) co_return Passage{0, over_budget(spent, *request.route->provider, caller.client)};
    co_await waiter.changed.wait_for(kLook);
  }
}

std::optional<OwnAnswer> BudgetGate::pass_turn(BudgetTicket ticket, const Provider& provider, const Headers& request) {
  const auto admission = ledger_.admit_turn(ticket);
  const auto* spent = std::get_if<BudgetState>(&admission);
  return spent != nullptr ? std::optional{over_budget(*spent, provider, identify_call(request).client)} : std::nullopt;
}

}  // namespace tabacus::analytics
