#include "analytics/metering/batch_exchange.hpp"

#include <fmt/format.h>

#include <utility>

#include "analytics/metering/body_readers.hpp"
#include "base/log.hpp"

namespace tabacus::analytics {
namespace {

constexpr log::Category kLog{"meter"};

}  // namespace

BatchExchange::BatchExchange(OpenCall fetch, const BatchResults& results, std::string batch, CallMemory* memory)
    : fetch_{std::move(fetch)}, results_{results}, batch_{std::move(batch)}, memory_{memory}, lines_{kMaxAnswerBytes} {}

void BatchExchange::on_response(const ResponseStarted& response) {
  fetch_.note_head(response.head);
  if (response.head.status != 200) return;
  auto coding = ContentDecoder::create(response.head.headers.find("content-encoding"), kMaxStreamBytes);
  if (coding) coding_.emplace(std::move(*coding));
}

void BatchExchange::on_body(const BodyBytes& body, SteadyTime at) {
  if (body.direction != Direction::ToClient || !coding_) return;
  now_ = at;
  if (body.gap_before) {
    log::warn(kLog, "results of a batch were lost to a gap; fetching them again counts them");
    if (!coding_->is_identity()) {
      coding_.reset();
      return;
    }
    lines_.resynchronise();
  }
  const auto fed = coding_->feed(body.bytes, [this](std::string_view text) {
    // A line that is too long costs itself only.
    (void)lines_.feed(text, [this](std::string_view line) { take(line); });
  });
  if (!fed) coding_.reset();
}

void BatchExchange::on_body_end(const BodyEnded& end) {
  if (end.direction != Direction::ToClient || end.gap_before || !coding_) return;
  (void)lines_.finish([this](std::string_view line) { take(line); });
}

void BatchExchange::on_closed(const ExchangeClosed&, SteadyTime) { coding_.reset(); }

void BatchExchange::take(std::string_view line) {
  const auto result = results_.read(line);
  if (!result) return;
  if (memory_ != nullptr && !memory_->is_first_of(fmt::format("{}\x1f{}", batch_, result->custom_id))) return;
  OpenCall call = fetch_.another_at(now_);
  // Thousands come in one moment, and rows are found by their time.
  call.record().times.started_at += std::chrono::microseconds{taken_++};
  call.record().response_bytes = static_cast<std::int64_t>(line.size());
  call.take(result->facts);
  call.close(Outcome::Ok, {}, now_);
  finished_.push_back(std::move(call.record()));
}

}  // namespace tabacus::analytics
