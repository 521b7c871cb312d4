// The line for prompts: today, the block that runs, the tab and its context, the limits that hold.
#include <algorithm>

#include "app/cli/status_line.hpp"

#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "cli_fixture.hpp"
#include "tests/support/sample_calls.hpp"

namespace tabacus::app {
namespace {

using analytics::CallRecord;
using std::chrono::hours;
using std::chrono::minutes;

constexpr SystemTime kNow = from_epoch_us(1'795'176'000'000'000);  // 2026-11-20T12:00:00Z

class StatusLine : public CliTest {
 protected:
  void store(const std::vector<CallRecord>& calls) const {
    const auto writer = analytics::StoreWriter::open(
        {.file = directory() / analytics::kCallsFileName, .commit_every = std::chrono::milliseconds{1}});
    for (const CallRecord& call : calls) writer->on_finished(call);
    ASSERT_TRUE(writer->flush(std::chrono::seconds{20}));
  }

  [[nodiscard]] CallRecord call(SystemTime at, std::int64_t cents) const {
    CallRecord call = testing::full_call(tab_, session_, at);
    call.cost = call.list_cost = Nanodollars{cents * 10'000'000};
    call.facts.usage.provider_cost.reset();
    return call;
  }

  [[nodiscard]] std::string line(const std::optional<std::string>& tab = {}) const {
    const auto reader = analytics::Reader::open(directory());
    EXPECT_TRUE(reader);
    const auto text = status_line(**reader, kNow, tab);
    return text ? *text : text.error().message;
  }

  const TabId tab_ = TabId::mint();
  const TabSessionId session_ = TabSessionId::mint();
};

TEST_F(StatusLine, SumsTodayAndTheBlockThatRuns) {
  store({call(kNow - hours{36}, 500), call(kNow - minutes{90}, 12), call(kNow - minutes{5}, 30)});
  EXPECT_EQ(line(), "today $0.42 · block $0.42, 3 h 00 min left");
}

TEST_F(StatusLine, LeavesOutABlockThatHasEnded) {
  store({call(kNow - hours{11}, 12)});
  EXPECT_EQ(line(), "today $0.12");
}

TEST_F(StatusLine, NeverAddsWhatASubscriptionPaysForToWhatIsBilled) {
  CallRecord subscribed = call(kNow - hours{11}, 200);
  subscribed.billing = analytics::Billing::Subscription;
  store({subscribed});
  EXPECT_EQ(line(), "today worth $2.00");
  store({call(kNow - hours{11}, 5)});
  EXPECT_EQ(line(), "today $0.05 + worth $2.00");
}

TEST_F(StatusLine, TellsOfTheTabItsContextAndLimitsThatHold) {
  CallRecord last = call(kNow - hours{11}, 12);
  last.why.context_window = Tokens{200'000};
  last.limits_at = last.times.started_at;
  last.limits = {{.window = "5h", .used_ppm = 420'000, .resets_at = SystemClock{}.wall() + hours{3}},
                 {.window = "7d", .used_ppm = 90'000, .resets_at = SystemClock{}.wall() - hours{3}}};
  store({call(kNow - hours{36}, 500), last});
  EXPECT_EQ(line(tab_.text()), "today $0.12 · tab $5.12 · context 11 % · 5h 42 %");
  EXPECT_EQ(line(TabId::mint().text()), "today $0.12 · 5h 42 %");
}

TEST_F(StatusLine, IsOneLineOfTheCommandAlsoWithoutACallToday) {
  seed();
  const Ran ran = run({"usage", "--format", "statusline"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(std::ranges::count(ran.out, '\n'), 1);
  EXPECT_TRUE(ran.out.starts_with("today $")) << ran.out;
}

}  // namespace
}  // namespace tabacus::app
