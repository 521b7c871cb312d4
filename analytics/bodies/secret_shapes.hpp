// The lists of what secrets look like. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tabacus::analytics {

enum class SecretCharset : std::uint8_t {
  Word /* A-Z a-z 0-9 _ - */,
  Upper /* A-Z 0-9 */,
  Hex,
  Dotted /* Word . / + = ~ */
};

/// A key that begins with a word of its own.
struct KeyShape {
  std::string_view prefix;
  std::string_view kind;
  SecretCharset charset = SecretCharset::Word;
  std::size_t least = 16;    ///< so many characters follow at the least
  bool needs_digit = false;  ///< the prefix is a part of ordinary words too
};

/// What stands behind a name is a secret: `api_key = "..."`.
struct SecretName {
  std::string_view name;  ///< in lower case; the end of a name: "api_key" is in OPENAI_API_KEY
  std::string_view kind;
  std::size_t least_quoted = 8;
  std::size_t least_bare = 12;
  bool only_assigned = false;  ///< by "=", as in a query
  bool whole_name = false;     ///< nothing but these letters
  bool needs_digit = true;
};

[[nodiscard]] std::span<const KeyShape> key_shapes();
[[nodiscard]] std::span<const SecretName> secret_names();

}  // namespace tabacus::analytics
