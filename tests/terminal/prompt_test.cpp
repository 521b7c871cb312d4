// OSC 133: marks that stay with their lines, and modes that a command left behind.
#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

constexpr std::string_view kPrompt = "\x1B]133;A\a$ \x1B]133;B\a";
constexpr std::string_view kOutput = "\x1B]133;C\a";

void run(Probe& probe, std::string_view command, std::string_view output, int status) {
  probe.feed(kPrompt).feed(command).feed("\r\n").feed(kOutput).feed(output);
  probe.feed("\x1B]133;D;" + std::to_string(status) + "\a");
}

TEST(PromptMarks, LeadTheViewFromPromptToPrompt) {
  Probe probe{{20, 4}};
  run(probe, "one", "1\r\n1\r\n1\r\n", 0);
  run(probe, "two", "2\r\n2\r\n2\r\n", 0);
  probe.feed(kPrompt);
  Frame frame;
  ASSERT_TRUE(probe.terminal.scroll_to_prompt(1));
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.scrolled_back, 1);
  EXPECT_EQ(frame.row(0)[2].text, U't');
  ASSERT_TRUE(probe.terminal.scroll_to_prompt(1));
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.row(0)[2].text, U'o');
  EXPECT_FALSE(probe.terminal.scroll_to_prompt(1));
  ASSERT_TRUE(probe.terminal.scroll_to_prompt(-1));
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.row(0)[2].text, U't');
}

TEST(PromptMarks, AreListedTheNewestFirstWithTheirOutput) {
  Probe probe{{20, 4}};
  EXPECT_TRUE(probe.terminal.prompts(10).empty());
  run(probe, "one", "1\r\n1\r\n1\r\n", 0);
  run(probe, "two", "", 0);
  probe.feed(kPrompt);
  const auto prompts = probe.terminal.prompts(10);
  ASSERT_EQ(prompts.size(), 3u);
  EXPECT_EQ(prompts[0].text, "$");
  EXPECT_EQ(prompts[0].output_lines, 0u);
  EXPECT_EQ(prompts[1].text, "$ two");
  EXPECT_EQ(prompts[1].output_lines, 0u);
  EXPECT_EQ(prompts[2].text, "$ one");
  EXPECT_EQ(prompts[2].output_lines, 3u);
  EXPECT_EQ(probe.terminal.prompts(1).size(), 1u);
  probe.terminal.show_prompt(prompts[2].line);
  Frame frame;
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.row(0)[2].text, U'o');
}

TEST(PromptMarks, SurviveAReflow) {
  Probe probe{{20, 4}};
  run(probe, "a long command", "1\r\n2\r\n3\r\n4\r\n", 0);
  probe.feed(kPrompt);
  probe.terminal.resize({8, 4});
  EXPECT_TRUE(probe.terminal.scroll_to_prompt(1));
  Frame frame;
  probe.terminal.copy_to(frame);
  EXPECT_EQ(frame.row(0)[0].text, U'$');
  EXPECT_EQ(probe.terminal.last_command_output(), "1\n2\n3\n4");
}

TEST(PromptMarks, GoWithAnErasedLine) {
  Probe probe;
  probe.feed(kPrompt).feed("\x1B[2J");
  EXPECT_EQ(probe.screen().line(0).mark, LineMark::None);
}

TEST(PromptMarks, TellTheOutputOfTheLastCommand) {
  Probe probe{{10, 3}};
  EXPECT_EQ(probe.terminal.last_command_output(), "");
  run(probe, "first", "no\r\n", 0);
  run(probe, "second", "a line that wraps\r\nand another\r\n", 2);
  EXPECT_EQ(probe.terminal.last_command_output(), "a line that wraps\nand another") << "before the prompt";
  probe.feed(kPrompt);
  EXPECT_EQ(probe.terminal.last_command_output(), "a line that wraps\nand another");
  EXPECT_EQ(probe.terminal.last_exit_status(), 2);
  EXPECT_EQ(probe.host.prompts, 3);
}

TEST(StuckModes, AreResetAtTheEndOfTheCommandThatLeftThem) {
  Probe probe;
  probe.feed(kPrompt).feed("\x1B[?2004h");
  EXPECT_TRUE(probe.terminal.modes().bracketed_paste);
  probe.feed(kOutput).feed("\x1B[?1003;1006;1004;2004;1h\x1B[>5u\x1B[?2026h");
  probe.feed("\x1B]133;D;137\a");
  EXPECT_FALSE(probe.terminal.modes().wants_mouse());
  EXPECT_FALSE(probe.terminal.modes().focus_reports);
  EXPECT_FALSE(probe.terminal.modes().bracketed_paste);
  EXPECT_FALSE(probe.terminal.modes().synchronized_output);
  EXPECT_EQ(probe.feed("\x1B[?u").take_replies(), "\x1B[?0u");
  probe.feed("\x1B[?2004h\x1B[>1u").feed(kPrompt);
  EXPECT_TRUE(probe.terminal.modes().bracketed_paste) << "what the shell sets before its prompt stays";
  EXPECT_EQ(probe.feed("\x1B[?u").take_replies(), "\x1B[?1u");
}

TEST(StuckModes, AreResetByThePromptOfAShellThatTellsNoEnd) {
  Probe probe;
  probe.feed(kPrompt).feed(kOutput).feed("\x1B[?1000h").feed(kPrompt);
  EXPECT_FALSE(probe.terminal.modes().wants_mouse());
}

}  // namespace
}  // namespace tabacus::terminal
