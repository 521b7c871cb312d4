#include "app/config/config_watch.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "base/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

/// Counts what the watch tells.
class Changes {
 public:
  void add() {
    {
      const std::lock_guard lock{mutex_};
      ++count_;
    }
    changed_.notify_all();
  }
  /// One more than were taken before; false at a deadline no passing test reaches.
  bool take() {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, std::chrono::seconds{20}, [this] { return count_ > 0; })) return false;
    count_ = 0;
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

TEST(ConfigWatch, TellsOfAFileThatIsWrittenReplacedAndRemoved) {
  const testing::TempDir temp;
  const auto file = temp.path() / "tabacus.toml";
  Changes changes;
  const auto watch = ConfigWatch::start(file, [&] { changes.add(); });
  ASSERT_TRUE(watch);
  ASSERT_TRUE(write_private_file(file, "a = 1"));  // a new file by a rename
  EXPECT_TRUE(changes.take());
  ASSERT_TRUE(write_private_file(file, "a = 2"));
  EXPECT_TRUE(changes.take());
  std::filesystem::remove(file);
  EXPECT_TRUE(changes.take());
}

TEST(ConfigWatch, WaitsForADirectoryThatIsNotThereYet) {
  const testing::TempDir temp;
  const auto file = temp.path() / "tabacus" / "tabacus.toml";
  Changes changes;
  const auto watch = ConfigWatch::start(file, [&] { changes.add(); });
  ASSERT_TRUE(watch);
  ASSERT_TRUE(make_private_directory(file.parent_path()));
  EXPECT_TRUE(changes.take());
  ASSERT_TRUE(write_private_file(file, "a = 1"));
  EXPECT_TRUE(changes.take());
}

TEST(ConfigWatch, EndsAtOnce) {
  const testing::TempDir temp;
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(ConfigWatch::start(temp.path() / "x.toml", [] {}));
}

}  // namespace
}  // namespace tabacus::app
