// A call in the words of OpenTelemetry's conventions for generative AI, 1.41.0 (docs/gen-ai). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "analytics/exporters/exporter.hpp"

namespace tabacus::analytics {

inline constexpr std::string_view kOtelSchema = "https://opentelemetry.io/schemas/1.41.0";

/// gen_ai.operation.name of an `api`.
[[nodiscard]] std::string_view otel_operation(std::string_view api);
/// gen_ai.provider.name; "_OTHER" where the provider is not known.
[[nodiscard]] std::string_view otel_provider(std::string_view provider);
/// error.type; empty: none.
[[nodiscard]] std::string otel_error(const ExportedCall& call);
/// What was asked for, else what answered.
[[nodiscard]] std::string_view otel_model(const ExportedCall& call);
/// server.address and, where it is said, server.port.
[[nodiscard]] std::pair<std::string_view, std::optional<std::int64_t>> otel_server(std::string_view host);

/// One object of "spans". Ours stand under "tabacus."; project and branch, which may tell what is worked on, only with
/// `places`. No text of a prompt, unless among `more`: members of the list of attributes.
enum class OtelPlaces : std::uint8_t { Left, Told };
[[nodiscard]] std::string otel_span(const ExportedCall& call, OtelPlaces places, std::string_view more = {});

/// Members of an attribute list: {"key":...,"value":{...}}, ...
class OtelAttributes {
 public:
  // What is empty is not known, and left out.
  void text(std::string_view key, std::string_view value);
  void texts(std::string_view key, std::string_view value);  ///< a list of one
  void integer(std::string_view key, const std::optional<std::int64_t>& value);
  void real(std::string_view key, const std::optional<double>& value);
  void flag(std::string_view key, bool value);
  [[nodiscard]] const std::string& json() const { return json_; }

 private:
  void begin(std::string_view key);
  std::string json_;
};

}  // namespace tabacus::analytics
