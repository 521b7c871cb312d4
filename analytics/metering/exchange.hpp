// One request and its answer, from the first tap event to the finished call. Meter thread.
#pragma once

#include <memory>
#include <optional>

#include "analytics/metering/body_readers.hpp"
#include "analytics/model/call.hpp"
#include "analytics/model/tap_event.hpp"
#include "analytics/pricing/price_book.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

class Exchange {
 public:
  /// Null when no provider claims the request: it is relayed, but it is no call. `book` outlives the exchange.
  [[nodiscard]] static std::unique_ptr<Exchange> open(const ExchangeOpened& opened, SteadyTime at,
                                                      const PriceBook& book);

  void on_response(const ResponseStarted& response);
  void on_body(const BodyBytes& body, SteadyTime at);
  void on_body_end(const BodyEnded& end);
  /// The last event: what there is to know of the call.
  [[nodiscard]] const CallRecord& close(const ExchangeClosed& closed, SteadyTime at);

  /// What is known so far, cost included.
  [[nodiscard]] const CallRecord& record() const { return record_; }
  [[nodiscard]] SteadyTime opened_at() const { return opened_at_; }

 private:
  Exchange(const ExchangeOpened& opened, SteadyTime at, const Provider& provider, const PriceBook& book);

  void give_request_to_decoder();
  void note_content(SteadyTime at);
  void refresh();
  void price();
  [[nodiscard]] const ModelPrice* find_price() const;
  [[nodiscard]] Outcome outcome_at(ExchangeEnd end) const;
  [[nodiscard]] Outcome outcome_of_whole_answer() const;
  [[nodiscard]] std::string error_type_at(const ExchangeClosed& closed) const;

  const Provider& provider_;
  const PriceBook& book_;
  const SteadyTime opened_at_;
  const bool upstream_is_loopback_;
  std::string session_in_head_;
  std::unique_ptr<Decoder> decoder_;
  std::optional<RequestReader> request_;  // until its body has ended
  std::optional<AnswerReader> answer_;    // from the answer's head on
  CallRecord record_;
};

}  // namespace tabacus::analytics
