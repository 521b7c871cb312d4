#include "analytics/serve/fields.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/moment_text.hpp"
#include "base/utf8.hpp"

namespace tabacus::analytics::serve {
namespace {

constexpr std::array<std::string_view, 4> kTypeNames{"string", "integer", "number", "boolean"};
constexpr std::size_t kMostTextBytes = 1024;

std::string_view name_of(FieldType type) { return kTypeNames[static_cast<std::size_t>(type)]; }

Result<void> refuse(const Argument& argument, std::string_view takes) {
  return fail(ErrorCode::InvalidInput, fmt::format("argument '{}' takes {}", argument.name, takes));
}

Result<void> check_text(const Argument& argument, const Json& value) {
  if (!value.is_string()) return refuse(argument, "a text");
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > kMostTextBytes) return refuse(argument, fmt::format("at most {} bytes", kMostTextBytes));
  if (argument.choices.empty() || std::ranges::find(argument.choices, text) != argument.choices.end()) return {};
  return refuse(argument, fmt::format("one of {}", fmt::join(argument.choices, ", ")));
}

Result<void> check(const Argument& argument, const Json& value) {
  switch (argument.type) {
    case FieldType::Text:
      return check_text(argument, value);
    case FieldType::Integer:
      if (value.is_number_integer() && (!value.is_number_unsigned() || value.get<std::uint64_t>() <= INT64_MAX) &&
          value.get<std::int64_t>() >= argument.least && value.get<std::int64_t>() <= argument.most)
        return {};
      return refuse(argument, fmt::format("a whole number from {} to {}", argument.least, argument.most));
    case FieldType::Number:
      return value.is_number() ? Result<void>{} : refuse(argument, "a number");
    case FieldType::Flag:
      return value.is_boolean() ? Result<void>{} : refuse(argument, "true or false");
  }
  return {};
}

}  // namespace

Json schema_of(const Argument& argument) {
  Json schema = {{"type", name_of(argument.type)}, {"description", argument.doc}};
  if (!argument.choices.empty()) schema["enum"] = argument.choices;
  if (argument.type == FieldType::Integer) {
    schema["minimum"] = argument.least;
    schema["maximum"] = argument.most;
  }
  return schema;
}

Json input_schema(std::span<const Argument> arguments) {
  Json properties = Json::object();
  for (const Argument& argument : arguments) properties[std::string{argument.name}] = schema_of(argument);
  return {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

Result<void> check_arguments(std::string_view of, std::span<const Argument> takes, const Json& arguments) {
  if (arguments.is_null()) return {};
  if (!arguments.is_object()) return fail(ErrorCode::InvalidInput, "the arguments are to be an object");
  for (const auto& [name, value] : arguments.items()) {
    const auto known = std::ranges::find(takes, name, &Argument::name);
    if (known == takes.end())
      return fail(ErrorCode::InvalidInput, fmt::format("{} takes no argument '{}'", of, display_safe(name)));
    if (value.is_null()) continue;  // as if it were not given
    if (auto checked = check(*known, value); !checked) return checked;
  }
  return {};
}

Json or_null(Json schema, std::string_view doc) {
  Json either = Json::object();
  either["anyOf"] = Json::array({std::move(schema), {{"type", "null"}}});
  if (!doc.empty()) either["description"] = doc;
  return either;
}

Json schema_of(FieldType type, std::string_view doc) { return or_null({{"type", name_of(type)}}, doc); }

Json object_schema(std::span<const Field> fields, std::string_view doc) {
  Json properties = Json::object();
  for (const Field& field : fields) properties[std::string{field.name}] = schema_of(field.type, field.doc);
  Json schema = {{"type", "object"}, {"properties", std::move(properties)}};
  if (!doc.empty()) schema["description"] = doc;
  return schema;
}

Json array_schema(Json items, std::string_view doc) {
  Json schema = {{"type", "array"}, {"items", std::move(items)}};
  if (!doc.empty()) schema["description"] = doc;
  return schema;
}

Json open_schema(std::string_view doc) { return or_null({{"type", "object"}, {"additionalProperties", true}}, doc); }

Json answer_schema(Json properties) {
  Json required = Json::array();
  for (const auto& [name, schema] : properties.items()) required.push_back(name);
  return {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
}

Json chosen_row(const Table& table, std::size_t row, std::span<const Field> fields) {
  Json object = Json::object();
  for (const Field& field : fields) {
    const auto column = std::ranges::find(table.columns, field.name);
    if (column == table.columns.end()) continue;
    object[std::string{field.name}] =
        json_value(table.rows[row][static_cast<std::size_t>(column - table.columns.begin())]);
  }
  return object;
}

Json chosen_rows(const Table& table, std::span<const Field> fields) {
  Json rows = Json::array();
  for (std::size_t row = 0; row < table.rows.size(); ++row) rows.push_back(chosen_row(table, row, fields));
  return rows;
}

Result<void> read_filter(const Json& arguments, SystemTime now, CallFilter& filter) {
  for (const auto& [name, target] : {std::pair{"since", &filter.since}, std::pair{"until", &filter.until}}) {
    const auto text = text_member(arguments, name);
    if (!text) continue;
    const auto moment = parse_moment(*text, now);
    if (!moment) return fail(moment.error(), name);
    *target = *moment;
  }
  for (const auto& [name, target] :
       {std::pair{"tab", &filter.tab}, std::pair{"session", &filter.session}, std::pair{"agent", &filter.agent},
        std::pair{"model", &filter.model}, std::pair{"provider", &filter.provider},
        std::pair{"project", &filter.project}, std::pair{"branch", &filter.branch}, std::pair{"status", &filter.status},
        std::pair{"recording", &filter.recording}, std::pair{"host", &filter.host}, std::pair{"path", &filter.path},
        std::pair{"profile", &filter.profile}, std::pair{"source", &filter.source}})
    if (auto text = text_member(arguments, name)) *target = std::move(*text);
  if (const Json& limit = member(arguments, "limit"); limit.is_number_integer())
    filter.limit = static_cast<std::size_t>(limit.get<std::int64_t>());
  return {};
}

}  // namespace tabacus::analytics::serve
