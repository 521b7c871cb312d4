#include "analytics/serve/http/access.hpp"

#include <fmt/format.h>

#include "analytics/capture/capability.hpp"
#include "base/text.hpp"

namespace tabacus::analytics::serve {
namespace {

bool is_our_host(std::string_view host, std::uint16_t port) {
  return host == fmt::format("127.0.0.1:{}", port) || equals_ignore_case(host, fmt::format("localhost:{}", port));
}

}  // namespace

Result<void> check_host(const Headers& headers, std::uint16_t port) {
  std::size_t hosts = 0;
  for (const auto [name, value] : headers) {
    if (!equals_ignore_case(name, "Host")) continue;
    ++hosts;
    if (!is_our_host(value, port))
      return fail(ErrorCode::PermissionDenied, fmt::format("Host must be 127.0.0.1:{}", port));
  }
  if (hosts != 1) return fail(ErrorCode::PermissionDenied, "there must be one Host");
  return {};
}

Result<void> check_origin(const Headers& headers, std::uint16_t port) {
  if (auto checked = check_host(headers, port); !checked) return checked;
  for (const auto [name, value] : headers) {
    const bool is_foreign_origin =
        equals_ignore_case(name, "Origin") && !(value.starts_with("http://") && is_our_host(value.substr(7), port));
    // Browsers tell it of images, forms and frames too; "none" is an address that a user typed.
    const bool is_foreign_site =
        equals_ignore_case(name, "Sec-Fetch-Site") && value != "same-origin" && value != "none";
    if (is_foreign_origin || is_foreign_site)
      return fail(ErrorCode::PermissionDenied, "a page of another origin may not ask");
  }
  return {};
}

bool has_token(const Headers& headers, std::string_view token) {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view given = headers.find("Authorization");
  return given.size() > kScheme.size() && equals_ignore_case(given.substr(0, kScheme.size()), kScheme) &&
         equal_in_constant_time(trim(given.substr(kScheme.size())), token);
}

}  // namespace tabacus::analytics::serve
