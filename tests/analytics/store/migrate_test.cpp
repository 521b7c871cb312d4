#include "analytics/store/migrate.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "analytics/store/schema_copy.hpp"
#include "base/paths.hpp"
#include "store_fixture.hpp"

namespace tabacus::analytics {
namespace {

using MigrateTest = StoreTest;

TEST_F(MigrateTest, BringsAnEmptyFileToTheNewestSchema) {
  auto database = open_calls_file(file(), std::chrono::milliseconds{0});
  ASSERT_TRUE(database) << database.error().message;
  EXPECT_EQ(database->integer("PRAGMA user_version").value(), newest_schema());
  EXPECT_EQ(database->integer("PRAGMA application_id").value(), kApplicationId);
  EXPECT_EQ(database->integer("PRAGMA page_size").value(), 8192);
  EXPECT_EQ(database->integer("PRAGMA auto_vacuum").value(), 2) << "2 is INCREMENTAL";
  EXPECT_EQ(database->integer("SELECT count(*) FROM v_calls").value(), 0);
  EXPECT_EQ(database->integer("SELECT count(*) FROM v_tab").value(), 0);
}

TEST_F(MigrateTest, LeavesAMigratedFileAsItIs) {
  { ASSERT_TRUE(open_calls_file(file(), std::chrono::milliseconds{0})); }
  Database database = connect();
  const auto before = database.integer("PRAGMA schema_version");
  ASSERT_TRUE(migrate(database));
  EXPECT_EQ(database.integer("PRAGMA schema_version").value(), before.value());
}

/// Forty calls of two tabs in the columns that every schema has.
constexpr const char* kOldRows = R"(
INSERT INTO provider VALUES(1, 'anthropic');
INSERT INTO model VALUES(1, 1, 'claude-sonnet-4-5');
INSERT INTO project VALUES(1, '/home/work', 'work');
INSERT INTO tabs(tab_id, uuid, kind, title, created_us) VALUES(1, x'0190a5d37c4e7abc8def000000000001', 0, 'one', 1),
  (2, x'0190a5d37c4e7abc8def000000000002', 0, 'two', 1);
INSERT INTO sessions(session_id, source, wire_id) VALUES(1, 1, 'session-a'), (2, 0, 'session-b');
INSERT INTO agents(agent_id, session_id, wire_id) VALUES(1, 1, 'agent-1');
WITH n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 39)
INSERT INTO calls(call_id, tab_id, session_id, agent_id, project_id, provider_id, model_id, kind, transport, billing,
  usage_state, outcome, tz_q, total_us, ttft_us, req_bytes, resp_bytes, in_uncached, out_total, cost_nano, equiv_nano)
SELECT (1790000000000000 + i * 7000000000) * 8, 1 + i % 2, 1 + i % 2, CASE WHEN i % 4 = 0 THEN 1 END,
  CASE WHEN i % 3 = 0 THEN 1 END, 1, CASE WHEN i % 5 <> 0 THEN 1 END, 0, 0, i % 2, 3, i % 7, 8, 1000000 * i, 1000 * i,
  10, 20, 100 + i, i, CASE WHEN i % 2 = 0 THEN 1000 * i END, 1000 * i FROM n;
INSERT INTO usage(call_id, request_id) SELECT call_id, 'req' FROM calls LIMIT 5;
INSERT INTO outbox(call_id) SELECT call_id FROM calls;
)";

