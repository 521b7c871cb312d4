// A span for each call. Pure.
#include <array>

#include "analytics/exporters/otel_names.hpp"
#include "analytics/sinks/otlp_payload.hpp"

namespace tabacus::analytics::sinks {
namespace {

using namespace std::string_view_literals;

constexpr std::array kColumns{"seq"sv,
                              "call_id"sv,
                              "tab_id"sv,
                              "session"sv,
                              "agent"sv,
                              "client"sv,
                              "project"sv,
                              "branch"sv,
                              "provider"sv,
                              "api"sv,
                              "model_requested"sv,
                              "model"sv,
                              "transport"sv,
                              "status"sv,
                              "outcome"sv,
                              "error_type"sv,
                              "stop_reason"sv,
                              "usage_state"sv,
                              "prompt_tokens"sv,
                              "cache_read_tokens"sv,
                              "cache_write_5m_tokens"sv,
                              "cache_write_1h_tokens"sv,
                              "output_tokens"sv,
                              "reasoning_tokens"sv,
                              "billing"sv,
                              "cost_nano"sv,
                              "equivalent_nano"sv,
                              "ttft_ms"sv,
                              "duration_ms"sv,
                              "overhead_us"sv,
                              "response_id"sv,
                              "host"sv,
                              "trace_id"sv,
                              "parent_id"sv};

class OtlpSpans final : public Sink {
 public:
  explicit OtlpSpans(OtlpPayload payload) : payload_{std::move(payload)} {}

  std::string_view name() const override { return kSpansFollower; }
  std::span<const std::string_view> columns() const override { return kColumns; }
  std::size_t calls_per_post() const override { return 1000; }

  HttpPost post_of(const Table& calls, SystemTime) override {
    const ExportColumns columns{calls.columns};
    const OtelPlaces places = payload_.tells_places() ? OtelPlaces::Told : OtelPlaces::Left;
    std::string spans;
    for (const auto& row : calls.rows) {
      if (!spans.empty()) spans += ',';
      spans += otel_span({columns, row}, places);
    }
    return payload_.post("/v1/traces", "Spans", spans);
  }

  Verdict verdict_on(const HttpReply& reply, SystemTime now) const override {
    return otlp_verdict(reply, "rejectedSpans", now);
  }

 private:
  const OtlpPayload payload_;
};

}  // namespace

std::unique_ptr<Sink> make_otlp_spans(OtlpPayload payload) { return std::make_unique<OtlpSpans>(std::move(payload)); }

}  // namespace tabacus::analytics::sinks
