#include "base/paths.hpp"
#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using ProgramTest = CliTest;

TEST_F(ProgramTest, ListsEveryCommandInItsHelp) {
  for (const char* word : {"--help", "-h", "help"}) {
    const Ran help = run({word});
    EXPECT_EQ(help.code, 0);
    for (const Command* command : cli_commands()) {
      EXPECT_THAT(help.out, HasSubstr(std::string{command->name}));
      EXPECT_THAT(help.out, HasSubstr(std::string{command->summary}));
    }
  }
}

TEST_F(ProgramTest, HelpsWithEachCommandBothWays) {
  for (const Command* command : cli_commands()) {
    const std::string name{command->name};
    const Ran help = run({name, "--help"});
    EXPECT_EQ(help.code, 0) << name;
    EXPECT_THAT(help.out, HasSubstr("Usage: tabacus " + name));
    EXPECT_EQ(run({"help", name}).out, help.out);
  }
}

TEST_F(ProgramTest, SaysItsVersion) { EXPECT_THAT(run({"--version"}).out, StartsWith("tabacus ")); }

TEST_F(ProgramTest, SaysPlainlyWhenItHasNoWindow) {
  const Ran ran = run({});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("no window"));
  EXPECT_EQ(run({"--title", "x"}).code, 1);
}

struct UsageCase {
  const char* name;
  std::vector<std::string> arguments;
  const char* message;
};

class UsageErrors : public CliTest, public ::testing::WithParamInterface<UsageCase> {};

TEST_P(UsageErrors, ExitWithTwoAndTellOnStderr) {
  seed();
  const Ran ran = run(GetParam().arguments);
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Words, UsageErrors,
    ::testing::Values(UsageCase{"command", {"totls"}, "no command 'totls'; did you mean 'totals'?"},
                      UsageCase{"far_command", {"bicycle"}, "no command 'bicycle'\n"},
                      UsageCase{"help_of_nothing", {"help", "nope"}, "no command 'nope'"},
                      UsageCase{"option", {"totals", "--jsno"}, "--jsno"},
                      UsageCase{"choice", {"totals", "--by", "moon"}, "moon"},
                      UsageCase{"number", {"calls", "--limit", "0"}, "--limit"},
                      UsageCase{"two_forms", {"calls", "--json", "--csv"}, "exclude"},
                      UsageCase{"time", {"calls", "--since", "teatime"}, "'teatime' is no time"},
                      UsageCase{"tab", {"calls", "--tab", "xyz"}, "'xyz'"}, UsageCase{"missing", {"cost"}, "CALL"},
                      UsageCase{"sql_writes", {"sql", "DROP TABLE calls"}, "only a SELECT"},
                      UsageCase{"config_without_file", {"--config"}, "--config needs"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST_F(ProgramTest, UsesTheConfigurationItIsGiven) {
  seed();
  const std::filesystem::path file = temp_.path() / "mine.toml";
  ASSERT_TRUE(write_private_file(file, "[analytics]\ndirectory = \"/nowhere\"\n"));
  EXPECT_EQ(run({"totals"}).code, 0);
  EXPECT_THAT(run({"--config", file.native(), "totals"}).err, HasSubstr("/nowhere/calls.db"));
  EXPECT_THAT(run({"--config=" + file.native(), "totals"}).err, HasSubstr("/nowhere/calls.db"));
  EXPECT_EQ(run({"--config", file.native(), "totals", "--directory", directory().native()}).code, 0);
}

TEST_F(ProgramTest, RefusesAConfigurationThatIsNotThere) {
  const Ran ran = run({"--config", "/nowhere/tabacus.toml", "totals"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("/nowhere/tabacus.toml"));
}

TEST_F(ProgramTest, TellsOfABrokenConfigurationAndGoesOn) {
  seed();
  ASSERT_TRUE(write_private_file(temp_.path() / "tabacus" / "tabacus.toml", "[shel]\nlogin = true\n"));
  const Ran ran = run({"totals"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("tabacus.toml:2: unknown key 'shel.login'; did you mean 'shell.login'?"));
}

}  // namespace
}  // namespace tabacus::app
