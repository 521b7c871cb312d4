// budget and budget raise against an engine in this process.
#include "analytics/api/engine.hpp"
#include "app/control/engine_control.hpp"
#include "cli_fixture.hpp"

namespace tabacus::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class CmdBudget : public CliTest {
 protected:
  CmdBudget() { ::unsetenv("TABACUS_TAB_ID"); }

  void start(analytics::BudgetRules rules) {
    analytics::EngineOptions options{.directory = directory()};
    options.budgets = std::move(rules);
    engine_ = analytics::Engine::open(std::move(options)).value();
    control_ = serve_control(*engine_, "run").value();
    analytics::TabOptions tab;
    tab.tab = tab_;
    tab.session = TabSessionId::mint();
    tab.title = "first";
    ASSERT_TRUE(engine_->open_tab(tab));
  }
  /// A dollar a tab, of which nothing is left to spend of a day's tokens.
  static analytics::BudgetRules rules() {
    analytics::BudgetRules rules;
    rules.limits[analytics::BudgetScope::Tab].money = Nanodollars{1'000'000'000};
    rules.limits[analytics::BudgetScope::Day].tokens = Tokens{0};
    return rules;
  }

  const TabId tab_ = TabId::mint();
  std::unique_ptr<analytics::Engine> engine_;
  std::unique_ptr<ControlServer> control_;
};

TEST_F(CmdBudget, SaysThatNothingRunsAndThatNothingIsHeld) {
  EXPECT_THAT(run({"budget"}).err, StartsWith("tabacus budget: nothing that meters is running; "));
  start({});
  EXPECT_THAT(run({"budget"}).out, StartsWith("No tab is held to a budget; "));
}

TEST_F(CmdBudget, ListsWhatTabsMaySpendAndHaveSpent) {
  start(rules());
  const Ran ran = run({"budget"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("first"), HasSubstr("$1.00"), HasSubstr("within"), HasSubstr("0 tokens"),
                             HasSubstr("spent")));
  const Ran json = run({"budget", "--json"});
  EXPECT_THAT(json.out, AllOf(HasSubstr(R"("budget":"tab")"), HasSubstr(R"("limit_nano":1000000000)"),
                              HasSubstr(R"("budget":"day")"), HasSubstr(R"("standing":"spent")")));
}

TEST_F(CmdBudget, RaisesOneOrWhatIsSpent) {
  start(rules());
  EXPECT_THAT(run({"budget", "raise", "tab", "$2.5", "--tab", "first"}).out, HasSubstr("$3.50"));
  EXPECT_THAT(run({"budget", "raise", "500k tokens", "--tab", tab_.text()}).out,
              AllOf(HasSubstr("500000 tokens"), Not(HasSubstr("spent\n"))));
  const auto budgets = engine_->budgets(tab_);
  ASSERT_EQ(budgets.size(), 2U);
  EXPECT_EQ(budgets[0].limit.money->count(), 3'500'000'000);
  EXPECT_EQ(budgets[1].limit.tokens->count(), 500'000);
}

TEST_F(CmdBudget, TellsWhatItCannotRaise) {
  start(rules());
  EXPECT_THAT(run({"budget", "raise"}).err, HasSubstr("this shell is in no tab"));
  EXPECT_THAT(run({"budget", "raise", "month", "--tab", "first"}).err, HasSubstr("there is no budget of each month"));
  EXPECT_THAT(run({"budget", "raise", "week", "--tab", "first"}).err, HasSubstr("there is no budget of a week"));
  EXPECT_THAT(run({"budget", "raise", "tab", "much", "--tab", "first"}).err, HasSubstr("'much' is no amount"));
  EXPECT_THAT(run({"budget", "raise", "tab", "5 tokens", "--tab", "first"}).err, HasSubstr("is $1.00"));
  EXPECT_THAT(run({"budget", "raise", "--tab", "second"}).err, HasSubstr("no tab second is open"));
  EXPECT_THAT(run({"budget", "lower"}).err, HasSubstr("takes list or raise, not 'lower'"));
}

}  // namespace
}  // namespace tabacus::app
