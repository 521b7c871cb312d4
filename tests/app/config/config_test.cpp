#include "app/config/config.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Config, ReadsEveryOption) {
  const LoadedConfig loaded = parse_config(R"(
[analytics]
enabled = true
directory = "/data/calls"
providers = ["anthropic", "openai"]
exclude = ["code-assist"]
codex_http = true
[shell]
program = "/bin/zsh"
login = true
[window]
columns = 120
rows = 40
title = "work"
[font]
family = "Iosevka"
size = 13
[terminal]
scrollback_lines = 0
[colors]
foreground = "#C0ffEE"
background = "#000000"
palette = ["#010203", "#fefdfc"]
)",
                                           "t.toml");
  EXPECT_THAT(loaded.problems, IsEmpty());
  const Config& config = loaded.config;
  EXPECT_TRUE(config.analytics_enabled);
  EXPECT_EQ(config.analytics_directory, "/data/calls");
  EXPECT_THAT(config.analytics_providers, ElementsAre("anthropic", "openai"));
  EXPECT_THAT(config.analytics_exclude, ElementsAre("code-assist"));
  EXPECT_TRUE(config.analytics_codex_http);
  EXPECT_EQ(config.shell_program, "/bin/zsh");
  EXPECT_TRUE(config.shell_login);
  EXPECT_EQ(config.window_columns, 120);
  EXPECT_EQ(config.window_rows, 40);
  EXPECT_EQ(config.window_title, "work");
  EXPECT_EQ(config.font_family, "Iosevka");
  EXPECT_EQ(config.font_size, 13.0) << "a whole number is a number";
  EXPECT_EQ(config.terminal_scrollback_lines, 0);
  EXPECT_EQ(config.colors_foreground, Color{0xC0FFEE});
  EXPECT_EQ(config.colors_background, Color{0});
  EXPECT_THAT(config.colors_palette, ElementsAre(Color{0x010203}, Color{0xFEFDFC}));
}

struct ProblemCase {
  const char* name;
  const char* text;
  const char* problem;
};

class ConfigProblems : public ::testing::TestWithParam<ProblemCase> {};

TEST_P(ConfigProblems, AreReportedWithFileAndLineAndKeepTheDefault) {
  const LoadedConfig loaded = parse_config(GetParam().text, "t.toml");
  EXPECT_THAT(loaded.problems, ElementsAre(HasSubstr(GetParam().problem)));
  EXPECT_EQ(loaded.config, Config{});
}

