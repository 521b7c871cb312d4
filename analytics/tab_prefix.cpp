#include "analytics/tab_prefix.hpp"

namespace tabacus::analytics {

Result<std::string> uuid_prefix_hex(std::string_view text) {
  std::string hex;
  for (const char c : text) {
    if (c == '-') continue;
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!digit) return fail(ErrorCode::InvalidInput, fmt::format("'{}' is not the beginning of a tab's id", text));
    hex += static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
  }
  if (hex.empty() || hex.size() > 32)
    return fail(ErrorCode::InvalidInput, fmt::format("'{}' is not the beginning of a tab's id", text));
  return hex;
}

std::pair<std::string, std::string> uuid_bounds(std::string_view hex) {
  const auto filled = [hex](char filler) {
    std::string digits{hex};
    digits.resize(32, filler);
    std::string bytes;
    const auto nibble = [](char c) { return c <= '9' ? c - '0' : c - 'A' + 10; };
    for (std::size_t at = 0; at < digits.size(); at += 2)
      bytes += static_cast<char>(nibble(digits[at]) * 16 + nibble(digits[at + 1]));
    return bytes;
  };
  return {filled('0'), filled('F')};
}

}  // namespace tabacus::analytics
