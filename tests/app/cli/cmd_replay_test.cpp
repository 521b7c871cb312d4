#include "base/paths.hpp"
#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class CmdReplay : public CliTest {
 protected:
  [[nodiscard]] Ran replay(std::vector<std::string> options, std::string_view bytes) const {
    const std::string file = temp_.path() / "recording";
    EXPECT_TRUE(write_private_file(file, bytes));
    options.insert(options.begin(), "replay");
    options.push_back(file);
    return run(options);
  }
};

TEST_F(CmdReplay, PrintsTheLastScreen) {
  const Ran ran = replay({"--cols", "10", "--rows", "2"}, "one\r\n\x1b[31mtwo");
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, StartsWith(R"({"cols":10,"rows":2,"lines":["one","two"],)"));
}

TEST_F(CmdReplay, ChangesTheSizeOnTheWay) {
  const Ran ran = replay({"--cols", "10", "--rows", "2", "--resize", "2:6x3", "--resize", "3:4x2"}, "abcdef");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith(R"({"cols":4,"rows":2,"lines":["abcd","ef"],)"));
}

TEST_F(CmdReplay, KeepsNoMoreHistoryThanAsked) {
  EXPECT_THAT(replay({"--rows", "1", "--scrollback", "2"}, "1\n2\n3\n4\n5").out, HasSubstr(R"("scrollback_lines":2)"));
}

TEST_F(CmdReplay, RefusesWhatIsNoSizeOrNoFile) {
  for (const char* resize : {"1", "1:80", "1:80x", "x:80x24", "-1:80x24", "1:99999x24", "9:80x24"}) {
    const Ran ran = replay({"--resize", resize}, "abc");
    EXPECT_EQ(ran.code, 2) << resize;
    EXPECT_THAT(ran.err, HasSubstr("resize")) << resize;
  }
  const Ran missing = run({"replay", "/nowhere/recording"});
  EXPECT_EQ(missing.code, 1);
  EXPECT_THAT(missing.err, HasSubstr("/nowhere/recording"));
}

}  // namespace
}  // namespace tabacus::app
