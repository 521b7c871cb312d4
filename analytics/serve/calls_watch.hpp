// Waits for the database of calls to be written to, by whichever process: what follows calls looks a moment after each
// commit and otherwise seldom. One thread, but for wake().
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>

#include "base/unique_fd.hpp"

namespace tabacus::analytics::serve {

class CallsWatch {
 public:
  /// `directory` holds calls.db, and need not exist yet. Where the system lends no watch, waits are short instead.
  explicit CallsWatch(std::filesystem::path directory);

  /// Returns when there may be something new, when wake() was called, or after a second.
  void wait();
  /// Ends the wait, or the next one. Any thread.
  void wake() const;

 private:
  void begin();
  [[nodiscard]] std::chrono::milliseconds patience() const;
  void take_events();

  const std::filesystem::path directory_;
  const UniqueFd inotify_;
  const UniqueFd woken_;
  int watched_ = -1;            // a number of inotify's
  std::size_t looks_left_ = 0;  // what is seen of a write may come before what it wrote can be read
};

}  // namespace tabacus::analytics::serve
