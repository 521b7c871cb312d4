// One call while it runs: who makes it, what its decoder knows by now, when it came, what it costs. Meter thread.
#pragma once

#include <string>

#include "analytics/model/call.hpp"
#include "analytics/model/tap_event.hpp"
#include "analytics/pricing/price_book.hpp"
#include "analytics/pricing/price_source.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

/// Path without query of a request's target.
[[nodiscard]] std::string_view path_of(std::string_view target);

class OpenCall {
 public:
  /// `provider` and `book` outlive it.
  OpenCall(const ExchangeOpened& opened, SteadyTime at, const Provider& provider, const PriceBook& book);

  /// Another call of the same caller on the same connection, begun at `at`.
  [[nodiscard]] OpenCall another_at(SteadyTime at) const;

  /// Takes over what a decoder knows, and prices it again where that changes the price.
  void take(const CallFacts& facts);
  /// Notes the time of content that `facts` has and the record has not. A chunk may hold many deltas; all get the time
  /// at which the chunk came.
  void note_content(const CallFacts& facts, SteadyTime at);
  /// Bytes of the answer have come.
  void note_answer(std::size_t bytes, SteadyTime at);
  /// Of the head that answered.
  void note_head(const ResponseHead& head);

  /// The call is over. `fallback_error` names an error that the provider gave no name; empty where there is none.
  void close(Outcome outcome, std::string_view fallback_error, SteadyTime at);

  [[nodiscard]] CallRecord& record() { return record_; }
  [[nodiscard]] const CallRecord& record() const { return record_; }
  [[nodiscard]] SteadyTime opened_at() const { return opened_at_; }

 private:
  void price();
  void price_by(const PriceSource& source);
  [[nodiscard]] const ModelPrice* find_price(std::string_view provider) const;
  [[nodiscard]] std::string error_type(std::string_view fallback) const;

  const Provider* provider_;
  const PriceBook* book_;
  SteadyTime opened_at_;
  bool upstream_is_loopback_;
  std::string session_in_head_;
  CallRecord record_;
};

}  // namespace tabacus::analytics
