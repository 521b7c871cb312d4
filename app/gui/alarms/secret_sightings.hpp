// What the meter saw of secrets in prompts, on its way to the main thread.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/gui/alarms/alarm.hpp"
#include "base/ids.hpp"

namespace tabacus::app {

class SecretSightings {
 public:
  static constexpr std::size_t kMostWaiting = 64;

  /// Any thread. `kind`: "github-token".
  void add(TabId pane, std::string_view kind) {
    const std::lock_guard lock{mutex_};
    if (alarms_.size() >= kMostWaiting) return;
    alarms_.push_back({.kind = AlarmKind::SecretSent,
                       .pane = pane,
                       .subject = std::string{kind},
                       .text = "a prompt held what looks like a secret: " + std::string{kind}});
  }
  [[nodiscard]] std::vector<Alarm> take() {
    const std::lock_guard lock{mutex_};
    return std::exchange(alarms_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<Alarm> alarms_;  // guarded by mutex_
};

}  // namespace tabacus::app
