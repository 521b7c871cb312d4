#include "analytics/metering/budget_ledger.hpp"

#include <gmock/gmock.h>

#include <random>

#include "tests/support/stepped_clock.hpp"

namespace tabacus::analytics {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::int64_t kCent = 10'000'000;

class BudgetLedgerTest : public ::testing::Test {
 protected:
  BudgetLedgerTest() { rules_.limits[BudgetScope::Tab] = dollars(10 * kCent); }

  static BudgetLimit dollars(std::int64_t nano) { return {.money = Nanodollars{nano}, .tokens = {}}; }

  BudgetLedger& ledger() {
    if (!ledger_) ledger_ = std::make_unique<BudgetLedger>(rules_, clock_, [this] { ++changes_; });
    return *ledger_;
  }
  Spender spender() const { return {tab_, session_, "S", {}}; }
  BudgetLedger::Admission admit() { return ledger().admit(spender()); }
  static BudgetTicket ticket(const BudgetLedger::Admission& admission) {
    const auto* ticket = std::get_if<BudgetTicket>(&admission);
    return ticket != nullptr ? *ticket : 0;
  }

  CallRecord call(BudgetTicket ticket, std::int64_t nano, std::int64_t tokens = 0) const {
    CallRecord call;
    call.tab = tab_;
    call.tab_session = session_;
    call.identity.wire_session = "S";
    call.budget_ticket = ticket;
    call.times.started_at = clock_.wall();
    call.facts.usage.output_total = Tokens{tokens};
    call.cost = call.list_cost = Nanodollars{nano};
    return call;
  }
  /// From the gate to its end.
  bool make_call(std::int64_t nano, std::int64_t tokens = 0) {
    const BudgetTicket passed = ticket(admit());
    if (passed == 0) return false;
    ledger().settle(call(passed, nano, tokens));
    ledger().end(passed, 1);
    return true;
  }
  BudgetState state(BudgetScope scope) {
    for (const BudgetState& state : ledger().states(spender()))
      if (state.account.scope == scope) return state;
    return {};
  }

