#include "analytics/capture/caller_search.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "analytics/capture/peer_identity.hpp"
#include "tests/support/process.hpp"
#include "tests/support/tcp_port.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;
using tabacus::test::TcpPort;
using tabacus::testing::Process;

/// A shell below a shell; the lower one holds a connection to `port` until its input ends.
std::vector<std::string> connecting_shell(std::uint16_t port) {
  return {"/bin/sh", "-c",
          fmt::format("bash -c 'exec 3<>/dev/tcp/127.0.0.1/{}; echo connected; sleep 30 & wait'; true", port)};
}

struct Connected {
  explicit Connected(TcpPort& port) : upper{connecting_shell(port.number())} {
    EXPECT_EQ(upper.read_line(), "connected");
    end = port.accept();
    inode = PeerIdentity{}.peer_of(end.get()).value().inode;
  }
  Process upper;
  UniqueFd end;
  std::uint64_t inode = 0;
};

TEST(CallerSearch, NamesWhoHoldsTheSocketAndWhoStartedIt) {
  TcpPort port;
  const Connected there{port};
  const auto caller = CallerSearch{}.find({there.inode, there.upper.pid(), {}});
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->name, "bash");
  EXPECT_EQ(caller->chain, "sh > bash");
  EXPECT_FALSE(caller->is_outside);
  EXPECT_NE(caller->pid, there.upper.pid());
}

TEST(CallerSearch, MarksWhoDoesNotDescendFromTheTabsShell) {
  TcpPort port;
  const Connected there{port};
  const Process other{{"/bin/sh", "-c", "read line"}};
  const auto caller = CallerSearch{}.find({there.inode, other.pid(), {}});
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->name, "bash");
  EXPECT_TRUE(caller->is_outside);
  EXPECT_TRUE(caller->chain.ends_with("sh > bash")) << caller->chain;
  EXPECT_GT(caller->chain.size(), std::string_view{"sh > bash"}.size()) << "from the top";
}

TEST(CallerSearch, MarksNobodyWhereTheTabHasNoShell) {
  TcpPort port;
  const Connected there{port};
  const auto caller = CallerSearch{}.find({there.inode, 0, {}});
  ASSERT_TRUE(caller.has_value());
  EXPECT_FALSE(caller->is_outside);
}

TEST(CallerSearch, FindsNobodyBehindAClosedSocket) {
  EXPECT_FALSE(CallerSearch{}.find({0xFFFFFFFFFFFF, ::getpid(), {}}).has_value());
}

TEST(CallerSearch, ReadsOfTheSystemOnce) {
  TcpPort port;
  CallerSearch search;
  EXPECT_FALSE(search.find({0xFFFFFFFFFFFF, ::getpid(), {}}).has_value());
  const Connected later{port};
  EXPECT_FALSE(search.find({later.inode, ::getpid(), {}}).has_value()) << "it began after the search";
  EXPECT_TRUE(CallerSearch{}.find({later.inode, ::getpid(), {}}).has_value());
}

TEST(SearchAllowance, PausesForACrowdOnly) {
  SearchAllowance allowance{SteadyTime{}};
  EXPECT_EQ(allowance.pause_after(milliseconds{20}), milliseconds{5});
  allowance.spend(milliseconds{30});
  EXPECT_EQ(allowance.pause_after(Nanoseconds{0}), milliseconds{5});
  EXPECT_EQ(allowance.pause_after(milliseconds{4}), milliseconds{36});
  EXPECT_EQ(allowance.pause_after(std::chrono::seconds{1}), milliseconds{50});
}

TEST(SearchAllowance, IsATenthOfTheTime) {
  SteadyTime now{};
  SearchAllowance allowance{now};
  EXPECT_TRUE(allowance.may_search(now));
  allowance.spend(milliseconds{200});
  EXPECT_FALSE(allowance.may_search(now));
  now += milliseconds{10};
  EXPECT_TRUE(allowance.may_search(now));
  allowance.spend(milliseconds{51});
  EXPECT_FALSE(allowance.may_search(now += milliseconds{499}));
  EXPECT_TRUE(allowance.may_search(now += milliseconds{2}));
  // What was not used in a quiet hour is not saved.
  EXPECT_TRUE(allowance.may_search(now += std::chrono::hours{1}));
  allowance.spend(milliseconds{200});
  EXPECT_FALSE(allowance.may_search(now));
}

}  // namespace
}  // namespace tabacus::analytics
