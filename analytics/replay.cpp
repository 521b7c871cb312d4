#include "analytics/replay.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "analytics/api/reader.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kKeptOfAnswer = 64 * 1024;
/// How long a wait lasts before it is asked whether to give up.
constexpr milliseconds kSlice{100};

/// Of the connection, or made anew: the body is sent decoded and in one piece.
bool is_of_the_connection(std::string_view name) {
  constexpr std::array kNames{
      "host",    "content-length", "transfer-encoding", "content-encoding", "connection", "keep-alive", "expect", "te",
      "upgrade", "trailer"};
  return std::ranges::any_of(kNames, [&](const char* known) { return equals_ignore_case(name, known); }) ||
         to_lower_ascii(name).starts_with("proxy-");
}

bool is_masked(const std::vector<MaskedPlace>& masks, std::size_t begin, std::size_t end) {
  return std::ranges::any_of(masks, [&](const MaskedPlace& m) { return m.begin < end && m.begin + m.length > begin; });
}

/// The field as it goes out; empty: it does not.
Result<std::string> field_to_send(std::string_view field, bool masked, const Headers& credentials) {
  const std::string_view name = field.substr(0, field.find(':'));
  if (is_of_the_connection(name)) return std::string{};
  if (!masked) return std::string{field} + "\r\n";
  const std::string_view live = credentials.find(name);
  if (live.empty())
    return fail(ErrorCode::InvalidInput,
                fmt::format("its field '{}' was masked, and the tab's last call there brought none", name));
  return fmt::format("{}: {}\r\n", name, live);
}

Result<UniqueFd> connect_to_port(std::uint16_t port) {
  UniqueFd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!fd) return fail_errno("open a socket for", "the tab's port");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return fail_errno("connect to", fmt::format("127.0.0.1:{}", port));
  return fd;
}

Result<void> wait_for(int fd, short event, steady_clock::time_point deadline, const std::function<bool()>& gives_up) {
  for (;;) {
    if (gives_up && gives_up()) return fail(ErrorCode::Closed, "it was broken off");
    if (steady_clock::now() >= deadline) return fail(ErrorCode::TimedOut, "the answer did not end in time");
    pollfd polled{fd, event, 0};
    const int ready = ::poll(&polled, 1, static_cast<int>(kSlice.count()));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return fail_errno("wait for", "the tab's port");
  }
}

Result<PortAnswer> answer_of(const std::string& text) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  const auto status =
      text.starts_with(kVersion) ? parse_int(std::string_view{text}.substr(kVersion.size(), 3)) : std::nullopt;
  if (!status) return fail(ErrorCode::Closed, "the tab's port closed without an answer");
  const std::size_t end = text.find("\r\n\r\n");
  return PortAnswer{static_cast<int>(*status), end == std::string::npos ? std::string{} : text.substr(end + 4)};
}

}  // namespace

Result<std::string> replay_request(const KeptSide& kept, std::string_view target, std::uint16_t port,
                                   const Headers& credentials) {
  if (kept.flags != 0) return fail(ErrorCode::InvalidInput, "its request was not kept whole");
  if (!kept.masks.empty())
    return fail(ErrorCode::InvalidInput, "a secret was masked in its request, which cannot be sent without it");
  const std::string_view head = kept.head;
  const std::size_t line_end = std::min(head.size(), head.find("\r\n"));
  const std::string_view line = head.substr(0, line_end);
  if (is_masked(kept.head_masks, 0, line_end))
    return fail(ErrorCode::InvalidInput, "its key stood in the URL and was masked there");
  std::string request =
      fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", line.substr(0, line.find(' ')), target, port);
  for (std::size_t begin = line_end + 2; begin < head.size();) {
    const std::size_t end = std::min(head.size(), head.find("\r\n", begin));
    if (end > begin) {
      const bool masked = is_masked(kept.head_masks, begin, end);
      const auto field = field_to_send(head.substr(begin, end - begin), masked, credentials);
      if (!field) return fail(field.error());
      request += *field;
    }
    begin = end + 2;
  }
  return request + fmt::format("Content-Length: {}\r\nConnection: close\r\n\r\n{}", kept.body.size(), kept.body);
}

Result<CallPlace> place_of_call(const std::filesystem::path& directory, std::int64_t call_id) {
  const auto reader = Reader::open(directory);
  if (!reader) return fail(reader.error());
  CallFilter this_one;
  this_one.limit = 1;
  const auto found = (*reader)->calls_behind(call_id - 1, this_one);
  if (!found) return fail(found.error());
  const auto value_of = [&](std::string_view column) -> Value {
    const auto at = std::ranges::find(found->columns, column);
    if (found->rows.empty() || at == found->columns.end()) return std::monostate{};
    return found->rows.front()[static_cast<std::size_t>(at - found->columns.begin())];
  };
  const auto text_of = [&](std::string_view column) {
    const Value value = value_of(column);
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr ? *text : std::string{};
  };
  if (value_of("call_id") != Value{call_id}) return fail(ErrorCode::NotFound, "no such call is stored");
  return CallPlace{text_of("host"), text_of("endpoint")};
}

Result<std::string> replay_at_port(const KeptCall& call, const CallPlace& place, const ReplayPort& port,
                                   SteadyTime now) {
  if (call.is_socket)
    return fail(ErrorCode::Unsupported, "it was made on a WebSocket, whose messages build on those before");
  const std::string_view head = call.request.head;
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const std::string_view target = line.substr(std::min(line.size(), line.find(' ') + 1));
  const std::string_view path = target.substr(0, target.find('?'));
  const auto route = std::ranges::find_if(port.routes, [&](const auto& entry) {
    return entry.second.upstream.host == place.host && entry.second.upstream_path(place.endpoint) == path;
  });
  if (route == port.routes.end())
    return fail(ErrorCode::NotFound, fmt::format("no call of this tab goes to {}{}", place.host, path));
  const auto live =
      port.credentials != nullptr ? port.credentials->find(route->second.upstream.authority(), now) : std::nullopt;
  if (!live)
    return fail(ErrorCode::NotFound,
                fmt::format("this tab made no call to {} within the last hour, so there are no credentials to use; "
                            "make one there first",
                            place.host));
  const std::string own =
      fmt::format("/{}/{}{}{}", port.token, route->first, place.endpoint, target.substr(path.size()));
  return replay_request(call.request, own, port.port, *live);
}

Result<PortAnswer> send_to_port(std::uint16_t port, std::string_view request, milliseconds patience,
                                const std::function<bool()>& gives_up) {
  const auto deadline = steady_clock::now() + patience;
  const auto fd = connect_to_port(port);
  if (!fd) return fail(fd.error());
  while (!request.empty()) {
    if (auto ready = wait_for(fd->get(), POLLOUT, deadline, gives_up); !ready) return fail(ready.error());
    const ssize_t sent = ::send(fd->get(), request.data(), request.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (sent < 0) break;  // an answer may have come before the whole request was taken
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::string answer;
  std::array<char, 16 * 1024> chunk;
  for (;;) {
    if (auto ready = wait_for(fd->get(), POLLIN, deadline, gives_up); !ready) return fail(ready.error());
    const ssize_t got = ::recv(fd->get(), chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0) return answer_of(answer);
    const std::size_t room = kKeptOfAnswer - std::min(answer.size(), kKeptOfAnswer);
    answer.append(chunk.data(), std::min(static_cast<std::size_t>(got), room));
  }
}

}  // namespace tabacus::analytics