INSTANTIATE_TEST_SUITE_P(
    Files, ConfigProblems,
    ::testing::Values(
        ProblemCase{"mistyped_key", "[shell]\n\nlogon = true\n",
                    "t.toml:3: unknown key 'shell.logon'; did you mean 'shell.login'?"},
        ProblemCase{"mistyped_table", "[analitycs]\nenabled = true\n",
                    "t.toml:2: unknown key 'analitycs.enabled'; did you mean 'analytics.enabled'?"},
        ProblemCase{"nothing_near", "colour_of_the_bikeshed = 1\n", "t.toml:1: unknown key 'colour_of_the_bikeshed'"},
        ProblemCase{"bool_as_text", "[analytics]\nenabled = \"yes\"\n",
                    "t.toml:2: 'analytics.enabled' takes true or false"},
        ProblemCase{"integer_as_real", "[window]\ncolumns = 80.5\n",
                    "t.toml:2: 'window.columns' takes a whole number from 2 to 1000"},
        ProblemCase{"out_of_range", "[window]\nrows = 0\n", "t.toml:2: 'window.rows' takes a whole number from 1"},
        ProblemCase{"not_a_number", "[font]\nsize = nan\n", "t.toml:2: 'font.size' takes a number from 4 to 200"},
        ProblemCase{"number_in_words", "[analytics]\nexclude = [\"openai\", 3]\n",
                    "t.toml:2: 'analytics.exclude' takes a list of words"},
        ProblemCase{"text_as_number", "[font]\nfamily = 3\n", "t.toml:2: 'font.family' takes text in quotes"},
        ProblemCase{"bad_colour", "[colors]\nforeground = \"red\"\n", "t.toml:2: 'colors.foreground' takes a colour"},
        ProblemCase{"bad_colour_in_list", "[colors]\npalette = [\"#000000\", 3]\n",
                    "t.toml:2: 'colors.palette' takes a list of up to 16 colours"},
        ProblemCase{"unknown_action", "[keys]\nnew_tap = \"F2\"\n",
                    "t.toml:2: unknown key 'keys.new_tap'; did you mean 'keys.new_tab'?"},
        ProblemCase{"unknown_chord", "[keys]\nnew_tab = \"Ctrl+Banana\"\n", "t.toml:2: 'keys.new_tab' takes keys like"},
        ProblemCase{"unknown_widget", "[overlay]\nwidgets = [\"cost\", \"weather\"]\n",
                    "t.toml:2: 'overlay.widgets' takes a list of some of"},
        ProblemCase{"profile_key", "[profiles.a]\ncomand = []\n", "t.toml:2: unknown key 'profiles.a.comand'"},
        ProblemCase{"table_for_value", "[window.columns]\nx = 1\n", "'window.columns' takes a whole number"},
        ProblemCase{"value_for_table", "window = 1\n", "t.toml:1: unknown key 'window'"},
        ProblemCase{"syntax", "[window]\nrows = 10\ncolumns =\n", "t.toml:3: "},
        ProblemCase{"control_characters", "\"a\\u001b[2J\" = 1\n", "t.toml:1: unknown key 'a[2J'"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Config, ReportsInTheOrderOfTheFileAndUsesTheRest) {
  const LoadedConfig loaded = parse_config("[window]\nrowz = 1\ncolumns = 90\n[font]\nsise = 2\n", "t.toml");
  EXPECT_THAT(loaded.problems, ElementsAre(HasSubstr("t.toml:2:"), HasSubstr("t.toml:5:")));
  EXPECT_EQ(loaded.config.window_columns, 90);
}

TEST(Config, ReadsKeysAndProfiles) {
  const LoadedConfig loaded = parse_config(R"([keys]
new_tab = "F2 Ctrl+Shift+T"
help = ""
copy = "Ctrl+Shift+C"
[profiles.review]
command = ["claude", "--resume"]
environment = ["ANTHROPIC_BASE_URL=https://gateway.example"]
metering = "off"
budget = "$2.50"
)",
                                           "t.toml");
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.config.keys, (std::map<std::string, std::string>{{"new_tab", "F2 Ctrl+Shift+T"}, {"help", ""}}))
      << "what is the default is not kept";
  const Profile& review = loaded.config.profiles.at("review");
  EXPECT_THAT(review.command, ElementsAre("claude", "--resume"));
  EXPECT_EQ(review.metering, "off");
  EXPECT_EQ(review.budget, (Amount{.money = Nanodollars{2'500'000'000}, .tokens = {}}));
}

TEST(Config, TakesTheEnvironmentOverTheFile) {
  LoadedConfig loaded = parse_config("[font]\nsize = 14\nfamily = \"A\"\n", "t.toml");
  const std::map<std::string, const char*> variables{{"TABACUS_FONT_FAMILY", "Iosevka Term"},
                                                     {"TABACUS_ANALYTICS_EXCLUDE", "[\"openai\"]"},
                                                     {"TABACUS_WINDOW_ROWS", "many"},
                                                     {"TABACUS_SHELL_LOGIN", "true"}};
  apply_environment(loaded, [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second;
  });
  EXPECT_EQ(loaded.config.font_family, "Iosevka Term");
  EXPECT_EQ(loaded.config.font_size, 14.0);
  EXPECT_THAT(loaded.config.analytics_exclude, ElementsAre("openai"));
  EXPECT_TRUE(loaded.config.shell_login);
  EXPECT_THAT(loaded.problems, ElementsAre(HasSubstr("TABACUS_WINDOW_ROWS: 'window.rows' takes a whole number")));
  EXPECT_EQ(loaded.sources.at("font.family"), ConfigSource::Environment);
  EXPECT_EQ(loaded.sources.at("font.size"), ConfigSource::File);
}

TEST(Config, TakesTheDefaultsWhenThereIsNoFile) {
  const testing::TempDir temp;
  const LoadedConfig loaded = load_config(temp.path() / "none.toml");
  EXPECT_FALSE(loaded.found);
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.config, Config{});
}

TEST(Config, ReportsAFileItCannotRead) {
  const testing::TempDir temp;
  const LoadedConfig loaded = load_config(temp.path());  // a directory
  EXPECT_THAT(loaded.problems, ElementsAre(HasSubstr(temp.path().native())));
}

TEST(Config, UnderstandsTheHomeDirectory) {
  ::setenv("HOME", "/home/ada", 1);
  Config config;
  config.analytics_directory = "~/calls";
  EXPECT_EQ(configured_analytics_directory(config), "/home/ada/calls");
  config.analytics_directory = "/x";
  EXPECT_EQ(configured_analytics_directory(config), "/x");
}

}  // namespace
}  // namespace tabacus::app
