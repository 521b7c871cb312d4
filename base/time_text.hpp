// RFC 3339 both ways, UTC. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace tabacus {

/// "2026-11-21T08:15:30.125Z": milliseconds, always UTC.
[[nodiscard]] std::string format_rfc3339(SystemTime time);

/// Reads RFC 3339 with any fraction and any offset; empty when the text is not one.
[[nodiscard]] std::optional<SystemTime> parse_rfc3339(std::string_view text);

/// Reads a date of HTTP's preferred form, "Sat, 21 Nov 2026 08:15:30 GMT"; empty when the text is none. The day of the
/// week is not held against the date. Source: RFC 9110 section 5.6.7.
[[nodiscard]] std::optional<SystemTime> parse_http_date(std::string_view text);

}  // namespace tabacus
