#include "analytics/capture/corporate_proxy.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/base64.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

using Environment = std::vector<std::pair<std::string, std::string>>;

struct Named {
  std::string_view name;
  std::string_view value;
};

/// The first of the variables that is set and not empty.
std::optional<Named> first_of(const Environment& environment, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    for (const auto& [present, value] : environment)
      if (present == name && !value.empty()) return Named{name, value};
  return std::nullopt;
}

std::string percent_decoded(std::string_view text) {
  const auto digit = [](char c) { return std::string_view{"0123456789abcdef"}.find(to_lower_ascii({&c, 1})); };
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const std::size_t high = digit(text[i + 1]), low = digit(text[i + 2]);
      if (high < 16 && low < 16) {
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    decoded += text[i];
  }
  return decoded;
}

/// RFC 7617: the user's name has no colon, the password may.
std::string basic_authorization(std::string_view user_info) {
  const std::size_t colon = std::min(user_info.find(':'), user_info.size());
  const std::string_view password = user_info.substr(std::min(colon + 1, user_info.size()));
  return "Basic " + encode_base64(percent_decoded(user_info.substr(0, colon)) + ":" + percent_decoded(password));
}

using Address = std::array<unsigned char, 16>;

/// IPv4 addresses as ::ffff:a.b.c.d.
std::optional<Address> parse_address(std::string_view text) {
  Address address{};
  const std::string terminated{text};
  if (::inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1) return address;
  address[10] = address[11] = 0xff;
  if (::inet_pton(AF_INET, terminated.c_str(), address.data() + 12) == 1) return address;
  return std::nullopt;
}

bool is_in_range(const Address& host, std::string_view range, std::string_view length) {
  const auto network = parse_address(range);
  const auto given = parse_int(length);
  const bool is_ipv4 = range.find(':') == std::string_view::npos;
  if (!network || !given || *given < 0 || *given > (is_ipv4 ? 32 : 128)) return false;
  const auto bits = static_cast<std::size_t>(*given) + (is_ipv4 ? 96 : 0);
  for (std::size_t bit = 0; bit < bits; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if ((host[bit / 8] & mask) != ((*network)[bit / 8] & mask)) return false;
  }
  return true;
}

bool is_domain_of(std::string_view domain, std::string_view host) {
  if (domain.starts_with("*.")) domain.remove_prefix(1);
  if (domain.starts_with('.')) domain.remove_prefix(1);
  if (domain.empty() || domain.size() > host.size()) return false;
  const std::size_t begin = host.size() - domain.size();
  return equals_ignore_case(host.substr(begin), domain) && (begin == 0 || host[begin - 1] == '.');
}

/// Takes ":port" off; false when it is another port. A bare IPv6 address has colons of its own.
bool take_port(std::string_view& item, std::uint16_t port) {
  if (item.starts_with('[')) {
    const std::size_t close = item.find(']');
    if (close == std::string_view::npos) return false;
    const std::string_view rest = item.substr(close + 1);
    item = item.substr(1, close - 1);
    return rest.empty() || (rest.front() == ':' && parse_int(rest.substr(1)) == port);
  }
  const std::size_t colon = item.find(':');
  if (colon == std::string_view::npos || item.find(':', colon + 1) != std::string_view::npos) return true;
  const bool is_ours = parse_int(item.substr(colon + 1)) == port;
  item = item.substr(0, colon);
  return is_ours;
}

bool names(std::string_view item, std::string_view host, const std::optional<Address>& address, std::uint16_t port) {
  if (item == "*") return true;
  const std::size_t slash = item.find('/');
  if (slash != std::string_view::npos)
    return address && is_in_range(*address, item.substr(0, slash), item.substr(slash + 1));
  if (!take_port(item, port)) return false;
  return address ? parse_address(item) == address : is_domain_of(item, host);
}

std::optional<net::ProxyServer> proxy_among(const Environment& environment,
                                            std::initializer_list<std::string_view> names,
                                            std::vector<std::string>& warnings) {
  const auto named = first_of(environment, names);
  if (!named) return std::nullopt;
  auto proxy = parse_proxy_url(named->value);
  if (proxy) return std::move(*proxy);
  std::string warning = fmt::format("{} {}; calls go directly", named->name, proxy.error().message);
  if (std::ranges::find(warnings, warning) == warnings.end()) warnings.push_back(std::move(warning));
  return std::nullopt;
}

}  // namespace

Result<net::ProxyServer> parse_proxy_url(std::string_view text) {
  const std::size_t scheme_end = text.find("://");
  const std::string scheme = to_lower_ascii(scheme_end == std::string_view::npos ? "http" : text.substr(0, scheme_end));
  if (scheme.starts_with("socks")) return fail(ErrorCode::Unsupported, "is a SOCKS proxy, which tabacus cannot use");
  if (scheme_end != std::string_view::npos) text.remove_prefix(scheme_end + 3);
  text = text.substr(0, text.find('/'));

  net::ProxyServer proxy;
  const std::size_t at = text.rfind('@');
  if (at != std::string_view::npos) {
    if (at > 0) proxy.authorization = basic_authorization(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  const auto url = parse_upstream_url(fmt::format("{}://{}", scheme, text));
  if (!url) return fail(ErrorCode::InvalidInput, "is no URL of the form http://host:port");
  proxy.host = url->host;
  proxy.port = url->port;
  proxy.tls = url->tls;
  return proxy;
}

bool is_exempt(std::string_view list, std::string_view host, std::uint16_t port) {
  const auto address = parse_address(host);
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(", \t"), list.size());
    const std::string_view item = list.substr(0, end);
    if (!item.empty() && names(item, host, address, port)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

CorporateProxy::CorporateProxy(const Environment& environment, std::vector<std::string>& warnings)
    : for_https_{proxy_among(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}, warnings)},
      for_http_{proxy_among(environment, {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}, warnings)} {
  if (const auto list = first_of(environment, {"no_proxy", "NO_PROXY"})) exempt_ = list->value;
}

std::optional<net::ProxyServer> CorporateProxy::proxy_for(const UpstreamUrl& upstream) const {
  if (upstream.is_loopback() || is_exempt(exempt_, upstream.host, upstream.port)) return std::nullopt;
  return upstream.tls ? for_https_ : for_http_;
}

}  // namespace tabacus::analytics
