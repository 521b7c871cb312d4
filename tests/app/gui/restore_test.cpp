// What a window is opened again with: from tabs to a file and back, and what agents are told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>

#include "app/gui/restore/agent_command.hpp"
#include "app/gui/restore/capture.hpp"
#include "app/gui/restore/saved_session.hpp"
#include "app/gui/restore/session_keeper.hpp"
#include "base/paths.hpp"
#include "tests/app/tabs/tab_harness.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using tabacus::testing::TempDir;
using testing::Desk;
using ::testing::HasSubstr;

struct AgentCase {
  std::vector<std::string> words;
  std::string program;  // empty: no agent
  std::string session;
};

TEST(AgentCommand, KnowsAgentsByTheirWords) {
  for (const auto& [words, program, session] : {
           AgentCase{{"claude"}, "claude", ""},
           AgentCase{{"/usr/local/bin/claude", "--resume", "0190a5d3-7c4e"}, "claude", "0190a5d3-7c4e"},
           AgentCase{{"claude", "--resume=abc"}, "claude", "abc"},
           AgentCase{{"claude", "-r", "; rm -rf ~"}, "claude", ""},
           AgentCase{{"claude", "--resume"}, "claude", ""},
           AgentCase{{"codex", "resume", "0190-77"}, "codex", "0190-77"},
           AgentCase{{"codex", "resume", "--last"}, "codex", ""},
           AgentCase{{"node", "--no-warnings", "/x/bin/gemini"}, "gemini", ""},
           AgentCase{{"/usr/bin/node", "/x/dist/gemini.js", "--session-id", "u1"}, "gemini", "u1"},
           AgentCase{{"opencode", "-s", "ses_1"}, "opencode", "ses_1"},
           AgentCase{{"vim", "claude"}, "", ""},
           AgentCase{{"node", "server.js"}, "", ""},
           AgentCase{{"node"}, "", ""},
           AgentCase{{}, "", ""},
       }) {
    const auto agent = agent_of(words);
    EXPECT_EQ(agent.has_value(), !program.empty()) << ::testing::PrintToString(words);
    if (!agent) continue;
    EXPECT_EQ(agent->program, program);
    EXPECT_EQ(agent->session, session) << ::testing::PrintToString(words);
  }
}

TEST(AgentCommand, ResumesByIdAndOnlyByOneThatMayStandInACommand) {
  EXPECT_EQ(resume_command({"claude", "0190a5d3-7c4e"}), "claude --resume 0190a5d3-7c4e");
  EXPECT_EQ(resume_command({"codex", "0190"}), "codex resume 0190");
  EXPECT_EQ(resume_command({"opencode", "ses_1"}), "opencode --session ses_1");
  EXPECT_EQ(resume_command({"gemini", ""}), "gemini --resume latest");
  for (const char* hostile : {"", "a;b", "$(x)", "a b", "-x", "a\nb", "é", "`x`"})
    EXPECT_EQ(resume_command({"claude", hostile}), "") << hostile;
  EXPECT_EQ(resume_command({"claude", std::string(129, 'a')}), "");
  EXPECT_EQ(resume_command({"rm", "x"}), "");
}

SavedSession sample() {
  SavedWindow first;
  first.columns = 120;
  first.rows = 40;
  first.focused = 1;
  first.tabs = {{{{"/src", "mine", true, {}}}, {{std::nullopt, 0.5, 0}}, 0, false},
                {{{"/a", "", true, AgentSession{"claude", "id-1"}}, {"/b", "", false, {}, "review"}},
                 {{Cut::Stacked, 0.25, 0}, {std::nullopt, 0.5, 0}, {std::nullopt, 0.5, 1}},
                 1,
                 true,
                 4}};
  SavedWindow second;
  second.columns = 80;
  second.rows = 24;
  second.tabs = {{{{"/elsewhere", "", true, {}}}, {{std::nullopt, 0.5, 0}}, 0, false}};
  return {{first, second}};
}

TEST(SavedSession, IsReadAsItWasWritten) {
  const auto again = parse_session(to_json(sample()));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, sample());
}

/// Before there were several windows.
TEST(SavedSession, AFileOfTheFirstVersionIsOneWindow) {
  const auto session = parse_session(
      R"({"version":1,"columns":90,"rows":30,"focused":0,"tabs":[{"panes":[{"directory":"/x"}],"tree":[{"pane":0}]}]})");
  ASSERT_TRUE(session) << session.error().message;
  ASSERT_EQ(session->windows.size(), 1u);
  EXPECT_EQ(session->windows[0].columns, 90);
  ASSERT_EQ(session->windows[0].tabs.size(), 1u);
  EXPECT_EQ(session->windows[0].tabs[0].panes[0].directory, "/x");
}

TEST(SavedSession, ADamagedOrNewerOneIsRefused) {
  for (const char* damaged : {"", "{", "[]", "null", "{}", "{\"version\":\"1\"}", "\xff\xfe"}) {
    const auto refused = parse_session(damaged);
    ASSERT_FALSE(refused) << damaged;
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
  }
  const auto newer = parse_session("{\"version\":3,\"windows\":[]}");
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().code, ErrorCode::Unsupported);
  EXPECT_THAT(newer.error().message, HasSubstr("version 3"));
}

