// Runs the user's command for an alarm: the event on its standard input, an end after ten seconds. A thread of its own,
// begun with the first, so that nothing waits for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tabacus::app {

class AlarmCommand {
 public:
  static constexpr std::chrono::seconds kPatience{10};

  explicit AlarmCommand(std::chrono::milliseconds patience = kPatience) : patience_{patience} {}
  /// What runs is ended.
  ~AlarmCommand();
  AlarmCommand(const AlarmCommand&) = delete;
  AlarmCommand& operator=(const AlarmCommand&) = delete;

  /// Returns at once; one runs at a time. What waits too long behind others is dropped, and so is what cannot be
  /// started, which the log tells. `command`: the program and its arguments.
  void run(std::vector<std::string> command, std::string input);

 private:
  static constexpr std::size_t kMostWaiting = 32;

  struct Wanted {
    std::vector<std::string> command;
    std::string input;
  };

  void work();
  void run_one(Wanted wanted);
  [[nodiscard]] bool stops();

  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::deque<Wanted> wanted_;
  bool stops_ = false;

  std::jthread thread_;
};

}  // namespace tabacus::app
