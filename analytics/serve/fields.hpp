// Arguments and answers as rows of tables, from which both their schemas and their checks are made, so that these
// cannot say different things: for tools of the Model Context Protocol and for the paths of the JSON API. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "analytics/api/reader.hpp"
#include "analytics/serve/json_value.hpp"
#include "base/clock.hpp"

namespace tabacus::analytics::serve {

enum class FieldType : std::uint8_t { Text, Integer, Number, Flag };

struct Argument {
  std::string_view name;
  FieldType type = FieldType::Text;
  std::string_view doc;
  std::span<const std::string_view> choices = {};  ///< of Text; empty: any
  std::int64_t least = 0;                          ///< of Integer
  std::int64_t most = 0;
};

/// One member of an answer's rows. Each may be null: not known.
struct Field {
  std::string_view name;  ///< and of the view's column
  FieldType type = FieldType::Text;
  std::string_view doc = {};
};

[[nodiscard]] Json schema_of(const Argument& argument);
[[nodiscard]] Json input_schema(std::span<const Argument> arguments);
/// InvalidInput names the argument and what it takes. `of` is what takes them.
[[nodiscard]] Result<void> check_arguments(std::string_view of, std::span<const Argument> takes, const Json& arguments);

// For output_schema. Each schema names one type: clients that hand tools on to a model know of no lists of types.
/// That, or null.
[[nodiscard]] Json or_null(Json schema, std::string_view doc);
[[nodiscard]] Json schema_of(FieldType type, std::string_view doc);
[[nodiscard]] Json object_schema(std::span<const Field> fields, std::string_view doc = {});
[[nodiscard]] Json array_schema(Json items, std::string_view doc = {});
/// An object whose members are not told one by one, or null.
[[nodiscard]] Json open_schema(std::string_view doc);
/// {"type": "object", "properties": ..., "required": all of them}
[[nodiscard]] Json answer_schema(Json properties);

/// Those members of a row of the table that `fields` names.
[[nodiscard]] Json chosen_row(const Table& table, std::size_t row, std::span<const Field> fields);
[[nodiscard]] Json chosen_rows(const Table& table, std::span<const Field> fields);

/// Takes since, until, tab, session, agent, model, provider, project, branch, status, recording and limit, where
/// they are given, from checked arguments. InvalidInput: a time that is none.
[[nodiscard]] Result<void> read_filter(const Json& arguments, SystemTime now, CallFilter& filter);

}  // namespace tabacus::analytics::serve
