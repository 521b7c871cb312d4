// What ends a wait for calls: a write to the directory, a word from another thread, time.
#include "analytics/serve/calls_watch.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics::serve {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Of waits that would take a second each, were they to end by themselves.
constexpr int kRounds = 6;
constexpr milliseconds kEndedByThemselves{kRounds * 1000};

template <typename Ending>
milliseconds waits_ended_by(CallsWatch& watch, Ending ending) {
  watch.wait();  // a first look
  const auto began = steady_clock::now();
  for (int round = 0; round < kRounds; ++round) {
    const std::jthread other{[&] { ending(); }};
    watch.wait();
  }
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - began);
}

TEST(CallsWatch, AWriteBesideTheDatabaseEndsTheWait) {
  const testing::TempDir directory;
  CallsWatch watch{directory.path()};
  std::ofstream log{directory.path() / "calls.db-wal"};
  EXPECT_LT(waits_ended_by(watch, [&] { log << "a commit" << std::flush; }), kEndedByThemselves);
}

TEST(CallsWatch, AnotherThreadEndsTheWait) {
  const testing::TempDir directory;
  CallsWatch watch{directory.path()};
  EXPECT_LT(waits_ended_by(watch, [&] { watch.wake(); }), kEndedByThemselves);
}

TEST(CallsWatch, LooksOftenWhileThereIsNothingToWatch) {
  const testing::TempDir directory;
  CallsWatch watch{directory.path() / "not yet"};
  EXPECT_LT(waits_ended_by(watch, [] {}), kEndedByThemselves);
}

TEST(CallsWatch, FindsADirectoryThatIsMadeLater) {
  const testing::TempDir directory;
  const auto later = directory.path() / "analytics";
  CallsWatch watch{later};
  watch.wait();
  std::filesystem::create_directory(later);
  watch.wait();
  std::ofstream log{later / "calls.db-wal"};
  EXPECT_LT(waits_ended_by(watch, [&] { log << "a commit" << std::flush; }), kEndedByThemselves);
}

}  // namespace
}  // namespace tabacus::analytics::serve
