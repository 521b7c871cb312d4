// One request on a connection and what came back, as the meter sees it: a call over HTTP, or a WebSocket that carries
// many. Meter thread.
#pragma once

#include <memory>
#include <vector>

#include "analytics/metering/open_call.hpp"
#include "analytics/model/call.hpp"
#include "analytics/model/tap_event.hpp"
#include "analytics/pricing/price_book.hpp"

namespace tabacus::analytics {

class Exchange {
 public:
  virtual ~Exchange() = default;

  virtual void on_response(const ResponseStarted& response) = 0;
  virtual void on_body(const BodyBytes& body, SteadyTime at) = 0;
  virtual void on_body_end(const BodyEnded& end) = 0;
  /// The last event: what runs has ended.
  virtual void on_closed(const ExchangeClosed& closed, SteadyTime at) = 0;

  /// Calls that have ended since this was last asked, in the order of their ends.
  [[nodiscard]] virtual std::vector<CallRecord> take_finished() = 0;
  /// Adds the calls in flight. Valid until the next event.
  virtual void append_running(std::vector<const OpenCall*>& calls) const = 0;
  [[nodiscard]] std::vector<const OpenCall*> running() const {
    std::vector<const OpenCall*> calls;
    append_running(calls);
    return calls;
  }
  /// What has changed of these for a board since this was last asked.
  [[nodiscard]] virtual News take_news() = 0;
};

/// Null when no provider claims the request: it is relayed, but it is no call. `book` and `memory` outlive the
/// exchange; without a memory nothing is told of why a call cost what it cost.
[[nodiscard]] std::unique_ptr<Exchange> open_exchange(const ExchangeOpened& opened, SteadyTime at,
                                                      const PriceBook& book, CallMemory* memory = nullptr);

}  // namespace tabacus::analytics
