#include "base/processes.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/unique_fd.hpp"

namespace tabacus {
namespace {

using namespace std::string_view_literals;

struct NameCase {
  std::string_view comm;
  std::string_view command_line;
  std::string_view name;
};

TEST(ProcessName, IsTheScriptsWhereAnInterpreterRunsOne) {
  const NameCase cases[] = {
      {"curl\n", "curl\0-H\0x-api-key: secret\0"sv, "curl"},
      {"node\n", "node\0/opt/bin/gemini\0-y\0"sv, "gemini"},
      {"node\n", "node\0--max-old-space-size=4096\0/opt/gemini.mjs\0"sv, "gemini"},
      {"MainThread\n", "node\0/opt/lib/codex.js\0"sv, "codex"},
      {"python3.11\n", "python3\0./agent.py\0"sv, "agent"},
      {"python3\n", "python3\0-c\0key = 'secret'\0"sv, "python3"},
      {"python3\n", "python3\0print('secret')\0"sv, "python3"},
      {"node\n", "node\0"sv, "node"},
      {"node\n", "", "node"},
      {"a (b) c\n", "", "a (b) c"},
      {"evil\x1b[31m\n", "", "evil[31m"},
      {"", "", ""},
  };
  for (const NameCase& one : cases) EXPECT_EQ(name_from(one.comm, one.command_line), one.name) << one.comm;
}

TEST(Processes, KnowTheirParentTheirNameAndTheirChildren) {
  EXPECT_EQ(parent_of(::getpid()), ::getppid());
  EXPECT_EQ(process_name(::getpid()), "test_base");
  EXPECT_THAT(own_processes(100'000).value(), testing::Contains(::getpid()));
  EXPECT_EQ(own_processes(1)->size(), 1U);

  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[1]);
    char byte = 0;
    ::_exit(::read(ends[0], &byte, 1) == 0 ? 0 : 1);  // until the parent closes its end
  }
  EXPECT_THAT(children_of(::getpid()), testing::Contains(child));
  EXPECT_EQ(parent_of(child), ::getpid());
  ::close(ends[0]);
  ::close(ends[1]);
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(parent_of(child).has_value());
  EXPECT_EQ(process_name(child), "");
}

TEST(Processes, HoldTheSocketsOfTheirDescriptors) {
  const UniqueFd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  struct stat about {};
  ASSERT_EQ(::fstat(socket.get(), &about), 0);
  EXPECT_TRUE(holds_socket(::getpid(), about.st_ino));
  EXPECT_FALSE(holds_socket(::getpid(), about.st_ino + 1'000'000'000));
  EXPECT_FALSE(holds_socket(0, about.st_ino));
}

TEST(Processes, CarryTheVariablesTheyWereStartedWith) {
  const char* home = ::getenv("PATH");
  ASSERT_NE(home, nullptr);
  EXPECT_TRUE(has_variable(::getpid(), "PATH", home).value());
  EXPECT_FALSE(has_variable(::getpid(), "PATH", std::string{home} + "x").value());
  EXPECT_FALSE(has_variable(::getpid(), "ATH", home).value());
}

}  // namespace
}  // namespace tabacus
