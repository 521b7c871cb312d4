#include "base/port_owner.hpp"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/unique_fd.hpp"

namespace tabacus {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

struct LineCase {
  const char* name;
  const char* line;
  std::optional<std::uint16_t> port;
};

class Lines : public testing::TestWithParam<LineCase> {};

TEST_P(Lines, TellListenersFromTheRest) {
  const auto socket = parse_listening_socket(GetParam().line);
  EXPECT_EQ(socket ? std::optional{socket->port} : std::nullopt, GetParam().port);
  if (socket) {
    EXPECT_EQ(socket->uid, 1000U);
    EXPECT_EQ(socket->inode, 12345U);
  }
}

INSTANTIATE_TEST_SUITE_P(
    OfTheKernel, Lines,
    testing::Values(
        LineCase{"loopback",
                 "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1",
                 8080},
        LineCase{"every_address", "0: 00000000:0016 00000000:0000 0A 0:0 0:0 0 1000 0 12345", 22},
        LineCase{"mapped", "0: 0000000000000000FFFF00000100007F:1F90 0:0 0A 0:0 0:0 0 1000 0 12345", 8080},
        LineCase{"other_address", "0: 0100A8C0:1F90 00000000:0000 0A 0:0 0:0 0 1000 0 12345", std::nullopt},
        LineCase{"connection", "0: 0100007F:1F90 0100007F:0050 01 0:0 0:0 0 1000 0 12345", std::nullopt},
        LineCase{"heading",
                 "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                 std::nullopt},
        LineCase{"cut", "0: 0100007F:1F90 00000000:0000 0A", std::nullopt},
        LineCase{"no_port", "0: 0100007F 00000000:0000 0A 0:0 0:0 0 1000 0 12345", std::nullopt},
        LineCase{"port_too_large", "0: 0100007F:1F901 00000000:0000 0A 0:0 0:0 0 1000 0 12345", std::nullopt},
        LineCase{"empty", "", std::nullopt}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(PortOwner, IsThisProcessForAPortOfOurs) {
  const UniqueFd listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::uint16_t port = ntohs(address.sin_port);
  EXPECT_FALSE(owner_of_port(port)) << "bound, but it does not listen yet";
  ASSERT_EQ(::listen(listener.get(), 1), 0);

  const auto owner = owner_of_port(port);
  ASSERT_TRUE(owner);
  EXPECT_EQ(owner->uid, ::getuid());
  EXPECT_EQ(owner->pid, ::getpid());
  EXPECT_THAT(describe(owner), HasSubstr("test_base"));
  EXPECT_THAT(describe(owner), EndsWith("(process " + std::to_string(::getpid()) + ")"));
  EXPECT_TRUE(listening_ports().value().contains(port));
}

TEST(PortOwner, IsNamedAsFarAsItIsKnown) {
  EXPECT_EQ(describe(std::nullopt), "another process");
  EXPECT_EQ(describe(PortOwner{33, std::nullopt, ""}), "a process of user 33");
  EXPECT_EQ(describe(PortOwner{33, 7, ""}), "a program (process 7)");
}

}  // namespace
}  // namespace tabacus
