#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "cli_fixture.hpp"
#include "tests/support/sample_calls.hpp"

namespace tabacus::app {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

class CmdWhy : public CliTest {
 protected:
  /// Stores a call, with what `explain` says of it.
  template <typename Explain>
  void store(Explain explain) const {
    const auto writer = analytics::StoreWriter::open({.file = directory() / analytics::kCallsFileName});
    analytics::CallRecord call =
        testing::full_call(TabId::mint(), TabSessionId::mint(), from_epoch_us(1'800'000'000'000'000));
    explain(call);
    writer->on_finished(call);
    ASSERT_TRUE(writer->flush(seconds{20}));
  }
};

TEST_F(CmdWhy, TellsOfTheNewestCall) {
  store([](analytics::CallRecord& call) {
    call.why.messages = 12;
    call.why.tools = 5;
    call.why.miss = analytics::MissCause::ToolsChanged;
    call.why.miss_at = 3;
    call.why.idle = seconds{240};
    call.why.missed = Tokens{20'000};
    call.why.missed_cost = Nanodollars{69'000'000};
    call.why.context_window = Tokens{42'020};
    call.why.attempt = 2;
    call.why.waste_kind = analytics::WasteKind::ColdRead;
    call.why.waste = Nanodollars{69'000'000};
  });
  const Ran ran = run({"why"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  for (const char* line :
       {"call          14400000000000000", "for           /home/ada/engine side",
        "prompt        21,010 tokens: 101 new, 20,202 read from the cache, 707 written to it",
        "made of       12 messages, 5 tools",
        "cache miss    the tools changed, from number 3 on; unused for 4 min; 20,000 tokens were paid for again, for "
        "$0.069 more",
        "context       50 % of 42,020 tokens", "tried before  2 times; first as call –",
        "for nothing   $0.069, cold_read"})
    EXPECT_THAT(ran.out, HasSubstr(line));
  EXPECT_THAT(ran.out, Not(HasSubstr("compacted")));
}

TEST_F(CmdWhy, TellsOfACallOfWhichNothingIsKnown) {
  store([](analytics::CallRecord& call) { call = testing::bare_call(call.tab, call.times.started_at); });
  const Ran ran = run({"why", "14400000000000000"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("outcome  ok"));
  EXPECT_THAT(ran.out, Not(HasSubstr("cost")));
}

TEST_F(CmdWhy, SaysWhenThereIsNoSuchCall) {
  seed();
  EXPECT_THAT(run({"why", "7"}).err, HasSubstr("no call 7 is stored"));
  const Ran wrong = run({"why", "seven"});
  EXPECT_EQ(wrong.code, kExitUsage);
  EXPECT_THAT(wrong.err, HasSubstr("'seven' is no call;"));
}

TEST_F(CmdWhy, GivesTheSameAsJson) {
  store([](analytics::CallRecord& call) { call.why.miss = analytics::MissCause::Expired; });
  EXPECT_THAT(run({"why", "--json"}).out, HasSubstr(R"("miss_cause":"expired")"));
}

}  // namespace
}  // namespace tabacus::app
