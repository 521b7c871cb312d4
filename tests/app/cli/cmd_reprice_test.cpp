#include "base/paths.hpp"
#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// The seed's costs are made up, so the shipped prices change them.
using CmdReprice = CliTest;

TEST_F(CmdReprice, ShowsTheDifferenceFirst) {
  seed();
  const Ran dry = run({"reprice", "--dry-run"});
  EXPECT_EQ(dry.code, 0) << dry.err;
  EXPECT_THAT(dry.out, AllOf(HasSubstr("claude-sonnet-4-5-20250929"), HasSubstr(" → "),
                             HasSubstr("of 3 calls change by the prices of 2026-08-19 (shipped)")));
  for (const auto& words :
       {std::vector<std::string>{"reprice"}, {"reprice", "--yes", "--dry-run"}, {"reprice", "--json"}}) {
    EXPECT_EQ(run(words).code, 0);
    EXPECT_THAT(run({"calls"}).out, HasSubstr("$0.021180123")) << "nothing was written";
  }
  EXPECT_THAT(run({"reprice"}).out, HasSubstr("'tabacus reprice --yes'"));
  const Ran json = run({"reprice", "--dry-run", "--json"});
  EXPECT_THAT(json.out, AllOf(HasSubstr(R"({"dry_run":true,"price_as_of":"2026-08-19","price_source":"shipped",)"),
                              HasSubstr(R"("billed_nano":[)")));
}

TEST_F(CmdReprice, WritesTheNewFiguresAndNoMoreTheNextTime) {
  seed();
  EXPECT_THAT(run({"reprice", "--yes", "--since", "2026-11-20", "--until", "2026-11-21"}).out,
              HasSubstr("calls were priced again; their old figures are in cost_alt"));
  EXPECT_EQ(run({"calls"}).out.find("$0.021180123"), std::string::npos);
  EXPECT_THAT(run({"reprice", "--yes"}).out, HasSubstr("0 of 3 calls change"));
}

TEST_F(CmdReprice, SaysWhenNothingIsStoredYet) {
  const Ran ran = run({"reprice"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("there is no"));
}

TEST_F(CmdReprice, ExplainsACallLineByLine) {
  seed();
  ASSERT_EQ(run({"reprice", "--yes"}).code, 0);
  const std::string id = "14361350400000000";  // 2026-11-20T10:00:00Z
  const Ran ran = run({"cost", id});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("cache_read"), HasSubstr("48,000"), HasSubstr("$0.30 per million"),
                             HasSubstr("0.0144"), HasSubstr("by the price list")));
  EXPECT_THAT(run({"cost", id, "--json"}).out, HasSubstr(R"({"item":"cache_read","quantity":48000,"rate":300000,)"));
  EXPECT_EQ(run({"cost", "7"}).code, 1);
  EXPECT_EQ(run({"cost", "seven"}).code, 2);
}

}  // namespace
}  // namespace tabacus::app
