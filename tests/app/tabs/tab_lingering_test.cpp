// The port of a closed tab, with a real engine, a real shell and a real nohup.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include <thread>

#include "analytics/api/engine.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "tests/app/tabs/tab_harness.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using std::chrono::milliseconds;

bool is_open(std::uint16_t port) {
  const UniqueFd client{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return ::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

bool closes(std::uint16_t port) {
  for (int i = 0; i < 400 && is_open(port); ++i) std::this_thread::sleep_for(milliseconds{50});
  return !is_open(port);
}

/// The number behind "name=" on the screen.
std::int64_t shown(testing::Desk& desk, const std::string& name) {
  EXPECT_TRUE(desk.wait_for(name + "=")) << desk.screen();
  EXPECT_TRUE(desk.wait_for(".end")) << desk.screen();
  const std::string screen = desk.screen();
  const std::size_t begin = screen.find(name + "=") + name.size() + 1;
  return parse_int(std::string_view{screen}.substr(begin, screen.find('.', begin) - begin)).value_or(0);
}

/// As nohup does it, but before the program is there: it could be told of the tab's end first.
constexpr const char* kUnderNohup = "trap '' HUP; sleep 300 >/dev/null 2>&1 & trap - HUP;";

class Lingering : public ::testing::Test {
 protected:
  /// A tab that says its port, and the number of what it runs behind itself.
  std::uint16_t open(const std::string& behind) {
    desk.open_script(behind +
                     " echo behind=$!.; u=${TABACUS_TAB_URL#http://127.0.0.1:}; echo port=${u%%/*}..end; read l");
    return static_cast<std::uint16_t>(shown(desk, "port"));
  }

  tabacus::testing::TempDir directory;
  std::unique_ptr<analytics::Engine> engine = analytics::Engine::open({directory.path(), {}}).value();
  testing::Desk desk{engine.get()};
};

TEST_F(Lingering, APortClosesWithATabThatLeavesNothingBehind) {
  const std::uint16_t port = open("");
  EXPECT_TRUE(is_open(port));
  desk.tabs.close(0);
  EXPECT_TRUE(closes(port));
}

TEST_F(Lingering, APortOutlivesItsTabWithWhatTheTabStartedUnderNohup) {
  const std::uint16_t port = open(kUnderNohup);
  const auto survivor = static_cast<pid_t>(shown(desk, "behind"));
  ASSERT_GT(survivor, 0);
  desk.tabs.close(0);
  ASSERT_TRUE(desk.wait([&] { return desk.tabs.empty(); }));
  EXPECT_NE(open(""), port) << "another tab must not get it";
  std::this_thread::sleep_for(milliseconds{500});  // were it to close, it would have
  EXPECT_TRUE(is_open(port));
  ::kill(survivor, SIGKILL);
  EXPECT_TRUE(closes(port));
}

TEST_F(Lingering, NoPortOutlivesTheEngine) {
  const std::uint16_t port = open(kUnderNohup);
  const auto survivor = static_cast<pid_t>(shown(desk, "behind"));
  desk.tabs.close(0);
  engine->close();
  EXPECT_FALSE(is_open(port));
  ::kill(survivor, SIGKILL);
}

}  // namespace
}  // namespace tabacus::app
