#include "analytics/model/value.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/csv_text.hpp"
#include "base/json_text.hpp"

namespace tabacus::analytics {

std::string json_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return fmt::format_int{*number}.str();
  if (const auto* real = std::get_if<double>(&value); real != nullptr && std::isfinite(*real))
    return fmt::format("{}", *real);
  if (const auto* text = std::get_if<std::string>(&value)) return json_quoted(*text);
  return "null";
}

std::string json_object_of(std::span<const std::string> names, std::span<const Value> values) {
  if (names.empty()) return "{}";
  std::string object = "{";
  for (std::size_t column = 0; column < names.size(); ++column)
    object += json_quoted(names[column]) + ':' + json_of(values[column]) + ',';
  object.back() = '}';
  return object;
}

std::string csv_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return csv_field(*text);
  std::string number = json_of(value);
  return number == "null" ? std::string{} : number;
}

std::string csv_line_of(std::span<const Value> values) {
  std::string line;
  for (const Value& value : values) {
    if (&value != values.data()) line += ',';
    line += csv_of(value);
  }
  return line += "\r\n";
}

std::string csv_heading_of(std::span<const std::string> names) {
  return csv_line_of(std::vector<Value>(names.begin(), names.end()));
}

}  // namespace tabacus::analytics
