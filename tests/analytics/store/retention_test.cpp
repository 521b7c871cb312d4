// What is too old goes in small batches and its sums stay; what is erased leaves the sums as well.
#include "analytics/store/retention.hpp"

#include <fstream>
#include <thread>

#include "analytics/api/clear.hpp"
#include "base/paths.hpp"
#include "random_calls.hpp"
#include "store_fixture.hpp"

namespace tabacus::analytics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class RetentionTest : public StoreTest {
 protected:
  void store(const std::vector<CallRecord>& calls) const {
    const auto writer = open_writer();
    for (std::size_t i = 0; i < calls.size(); ++i) {
      writer->on_finished(calls[i]);
      if (i % 1000 == 999) flush(*writer);  // the queue holds no more than a few thousand
    }
    flush(*writer);
  }
  void prune_all(const Retention& retention, SystemTime now) const {
    Database database = connect();
    for (int batches = 0; batches < 1000; ++batches) {
      const auto more = prune_some(database, retention, now);
      ASSERT_TRUE(more) << more.error().message;
      if (!*more) return;
    }
    FAIL() << "there was always more to do";
  }
  /// What the sums say, against what they would be if only the calls of now had ever been.
  void expect_sums_of_calls() const {
    for (const char* table :
         {"rollup_q", "rollup_day", "totals WHERE scope = 0", "totals WHERE scope = 1", "totals WHERE scope = 2",
          "totals WHERE scope = 3", "totals WHERE scope = 4", "totals WHERE scope = 5"})
      EXPECT_EQ(ask(fmt::format("SELECT ifnull(sum(calls), 0), ifnull(sum(cost_nano), 0), ifnull(sum(cost_nano_n), 0), "
                                "ifnull(sum(in_uncached), 0), min(first_us), max(last_us) FROM {}",
                                table)),
                ask("SELECT count(*), ifnull(sum(cost_nano), 0), count(cost_nano), ifnull(sum(in_uncached), 0), "
                    "min(at_us), max(at_us) FROM call_sums"))
          << table;
    for (const char* table : {"rollup_q", "rollup_day"})
      EXPECT_EQ(ask(fmt::format("SELECT histogram_sum(hist_total) IS (SELECT histogram(total_us) FROM calls) FROM {}",
                                table)),
                "1")
          << table;
    EXPECT_EQ(ask("SELECT count(*) FROM usage WHERE call_id NOT IN (SELECT call_id FROM calls)"), "0");
    EXPECT_EQ(ask("SELECT count(*) FROM why WHERE call_id NOT IN (SELECT call_id FROM calls)"), "0");
  }
};

TEST_F(RetentionTest, TakesOldCallsInBatchesAndKeepsTheirSums) {
  std::vector<CallRecord> calls;
  for (int i = 0; i < 5000; ++i)
    calls.push_back(testing::full_call(tab_, session_, kNoon - std::chrono::hours{24 * 500} + std::chrono::minutes{i}));
  calls.push_back(testing::full_call(tab_, session_, kNoon - std::chrono::hours{24 * 100}));
  calls.push_back(testing::full_call(tab_, session_, kNoon));
  store(calls);
  const std::string before = ask("SELECT sum(calls), sum(cost_nano), histogram_sum(hist_total) FROM rollup_day");
  const auto pages = connect().integer("PRAGMA page_count").value();
  prune_all({}, kNoon);
  EXPECT_EQ(ask("SELECT count(*) FROM calls"), "2");
  EXPECT_EQ(ask("SELECT count(*), count(raw) FROM usage"), "2|1") << "the usage object of the older one is too old";
  EXPECT_EQ(ask("SELECT sum(calls) FROM rollup_q"), "2");
  EXPECT_EQ(ask("SELECT sum(calls), sum(cost_nano), histogram_sum(hist_total) FROM rollup_day"), before);
  EXPECT_EQ(ask("SELECT calls FROM v_tab"), "5002");
  EXPECT_LT(*connect().integer("PRAGMA page_count").value(), *pages / 2) << "the space went back to the disk";
}

