// The process at the other end of a pseudo terminal: started, watched by a pidfd, hung up. One owner thread.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "pty/pty.hpp"
#include "pty/spawn_options.hpp"

namespace tabacus::pty {

struct ExitStatus {
  int code = 0;    ///< of a normal end
  int signal = 0;  ///< that ended it; 0: a normal end

  [[nodiscard]] bool success() const { return signal == 0 && code == 0; }
  friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

/// "status 2", or "signal 9 (Killed)".
[[nodiscard]] std::string describe(const ExitStatus& status);

class Child {
 public:
  /// Starts the program as leader of a session whose controlling terminal is `pty`: descriptors 0, 1 and 2 are the
  /// slave, all others closed; default signal dispositions, empty mask.
  /// Errors say why it did not start: "start /bin/nosuch: No such file or directory".
  [[nodiscard]] static Result<Child> spawn(const Pty& pty, const SpawnOptions& options);

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Readable by poll once the process has ended.
  [[nodiscard]] int exit_fd() const { return pidfd_.get(); }

  /// How it ended. TimedOut: it runs still. To be called until it succeeds; then the process is reaped.
  [[nodiscard]] Result<ExitStatus> reap();

 private:
  Child(pid_t pid, UniqueFd pidfd) : pid_{pid}, pidfd_{std::move(pidfd)} {}

  pid_t pid_;
  UniqueFd pidfd_;
};

/// Takes over a process that outlives its terminal. It is reaped by the first spawn or reap_later after its end, so
/// that no more than these few stay zombies until we end ourselves. Any thread.
void reap_later(Child child);

}  // namespace tabacus::pty
