#include "analytics/wire/authority.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kMaxName = 253;
constexpr std::size_t kMaxLabel = 63;
constexpr std::uint16_t kHttpPort = 80;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Underscores are in no host name, but in names that people use.
bool is_label_byte(char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_'; }

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, is_label_byte);
}

bool is_ipv4(std::string_view host) {
  in_addr address{};
  return host.find('\0') == std::string_view::npos && ::inet_pton(AF_INET, std::string{host}.c_str(), &address) == 1;
}

/// The shortest form: two spellings of one address compare equal.
std::optional<std::string> canonical_ipv6(std::string_view host) {
  in6_addr address{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (host.find('\0') != std::string_view::npos || ::inet_pton(AF_INET6, std::string{host}.c_str(), &address) != 1 ||
      ::inet_ntop(AF_INET6, &address, text.data(), text.size()) == nullptr)
    return std::nullopt;
  return std::string{text.data()};
}

/// A name whose last label is a number would be taken for an IPv4 address by some ("127.1", "0x7f000001" by more).
bool is_name(std::string_view host) {
  if (host.empty() || host.size() > kMaxName) return false;
  const auto labels = split(host, '.');
  if (!std::ranges::all_of(labels, is_label)) return false;
  const std::string_view last = labels.back();
  return !std::ranges::all_of(last, is_digit) && !last.starts_with("0x");
}

/// RFC 3986 allows leading zeros and an empty port; nobody needs them.
std::optional<std::uint16_t> parse_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || text.front() == '0' || !std::ranges::all_of(text, is_digit))
    return std::nullopt;
  const auto port = parse_int(text);
  if (!port || *port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*port);
}

std::optional<Authority> parse(std::string_view text, std::optional<std::uint16_t> default_port) {
  Authority authority;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t close = std::min(text.find(']'), text.size() - 1);
    auto address = canonical_ipv6(text.substr(1, close - 1));
    if (!address) return std::nullopt;
    authority.host = std::move(*address);
    rest = text.substr(close + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    authority.host = to_lower_ascii(text.substr(0, colon));
    if (!is_ipv4(authority.host) && !is_name(authority.host)) return std::nullopt;
    rest = text.substr(colon);
  }
  const auto port = rest.empty() ? default_port : parse_port(rest.starts_with(':') ? rest.substr(1) : "");
  if (!port) return std::nullopt;
  authority.port = *port;
  return authority;
}

bool is_path_byte(char c) { return c > ' ' && c != '\x7f' && c != '#'; }

}  // namespace

std::string Authority::text() const {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

Result<std::string> parse_host(std::string_view host) {
  const auto none = fail(ErrorCode::InvalidInput, fmt::format("'{}' is neither a host name nor an address", host));
  const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
  if (is_bracketed) host = host.substr(1, host.size() - 2);
  if (is_bracketed || host.find(':') != std::string_view::npos) {
    auto address = canonical_ipv6(host);
    return address ? Result<std::string>{std::move(*address)} : none;
  }
  std::string name = to_lower_ascii(host);
  if (!is_ipv4(name) && !is_name(name)) return none;
  return name;
}

Result<Authority> parse_connect_target(std::string_view target) {
  auto authority = parse(target, std::nullopt);
  if (!authority) return fail(ErrorCode::InvalidInput, "CONNECT needs host:port");
  return std::move(*authority);
}

Result<AbsoluteTarget> parse_absolute_target(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  const auto refused = fail(ErrorCode::InvalidInput, "a proxied request needs http://host[:port]/path");
  if (!equals_ignore_case(target.substr(0, kScheme.size()), kScheme)) return refused;
  target.remove_prefix(kScheme.size());
  const std::size_t end = std::min(target.find_first_of("/?"), target.size());
  auto authority = parse(target.substr(0, end), kHttpPort);
  const std::string_view path = target.substr(end);
  if (!authority || !std::ranges::all_of(path, is_path_byte)) return refused;
  AbsoluteTarget parsed{std::move(*authority), std::string{path}};
  if (!path.starts_with('/')) parsed.origin_form.insert(0, 1, '/');
  return parsed;
}

}  // namespace tabacus::analytics
