// What a request must bring to be served on a tab's port: the tab's secret path prefix, our own Host, no Origin. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "analytics/model/http_head.hpp"

namespace tabacus::analytics {

/// 24 characters of six random bits each.
constexpr std::size_t kTokenLength = 24;

/// The user name in the URL of a tab's port as a proxy; the password is the token.
constexpr std::string_view kProxyUser = "tab";

/// Takes as long for a difference at the start as for one at the end.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

/// A target of the form /TOKEN/<slot><path>[?query], in views of it.
struct AddressedTarget {
  std::string_view slot;
  std::string_view path;   ///< below the slot: "/v1/messages", or empty
  std::string_view query;  ///< with its question mark, or empty
};

/// Empty when the target does not begin with the token and a slot. Takes as long for a wrong token as for the right
/// one.
[[nodiscard]] std::optional<AddressedTarget> address_target(std::string_view target, std::string_view token);

/// Where a client cannot take a prefix: the slot whose API alone has such a path, "/v1/messages" or
/// "/v1beta/models/...". Empty when several have it ("/v1/models") or none. The views are of `target`, the slot is a
/// constant.
[[nodiscard]] std::optional<AddressedTarget> address_bare_path(std::string_view target);

/// False for a Host other than 127.0.0.1 or localhost with our port, and for anything a web page sent (Origin,
/// Sec-Fetch-Site): a name that an attacker points at 127.0.0.1 must not open the port to his page.
[[nodiscard]] bool comes_from_a_program(const Headers& headers, std::uint16_t port);

}  // namespace tabacus::analytics
