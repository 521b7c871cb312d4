#include "analytics/metering/meter.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <utility>

#include "analytics/metering/call_log.hpp"
#include "analytics/metering/tab_sums.hpp"
#include "base/log.hpp"
#include "base/scope_exit.hpp"

namespace tabacus::analytics {
namespace {

constexpr log::Category kLog{"meter"};

constexpr std::chrono::milliseconds kBetweenSpeeds{250};

RunningCall told_of(const CallRecord& call) {
  return {call.tab,
          call.times.started_at,
          call.provider,
          call.identity.client,
          call.facts.model_served.empty() ? call.facts.model_requested : call.facts.model_served,
          call.status,
          call.request_bytes,
          call.response_bytes,
          call.facts.usage.prompt_total(),
          call.facts.usage.output_total,
          call.cost};
}

}  // namespace

Meter::Meter(PriceBook book, StatsBoard& board, std::vector<CallSink*> sinks, const HashKey& key, PlaceFinder* places)
    : memory_{key}, board_{board}, places_{places}, naming_{std::move(sinks)} {
  books_.push_back(std::move(book));
}

void Meter::handle(const TapEvent& event) {
  apply(event);
  publish_changed(event.at);
}

/// No answer of a provider may end the program: what a library throws over it costs that exchange its record.
void Meter::apply_guarded(const TapEvent& event) {
  try {
    apply(event);
  } catch (const std::exception& thrown) {
    log::error(kLog, "an exchange was given up: {}", thrown.what());
    board_.count_fault();
    forget(event.exchange);
  }
}

const PriceBook& Meter::prices(SteadyTime at) {
  constexpr std::chrono::milliseconds kLast{100};
  if (open_.empty()) books_.erase(books_.begin(), std::prev(books_.end()));
  if (!new_prices_ || books_.size() == kMaxBooks || (prices_asked_ && at - *prices_asked_ < kLast))
    return books_.back();
  prices_asked_ = at;
  if (auto book = new_prices_()) books_.push_back(std::move(*book));
  return books_.back();
}

void Meter::forget(ExchangeId id) {
  const auto found = open_.find(id);
  if (found == open_.end()) return;
  const TabId tab = found->second.tab;
  end_ticket(found->second.ticket, found->second.calls);
  Tab& entry = tabs_[tab];
  entry.running.erase(id);
  note(tab, entry, News::Any);
  open_.erase(found);
}

/// Once a second for each of a tab's connections: a flood of calls is no flood of questions.
std::shared_ptr<const PlaceAnswer> Meter::place_of(const ExchangeOpened& opened, SteadyTime at) {
  constexpr std::chrono::seconds kLast{1};
  constexpr std::size_t kMaxAsked = 1024;
  if (places_ == nullptr) return nullptr;
  if (asked_.size() > kMaxAsked) asked_.clear();
  Asked& asked = asked_[{opened.tab, opened.caller}];
  if (!asked.place || at - asked.at > kLast) asked = {places_->place_of(opened.tab, opened.caller), at};
  return asked.place;
}

std::vector<RunningCall> Meter::running_calls() const {
  std::vector<RunningCall> calls;
  for (const auto& [id, open] : open_)
    for (const OpenCall* call : open.exchange->running()) calls.push_back(told_of(call->record()));
  return calls;
}

void Meter::apply(const TapEvent& event) {
  if (const auto* asked = std::get_if<RunningAsked>(&event.what)) {
    board_.answer(asked->question, running_calls());
    return;
  }
  if (const auto* mark = std::get_if<MeterMark>(&event.what)) {
    if (ledger_ != nullptr) ledger_->reach(mark->number);
    return;
  }
  if (std::holds_alternative<CallersFound>(event.what)) {
    naming_.tell_answered();
    return;
  }
  if (const auto* opened = std::get_if<ExchangeOpened>(&event.what)) {
    if (auto exchange = open_exchange(*opened, event.at, prices(event.at), &memory_)) {
      Tab& tab = tabs_[opened->tab];
      tab.running[event.exchange] = exchange.get();
      for (const OpenCall* call : exchange->running()) log_opened(call->record());
      open_[event.exchange] = {opened->tab, std::move(exchange), opened->caller, place_of(*opened, event.at),
                               opened->budget_ticket};
      note(opened->tab, tab, News::Any);
    } else {
      end_ticket(opened->budget_ticket, 0);
    }
    return;
  }
  const auto found = open_.find(event.exchange);
  if (found == open_.end()) return;  // no call: nobody claimed it
  if (const auto* closed = std::get_if<ExchangeClosed>(&event.what)) {
    close(event.exchange, *closed, event.at);
    return;
  }
  Exchange& exchange = *found->second.exchange;
  if (const auto* response = std::get_if<ResponseStarted>(&event.what)) exchange.on_response(*response);
  if (const auto* body = std::get_if<BodyBytes>(&event.what)) exchange.on_body(*body, event.at);
  if (const auto* end = std::get_if<BodyEnded>(&event.what)) exchange.on_body_end(*end);
  collect_finished(found->second, {});
}

void Meter::run(Tap& tap) {
  SteadyTime last{};
  for (;;) {
    const auto due = next_speed();
    const std::vector<TapEvent> events = tap.take(due);
    if (events.empty() && !due) break;
    const log::Together together;
    for (const TapEvent& event : events) apply_guarded(event);
    if (!events.empty()) last = events.back().at;
    publish_changed(events.empty() ? *due : last);
  }
  while (!open_.empty()) {
    const ExchangeClosed cut{
        .end = ExchangeEnd::UpstreamCut, .error = "tabacus ended", .connect = {}, .tls = {}, .overhead = {}};
    apply_guarded({open_.begin()->first, last, cut});
  }
  naming_.tell_all();
  publish_changed(last);
}

void Meter::close(ExchangeId id, const ExchangeClosed& closed, SteadyTime at) {
  Open open = std::move(open_.extract(id).mapped());
  const ScopeExit ended{[&] { end_ticket(open.ticket, open.calls); }};
  Tab& tab = tabs_[open.tab];
  tab.running.erase(id);  // before anything that may throw
  note(open.tab, tab, News::Any);
  open.exchange->on_closed(closed, at);
  collect_finished(open, closed);
}

void Meter::end_ticket(BudgetTicket ticket, std::int64_t calls) {
  if (ledger_ != nullptr && ticket != 0) ledger_->end(ticket, calls);
}

void Meter::note(TabId id, Tab& tab, News news) {
  if (tab.news == News::None && news != News::None) changed_.push_back(id);
  tab.news = std::max(tab.news, news);
}

void Meter::collect_finished(Open& open, const ExchangeClosed& closed) {
  std::vector<CallRecord> finished = open.exchange->take_finished();
  const News news = finished.empty() ? open.exchange->take_news() : News::Any;
  if (news == News::None) return;
  Tab& tab = tabs_[open.tab];
  note(open.tab, tab, news);
  for (CallRecord& call : finished) {
    call.budget_ticket = open.ticket;
    ++open.calls;
    if (ledger_ != nullptr) ledger_->settle(call);
    log_finished(call, closed);
    add_finished(tab.finished, call);
    tab.tokens_per_delta = tokens_per_delta(call).value_or(tab.tokens_per_delta);
    if (auto limits = limits_.note(call); !limits.empty()) tab.finished.limits = std::move(limits);
    naming_.finished(std::move(call), open.caller, open.place);
  }
}

/// Of many streams one or another has a new speed all the time, and each word of a tab sums over all of its calls: what
/// is only speed waits for the next quarter of a second, or for news with which it is told.
void Meter::publish_changed(SteadyTime now) {
  std::erase_if(changed_, [&](TabId id) {
    Tab& tab = tabs_[id];
    if (tab.news == News::Speed && now - tab.published_at < kBetweenSpeeds) return false;
    tab.news = News::None;
    tab.published_at = now;
    publish(id, tab);
    return true;
  });
}

std::optional<SteadyTime> Meter::next_speed() const {
  std::optional<SteadyTime> next;
  for (const TabId id : changed_) {
    const SteadyTime due = tabs_.at(id).published_at + kBetweenSpeeds;
    next = std::min(next.value_or(due), due);
  }
  return next;
}

void Meter::publish(TabId id, Tab& tab) {
  TabStats stats = tab.finished;
  running_.clear();
  for (const auto& [exchange_id, exchange] : tab.running) exchange->append_running(running_);
  for (const OpenCall* call : running_) {
    add_running(stats, call->record(), call->opened_at());
    if (const auto& speed = call->speed())
      add_speed(stats, speed->deltas_per_second * tab.tokens_per_delta, speed->last_content);
  }
  if (stats == tab.published) return;
  tab.published = stats;
  board_.publish(id, std::move(stats));
}

}  // namespace tabacus::analytics
