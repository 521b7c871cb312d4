#include "analytics/serve/json_value.hpp"

#include <algorithm>
#include <cmath>

namespace tabacus::analytics::serve {
namespace {

/// Brackets outside of strings, at their deepest.
std::size_t depth_of(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (depth_of(text) > kMaxJsonDepth)
    return fail(ErrorCode::InvalidInput, fmt::format("JSON nested deeper than {} levels", kMaxJsonDepth));
  Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded()) return fail(ErrorCode::InvalidInput, "no JSON");
  return value;
}

std::string dump(const Json& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

const Json& member(const Json& object, std::string_view name) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(std::string{name});
  return found != object.end() ? *found : kNothing;
}

std::optional<std::string> text_member(const Json& object, std::string_view name) {
  const Json& value = member(object, name);
  return value.is_string() ? std::optional{value.get<std::string>()} : std::nullopt;
}

Json json_value(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* real = std::get_if<double>(&value); real != nullptr && std::isfinite(*real)) return *real;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return nullptr;
}

Json json_row(const Table& table, std::size_t row) {
  Json object = Json::object();
  for (std::size_t column = 0; column < table.columns.size(); ++column)
    object[table.columns[column]] = json_value(table.rows[row][column]);
  return object;
}

Json json_rows(const Table& table) {
  Json rows = Json::array();
  for (std::size_t row = 0; row < table.rows.size(); ++row) rows.push_back(json_row(table, row));
  return rows;
}

}  // namespace tabacus::analytics::serve
