// Where a request to a proxy wants to go: the target of CONNECT and the absolute form. Strict, as a name that two
// parsers read differently would be checked as one host and dialed as another. Pure. Source: RFC 9110 section 4.2.1,
// RFC 9112 sections 3.2.2 and 3.2.3, RFC 3986 section 3.2.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tabacus::analytics {

struct Authority {
  std::string host;  ///< in lower case; an IPv6 address in its shortest form, without brackets
  std::uint16_t port = 0;

  /// "host:port", "[::1]:port".
  [[nodiscard]] std::string text() const;
  friend bool operator==(const Authority&, const Authority&) = default;
};

/// A host alone, as Authority has it; an IPv6 address with or without brackets. InvalidInput: as for a CONNECT.
[[nodiscard]] Result<std::string> parse_host(std::string_view host);

/// "host:port", nothing left out: what CONNECT names. The host is a DNS name, an IPv4 address of four decimal numbers
/// or an IPv6 address in brackets. InvalidInput: anything else, user names and zones included.
[[nodiscard]] Result<Authority> parse_connect_target(std::string_view target);

struct AbsoluteTarget {
  Authority authority;
  std::string origin_form;  ///< path and query as they stood: "/" where there was no path
};

/// "http://host[:port][/path][?query]". InvalidInput: another scheme, https included (it goes through CONNECT), user
/// names, fragments.
[[nodiscard]] Result<AbsoluteTarget> parse_absolute_target(std::string_view target);

}  // namespace tabacus::analytics
