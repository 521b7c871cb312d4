#include "analytics/capture/upstream_url.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

bool is_host_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

bool is_address_byte(char c) { return is_host_byte(c) || c == ':' || c == '%'; }

bool is_path_byte(char c) { return c > ' ' && c < '\x7f' && c != '?' && c != '#'; }

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const auto port = parse_int(text);
  if (!port || *port < 1 || *port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*port);
}

/// Splits "host:port" or "[::1]:port"; false when it is neither.
bool take_authority(std::string_view authority, UpstreamUrl& url) {
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return false;
    url.host = authority.substr(1, close - 1);
    if (!std::ranges::all_of(url.host, is_address_byte)) return false;
    port = authority.substr(close + 1);
    if (!port.empty() && port.front() != ':') return false;
  } else {
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    url.host = authority.substr(0, colon);
    if (!std::ranges::all_of(url.host, is_host_byte)) return false;
    port = authority.substr(colon);
  }
  if (url.host.empty()) return false;
  url.port = url.tls ? kHttpsPort : kHttpPort;
  if (port.size() <= 1) return true;
  const auto number = parse_port(port.substr(1));
  url.port = number.value_or(0);
  return number.has_value();
}

}  // namespace

std::string UpstreamUrl::authority() const {
  std::string name = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
  if (port != (tls ? kHttpsPort : kHttpPort)) name.append(1, ':').append(fmt::format_int{port}.c_str());
  return name;
}

bool UpstreamUrl::is_loopback() const {
  const bool is_ipv4 = host.find_first_not_of("0123456789.") == std::string::npos;
  return host == "::1" || equals_ignore_case(host, "localhost") || (is_ipv4 && host.starts_with("127."));
}

Result<UpstreamUrl> parse_upstream_url(std::string_view text) {
  const auto refused = fail(ErrorCode::InvalidInput, "not a base URL of the form http(s)://host[:port][/path]");
  constexpr std::string_view kHttp = "http://";
  constexpr std::string_view kHttps = "https://";
  UpstreamUrl url;
  url.tls = equals_ignore_case(text.substr(0, kHttps.size()), kHttps);
  if (!url.tls && !equals_ignore_case(text.substr(0, kHttp.size()), kHttp)) return refused;
  text.remove_prefix(url.tls ? kHttps.size() : kHttp.size());

  const std::size_t slash = std::min(text.find('/'), text.size());
  if (!take_authority(text.substr(0, slash), url)) return refused;
  std::string_view path = text.substr(slash);
  if (!std::ranges::all_of(path, is_path_byte)) return refused;
  while (path.ends_with('/')) path.remove_suffix(1);
  url.base_path = path;
  return url;
}

}  // namespace tabacus::analytics
