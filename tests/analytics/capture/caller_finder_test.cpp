#include "analytics/capture/caller_finder.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <future>

#include "base/paths.hpp"
#include "base/text.hpp"
#include "tests/support/process.hpp"
#include "tests/support/tcp_port.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using tabacus::testing::Process;

constexpr seconds kPatience{20};

bool comes(std::future<void>& event) { return event.wait_for(kPatience) == std::future_status::ready; }

std::uint64_t inode_of(int fd) {
  struct stat about {};
  ::fstat(fd, &about);
  return about.st_ino;
}

TEST(CallerFinder, AnswersBesideWhoAsks) {
  std::promise<void> told;
  std::future<void> found = told.get_future();
  CallerFinder finder{[&] { told.set_value(); }};
  const TabId tab = TabId::mint();
  finder.set_shell(tab, ::getpid());
  const UniqueFd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const auto answer = finder.look_up(tab, inode_of(socket.get()));
  ASSERT_TRUE(comes(found));
  ASSERT_TRUE(answer->is_given());
  ASSERT_TRUE(answer->caller().has_value());
  EXPECT_EQ(answer->caller()->pid, ::getpid());
  EXPECT_EQ(answer->caller()->chain, answer->caller()->name);
  EXPECT_FALSE(answer->caller()->is_outside);
}

TEST(CallerFinder, FindsTheRepositoryOfTheCallerElseOfTheShell) {
  const tabacus::testing::TempDir directory;
  const auto top = std::filesystem::canonical(directory.path());
  for (const char* name : {"agent", "shell"}) {
    ASSERT_TRUE(make_private_directory(top / name / ".git"));
    ASSERT_TRUE(write_private_file(top / name / ".git/HEAD", fmt::format("ref: refs/heads/of-{}\n", name)));
  }
  const auto sleeper_in = [&](const char* name) {
    return Process{{"/bin/sh", "-c", fmt::format("cd {} && echo $$ && exec sleep 300", (top / name).native())}};
  };
  Process agent = sleeper_in("agent"), shell = sleeper_in("shell");
  const auto pid_of = [](Process& process) { return static_cast<pid_t>(parse_int(process.read_line()).value()); };
  const pid_t agent_pid = pid_of(agent), shell_pid = pid_of(shell);

  std::promise<void> told[2];
  int answered = 0;
  CallerFinder finder{[&] { told[answered++].set_value(); }};
  const TabId tab = TabId::mint();
  finder.set_shell(tab, shell_pid);
  auto caller = std::make_shared<CallerAnswer>();
  caller->give(Caller{.pid = agent_pid, .name = "agent", .chain = {}});
  const auto place_for = [&](std::shared_ptr<const CallerAnswer> asked, std::promise<void>& event) {
    const auto place = finder.place_of(tab, std::move(asked));
    auto came = event.get_future();
    EXPECT_TRUE(comes(came));
    return place->found().value_or(Place{});
  };
  EXPECT_EQ(place_for(caller, told[0]), (Place{(top / "agent").native(), "of-agent"}));
  EXPECT_EQ(place_for(nullptr, told[1]), (Place{(top / "shell").native(), "of-shell"}));
  for (const pid_t pid : {agent_pid, shell_pid}) ::kill(pid, SIGKILL);
}

TEST(CallerFinder, LeavesNoQuestionOpenWhenItStops) {
  CallerFinder finder{[] {}};
  std::vector<std::shared_ptr<const CallerAnswer>> answers;
  for (int i = 0; i < 1000; ++i) answers.push_back(finder.look_up(TabId::mint(), 1));
  finder.stop();
  for (const auto& answer : answers) EXPECT_TRUE(answer->is_given());
  EXPECT_EQ(finder.look_up(TabId::mint(), 1), nullptr);
}

/// A process that has lost its parent, as after nohup; only its environment tells where it came from.
class Orphan {
 public:
  explicit Orphan(TabId tab) {
    Process parent{{"/bin/sh", "-c", "setsid sleep 300 >/dev/null 2>&1 & echo $!"}, {{"TABACUS_TAB_ID", tab.text()}}};
    pid_ = static_cast<pid_t>(parse_int(parent.read_line()).value());
    EXPECT_EQ(parent.wait(), 0);
  }
  ~Orphan() { end(); }
  void end() const { ::kill(pid_, SIGKILL); }

 private:
  pid_t pid_ = 0;
};

TEST(CallerFinder, ATabWithoutProcessesEndsAtOnce) {
  CallerFinder finder{[] {}};
  std::promise<void> ended;
  std::future<void> end = ended.get_future();
  finder.close_tab(TabId::mint(), [&] { ended.set_value(); });
  EXPECT_TRUE(comes(end));
}

TEST(CallerFinder, ATabLingersWhileAProcessThatItStartedLives) {
  CallerFinder finder{[] {}};
  const TabId tab = TabId::mint();
  const Orphan first{tab};
  const Orphan second{tab};
  std::promise<void> ended;
  std::future<void> end = ended.get_future();
  finder.close_tab(tab, [&] { ended.set_value(); });
  EXPECT_EQ(end.wait_for(milliseconds{200}), std::future_status::timeout);
  first.end();
  EXPECT_EQ(end.wait_for(milliseconds{200}), std::future_status::timeout);
  second.end();
  EXPECT_TRUE(comes(end));
}

/// Nothing can be opened meanwhile.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{3, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(CallerFinder, ATabLingersThoughNoDescriptorIsLeftToLookWith) {
  CallerFinder finder{[] {}};
  const TabId tab = TabId::mint();
  const Orphan orphan{tab};
  std::promise<void> ended;
  std::future<void> end = ended.get_future();
  {
    const NoDescriptors none;
    finder.close_tab(tab, [&] { ended.set_value(); });
    EXPECT_EQ(end.wait_for(milliseconds{300}), std::future_status::timeout);
  }
  EXPECT_EQ(end.wait_for(milliseconds{1500}), std::future_status::timeout) << "looked again";
  orphan.end();
  EXPECT_TRUE(comes(end));
}

TEST(CallerFinder, StopsWhileATabLingers) {
  const TabId tab = TabId::mint();
  const Orphan orphan{tab};
  bool ended = false;
  CallerFinder finder{[] {}};
  finder.close_tab(tab, [&] { ended = true; });
  finder.stop();
  EXPECT_FALSE(ended);
}

}  // namespace
}  // namespace tabacus::analytics
