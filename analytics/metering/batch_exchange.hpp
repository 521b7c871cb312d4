// The results of a batch of messages while they are fetched: each line is a call, made when the batch ran and told now,
// in whose tab they are fetched first. Meter thread.
#pragma once

#include <string>
#include <vector>

#include "analytics/metering/exchange.hpp"
#include "analytics/providers/provider.hpp"
#include "analytics/wire/content_coding.hpp"
#include "analytics/wire/ndjson.hpp"

namespace tabacus::analytics {

class BatchExchange final : public Exchange {
 public:
  /// `fetch` is what its calls have in common. `memory` outlives this; null: each fetch counts anew.
  BatchExchange(OpenCall fetch, const BatchResults& results, std::string batch, CallMemory* memory);

  void on_response(const ResponseStarted& response) override;
  void on_body(const BodyBytes& body, SteadyTime at) override;
  void on_body_end(const BodyEnded& end) override;
  void on_closed(const ExchangeClosed& closed, SteadyTime at) override;
  [[nodiscard]] std::vector<CallRecord> take_finished() override { return std::exchange(finished_, {}); }
  /// None: nothing runs any more.
  void append_running(std::vector<const OpenCall*>&) const override {}
  [[nodiscard]] News take_news() override { return News::None; }

 private:
  void take(std::string_view line);

  OpenCall fetch_;
  const BatchResults& results_;
  const std::string batch_;
  CallMemory* memory_;
  std::optional<ContentDecoder> coding_;  // empty: nothing can be read
  NdjsonParser lines_;
  SteadyTime now_{};
  std::int64_t taken_ = 0;
  std::vector<CallRecord> finished_;
};

}  // namespace tabacus::analytics
