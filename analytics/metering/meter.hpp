// Turns tap events into calls: owns the open exchanges, tells the board what each tab costs while it runs, and the
// sinks what each call was when it has ended. Meter thread.
#pragma once

#include <map>
#include <memory>
#include <vector>

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
  /// Handles what `tap` brings until it is closed and drained. Exchanges that are open then end as cut off.
  void run(Tap& tap);

 private:
  struct Tab {
    TabStats finished;   ///< sums over finished calls, and the last call's values
    TabStats published;  ///< what the board shows
  };

  void finish(ExchangeId id, const ExchangeClosed& closed, SteadyTime at);
  void publish(TabId tab);

  const PriceBook book_;
  StatsBoard& board_;
  const std::vector<CallSink*> sinks_;
  std::map<ExchangeId, std::unique_ptr<Exchange>> open_;
  std::map<TabId, Tab> tabs_;
};

}  // namespace tabacus::analytics
