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

}  // namespace tabacus::analytics
