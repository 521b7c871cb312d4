#include "analytics/metering/meter.hpp"

#include <exception>
#include <utility>

#include "analytics/metering/call_log.hpp"
#include "analytics/metering/tab_sums.hpp"
#include "base/log.hpp"

namespace tabacus::analytics {
namespace {

constexpr log::Category kLog{"meter"};

}  // namespace

Meter::Meter(PriceBook book, StatsBoard& board, std::vector<CallSink*> sinks)
    : book_{std::move(book)}, board_{board}, naming_{std::move(sinks)} {}

void Meter::handle(const TapEvent& event) {
  apply(event);
  publish_changed();
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

void Meter::forget(ExchangeId id) {
  callers_.erase(id);
  const auto found = open_.find(id);
  if (found == open_.end()) return;
  const TabId tab = found->second->record().tab;
  tabs_[tab].running.erase(id);
  changed_.insert(tab);
  open_.erase(found);
}

std::vector<RunningCall> Meter::running_calls() const {
  std::vector<RunningCall> calls;
  calls.reserve(open_.size());
  for (const auto& [id, exchange] : open_) {
    const CallRecord& call = exchange->record();
    calls.push_back({call.tab, call.times.started_at, call.provider, call.identity.client,
                     call.facts.model_served.empty() ? call.facts.model_requested : call.facts.model_served,
                     call.status, call.request_bytes, call.response_bytes, call.facts.usage.prompt_total(),
                     call.facts.usage.output_total});
  }
  return calls;
}

void Meter::apply(const TapEvent& event) {
  if (const auto* asked = std::get_if<RunningAsked>(&event.what)) {
    board_.answer(asked->question, running_calls());
    return;
  }
  if (std::holds_alternative<CallersFound>(event.what)) {
    naming_.tell_answered();
    return;
  }
  if (const auto* opened = std::get_if<ExchangeOpened>(&event.what)) {
    if (auto exchange = Exchange::open(*opened, event.at, book_)) {
      tabs_[opened->tab].running[event.exchange] = exchange.get();
      log_opened(exchange->record());
      open_[event.exchange] = std::move(exchange);
      if (opened->caller) callers_[event.exchange] = opened->caller;
      changed_.insert(opened->tab);
    }
    return;
  }
  const auto found = open_.find(event.exchange);
  if (found == open_.end()) return;  // no call: nobody claimed it
  Exchange& exchange = *found->second;
  if (const auto* closed = std::get_if<ExchangeClosed>(&event.what)) {
    finish(event.exchange, *closed, event.at);
    return;
  }
  if (const auto* response = std::get_if<ResponseStarted>(&event.what)) exchange.on_response(*response);
  if (const auto* body = std::get_if<BodyBytes>(&event.what)) exchange.on_body(*body, event.at);
  if (const auto* end = std::get_if<BodyEnded>(&event.what)) exchange.on_body_end(*end);
  changed_.insert(exchange.record().tab);
}

void Meter::run(Tap& tap) {
  SteadyTime last{};
  for (auto events = tap.take(); !events.empty(); events = tap.take()) {
    for (const TapEvent& event : events) apply_guarded(event);
    publish_changed();
    last = events.back().at;
  }
  while (!open_.empty()) {
    const ExchangeClosed cut{
        .end = ExchangeEnd::UpstreamCut, .error = "tabacus ended", .connect = {}, .tls = {}, .overhead = {}};
    apply_guarded({open_.begin()->first, last, cut});
  }
  naming_.tell_all();
  publish_changed();
}

void Meter::finish(ExchangeId id, const ExchangeClosed& closed, SteadyTime at) {
  const auto exchange = std::move(open_.extract(id).mapped());
  Tab& tab = tabs_[exchange->record().tab];
  tab.running.erase(id);  // before anything that may throw
  const CallRecord& call = exchange->close(closed, at);
  log_finished(call, closed);
  add_finished(tab.finished, call);
  changed_.insert(call.tab);
  const auto caller = callers_.extract(id);
  naming_.finished(call, caller.empty() ? nullptr : caller.mapped());
}

void Meter::publish_changed() {
  for (const TabId tab : std::exchange(changed_, {})) {
    Tab& entry = tabs_[tab];
    TabStats stats = entry.finished;
    for (const auto& [id, exchange] : entry.running) add_running(stats, exchange->record(), exchange->opened_at());
    if (stats == entry.published) continue;
    entry.published = stats;
    board_.publish(tab, std::move(stats));
  }
}

}  // namespace tabacus::analytics
