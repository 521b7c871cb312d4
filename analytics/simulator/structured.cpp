#include "analytics/simulator/structured.hpp"

#include "base/text.hpp"

namespace tabacus::analytics::simulator {
namespace {

constexpr int kMaxDepth = 32;

/// "type" may be a list: ["string", "null"].
std::string type_of(const Json& schema) {
  const Json& type = member(schema, "type");
  if (type.is_array() && !type.empty()) return to_lower_ascii(text_of(type.front()));
  return to_lower_ascii(text_of(type));
}

Json number_within(const Json& schema) {
  const Json& least = member(schema, "minimum");
  return least.is_number() ? least : Json(1);
}

Json object_of(const Json& schema, int depth) {
  Json object = Json::object();
  const Json& properties = member(schema, "properties");
  if (!properties.is_object()) return object;
  for (const auto& [name, property] : properties.items()) object[name] = example_of(property, depth + 1);
  return object;
}

}  // namespace

Json example_of(const Json& schema, int depth) {
  if (depth > kMaxDepth) return nullptr;
  if (const Json& value = member(schema, "const"); !value.is_null()) return value;
  for (const char* list : {"enum", "anyOf", "oneOf"}) {
    const Json& choices = member(schema, list);
    if (!choices.is_array() || choices.empty()) continue;
    return list == std::string_view{"enum"} ? choices.front() : example_of(choices.front(), depth + 1);
  }
  const std::string type = type_of(schema);
  if (type == "string") return "simulated";
  if (type == "integer" || type == "number") return number_within(schema);
  if (type == "boolean") return false;
  if (type == "array") return Json::array({example_of(member(schema, "items"), depth + 1)});
  if (type == "null") return nullptr;
  return object_of(schema, depth);
}

}  // namespace tabacus::analytics::simulator
