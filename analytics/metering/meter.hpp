// Turns tap events into calls: owns the open exchanges, tells the board what each tab costs while it runs, and the
// sinks what each call was when it has ended. Meter thread.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <vector>

#include "analytics/metering/caller_naming.hpp"
#include "analytics/metering/exchange.hpp"
#include "analytics/metering/stats_board.hpp"
#include "analytics/metering/tap.hpp"
#include "analytics/model/call_sink.hpp"
#include "analytics/model/tap_event.hpp"
#include "analytics/pricing/price_book.hpp"

namespace tabacus::analytics {

class Meter {
 public:
  /// `board` and the sinks outlive the meter; sinks are told in this order.
  Meter(PriceBook book, StatsBoard& board, std::vector<CallSink*> sinks);

  void handle(const TapEvent& event);
  /// Handles what `tap` brings until it is closed and drained, and tells the board once for all that came together.
  /// Exchanges that are open then end as cut off. An exchange over which something throws is given up and counted as a
  /// fault of the board's; the others go on.
  void run(Tap& tap);

 private:
  struct Tab {
    TabStats finished;   ///< sums over finished calls, and the last call's values
    TabStats published;  ///< what the board shows
    std::map<ExchangeId, const Exchange*> running;
  };

  struct Open {
    TabId tab;
    std::unique_ptr<Exchange> exchange;
    std::shared_ptr<const CallerAnswer> caller;  ///< null where nobody looks for him
  };

  void close(ExchangeId id, const ExchangeClosed& closed, SteadyTime at);
  void collect_finished(const Open& open, const ExchangeClosed& closed);
  void apply(const TapEvent& event);
  void apply_guarded(const TapEvent& event);
  void forget(ExchangeId id);
  [[nodiscard]] std::vector<RunningCall> running_calls() const;
  void publish_changed();

  const PriceBook book_;
  StatsBoard& board_;
  CallerNaming naming_;  // tells the sinks
  std::map<ExchangeId, Open> open_;
  std::map<TabId, Tab> tabs_;
  std::set<TabId> changed_;  // what the board has not been told of
};

}  // namespace tabacus::analytics
