// One event loop on one named thread. What runs there needs no locks.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "analytics/net/awaitable.hpp"

namespace tabacus::analytics::net {

class IoThread {
 public:
  explicit IoThread(const std::string& name);
  /// Stops the loop, joins the thread, then destroys what still waited.
  ~IoThread();

  [[nodiscard]] Executor executor() const;
  /// Runs `function` on the loop's thread. Any thread.
  void post(std::function<void()> function);
  /// The same, and waits until it has run. Not from the loop's own thread, and not after stop().
  void run(const std::function<void()>& function);
  /// Idempotent; not from the loop's own thread.
  void stop();

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace tabacus::analytics::net
