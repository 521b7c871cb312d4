#include "app/tabs/tab_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <thread>

#include "analytics/api/bodies.hpp"
#include "tests/app/tabs/tab_harness.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using testing::Desk;
using ::testing::Not;

/// An engine that hands out ports and remembers what it was asked.
class LedgerEngine final : public analytics::Engine {
 public:
  Result<analytics::TabEndpoint> open_tab(analytics::TabOptions options) override {
    if (refuses) return fail(ErrorCode::Exhausted, "bind 127.0.0.1:0: no port");
    opened[options.tab] = options;
    const std::string url = fmt::format("http://127.0.0.1:{}/token/anthropic", 4000 + opened.size());
    return analytics::TabEndpoint{1, {{"ANTHROPIC_BASE_URL", url}}};
  }
  void set_tab_process(TabId tab, pid_t shell) override { shells[tab] = shell; }
  void close_tab(TabId tab) override { closed.push_back(tab); }
  void rename_tab(TabId tab, std::string title) override { titles[tab] = std::move(title); }
  void command_ended(TabId tab, analytics::ShellCommand command) override { commands.emplace_back(tab, command); }
  std::shared_ptr<const analytics::TabStats> stats(TabId) const override { return nullptr; }
  analytics::EngineHealth health() const override { return {}; }
  Result<analytics::ReplayedCall> replay(TabId, std::int64_t, const std::function<bool()>&) override {
    return fail(ErrorCode::NotFound, "nothing is kept here");
  }
  Result<analytics::KeptCall> kept_call(std::int64_t) const override {
    return fail(ErrorCode::NotFound, "nothing is kept here");
  }
  std::vector<analytics::BudgetState> budgets(TabId) const override { return {}; }
  Result<std::vector<analytics::BudgetState>> raise_budget(TabId, std::optional<analytics::BudgetScope>,
                                                           const analytics::BudgetLimit&) override {
    return fail(ErrorCode::NotFound, "nothing is held here");
  }
  analytics::EngineStatus status() override { return {}; }
  Result<void> pause(std::optional<TabId>) override { return {}; }
  Result<void> resume(std::optional<TabId>) override { return {}; }
  void switch_off() override { is_on = false; }
  void switch_on() override { is_on = true; }
  analytics::Recording recording(std::optional<TabId>) const override {
    return is_on ? analytics::Recording::On : analytics::Recording::Off;
  }
  void close() override {}

  bool refuses = false;
  bool is_on = true;
  std::map<TabId, analytics::TabOptions> opened;
  std::map<TabId, pid_t> shells;
  std::vector<TabId> closed;
  std::map<TabId, std::string> titles;
  std::vector<std::pair<TabId, analytics::ShellCommand>> commands;
};

std::vector<std::string> titles(TabSet& tabs) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < tabs.size(); ++i) result.push_back(tabs.at(i).title());
  return result;
}

void open_named(Desk& desk, std::initializer_list<const char*> names) {
  for (const char* name : names)
    desk.tabs.open({.program = "/bin/sh", .arguments = {"sh", "-c", "read l"}, .title = name});
}

TEST(TabSet, TellsTheMeterWhatItsShellRan) {
  LedgerEngine engine;
  Desk desk{&engine};
  const TabId tab = desk.open_script(
      "printf '\\033]133;D;0\\a\\033]133;A\\a$ \\033]133;C\\a'; read line; printf '\\033]133;D;3\\a'; cat");
  desk.type("\n");
  ASSERT_TRUE(desk.wait([&] { return !engine.commands.empty(); }));
  ASSERT_EQ(engine.commands.size(), 1u) << "an end without a beginning is no command";
  const auto& [where, command] = engine.commands.front();
  EXPECT_EQ(where, tab);
  EXPECT_EQ(command.status, 3);
  EXPECT_LE(command.began_at, command.ended_at);
}

