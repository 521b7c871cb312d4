// Addresses that a proxy must not be talked into, however they are spelled. Pure. Source: RFC 4291 section 2.5.5.2 and
// RFC 6052 section 2.1 (IPv4 addresses inside IPv6 ones), RFC 3927 (link-local), the clouds' own manuals.
#pragma once

#include <string_view>

namespace tabacus::analytics {

/// True for an address, without brackets, at which a cloud hands out credentials or a machine's settings, and for all
/// of 169.254.0.0/16. False for names.
[[nodiscard]] bool is_metadata_address(std::string_view address);

/// True for 127.0.0.0/8 and 0.0.0.0 (which connects to 127.0.0.1), inside an IPv6 address too. False for names.
[[nodiscard]] bool is_ipv4_loopback(std::string_view address);

}  // namespace tabacus::analytics
