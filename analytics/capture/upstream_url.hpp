// A base URL, taken apart. Pure. Source: RFC 3986 section 3.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tabacus::analytics {

struct UpstreamUrl {
  bool tls = false;
  std::string host;  ///< without brackets
  std::uint16_t port = 0;
  std::string base_path;  ///< "" or "/gateway/v1": no slash at its end

  /// As a Host field wants it: the port only when it is not the scheme's own.
  [[nodiscard]] std::string authority() const;
  [[nodiscard]] bool is_loopback() const;
};

/// http or https with a host. InvalidInput: anything else, user names, queries and fragments included.
[[nodiscard]] Result<UpstreamUrl> parse_upstream_url(std::string_view url);

}  // namespace tabacus::analytics
