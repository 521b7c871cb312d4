#include "app/tabs/tab.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/app/tabs/tab_harness.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using testing::Desk;
using ::testing::HasSubstr;

TEST(Tab, ShowsWhatTheProgramPrints) {
  Desk desk;
  desk.open_script("printf 'one\\ntwo\\n'; read line");
  ASSERT_TRUE(desk.wait_for("two")) << desk.screen();
  EXPECT_EQ(desk.screen(), "one\ntwo");
}

TEST(Tab, GivesTypedTextToTheShellAndShowsTheAnswer) {
  Desk desk;
  desk.tabs.open({.program = "/bin/sh"});
  desk.type("echo six times seven is $((6*7))\r");
  EXPECT_TRUE(desk.wait_for("six times seven is 42")) << desk.screen();
}

TEST(Tab, EncodesKeysUnderTheProgramsModes) {
  Desk desk;
  // Application cursor keys: the arrow is ESC O A, not ESC [ A.
  desk.open_script("printf '\\033[?1hready\\n'; stty raw -echo; head -c 3 | od -An -c", Hold::Silently);
  ASSERT_TRUE(desk.wait_for("ready")) << desk.screen();
  desk.tabs.send(terminal::KeyPress{.key = terminal::Key::Up});
  EXPECT_TRUE(desk.wait_for("033   O   A")) << desk.screen();
}

TEST(Tab, EchoesWhatIsTypedWhereTheProgramAskedForThat) {
  Desk desk;
  desk.open_script("stty raw -echo; printf '\\033[12lready '; head -c 3 | od -An -c", Hold::Silently);
  ASSERT_TRUE(desk.wait_for("ready")) << desk.screen();
  desk.type("xyz");
  EXPECT_TRUE(desk.wait_for("ready xyz")) << desk.screen();
  EXPECT_TRUE(desk.wait_for("x   y   z")) << desk.screen();
}

TEST(Tab, SendsNothingThatIsTypedWhileTheKeyboardIsLocked) {
  Desk desk;
  // What is pasted comes through, and tells the program to unlock.
  desk.open_script(
      "stty raw -echo; printf '\\033[2hready'; head -c 1 > /dev/null; printf '\\033[2lagain'; head -c 1 | od -An -c",
      Hold::Silently);
  ASSERT_TRUE(desk.wait_for("ready")) << desk.screen();
  desk.type("x");
  desk.tabs.send(terminal::KeyPress{.key = terminal::Key::Up});
  desk.tabs.send(PastedText{.text = "p"});
  ASSERT_TRUE(desk.wait_for("again")) << desk.screen();
  desk.type("y");
  EXPECT_TRUE(desk.wait_for("  y")) << desk.screen();
}

TEST(Tab, ClosesWhenItsProgramSucceeds) {
  Desk desk;
  desk.open_script("exit 0");
  EXPECT_TRUE(desk.wait([&] { return desk.tabs.empty(); }));
}

struct EndCase {
  const char* name;
  const char* script;
  Hold hold;
  const char* shown;
};

class TabThatStays : public ::testing::TestWithParam<EndCase> {};

TEST_P(TabThatStays, SaysHowTheProgramEnded) {
  Desk desk;
  desk.open_script(GetParam().script, GetParam().hold);
  EXPECT_TRUE(desk.wait_for(GetParam().shown)) << desk.screen();
  EXPECT_TRUE(desk.wait([&] { return desk.tabs.focused().ended; }));
}