TEST(TabSet, OpensBehindTheFocusedTabAndFocusesTheNewOne) {
  Desk desk;
  open_named(desk, {"a", "c"});
  desk.tabs.focus(0);
  open_named(desk, {"b"});
  EXPECT_EQ(titles(desk.tabs), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(desk.tabs.focused_index(), 1U);
}

TEST(TabSet, GoesAroundInBothDirections) {
  Desk desk;
  open_named(desk, {"a", "b", "c"});
  desk.tabs.focus_next();
  EXPECT_EQ(desk.tabs.focused().title(), "a");
  desk.tabs.focus_previous();
  EXPECT_EQ(desk.tabs.focused().title(), "c");
  desk.tabs.focus(1);
  EXPECT_EQ(desk.tabs.focused().title(), "b");
  desk.tabs.focus(7);
  EXPECT_EQ(desk.tabs.focused().title(), "b") << "there is no eighth tab";
}

TEST(TabSet, MovesTheFocusedTabWithinItsRow) {
  Desk desk;
  open_named(desk, {"a", "b", "c"});
  desk.tabs.move_focused(-1);
  EXPECT_EQ(titles(desk.tabs), (std::vector<std::string>{"a", "c", "b"}));
  EXPECT_EQ(desk.tabs.focused().title(), "c");
  desk.tabs.move_focused(-2);
  EXPECT_EQ(titles(desk.tabs), (std::vector<std::string>{"a", "c", "b"})) << "no place there";
}

struct CloseCase {
  const char* name;
  std::size_t focused;
  std::size_t closed;
  const char* focused_after;
};

class TabSetClose : public ::testing::TestWithParam<CloseCase> {};

TEST_P(TabSetClose, KeepsTheFocusWhereTheUserIs) {
  Desk desk;
  open_named(desk, {"a", "b", "c"});
  desk.tabs.focus(GetParam().focused);
  desk.tabs.close(GetParam().closed);
  ASSERT_EQ(desk.tabs.size(), 2U);
  EXPECT_EQ(desk.tabs.focused().title(), GetParam().focused_after);
}

INSTANTIATE_TEST_SUITE_P(Places, TabSetClose,
                         ::testing::Values(CloseCase{"BeforeIt", 2, 0, "c"}, CloseCase{"BehindIt", 0, 2, "a"},
                                           CloseCase{"ItselfInTheMiddle", 1, 1, "c"},
                                           CloseCase{"ItselfAtTheEnd", 2, 2, "b"}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(TabSet, TheUsersNameWinsOverTheProgramsTitle) {
  Desk desk;
  desk.open_script("printf '\\033]2;working\\007'; read l");
  ASSERT_TRUE(desk.wait([&] { return desk.tabs.focused().title() == "working"; }));
  desk.tabs.rename(0, "mine");
  EXPECT_EQ(desk.tabs.focused().title(), "mine");
  desk.tabs.rename(0, "");
  EXPECT_EQ(desk.tabs.focused().title(), "working");
}

TEST(TabSet, ARowOfTabsShowsTheBellOfAHiddenOneUntilItIsVisited) {
  Desk desk;
  desk.open_script("read l; printf '\\007'; read l");
  desk.open_script("read l");
  [[maybe_unused]] const auto sent = desk.tabs.at(0).tab->send(TypedText{"\r"});
  EXPECT_TRUE(desk.wait([&] { return desk.tabs.at(0).rang; }));
  desk.tabs.focus(0);
  EXPECT_FALSE(desk.tabs.at(0).rang);
}

/// Shows the focus reports it gets as I and O.
constexpr const char* kFocusReader =
    "stty raw -echo; printf '\\033[?1004hready:'; while :; do head -c 3 | tail -c 1; done";

TEST(TabSet, ATabThatLosesTheFocusToANewOneHearsOfIt) {
  Desk desk;
  desk.open_script(kFocusReader);
  ASSERT_TRUE(desk.wait_for("ready:"));
  desk.tabs.set_window_focus(true);
  ASSERT_TRUE(desk.wait_for("ready:I")) << desk.screen();
  desk.open_script("read l");
  desk.tabs.focus(0);
  EXPECT_TRUE(desk.wait_for("ready:IOI")) << desk.screen();
}

TEST(TabSet, NoTabIsToldOfAFocusThatTheWindowDoesNotHave) {
  Desk desk;
  desk.open_script(kFocusReader);
  ASSERT_TRUE(desk.wait_for("ready:"));
  desk.open_script("read l");
  desk.tabs.focus(0);
  desk.type("xxS");
  ASSERT_TRUE(desk.wait_for("S")) << desk.screen();
  EXPECT_EQ(desk.screen(), "ready:S");
}

TEST(TabMailbox, KeepsBothClipboardsAndEveryPaste) {
  TabMailbox mailbox{[] {}};
  const TabId tab = TabId::mint();
  mailbox.post({tab, ClipboardFilled{ClipboardKind::Primary, "selected"}});
  mailbox.post({tab, ClipboardFilled{ClipboardKind::Standard, "old"}});
  mailbox.post({tab, ClipboardFilled{ClipboardKind::Standard, "copied"}});
  mailbox.post({tab, PasteWanted{}});
  mailbox.post({tab, PasteWanted{}});
  const std::vector<TabEvent> events = mailbox.take();
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(std::get<ClipboardFilled>(events[0].what).text, "selected");
  EXPECT_EQ(std::get<ClipboardFilled>(events[1].what).text, "copied");
}

TEST(TabSet, EveryTabHasItsOwnIdentityInItsShell) {
  Desk desk;
  const TabId first = desk.open_script("echo id=$TABACUS_TAB_ID; echo term=$TERM_PROGRAM; read l");
  ASSERT_TRUE(desk.wait_for("id=" + first.text())) << desk.screen();
  EXPECT_TRUE(desk.wait_for("term=tabacus")) << desk.screen();
  const TabId second = desk.open_script("echo id=$TABACUS_TAB_ID; read l");
  EXPECT_TRUE(desk.wait_for("id=" + second.text())) << desk.screen();
  EXPECT_NE(first, second);
}

TEST(TabSet, WithoutAnEngineNoProviderVariableIsTouched) {
  Desk desk{nullptr, {{"PATH", "/usr/bin:/bin"}, {"ANTHROPIC_BASE_URL", "https://gateway.example"}}};
  desk.open_script("env | grep -E 'BASE_URL|PROXY|GEMINI' ; echo done; read l");
  ASSERT_TRUE(desk.wait_for("done"));
  EXPECT_EQ(desk.screen(), "ANTHROPIC_BASE_URL=https://gateway.example\ndone");
  EXPECT_FALSE(desk.tabs.focused().metered);
}

TEST(TabSet, AMeteredTabPointsItsShellToItsOwnPort) {
  LedgerEngine engine;
  Desk desk{&engine, {{"PATH", "/usr/bin:/bin"}, {"ANTHROPIC_BASE_URL", "https://gateway.example"}}};
  desk.open_script("echo $ANTHROPIC_BASE_URL; read l");
  ASSERT_TRUE(desk.wait_for("http://127.0.0.1:4001/token/anthropic")) << desk.screen();
  desk.open_script("echo $ANTHROPIC_BASE_URL; read l");
  ASSERT_TRUE(desk.wait_for("http://127.0.0.1:4002/token/anthropic")) << desk.screen();
  EXPECT_TRUE(desk.tabs.focused().metered);
}

TEST(TabSet, TheEngineLearnsTheUpstreamsThatWereSetBefore) {
  LedgerEngine engine;
  Desk desk{&engine, {{"PATH", "/bin"}, {"ANTHROPIC_BASE_URL", "https://gateway.example"}}};
  const TabId tab = desk.tabs.open({.program = "/bin/true",
                                    .working_directory = "/",
                                    .title = "agent",
                                    .environment = {{"OPENAI_BASE_URL", "http://127.0.0.1:9/v1"}}});
  const auto& options = engine.opened.at(tab);
  EXPECT_THAT(options.inherited, ::testing::Contains(::testing::Pair("ANTHROPIC_BASE_URL", "https://gateway.example")));
  EXPECT_THAT(options.inherited, ::testing::Contains(::testing::Pair("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")));
  EXPECT_EQ(options.title, "agent");
  EXPECT_EQ(options.working_directory, "/");
}

TEST(TabSet, TheEngineIsToldOfNamesAndEnds) {
  LedgerEngine engine;
  Desk desk{&engine};
  const TabId tab = desk.open_script("read l");
  EXPECT_EQ(engine.shells[tab], desk.tabs.focused().tab->process());
  EXPECT_NE(engine.shells[tab], 0);
  desk.tabs.rename(0, "review");
  EXPECT_EQ(engine.titles[tab], "review");
  desk.tabs.close(0);
  EXPECT_EQ(engine.closed, std::vector{tab});
}

TEST(TabSet, ATabOpensUnmeteredWhenThereIsNoPort) {
  LedgerEngine engine;
  engine.refuses = true;
  Desk desk{&engine, {{"PATH", "/usr/bin:/bin"}}};
  desk.open_script("echo url=$ANTHROPIC_BASE_URL.; read l");
  ASSERT_TRUE(desk.wait_for("url=.")) << desk.screen();
  EXPECT_FALSE(desk.tabs.focused().metered);
  EXPECT_EQ(desk.tabs.focused().metering_failure, "bind 127.0.0.1:0: no port");
}

TEST(TabSet, ATabThatMustBeMeteredRunsNothingWithoutAPort) {
  LedgerEngine engine;
  engine.refuses = true;
  tabacus::testing::TempDir temp;
  Desk desk{&engine, pty::own_environment(), false};
  desk.open_script("touch " + (temp.path() / "ran").native());
  ASSERT_TRUE(desk.wait_for("analytics.fail_open")) << desk.screen();
  EXPECT_FALSE(std::filesystem::exists(temp.path() / "ran"));
}

TEST(TabSet, EndsProgramsThatAreRunningWhenItIsDestroyed) {
  std::string pid;
  {
    Desk desk;
    desk.open_script("echo pid=$$.; exec sleep 60");
    ASSERT_TRUE(desk.wait_for("."));
    const std::string screen = desk.screen();
    pid = screen.substr(4, screen.find('.') - 4);
  }
  EXPECT_FALSE(std::filesystem::exists("/proc/" + pid));
}

TEST(TabSet, AFloodInOneTabLeavesTheOtherUsable) {
  Desk desk;
  desk.open_script("yes");
  desk.open_script("read l; echo heard $l; read l");
  desk.type("you\r");
  EXPECT_TRUE(desk.wait_for("heard you")) << desk.screen();
}

TEST(TabSet, TenFloodsLeaveTypingInTheEleventhWhole) {
  Desk desk;
  for (int i = 0; i < 10; ++i) desk.open_script("yes 'a tab that floods'");
  desk.open_script("stty -echo; while read l; do echo \"<$l>\"; done");
  for (const char* word : {"one", "two", "three", "four", "five"}) {
    desk.type(std::string{word} + "\r");
    ASSERT_TRUE(desk.wait_for("<" + std::string{word} + ">")) << desk.screen();
  }
  EXPECT_NE(desk.screen().find("<one>\n<two>\n<three>\n<four>\n<five>"), std::string::npos) << desk.screen();
}

/// Read by read and ten milliseconds apart: a bound that a slow machine only stays further below.
TEST(TabSet, AFloodOutOfSightStepsBackWhileOneTypes) {
  using Clock = std::chrono::steady_clock;
  constexpr std::uint64_t kSlicesOfARead = 4;
  Desk desk;
  desk.open_script("yes");
  const Tab& flood = *desk.tabs.at(0).tab;
  desk.open_script("cat");
  ASSERT_TRUE(desk.wait([&] { return flood.output_count() > 100; }));
  desk.type("a");
  const std::uint64_t before = flood.output_count();
  const auto begun = Clock::now();
  while (Clock::now() - begun < std::chrono::milliseconds{200}) {
    desk.type("x");
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  const std::uint64_t slices = flood.output_count() - before;
  const auto pauses = static_cast<std::uint64_t>((Clock::now() - begun) / std::chrono::milliseconds{10});
  EXPECT_LE(slices, kSlicesOfARead * (pauses + 3));
  desk.tabs.focus(0);
  EXPECT_TRUE(desk.wait([&] { return flood.output_count() > before + 10 * kSlicesOfARead * (pauses + 3); }))
      << "in sight it is fast again";
}

TEST(TabSet, AFloodInTheFocusedTabStopsOnInterrupt) {
  Desk desk;
  desk.open_script("trap 'echo; echo stopped; sleep 5; exit' INT; yes");
  ASSERT_TRUE(desk.wait_for("y\ny"));
  desk.tabs.send(
      terminal::KeyPress{.key = terminal::Key::Character, .code_point = 'c', .modifiers = {.control = true}});
  EXPECT_TRUE(desk.wait_for("stopped")) << desk.screen();
}

TEST(TabSet, GivesNoPortToATabOpenedWhileAnalyticsIsOff) {
  LedgerEngine engine;
  Desk desk{&engine};
  engine.switch_off();
  open_named(desk, {"unmetered"});
  EXPECT_TRUE(engine.opened.empty());
  EXPECT_FALSE(desk.tabs.focused().metered);
  EXPECT_EQ(desk.tabs.focused().metering_failure, "") << "nothing failed";
  engine.switch_on();
  open_named(desk, {"metered"});
  EXPECT_TRUE(desk.tabs.focused().metered);
}

}  // namespace
}  // namespace tabacus::app
