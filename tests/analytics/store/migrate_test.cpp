#include "analytics/store/migrate.hpp"

#include <thread>

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
