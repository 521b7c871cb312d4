// OSC 7501: which reports count, what they replace, how long they stay.
#include "terminal/program_status.hpp"

#include <gtest/gtest.h>

#include "tests/support/terminal_probe.hpp"

namespace tabacus::terminal {
namespace {

using testing_support::Probe;

struct ReportCase {
  const char* name;
  std::string pairs;
  bool is_taken;
};

class Reports : public testing::TestWithParam<ReportCase> {};

TEST_P(Reports, AreTakenOrDroppedWhole) {
  ProgramStatusTable table;
  EXPECT_EQ(table.report(GetParam().pairs), GetParam().is_taken);
  EXPECT_EQ(table.records().size(), GetParam().is_taken ? 1u : 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Pairs, Reports,
    testing::Values(ReportCase{"plain", "state=working", true}, ReportCase{"no_state", "progress=3", false},
                    ReportCase{"unknown_state", "state=asleep", false}, ReportCase{"nothing", "", false},
                    ReportCase{"unknown_key", "state=idle:mood=good", true},
                    ReportCase{"malformed_pair_is_skipped", "state=idle:progress:KIND=x", true},
                    ReportCase{"last_of_two_wins", "state=asleep:state=idle", true},
                    ReportCase{"id", "state=done:id=main/tool.1", true},
                    ReportCase{"empty_part_of_id", "state=done:id=main//1", false},
                    ReportCase{"nine_parts_of_id", "state=done:id=1/2/3/4/5/6/7/8/9", false},
                    ReportCase{"long_part_of_id", "state=done:id=" + std::string(33, 'x'), false},
                    ReportCase{"bad_base64", "state=done:msg=a", false},
                    ReportCase{"control_in_message", "state=done:msg=YQpi", false},
                    ReportCase{"title_too_long", "state=done:title=" + std::string(260, 'Q'), false},
                    ReportCase{"report_too_long", "state=done:x=" + std::string(4096, 'Q'), false}),
    [](const auto& test) { return test.param.name; });

TEST(ProgramStatusTable, ReadsEveryKey) {
  ProgramStatusTable table;
  ASSERT_TRUE(table.report("state=blocked:kind=permission:progress=40:app=claude:title=VGl0bGU=:msg=UnVuIGxzPw=="));
  const ProgramStatus& status = table.records().front();
  EXPECT_EQ(status.state, ProgramState::Blocked);
  EXPECT_EQ(status.blocked_on, BlockedOn::Permission);
  EXPECT_EQ(status.percent, 40);
  EXPECT_EQ(status.app, "claude");
  EXPECT_EQ(status.title, "Title");
  EXPECT_EQ(status.message, "Run ls?");
  EXPECT_FALSE(table.report("state=blocked:kind=permission:progress=40:title=VGl0bGU=:msg=UnVuIGxzPw=="))
      << "the same again, its app inherited, is no news";
  EXPECT_TRUE(table.report("state=working")) << "a report replaces the whole record";
  EXPECT_EQ(table.records().front().message, "");
  EXPECT_EQ(table.records().front().blocked_on, BlockedOn::Unsaid);
}

TEST(ProgramStatusTable, ClearsARecordWithAllBelowIt) {
  ProgramStatusTable table;
  for (const char* id : {"a", "a/1", "a/1/x", "ab", "b"}) table.report(std::string{"state=working:id="} + id);
  EXPECT_TRUE(table.report("state=clear:id=a"));
  ASSERT_EQ(table.records().size(), 2u);
  EXPECT_EQ(table.records()[0].id, "ab");
  EXPECT_FALSE(table.report("state=clear:id=a"));
  EXPECT_TRUE(table.report("state=clear"));
  EXPECT_TRUE(table.records().empty());
}

TEST(ProgramStatusTable, InheritsTheAppFromAbove) {
  ProgramStatusTable table;
  table.report("state=working:app=codex");
  table.report("state=working:id=main/2");
  EXPECT_EQ(table.records().back().app, "codex");
}

TEST(ProgramStatusTable, KeepsTheRecordsReportedLast) {
  ProgramStatusTable table;
  for (int i = 0; i < 300; ++i) table.report("state=working:id=" + std::to_string(i));
  EXPECT_EQ(table.records().size(), ProgramStatusTable::kMaxRecords);
  EXPECT_EQ(table.records().front().id, "44");
}

TEST(ProgramStatusTable, ShowsWhatNeedsTheUserFirst) {
  ProgramStatusTable table;
  EXPECT_EQ(table.most_urgent(), nullptr);
  table.report("state=blocked:id=1");
  table.report("state=working:id=2");
  table.report("state=done:id=3");
  EXPECT_EQ(table.most_urgent()->id, "1");
  table.report("state=blocked:id=4");
  EXPECT_EQ(table.most_urgent()->id, "4") << "of equals the newest";
}

TEST(ProgramStatus, OutlivesThePromptOnlyWhenDone) {
  Probe probe;
  probe.feed("\x1B]7501;state=working:id=1\a\x1B]7501;state=done:id=2\a\x1B]7501;state=error:id=3\a");
  EXPECT_EQ(probe.host.status_changes, 3);
  probe.feed("\x1B[!p\x1B[?1049h\x1B[?1049l");
  EXPECT_EQ(probe.terminal.program_status().records().size(), 3u) << "a soft reset and screens change nothing";
  probe.feed("\x1B]133;A\a");
  EXPECT_EQ(probe.terminal.program_status().records().size(), 2u);
  EXPECT_EQ(probe.host.status_changes, 4);
  probe.feed(
      "\x1B"
      "c");
  EXPECT_TRUE(probe.terminal.program_status().records().empty());
}

TEST(ProgramStatus, AnswersTheQueryWithItself) {
  Probe probe;
  EXPECT_EQ(probe.feed("\x1B]7501;?\x1B\\").take_replies(), "\x1B]7501;?\x1B\\");
  EXPECT_EQ(probe.feed("\x1B]7501;?\a").take_replies(), "\x1B]7501;?\a");
}

}  // namespace
}  // namespace tabacus::terminal
