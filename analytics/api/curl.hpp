// A kept request as a command for a POSIX shell. Pure.
#pragma once

#include <string>
#include <string_view>

#include "analytics/api/bodies.hpp"

namespace tabacus::analytics {

/// In single quotes: the shell gives the very bytes. NUL cannot be part of a word; the caller checks.
[[nodiscard]] std::string shell_quoted(std::string_view text);

/// `curl` with the request of a call: its method, URL, fields and body as they were sent, a variable for each secret:
/// "$ANTHROPIC_API_KEY" for the one that authenticates. `key_variable` is that name. InvalidInput: the body is not kept
/// whole, or cannot stand on a command line.
[[nodiscard]] Result<std::string> curl_command(const KeptSide& request, std::string_view key_variable);

/// The variable in which the clients of a provider look for their key.
[[nodiscard]] std::string key_variable_of(std::string_view provider);

}  // namespace tabacus::analytics
