// The program at the other end of a connection. Values.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <optional>
#include <string>
#include <utility>

namespace tabacus::analytics {

struct Caller {
  pid_t pid = 0;
  std::string name;   ///< "curl"; what the program calls itself, hence no proof
  std::string chain;  ///< from the tab's shell down to it: "zsh > claude > bash > curl"
  bool is_outside =
      false;  ///< it does not descend from the tab's shell: a tmux pane, a daemon. Chain from the top then

  friend bool operator==(const Caller&, const Caller&) = default;
};

/// A caller who is still being looked for. Given once by one thread, read by any.
class CallerAnswer {
 public:
  /// Empty: not to be found. To be called once.
  void give(std::optional<Caller> caller) {
    caller_ = std::move(caller);
    given_.store(true, std::memory_order_release);
  }
  [[nodiscard]] bool is_given() const { return given_.load(std::memory_order_acquire); }
  /// Empty also before it is given.
  [[nodiscard]] std::optional<Caller> caller() const { return is_given() ? caller_ : std::nullopt; }

 private:
  std::optional<Caller> caller_;  // constant once given_
  std::atomic<bool> given_{false};
};

}  // namespace tabacus::analytics
