// JSON of the simulated dialects: forgiving reads, ordered writes. Included by .cpp files of this folder only.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "analytics/simulator/script.hpp"

namespace tabacus::analytics::simulator {

using Json = nlohmann::ordered_json;

/// Null for what is no JSON.
[[nodiscard]] inline Json parse_json(std::string_view text) {
  Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() ? Json{} : value;
}

/// Null where there is no such member.
[[nodiscard]] inline const Json& member(const Json& object, std::string_view key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found != object.end() ? *found : kNull;
}

[[nodiscard]] inline std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::string{};
}

[[nodiscard]] inline bool is_true(const Json& value) { return value.is_boolean() && value.get<bool>(); }

/// Bytes that are no UTF-8 (a prompt's cut character) are replaced rather than thrown on.
[[nodiscard]] inline std::string dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// "event: NAME" is left out for an empty name.
[[nodiscard]] inline std::string sse(std::string_view event, const Json& data) {
  std::string out;
  if (!event.empty()) out.append("event: ").append(event).append("\n");
  return out.append("data: ").append(dump(data)).append("\n\n");
}

[[nodiscard]] inline SimulatedAnswer json_answer(int status, const Json& body) {
  SimulatedAnswer answer;
  answer.status = status;
  answer.headers = {{"Content-Type", "application/json"}};
  answer.pieces.push_back({dump(body), std::nullopt});
  return answer;
}

}  // namespace tabacus::analytics::simulator
