#include "app/gui/alarms/alarm_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tabacus::app {
namespace {

using analytics::BudgetState;
using analytics::TabStats;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// One pane over time.
class Scene {
 public:
  explicit Scene(const AlarmRules& rules = {}) : watch{rules} {}

  std::vector<AlarmKind> look(seconds later = seconds{0}) {
    now += later;
    last = watch.look(pane, {&stats, retries, budgets}, now);
    std::vector<AlarmKind> kinds;
    for (const Alarm& alarm : last) kinds.push_back(alarm.kind);
    return kinds;
  }
  /// Spends that much in each of so many minutes.
  void spend_each_minute(double dollars, int minutes) {
    for (int i = 0; i < minutes; ++i) {
      stats.cost += Nanodollars{static_cast<std::int64_t>(dollars * 1e9)};
      EXPECT_THAT(look(seconds{61}), IsEmpty()) << "minute " << i;
    }
  }

  AlarmWatch watch;
  const TabId pane = TabId::mint();
  TabStats stats;
  std::int64_t retries = 0;
  std::vector<BudgetState> budgets;
  SteadyTime now{std::chrono::hours{1}};
  std::vector<Alarm> last;
};

TEST(AlarmWatch, AnOrdinarySessionRaisesNone) {
  Scene scene;
  for (int call = 0; call < 500; ++call) {
    ++scene.stats.calls;
    scene.stats.cost += Nanodollars{30'000'000 + call % 7 * 4'000'000};
    if (call % 100 == 99) ++scene.stats.errors;
    EXPECT_THAT(scene.look(seconds{7}), IsEmpty()) << call;
  }
  EXPECT_EQ(scene.watch.next_look(), std::nullopt);
}

TEST(AlarmWatch, AStormIsToldOnceByItsFifthRetry) {
  Scene scene;
  int told = 0;
  for (int attempt = 1; attempt <= 20; ++attempt) {
    scene.retries = attempt;
    const auto found = scene.look(seconds{3});
    if (attempt < 5) {
      EXPECT_THAT(found, IsEmpty());
    }
    if (attempt == 5) {
      EXPECT_THAT(found, ElementsAre(AlarmKind::RetryStorm));
    }
    told += static_cast<int>(found.size());
  }
  EXPECT_EQ(told, 1);
}

TEST(AlarmWatch, FailuresMustComeTogether) {
  Scene scene;
  scene.stats.last_error = "overloaded_error";
  for (int i = 0; i < 10; ++i) {
    ++scene.stats.errors;
    EXPECT_THAT(scene.look(seconds{20}), IsEmpty()) << "three a minute";
  }
  ++scene.stats.errors;
  EXPECT_THAT(scene.look(seconds{1}), IsEmpty()) << "the fourth within a minute";
  ++scene.stats.errors;
  EXPECT_THAT(scene.look(seconds{1}), ElementsAre(AlarmKind::ErrorBurst));
  EXPECT_THAT(scene.last[0].text, HasSubstr("overloaded_error"));
}

TEST(AlarmWatch, WhatIsToldComesAgainOnlyAfterItsCause) {
  Scene scene;
  scene.retries = 9;
  EXPECT_THAT(scene.look(), ElementsAre(AlarmKind::RetryStorm));
  for (int i = 0; i < 20; ++i) EXPECT_THAT(scene.look(seconds{200}), IsEmpty()) << "it lasts";
  scene.retries = 0;
  EXPECT_THAT(scene.look(seconds{10}), IsEmpty());
  scene.retries = 5;
  EXPECT_THAT(scene.look(seconds{10}), IsEmpty()) << "too soon";
  scene.retries = 0;
  EXPECT_THAT(scene.look(seconds{301}), IsEmpty());
  scene.retries = 5;
  EXPECT_THAT(scene.look(seconds{1}), ElementsAre(AlarmKind::RetryStorm));
}

TEST(AlarmWatch, ARunawayIsFarFromWhatIsUsualForTheTab) {
  Scene scene;
  scene.spend_each_minute(0.30, 6);
  scene.stats.cost += Nanodollars{1'000'000'000};
  EXPECT_THAT(scene.look(seconds{20}), IsEmpty()) << "three times is not five times";
  scene.stats.cost += Nanodollars{1'000'000'000};
  EXPECT_THAT(scene.look(seconds{20}), ElementsAre(AlarmKind::Runaway));

  Scene cheap;
  cheap.spend_each_minute(0.01, 6);
  cheap.stats.cost += Nanodollars{400'000'000};
  EXPECT_THAT(cheap.look(seconds{5}), IsEmpty()) << "40 cents run nowhere";

  Scene fresh;
  fresh.stats.cost = Nanodollars{9'000'000'000};
  EXPECT_THAT(fresh.look(), IsEmpty()) << "nothing is usual yet";
}

TEST(AlarmWatch, ASilentAnswerIsToldWhenItsTimeHasCome) {
  Scene scene;
  scene.stats.in_flight = 1;
  scene.stats.last_content = scene.now;
  EXPECT_THAT(scene.look(seconds{30}), IsEmpty());
  ASSERT_TRUE(scene.watch.next_look());
  EXPECT_EQ(*scene.watch.next_look(), *scene.stats.last_content + seconds{60});
  EXPECT_THAT(scene.look(seconds{30}), ElementsAre(AlarmKind::Stall));
  EXPECT_EQ(scene.watch.next_look(), std::nullopt);
  scene.stats.in_flight = 0;
  EXPECT_THAT(scene.look(seconds{30}), IsEmpty());
}

TEST(AlarmWatch, APaneThatIsGoneIsNotWaitedFor) {
  Scene scene;
  scene.stats.in_flight = 1;
  scene.stats.last_content = scene.now;
  EXPECT_THAT(scene.look(seconds{1}), IsEmpty());
  scene.watch.keep_only({scene.pane});
  EXPECT_TRUE(scene.watch.next_look());
  scene.watch.keep_only({});
  EXPECT_EQ(scene.watch.next_look(), std::nullopt) << "its time would have come for ever";
}

TEST(AlarmWatch, LimitsAndBudgetsAreToldEachForItself) {
  Scene scene;
  scene.stats.limits = {{"5h", "", 890'000, {}, {}}, {"7d", "", 910'000, {}, {}}, {"x", "", std::nullopt, {}, {}}};
  EXPECT_THAT(scene.look(), ElementsAre(AlarmKind::LimitNear));
  EXPECT_THAT(scene.last[0].text, HasSubstr("91%"));
  scene.stats.limits[0].used_ppm = 950'000;
  EXPECT_THAT(scene.look(), ElementsAre(AlarmKind::LimitNear)) << "the other one";

  BudgetState budget;
  budget.limit.money = Nanodollars{100'000'000};
  budget.standing = BudgetState::Standing::Near;
  scene.budgets = {budget};
  EXPECT_THAT(scene.look(), ElementsAre(AlarmKind::BudgetNear));
  scene.budgets[0].standing = BudgetState::Standing::Spent;
  EXPECT_THAT(scene.look(), ElementsAre(AlarmKind::BudgetNear));
  EXPECT_THAT(scene.last[0].text, HasSubstr("spent"));
  EXPECT_THAT(scene.look(), IsEmpty());
}

TEST(AlarmWatch, AModelWithoutAPriceIsToldOnce) {
  Scene scene;
  scene.stats.unpriced = 1;
  scene.stats.last_model = "unknown\033[31m-1";
  EXPECT_THAT(scene.look(), ElementsAre(AlarmKind::PriceMissing));
  EXPECT_THAT(scene.last[0].text, Not(HasSubstr("\033")));
  scene.stats.unpriced = 2;
  EXPECT_THAT(scene.look(seconds{10}), IsEmpty());
}

TEST(AlarmWatch, ZeroSwitchesAnAlarmOff) {
  Scene scene{{.cooldown = seconds{300},
               .retries = 0,
               .errors = 0,
               .stall = seconds{0},
               .runaway_factor = 0,
               .limit_percent = 0}};
  scene.retries = 100;
  scene.stats.errors = 100;
  scene.stats.in_flight = 1;
  scene.stats.last_content = scene.now - seconds{1000};
  scene.stats.limits = {{"5h", "", 1'000'000, {}, {}}};
  EXPECT_THAT(scene.look(), IsEmpty());
}

TEST(Alarm, IsALineOfJsonForACommand) {
  const Alarm alarm{AlarmKind::ErrorBurst, TabId{}, "a\"b", "5 calls failed"};
  EXPECT_EQ(to_json(alarm, "my\ntab", SystemTime{}),
            "{\"event\":\"error-burst\",\"tab\":\"00000000-0000-0000-0000-000000000000\",\"title\":\"my\\ntab\","
            "\"subject\":\"a\\\"b\",\"text\":\"5 calls failed\",\"time\":\"1970-01-01T00:00:00.000Z\"}\n");
}

}  // namespace
}  // namespace tabacus::app