TEST_F(MigrateTest, BringsDataOfEveryEarlierSchemaAlong) {
  for (int schema = 1; schema < newest_schema(); ++schema) {
    std::filesystem::remove_all(directory());
    ASSERT_TRUE(make_private_directory(directory()));
    ASSERT_TRUE(write_private_file(file(), ""));
    {
      Database old = connect();
      // From schema 9 on whoever writes calls writes their sums too, so these rows are brought there.
      ASSERT_TRUE(migrate(old, std::min(schema, 8)));
      const auto filled = old.execute(kOldRows);
      ASSERT_TRUE(filled) << filled.error().message;
      ASSERT_TRUE(migrate(old, schema));
      ASSERT_EQ(old.integer("PRAGMA user_version").value(), schema);
    }
    const auto writer = open_writer();
    writer->on_finished(testing::full_call(tab_, session_, kNoon));
    flush(*writer);
    EXPECT_EQ(
        ask("SELECT count(*), sum(input_tokens), sum(output_tokens), sum(cost_nano), count(request_id) FROM v_calls"),
        fmt::format("41|{}|{}|{}|6", 40 * 100 + 780 + 101, 780 + 505, 380'000 + 12'345'678))
        << "from schema " << schema;
    EXPECT_EQ(ask("PRAGMA integrity_check"), "ok");
    constexpr int kFirstWithSums = 9;  // from there on, sums of these rows would have come with the rows
    if (schema >= kFirstWithSums) continue;
    EXPECT_EQ(ask("SELECT calls, errors, input_tokens, cost_nano, first_call_at FROM v_tab WHERE tab_title = 'one'"),
              "20|3|2380|380000|2026-09-21T14:13:20.000Z")
        << "from schema " << schema;
    for (const char* sums :
         {"rollup_q", "rollup_day", "totals WHERE scope = 0", "totals WHERE scope = 1", "totals WHERE scope = 2",
          "totals WHERE scope = 3", "totals WHERE scope = 4", "totals WHERE scope = 5"})
      EXPECT_EQ(ask(fmt::format("SELECT sum(calls), sum(out_total), sum(cost_nano), sum(subs_nano_n) FROM {}", sums)),
                fmt::format("41|{}|{}|20", 780 + 505, 380'000 + 12'345'678))
          << sums << " from schema " << schema;
    EXPECT_EQ(ask("SELECT histogram_sum(hist_total) = (SELECT histogram(total_us) FROM calls) FROM rollup_day"), "1");
  }
}

TEST_F(MigrateTest, KeepsAPrivateCopyBeforeCallsAreRewritten) {
  ASSERT_TRUE(make_private_directory(directory()));
  ASSERT_TRUE(write_private_file(file(), ""));
  {
    Database old = connect();
    ASSERT_TRUE(migrate(old, 8));
    ASSERT_TRUE(old.execute(kOldRows));
  }
  { ASSERT_TRUE(open_calls_file(file(), std::chrono::seconds{5})); }
  const auto copies = schema_copies(file());
  ASSERT_EQ(copies.size(), 1U);
  EXPECT_EQ(copies.front(), file().native() + ".schema-12");
  struct stat status {};
  ASSERT_EQ(::stat(copies.front().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  auto copy = Database::open(copies.front(), Database::Mode::ReadOnly, std::chrono::seconds{5});
  ASSERT_TRUE(copy);
  EXPECT_EQ(copy->integer("SELECT count(*) FROM calls").value(), 40);
  EXPECT_EQ(copy->integer("PRAGMA user_version").value(), 12);
  drop_old_schema_copies(file(), SystemClock{}.wall() + std::chrono::hours{24 * 29});
  EXPECT_EQ(schema_copies(file()).size(), 1U);
  drop_old_schema_copies(file(), SystemClock{}.wall() + std::chrono::hours{24 * 31});
  EXPECT_EQ(schema_copies(file()).size(), 0U);
}

TEST_F(MigrateTest, KeepsNoCopyOfAFileWithoutCalls) {
  { ASSERT_TRUE(open_calls_file(file(), std::chrono::seconds{5})); }
  EXPECT_EQ(schema_copies(file()).size(), 0U);
}

TEST_F(MigrateTest, LeavesTheFileAsItIsWhereNoCopyCanBeKept) {
  ASSERT_TRUE(make_private_directory(directory()));
  ASSERT_TRUE(write_private_file(file(), ""));
  Database old = connect();
  ASSERT_TRUE(migrate(old, 8));
  ASSERT_TRUE(old.execute(kOldRows));
  ASSERT_TRUE(migrate(old, 12));
  // What SQLite would write to is no file.
  const std::string part = fmt::format("{}.schema-12.{}.part", file().native(), ::getpid());
  std::filesystem::create_directories(part + "/x");
  const auto migrated = migrate(old);
  ASSERT_FALSE(migrated);
  EXPECT_NE(migrated.error().message.find(".schema-12"), std::string::npos) << migrated.error().message;
  EXPECT_EQ(old.integer("PRAGMA user_version").value(), 12);
  std::filesystem::remove_all(part);
  EXPECT_TRUE(migrate(old));
  EXPECT_EQ(old.integer("SELECT count(*) FROM v_calls WHERE duration_ms = equivalent_nano").value(), 40)
      << "each of these calls took as many microseconds, times a thousand, as it cost nanodollars";
}

TEST_F(MigrateTest, LeavesNothingBehindWhenAStepFails) {
  ASSERT_TRUE(make_private_directory(directory()));
  ASSERT_TRUE(write_private_file(file(), ""));
  Database database = connect();
  // An index takes the name of a table of the first step; the file has no tables of its own yet.
  ASSERT_TRUE(
      database.execute("CREATE TABLE other(a); CREATE INDEX cursors ON other(a); PRAGMA application_id=1952604019;"));
  const auto migrated = migrate(database);
  ASSERT_FALSE(migrated);
  EXPECT_EQ(database.integer("PRAGMA user_version").value(), 0);
  EXPECT_EQ(database.integer("SELECT count(*) FROM sqlite_master WHERE name = 'calls'").value(), 0);
}

TEST_F(MigrateTest, RefusesANewerFileAndDoesNotTouchIt) {
  { ASSERT_TRUE(open_calls_file(file(), std::chrono::milliseconds{0})); }
  ASSERT_TRUE(connect().execute("PRAGMA user_version=999"));
  const auto refused = open_calls_file(file(), std::chrono::milliseconds{0});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unsupported);
  EXPECT_NE(refused.error().message.find("newer"), std::string::npos) << refused.error().message;
  EXPECT_EQ(connect().integer("PRAGMA user_version").value(), 999);
}

TEST_F(MigrateTest, RefusesAnotherProgramsDatabase) {
  ASSERT_TRUE(make_private_directory(directory()));
  ASSERT_TRUE(write_private_file(file(), ""));
  ASSERT_TRUE(connect().execute("CREATE TABLE bookmarks(url)"));
  const auto refused = open_calls_file(file(), std::chrono::milliseconds{0});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unsupported);
  EXPECT_EQ(connect().integer("SELECT count(*) FROM sqlite_master").value(), 1);
}

TEST_F(MigrateTest, TakesEachStepOnceWhenTwoOpenAtTheSameTime) {
  const auto open = [this] {
    auto database = open_calls_file(file(), std::chrono::seconds{10});
    EXPECT_TRUE(database) << database.error().message;
  };
  for (int round = 0; round < 5; ++round) {
    std::filesystem::remove_all(directory());
    {
      const std::jthread first{open};
      const std::jthread second{open};
    }
    EXPECT_EQ(connect().integer("PRAGMA user_version").value(), newest_schema());
  }
}

}  // namespace
}  // namespace tabacus::analytics
