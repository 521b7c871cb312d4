#include "app/gui/alarms/alarm_command.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/log.hpp"
#include "base/scope_exit.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"alarms"};
constexpr std::chrono::milliseconds kLook{20};  // between two looks at whether it has ended

/// In a group of its own, so that what it started ends with it. 0: it was not started, errno says why.
pid_t start(const std::vector<std::string>& command, int input) {
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_init(&actions);
  const ScopeExit release{[&] {
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
  }};
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t child = 0;
  errno = ::posix_spawnp(&child, arguments[0], &actions, &attributes, arguments.data(), ::environ);
  return errno == 0 ? child : 0;
}

}  // namespace

AlarmCommand::~AlarmCommand() {
  {
    const std::lock_guard lock{mutex_};
    stops_ = true;
  }
  changed_.notify_all();
}

void AlarmCommand::run(std::vector<std::string> command, std::string input) {
  if (command.empty()) return;
  {
    const std::lock_guard lock{mutex_};
    if (wanted_.size() >= kMostWaiting) return;
    wanted_.push_back({std::move(command), std::move(input)});
  }
  changed_.notify_all();
  if (thread_.joinable()) return;
  thread_ = std::jthread{[this] { work(); }};
  ::pthread_setname_np(thread_.native_handle(), "alarms");
}

void AlarmCommand::work() {
  std::unique_lock lock{mutex_};
  while (true) {
    changed_.wait(lock, [this] { return stops_ || !wanted_.empty(); });
    if (stops_) return;
    Wanted wanted = std::move(wanted_.front());
    wanted_.pop_front();
    lock.unlock();
    run_one(std::move(wanted));
    lock.lock();
  }
}

bool AlarmCommand::stops() {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, kLook, [this] { return stops_; });
}

/// The pipe holds an event whole: who does not read it holds nobody up.
void AlarmCommand::run_one(Wanted wanted) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return log::warn(kLog, "run a command: no pipe is left");
  UniqueFd reading{ends[0]};
  UniqueFd writing{ends[1]};
  ::fcntl(reading.get(), F_SETFL, 0);
  [[maybe_unused]] const auto written = ::write(writing.get(), wanted.input.data(), wanted.input.size());
  const pid_t child = start(wanted.command, reading.get());
  if (child == 0) return log::warn(kLog, "run {}: {}", wanted.command.front(), std::generic_category().message(errno));
  writing = UniqueFd{};
  reading = UniqueFd{};
  const auto deadline = std::chrono::steady_clock::now() + patience_;
  while (::waitpid(child, nullptr, WNOHANG) == 0) {
    if (!stops() && std::chrono::steady_clock::now() < deadline) continue;
    ::kill(-child, SIGKILL);
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
    return log::warn(kLog, "{} was ended: an alarm's command may take {} s", wanted.command.front(),
                     std::chrono::duration_cast<std::chrono::seconds>(patience_).count());
  }
}

}  // namespace tabacus::app
