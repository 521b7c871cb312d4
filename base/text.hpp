// Small text operations that every module speaks. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tabacus {

/// Without spaces, tabs, CR and LF at either end.
[[nodiscard]] std::string_view trim(std::string_view text);

/// Pieces between separators; "a,,b" has three, "" has one empty.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

[[nodiscard]] std::string join(const std::vector<std::string>& pieces, std::string_view separator);

/// The whole text as a decimal integer; empty on anything else, overflow included.
[[nodiscard]] std::optional<std::int64_t> parse_int(std::string_view text);

/// ASCII letters only; the locale plays no part.
[[nodiscard]] std::string to_lower_ascii(std::string_view text);
[[nodiscard]] bool equals_ignore_case(std::string_view a, std::string_view b);

/// Edits (insert, delete, replace) between two short words: for "did you mean".
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace tabacus