INSTANTIATE_TEST_SUITE_P(
    Ends, TabThatStays,
    ::testing::Values(EndCase{"Failure", "echo out; exit 3", Hold::OnFailure, "[process exited with status 3]"},
                      EndCase{"Signal", "kill -15 $$", Hold::OnFailure, "[process exited with signal 15 (Terminated)]"},
                      EndCase{"HeldSuccess", "exit 0", Hold::Always, "[process exited with status 0]"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Tab, HeldSilentlyStaysAsTheProgramLeftIt) {
  Desk desk;
  desk.open_script("printf 'last words'", Hold::Silently);
  ASSERT_TRUE(desk.wait([&] { return desk.tabs.focused().ended; }));
  EXPECT_EQ(desk.screen(), "last words");
}

TEST(Tab, ThatHasEndedClosesOnEnter) {
  Desk desk;
  desk.open_script("exit 1");
  ASSERT_TRUE(desk.wait([&] { return desk.tabs.focused().ended; }));
  desk.tabs.send(terminal::KeyPress{.key = terminal::Key::Enter});
  EXPECT_TRUE(desk.wait([&] { return desk.tabs.empty(); }));
}

TEST(Tab, WhoseProgramCannotStartSaysWhy) {
  Desk desk;
  desk.tabs.open({.program = "/bin/nosuch"});
  EXPECT_TRUE(desk.wait_for("[start /bin/nosuch: No such file or directory]")) << desk.screen();
  EXPECT_TRUE(desk.wait([&] { return desk.tabs.focused().failed; }));
}

TEST(Tab, StartsInTheDirectoryAsked) {
  const tabacus::testing::TempDir directory;
  const std::string path = std::filesystem::canonical(directory.path());
  Desk desk;
  desk.tabs.open({.program = "/bin/sh", .arguments = {"sh", "-c", "pwd -P; read line"}, .working_directory = path});
  ASSERT_TRUE(desk.wait_for(path)) << desk.screen();
  EXPECT_EQ(desk.tabs.focused_directory(), path);
}

TEST(Tab, TellsTheProgramOfANewSize) {
  Desk desk;
  desk.open_script("trap 'stty size' WINCH; echo ready; while :; do sleep 0.05; done");
  ASSERT_TRUE(desk.wait_for("ready"));
  desk.tabs.resize({100, 31, 0, 0});
  EXPECT_TRUE(desk.wait_for("31 100")) << desk.screen();
  EXPECT_EQ(desk.tabs.focused().frame.columns, 100);
}

TEST(Tab, PastesInBracketsWhereTheProgramAsksForThem) {
  Desk desk;
  desk.open_script("stty raw -echo; printf '\\033[?2004hready'; head -c 15 | od -An -c | tr -d ' \\n'", Hold::Silently);
  ASSERT_TRUE(desk.wait_for("ready"));
  desk.tabs.send(PastedText{"abc"});
  EXPECT_TRUE(desk.wait_for("033[200~abc033[201~")) << desk.screen();
}

TEST(Tab, TakesAPasteOfAMegabyteWithoutBlocking) {
  const tabacus::testing::TempDir home;
  const auto sent = home.path() / "sent";
  Desk desk;
  desk.open_script("stty raw -echo; echo ready; until [ -e " + sent.native() +
                   " ]; do sleep 0.05; done; head -c 1000000 | wc -c; sleep 5");
  ASSERT_TRUE(desk.wait_for("ready"));
  desk.tabs.send(PastedText{std::string(1'000'000, 'x')});  // of which nothing is read before this has returned
  std::ofstream{sent};
  EXPECT_TRUE(desk.wait_for("1000000")) << desk.screen();
}

TEST(Tab, TakesAMebibyteThroughCatWholeWhileItComesBack) {
  constexpr std::size_t kBytes = 1024 * 1024;
  const tabacus::testing::TempDir directory;
  const auto file = directory.path() / "pasted";
  Desk desk;
  desk.open_script("stty raw -echo; printf ready; head -c " + std::to_string(kBytes) + " | tee '" + file.string() +
                   "'; printf '\r\nwhole'; read a");
  ASSERT_TRUE(desk.wait_for("ready"));
  std::string text;
  while (text.size() < kBytes) text += "line " + std::to_string(text.size()) + '\r';
  text.resize(kBytes);
  desk.tabs.send(PastedText{text});
  ASSERT_TRUE(desk.wait_for("whole")) << desk.screen();
  std::ifstream pasted{file, std::ios::binary};
  EXPECT_TRUE((std::string{std::istreambuf_iterator<char>{pasted}, {}} == text)) << "not a byte may be lost";
}

TEST(Tab, GivesTheTitleDisplaySafe) {
  Desk desk;
  desk.open_script("printf '\\033]2;a\\342\\200\\256b\\007'; read line");
  EXPECT_TRUE(desk.wait([&] { return desk.tabs.focused().title() == "ab"; })) << desk.tabs.focused().title();
}

TEST(Tab, PutsCopiedTextOnTheClipboard) {
  Desk desk;
  desk.open_script("printf '\\033]52;c;aGVsbG8=\\007'; read line");
  EXPECT_TRUE(desk.wait([&] { return desk.clipboard == "hello"; }));
}

PointerInput left_button(terminal::MouseAction action, int row, int column, int clicks = 1) {
  return {{.action = action, .button = terminal::MouseButton::Left, .row = row, .column = column}, clicks};
}

constexpr const char* kReadsClipboard =
    "stty raw -echo; while :; do printf '\\033]52;c;?\\033\\\\asked'; head -c 17 | od -An -c | tr -d ' \\n'; done";

TEST(Tab, GivesTheClipboardToAProgramOnlyIfTheUserLetsIt) {
  Desk desk;
  desk.clipboard = "secret";
  desk.lets_read_clipboard = true;
  desk.open_script(kReadsClipboard);
  EXPECT_TRUE(desk.wait_for("033]52;c;c2VjcmV0033\\")) << desk.screen();
}

TEST(Tab, AsksTheUserNoMoreAfterANo) {
  Desk desk;
  desk.clipboard = "secret";
  desk.open_script(
      "stty raw -echo; for i in 1 2 3; do printf '\\033]52;c;?\\033\\\\asked %s' $i; head -c 1 >/dev/null; done;"
      "printf end; read a");
  for (const char* step : {"asked 1", "asked 2", "asked 3"}) {
    ASSERT_TRUE(desk.wait_for(step)) << desk.screen();
    desk.type("x");  // the program reads one byte a time: an answer would be more
  }
  ASSERT_TRUE(desk.wait_for("end"));
  EXPECT_EQ(desk.clipboard_questions, 1);
}

TEST(Tab, TakesTheLastOfManySizesAndFewOfThoseBefore) {
  Desk desk;
  desk.open_script(
      "stty -echo; n=0; trap 'n=$((n+1))' WINCH; printf ready; while :; do read a && printf '\\r%s after %s' \"$(stty "
      "size)\" "
      "$n; done");
  ASSERT_TRUE(desk.wait_for("ready"));
  constexpr int kSizes = 200;
  for (int i = 1; i <= kSizes; ++i)
    desk.tabs.resize(
        {static_cast<std::uint16_t>(80 + i % 60), static_cast<std::uint16_t>(i == kSizes ? 31 : 25), 0, 0});
  ASSERT_TRUE(desk.wait([&] { return desk.tabs.focused().frame.rows == 31; }));
  desk.type("\r");
  ASSERT_TRUE(desk.wait_for("31 100 after")) << desk.screen();
  const std::string screen = desk.screen();
  const int signals = std::stoi(screen.substr(screen.find("after ") + 6));
  EXPECT_LT(signals, kSizes / 2) << "the first at once, the rest as one every 60 ms";
}

/// dash and bash alike: -i -m give a shell that puts each command into a group of its own.
TEST(Tab, ResetsTheModesOfAProgramThatDiedOnceTheShellIsBack) {
  Desk desk;
  desk.tabs.open({.program = "/bin/sh", .arguments = {"sh", "-i", "-m"}});
  desk.type("PS1='> '; stty -echo; echo re''ady\r");  // as echoed it is another word
  ASSERT_TRUE(desk.wait_for("ready"));
  desk.type("sh -c 'printf \"\\033[?1003h\\033[?1006hmouse\"; read a; kill -9 $$'\r");
  ASSERT_TRUE(desk.wait_for("mouse")) << desk.screen();
  desk.type("\r");
  ASSERT_TRUE(desk.wait_for("Killed\n>")) << desk.screen();  // the shell has the foreground before it prompts
  desk.type("stty raw; head -c 1 | od -An -c; stty cooked\r");
  desk.tabs.send(left_button(terminal::MouseAction::Press, 2, 4));
  desk.type("k");
  EXPECT_TRUE(desk.wait([&] { return desk.screen().find("   k") != std::string::npos; }))
      << "the click went to the program: " << desk.screen();
}

TEST(Tab, SelectsByDraggingAndCopies) {
  Desk desk;
  desk.open_script("printf 'alpha beta gamma\\n'; read line");
  ASSERT_TRUE(desk.wait_for("gamma"));
  desk.tabs.send(left_button(terminal::MouseAction::Press, 0, 6));
  desk.tabs.send(left_button(terminal::MouseAction::Motion, 0, 9));
  desk.tabs.send(left_button(terminal::MouseAction::Release, 0, 9));
  EXPECT_TRUE(desk.wait([&] { return desk.primary == "beta"; })) << desk.primary;
  desk.tabs.send(CopySelection{ClipboardKind::Standard});
  EXPECT_TRUE(desk.wait([&] { return desk.clipboard == "beta"; }));
}

TEST(Tab, SelectsAWordByTwoClicksAndALineByThree) {
  Desk desk;
  desk.open_script("printf 'alpha beta gamma\\n'; read line");
  ASSERT_TRUE(desk.wait_for("gamma"));
  desk.tabs.send(left_button(terminal::MouseAction::Press, 0, 7, 2));
  desk.tabs.send(left_button(terminal::MouseAction::Release, 0, 7, 2));
  EXPECT_TRUE(desk.wait([&] { return desk.primary == "beta"; })) << desk.primary;
  desk.tabs.send(left_button(terminal::MouseAction::Press, 0, 7, 3));
  desk.tabs.send(left_button(terminal::MouseAction::Release, 0, 7, 3));
  EXPECT_TRUE(desk.wait([&] { return desk.primary.starts_with("alpha beta gamma"); })) << desk.primary;
}

TEST(Tab, ReportsTheMouseToAProgramThatAsks) {
  Desk desk;
  desk.open_script("stty raw -echo; printf '\\033[?1000h\\033[?1006hready'; head -c 9 | od -An -c | tr -d ' \\n'",
                   Hold::Silently);
  ASSERT_TRUE(desk.wait_for("ready"));
  desk.tabs.send(left_button(terminal::MouseAction::Press, 2, 4));
  EXPECT_TRUE(desk.wait_for("033[<0;5;3M")) << desk.screen();
}

TEST(Tab, KeepsTheViewWhileAProgramHasTheWheel) {
  Desk desk;
  desk.open_script("seq 1 100; printf '\\033[?1000hready'; read line");
  ASSERT_TRUE(desk.wait_for("ready"));
  desk.tabs.send(WheelInput{.where = {}, .parts = 2000, .notches = 0});
  WheelInput forced{.where = {}, .parts = 1000, .notches = 0};
  forced.where.modifiers.shift = true;
  desk.tabs.send(forced);
  ASSERT_TRUE(desk.wait([&] { return desk.tabs.focused().frame.scrolled_back > 0; }));
  EXPECT_EQ(desk.tabs.focused().frame.scrolled_back, 1) << "Shift takes the wheel from the program";
}

TEST(Tab, WritesItsNoteInAsciiWhateverTheProgramLeft) {
  Desk desk;
  for (const char* charset : {"\\033(0", "\\033)0\\016"}) {
    desk.open_script(fmt::format("printf '{}'; exit 3", charset));
    ASSERT_TRUE(desk.wait([&] { return desk.tabs.focused().ended; }));
    EXPECT_THAT(desk.screen(), HasSubstr("[process exited with status 3]")) << charset;
  }
}

TEST(Tab, KeepsTheMouseFromTheProgramWhileShiftIsHeld) {
  Desk desk;
  desk.open_script("stty raw -echo; printf 'word\\033[?1000h\\033[?1006h'; read line");
  ASSERT_TRUE(desk.wait_for("word"));
  PointerInput press = left_button(terminal::MouseAction::Press, 0, 1, 2);
  press.event.modifiers.shift = true;
  desk.tabs.send(press);
  press.event.action = terminal::MouseAction::Release;
  desk.tabs.send(press);
  EXPECT_TRUE(desk.wait([&] { return desk.primary == "word"; })) << desk.primary;
}

TEST(Tab, SelectsNothingByAClickAloneAndOneCellByADragOutOfItAndBack) {
  using terminal::MouseAction;
  Desk desk;
  desk.open_script("stty raw -echo; printf 'word other'; head -c 1 >/dev/null; printf ' more'; read line");
  ASSERT_TRUE(desk.wait_for("word"));
  desk.primary = "selected before";
  desk.tabs.send(left_button(MouseAction::Press, 0, 1));
  desk.tabs.send(left_button(MouseAction::Release, 0, 1));
  desk.type("x");
  ASSERT_TRUE(desk.wait_for("more")) << desk.screen();
  EXPECT_EQ(desk.primary, "selected before");
  EXPECT_TRUE(desk.tabs.focused().frame.selection.empty());
  desk.tabs.send(left_button(MouseAction::Press, 0, 1));
  desk.tabs.send(left_button(MouseAction::Motion, 0, 2));
  desk.tabs.send(left_button(MouseAction::Motion, 0, 1));
  desk.tabs.send(left_button(MouseAction::Release, 0, 1));
  EXPECT_TRUE(desk.wait([&] { return desk.primary == "o"; })) << desk.primary;
}

TEST(Tab, FoldsTheOutputOfACommandAndUnfoldsItByAClick) {
  Desk desk;
  desk.open_script(
      "printf '\\033]133;A\\007$ ls\\r\\n\\033]133;C\\007'; seq 1 5; printf '\\033]133;A\\007ready$ '; read line");
  ASSERT_TRUE(desk.wait_for("ready$"));
  desk.tabs.send(ToggleFold{});
  EXPECT_TRUE(desk.wait_for("[5 lines folded]")) << desk.screen();
  desk.tabs.send(left_button(terminal::MouseAction::Press, 1, 3));
  desk.tabs.send(left_button(terminal::MouseAction::Release, 1, 3));
  EXPECT_TRUE(desk.wait([&] { return desk.screen().find("folded") == std::string::npos; })) << desk.screen();
  desk.tabs.send(ToggleFold{FoldWhat::All});
  EXPECT_TRUE(desk.wait_for("[5 lines folded]")) << desk.screen();
}

TEST(Tab, ScrollsBackByTheWheelAndOnByAKey) {
  Desk desk;
  desk.open_script("seq 1 100; read line; read line");
  ASSERT_TRUE(desk.wait_for("100"));
  desk.tabs.send(WheelInput{{}, 3000});
  EXPECT_TRUE(desk.wait([&] { return desk.tabs.focused().frame.scrolled_back == 3; }));
  desk.type("x");
  EXPECT_TRUE(desk.wait([&] { return desk.tabs.focused().frame.scrolled_back == 0; }));
}

TEST(Tab, ShowsASynchronizedUpdateOnlyWhole) {
  Desk desk;
  desk.open_script(
      "printf 'before'; read a; printf '\\033[?2026h\\rhalf'; sleep 0.05; printf '\\rwhole\\033[?2026l'; read a");
  ASSERT_TRUE(desk.wait_for("before"));
  bool saw_half = false;
  desk.type("\r");
  EXPECT_TRUE(desk.wait([&] {
    saw_half = saw_half || desk.screen().find("half") != std::string::npos;
    return desk.screen().find("whole") != std::string::npos;
  }));
  EXPECT_FALSE(saw_half);
}

TEST(Tab, CopiesNothingWhenNothingChanged) {
  Desk desk;
  desk.open_script("printf still; read a");
  ASSERT_TRUE(desk.wait_for("still"));
  EXPECT_FALSE(desk.tabs.update_frames());
}

TEST(Tab, ShowsAnUpdateThatIsNeverFinished) {
  Desk desk;
  desk.open_script("printf '\\033[?2026hforgotten'; read a");
  EXPECT_TRUE(desk.wait_for("forgotten"));
}

TEST(Tab, TellsWhatFullScreenProgramsShowed) {
  Desk desk;
  desk.open_script("printf 'before\\033[?1049h\\033[Hinside\\033[?1049lafter'; cat");
  ASSERT_TRUE(desk.wait_for("after"));
  desk.tabs.send(TellTranscript{});
  ASSERT_TRUE(desk.wait([&] { return desk.transcript.has_value(); }));
  EXPECT_NE(desk.transcript->find("inside"), std::string::npos);
  EXPECT_EQ(desk.transcript->find("before"), std::string::npos) << "that is still in the scrollback";
}

}  // namespace
}  // namespace tabacus::app
