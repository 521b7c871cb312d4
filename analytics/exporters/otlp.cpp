// Spans of OpenTelemetry, one for each call: the body of one POST to a collector's /v1/traces.
// Source: opentelemetry-proto 1.3, "JSON Protobuf Encoding".
#include <fmt/format.h>

#include <utility>

#include "analytics/exporters/forms.hpp"
#include "analytics/exporters/otel_names.hpp"

namespace tabacus::analytics {
namespace {

class OtlpExporter final : public Exporter {
 public:
  explicit OtlpExporter(ExportSink sink) : sink_{std::move(sink)} {}

  void begin() override {
    sink_(fmt::format(
        R"({{"resourceSpans":[{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"tabacus"}}}}]}},)"
        R"("schemaUrl":"{0}","scopeSpans":[{{"scope":{{"name":"tabacus"}},"schemaUrl":"{0}","spans":[)",
        kOtelSchema));
  }
  void add(const ExportedCall& call) override {
    sink_((std::exchange(is_first_, false) ? "\n" : ",\n") + otel_span(call, OtelPlaces::Left));
  }
  void end() override { sink_("\n]}]}]}\n"); }

 private:
  ExportSink sink_;
  bool is_first_ = true;
};

}  // namespace

std::unique_ptr<Exporter> make_otlp(const ExportColumns&, ExportSink sink) {
  return std::make_unique<OtlpExporter>(std::move(sink));
}

}  // namespace tabacus::analytics
