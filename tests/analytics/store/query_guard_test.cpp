#include "analytics/store/query_guard.hpp"

#include "store_fixture.hpp"

namespace tabacus::analytics {
namespace {

struct GuardCase {
  const char* name;
  const char* sql;
  bool allowed;
};

class QueryGuardTest : public StoreTest, public ::testing::WithParamInterface<GuardCase> {};

TEST_P(QueryGuardTest, LetsOneReadingStatementThrough) {
  auto database = open_calls_file(file(), std::chrono::milliseconds{0});
  ASSERT_TRUE(database);
  QueryGuard guard{*database};  // the connection itself could write
  const auto statement = guard.prepare(GetParam().sql);
  EXPECT_EQ(statement.has_value(), GetParam().allowed) << (statement ? "" : statement.error().message);
  if (!statement) {
    EXPECT_EQ(statement.error().code, ErrorCode::InvalidInput);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Statements, QueryGuardTest,
    ::testing::Values(
        GuardCase{"select", "SELECT * FROM v_calls", true}, GuardCase{"trailing_semicolon", "SELECT 1 ;\n ", true},
        GuardCase{"with", "WITH a AS (SELECT 1 AS b) SELECT b FROM a", true}, GuardCase{"values", "VALUES(1)", true},
        GuardCase{"explain", "EXPLAIN QUERY PLAN SELECT * FROM v_calls", true},
        GuardCase{"schema", "SELECT sql FROM sqlite_master", true},
        GuardCase{"table_info", "PRAGMA table_info(calls)", true},
        GuardCase{"json_each", "SELECT key FROM json_each('{\"a\":1}')", true},
        GuardCase{"insert", "INSERT INTO host(name) VALUES(1)", false},
        GuardCase{"update", "UPDATE calls SET status = 1", false}, GuardCase{"delete_rows", "DELETE FROM calls", false},
        GuardCase{"drop", "DROP TABLE calls", false}, GuardCase{"attach", "ATTACH '/tmp/x.db' AS x", false},
        GuardCase{"vacuum_into", "VACUUM INTO '/tmp/x.db'", false},
        GuardCase{"journal_mode", "PRAGMA journal_mode=DELETE", false},
        GuardCase{"user_version", "PRAGMA user_version=9", false}, GuardCase{"begin", "BEGIN IMMEDIATE", false},
        GuardCase{"two", "SELECT 1; SELECT 2", false}, GuardCase{"second_writes", "SELECT 1; DROP TABLE calls", false},
        GuardCase{"temp_table", "CREATE TEMP TABLE x(a)", false},
        GuardCase{"load_extension", "SELECT load_extension('/tmp/x.so')", true},  // compiles; may not load, see below
        GuardCase{"nothing", "  ", false}, GuardCase{"no_sql", "hello", false},
        GuardCase{"no_such_table", "SELECT * FROM v_nothing", false}),
    [](const auto& test) { return std::string{test.param.name}; });

class QueryGuardLimits : public StoreTest {
 protected:
  void SetUp() override {
    auto database = open_calls_file(file(), std::chrono::milliseconds{0});
    ASSERT_TRUE(database);
    database_.emplace(std::move(*database));
    guard_.emplace(*database_);
  }
  std::optional<Database> database_;
  std::optional<QueryGuard> guard_;
};

TEST_F(QueryGuardLimits, LoadsNoCode) {
  auto statement = guard_->prepare("SELECT load_extension('/tmp/x.so')");
  ASSERT_TRUE(statement);
  EXPECT_FALSE(statement->step());
}

TEST_F(QueryGuardLimits, EndsAQueryAtItsDeadline) {
  auto statement =
      guard_->prepare("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
  ASSERT_TRUE(statement);
  guard_->set_deadline(std::chrono::steady_clock::now() + std::chrono::milliseconds{20});
  const auto row = statement->step();
  ASSERT_FALSE(row);
  EXPECT_EQ(row.error().code, ErrorCode::TimedOut);
}

TEST_F(QueryGuardLimits, MakesNoGiganticValue) {
  auto statement = guard_->prepare("SELECT length(zeroblob(1000000000))");
  ASSERT_TRUE(statement);
  EXPECT_FALSE(statement->step());
}

TEST_F(QueryGuardLimits, LetsGoOfTheConnectionAtItsEnd) {
  guard_.reset();
  EXPECT_TRUE(database_->execute("INSERT INTO host(name) VALUES('a')"));
}

}  // namespace
}  // namespace tabacus::analytics
