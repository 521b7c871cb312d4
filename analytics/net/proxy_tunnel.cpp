#include "analytics/net/proxy_tunnel.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tabacus::analytics::net {
namespace {

constexpr std::size_t kMaxAnswer = 16 * 1024;
constexpr std::size_t kMaxQuoted = 80;

std::string connect_request(const std::string& host, std::uint16_t port, const std::string& authorization) {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  const std::string authority = fmt::format(fmt::runtime(is_ipv6 ? "[{}]:{}" : "{}:{}"), host, port);
  std::string request = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n", authority);
  if (!authorization.empty()) request += "Proxy-Authorization: " + authorization + "\r\n";
  return request + "\r\n";
}

/// "407 Proxy Authentication Required" of a status line, fit for a message; empty when it is none.
std::string status_of(std::string_view answer) {
  std::string_view line = trim(answer.substr(0, answer.find('\n')));
  const std::size_t space = line.find(' ');
  if (!line.starts_with("HTTP/1.") || space == std::string_view::npos) return {};
  std::string status{trim(line.substr(space)).substr(0, kMaxQuoted)};
  std::ranges::replace_if(
      status, [](char c) { return c < ' ' || c > '~'; }, '?');
  const auto code = parse_int(std::string_view{status}.substr(0, status.find(' ')));
  return code && *code >= 200 && *code <= 599 ? status : std::string{};
}

Result<void> judge(std::string_view answer) {
  const std::string status = status_of(answer);
  if (status.empty()) return fail(ErrorCode::Io, "the proxy does not answer in HTTP");
  if (status.starts_with("407"))
    return fail(ErrorCode::PermissionDenied, "the proxy wants a user and password (HTTP 407); put them in its URL");
  if (!status.starts_with('2')) return fail(ErrorCode::Io, fmt::format("the proxy answered {}", status));
  return {};
}

}  // namespace

Awaitable<Result<void>> open_tunnel(Stream& proxy, std::string host, std::uint16_t port, std::string authorization) {
  const std::string request = connect_request(host, port, authorization);
  const Result<void> written = co_await proxy.write(request);
  if (!written) co_return fail(written.error(), "ask the proxy");
  std::string answer;
  std::array<char, 2048> bytes;
  std::size_t end = std::string::npos;
  while (end == std::string::npos) {
    if (answer.size() > kMaxAnswer) co_return fail(ErrorCode::Io, "the proxy's answer is too long");
    const Result<std::size_t> got = co_await proxy.read_some(bytes);
    if (!got) co_return fail(got.error(), "ask the proxy");
    if (*got == 0) co_return fail(ErrorCode::Closed, "the proxy hung up without an answer");
    answer.append(bytes.data(), *got);
    end = answer.find("\r\n\r\n");
  }
  const Result<void> verdict = judge(answer);
  if (!verdict) co_return verdict;
  // Nobody behind the tunnel speaks before the client does.
  if (answer.size() != end + 4) co_return fail(ErrorCode::Io, "the proxy sent more than its answer");
  co_return Result<void>{};
}

}  // namespace tabacus::analytics::net
