#include "app/gui/demo/plain_http.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <limits>

#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::app {
namespace {

constexpr std::size_t kMaxHeadBytes = 64 * 1024;
constexpr std::size_t kMaxLineBytes = 1024;

std::string endpoint_text(const LoopbackUrl& url) { return fmt::format("{}:{}", url.address, url.port); }

Result<UniqueFd> connect_to(const LoopbackUrl& url) {
  UniqueFd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!socket) return fail_errno("open", "socket");
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(url.port);
  if (::inet_pton(AF_INET, url.address.c_str(), &to.sin_addr) != 1)
    return fail(ErrorCode::InvalidInput, "not an IPv4 address: " + url.address);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
    return fail_errno("connect", endpoint_text(url));
  return socket;
}

Result<void> send_all(const UniqueFd& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return fail_errno("send", "request");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

/// 0: the other end closed.
Result<std::size_t> receive(const UniqueFd& socket, std::array<char, 16 * 1024>& into) {
  for (;;) {
    const ssize_t got = ::recv(socket.get(), into.data(), into.size(), 0);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return fail_errno("receive", "answer");
  }
}

std::string request_text(const LoopbackUrl& url, const HeaderFields& fields, std::string_view body) {
  std::string text = fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\n", url.path, endpoint_text(url));
  for (const auto& [name, value] : fields) text += fmt::format("{}: {}\r\n", name, value);
  text += fmt::format("Content-Length: {}\r\nConnection: close\r\n\r\n", body.size());
  return text.append(body);
}

struct Head {
  int status = 0;
  bool chunked = false;
};

Result<Head> parse_head(std::string_view text) {
  if (!text.starts_with("HTTP/1.1 ") || text.size() < 12) return fail(ErrorCode::InvalidInput, "no HTTP/1.1 answer");
  Head head;
  head.status = static_cast<int>(parse_int(text.substr(9, 3)).value_or(0));
  for (const std::string_view line : split(text, '\n'))
    if (equals_ignore_case(trim(line), "Transfer-Encoding: chunked")) head.chunked = true;
  return head;
}

}  // namespace

Result<LoopbackUrl> parse_loopback_url(std::string_view text) {
  constexpr std::string_view kScheme = "http://";
  const auto bad = [&] { return fail(ErrorCode::InvalidInput, fmt::format("not a plain loopback URL: {}", text)); };
  if (!text.starts_with(kScheme)) return bad();
  const std::string_view rest = text.substr(kScheme.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view authority = rest.substr(0, slash);
  const std::size_t colon = authority.find(':');
  if (colon == std::string_view::npos) return bad();
  const auto port = parse_int(authority.substr(colon + 1));
  if (!port || *port <= 0 || *port > std::numeric_limits<std::uint16_t>::max()) return bad();
  std::string_view path = rest.substr(slash);
  while (path.ends_with('/')) path.remove_suffix(1);
  return LoopbackUrl{std::string{authority.substr(0, colon)}, static_cast<std::uint16_t>(*port), std::string{path}};
}

Result<void> ChunkedBody::take_size_line() {
  const std::string_view digits = trim(std::string_view{line_}.substr(0, line_.find(';')));
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
  if (error != std::errc{} || end != digits.data() + digits.size())
    return fail(ErrorCode::InvalidInput, "a chunk without a size");
  left_ = size;
  part_ = size == 0 ? Part::Trailer : Part::Data;
  line_.clear();
  return {};
}

Result<void> ChunkedBody::feed(std::string_view bytes, std::string& out) {
  while (!bytes.empty() && part_ != Part::Trailer) {
    if (part_ == Part::Data) {
      const std::size_t taken = std::min(left_, bytes.size());
      out.append(bytes.substr(0, taken));
      bytes.remove_prefix(taken);
      left_ -= taken;
      if (left_ == 0) part_ = Part::DataEnd;
      continue;
    }
    const char byte = bytes.front();
    bytes.remove_prefix(1);
    if (part_ == Part::DataEnd) {
      if (byte == '\n') part_ = Part::Size;
    } else if (byte != '\n') {
      line_.push_back(byte);
      if (line_.size() > kMaxLineBytes) return fail(ErrorCode::InvalidInput, "a chunk size without an end");
    } else if (auto taken = take_size_line(); !taken) {
      return taken;
    }
  }
  return {};
}

Result<int> post(const LoopbackUrl& url, const HeaderFields& fields, std::string_view body,
                 const std::function<void(std::string_view)>& on_body) {
  const auto socket = connect_to(url);
  if (!socket) return fail(socket.error());
  if (auto sent = send_all(*socket, request_text(url, fields, body)); !sent) return fail(sent.error());

  std::array<char, 16 * 1024> buffer{};
  std::string pending;
  std::optional<Head> head;
  ChunkedBody chunks;
  for (;;) {
    const auto got = receive(*socket, buffer);
    if (!got) return fail(got.error());
    if (*got == 0) break;
    pending.append(buffer.data(), *got);
    if (!head) {
      const std::size_t end = pending.find("\r\n\r\n");
      if (end == std::string::npos && pending.size() > kMaxHeadBytes) break;
      if (end == std::string::npos) continue;
      const auto parsed = parse_head(std::string_view{pending}.substr(0, end));
      if (!parsed) return fail(parsed.error());
      head = *parsed;
      pending.erase(0, end + 4);
    }
    std::string payload;
    if (!head->chunked)
      payload.swap(pending);
    else if (auto decoded = chunks.feed(pending, payload); !decoded)
      return fail(decoded.error());
    pending.clear();
    if (!payload.empty()) on_body(payload);
  }
  if (!head) return fail(ErrorCode::InvalidInput, "the answer has no head");
  return head->status;
}

}  // namespace tabacus::app
