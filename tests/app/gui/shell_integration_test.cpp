// Shells started as a tab starts them, and what they then say of themselves.
#include "app/gui/shell_integration.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/paths.hpp"
#include "tests/app/tabs/tab_harness.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string value_of(const TabRequest& request, std::string_view name) {
  return std::string{pty::find(request.environment, name)};
}

TEST(IntegrateShell, LeavesOthersAndThoseWithOrdersAlone) {
  TabRequest vim{.program = "/usr/bin/vim", .arguments = {"vim"}};
  TabRequest script{.program = "/bin/bash", .arguments = {"bash", "-c", "true"}};
  for (TabRequest* request : {&vim, &script}) {
    const auto arguments = request->arguments;
    integrate_shell(*request, "/s", {}, "/bin");
    EXPECT_EQ(request->arguments, arguments);
    EXPECT_THAT(request->environment, IsEmpty());
  }
}

TEST(IntegrateShell, KeepsWhatTheUserHad) {
  TabRequest zsh{.program = "/bin/zsh", .arguments = {"zsh"}};
  const std::vector<pty::EnvVar> inherited{{"ZDOTDIR", "/home/ada/.zsh"}, {"XDG_DATA_DIRS", "/data"}};
  integrate_shell(zsh, "/s", inherited, "/opt/bin");
  EXPECT_EQ(value_of(zsh, "ZDOTDIR"), "/s/zsh");
  EXPECT_EQ(value_of(zsh, "TABACUS_ZDOTDIR"), "/home/ada/.zsh");
  EXPECT_EQ(value_of(zsh, "TABACUS_BIN"), "/opt/bin");
  TabRequest fish{.program = "/usr/bin/fish", .arguments = {"fish"}};
  integrate_shell(fish, "/s", inherited, "/opt/bin");
  EXPECT_EQ(value_of(fish, "XDG_DATA_DIRS"), "/s:/data");
  TabRequest login{.program = "/bin/bash", .arguments = {"-bash"}};
  integrate_shell(login, "/s", {}, "/opt/bin");
  EXPECT_THAT(login.arguments, ElementsAre("-bash"));
  EXPECT_THAT(value_of(login, "PROMPT_COMMAND"), HasSubstr("/s/bash/rc"));
}

struct ShellCase {
  const char* name;
  std::vector<std::string> arguments;
  bool marks_output = true;  ///< so that its end is found; fish draws its prompt over the mark
};

class Shells : public ::testing::TestWithParam<ShellCase> {};

/// What `echo` wrote is copied as the last command's output: the shell marked where that began and ended.
TEST_P(Shells, MarkTheirCommandsAndReadTheUsersOwnFiles) {
  const std::string program = std::string{"/bin/"} + GetParam().name;
  if (!std::filesystem::exists(program)) GTEST_SKIP() << program << " is not installed";
  const tabacus::testing::TempDir home;
  const auto scripts = home.path() / "scripts";
  ASSERT_TRUE(write_shell_scripts(scripts));
  for (const char* file : {".bashrc", ".bash_profile", ".zshrc", ".config/fish/config.fish"}) {
    std::filesystem::create_directories((home.path() / file).parent_path());
    const bool is_fish = std::string_view{file}.ends_with("fish");
    ASSERT_TRUE(write_private_file(home.path() / file, is_fish ? "set -gx MINE yes\n" : "export MINE=yes\nPS1='> '\n"));
  }
  std::vector<pty::EnvVar> inherited{
      {"HOME", home.path().native()}, {"PATH", "/usr/bin:/bin"}, {"TERM", "xterm-256color"}};
  testing::Desk desk{nullptr, inherited};
  TabRequest request{.program = program, .arguments = GetParam().arguments};
  integrate_shell(request, scripts, inherited, "/opt/tabacus/bin");
  desk.tabs.open(request);
  ASSERT_TRUE(desk.wait([&] { return !desk.screen().empty(); }));
  desk.type("echo first-$MINE\r");
  ASSERT_TRUE(desk.wait_for("first-yes")) << desk.screen();
  desk.type("echo $PATH\r");
  ASSERT_TRUE(desk.wait_for("/opt/tabacus/bin")) << desk.screen();
  desk.type("printf 'last-%s\\n' 42\r");
  ASSERT_TRUE(desk.wait_for("last-42")) << desk.screen();
  if (!GetParam().marks_output) return;
  EXPECT_TRUE(desk.wait([&] {
    desk.tabs.send(CopyLastOutput{});
    return desk.clipboard.find("last-42") != std::string::npos;
  })) << desk.clipboard;
  EXPECT_EQ(desk.clipboard.find("echo"), std::string::npos) << "without the command itself";
}

INSTANTIATE_TEST_SUITE_P(All, Shells,
                         ::testing::Values(ShellCase{"bash", {"bash"}}, ShellCase{"zsh", {"zsh"}},
                                           ShellCase{"fish", {"fish"}, false}),
                         [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tabacus::app
