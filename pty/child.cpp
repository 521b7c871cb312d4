#include "pty/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

namespace tabacus::pty {
namespace {

/// posix_spawn's two option objects with their ends.
class SpawnSetup {
 public:
  SpawnSetup() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }

  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

/// File actions run after setsid, so opening the slave without O_NOCTTY makes it the controlling terminal
/// (tty_ioctl(4)). Descriptors above 2 are closed whoever forgot close-on-exec.
int fill(SpawnSetup& setup, const std::string& slave, const std::string& directory) {
  sigset_t all;
  sigset_t none;
  ::sigfillset(&all);
  ::sigemptyset(&none);
  int error = posix_spawnattr_setflags(
      &setup.attributes, static_cast<short>(POSIX_SPAWN_SETSID) | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  if (error == 0) error = posix_spawnattr_setsigdefault(&setup.attributes, &all);
  if (error == 0) error = posix_spawnattr_setsigmask(&setup.attributes, &none);
  if (error == 0) error = posix_spawn_file_actions_addopen(&setup.actions, 0, slave.c_str(), O_RDWR, 0);
  if (error == 0) error = posix_spawn_file_actions_adddup2(&setup.actions, 0, 1);
  if (error == 0) error = posix_spawn_file_actions_adddup2(&setup.actions, 0, 2);
  if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(&setup.actions, 3);
  if (error == 0 && !directory.empty()) error = posix_spawn_file_actions_addchdir_np(&setup.actions, directory.c_str());
  return error;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// posix_spawn gives one number for every step in the child; a bad directory is told apart here.
Result<void> check_directory(const std::string& directory) {
  if (directory.empty()) return {};
  struct stat found {};
  if (::stat(directory.c_str(), &found) != 0) return fail_errno("start in", directory);
  if (S_ISDIR(found.st_mode)) return {};
  errno = ENOTDIR;
  return fail_errno("start in", directory);
}

/// Processes that outlived their terminals; shared by the threads of all pumps.
class Survivors {
 public:
  void add(Child child) {
    const std::lock_guard lock{mutex_};
    children_.push_back(std::move(child));
  }
  void reap_ended() {
    const std::lock_guard lock{mutex_};
    std::erase_if(children_, [](Child& child) {
      const auto status = child.reap();
      return status || status.error().code != ErrorCode::TimedOut;
    });
  }

 private:
  std::mutex mutex_;
  std::vector<Child> children_;  // guarded by mutex_
};

Survivors& survivors() {
  static Survivors all;
  return all;
}

}  // namespace

void reap_later(Child child) {
  survivors().reap_ended();
  survivors().add(std::move(child));
}

std::string describe(const ExitStatus& status) {
  if (status.signal == 0) return fmt::format("status {}", status.code);
  const char* name = ::sigdescr_np(status.signal);
  return fmt::format("signal {} ({})", status.signal, name != nullptr ? name : "unknown");
}

Result<Child> Child::spawn(const Pty& pty, const SpawnOptions& options) {
  survivors().reap_ended();
  if (auto usable = check_directory(options.working_directory); !usable) return fail(usable.error());
  SpawnSetup setup;
  if (const int error = fill(setup, pty.slave_path(), options.working_directory); error != 0) {
    errno = error;
    return fail_errno("prepare", options.program);
  }
  std::vector<std::string> arguments = options.arguments;
  if (arguments.empty()) arguments.push_back(options.program);
  std::vector<std::string> variables;
  for (const EnvVar& variable : options.environment) variables.push_back(variable.name + "=" + variable.value);

  pid_t pid = -1;
  const int error = ::posix_spawnp(&pid, options.program.c_str(), &setup.actions, &setup.attributes,
                                   pointers(arguments).data(), pointers(variables).data());
  if (error != 0) {
    errno = error;
    return fail_errno("start", options.program);
  }
  // glibc 2.36 declares pidfd_open without extern "C".
  UniqueFd pidfd{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
  if (!pidfd) {
    auto failed = fail_errno("watch", options.program);
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return failed;
  }
  return Child{pid, std::move(pidfd)};
}

Result<ExitStatus> Child::reap() {
  int status = 0;
  pid_t ended = 0;
  do {
    ended = ::waitpid(pid_, &status, WNOHANG);
  } while (ended < 0 && errno == EINTR);
  if (ended == 0) return fail(ErrorCode::TimedOut, "the process runs still");
  if (ended < 0) return fail_errno("wait for", fmt::format("process {}", pid_));
  if (WIFSIGNALED(status)) return ExitStatus{0, WTERMSIG(status)};
  return ExitStatus{WEXITSTATUS(status), 0};
}

}  // namespace tabacus::pty
