#include "analytics/metering/meter.hpp"

#include <utility>

#include "analytics/metering/tab_sums.hpp"

namespace tabacus::analytics {

Meter::Meter(PriceBook book, StatsBoard& board, std::vector<CallSink*> sinks)
    : book_{std::move(book)}, board_{board}, sinks_{std::move(sinks)} {}

void Meter::handle(const TapEvent& event) {
  apply(event);
  publish_changed();
}

void Meter::apply(const TapEvent& event) {
  if (const auto* opened = std::get_if<ExchangeOpened>(&event.what)) {
    if (auto exchange = Exchange::open(*opened, event.at, book_)) {
      tabs_[opened->tab].running[event.exchange] = exchange.get();
      open_[event.exchange] = std::move(exchange);
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
    for (const TapEvent& event : events) apply(event);
    publish_changed();
    last = events.back().at;
  }
  while (!open_.empty())
    finish(open_.begin()->first,
           {.end = ExchangeEnd::UpstreamCut, .error = "tabacus ended", .connect = {}, .tls = {}, .overhead = {}}, last);
  publish_changed();
}

void Meter::finish(ExchangeId id, const ExchangeClosed& closed, SteadyTime at) {
  const auto exchange = std::move(open_.extract(id).mapped());
  const CallRecord& call = exchange->close(closed, at);
  Tab& tab = tabs_[call.tab];
  tab.running.erase(id);
  add_finished(tab.finished, call);
  changed_.insert(call.tab);
  for (CallSink* sink : sinks_) sink->on_finished(call);
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
