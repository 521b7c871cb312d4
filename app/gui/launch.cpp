#include "app/gui/launch.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/scope_exit.hpp"

namespace tabacus::app {

/// A shell starts it in the background and ends, so that init inherits what it leaves; the words are its arguments and
/// read by nobody.
Result<void> launch_detached(const std::vector<std::string>& command, const std::string& working_directory) {
  std::vector<std::string> words{"sh", "-c", "cd \"$0\" 2>/dev/null; \"$@\" </dev/null >/dev/null 2>&1 &",
                                 working_directory.empty() ? "." : working_directory};
  words.insert(words.end(), command.begin(), command.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  const ScopeExit release{[&] { ::posix_spawnattr_destroy(&attributes); }};
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  pid_t shell = 0;
  const int failed = ::posix_spawn(&shell, "/bin/sh", nullptr, &attributes, arguments.data(), ::environ);
  if (failed != 0) return fail(ErrorCode::Io, fmt::format("start {}: error {}", command.front(), failed));
  int status = 0;
  while (::waitpid(shell, &status, 0) < 0 && errno == EINTR) {
  }
  return {};
}

}  // namespace tabacus::app
