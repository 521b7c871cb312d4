// A command that runs in our place: our process group, our descriptors, our terminal. It gets what the terminal sends;
// we stay out of its way and pass on what is sent to us.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "app/cli/signals.hpp"
#include "base/result.hpp"

namespace tabacus::app {

inline constexpr int kExitCannotRun = 126;
inline constexpr int kExitNotFound = 127;

class ForegroundChild {
 public:
  /// What must be in place before any thread is made: SIGTERM, SIGHUP and SIGCHLD wait to be taken, SIGINT and SIGQUIT,
  /// which the terminal sends to the command as well, are ignored. Restored at the end.
  ForegroundChild();
  ForegroundChild(const ForegroundChild&) = delete;
  ForegroundChild& operator=(const ForegroundChild&) = delete;
  ~ForegroundChild();

  /// Finds the command on PATH and starts it. `environment` is added to ours, replacing what has the same name.
  /// NotFound or PermissionDenied as the shell would say 127 and 126.
  [[nodiscard]] Result<void> start(const std::vector<std::string>& command,
                                   const std::vector<std::pair<std::string, std::string>>& environment);

  /// Of the started command.
  [[nodiscard]] pid_t pid() const { return pid_; }

  /// Waits for its end, passing SIGTERM and SIGHUP on. Its exit code, or 128 and the signal's number.
  [[nodiscard]] int wait();

 private:
  TakenSignals signals_;
  struct sigaction earlier_int_ {};
  struct sigaction earlier_quit_ {};
  struct sigaction earlier_child_ {};
  pid_t pid_ = -1;
};

}  // namespace tabacus::app
