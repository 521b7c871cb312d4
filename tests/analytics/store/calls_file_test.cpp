#include "analytics/store/calls_file.hpp"

#include <sys/stat.h>

#include "base/paths.hpp"
#include "store_fixture.hpp"

namespace tabacus::analytics {
namespace {

using CallsFileTest = StoreTest;

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777;
}

TEST_F(CallsFileTest, IsReadableByItsOwnerOnly) {
  const mode_t before = ::umask(0);
  {
    auto database = open_calls_file(file(), std::chrono::milliseconds{0});
    ASSERT_TRUE(database);
    EXPECT_EQ(mode_of(directory()), 0700U);
    EXPECT_EQ(mode_of(file()), 0600U);
    EXPECT_EQ(mode_of(file().native() + "-wal"), 0600U);
    EXPECT_EQ(mode_of(file().native() + "-shm"), 0600U);
  }
  ::umask(before);
}

TEST_F(CallsFileTest, TakesAwayWhatOthersMayRead) {
  { ASSERT_TRUE(open_calls_file(file(), std::chrono::milliseconds{0})); }
  ASSERT_EQ(::chmod(file().c_str(), 0644), 0);
  { ASSERT_TRUE(open_calls_file(file(), std::chrono::milliseconds{0})); }
  EXPECT_EQ(mode_of(file()), 0600U);
}

TEST_F(CallsFileTest, MovesADamagedFileAsideWithItsLog) {
  ASSERT_TRUE(make_private_directory(directory()));
  for (const char* suffix : {"", "-wal", "-shm"}) ASSERT_TRUE(write_private_file(file().native() + suffix, "damaged"));
  const auto aside = move_aside(file(), identity_of(file()).value(), kNoon);
  ASSERT_TRUE(aside) << aside.error().message;
  ASSERT_TRUE(*aside);
  EXPECT_EQ((**aside).filename(), "calls.db.corrupt-20270115T080000Z");
  for (const char* suffix : {"", "-wal", "-shm"}) {
    EXPECT_FALSE(std::filesystem::exists(file().native() + suffix));
    EXPECT_EQ(read_file((**aside).native() + suffix).value(), "damaged");
  }
}

TEST_F(CallsFileTest, KeepsAnEarlierDamagedFileOfTheSameSecond) {
  ASSERT_TRUE(make_private_directory(directory()));
  for (const char* content : {"first", "second"}) {
    ASSERT_TRUE(write_private_file(file(), content));
    const auto aside = move_aside(file(), identity_of(file()).value(), kNoon);
    ASSERT_TRUE(aside && *aside);
    EXPECT_EQ(read_file(**aside).value(), content);
  }
  EXPECT_EQ(read_file(directory() / "calls.db.corrupt-20270115T080000Z").value(), "first");
}

TEST_F(CallsFileTest, LeavesTheFileThatAnotherProcessMadeMeanwhile) {
  ASSERT_TRUE(make_private_directory(directory()));
  ASSERT_TRUE(write_private_file(file(), "damaged"));
  const auto damaged = identity_of(file()).value();
  const std::filesystem::path kept = directory() / "kept";
  std::filesystem::rename(file(), kept);
  ASSERT_TRUE(write_private_file(file(), "sound"));
  const auto aside = move_aside(file(), damaged, kNoon);
  ASSERT_TRUE(aside);
  EXPECT_FALSE(*aside);
  EXPECT_EQ(read_file(file()).value(), "sound");
}

}  // namespace
}  // namespace tabacus::analytics
