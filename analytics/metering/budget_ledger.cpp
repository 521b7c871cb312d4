#include "analytics/metering/budget_ledger.hpp"

#include <algorithm>
#include <utility>

namespace tabacus::analytics {
namespace {

bool is_stored(const BudgetAccount& account) { return account.scope != BudgetScope::Tab; }

bool reaches(const Spending& committed, const BudgetLimit& limit) {
  return (limit.money && committed.money >= *limit.money) || (limit.tokens && committed.tokens >= *limit.tokens);
}

/// A quarter of the limit, and what it takes for the limit to be above what is spent.
std::int64_t enough_more(std::int64_t limit, std::int64_t committed) {
  return std::max<std::int64_t>(limit / 4, 1) + std::max<std::int64_t>(committed - limit, 0);
}

Result<Spending> raise_of(const BudgetState& state, const BudgetLimit& by) {
  const Spending committed = state.spent + state.reserved;
  Spending more{by.money.value_or(Nanodollars{}), by.tokens.value_or(Tokens{})};
  if (by.empty() && state.limit.money)
    more.money = Nanodollars{enough_more(state.limit.money->count(), committed.money.count())};
  if (by.empty() && state.limit.tokens)
    more.tokens = Tokens{enough_more(state.limit.tokens->count(), committed.tokens.count())};
  const bool fits = (!by.money || state.limit.money) && (!by.tokens || state.limit.tokens);
  if (!fits)
    return fail(ErrorCode::InvalidInput, fmt::format("the budget of the {} is {}: raise it by as much of the same",
                                                     name_of(state.account.scope), to_text(state.limit)));
  return more;
}

}  // namespace

BudgetLedger::BudgetLedger(BudgetRules rules, const Clock& clock, std::function<void()> changed)
    : rules_{std::move(rules)}, clock_{clock}, changed_{std::move(changed)} {}

void BudgetLedger::tell_changed() const {
  if (changed_) changed_();
}

const BudgetLimit* BudgetLedger::limit_of_locked(const BudgetAccount& account) const {
  if (account.scope == BudgetScope::Tab)
    if (const auto own = tab_limits_.find(account.of); own != tab_limits_.end()) return &own->second;
  const auto found = rules_.limits.find(account.scope);
  return found != rules_.limits.end() && !found->second.empty() ? &found->second : nullptr;
}

std::vector<BudgetAccount> BudgetLedger::accounts_of_locked(const Spender& spender) const {
  const auto habit = habits_.find(spender.tab);
  const Spender known = habit != habits_.end() ? habit->second.spender : Spender{};
  const TabSessionId tab_session = spender.tab_session.empty() ? known.tab_session : spender.tab_session;
  const std::string& named = !spender.session.empty() ? spender.session : known.session;
  const std::string session = named.empty() && !tab_session.empty() ? tab_session.text() : named;
  const std::string& project = !spender.project.empty() ? spender.project : known.project;
  const std::int64_t day = local_day_at(clock_.wall());
  std::vector<BudgetAccount> accounts;
  for (const BudgetScope scope : kBudgetScopes) {
    if (scope != BudgetScope::Tab && limit_of_locked({scope, {}, 0}) == nullptr) continue;
    switch (scope) {
      case BudgetScope::Tab:
        if (BudgetAccount own{scope, spender.tab.text(), 0}; limit_of_locked(own) != nullptr)
          accounts.push_back(std::move(own));
        break;
      case BudgetScope::Session:
        if (!session.empty()) accounts.push_back({scope, session, 0});
        break;
      case BudgetScope::Project:
        if (!project.empty()) accounts.push_back({scope, project, 0});
        break;
      case BudgetScope::Day:
        accounts.push_back({scope, {}, day});
        break;
      case BudgetScope::Month:
        accounts.push_back({scope, {}, month_of_day(day)});
        break;
    }
  }
  return accounts;
}

BudgetState BudgetLedger::state_locked(const BudgetAccount& account) const {
  const BudgetLimit* limit = limit_of_locked(account);
  BudgetState state{
      .account = account, .limit = limit != nullptr ? *limit : BudgetLimit{}, .spent = {}, .reserved = {}};
  state.action = rules_.action;
  if (const auto found = entries_.find(account); found != entries_.end()) {
    const Entry& entry = found->second;
    const Spending raised = entry.stored.raised + entry.uncommitted.raised;
    state.spent = entry.stored.spent + entry.uncommitted.spent;
    state.reserved = entry.reserved;
    if (state.limit.money) *state.limit.money += raised.money;
    if (state.limit.tokens) *state.limit.tokens += raised.tokens;
  }
  if (reaches(state.spent + state.reserved, state.limit))
    state.standing = BudgetState::Standing::Spent;
  else if (used_ppm(state) >= rules_.warn_percent * 10'000)
    state.standing = BudgetState::Standing::Near;
  return state;
}

std::optional<BudgetState> BudgetLedger::obstacle_locked(const std::vector<BudgetAccount>& accounts) const {
  if (rules_.action == BudgetAction::Warn) return std::nullopt;
  for (const BudgetAccount& account : accounts) {
    BudgetState state = state_locked(account);
    if (state.standing == BudgetState::Standing::Spent) return state;
  }
  return std::nullopt;
}

BudgetLedger::Entry& BudgetLedger::entry_locked(const BudgetAccount& account) {
  if (entries_.size() >= kMaxEntries && !entries_.contains(account)) prune_locked();
  Entry& entry = entries_[account];
  entry.used_at = clock_.steady();
  return entry;
}

/// The half that was used longest ago, as far as the database can tell it again.
void BudgetLedger::prune_locked() {
  std::vector<SteadyTime> used;
  used.reserve(entries_.size());
  for (const auto& [account, entry] : entries_) used.push_back(entry.used_at);
  const auto middle = used.begin() + static_cast<std::ptrdiff_t>(used.size() / 2);
  std::ranges::nth_element(used, middle);
  std::erase_if(entries_, [&](const auto& item) {
    const auto& [account, entry] = item;
    return is_stored(account) && entry.used_at <= *middle && entry.uncommitted == StoredBudget{} &&
           entry.reserved == Spending{};
  });
}

/// Makes what is reserved what the ticket's open calls need.
void BudgetLedger::reserve_locked(Ticket& ticket) {
  const std::int64_t needed = std::max<std::int64_t>(ticket.expected - ticket.settled, 0);
  const std::int64_t more = needed - std::exchange(ticket.reserved, needed);
  if (more == 0) return;
  const Spending change{Nanodollars{ticket.each.money.count() * more}, Tokens{ticket.each.tokens.count() * more}};
  for (const BudgetAccount& account : ticket.accounts) entry_locked(account).reserved += change;
}

void BudgetLedger::drop_if_done_locked(std::map<BudgetTicket, Ticket>::iterator ticket) {
  if (ticket->second.ended && ticket->second.settled >= ticket->second.expected) tickets_.erase(ticket);
}

BudgetLedger::Admission BudgetLedger::admit(const Spender& spender) { return admit_calls(spender, 1); }
BudgetLedger::Admission BudgetLedger::admit_socket(const Spender& spender) { return admit_calls(spender, 0); }

BudgetLedger::Admission BudgetLedger::admit_calls(const Spender& spender, std::int64_t calls) {
  const std::lock_guard lock{mutex_};
  Ticket ticket{.tab = spender.tab, .accounts = accounts_of_locked(spender), .each = {}, .expected = calls};
  if (auto obstacle = obstacle_locked(ticket.accounts)) return std::move(*obstacle);
  if (const auto habit = habits_.find(spender.tab); habit != habits_.end()) ticket.each = habit->second.last_call;
  reserve_locked(ticket);
  tickets_.emplace(++last_ticket_, std::move(ticket));
  return last_ticket_;
}

/// Turns of a socket come one after the other, and some turn out to be no calls: no more than one is open.
BudgetLedger::Admission BudgetLedger::admit_turn(BudgetTicket id) {
  const std::lock_guard lock{mutex_};
  const auto found = tickets_.find(id);
  if (found == tickets_.end()) return id;
  Ticket& ticket = found->second;
  if (auto obstacle = obstacle_locked(ticket.accounts)) return std::move(*obstacle);
  if (const auto habit = habits_.find(ticket.tab); habit != habits_.end() && ticket.reserved == 0)
    ticket.each = habit->second.last_call;
  ticket.expected = ticket.settled + 1;
  reserve_locked(ticket);
  return id;
}

void BudgetLedger::end(BudgetTicket id, std::int64_t calls) {
  {
    const std::lock_guard lock{mutex_};
    const auto found = tickets_.find(id);
    if (found == tickets_.end()) return;
    found->second.ended = true;
    found->second.expected = calls;
    reserve_locked(found->second);
    drop_if_done_locked(found);
  }
  tell_changed();
}

void BudgetLedger::charge_locked(const BudgetAccount& account, const Spending& spending) {
  if (limit_of_locked(account) != nullptr) entry_locked(account).uncommitted.spent += spending;
}

void BudgetLedger::settle(const CallRecord& call) {
  const Spending spending = spending_of(call, rules_.money);
  {
    const std::lock_guard lock{mutex_};
    for (const BudgetAccount& account : accounts_of(call))
      if (account.scope != BudgetScope::Project) charge_locked(account, spending);
    Habit& habit = habits_[call.tab];
    habit.spender.tab = call.tab;
    habit.spender.tab_session = call.tab_session;
    habit.spender.session = call.identity.wire_session;
    if (spending.money.count() != 0 || spending.tokens.count() != 0)
      habit.last_call = {spending.money, spending.tokens};
    if (const auto ticket = tickets_.find(call.budget_ticket); ticket != tickets_.end()) {
      ++ticket->second.settled;
      reserve_locked(ticket->second);
      drop_if_done_locked(ticket);
    }
  }
  tell_changed();
}

void BudgetLedger::on_finished(const CallRecord& call) {
  if (call.project.empty()) return;
  {
    const std::lock_guard lock{mutex_};
    charge_locked({BudgetScope::Project, call.project, 0}, spending_of(call, rules_.money));
    habits_[call.tab].spender.project = call.project;
  }
  tell_changed();
}

bool BudgetLedger::has_unsettled(TabId tab) const {
  const std::lock_guard lock{mutex_};
  return std::ranges::any_of(tickets_, [&](const auto& item) { return item.second.tab == tab; });
}

std::uint64_t BudgetLedger::next_mark() {
  const std::lock_guard lock{mutex_};
  return ++last_mark_;
}

void BudgetLedger::reach(std::uint64_t mark) {
  {
    const std::lock_guard lock{mutex_};
    reached_ = std::max(reached_, mark);
  }
  tell_changed();
}

bool BudgetLedger::has_reached(std::uint64_t mark) const {
  const std::lock_guard lock{mutex_};
  return reached_ >= mark;
}

bool BudgetLedger::wants_sums(const Spender& spender) {
  const std::lock_guard lock{mutex_};
  const SteadyTime now = clock_.steady();
  bool wants = false;
  for (const BudgetAccount& account : accounts_of_locked(spender)) {
    if (!is_stored(account)) continue;
    const Entry& entry = entry_locked(account);
    wants |= !entry.learned_at || now - *entry.learned_at > kFresh;
  }
  return wants && !(silent_since_ && now - *silent_since_ < kSilence);
}

void BudgetLedger::note_silence() {
  const std::lock_guard lock{mutex_};
  silent_since_ = clock_.steady();
}

std::vector<BudgetState> BudgetLedger::states(const Spender& spender) const {
  const std::lock_guard lock{mutex_};
  std::vector<BudgetState> states;
  for (const BudgetAccount& account : accounts_of_locked(spender)) states.push_back(state_locked(account));
  return states;
}

std::vector<BudgetState> BudgetLedger::states_of(TabId tab) const {
  return states({.tab = tab, .tab_session = {}, .session = {}, .project = {}});
}

Result<std::vector<BudgetRaise>> BudgetLedger::raise_scope(TabId tab, BudgetScope scope, const BudgetLimit& by) {
  const auto bounds_nothing = [&] {
    const std::lock_guard lock{mutex_};
    return limit_of_locked({scope, scope == BudgetScope::Tab ? tab.text() : std::string{}, 0}) == nullptr;
  };
  if (bounds_nothing())
    return fail(
        ErrorCode::NotFound,
        fmt::format("there is no budget of each {0}; '{0}' under [budgets] in tabacus.toml sets one", name_of(scope)));
  std::vector<BudgetState> states = states_of(tab);
  std::erase_if(states, [&](const BudgetState& state) { return state.account.scope != scope; });
  if (states.empty())
    return fail(ErrorCode::NotFound,
                fmt::format("the tab has made no call yet, so its {} is not known", name_of(scope)));
  return raise_all(states, by);
}

Result<std::vector<BudgetRaise>> BudgetLedger::raise_spent(TabId tab, const BudgetLimit& by) {
  std::vector<BudgetState> states = states_of(tab);
  std::erase_if(states, [](const BudgetState& state) { return state.standing != BudgetState::Standing::Spent; });
  if (states.empty()) return fail(ErrorCode::NotFound, "no budget that the tab is held to is spent");
  return raise_all(states, by);
}

Result<std::vector<BudgetRaise>> BudgetLedger::raise_all(const std::vector<BudgetState>& states,
                                                         const BudgetLimit& by) {
  std::vector<BudgetRaise> raised;
  {
    const std::lock_guard lock{mutex_};
    for (const BudgetState& state : states) {
      const auto more = raise_of(state, by);
      if (!more) return fail(more.error());
      entry_locked(state.account).uncommitted.raised += *more;
      raised.push_back({state_locked(state.account), *more});
    }
  }
  tell_changed();
  return raised;
}

void BudgetLedger::set_tab_limit(TabId tab, const BudgetLimit& limit) {
  const std::lock_guard lock{mutex_};
  if (!limit.empty()) tab_limits_.insert_or_assign(tab.text(), limit);
}

void BudgetLedger::forget(TabId tab) {
  const std::lock_guard lock{mutex_};
  habits_.erase(tab);
  tab_limits_.erase(tab.text());
  const BudgetAccount account{BudgetScope::Tab, tab.text(), 0};
  if (const auto found = entries_.find(account); found != entries_.end() && found->second.reserved == Spending{})
    entries_.erase(found);
}

std::vector<BudgetAccount> BudgetLedger::wanted() const {
  const std::lock_guard lock{mutex_};
  const SteadyTime now = clock_.steady();
  std::vector<BudgetAccount> accounts;
  for (const auto& [account, entry] : entries_)
    if (is_stored(account) && (!entry.learned_at || now - entry.used_at < kInUse)) accounts.push_back(account);
  return accounts;
}

void BudgetLedger::learned(const BudgetBook& stored, const BudgetBook& committed) {
  {
    const std::lock_guard lock{mutex_};
    silent_since_.reset();
    for (const auto& [account, change] : committed)
      if (const auto found = entries_.find(account); found != entries_.end()) found->second.uncommitted -= change;
    for (const auto& [account, sums] : stored) {
      const auto found = entries_.find(account);
      if (found == entries_.end()) continue;
      found->second.stored = sums;
      found->second.learned_at = clock_.steady();
    }
  }
  tell_changed();
}

}  // namespace tabacus::analytics
