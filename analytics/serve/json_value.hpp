// JSON as the serving side builds and reads it: members keep their order, ill-formed text becomes U+FFFD. Pure.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "analytics/model/value.hpp"
#include "base/result.hpp"

namespace tabacus::analytics::serve {

using Json = nlohmann::ordered_json;

/// Deeper documents are refused before they are read: nothing that is asked of us nests so far.
inline constexpr std::size_t kMaxJsonDepth = 64;

/// InvalidInput: no JSON, or nested deeper than kMaxJsonDepth.
[[nodiscard]] Result<Json> parse_json(std::string_view text);
/// One line.
[[nodiscard]] std::string dump(const Json& value);

/// The member of an object; null (as a value) where there is none, or `object` is none.
[[nodiscard]] const Json& member(const Json& object, std::string_view name);
/// Empty where the member is no text.
[[nodiscard]] std::optional<std::string> text_member(const Json& object, std::string_view name);

[[nodiscard]] Json json_value(const Value& value);
/// A row, keys as the columns.
[[nodiscard]] Json json_row(const Table& table, std::size_t row);
/// All rows.
[[nodiscard]] Json json_rows(const Table& table);

}  // namespace tabacus::analytics::serve
