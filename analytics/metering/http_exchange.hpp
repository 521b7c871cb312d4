// One request and its answer over HTTP: one call, from the first tap event to the finished record. Meter thread.
#pragma once

#include <memory>
#include <optional>

#include "analytics/metering/body_readers.hpp"
#include "analytics/metering/exchange.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

class HttpExchange final : public Exchange {
 public:
  /// `call` is taken: to move one costs a thousand instructions.
  HttpExchange(OpenCall&& call, std::unique_ptr<Decoder> decoder, const Headers& request);

  void on_response(const ResponseStarted& response) override;
  void on_body(const BodyBytes& body, SteadyTime at) override;
  void on_body_end(const BodyEnded& end) override;
  void on_closed(const ExchangeClosed& closed, SteadyTime at) override;
  [[nodiscard]] std::vector<CallRecord> take_finished() override;
  void append_running(std::vector<const OpenCall*>& calls) const override;
  [[nodiscard]] News take_news() override { return call_.take_news(); }

 private:
  void give_request_to_decoder();
  [[nodiscard]] Outcome outcome_at(ExchangeEnd end) const;
  [[nodiscard]] Outcome outcome_of_whole_answer() const;

  OpenCall call_;
  std::unique_ptr<Decoder> decoder_;
  std::optional<RequestReader> request_;  // until its body has ended
  std::optional<AnswerReader> answer_;    // from the answer's head on
  bool closed_ = false;
  bool taken_ = false;
};

}  // namespace tabacus::analytics
