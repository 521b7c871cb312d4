#include "analytics/model/value.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "base/csv_text.hpp"
#include "base/json_text.hpp"

namespace tabacus::analytics {

std::string json_of(const Value& value) {
  std::string text;
  append_json(text, value);
  return text;
}

void append_json(std::string& out, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return append_json_quoted(out, *text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    const fmt::format_int digits{*number};
    out.append(digits.data(), digits.size());
  } else if (const auto* real = std::get_if<double>(&value); real != nullptr && std::isfinite(*real)) {
    fmt::format_to(std::back_inserter(out), "{}", *real);
  } else {
    out += "null";
  }
}

std::string json_object_of(std::span<const std::string> names, std::span<const Value> values) {
  if (names.empty()) return "{}";
  std::string object = "{";
  for (std::size_t column = 0; column < names.size(); ++column) {
    append_json_quoted(object, names[column]);
    object += ':';
    append_json(object, values[column]);
    object += ',';
  }
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
