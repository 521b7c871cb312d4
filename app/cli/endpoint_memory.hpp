// What an endpoint had the last time: its port and its prefix, so that the URLs written down in an IDE stay good. One
// private file per name beside the database.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tabacus::app {

struct EndpointMemory {
  std::uint16_t port = 0;  ///< 0: none
  std::string token;       ///< empty: none
  friend bool operator==(const EndpointMemory&, const EndpointMemory&) = default;
};

/// A name is a file's too: letters, digits, '.', '_' and '-', at most 64, a letter or digit first. InvalidInput.
[[nodiscard]] Result<void> check_endpoint_name(std::string_view name);

/// Nothing when there is no such file, or it is not ours alone, or it holds something else.
[[nodiscard]] EndpointMemory recall_endpoint(const std::filesystem::path& analytics_directory, const std::string& name);
[[nodiscard]] Result<void> remember_endpoint(const std::filesystem::path& analytics_directory, const std::string& name,
                                             const EndpointMemory& memory);

/// "8787 TOKEN\n". Pure.
[[nodiscard]] EndpointMemory parse_endpoint_memory(std::string_view text);

}  // namespace tabacus::app
