// Hands finished calls on to what a team already watches: an OpenTelemetry collector, a ClickHouse. Reads the database
// from a place of its own for each, so that a receiver that is down loses nothing and delays nobody. Off unless told
// where to; of a call it tells what was measured, and what was said only by a switch of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace tabacus::analytics {

struct TelemetryOptions {
  std::filesystem::path directory;     ///< holds calls.db
  std::string version;                 ///< of the program
  std::filesystem::path ca_file = {};  ///< PEM; receivers may also be certified by these authorities
  std::string host_name = {};          ///< of this machine, as receivers are told it
  std::string user_name = {};          ///< likewise
  bool tells_places = false;           ///< projects and branches go along
  bool tells_content = false;          ///< what was said goes to the collector, where bodies are kept on disk

  std::string otlp_url = {};                   ///< "http://localhost:4318"; empty: off
  std::vector<std::string> otlp_headers = {};  ///< "Name=value"
  bool otlp_metrics = true;                    ///< beside spans
  bool otlp_gzip = true;

  std::string clickhouse_url = {};                   ///< "http://localhost:8123"; empty: off
  std::vector<std::string> clickhouse_headers = {};  ///< "Name=value"
  std::string clickhouse_database = "default";
  std::string clickhouse_table = "tabacus_calls";
};

/// The places that are kept for them in the database: what EngineOptions::followers wants.
[[nodiscard]] std::vector<std::string> telemetry_followers(const TelemetryOptions& options);
/// A script for `clickhouse-client --multiquery`: the table and views of it, each made only where it is missing.
[[nodiscard]] std::string clickhouse_schema(const TelemetryOptions& options);

/// One process at a time sends, whichever was first; another takes over when that one ends.
class Telemetry {
 public:
  enum class Until : std::uint8_t { Stopped, NothingWaits };

  /// On a thread of its own. Null: nothing is switched on. InvalidInput: a URL, a header or a name that cannot be.
  [[nodiscard]] static Result<std::unique_ptr<Telemetry>> start(TelemetryOptions options, Until until = Until::Stopped);
  /// Waits for no receiver.
  virtual ~Telemetry() = default;

  /// Of one until nothing waits: false when the time passed first. Not after another call.
  [[nodiscard]] virtual bool wait(std::chrono::milliseconds patience) = 0;
};

}  // namespace tabacus::analytics
