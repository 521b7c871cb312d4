// The certificates that tabacus makes for itself, as they lie on disk. Values; any thread.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

struct OwnCertificate {
  std::string_view whose;  ///< for people: "the tabs' ports"
  std::filesystem::path file;
  Result<SystemTime> expires_at;  ///< why it cannot be used otherwise
};

/// Those that are in the directory. A start of the engine replaces each a month before it expires.
[[nodiscard]] std::vector<OwnCertificate> own_certificates(const std::filesystem::path& analytics_directory);

}  // namespace tabacus::analytics
