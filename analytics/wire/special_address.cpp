#include "analytics/wire/special_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace tabacus::analytics {
namespace {

using Ipv4 = std::array<std::uint8_t, 4>;
using Ipv6 = std::array<std::uint8_t, 16>;

/// ::ffff:0:0/96 (mapped) and 64:ff9b::/96 (NAT64).
constexpr std::array<std::array<std::uint8_t, 12>, 2> kCarriers{
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}}};

/// Alibaba, Azure, Oracle.
constexpr std::array<Ipv4, 3> kMetadata{{{100, 100, 100, 200}, {168, 63, 129, 16}, {192, 0, 0, 192}}};

/// Amazon's two, Google's.
constexpr std::array<std::string_view, 3> kMetadata6{"fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254"};

std::optional<Ipv6> ipv6_of(std::string_view text) {
  Ipv6 bytes{};
  if (::inet_pton(AF_INET6, std::string{text}.c_str(), bytes.data()) != 1) return std::nullopt;
  return bytes;
}

std::optional<Ipv4> ipv4_of(std::string_view text) {
  Ipv4 bytes{};
  if (::inet_pton(AF_INET, std::string{text}.c_str(), bytes.data()) == 1) return bytes;
  const auto carrier = ipv6_of(text);
  if (!carrier) return std::nullopt;
  const auto carries = [&](const auto& prefix) { return std::equal(prefix.begin(), prefix.end(), carrier->begin()); };
  if (std::none_of(kCarriers.begin(), kCarriers.end(), carries)) return std::nullopt;
  std::copy(carrier->begin() + 12, carrier->end(), bytes.begin());
  return bytes;
}

}  // namespace

bool is_metadata_address(std::string_view address) {
  if (const auto ipv4 = ipv4_of(address))
    return ((*ipv4)[0] == 169 && (*ipv4)[1] == 254) ||
           std::find(kMetadata.begin(), kMetadata.end(), *ipv4) != kMetadata.end();
  const auto ipv6 = ipv6_of(address);
  return ipv6 && std::any_of(kMetadata6.begin(), kMetadata6.end(),
                             [&](std::string_view listed) { return ipv6_of(listed) == ipv6; });
}

bool is_ipv4_loopback(std::string_view address) {
  const auto ipv4 = ipv4_of(address);
  return ipv4 && ((*ipv4)[0] == 127 || *ipv4 == Ipv4{});
}

}  // namespace tabacus::analytics