  test::SteppedClock clock_;
  BudgetRules rules_;
  const TabId tab_ = TabId::mint();
  const TabSessionId session_ = TabSessionId::mint();
  int changes_ = 0;
  std::unique_ptr<BudgetLedger> ledger_;
};

TEST_F(BudgetLedgerTest, AdmitsWhileLessIsSpentThanTheLimit) {
  for (int number = 1; number <= 4; ++number) EXPECT_TRUE(make_call(3 * kCent)) << number;
  EXPECT_FALSE(make_call(3 * kCent));
  EXPECT_EQ(state(BudgetScope::Tab).spent.money.count(), 12 * kCent);
  EXPECT_EQ(state(BudgetScope::Tab).standing, BudgetState::Standing::Spent);
}

TEST_F(BudgetLedgerTest, ATabMayHaveALimitOfItsOwn) {
  ledger().set_tab_limit(tab_, dollars(2 * kCent));
  EXPECT_TRUE(make_call(3 * kCent));
  EXPECT_FALSE(make_call(3 * kCent));
  EXPECT_EQ(state(BudgetScope::Tab).limit, dollars(2 * kCent));
  EXPECT_EQ(ledger().states({.tab = TabId::mint(), .tab_session = {}, .session = {}, .project = {}})[0].limit,
            dollars(10 * kCent))
      << "the others have the one of all tabs";
  const auto raised = ledger().raise_scope(tab_, BudgetScope::Tab, dollars(5 * kCent));
  ASSERT_TRUE(raised) << raised.error().message;
  EXPECT_TRUE(make_call(3 * kCent));
}

TEST_F(BudgetLedgerTest, WhereOnlySingleTabsHaveLimitsTheOthersHaveNone) {
  rules_.limits.clear();
  rules_.tabs_have_own = true;
  EXPECT_FALSE(rules_.empty()) << "calls are held to them";
  EXPECT_THAT(ledger().states(spender()), IsEmpty());
  EXPECT_TRUE(make_call(100 * kCent));
  EXPECT_FALSE(ledger().raise_scope(tab_, BudgetScope::Tab, {}));
}

TEST_F(BudgetLedgerTest, CallsUnderWayCountAsWhatTheLastOneTook) {
  ASSERT_TRUE(make_call(3 * kCent));
  const BudgetTicket second = ticket(admit());
  const BudgetTicket third = ticket(admit());
  EXPECT_EQ(state(BudgetScope::Tab).reserved.money.count(), 6 * kCent);
  const BudgetTicket fourth = ticket(admit());
  EXPECT_NE(fourth, 0u) << "0.03 spent and 0.06 reserved";
  EXPECT_EQ(ticket(admit()), 0u) << "0.12 with all that run";
  ledger().end(fourth, 0);
  EXPECT_NE(ticket(admit()), 0u) << "one that turned out to be no call gives its part back";
  ledger().settle(call(second, kCent));
  ledger().settle(call(third, kCent));
  ledger().end(second, 1);
  ledger().end(third, 1);
  EXPECT_EQ(state(BudgetScope::Tab).spent.money.count(), 5 * kCent);
}

TEST_F(BudgetLedgerTest, ReservesUntilTheCallIsSettledAlsoBehindTheEndOfItsExchange) {
  ASSERT_TRUE(make_call(3 * kCent));
  const BudgetTicket second = ticket(admit());
  ledger().end(second, 1);
  EXPECT_EQ(state(BudgetScope::Tab).reserved.money.count(), 3 * kCent) << "its caller is still being looked for";
  ledger().settle(call(second, 2 * kCent));
  EXPECT_EQ(state(BudgetScope::Tab).reserved, Spending{});
  EXPECT_EQ(state(BudgetScope::Tab).spent.money.count(), 5 * kCent);
}

TEST_F(BudgetLedgerTest, HoldsASocketTurnByTurn) {
  const BudgetTicket socket = ticket(ledger().admit_socket(spender()));
  for (int turn = 1; turn <= 4; ++turn) {
    ASSERT_EQ(ticket(ledger().admit_turn(socket)), socket) << turn;
    if (turn == 2) {
      EXPECT_EQ(ticket(ledger().admit_turn(socket)), socket) << "a turn that was no call";
    }
    ledger().settle(call(socket, 3 * kCent));
    EXPECT_EQ(state(BudgetScope::Tab).reserved, Spending{}) << turn;
  }
  EXPECT_EQ(ticket(ledger().admit_turn(socket)), 0u);
  EXPECT_EQ(ticket(ledger().admit_socket(spender())), 0u) << "nor does another socket open";
}

TEST_F(BudgetLedgerTest, CountsTokensWhereTheLimitIsInTokens) {
  rules_.limits = {{BudgetScope::Session, {.money = {}, .tokens = Tokens{1000}}}};
  EXPECT_TRUE(make_call(50 * kCent, 999));
  EXPECT_TRUE(make_call(0, 1));
  EXPECT_FALSE(make_call(0, 1));
}

TEST_F(BudgetLedgerTest, SubscriptionsAddToTheBillNothingAndToTheListTheirPrice) {
  for (const auto& [money, spent] :
       {std::pair{BudgetMoney::Billed, std::int64_t{0}}, {BudgetMoney::Listed, 3 * kCent}}) {
    rules_.money = money;
    ledger_.reset();
    CallRecord paid_for = call(0, 3 * kCent);
    paid_for.billing = Billing::Subscription;
    ledger().settle(paid_for);
    EXPECT_EQ(state(BudgetScope::Tab).spent.money.count(), spent);
  }
}

TEST_F(BudgetLedgerTest, WarningsLetEverythingPass) {
  rules_.action = BudgetAction::Warn;
  EXPECT_TRUE(make_call(11 * kCent));
  EXPECT_TRUE(make_call(kCent));
  EXPECT_EQ(state(BudgetScope::Tab).standing, BudgetState::Standing::Spent);
}

TEST_F(BudgetLedgerTest, IsNearItsEndFromTheConfiguredShareOn) {
  ASSERT_TRUE(make_call(8 * kCent - 1));
  EXPECT_EQ(state(BudgetScope::Tab).standing, BudgetState::Standing::Within);
  ASSERT_TRUE(make_call(1));
  EXPECT_EQ(state(BudgetScope::Tab).standing, BudgetState::Standing::Near);
}

TEST_F(BudgetLedgerTest, WhatOthersSpentCountsOnceItIsLearned) {
  rules_.limits = {{BudgetScope::Day, dollars(10 * kCent)}};
  EXPECT_TRUE(ledger().wants_sums(spender())) << "nothing is known of today";
  const auto wanted = ledger().wanted();
  ASSERT_THAT(wanted, SizeIs(1));
  ledger().learned({{wanted[0], {{Nanodollars{9 * kCent}, {}}, {}}}}, {});
  EXPECT_FALSE(ledger().wants_sums(spender()));
  EXPECT_TRUE(make_call(kCent));
  EXPECT_FALSE(make_call(kCent));
  clock_.advance(BudgetLedger::kFresh + Nanoseconds{1});
  EXPECT_TRUE(ledger().wants_sums(spender())) << "others may have spent since";
  ledger().note_silence();
  EXPECT_FALSE(ledger().wants_sums(spender())) << "a database that does not answer is not waited for at each call";
}

TEST_F(BudgetLedgerTest, WhatIsCommittedIsCountedOnceAtEveryMoment) {
  rules_.limits = {{BudgetScope::Session, dollars(1'000'000 * kCent)}};
  const BudgetAccount account{BudgetScope::Session, "S", 0};
  std::mt19937 random{7};
  std::int64_t expected = 0;
  std::vector<std::int64_t> uncommitted;
  Spending in_database;
  ASSERT_TRUE(make_call(0)) << "who is not known is not told of";
  for (int step = 0; step < 2000; ++step) {
    const bool commits = random() % 3 == 0;
    if (!commits) {
      const auto nano = static_cast<std::int64_t>(random() % kCent);
      ASSERT_TRUE(make_call(nano));
      uncommitted.push_back(nano);
      expected += nano;
    } else {
      BudgetBook committed;
      const std::size_t count = uncommitted.empty() ? 0 : random() % (uncommitted.size() + 1);
      for (std::size_t i = 0; i < count; ++i) committed[account].spent.money += Nanodollars{uncommitted[i]};
      uncommitted.erase(uncommitted.begin(), uncommitted.begin() + static_cast<std::ptrdiff_t>(count));
      in_database += committed[account].spent;
      if (random() % 2 == 0) {
        const Nanodollars of_others{static_cast<std::int64_t>(random() % kCent)};
        in_database.money += of_others;
        expected += of_others.count();
      }
      ledger().learned({{account, {in_database, {}}}}, committed);
    }
    ASSERT_EQ(state(BudgetScope::Session).spent.money.count(), expected) << step;
  }
}

TEST_F(BudgetLedgerTest, RaisingLetsCallsGoOn) {
  while (make_call(3 * kCent)) continue;
  const auto raised = ledger().raise_spent(tab_, {});
  ASSERT_TRUE(raised);
  ASSERT_THAT(*raised, SizeIs(1));
  EXPECT_EQ((*raised)[0].by.money.count(), 10 * kCent / 4 + 2 * kCent) << "a quarter above what is spent";
  EXPECT_EQ((*raised)[0].state.limit.money->count(), 10 * kCent + 10 * kCent / 4 + 2 * kCent);
  EXPECT_TRUE(make_call(3 * kCent));
  EXPECT_FALSE(make_call(3 * kCent));
  ASSERT_TRUE(ledger().raise_scope(tab_, BudgetScope::Tab, dollars(100 * kCent)));
  EXPECT_TRUE(make_call(3 * kCent));
}

TEST_F(BudgetLedgerTest, RaisesWhatThereIsOnly) {
  ASSERT_TRUE(make_call(kCent));
  EXPECT_EQ(ledger().raise_spent(tab_, {}).error().code, ErrorCode::NotFound);
  EXPECT_EQ(ledger().raise_scope(tab_, BudgetScope::Day, {}).error().code, ErrorCode::NotFound);
  EXPECT_EQ(ledger().raise_scope(tab_, BudgetScope::Tab, {.money = {}, .tokens = Tokens{5}}).error().code,
            ErrorCode::InvalidInput);
}

TEST_F(BudgetLedgerTest, ARaiseIsCountedOnceWhenItIsStored) {
  rules_.limits = {{BudgetScope::Month, dollars(10 * kCent)}};
  ASSERT_TRUE(make_call(11 * kCent));
  const auto raised = ledger().raise_scope(tab_, BudgetScope::Month, dollars(5 * kCent));
  ASSERT_TRUE(raised);
  const BudgetAccount account = (*raised)[0].state.account;
  const StoredBudget stored{{Nanodollars{11 * kCent}, {}}, {Nanodollars{5 * kCent}, {}}};
  ledger().learned({{account, stored}}, {{account, stored}});
  EXPECT_EQ(state(BudgetScope::Month).limit.money->count(), 15 * kCent);
  EXPECT_EQ(state(BudgetScope::Month).spent.money.count(), 11 * kCent);
}

TEST_F(BudgetLedgerTest, TheTabsLastSessionStandsInForOneThatIsNotNamed) {
  rules_.limits = {{BudgetScope::Session, dollars(2 * kCent)}};
  ASSERT_TRUE(make_call(3 * kCent));
  EXPECT_EQ(ticket(ledger().admit({tab_, session_, {}, {}})), 0u);
  EXPECT_NE(ticket(ledger().admit({tab_, session_, "another", {}})), 0u);
}

TEST_F(BudgetLedgerTest, StaysSmallHoweverManySessionsThereAre) {
  rules_.limits = {{BudgetScope::Session, dollars(kCent)}};
  for (int number = 0; number < 20'000; ++number) {
    const Spender one{tab_, session_, fmt::format("session {}", number), {}};
    static_cast<void>(ledger().wants_sums(one));
    clock_.advance(std::chrono::milliseconds{1});
  }
  EXPECT_LE(ledger().wanted().size(), 4096u);
}

TEST(BudgetPeriods, AreDaysAndMonthsOfTheCalendar) {
  struct Case {
    std::int64_t month, first, end;
  };
  for (const Case& c : {Case{0, 0, 31}, {1, 31, 59}, {(2024 - 1970) * 12 + 1, 19754, 19783}, {682, 20758, 20788}}) {
    EXPECT_EQ(days_of_month(c.month), (std::pair{c.first, c.end}));
    EXPECT_EQ(month_of_day(c.first), c.month);
    EXPECT_EQ(month_of_day(c.end - 1), c.month);
  }
}

}  // namespace
}  // namespace tabacus::analytics
