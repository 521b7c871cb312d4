#include "app/cli/telemetry_setup.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string_view>

#include "app/cli/output.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"telemetry"};

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string user_name(const std::string& configured) {
  if (!configured.empty()) return configured;
  const passwd* user = ::getpwuid(::getuid());
  return user != nullptr ? user->pw_name : "";
}

/// "name=value,name=value". Source: OpenTelemetry Protocol Exporter, "Configuration Options".
std::vector<std::string> headers_of_environment() {
  const char* headers = std::getenv("OTEL_EXPORTER_OTLP_HEADERS");
  std::vector<std::string> list;
  for (const std::string_view header : split(headers != nullptr ? headers : "", ','))
    if (!trim(header).empty()) list.emplace_back(header);
  return list;
}

}  // namespace

analytics::TelemetryOptions telemetry_options(const Config& config, const std::filesystem::path& directory) {
  return {
      .directory = directory,
      .version = TABACUS_VERSION,
      .ca_file = configured_ca_file(config),
      .host_name = host_name(),
      .user_name = user_name(config.telemetry_user),
      .tells_places = config.telemetry_places,
      .tells_content = config.telemetry_content && config.analytics_bodies == "disk",
      .otlp_url = config.telemetry_otlp_endpoint,
      .otlp_headers = config.telemetry_otlp_headers.empty() ? headers_of_environment() : config.telemetry_otlp_headers,
      .otlp_metrics = config.telemetry_otlp_metrics,
      .otlp_gzip = config.telemetry_otlp_gzip,
      .clickhouse_url = config.telemetry_clickhouse_endpoint,
      .clickhouse_headers = config.telemetry_clickhouse_headers,
      .clickhouse_database = config.telemetry_clickhouse_database,
      .clickhouse_table = config.telemetry_clickhouse_table};
}

std::string follower_text(const analytics::FollowerState& state) {
  return fmt::format("{}: {} sent, {} wait{}{}{}", state.name, format_count(state.sent), format_count(state.behind),
                     state.refused > 0 ? fmt::format(", {} refused", format_count(state.refused)) : "",
                     state.sent_at.empty() ? "" : fmt::format(", last {}", state.sent_at),
                     state.trouble.empty() ? "" : fmt::format("\n    {}", display_safe(state.trouble)));
}

std::unique_ptr<analytics::Telemetry> start_telemetry(const Config& config, const std::filesystem::path& directory) {
  auto started = analytics::Telemetry::start(telemetry_options(config, directory));
  if (started) return std::move(*started);
  log::warn(kLog, "nobody outside is told of calls: {}", started.error().message);
  return nullptr;
}

}  // namespace tabacus::app
