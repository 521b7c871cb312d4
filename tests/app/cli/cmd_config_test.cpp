#include <cstdlib>

#include "app/config/options.hpp"
#include "base/paths.hpp"
#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ConfigCommand : public CliTest {
 protected:
  [[nodiscard]] std::filesystem::path file() const { return temp_.path() / "tabacus" / "tabacus.toml"; }
  void write(const std::string& text) const {
    ASSERT_TRUE(make_private_directory(file().parent_path()));
    ASSERT_TRUE(write_private_file(file(), text));
  }
};

TEST_F(ConfigCommand, ShowsEveryOptionAndWhoSetIt) {
  write("[font]\nsize = 14\n[keys]\nnew_tab = \"F2\"\n[profiles.work]\ncommand = [\"claude\"]\n");
  ::setenv("TABACUS_WINDOW_ROWS", "50", 1);
  const ScopeExit unset{[] { ::unsetenv("TABACUS_WINDOW_ROWS"); }};
  const Ran ran = run({"config", "show"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("font.size = 14.0  # file\n"));
  EXPECT_THAT(ran.out, HasSubstr("window.rows = 50  # environment\n"));
  EXPECT_THAT(ran.out, HasSubstr("window.columns = 100  # default\n"));
  EXPECT_THAT(ran.out, HasSubstr("keys.new_tab = \"F2\"  # file\n"));
  EXPECT_THAT(ran.out, HasSubstr("profiles.work.command = [\"claude\"]  # file\n"));
  for (const Option& option : options()) EXPECT_THAT(ran.out, HasSubstr(std::string{option.key} + " = "));
  const Ran changed = run({"config", "show", "--changed"});
  EXPECT_THAT(changed.out, HasSubstr("font.size"));
  EXPECT_THAT(changed.out, Not(HasSubstr("window.columns")));
  EXPECT_EQ(run({"config", "show", "font.size"}).out, "font.size = 14.0  # file\n");
  EXPECT_EQ(run({"config", "show", "fond"}).code, 2);
}

TEST_F(ConfigCommand, WritesAFileThatSetsNothingAndNeverOverOne) {
  EXPECT_EQ(run({"config", "default", "--write"}).code, 0);
  const std::string text = read_file(file()).value_or("");
  for (const Option& option : options()) EXPECT_THAT(text, HasSubstr(std::string{option.doc}));
  const LoadedConfig loaded = parse_config(text, "default.toml");
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.config, Config{});
  EXPECT_EQ(run({"config", "check"}).code, 0);
  write("[font]\nsize = 14\n");
  EXPECT_THAT(run({"config", "default", "--write"}).err, HasSubstr("--force"));
  EXPECT_THAT(read_file(file()).value_or(""), HasSubstr("14"));
  EXPECT_EQ(run({"config", "default", "--write", "--force"}).code, 0);
  EXPECT_EQ(read_file(file()).value_or(""), text);
}

/// A line taken out of its comment means what the comment says.
TEST_F(ConfigCommand, WritesDefaultsThatCanBeUncommented) {
  std::string text;
  std::string commented = run({"config", "default"}).out;
  for (std::size_t at = 0; (at = commented.find("\n#", at)) != std::string::npos; ++at)
    if (commented[at + 2] != ' ' && commented.compare(at, 11, "\n#[profiles") != 0) commented.erase(at + 1, 1);
  commented.resize(commented.find("# A kind of tab"));
  for (const std::string_view line : split(commented, '\n'))
    if (!line.ends_with(" = ")) text += std::string{line} + "\n";  // one without a value stays unset
  const LoadedConfig loaded = parse_config(text, "default.toml");
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.config, Config{});
  EXPECT_GT(loaded.sources.size(), 50U);
}

TEST_F(ConfigCommand, ChecksTheFile) {
  write("[font]\nsize = \"large\"\n");
  const Ran wrong = run({"config", "check"});
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("tabacus.toml:2: 'font.size' takes a number"));
  write("[theme]\ndark = \"nonesuch\"\n");
  EXPECT_THAT(run({"config", "check"}).err, HasSubstr("no theme is called 'nonesuch'"));
}

TEST_F(ConfigCommand, SaysWhereTheFileLies) { EXPECT_EQ(run({"config", "path"}).out, file().native() + "\n"); }

TEST_F(ConfigCommand, NamesKeysAndThemes) {
  EXPECT_THAT(run({"config", "keys"}).out, HasSubstr("new_tab"));
  EXPECT_THAT(run({"config", "themes"}).out, HasSubstr("slate      dark\n"));
  EXPECT_EQ(run({"config", "everything"}).code, 2);
}

TEST_F(ConfigCommand, CompletesCommandsAndKeys) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Ran ran = run({"completion", shell});
    EXPECT_EQ(ran.code, 0) << shell;
    EXPECT_THAT(ran.out, HasSubstr("sessions")) << shell;
    EXPECT_THAT(ran.out, HasSubstr("terminal.scrollback_lines")) << shell;
  }
  EXPECT_EQ(run({"completion", "tcsh"}).code, 2);
}

}  // namespace
}  // namespace tabacus::app
