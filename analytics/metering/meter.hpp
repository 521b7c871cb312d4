// Turns tap events into calls: owns the open exchanges, tells the board what each tab costs while it runs, and the
// sinks what each call was when it has ended. Meter thread.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "analytics/metering/budget_ledger.hpp"
#include "analytics/metering/caller_naming.hpp"
#include "analytics/metering/exchange.hpp"
#include "analytics/metering/limit_watch.hpp"
#include "analytics/metering/stats_board.hpp"
#include "analytics/metering/tap.hpp"
#include "analytics/model/call_sink.hpp"
#include "analytics/model/tap_event.hpp"
#include "analytics/pricing/price_book.hpp"
#include "base/hash_key.hpp"

namespace tabacus::analytics {

class Meter {
 public:
  /// `board` and the sinks outlive the meter; sinks are told in this order. Prompts are compared by hashes under `key`.
  /// `places` outlives it too; null: nobody looks for projects.
  Meter(PriceBook book, StatsBoard& board, std::vector<CallSink*> sinks, const HashKey& key = random_hash_key(),
        PlaceFinder* places = nullptr);

  /// Gives a book when prices have changed since it was last asked; asked before an exchange, which all its calls are
  /// then charged by, but not again within a tenth of a second.
  using NewPrices = std::function<std::optional<PriceBook>()>;
  void ask_for_prices(NewPrices new_prices) { new_prices_ = std::move(new_prices); }

  /// Calls that begin from now on carry what they sent and got, in memory of `budget`.
  void keep_bodies(std::shared_ptr<BodyBudget> budget) { memory_.keep_bodies(std::move(budget)); }
  /// What it remembers of calls that have ended; for another thread only while this one does not run.
  [[nodiscard]] CallMemory& memory() { return memory_; }
  /// Is told of calls as soon as they have ended, and what became of the tickets under which they passed; it outlives
  /// this.
  void settle_with(BudgetLedger& ledger) { ledger_ = &ledger; }

  void handle(const TapEvent& event);
  /// Handles what `tap` brings until it is closed and drained, and tells the board once for all that came together.
  /// Exchanges that are open then end as cut off. An exchange over which something throws is given up and counted as a
  /// fault of the board's; the others go on.
  void run(Tap& tap);

 private:
  struct Tab {
    TabStats finished;   ///< sums over finished calls, and the last call's values
    TabStats published;  ///< what the board shows
    double tokens_per_delta = 1;
    std::map<ExchangeId, const Exchange*> running;
    News news = News::None;  ///< that the board has not been told
    SteadyTime published_at{};
  };

  /// A place that was asked for a moment ago.
  struct Asked {
    std::shared_ptr<const PlaceAnswer> place;
    SteadyTime at;
  };

  struct Open {
    TabId tab;
    std::unique_ptr<Exchange> exchange;
    std::shared_ptr<const CallerAnswer> caller;  ///< null where nobody looks for him
    std::shared_ptr<const PlaceAnswer> place;    ///< likewise
    BudgetTicket ticket = 0;
    std::int64_t calls = 0;  ///< that have finished
  };

  void close(ExchangeId id, const ExchangeClosed& closed, SteadyTime at);
  void collect_finished(Open& open, const ExchangeClosed& closed);
  void note(TabId id, Tab& tab, News news);
  void end_ticket(BudgetTicket ticket, std::int64_t calls);
  void apply(const TapEvent& event);
  void apply_guarded(const TapEvent& event);
  [[nodiscard]] std::shared_ptr<const PlaceAnswer> place_of(const ExchangeOpened& opened, SteadyTime at);
  [[nodiscard]] const PriceBook& prices(SteadyTime at);
  void forget(ExchangeId id);
  [[nodiscard]] std::vector<RunningCall> running_calls() const;
  void publish_changed(SteadyTime now);
  /// When a speed that waits is told though nothing comes; empty: none waits.
  [[nodiscard]] std::optional<SteadyTime> next_speed() const;
  void publish(TabId id, Tab& tab);

  static constexpr std::size_t kMaxBooks = 8;
  std::list<PriceBook> books_;  // the last one holds; those before it, for exchanges that are still open
  NewPrices new_prices_;
  std::optional<SteadyTime> prices_asked_;
  CallMemory memory_;
  LimitWatch limits_;
  StatsBoard& board_;
  BudgetLedger* ledger_ = nullptr;
  PlaceFinder* const places_;
  std::map<std::pair<TabId, std::shared_ptr<const CallerAnswer>>, Asked> asked_;
  CallerNaming naming_;  // tells the sinks
  std::map<ExchangeId, Open> open_;
  std::map<TabId, Tab> tabs_;
  std::vector<TabId> changed_;            // those with news, each once
  std::vector<const OpenCall*> running_;  // of the tab at hand
};

}  // namespace tabacus::analytics
