// A token that outlives the command that asks for it: a file of ours alone, made where there is none.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace tabacus::app {

/// What the file holds, or a new token that it holds from now on (mode 0600). PermissionDenied: it is a link,
/// another's, or open to others; InvalidInput: what it holds is no token.
[[nodiscard]] Result<std::string> token_kept_in(const std::filesystem::path& file);

}  // namespace tabacus::app
