// Rollups and totals say what the calls say, whatever happened to the calls.
#include "analytics/store/rollups.hpp"

#include <ctime>

#include "analytics/api/reprice.hpp"
#include "base/paths.hpp"
#include "random_calls.hpp"
#include "store_fixture.hpp"

namespace tabacus::analytics {
namespace {

class RollupsTest : public StoreTest {
 protected:
  void SetUp() override {
    // An offset that is no whole hour and changes within the test's days.
    ::setenv("TZ", "America/St_Johns", 1);
    ::tzset();
  }
  void TearDown() override {
    ::unsetenv("TZ");
    ::tzset();
  }

  /// Empty, or what is in one of `sums` (grouped calls) and `table` and not in the other.
  [[nodiscard]] std::string difference(const std::string& table, const std::string& keys, const std::string& grouped,
                                       const std::string& more, const std::string& more_of_calls) const {
    std::string of_calls;
    for (const std::string_view count : kCountColumns) of_calls += fmt::format("sum({}), ", count);
    for (const std::string_view amount : kAmountColumns)
      of_calls += fmt::format("ifnull(sum({0}), 0), count({0}), ", amount);
    const std::string calls =
        fmt::format("SELECT {0}, {1} {2} FROM (SELECT * FROM call_sums UNION ALL SELECT * FROM gone) GROUP BY {0}",
                    grouped, of_calls, more_of_calls);
    const std::string kept = fmt::format("SELECT {}, {}, {} FROM {}", keys, sum_column_list(), more, table);
    return ask(fmt::format(
        "SELECT 'missing', * FROM ({0} EXCEPT {1}) UNION ALL SELECT 'too much', * FROM ({1} EXCEPT {0})", calls, kept));
  }
  void expect_equal_sums(const std::string& when) const {
    const std::string rollup_keys = "project_id, provider_id, model_id, billing";
    const std::string hist = "first_us, last_us, hist_total, hist_ttft";
    const std::string hist_of_calls = "min(at_us), max(at_us), histogram(total_us), histogram(ttft_us)";
    EXPECT_EQ(difference("rollup_q", "q, tz_q, " + rollup_keys, "q, tz_q, " + rollup_keys, hist, hist_of_calls), "")
        << when;
    EXPECT_EQ(difference("rollup_day", "local_day, " + rollup_keys, "local_day, " + rollup_keys, hist, hist_of_calls),
              "")
        << when;
    const auto expect_total = [&](int scope, const std::string& keys, const std::string& grouped) {
      EXPECT_EQ(difference(fmt::format("(SELECT * FROM totals WHERE scope = {})", scope), keys, grouped,
                           "first_us, last_us", "min(at_us), max(at_us)"),
                "")
          << when << ", scope " << scope;
    };
    expect_total(0, "id", "tab_id");
    expect_total(1, "id", "session_id");
    expect_total(2, "id, part", "session_id, agent_id");
    expect_total(3, "id, part", "project_id, branch_id");
    expect_total(4, "id", "local_day");
    EXPECT_EQ(ask("SELECT * FROM place_sessions EXCEPT SELECT DISTINCT project_id, branch_id, session_id FROM "
                  "(SELECT * FROM call_sums UNION ALL SELECT * FROM gone)"),
              "")
        << when;
  }
  /// What retention would take: the rows go, their sums stay. "gone" remembers them for the test.
  void take_oldest(std::size_t count) const {
    ASSERT_TRUE(connect().execute(fmt::format(
        "BEGIN; INSERT INTO gone SELECT * FROM call_sums ORDER BY call_id LIMIT {0}; DELETE FROM calls "
        "WHERE call_id IN (SELECT call_id FROM gone); DELETE FROM why WHERE call_id IN (SELECT call_id FROM "
        "gone); COMMIT",
        count)));
  }
  void reprice_at(std::size_t rate) const {
    const PriceFiles files{temp_.path() / "imported.json", {}};
    ASSERT_TRUE(write_private_file(
        files.imported,
        fmt::format(
            R"({{"as_of":"2099-01-{:02}","providers":{{"openai":[{{"model":"gpt-5","input":{},"output":{}}}]}}}})",
            rate % 28 + 1, rate, rate * 8)));
    const auto report = reprice(directory(), {}, files, Reprice::Write);
    ASSERT_TRUE(report) << report.error().message;
  }
};

TEST_F(RollupsTest, EqualTheSumsOfCallsAfterAnyHistory) {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    std::filesystem::remove_all(directory());
    const auto writer = open_writer();
    flush(*writer);
    ASSERT_TRUE(connect().execute("CREATE TABLE gone AS SELECT * FROM call_sums"));
    // Over the end of daylight saving time, 2026-11-01.
    testing::RandomCalls calls{seed, from_epoch_us(1'793'300'000'000'000)};
    for (int step = 0; step < 12; ++step) {
      const std::size_t what = calls.below(6);
      if (what <= 3 || step == 0) {
        const std::size_t count = 1 + calls.below(150);
        for (std::size_t i = 0; i < count; ++i) writer->on_finished(calls.next(6));
        flush(*writer);
      } else if (what == 4) {
        take_oldest(calls.below(60));
      } else {
        reprice_at(1'000'000 + calls.below(1'000'000));
      }
      expect_equal_sums(fmt::format("seed {}, step {}, action {}", seed, step, what));
      if (HasFailure()) return;
    }
  }
}

TEST_F(RollupsTest, CountNothingOfABatchThatWasRolledBack) {
  const auto writer = open_writer();
  flush(*writer);
  ASSERT_TRUE(connect().execute(
      "CREATE TABLE gone AS SELECT * FROM call_sums; CREATE TRIGGER no BEFORE INSERT ON calls WHEN new.status = 666 "
      "BEGIN SELECT RAISE(ABORT, 'refused'); END"));
  for (const int status : {200, 666, 201}) {
    CallRecord call = testing::full_call(tab_, session_, kNoon);
    call.status = status;
    writer->on_finished(call);
  }
  flush(*writer);
  EXPECT_EQ(ask("SELECT sum(calls) FROM totals WHERE scope = 0"), "2");
  expect_equal_sums("after a refused row");
}

/// Without a filter they come out of the totals, with one that all calls pass out of the calls.
TEST_F(RollupsTest, TellOfSessionsAndAgentsWhatTheirCallsWould) {
  const auto writer = open_writer();
  testing::RandomCalls calls{7, from_epoch_us(1'793'300'000'000'000)};
  for (int i = 0; i < 300; ++i) writer->on_finished(calls.next(5));
  flush(*writer);
  const auto reader = Reader::open(directory());
  ASSERT_TRUE(reader);
  CallFilter all;
  all.where = "1";
  const auto sessions = (*reader)->sessions({});
  ASSERT_TRUE(sessions) << sessions.error().message;
  EXPECT_EQ(sessions->columns, (*reader)->sessions(all)->columns);
  EXPECT_EQ(text_of(*sessions), text_of(*(*reader)->sessions(all)));
  const auto agents_without_client = [&](const CallFilter& filter) {
    Table agents = (*reader)->agents(filter).value();
    EXPECT_EQ(agents.columns[4], "client");  // the session's last one here, the calls' least there
    for (auto& row : agents.rows) row.erase(row.begin() + 4);
    return text_of(agents);
  };
  EXPECT_EQ(agents_without_client({}), agents_without_client(all));
}

/// The reader's answers, against sums over v_calls in the same words.
TEST_F(RollupsTest, AnswerTotalsOfAnySpanOfTimeAsTheCallsWould) {
  const SystemTime first = from_epoch_us(1'793'300'000'000'000);
  const auto writer = open_writer();
  testing::RandomCalls calls{5, first};
  for (int i = 0; i < 600; ++i) writer->on_finished(calls.next(12));
  flush(*writer);
  const auto reader = Reader::open(directory());
  ASSERT_TRUE(reader);
  const std::array<std::pair<TotalsBy, std::string>, 3> groupings{
      {{TotalsBy::Model, "(SELECT name FROM model WHERE id = s.model_id)"},
       {TotalsBy::Provider, "(SELECT name FROM provider WHERE id = s.provider_id)"},
       {TotalsBy::Day, "date(s.local_day * 86400, 'unixepoch')"}}};
  for (int round = 0; round < 40; ++round) {
    CallFilter filter;
    const auto moment = [&] { return first + std::chrono::seconds{calls.below(13 * 86'400)}; };
    if (round % 4 != 0) filter.since = moment();
    if (round % 3 != 0) filter.until = moment();
    for (const auto& [by, name] : groupings) {
      const auto totals = (*reader)->totals(by, filter);
      ASSERT_TRUE(totals) << totals.error().message;
      const std::string wanted = ask(fmt::format(
          "SELECT {} AS name, sum(calls), sum(errors), sum(without_usage), sum(in_uncached), sum(cache_read), "
          "CASE WHEN count(cache_w5) + count(cache_w1h) > 0 THEN ifnull(sum(cache_w5), 0) + ifnull(sum(cache_w1h), 0) "
          "END, "
          "sum(out_total), sum(cost_nano) AS cost, sum(unpriced), sum(subs_nano), sum(equiv_nano), sum(saved_nano), "
          "sum(busy_us), strftime('%Y-%m-%dT%H:%M:%fZ', (min(call_id) >> 3) / 1000 / 1000.0, 'unixepoch'), "
          "strftime('%Y-%m-%dT%H:%M:%fZ', (max(call_id) >> 3) / 1000 / 1000.0, 'unixepoch') FROM call_sums s "
          "WHERE call_id >= {} AND call_id < {} GROUP BY 1 ORDER BY {}",
          name, filter.since ? to_epoch_us(*filter.since) * 8 : 0,
          filter.until ? to_epoch_us(*filter.until) * 8 : INT64_MAX,
          by == TotalsBy::Day ? "1" : "cost DESC, sum(calls) DESC, 1"));
      EXPECT_EQ(text_of(*totals), wanted) << "round " << round << ", by " << static_cast<int>(by);
    }
  }
}

}  // namespace
}  // namespace tabacus::analytics
