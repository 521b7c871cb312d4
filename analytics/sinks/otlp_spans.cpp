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

constexpr std::chrono::milliseconds kNone{0};
// Bodies are stored a quarter of a second behind their calls at most, unless the disk is slow.
constexpr std::chrono::milliseconds kUntilBodiesAreKept{2000};

class OtlpSpans final : public Sink {
 public:
  OtlpSpans(OtlpPayload payload, ContentSource content) : payload_{std::move(payload)}, content_{std::move(content)} {}

  std::string_view name() const override { return kSpansFollower; }
  std::span<const std::string_view> columns() const override { return kColumns; }
  std::size_t calls_per_post() const override { return content_ ? 20 : 1000; }
  std::chrono::milliseconds patience() const override { return content_ ? kUntilBodiesAreKept : kNone; }

  HttpPost post_of(const Table& calls, SystemTime) override {
    const ExportColumns columns{calls.columns};
    const OtelPlaces places = payload_.tells_places() ? OtelPlaces::Told : OtelPlaces::Left;
    std::string spans;
    for (const auto& row : calls.rows) {
      if (!spans.empty()) spans += ',';
      const ExportedCall call{columns, row};
      spans += otel_span(call, places, content_of(call));
    }
    return payload_.post("/v1/traces", "Spans", spans);
  }

  Verdict verdict_on(const HttpReply& reply, SystemTime now) const override {
    return otlp_verdict(reply, "rejectedSpans", now);
  }

 private:
  [[nodiscard]] std::string content_of(const ExportedCall& call) const {
    if (!content_) return {};
    const auto said = content_(call.integer("call_id").value_or(0));
    return said ? content_attributes(*said, call.text("stop_reason")) : std::string{};
  }

  const OtlpPayload payload_;
  const ContentSource content_;
};

}  // namespace

std::unique_ptr<Sink> make_otlp_spans(OtlpPayload payload, ContentSource content) {
  return std::make_unique<OtlpSpans>(std::move(payload), std::move(content));
}

}  // namespace tabacus::analytics::sinks