/// Whatever a file says, a window can be opened with what comes back.
TEST(SavedSession, NoCutAndNoChangeOfAFileMakesTabsWithoutSense) {
  const std::string whole = to_json(sample());
  const auto check = [](const std::string& text) {
    const auto session = parse_session(text);
    if (!session) return;
    for (const SavedWindow& window : session->windows) {
      EXPECT_LT(window.focused, window.tabs.size());
      for (const SavedTab& tab : window.tabs) {
        ASSERT_FALSE(tab.panes.empty());
        EXPECT_LT(tab.focused, tab.panes.size());
        EXPECT_TRUE(PaneTree::from_steps(tab.tree, std::vector<TabId>(tab.panes.size())));
      }
    }
  };
  for (std::size_t length = 0; length < whole.size(); ++length) check(whole.substr(0, length));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const char c : {'0', '9', '-', '"', '[', '{', 'x', '\0'}) {
      std::string changed = whole;
      changed[at] = c;
      check(changed);
    }
}

TEST(SessionKeeper, OneProcessKeepsTheFileAndOnlyItsOwnerMayReadIt) {
  const TempDir state;
  auto first = SessionKeeper::open(state.path());
  ASSERT_TRUE(first && *first);
  const auto second = SessionKeeper::open(state.path());
  ASSERT_TRUE(second);
  EXPECT_EQ(*second, nullptr) << "the first one keeps it";
  EXPECT_TRUE((*first)->load().session.windows.empty());
  (*first)->save(sample());
  struct stat file {};
  ASSERT_EQ(::stat((state.path() / "session.json").c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  first->reset();
  const auto third = SessionKeeper::open(state.path());
  ASSERT_TRUE(third && *third);
  EXPECT_EQ((*third)->load().session, sample());
  (*third)->save({});
  EXPECT_FALSE(std::filesystem::exists(state.path() / "session.json")) << "there is nothing to open again";
}

TEST(SessionKeeper, PutsAsideWhatItCannotReadAndSaysSo) {
  const TempDir state;
  ASSERT_TRUE(write_private_file(state.path() / "session.json", "{\"version\":9}"));
  auto keeper = SessionKeeper::open(state.path());
  ASSERT_TRUE(keeper && *keeper);
  const auto loaded = (*keeper)->load();
  EXPECT_TRUE(loaded.session.windows.empty());
  EXPECT_THAT(loaded.problem, HasSubstr("newer"));
  EXPECT_THAT(loaded.problem, HasSubstr("session.json.unusable"));
  EXPECT_EQ(read_file(state.path() / "session.json.unusable").value_or(""), "{\"version\":9}");
}

TEST(SessionKeeper, IsDueOnceAfterAChangeAndNeverWithoutOne) {
  const TempDir state;
  auto keeper = SessionKeeper::open(state.path());
  ASSERT_TRUE(keeper && *keeper);
  EXPECT_EQ((*keeper)->due(), std::nullopt);
  const SteadyTime start{};
  (*keeper)->note_change(start);
  const auto due = (*keeper)->due();
  ASSERT_TRUE(due && *due > start);
  (*keeper)->note_change(start + std::chrono::seconds{1});
  EXPECT_EQ((*keeper)->due(), due) << "what goes on for long is saved all the same";
  (*keeper)->save(sample());
  EXPECT_EQ((*keeper)->due(), std::nullopt);
}

TEST(CaptureSession, TellsPanesPlacesAndDirectoriesAndOpensThemAgain) {
  const TempDir directory;
  std::filesystem::create_directories(directory.path() / "one");
  std::filesystem::create_directories(directory.path() / "two");
  const auto shell = [&](const char* name) {
    return TabRequest{
        .program = "/bin/sh", .arguments = {"sh"}, .working_directory = directory.path() / name, .title = name};
  };
  Desk desk;
  desk.tabs.open(shell("one"));
  ASSERT_TRUE(desk.tabs.split(Cut::Stacked, shell("two")));
  desk.tabs.open(shell("one"));
  desk.tabs.focus(0);
  const auto nobody = [](TabId, std::string_view) { return std::string{}; };
  SavedWindow saved;
  ASSERT_TRUE(desk.wait([&] {
    saved = capture_window(desk.tabs, nobody);
    return saved.tabs.size() == 2 && saved.tabs[0].panes.size() == 2 &&
           saved.tabs[0].panes[1].directory == (directory.path() / "two").native();
  }));
  EXPECT_EQ(saved.tabs[0].panes[0].directory, directory.path() / "one");
  EXPECT_EQ(saved.tabs[0].panes[1].title, "two");
  EXPECT_EQ(saved.tabs[0].focused, 1u);
  EXPECT_EQ(saved.focused, 0u);

  saved.tabs[1].panes[0].agent = AgentSession{"codex", "id-7"};
  Desk again;
  const auto request = [](const SavedPane& pane) {
    return TabRequest{
        .program = "/bin/sh",
        .arguments = {"sh", "-c", pane.agent ? "read line; echo got $line; cat" : "pwd; cat"},
        .working_directory = pane.directory,
        .title = pane.title,
    };
  };
  restore_window(saved, {true, request}, again.tabs);
  ASSERT_EQ(again.tabs.size(), 2u);
  EXPECT_EQ(again.tabs.focused_index(), 0u);
  EXPECT_EQ(again.tabs.group(0).tree.steps(), desk.tabs.group(0).tree.steps());
  EXPECT_EQ(again.tabs.focused().title(), "two");
  ASSERT_TRUE(again.wait_for("/two"));
  again.tabs.focus(1);
  ASSERT_TRUE(again.wait_for("got codex resume id-7")) << again.screen();
}

}  // namespace
}  // namespace tabacus::app
