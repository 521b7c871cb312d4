// A kind of receiver: how calls are told to it, and what its answers mean. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "analytics/api/telemetry.hpp"
#include "analytics/model/value.hpp"
#include "analytics/sinks/http_poster.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics::sinks {

enum class Taken : std::uint8_t {
  Yes,
  NotSo,  ///< these calls, told like this, never will be: fewer at a time, and one alone is passed over
  Later,
};

struct Verdict {
  Taken taken = Taken::Yes;
  std::int64_t refused = 0;                       ///< of Yes: so many of them were not
  std::string why = {};                           ///< for people
  std::optional<std::chrono::seconds> wait = {};  ///< of Later: as the receiver wants it
};

class Sink {
 public:
  virtual ~Sink() = default;

  /// Of its place in the database.
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// As of Follower; "seq" first.
  [[nodiscard]] virtual std::span<const std::string_view> columns() const = 0;
  [[nodiscard]] virtual std::size_t calls_per_post() const = 0;
  /// How long a call is left alone before it is told.
  [[nodiscard]] virtual std::chrono::milliseconds patience() const { return std::chrono::milliseconds{0}; }
  /// Of these columns, a row at least.
  [[nodiscard]] virtual HttpPost post_of(const Table& calls, SystemTime now) = 0;
  [[nodiscard]] virtual Verdict verdict_on(const HttpReply& reply, SystemTime now) const = 0;
};

struct SinkAndServer {
  std::unique_ptr<Sink> sink;
  UpstreamUrl server;
};

// Each makes what is switched on. InvalidInput: a URL, a header or a name that cannot be.
[[nodiscard]] Result<std::vector<SinkAndServer>> make_otlp_sinks(const TelemetryOptions& options);
[[nodiscard]] Result<std::vector<SinkAndServer>> make_clickhouse_sinks(const TelemetryOptions& options);
inline constexpr std::string_view kSpansFollower = "otlp-spans";
inline constexpr std::string_view kMetricsFollower = "otlp-metrics";
inline constexpr std::string_view kClickhouseFollower = "clickhouse";

/// "Name=value" each, as OTEL_EXPORTER_OTLP_HEADERS has them. InvalidInput: what no HTTP field can be; the message
/// holds no value.
[[nodiscard]] Result<HttpFields> fields_of(std::span<const std::string> headers);
/// Of a Retry-After field; at most an hour.
[[nodiscard]] std::optional<std::chrono::seconds> wait_asked_for(const Headers& headers, SystemTime now);
/// "answers 503: overloaded", cut.
[[nodiscard]] std::string sentence_of(const HttpReply& reply);

}  // namespace tabacus::analytics::sinks
