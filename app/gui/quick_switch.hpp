// How `tabacus quick` reaches the window that drops down from the top of the screen: a socket of this user's on which
// that window listens. A desktop binds the command to a key; programs cannot take a key of the whole desktop
// themselves.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include "app/control/server.hpp"
#include "base/result.hpp"

namespace tabacus::app {

class QuickSwitch {
 public:
  /// Has the running one shown, or hidden. NotFound: none runs; others as of ask() in app/control/client.hpp.
  [[nodiscard]] static Result<void> ask_running();

  /// Listens until destroyed. `wake` is called by the control thread when the switch was asked for.
  [[nodiscard]] static Result<std::unique_ptr<QuickSwitch>> open(std::function<void()> wake);

  /// Whether it was asked for since the last call.
  [[nodiscard]] bool take() { return asked_.exchange(false); }

 private:
  explicit QuickSwitch(std::function<void()> wake) : wake_{std::move(wake)} {}

  const std::function<void()> wake_;
  std::atomic<bool> asked_{false};
  std::unique_ptr<ControlServer> server_;  // last: its thread uses the rest
};

}  // namespace tabacus::app
