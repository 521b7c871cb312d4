#include "app/cli/foreground_child.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "analytics/api/programs.hpp"
#include "base/scope_exit.hpp"

namespace tabacus::app {
namespace {

void set_disposition(int number, void (*handler)(int), struct sigaction& earlier) {
  struct sigaction action {};
  action.sa_handler = handler;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(number, &action, &earlier);
}

std::vector<std::string> merged_environment(const std::vector<std::pair<std::string, std::string>>& added) {
  std::vector<std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::string_view name = text.substr(0, text.find('='));
    if (std::ranges::none_of(added, [name](const auto& variable) { return variable.first == name; }))
      merged.emplace_back(text);
  }
  for (const auto& [name, value] : added) merged.push_back(name + '=' + value);
  return merged;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

ErrorCode code_of(int number) {
  if (number == ENOENT || number == ENOTDIR) return ErrorCode::NotFound;
  return number == EACCES || number == ENOEXEC ? ErrorCode::PermissionDenied : ErrorCode::Io;
}

}  // namespace

ForegroundChild::ForegroundChild() : signals_{SIGTERM, SIGHUP, SIGCHLD} {
  set_disposition(SIGINT, SIG_IGN, earlier_int_);
  set_disposition(SIGQUIT, SIG_IGN, earlier_quit_);
  set_disposition(SIGCHLD, SIG_DFL, earlier_child_);  // ignored by our parent, the child's status would be lost
}

ForegroundChild::~ForegroundChild() {
  ::sigaction(SIGINT, &earlier_int_, nullptr);
  ::sigaction(SIGQUIT, &earlier_quit_, nullptr);
  ::sigaction(SIGCHLD, &earlier_child_, nullptr);
}

Result<void> ForegroundChild::start(const std::vector<std::string>& command,
                                    const std::vector<std::pair<std::string, std::string>>& environment) {
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  const ScopeExit destroy{[&attributes] { ::posix_spawnattr_destroy(&attributes); }};
  sigset_t defaults;
  ::sigemptyset(&defaults);
  // What was ignored before us (nohup, a background job) stays ignored for the command.
  if (earlier_int_.sa_handler != SIG_IGN) ::sigaddset(&defaults, SIGINT);
  if (earlier_quit_.sa_handler != SIG_IGN) ::sigaddset(&defaults, SIGQUIT);
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  ::posix_spawnattr_setsigmask(&attributes, &signals_.earlier_mask());
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  std::vector<std::string> words = command;
  std::vector<std::string> variables = merged_environment(environment);
  // By the PATH that the command gets, whose first folder may hold a link of ours.
  const auto value_of = [&environment](std::string_view name) {
    const auto found =
        std::ranges::find_if(environment, [name](const auto& variable) { return variable.first == name; });
    return found != environment.end() ? std::string_view{found->second} : std::string_view{};
  };
  const auto start = analytics::program_start(words.front(), value_of("PATH"), value_of("TABACUS_SHIMS"));
  for (const auto& [name, value] : start.set) variables.push_back(fmt::format("{}={}", name, value));
  const int failed = ::posix_spawnp(&pid_, start.file.c_str(), nullptr, &attributes, pointers_to(words).data(),
                                    pointers_to(variables).data());
  if (failed == 0) return {};
  pid_ = -1;
  return fail(code_of(failed), fmt::format("{}: {}", command.front(), std::strerror(failed)));
}

int ForegroundChild::wait() {
  for (;;) {
    const int number = signals_.next();
    if (number != SIGCHLD) {
      ::kill(pid_, number);
      continue;
    }
    int status = 0;
    const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
    if (ended == pid_ && WIFEXITED(status)) return WEXITSTATUS(status);
    if (ended == pid_ && WIFSIGNALED(status)) return 128 + WTERMSIG(status);
    if (ended < 0) return kExitCannotRun;  // somebody else took its status
  }
}

}  // namespace tabacus::app
