#include "analytics/metering/cache_money.hpp"

#include <gtest/gtest.h>

#include "analytics/pricing/price_book.hpp"

namespace tabacus::analytics {
namespace {

const ModelPrice& sonnet() {
  static const PriceBook kBook = PriceBook::shipped();
  return *kBook.find("anthropic", "claude-sonnet-4-5");
}

/// $3 input, $0.30 read, $3.75 and $6 write, per million.
Usage used(std::int64_t uncached, std::int64_t read, std::int64_t written_5m, std::int64_t written_1h) {
  Usage usage;
  usage.input_uncached = Tokens{uncached};
  usage.cache_read = Tokens{read};
  usage.cache_write_5m = Tokens{written_5m};
  usage.cache_write_1h = Tokens{written_1h};
  usage.output_total = Tokens{100};
  return usage;
}

struct Row {
  const char* name;
  Usage usage;
  std::int64_t missed;
  std::optional<std::int64_t> nano;
};

TEST(CacheMoney, AMissCostsWhatWritingCostsBeyondReading) {
  const Row kRows[] = {
      {"written for five minutes", used(10, 0, 20'000, 0), 20'000, 20'000 * (3'750 - 300)},
      {"for an hour", used(10, 0, 0, 20'000), 20'000, 20'000 * (6'000 - 300)},
      {"not written", used(20'010, 0, 0, 0), 20'000, 20'000 * (3'000 - 300)},
      {"in all three ways", used(1'000, 0, 1'000, 1'000), 3'000, 1'000 * (3'000 + 3'750 + 6'000 - 3 * 300)},
      {"more than the prompt has", used(10, 0, 10, 0), 21, std::nullopt},
  };
  for (const Row& row : kRows) {
    const std::optional<Nanodollars> expected = row.nano ? std::optional{Nanodollars{*row.nano}} : std::nullopt;
    EXPECT_EQ(cost_of_miss(row.usage, Tokens{row.missed}, {&sonnet()}), expected) << row.name;
  }
}

// Prompts over 200,000 tokens cost double, hit or not.
TEST(CacheMoney, AMissInALongPromptCostsByItsTier) {
  EXPECT_EQ(cost_of_miss(used(10, 0, 210'000, 0), Tokens{100'000}, {&sonnet()})->count(), 100'000 * (7'500 - 600));
}

TEST(CacheMoney, TheCacheIsWorthWhatRestoringItCosts) {
  EXPECT_EQ(value_of_cache(used(0, 0, 1, 0), Tokens{20'000}, {&sonnet()})->count(), 20'000 * (3'750 - 300));
  EXPECT_EQ(value_of_cache(used(0, 0, 1, 1), Tokens{20'000}, {&sonnet()})->count(), 20'000 * (6'000 - 300));
}

TEST(CacheMoney, NamesThePromptAboveWhichItBecomesDearer) {
  EXPECT_EQ(next_price_cliff(Tokens{150'000}, sonnet()), Tokens{200'000});
  EXPECT_EQ(next_price_cliff(Tokens{200'000}, sonnet()), Tokens{200'000});
  EXPECT_EQ(next_price_cliff(Tokens{200'001}, sonnet()), std::nullopt);
}

struct WasteRow {
  Outcome outcome;
  int status;
  UsageState state;
  WasteKind kind;
};

TEST(Waste, IsWhatWasPaidForAndNotHad) {
  constexpr WasteRow kRows[] = {
      {Outcome::Ok, 200, UsageState::Measured, WasteKind::None},
      {Outcome::Aborted, 200, UsageState::Partial, WasteKind::Aborted},
      {Outcome::Truncated, 200, UsageState::Partial, WasteKind::Truncated},
      {Outcome::Error, 200, UsageState::Partial, WasteKind::Failed},
      {Outcome::Error, 529, UsageState::Missing, WasteKind::None},
      {Outcome::Refused, 403, UsageState::Missing, WasteKind::None},
      {Outcome::Aborted, 0, UsageState::Missing, WasteKind::None},
  };
  for (const WasteRow& row : kRows) {
    CallRecord call;
    call.outcome = row.outcome;
    if (row.status > 0) call.status = row.status;
    call.facts.usage_state = row.state;
    call.cost = Nanodollars{42};
    judge_waste(call);
    EXPECT_EQ(call.why.waste_kind, row.kind) << static_cast<int>(row.outcome);
    EXPECT_EQ(call.why.waste.has_value(), row.kind != WasteKind::None);
  }
}

TEST(Waste, OfAWholeCallIsItsMissAndNeverMoreThanItsCost) {
  CallRecord call;
  call.cost = Nanodollars{100};
  call.why.missed_cost = Nanodollars{60};
  judge_waste(call);
  EXPECT_EQ(call.why.waste_kind, WasteKind::ColdRead);
  EXPECT_EQ(call.why.waste, Nanodollars{60});
  call.outcome = Outcome::Aborted;
  call.status = 200;
  call.facts.usage_state = UsageState::Partial;
  judge_waste(call);
  EXPECT_EQ(call.why.waste_kind, WasteKind::Aborted);
  EXPECT_EQ(call.why.waste, Nanodollars{100});
}

TEST(Waste, WhoseAmountNobodyTellsIsUnknownAndNotNothing) {
  CallRecord call;
  call.outcome = Outcome::Aborted;
  call.status = 200;
  call.times.first_byte = Nanoseconds{1};
  judge_waste(call);
  EXPECT_EQ(call.why.waste_kind, WasteKind::Aborted);
  EXPECT_FALSE(call.why.waste);
}

}  // namespace
}  // namespace tabacus::analytics
