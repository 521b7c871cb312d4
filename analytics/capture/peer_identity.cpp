#include "analytics/capture/peer_identity.hpp"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cstring>
#include <optional>

#include "analytics/capture/peer_identity_proc.hpp"

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

UniqueFd open_netlink() {
  UniqueFd netlink{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)};
  const timeval patience{0, 100'000};  // the answer comes at once or never
  if (netlink) ::setsockopt(netlink.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  return netlink;
}

}  // namespace

bool may_call(const Result<PeerSocket>& peer, std::uint32_t own_uid, RootCalls root) {
  if (!peer) return peer.error().code == ErrorCode::Unsupported;
  if (peer->inode == 0) return false;
  return peer->uid == own_uid || (peer->uid == 0 && root == RootCalls::Taken);
}

bool has_closed(const Result<PeerSocket>& peer) {
  return peer ? peer->inode == 0 : peer.error().code == ErrorCode::NotFound;
}

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

}  // namespace tabacus::analytics
