#include "analytics/capture/peer_identity.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <unistd.h>

#include "analytics/capture/peer_identity_proc.hpp"

namespace tabacus::analytics {
namespace {

struct Pair {
  UniqueFd client;
  UniqueFd server;
};

Pair loopback_pair() {
  const UniqueFd listener{::socket(AF_INET, SOCK_STREAM, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), size);
  ::listen(listener.get(), 1);
  ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
  UniqueFd client{::socket(AF_INET, SOCK_STREAM, 0)};
  ::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), size);
  return {std::move(client), UniqueFd{::accept(listener.get(), nullptr, nullptr)}};
}

TEST(PeerIdentity, TellsTheCallersUidAndThatItsSocketIsOpen) {
  const Pair pair = loopback_pair();
  const auto peer = PeerIdentity{}.peer_of(pair.server.get());
  ASSERT_TRUE(peer.has_value()) << peer.error().message;
  EXPECT_EQ(peer->uid, ::getuid());
  EXPECT_NE(peer->inode, 0u);
}

TEST(PeerIdentity, OnlyOurOwnUserMayCall) {
  constexpr std::uint32_t kOwn = 1000;
  const Result<PeerSocket> gone = fail(ErrorCode::NotFound, "gone");
  const Result<PeerSocket> unknown = fail(ErrorCode::Unsupported, "no sock_diag");
  for (const RootCalls root : {RootCalls::Refused, RootCalls::Taken}) {
    EXPECT_TRUE(may_call(PeerSocket{kOwn, 7}, kOwn, root));
    EXPECT_FALSE(may_call(PeerSocket{1001, 7}, kOwn, root));
    EXPECT_FALSE(may_call(PeerSocket{kOwn, 0}, kOwn, root)) << "closed before it was accepted";
    EXPECT_FALSE(may_call(gone, kOwn, root));
    EXPECT_TRUE(may_call(unknown, kOwn, root)) << "the secret path decides";
    EXPECT_TRUE(may_call(PeerSocket{0, 7}, 0, root)) << "root's own tabacus";
    EXPECT_FALSE(may_call(PeerSocket{kOwn, 7}, 0, root));
  }
  EXPECT_FALSE(may_call(PeerSocket{0, 7}, kOwn, RootCalls::Refused));
  EXPECT_TRUE(may_call(PeerSocket{0, 7}, kOwn, RootCalls::Taken));
}

TEST(PeerIdentity, TakesNobodyForClosedWhomTheSystemDoesNotTellOf) {
  EXPECT_FALSE(has_closed(fail(ErrorCode::Unsupported, "neither sock_diag nor /proc/net/tcp can be read")));
  EXPECT_FALSE(has_closed(fail(ErrorCode::Io, "getsockname")));
  EXPECT_FALSE(has_closed(PeerSocket{1000, 7}));
  EXPECT_TRUE(has_closed(PeerSocket{1000, 0}));
  EXPECT_TRUE(has_closed(fail(ErrorCode::NotFound, "no such connection")));
}

TEST(PeerIdentity, TellsAHalfClosedClientFromAClosedOne) {
  Pair pair = loopback_pair();
  const PeerIdentity peers;
  ::shutdown(pair.client.get(), SHUT_WR);
  const auto half_closed = peers.peer_of(pair.server.get());
  ASSERT_TRUE(half_closed.has_value());
  EXPECT_NE(half_closed->inode, 0u);
  pair.client.reset();
  const auto closed = peers.peer_of(pair.server.get());
  EXPECT_TRUE(!closed || closed->inode == 0);
}

struct DiagAnswer {
  nlmsghdr header{};
  inet_diag_msg body{};
};

DiagAnswer answer_to(std::uint32_t number, std::uint32_t uid) {
  DiagAnswer answer;
  answer.header.nlmsg_len = sizeof(answer);
  answer.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  answer.header.nlmsg_seq = number;
  answer.body.idiag_uid = uid;
  answer.body.idiag_inode = 5;
  return answer;
}

TEST(Netlink, PassesOverLateAnswersToEarlierQuestions) {
  int ends[2] = {-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
  const UniqueFd ours{ends[0]};
  const UniqueFd kernel{ends[1]};
  for (const DiagAnswer& answer : {answer_to(6, 1000), answer_to(7, 1001)})
    ASSERT_GT(::send(kernel.get(), &answer, sizeof(answer), 0), 0);
  const auto peer = ask_netlink(ours.get(), {1, 2}, 7);
  ASSERT_TRUE(peer.has_value()) << peer.error().message;
  EXPECT_EQ(peer->uid, 1001u);
}

TEST(ProcTable, TakesNoOtherAddressForLoopback) {
  constexpr std::string_view kTable =
      "   0: 0200000A:C350 0100000A:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 12 1 0\n"
      "   1: 0000000000000000FFFF00000100007F:C350 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 "
      "00:00000000 00000000  1002        0 13 1 0\n";
  const auto peer = find_in_proc_table(kTable, {0xC350, 0x1F90});
  ASSERT_TRUE(peer.has_value());
  EXPECT_EQ(peer->uid, 1002u);
}

TEST(ProcTable, FindsTheLineWithBothPorts) {
  constexpr std::string_view kTable =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
      "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11 1 0\n"
      "   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 12 1 0\n"
      "   2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 13 1 0\n";
  const auto peer = find_in_proc_table(kTable, {0xC350, 0x1F90});
  ASSERT_TRUE(peer.has_value());
  EXPECT_EQ(peer->uid, 1001u);
  EXPECT_EQ(peer->inode, 12u);
  EXPECT_FALSE(find_in_proc_table(kTable, {0xC351, 0x1F90}).has_value());
  EXPECT_FALSE(find_in_proc_table("", {1, 2}).has_value());
}

}  // namespace
}  // namespace tabacus::analytics
