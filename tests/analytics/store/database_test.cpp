#include "analytics/store/database.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

class DatabaseTest : public ::testing::Test {
 protected:
  Database open() {
    EXPECT_TRUE(write_private_file(file_, ""));
    auto database = Database::open(file_, Database::Mode::ReadWrite, std::chrono::milliseconds{0});
    EXPECT_TRUE(database);
    return std::move(*database);
  }
  testing::TempDir temp_;
  const std::filesystem::path file_ = temp_.path() / "a.db";
};

TEST_F(DatabaseTest, BindsAndReadsEveryType) {
  Database database = open();
  auto statement = database.prepare("SELECT ?1, ?2, ?3, ?4, ?5");
  ASSERT_TRUE(statement);
  const std::string bytes{"a\0b", 3};
  statement->bind(std::int64_t{1} << 62, std::string_view{"text"}, Blob{bytes.data(), bytes.size()},
                  std::optional<std::int64_t>{}, std::optional<std::string>{""});
  ASSERT_TRUE(statement->step().value());
  EXPECT_EQ(statement->integer(0), std::int64_t{1} << 62);
  EXPECT_EQ(statement->bytes(1), "text");
  EXPECT_EQ(statement->column_type(2), ColumnType::Blob);
  EXPECT_EQ(statement->bytes(2), bytes);
  EXPECT_EQ(statement->column_type(3), ColumnType::Null);
  EXPECT_EQ(statement->column_type(4), ColumnType::Text) << "empty text is not NULL";
}

TEST_F(DatabaseTest, WhatIsNotBoundAgainIsNull) {
  Database database = open();
  std::string sql = "SELECT ?";
  for (int i = 1; i < 70; ++i) sql += ", ?";
  auto statement = database.prepare(sql);
  ASSERT_TRUE(statement);
  const auto values = [&] {
    EXPECT_TRUE(statement->step().value());
    int count = 0;
    for (int i = 0; i < 70; ++i) count += statement->column_type(i) == ColumnType::Null ? 0 : 1;
    return count;
  };
  const std::vector<std::int64_t> all(70, 7);
  statement->bind_each(all);
  EXPECT_EQ(values(), 70);
  statement->bind(std::optional<std::int64_t>{}, 1, std::optional<std::string>{});
  EXPECT_EQ(values(), 1);
  EXPECT_EQ(statement->integer(1), 1);
  statement->bind(std::string_view{"a"}, std::optional<std::int64_t>{});
  EXPECT_EQ(values(), 1);
  EXPECT_EQ(statement->bytes(0), "a");
  const std::vector<std::variant<std::int64_t>> more{8, 9};
  statement->bind(std::int64_t{1}).bind_all(more, 2);
  EXPECT_EQ(values(), 3);
  statement->reset();
  EXPECT_EQ(values(), 0);
}

TEST_F(DatabaseTest, RollsBackATransactionThatWasNotCommitted) {
  Database database = open();
  ASSERT_TRUE(database.execute("CREATE TABLE t(a)"));
  {
    auto transaction = Transaction::begin(database);
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(database.execute("INSERT INTO t VALUES(1)"));
  }
  EXPECT_EQ(database.integer("SELECT count(*) FROM t").value(), 0);
  auto transaction = Transaction::begin(database);
  ASSERT_TRUE(transaction);
  ASSERT_TRUE(database.execute("INSERT INTO t VALUES(1)"));
  ASSERT_TRUE(transaction->commit());
  EXPECT_EQ(database.integer("SELECT count(*) FROM t").value(), 1);
}

TEST_F(DatabaseTest, SaysConflictWhenAnotherConnectionHoldsTheLock) {
  Database first = open();
  auto second = Database::open(file_, Database::Mode::ReadWrite, std::chrono::milliseconds{0});
  ASSERT_TRUE(second);
  auto held = Transaction::begin(first);
  ASSERT_TRUE(held);
  const auto refused = Transaction::begin(*second);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
}

TEST_F(DatabaseTest, SaysInvalidInputForAFileThatIsNoDatabase) {
  ASSERT_TRUE(write_private_file(file_, std::string(4096, 'x')));
  auto database = Database::open(file_, Database::Mode::ReadOnly, std::chrono::milliseconds{0});
  ASSERT_TRUE(database);
  const auto version = database->integer("PRAGMA user_version");
  ASSERT_FALSE(version);
  EXPECT_EQ(version.error().code, ErrorCode::InvalidInput);
  EXPECT_NE(version.error().message.find(file_.native()), std::string::npos) << version.error().message;
}

TEST_F(DatabaseTest, FailsTheStepForAValueSqliteRefuses) {
  Database database = open();
  auto statement = database.prepare("SELECT ?1");
  ASSERT_TRUE(statement);
  const auto refused = statement->bind(1, 2).run();  // there is no second parameter
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unsupported);
}

}  // namespace
}  // namespace tabacus::analytics
