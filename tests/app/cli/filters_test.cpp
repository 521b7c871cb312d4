// The filters that all asking commands share, tried on `calls`.
#include "cli_fixture.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;

class Filters : public CliTest {
 protected:
  [[nodiscard]] static std::ptrdiff_t count(std::vector<std::string> filters) {
    filters.insert(filters.begin(), {"calls", "--json"});
    const Ran ran = run(filters);
    EXPECT_EQ(ran.code, 0) << ran.err;
    return std::ranges::count(ran.out, '\n');
  }
};

TEST_F(Filters, ChooseByEachThing) {
  seed();
  struct Case {
    std::vector<std::string> filters;
    std::ptrdiff_t calls;
  };
  const Case cases[] = {
      {{}, 4},
      {{"--session", "session-a"}, 3},
      {{"--session", "sess"}, 3},
      {{"--session", "%"}, 0},
      {{"--agent", "main"}, 4},
      {{"--agent", "x"}, 0},
      {{"--model", "SONNET"}, 3},
      {{"--model", "gpt"}, 1},
      {{"--provider", "openai"}, 1},
      {{"--project", "/nowhere"}, 0},
      {{"--branch", "main"}, 0},
      {{"--host", "nowhere.example"}, 0},
      {{"--path", "/v1/"}, 0},
      {{"--profile", "work"}, 0},
      {{"--source", "tab"}, 4},
      {{"--source", "import"}, 0},
      {{"--status", "529"}, 1},
      {{"--status", "2xx"}, 3},
      {{"--status", "error"}, 1},
      {{"--status", "ok", "--provider", "anthropic"}, 2},
      {{"--where", "output_tokens > 400 AND provider = 'anthropic'"}, 2},
      {{"--where", "model LIKE '%)%' OR cost_nano IS NULL -- who has none"}, 2},
      {{"--where", "call_id IN (SELECT call_id FROM v_why)"}, 0},
  };
  for (const Case& each : cases) EXPECT_EQ(count(each.filters), each.calls) << ::testing::PrintToString(each.filters);
}

TEST_F(Filters, RefuseWhatCouldNotBeMeant) {
  seed();
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"--status", "sixhundred"}, "'sixhundred' is no status"},
      {{"--since", "soon"}, "--since: 'soon' is no time"},
      {{"--source", "thin air"}, "'thin air' is no source of calls"},
      {{"--where", ""}, "it is empty"},
      {{"--where", "1) OR (1"}, "a bracket closes that was not opened"},
      {{"--where", "(1"}, "a bracket is not closed"},
      {{"--where", "'"}, "a quote or comment is not closed"},
      {{"--where", "1 /* "}, "a quote or comment is not closed"},
      {{"--where", "1; DELETE FROM calls"}, "more than one statement"},
      {{"--where", "status = ?1"}, "it holds a parameter"},
      {{"--where", "no_such_column"}, "no such column: no_such_column"},
      {{"--where", "flags = 1"}, "no such column: flags"},
      {{"--where", "load_extension('x')"}, "not authorized"},
      {{"--tab", "."}, "TABACUS_TAB_ID is not set"},
  };
  ::unsetenv("TABACUS_TAB_ID");
  for (const auto& [filters, message] : cases) {
    std::vector<std::string> words{"calls"};
    words.insert(words.end(), filters.begin(), filters.end());
    const Ran ran = run(words);
    EXPECT_NE(ran.code, 0) << ::testing::PrintToString(filters);
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr(message));
  }
}

TEST_F(Filters, KnowTheTabTheyAreIn) {
  seed();
  ::setenv("TABACUS_TAB_ID", testing::kDocsTab, 1);
  EXPECT_EQ(count({"--tab", "."}), 1);
  ::unsetenv("TABACUS_TAB_ID");
}

TEST_F(Filters, MayBeSavedAndAreShownWhenTheyAct) {
  seed();
  std::filesystem::create_directories(temp_.path() / "tabacus");
  std::ofstream{temp_.path() / "tabacus" / "tabacus.toml"} << "[queries]\nfilters = [\"provider=openai\"]\n";
  const Ran ran = run({"calls", "--json"});
  EXPECT_EQ(std::ranges::count(ran.out, '\n'), 1);
  EXPECT_THAT(ran.err, HasSubstr("only provider=openai (saved in "));
  EXPECT_EQ(count({"--provider", "anthropic"}), 3) << "a given one takes its place";
  EXPECT_EQ(run({"calls", "--provider", "anthropic"}).err, "");
  EXPECT_EQ(count({"--all"}), 4);
  std::ofstream{temp_.path() / "tabacus" / "tabacus.toml"} << "[queries]\nfilters = [\"colour=red\"]\n";
  EXPECT_THAT(run({"calls"}).err, HasSubstr("'colour=red' is no filter"));
}

}  // namespace
}  // namespace tabacus::app
