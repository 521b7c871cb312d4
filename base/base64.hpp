// Base64 as of RFC 4648, section 4 (the standard alphabet). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tabacus {

/// With padding, without line breaks.
[[nodiscard]] std::string encode_base64(std::string_view bytes);

/// Padding may be missing; empty when a character is not of the alphabet or the length cannot be.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace tabacus
