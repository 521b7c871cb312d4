#include <algorithm>

#include "base/paths.hpp"
#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class CmdPrices : public CliTest {
 protected:
  [[nodiscard]] std::string list(const std::string& text) const {
    const auto file = temp_.path() / "list.json";
    EXPECT_TRUE(write_private_file(file, text));
    return file.native();
  }
};

constexpr const char* kNewer =
    R"({"as_of":"2099-01-01","providers":{"openai":[{"model":"gpt-of-tomorrow","input":1250000,"output":10000000}]}})";

TEST_F(CmdPrices, ShowWhatACallOfAModelWouldCost) {
  const Ran ran = run({"prices", "show", "claude-sonnet-4-5-20250929"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("anthropic"), HasSubstr("$3.00"), HasSubstr("$0.30"), HasSubstr("$3.75"),
                             HasSubstr("$6.00"), HasSubstr("$15.00"), HasSubstr("shipped: 739 models, of 2026-08-19")));
  EXPECT_THAT(run({"prices", "show", "claude-haiku-4-5", "--json"}).out,
              HasSubstr(R"({"provider":"anthropic","list":"shipped","as_of":"2026-08-19",)"
                        R"("price":{"model":"claude-haiku-4-5","input":1000000,)"));
}

TEST_F(CmdPrices, SayThatAModelHasNoneAndWhatIsSimilar) {
  const Ran ran = run({"prices", "show", "claude-sonnet-4-"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("no list has a price for 'claude-sonnet-4-'"), HasSubstr("similar names: ")));
}

TEST_F(CmdPrices, AreShownInFullWithoutAModel) {
  const std::string out = run({"prices", "--json"}).out;
  EXPECT_EQ(std::ranges::count(out, '\n'), 739);
}

TEST_F(CmdPrices, AreComparedImportedAndForgotten) {
  const std::string file = list(kNewer);
  const Ran diff = run({"prices", "diff", file});
  EXPECT_EQ(diff.code, 0) << diff.err;
  EXPECT_THAT(diff.out, AllOf(HasSubstr("new     openai gpt-of-tomorrow: input $1.25, output $10.00"),
                              HasSubstr("tabacus list of 2099-01-01: 1 models, 1 new, 0 changed")));
  EXPECT_EQ(run({"prices", "show", "gpt-of-tomorrow"}).code, 1);
  EXPECT_EQ(run({"prices", "import", file}).code, 0);
  EXPECT_EQ(run({"prices", "show", "gpt-of-tomorrow"}).code, 0);
  EXPECT_EQ(run({"prices", "diff", file, "--json"}).out,
            R"({"form":"tabacus","as_of":"2099-01-01","models":1,"left_out":0,"refused_count":0,"refused":[],)"
            R"("changes":[]})"
            "\n");
  EXPECT_EQ(run({"prices", "forget"}).code, 0);
  EXPECT_EQ(run({"prices", "show", "gpt-of-tomorrow"}).code, 1);
  EXPECT_THAT(run({"prices", "forget"}).err, HasSubstr("no prices were imported"));
}

TEST_F(CmdPrices, OfTheUsersOwnWinAndABrokenFileIsTold) {
  const auto own = temp_.path() / "tabacus" / "prices.json";
  ASSERT_TRUE(make_private_directory(own.parent_path()));
  ASSERT_TRUE(write_private_file(own, R"({"providers":{"openai":[{"model":"gpt-5","input":1}]}})"));
  EXPECT_THAT(run({"prices", "show", "gpt-5", "--json"}).out, HasSubstr(R"("list":"user","as_of":null)"));
  ASSERT_TRUE(write_private_file(own, "{"));
  const Ran ran = run({"prices", "show", "gpt-5"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("prices.json are not used"), HasSubstr("no JSON object")));
}

TEST_F(CmdPrices, SayWhatTheyTake) {
  EXPECT_EQ(run({"prices", "buy"}).code, 2);
  EXPECT_EQ(run({"prices", "import"}).code, 2);
  EXPECT_EQ(run({"prices", "import", "/nowhere"}).code, 1);
  EXPECT_THAT(run({"prices", "import", list("[]")}).err, HasSubstr("no JSON object"));
}

}  // namespace
}  // namespace tabacus::app
