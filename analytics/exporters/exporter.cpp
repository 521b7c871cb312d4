#include "analytics/exporters/exporter.hpp"

#include <algorithm>
#include <array>

namespace tabacus::analytics {

ExportColumns::ExportColumns(std::vector<std::string> names) : names_{std::move(names)} {
  for (std::size_t index = 0; index < names_.size(); ++index) by_name_.emplace(names_[index], index);
}

std::optional<std::size_t> ExportColumns::index(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found != by_name_.end() ? std::optional{found->second} : std::nullopt;
}

const Value& ExportedCall::value(std::string_view name) const {
  static const Value kUnknown;
  const auto index = columns_->index(name);
  return index ? values_[*index] : kUnknown;
}

std::string_view ExportedCall::text(std::string_view name) const {
  const auto* text = std::get_if<std::string>(&value(name));
  return text != nullptr ? std::string_view{*text} : std::string_view{};
}

std::optional<std::int64_t> ExportedCall::integer(std::string_view name) const {
  const auto* number = std::get_if<std::int64_t>(&value(name));
  return number != nullptr ? std::optional{*number} : std::nullopt;
}

std::optional<double> ExportedCall::real(std::string_view name) const {
  if (const auto* real = std::get_if<double>(&value(name))) return *real;
  if (const auto number = integer(name)) return static_cast<double>(*number);
  return std::nullopt;
}

std::string json_object_of(const ExportedCall& call) { return json_object_of(call.names(), call.values()); }

ColumnKind kind_of_column(std::string_view name) {
  constexpr std::array kRealEnds{"_ms", "_usd", "_per_second"};
  constexpr std::array kIntegerEnds{"_nano", "_tokens", "_bytes", "_us"};
  constexpr std::array kIntegers{
      "call_id", "pid",    "status",  "web_searches",    "command_mark", "tool_calls",           "messages",
      "tools",   "stalls", "attempt", "process_outside", "audio_in",     "provider_cost_differs"};
  const auto ends = [name](std::string_view end) { return name.ends_with(end); };
  if (std::ranges::any_of(kRealEnds, ends)) return ColumnKind::Real;
  if (std::ranges::any_of(kIntegerEnds, ends) || std::ranges::find(kIntegers, name) != kIntegers.end())
    return ColumnKind::Integer;
  return ColumnKind::Text;
}

}  // namespace tabacus::analytics