TEST_F(RetentionTest, KeepsForEverWhatSaysSo) {
  store({testing::full_call(tab_, session_, kNoon)});
  prune_all({.calls = 0, .raw_usage = 0, .limits = 0, .tunnels = 0}, kNoon + std::chrono::hours{24 * 4000});
  EXPECT_EQ(ask("SELECT count(*), count(raw) FROM usage"), "1|1");
}

TEST_F(RetentionTest, IsTheWritersWorkWhenItIsIdle) {
  const SystemTime now = SystemClock{}.wall();
  store(
      {testing::full_call(tab_, session_, now - std::chrono::hours{24 * 30}), testing::full_call(tab_, session_, now)});
  StoreOptions options = fast_options();
  options.retention.calls = 7;
  options.prune_after = std::chrono::milliseconds{1};
  const auto writer = StoreWriter::open(options);
  for (int tries = 0; tries < 2000 && ask("SELECT count(*) FROM calls") != "1"; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  EXPECT_EQ(ask("SELECT count(*) FROM calls"), "1");
  writer->on_finished(testing::full_call(tab_, session_, now));
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*) FROM calls"), "2") << "calls are written as before";
}

TEST_F(RetentionTest, ErasureLeavesTheSumsOfWhatIsLeft) {
  for (const std::uint32_t seed : {1U, 2U}) {
    std::filesystem::remove_all(directory());
    testing::RandomCalls random{seed, kNoon};
    std::vector<CallRecord> calls;
    for (int i = 0; i < 2500; ++i) calls.push_back(random.next(9));
    store(calls);
    const std::array<ClearScope, 4> scopes{
        ClearScope{.session = "session-3", .project = {}, .before = {}},
        ClearScope{.session = {}, .project = "project-1", .before = {}},
        ClearScope{.session = {}, .project = {}, .before = kNoon + std::chrono::hours{50}}, ClearScope{}};
    for (const ClearScope& scope : scopes) {
      const auto found = clear_calls(directory(), scope, Clear::Look);
      ASSERT_TRUE(found) << found.error().message;
      EXPECT_GT(found->calls, 0);
      const std::string left = ask(fmt::format("SELECT count(*) - {} FROM calls", found->calls));
      const auto report = clear_calls(directory(), scope, Clear::Write);
      ASSERT_TRUE(report) << report.error().message;
      EXPECT_EQ(report->calls, found->calls);
      EXPECT_EQ(ask("SELECT count(*) FROM calls"), left);
      expect_sums_of_calls();
      if (HasFailure()) return;
    }
    EXPECT_EQ(
        ask("SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM agents) + (SELECT count(*) FROM project)"),
        "0");
  }
}

TEST_F(RetentionTest, ErasureTakesNamesOffTheDiskWhileAnotherProcessGoesOn) {
  const auto writer = open_writer();
  CallRecord call = testing::full_call(tab_, session_, kNoon);
  call.project = "/home/secret-undertaking";
  call.identity.wire_session = "session-of-the-secret-undertaking";
  writer->on_finished(call);
  writer->on_finished(testing::full_call(tab_, session_, kNoon));
  flush(*writer);
  ASSERT_TRUE(clear_calls(directory(), {.session = {}, .project = "secret-undertaking", .before = {}}, Clear::Write));
  for (const auto& entry : std::filesystem::directory_iterator{directory()})
    EXPECT_THAT(read_file(entry.path()).value(), Not(HasSubstr("secret-undertaking"))) << entry.path();
  // The writer had remembered the ids of rows that are gone.
  call.project = "/home/secret-undertaking";
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT project, session FROM v_calls WHERE session LIKE 'session-of%'"),
            "/home/secret-undertaking|session-of-the-secret-undertaking");
}

}  // namespace
}  // namespace tabacus::analytics
