#include "pty/foreground.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/pty/session.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::pty {
namespace {

using testing::Recorder;
using testing::shell_script;

TEST(Foreground, FollowsTheDirectoryOfWhatRunsInFront) {
  const tabacus::testing::TempDir directory;
  const std::string wanted = std::filesystem::canonical(directory.path());
  auto options = shell_script("set -m; (cd " + wanted + "; echo there; exec sleep 5); exit 1");
  auto terminal = Pty::open(options.size);
  ASSERT_TRUE(terminal);
  auto child = Child::spawn(*terminal, options);
  ASSERT_TRUE(child) << child.error().message;
  const pid_t shell = child->pid();
  auto pump = Pump::create(std::move(*terminal), std::move(*child));
  ASSERT_TRUE(pump);
  Recorder recorder;
  std::optional<Foreground> seen;
  recorder.on_text = [&] {
    seen = foreground_of(shell);
    pump->stop();
  };
  pump->run(recorder);
  ASSERT_TRUE(seen);
  EXPECT_NE(seen->pid, shell);
  EXPECT_EQ(seen->working_directory, wanted);
}

TEST(Foreground, IsTheProcessItselfWithoutATerminal) {
  // A process that no terminal controls: init of the system or of the container.
  const auto found = foreground_of(::getpid());
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->name.empty());
}

TEST(Foreground, IsEmptyForAProcessThatIsGone) { EXPECT_FALSE(foreground_of(0x7ffffff0)); }

}  // namespace
}  // namespace tabacus::pty
