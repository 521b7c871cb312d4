// What shells ran: calls belong to the command of their tab that ran when they began.
#include <gtest/gtest.h>

#include "analytics/store/erase.hpp"
#include "tests/analytics/store/store_fixture.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::seconds;

class CommandsTest : public StoreTest {
 protected:
  void ran(StoreWriter& writer, const std::string& program, int from_s, int to_s, std::optional<int> status = 0) const {
    writer.command_ended(
        tab_,
        {.program = program, .began_at = kNoon + seconds{from_s}, .ended_at = kNoon + seconds{to_s}, .status = status});
    flush(writer);
  }
  void called(StoreWriter& writer, TabId tab, int at_s) const {
    writer.on_finished(testing::full_call(tab, session_, kNoon + seconds{at_s}));
    flush(writer);
  }

  const TabId other_ = TabId::mint();
};

TEST_F(CommandsTest, HaveTheCallsOfTheirTabThatBeganMeanwhile) {
  const auto writer = open_writer();
  called(*writer, tab_, 0);
  called(*writer, tab_, 5);
  called(*writer, tab_, 9);
  called(*writer, other_, 5);
  ran(*writer, "claude", 1, 10, 2);
  EXPECT_EQ(ask("SELECT program, status, calls, duration_ms FROM v_command"), "claude|2|2|9000");
  EXPECT_EQ(ask("SELECT cost_nano = (SELECT 2 * max(cost_nano) FROM v_calls) FROM v_command"), "1");
}

TEST_F(CommandsTest, ACallTellsItsCommand) {
  const auto writer = open_writer();
  called(*writer, tab_, 0);
  called(*writer, tab_, 5);
  called(*writer, tab_, 12);
  called(*writer, other_, 5);
  called(*writer, tab_, 25);
  ran(*writer, "claude", 1, 10);
  ran(*writer, "codex", 11, 20);
  EXPECT_EQ(ask("SELECT group_concat(n) FROM (SELECT ifnull(program, '-') AS n FROM v_calls c LEFT JOIN v_command k ON "
                "k.command_id = c.command_mark ORDER BY c.call_id)"),
            "-,claude,-,codex,-");
  EXPECT_EQ(
      ask("SELECT count(*) FROM (SELECT command_mark, count(*) AS n, sum(cost_nano) AS cost FROM v_calls WHERE "
          "command_mark IS NOT NULL GROUP BY 1) m JOIN v_command k ON k.command_id = m.command_mark AND k.calls = "
          "m.n AND k.cost_nano = m.cost"),
      "2");
}

TEST_F(CommandsTest, ACallThatEndsBehindItsCommandIsCountedAllTheSame) {
  const auto writer = open_writer();
  ran(*writer, "codex", 0, 3, std::nullopt);
  EXPECT_EQ(ask("SELECT count(*) FROM v_command"), "0");
  called(*writer, tab_, 2);
  EXPECT_EQ(ask("SELECT program, status, calls FROM v_command"), "codex|-|1");
}

TEST_F(CommandsTest, AreKeptForCallsOfTheSameCommit) {
  const auto writer = open_writer();
  writer->on_finished(testing::full_call(tab_, session_, kNoon + seconds{1}));
  writer->command_ended(tab_, {.program = "claude", .began_at = kNoon, .ended_at = kNoon + seconds{2}, .status = 0});
  ran(*writer, "ls", 3, 4);
  EXPECT_EQ(ask("SELECT program, calls FROM v_command"), "claude|1");
}

TEST_F(CommandsTest, OneWithoutCallsIsForgottenWhenTheNextEnds) {
  const auto writer = open_writer();
  called(*writer, tab_, 1);
  ran(*writer, "claude", 0, 2);
  ran(*writer, "ls", 10, 11);
  ran(*writer, "make", 20, 21);
  Database database = connect();
  EXPECT_EQ(database.integer("SELECT count(*) FROM commands").value_or(std::nullopt), 2)
      << "claude, and make, not asked yet";
  EXPECT_EQ(ask("SELECT program FROM v_command"), "claude");
}

TEST_F(CommandsTest, GoWithTheirCalls) {
  const auto writer = open_writer();
  called(*writer, tab_, 1);
  ran(*writer, "claude", 0, 2);
  Database database = connect();
  ASSERT_TRUE(erase_calls(database, Erasure{}));
  EXPECT_EQ(database.integer("SELECT count(*) FROM commands").value_or(std::nullopt), 0);
}

}  // namespace
}  // namespace tabacus::analytics
