// Histograms of durations, first chunks and tokens, and what calls cost, for each kind of call: of the calls of one
// post alone (delta temporality), since what came before it has been taken. Pure.
// Source: semantic-conventions 1.41.0, docs/gen-ai/gen-ai-metrics.md, where the buckets come from.
#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "analytics/exporters/otel_names.hpp"
#include "analytics/sinks/otlp_payload.hpp"

namespace tabacus::analytics::sinks {
namespace {

using namespace std::string_view_literals;

constexpr std::array kColumns{"seq"sv,         "call_id"sv,       "provider"sv,  "api"sv,        "model_requested"sv,
                              "model"sv,       "status"sv,        "outcome"sv,   "error_type"sv, "prompt_tokens"sv,
                              "host"sv,        "output_tokens"sv, "cost_nano"sv, "billing"sv,    "ttft_ms"sv,
                              "duration_ms"sv, "usage_state"sv};

constexpr std::array kSeconds{0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92};
constexpr std::array kTokens{1.0,     4.0,     16.0,     64.0,      256.0,     1024.0,     4096.0,
                             16384.0, 65536.0, 262144.0, 1048576.0, 4194304.0, 16777216.0, 67108864.0};
constexpr int kDelta = 1;  // AGGREGATION_TEMPORALITY_DELTA

struct Histogram {
  std::span<const double> bounds;
  std::vector<std::int64_t> counts;
  std::int64_t count = 0;
  double sum = 0;

  void add(std::span<const double> edges, double value) {
    bounds = edges;
    counts.resize(edges.size() + 1);
    ++counts[static_cast<std::size_t>(std::ranges::lower_bound(edges, value) - edges.begin())];
    ++count;
    sum += value;
  }
};

/// By attributes, so that equal ones are one series.
using Histograms = std::map<std::string, Histogram>;

struct Period {
  std::int64_t begin_us;
  std::int64_t end_us;
};

std::string point_begin(const std::string& attributes, Period period) {
  return fmt::format(R"({{"attributes":[{}],"startTimeUnixNano":"{}000","timeUnixNano":"{}000")", attributes,
                     period.begin_us, period.end_us);
}

std::string histogram_json(std::string_view name, std::string_view unit, const Histograms& series, Period period) {
  std::string points;
  for (const auto& [attributes, histogram] : series) {
    std::string counts, bounds;
    for (const std::int64_t count : histogram.counts)
      counts += fmt::format(R"({}"{}")", counts.empty() ? "" : ",", count);
    for (const double bound : histogram.bounds) bounds += fmt::format("{}{}", bounds.empty() ? "" : ",", bound);
    points += fmt::format(R"({}{},"count":"{}","sum":{},"bucketCounts":[{}],"explicitBounds":[{}]}})",
                          points.empty() ? "" : ",", point_begin(attributes, period), histogram.count, histogram.sum,
                          counts, bounds);
  }
  return fmt::format(R"({{"name":"{}","unit":"{}","histogram":{{"aggregationTemporality":{},"dataPoints":[{}]}}}})",
                     name, unit, kDelta, points);
}

std::string sum_json(std::string_view name, std::string_view unit, const std::map<std::string, std::int64_t>& series,
                     Period period) {
  std::string points;
  for (const auto& [attributes, sum] : series)
    points += fmt::format(R"({}{},"asInt":"{}"}})", points.empty() ? "" : ",", point_begin(attributes, period), sum);
  return fmt::format(
      R"({{"name":"{}","unit":"{}","sum":{{"aggregationTemporality":{},"isMonotonic":true,"dataPoints":[{}]}}}})", name,
      unit, kDelta, points);
}

class OtlpMetrics final : public Sink {
 public:
  explicit OtlpMetrics(OtlpPayload payload) : payload_{std::move(payload)} {}

  std::string_view name() const override { return kMetricsFollower; }
  std::span<const std::string_view> columns() const override { return kColumns; }
  std::size_t calls_per_post() const override { return 5000; }

  HttpPost post_of(const Table& calls, SystemTime now) override {
    const ExportColumns columns{calls.columns};
    Histograms durations, first_chunks, tokens;
    std::map<std::string, std::int64_t> costs;
    Period period{to_epoch_us(now), to_epoch_us(now)};
    for (const auto& row : calls.rows) {
      const ExportedCall call{columns, row};
      period.begin_us = std::min(period.begin_us, call.integer("call_id").value_or(INT64_MAX) / 8);
      add(call, durations, first_chunks, tokens, costs);
    }
    // The next post begins where this one ends, unless calls of it began before.
    std::string metrics = histogram_json("gen_ai.client.operation.duration", "s", durations, period);
    if (!first_chunks.empty())
      metrics += ',' + histogram_json("gen_ai.client.operation.time_to_first_chunk", "s", first_chunks, period);
    if (!tokens.empty()) metrics += ',' + histogram_json("gen_ai.client.token.usage", "{token}", tokens, period);
    if (!costs.empty()) metrics += ',' + sum_json("tabacus.cost", "n{usd}", costs, period);
    return payload_.post("/v1/metrics", "Metrics", metrics);
  }

  Verdict verdict_on(const HttpReply& reply, SystemTime now) const override {
    Verdict verdict = otlp_verdict(reply, "rejectedDataPoints", now);
    verdict.refused = 0;  // points are no calls
    return verdict;
  }

 private:
  static void add(const ExportedCall& call, Histograms& durations, Histograms& first_chunks, Histograms& tokens,
                  std::map<std::string, std::int64_t>& costs) {
    OtelAttributes common;
    common.text("gen_ai.operation.name", otel_operation(call.text("api")));
    common.text("gen_ai.provider.name", otel_provider(call.text("provider")));
    common.text("gen_ai.request.model", call.text("model_requested"));
    common.text("gen_ai.response.model", call.text("model"));
    const auto [address, port] = otel_server(call.text("host"));
    common.text("server.address", address);
    common.integer("server.port", port);
    if (const auto duration = call.real("duration_ms")) {
      OtelAttributes attributes = common;
      attributes.text("error.type", otel_error(call));
      durations[attributes.json()].add(kSeconds, *duration / 1000);
    }
    if (const auto first = call.real("ttft_ms")) first_chunks[common.json()].add(kSeconds, *first / 1000);
    // A guess must not look like a measurement.
    if (call.text("usage_state") == "measured") {
      for (const auto& [type, column] : {std::pair{"input", "prompt_tokens"}, std::pair{"output", "output_tokens"}})
        if (const auto count = call.integer(column)) {
          OtelAttributes attributes = common;
          attributes.text("gen_ai.token.type", type);
          tokens[attributes.json()].add(kTokens, static_cast<double>(*count));
        }
    }
    if (const auto cost = call.integer("cost_nano")) {
      OtelAttributes attributes = common;
      attributes.text("tabacus.billing", call.text("billing"));
      costs[attributes.json()] += *cost;
    }
  }

  const OtlpPayload payload_;
};

}  // namespace

std::unique_ptr<Sink> make_otlp_metrics(OtlpPayload payload) {
  return std::make_unique<OtlpMetrics>(std::move(payload));
}

}  // namespace tabacus::analytics::sinks
