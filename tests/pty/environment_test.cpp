#include "pty/environment.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tabacus::pty {
namespace {

using Variables = std::vector<EnvVar>;

TEST(ChildEnvironment, SaysWhichTerminalThisIs) {
  const Variables child = child_environment({}, "1.2.3", {});
  EXPECT_EQ(find(child, "TERM"), "xterm-256color");
  EXPECT_EQ(find(child, "COLORTERM"), "truecolor");
  EXPECT_EQ(find(child, "TERM_PROGRAM"), "tabacus");
  EXPECT_EQ(find(child, "TERM_PROGRAM_VERSION"), "1.2.3");
  EXPECT_EQ(find(child, "FORCE_HYPERLINK"), "1");
}

TEST(ChildEnvironment, ReplacesTheOuterTerminalsName) {
  const Variables outer{{"TERM", "xterm-kitty"}, {"TERM_PROGRAM", "kitty"}, {"HOME", "/home/ada"}};
  const Variables child = child_environment(outer, "1", {});
  EXPECT_EQ(find(child, "TERM"), "xterm-256color");
  EXPECT_EQ(find(child, "TERM_PROGRAM"), "tabacus");
  EXPECT_EQ(find(child, "HOME"), "/home/ada");
  EXPECT_EQ(std::count_if(child.begin(), child.end(), [](const EnvVar& v) { return v.name == "TERM"; }), 1);
}

TEST(ChildEnvironment, DropsWhatWouldMisleadAboutTheTerminal) {
  for (const char* name : {"WINDOWID", "VTE_VERSION", "TERMINFO", "TERMCAP", "LINES", "COLUMNS", "KITTY_WINDOW_ID",
                           "TMUX", "TABACUS_TAB_ID"}) {
    const Variables outer{{name, "7"}};
    for (const EnvVar& variable : child_environment(outer, "1", {})) EXPECT_NE(variable.name, name);
  }
}

struct LocaleCase {
  const char* name;
  Variables outer;
  std::string_view lang;
};

class ChildLocale : public testing::TestWithParam<LocaleCase> {};

TEST_P(ChildLocale, IsUtf8OnlyWhenTheUserChoseNone) {
  EXPECT_EQ(find(child_environment(GetParam().outer, "1", {}), "LANG"), GetParam().lang);
}

INSTANTIATE_TEST_SUITE_P(Locales, ChildLocale,
                         testing::Values(LocaleCase{"None", {}, "C.UTF-8"},
                                         LocaleCase{"EmptyLang", {{"LANG", ""}}, "C.UTF-8"},
                                         LocaleCase{"Lang", {{"LANG", "de_DE.UTF-8"}}, "de_DE.UTF-8"},
                                         LocaleCase{"Ctype", {{"LC_CTYPE", "sv_SE.UTF-8"}}, ""},
                                         LocaleCase{"All", {{"LC_ALL", "C"}}, ""}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(ChildEnvironment, TheCallersVariablesWin) {
  const Variables outer{{"ANTHROPIC_BASE_URL", "https://gateway.example"}};
  const Variables extra{
      {"ANTHROPIC_BASE_URL", "http://127.0.0.1:1/t/anthropic"}, {"TERM", "dumb"}, {"TABACUS_TAB_ID", "x"}};
  const Variables child = child_environment(outer, "1", extra);
  EXPECT_EQ(find(child, "ANTHROPIC_BASE_URL"), "http://127.0.0.1:1/t/anthropic");
  EXPECT_EQ(find(child, "TERM"), "dumb");
  EXPECT_EQ(find(child, "TABACUS_TAB_ID"), "x");
}

TEST(OwnEnvironment, HoldsWhatWeWereStartedWith) {
  ASSERT_EQ(::setenv("TABACUS_TEST_VALUE", "a=b", 1), 0);
  EXPECT_EQ(find(own_environment(), "TABACUS_TEST_VALUE"), "a=b");
  ::unsetenv("TABACUS_TEST_VALUE");
}

TEST(UserShell, IsAnAbsolutePath) { EXPECT_EQ(user_shell().front(), '/'); }

}  // namespace
}  // namespace tabacus::pty
