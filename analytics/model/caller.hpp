// The program at the other end of a connection. Values.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/ids.hpp"

namespace tabacus::analytics {

struct Caller {
  pid_t pid = 0;
  std::string name;   ///< "curl"; what the program calls itself, hence no proof
  std::string chain;  ///< from the tab's shell down to it: "zsh > claude > bash > curl"
  bool is_outside =
      false;  ///< it does not descend from the tab's shell: a tmux pane, a daemon. Chain from the top then

  friend bool operator==(const Caller&, const Caller&) = default;
};

/// Where it works when it calls.
struct Place {
  std::string project;  ///< root of the repository; empty: none
  std::string branch;   ///< "main", "@0123456789ab"; empty: not known

  friend bool operator==(const Place&, const Place&) = default;
};

/// What is still being looked for. Given once by one thread, read by any.
template <typename Sought>
class LateAnswer {
 public:
  /// Empty: not to be found. To be called once.
  void give(std::optional<Sought> found) {
    found_ = std::move(found);
    given_.store(true, std::memory_order_release);
  }
  [[nodiscard]] bool is_given() const { return given_.load(std::memory_order_acquire); }
  /// Empty also before it is given.
  [[nodiscard]] std::optional<Sought> found() const { return is_given() ? found_ : std::nullopt; }

 private:
  std::optional<Sought> found_;  // constant once given_
  std::atomic<bool> given_{false};
};

class CallerAnswer final : public LateAnswer<Caller> {
 public:
  [[nodiscard]] std::optional<Caller> caller() const { return found(); }
};
using PlaceAnswer = LateAnswer<Place>;

/// Looks for places, beside the traffic.
class PlaceFinder {
 public:
  virtual ~PlaceFinder() = default;
  /// Of the caller, or of the tab's shell where he is not to be found. `caller` may be null, or not given yet. Never
  /// waits. Null: nothing is looked for any more.
  [[nodiscard]] virtual std::shared_ptr<const PlaceAnswer> place_of(TabId tab,
                                                                    std::shared_ptr<const CallerAnswer> caller) = 0;
};

}  // namespace tabacus::analytics
