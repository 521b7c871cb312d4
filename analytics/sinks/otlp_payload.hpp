// What spans and metrics have in common on their way to a collector. Pure.
// Source: OpenTelemetry Protocol 1.3, "OTLP/HTTP"; opentelemetry-proto 1.3, "JSON Protobuf Encoding".
#pragma once

#include <string>
#include <string_view>

#include "analytics/sinks/otlp_content.hpp"
#include "analytics/sinks/sink.hpp"

namespace tabacus::analytics::sinks {

class OtlpPayload {
 public:
  /// `headers` are the user's.
  OtlpPayload(const TelemetryOptions& options, HttpFields headers);

  /// {"resourceSpans":[{"resource":...,"scopeSpans":[{"scope":...,"spans":[ITEMS]}]}]}, or Metrics and metrics.
  /// `target` is "/v1/traces" or "/v1/metrics".
  [[nodiscard]] HttpPost post(std::string_view target, std::string_view kind, std::string_view items) const;
  [[nodiscard]] bool tells_places() const { return tells_places_; }

 private:
  const std::string resource_;
  const std::string version_;
  const HttpFields fields_;
  const bool packs_;
  const bool tells_places_;
};

/// `rejected` is what the answer calls the count of those it did not take: "rejectedSpans".
[[nodiscard]] Verdict otlp_verdict(const HttpReply& reply, std::string_view rejected, SystemTime now);

/// `content`: what was said goes along; empty: it stays.
[[nodiscard]] std::unique_ptr<Sink> make_otlp_spans(OtlpPayload payload, ContentSource content);
[[nodiscard]] std::unique_ptr<Sink> make_otlp_metrics(OtlpPayload payload);

}  // namespace tabacus::analytics::sinks
