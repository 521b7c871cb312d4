#include "analytics/capture/peer_identity.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

Result<LoopbackPair> ports_of(int fd) {
  sockaddr_in ours{};
  sockaddr_in theirs{};
  socklen_t size = sizeof(ours);
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&ours), &size) != 0) return fail_errno("getsockname", "client");
  size = sizeof(theirs);
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&theirs), &size) != 0)
    return fail(ErrorCode::NotFound, "the client is gone");
  return LoopbackPair{ntohs(theirs.sin_port), ntohs(ours.sin_port)};
}

struct DiagRequest {
  nlmsghdr header{};
  inet_diag_req_v2 body{};
};

/// The question for the socket whose local end is the client's: exact, no dump.
DiagRequest question_for(LoopbackPair pair, std::uint32_t number) {
  DiagRequest request;
  request.header.nlmsg_seq = number;
  request.header.nlmsg_len = sizeof(request);
  request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  request.header.nlmsg_flags = NLM_F_REQUEST;
  request.body.sdiag_family = AF_INET;
  request.body.sdiag_protocol = IPPROTO_TCP;
  request.body.idiag_states = ~0U;
  request.body.id.idiag_sport = htons(pair.peer_port);
  request.body.id.idiag_dport = htons(pair.our_port);
  request.body.id.idiag_src[0] = htonl(INADDR_LOOPBACK);
  request.body.id.idiag_dst[0] = htonl(INADDR_LOOPBACK);
  request.body.id.idiag_cookie[0] = request.body.id.idiag_cookie[1] = static_cast<__u32>(INET_DIAG_NOCOOKIE);
  return request;
}

template <typename Value>
std::optional<Value> payload_of(const char* reply, std::size_t size) {
  if (size < NLMSG_HDRLEN + sizeof(Value)) return std::nullopt;
  Value value;
  std::memcpy(&value, reply + NLMSG_HDRLEN, sizeof(value));
  return value;
}

/// The answer to one question, without the number it bears.
Result<PeerSocket> read_answer(const nlmsghdr& header, const char* reply, std::size_t size) {
  if (header.nlmsg_type == NLMSG_ERROR) {
    const auto error = payload_of<nlmsgerr>(reply, size);
    const bool is_gone = error && error->error == -ENOENT;
    return fail(is_gone ? ErrorCode::NotFound : ErrorCode::Unsupported, "sock_diag: no such connection");
  }
  const auto found = payload_of<inet_diag_msg>(reply, size);
  if (!found) return fail(ErrorCode::Unsupported, "sock_diag: a short answer");
  return PeerSocket{found->idiag_uid, found->idiag_inode};
}

/// An end on 127.0.0.1 as /proc/net/tcp writes it: the address as words of memory, "0100007F:1F90".
std::string loopback_end(std::uint16_t port) { return fmt::format("{:08X}:{:04X}", htonl(INADDR_LOOPBACK), port); }

/// As /proc/net/tcp6 writes it: ::ffff:127.0.0.1.
std::string mapped_loopback_end(std::uint16_t port) {
  return fmt::format("{:016X}{:08X}{}", 0, htonl(0xFFFF), loopback_end(port));
}

bool is_end(std::string_view word, std::uint16_t port) {
  return word == loopback_end(port) || word == mapped_loopback_end(port);
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(line, ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

Result<PeerSocket> look_up_in_proc(LoopbackPair pair) {
  bool can_tell = false;
  for (const char* file : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    const auto table = read_file(file);
    if (!table) continue;
    can_tell = true;
    auto found = find_in_proc_table(*table, pair);
    if (found) return found;
  }
  if (can_tell) return fail(ErrorCode::NotFound, "no such connection in /proc/net/tcp");
  return fail(ErrorCode::Unsupported, "neither sock_diag nor /proc/net/tcp can be read");
}

UniqueFd open_netlink() {
  UniqueFd netlink{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)};
  const timeval patience{0, 100'000};  // the answer comes at once or never
  if (netlink) ::setsockopt(netlink.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  return netlink;
}

}  // namespace

PeerIdentity::PeerIdentity() : netlink_{open_netlink()} {}

Result<PeerSocket> PeerIdentity::peer_of(int fd) const {
  const auto pair = ports_of(fd);
  if (!pair) return fail(pair.error());
  if (netlink_) {
    auto answer = ask_netlink(netlink_.get(), *pair, ++questions_);
    if (answer || answer.error().code != ErrorCode::Unsupported) return answer;
  }
  return look_up_in_proc(*pair);
}

Result<PeerSocket> ask_netlink(int netlink, LoopbackPair pair, std::uint32_t number) {
  constexpr int kMaxStale = 64;
  const DiagRequest request = question_for(pair, number);
  if (::send(netlink, &request, sizeof(request), 0) < 0) return fail(ErrorCode::Unsupported, "sock_diag: send");
  for (int stale = 0; stale < kMaxStale; ++stale) {
    std::array<char, 1024> reply{};
    const ssize_t got = ::recv(netlink, reply.data(), reply.size(), 0);
    if (got < static_cast<ssize_t>(NLMSG_HDRLEN)) break;
    nlmsghdr header{};
    std::memcpy(&header, reply.data(), sizeof(header));
    if (header.nlmsg_seq == number) return read_answer(header, reply.data(), static_cast<std::size_t>(got));
  }
  return fail(ErrorCode::Unsupported, "sock_diag: no answer");
}

Result<PeerSocket> find_in_proc_table(std::string_view table, LoopbackPair pair) {
  // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ...
  constexpr std::size_t kLocal = 1, kRemote = 2, kUid = 7, kInode = 9;
  for (const std::string_view line : split(table, '\n')) {
    const auto words = words_of(line);
    if (words.size() <= kInode) continue;
    if (!is_end(words[kLocal], pair.peer_port) || !is_end(words[kRemote], pair.our_port)) continue;
    const auto uid = parse_int(words[kUid]);
    const auto inode = parse_int(words[kInode]);
    if (uid && inode) return PeerSocket{static_cast<std::uint32_t>(*uid), static_cast<std::uint64_t>(*inode)};
  }
  return fail(ErrorCode::NotFound, "no such connection");
}

}  // namespace tabacus::analytics
