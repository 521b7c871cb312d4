#include "app/tabs/tap_environment.hpp"

#include <gtest/gtest.h>

#include "pty/environment.hpp"

namespace tabacus::app {
namespace {

TEST(TapEnvironment, TheEndpointsVariablesWinOverInheritedOnes) {
  const std::vector<pty::EnvVar> inherited{{"ANTHROPIC_BASE_URL", "https://gateway.example"}, {"EDITOR", "vi"}};
  const TabId tab = TabId::mint();
  const TabSessionId session = TabSessionId::mint();
  const auto child =
      tab_environment(inherited, tab, session, {{"ANTHROPIC_BASE_URL", "http://127.0.0.1:1/t/anthropic"}});
  EXPECT_EQ(pty::find(child, "ANTHROPIC_BASE_URL"), "http://127.0.0.1:1/t/anthropic");
  EXPECT_EQ(pty::find(child, "EDITOR"), "vi");
  EXPECT_EQ(pty::find(child, "TABACUS_TAB_ID"), tab.text());
  EXPECT_EQ(pty::find(child, "TABACUS_SESSION_ID"), session.text());
  EXPECT_EQ(pty::find(child, "TERM_PROGRAM"), "tabacus");
}

TEST(TapEnvironment, AnUnmeteredTabKeepsWhatWasSet) {
  const std::vector<pty::EnvVar> inherited{{"ANTHROPIC_BASE_URL", "https://gateway.example"}};
  const auto child = tab_environment(inherited, TabId::mint(), TabSessionId::mint(), {});
  EXPECT_EQ(pty::find(child, "ANTHROPIC_BASE_URL"), "https://gateway.example");
  EXPECT_EQ(pty::find(child, "OPENAI_BASE_URL"), "");
}

TEST(TapEnvironment, TheEngineGetsTheSameVariables) {
  const std::vector<pty::EnvVar> variables{{"A", "1"}, {"B", ""}};
  EXPECT_EQ(to_engine(variables), (analytics::Environment{{"A", "1"}, {"B", ""}}));
}

}  // namespace
}  // namespace tabacus::app
