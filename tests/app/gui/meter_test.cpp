// The meter's widgets: what each says of a tab's figures, as text.
#include "app/gui/meter/meter.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <ctime>

namespace tabacus::app {
namespace {

using analytics::TabStats;
using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

struct MoneyCase {
  const char* name;
  std::int64_t nano;
  const char* text;
};

class Money : public testing::TestWithParam<MoneyCase> {};

TEST_P(Money, IsWholeNanodollarsAsText) { EXPECT_EQ(format_money(Nanodollars{GetParam().nano}), GetParam().text); }

INSTANTIATE_TEST_SUITE_P(Amounts, Money,
                         testing::Values(MoneyCase{"Zero", 0, "$0.0000"}, MoneyCase{"Tiny", 45'000, "$0.000045"},
                                         MoneyCase{"BelowTenthOfCent", 999'400, "$0.000999"},
                                         MoneyCase{"HalfUp", 483'150'000, "$0.4832"},
                                         MoneyCase{"Carries", 1'999'960'000, "$2.0000"},
                                         MoneyCase{"TenDollars", 10'000'000'000, "$10.00"},
                                         MoneyCase{"Large", 123'456'789'000'000, "$123456.79"}),
                         [](const auto& test) { return std::string{test.param.name}; });

/// A tab after a few calls, and one widget's words for it.
class MeterTest : public ::testing::Test {
 protected:
  MeterTest() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    stats_.calls = 3;
    stats_.last_model = "claude-sonnet-4-5";
    stats_.input_uncached = Tokens{100};
    stats_.cache_read = Tokens{5000};
    stats_.cache_write = Tokens{20};
    stats_.output = Tokens{70};
    stats_.cost = Nanodollars{12'345'678};
    figures_.metering = Metering::On;
    figures_.stats = &stats_;
    figures_.now = SteadyTime{std::chrono::hours{1}};
    figures_.wall = SystemTime{std::chrono::hours{24 * 365}};
  }

  [[nodiscard]] std::string words(const std::string& widget) const {
    const std::vector<std::string> names{widget};
    return plain_text(meter_model(figures_, names, MeterSize::Normal, "top-right"));
  }
  [[nodiscard]] std::string summary(const std::string& widget) const {
    const std::vector<std::string> names{widget};
    return plain_text(meter_model(figures_, names, MeterSize::Compact, "top-right"));
  }

  TabStats stats_;
  StoredFigures stored_;
  MeterFigures figures_;
};

TEST_F(MeterTest, EveryWidgetIsOneTheConfigurationNames) {
  for (const std::string& name : Config{}.overlay_widgets)
    EXPECT_NE(std::ranges::find(widgets(), name, &Widget::name), widgets().end()) << name;
  EXPECT_EQ(widgets().size(), 11U);
}

TEST_F(MeterTest, SaysInOneWordThatThereIsNothingToShow) {
  figures_.stats = nullptr;
  EXPECT_EQ(words("cost"), "no calls yet\n");
  figures_.metering = Metering::Paused;
  EXPECT_EQ(words("cost"), "paused\n");
  figures_.metering = Metering::Off;
  EXPECT_EQ(words("cost"), "capture off\n");
  figures_.metering = Metering::Failed;
  figures_.failure = "bind 127.0.0.1:0:\033 no port";
  EXPECT_EQ(words("cost"), "not metered: bind 127.0.0.1:0: no port\n");
}

TEST_F(MeterTest, KeepsItsFiguresWhilePaused) {
  figures_.metering = Metering::Paused;
  EXPECT_EQ(words("model"), "paused  claude-sonnet-4-5\n");
  EXPECT_THAT(words("cost"), HasSubstr("$0.0123"));
}

TEST_F(MeterTest, DropsControlCharactersOfWhatProvidersSay) {
  stats_.last_model = "evil\033]0;x\007name";
  stats_.last_error = "over\033[2Jloaded";
  EXPECT_EQ(words("model"), "evil]0;xname  over[2Jloaded\n");
}

TEST_F(MeterTest, CountsTheTimeOfARunningCallAndOfItsSilence) {
  stats_.in_flight = 2;
  stats_.running_since = figures_.now - milliseconds{72'500};
  stats_.last_content = figures_.now - std::chrono::seconds{9};
  EXPECT_EQ(words("model"), "claude-sonnet-4-5  2× 1:12\n");
  stats_.last_content = figures_.now - std::chrono::seconds{15};
  EXPECT_THAT(words("model"), HasSubstr("silent 0:15"));
}

TEST_F(MeterTest, ShowsTheCostOfTabSessionAndDayAndWhatIsNoPartOfIt) {
  EXPECT_EQ(words("cost"), "tab $0.0123\n") << "the database was not asked yet";
  stored_.session_cost = Nanodollars{1'500'000'000};
  figures_.stored = &stored_;
  EXPECT_EQ(words("cost"), "tab $0.0123  session $1.5000  today –\n") << "unknown is not zero";
  stats_.subscription = Nanodollars{3'000'000'000};
  stats_.waste = Nanodollars{2'000'000};
  EXPECT_THAT(words("cost"), HasSubstr("by plan $3.0000  wasted $0.0020"));
  stats_.cost_is_lower_bound = true;
  EXPECT_THAT(words("cost"), HasSubstr("tab ≥ $0.0123"));
  stats_.cost = {};
  EXPECT_THAT(words("cost"), HasSubstr("tab –"));
  EXPECT_THAT(summary("cost"), Not(HasSubstr("$")));
}

TEST_F(MeterTest, TellsOfPricesThatAreOld) {
  figures_.stored = &stored_;
  stored_.prices_as_of = "1970-11-02";  // two months before
  EXPECT_THAT(words("cost"), Not(HasSubstr("prices")));
  stored_.prices_as_of = "1970-11-01";
  EXPECT_THAT(words("cost"), HasSubstr("prices of 1970-11-01"));
  stored_.prices_as_of = "unknown";
  EXPECT_THAT(words("cost"), Not(HasSubstr("prices")));
}

TEST_F(MeterTest, CountsEachKindOfTokenOnce) {
  EXPECT_EQ(words("tokens"), "new in 100  read 5.0k  written 20\nout 70  calls 3\n");
  stats_.without_usage = 3;
  EXPECT_EQ(words("tokens"), "new in –  read –  written –\nout –  calls 3\n") << "unknown is not zero";
}

TEST_F(MeterTest, MarksASpeedThatIsAGuess) {
  EXPECT_EQ(words("speed"), "metered\n") << "nothing was streamed";
  stats_.tokens_per_second = 61.6;
  EXPECT_EQ(words("speed"), "62 tok/s\n");
  stats_.speed_is_estimate = true;
  stored_.usual_speed = 55.2;
  figures_.stored = &stored_;
  EXPECT_EQ(words("speed"), "~62 tok/s  usually 55\n");
}

TEST_F(MeterTest, HoldsTheFirstTokenAgainstWhatIsUsual) {
  stats_.last_total = milliseconds{4100};
  stats_.last_first_token = milliseconds{820};
  EXPECT_EQ(words("timing"), "first 820ms  usually –  last 4.10s\n");
  stored_.usual_first_token = milliseconds{400};
  figures_.stored = &stored_;
  EXPECT_EQ(words("timing"), "first 820ms  usually 400ms  last 4.10s\n");
  const std::vector<std::string> names{"timing"};
  const auto model = meter_model(figures_, names, MeterSize::Normal, "top-right");
  EXPECT_EQ(model.lines[0].fields[0].ink, render::OverlayInk::Warning) << "more than twice as long";
}

TEST_F(MeterTest, CountsTheCacheDownWithWhatIsAtStake) {
  EXPECT_EQ(words("cache"), "cache  97%\n");
  stats_.cache_expires_at = figures_.wall + std::chrono::seconds{252};
  stats_.cache_at_stake = Nanodollars{410'000'000};
  EXPECT_EQ(words("cache"), "cache  97%  likely warm 4:12  stake $0.4100\n");
  stats_.cache_expires_at = figures_.wall + std::chrono::minutes{42};
  EXPECT_THAT(words("cache"), HasSubstr("likely warm 42m"));
  stats_.cache_expires_at = figures_.wall - std::chrono::seconds{1};
  EXPECT_EQ(words("cache"), "cache  97%  cold\n");
  stored_.miss_cause = "tools_changed";
  stored_.missed = Nanodollars{250'000'000};
  figures_.stored = &stored_;
  EXPECT_THAT(words("cache"), HasSubstr("\nmissed: tools changed  $0.2500\n"));
}

TEST_F(MeterTest, GaugesTheContextAndItsCliff) {
  EXPECT_EQ(words("context"), "metered\n");
  stats_.prompt = Tokens{150'000};
  stats_.context_window = Tokens{1'000'000};
  stats_.price_cliff = Tokens{200'000};
  EXPECT_EQ(words("context"), "context  150.0k of 1.00M\n");
  const std::vector<std::string> names{"context"};
  const auto model = meter_model(figures_, names, MeterSize::Normal, "top-right");
  ASSERT_TRUE(model.lines[0].gauge);
  EXPECT_FLOAT_EQ(model.lines[0].gauge->used, 0.15F);
  EXPECT_FLOAT_EQ(*model.lines[0].gauge->mark, 0.2F);
  stats_.prompt = Tokens{210'000};
  stats_.compactions = 1;
  EXPECT_EQ(words("context"), "context  210.0k of 1.00M  1× compacted\nabove 200.0k tokens a call costs more\n");
  EXPECT_EQ(summary("context"), "context 21%\n");
}

TEST_F(MeterTest, ShowsTheLimitsThatAreNearestFirst) {
  stats_.limits = {{.window = "requests", .status = "", .used_ppm = {}, .resets_at = {}, .runs_out_at = {}},
                   {.window = "7d",
                    .status = "",
                    .used_ppm = 120'000,
                    .resets_at = figures_.wall + std::chrono::hours{50},
                    .runs_out_at = {}},
                   {.window = "5h",
                    .status = "",
                    .used_ppm = 420'000,
                    .resets_at = figures_.wall + std::chrono::minutes{125},
                    .runs_out_at = figures_.wall + std::chrono::minutes{100}}};
  EXPECT_EQ(words("limits"), "5h 42%  out 01:40  resets 02:05\n7d 12%  resets Sun 02:00\n");
  EXPECT_EQ(summary("limits"), "5h 42%\n") << "only what runs out is worth a place in one line";
}

TEST_F(MeterTest, NamesSubAgentsAndWhatTheyCost) {
  figures_.stored = &stored_;
  EXPECT_EQ(words("agents"), "metered\n");
  for (int i = 0; i < 6; ++i)
    stored_.agents.push_back({"agent" + std::to_string(i), 2, Nanodollars{1'000'000'000 - i * 100'000'000}});
  EXPECT_THAT(words("agents"), HasSubstr("agent  agent0  2 calls  $1.0000\n"));
  EXPECT_THAT(words("agents"), HasSubstr("and 2 more agents"));
}

TEST_F(MeterTest, CountsFailuresAndRetriesWhereThereAreSome) {
  EXPECT_EQ(words("errors"), "metered\n");
  stats_.errors = 2;
  stored_.retries = 5;
  figures_.stored = &stored_;
  EXPECT_EQ(words("errors"), "2 failed  5 tried again\n");
  stats_.lossy = 1;
  EXPECT_EQ(words("errors"), "2 failed  5 tried again  1 read in part\n");
}

TEST_F(MeterTest, ShowsTheBudgetNearestToItsEnd) {
  using analytics::BudgetScope;
  using analytics::BudgetState;
  EXPECT_EQ(words("budget"), "metered\n");
  BudgetState tab{.account = {BudgetScope::Tab, "t", 0}, .limit = {}, .spent = {}, .reserved = {}};
  tab.limit.money = Nanodollars{10'000'000'000};
  tab.spent.money = Nanodollars{1'000'000'000};
  BudgetState day = tab;
  day.account.scope = BudgetScope::Day;
  day.limit = {.money = {}, .tokens = Tokens{2'000'000}};
  day.spent.tokens = Tokens{1'700'000};
  day.standing = BudgetState::Standing::Near;
  figures_.budgets = {tab, day};
  EXPECT_EQ(words("budget"), "day  1700k of 2000k tokens\n");
  EXPECT_EQ(summary("budget"), "day budget 1700k of 2000k tokens\n");
  tab.spent.unknown = 1;
  figures_.budgets = {tab};
  EXPECT_EQ(words("budget"), "tab  ≥ $1.0000 of $10.00\n") << "some call has no price";
}

TEST_F(MeterTest, TicksOnlyWhileAFigureRuns) {
  EXPECT_FALSE(next_tick(figures_)) << "an idle tab wakes nobody";
  stats_.cache_expires_at = figures_.wall + std::chrono::minutes{50};
  EXPECT_EQ(*next_tick(figures_) - figures_.now, std::chrono::minutes{1});
  stats_.cache_expires_at = figures_.wall + std::chrono::minutes{4};
  EXPECT_EQ(*next_tick(figures_) - figures_.now, std::chrono::seconds{1});
  stats_.cache_expires_at = figures_.wall;
  EXPECT_FALSE(next_tick(figures_)) << "cold is cold";
  stats_.in_flight = 1;
  EXPECT_TRUE(next_tick(figures_));
}

TEST(MeterSize, GoesRoundByOneKey) {
  EXPECT_EQ(next_size(MeterSize::Normal), MeterSize::Compact);
  EXPECT_EQ(next_size(MeterSize::Compact), MeterSize::Hidden);
  EXPECT_EQ(next_size(MeterSize::Hidden), MeterSize::Normal);
  Config config;
  config.overlay_size = "compact";
  EXPECT_EQ(meter_size(config), MeterSize::Compact);
}

}  // namespace
}  // namespace tabacus::app
