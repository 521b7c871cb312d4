#include "app/gui/clipboard_image.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "base/ids.hpp"
#include "base/paths.hpp"
#include "base/scope_exit.hpp"
#include "base/unique_fd.hpp"

namespace tabacus::app {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} * 1024 * 1024;
constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";

pid_t start(const std::vector<std::string>& command, int output) {
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  const ScopeExit release{[&] { ::posix_spawn_file_actions_destroy(&actions); }};
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  errno = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), ::environ);
  return errno == 0 ? child : 0;
}

/// All that comes until its end. TimedOut; InvalidInput: too much.
Result<std::string> read_all(int fd, std::chrono::steady_clock::time_point deadline) {
  std::string text;
  std::string piece(64 * 1024, '\0');
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    pollfd waiting{fd, POLLIN, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) == 0)
      return fail(ErrorCode::TimedOut, "the clipboard's owner did not answer in time");
    const ssize_t got = ::read(fd, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno("read", "the clipboard");
    if (got == 0) return text;
    text.append(piece, 0, static_cast<std::size_t>(got));
    if (text.size() > kMostBytes) return fail(ErrorCode::InvalidInput, "the picture is larger than 64 MiB");
  }
}

}  // namespace

std::vector<std::string> clipboard_image_command(bool is_wayland) {
  if (is_wayland) return {"wl-paste", "--type", "image/png"};
  return {"xclip", "-selection", "clipboard", "-target", "image/png", "-out"};
}

Result<std::filesystem::path> save_clipboard_image(const std::vector<std::string>& command,
                                                   const std::filesystem::path& directory,
                                                   std::chrono::milliseconds patience) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("make", "a pipe");
  const UniqueFd reading{ends[0]};
  UniqueFd writing{ends[1]};
  const pid_t child = start(command, writing.get());
  writing.reset();
  if (child == 0)
    return fail(ErrorCode::NotFound, fmt::format("paste a picture: {} is not installed", command.front()));
  const ScopeExit reap{[child] {
    ::kill(child, SIGKILL);
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
  }};
  const auto picture = read_all(reading.get(), std::chrono::steady_clock::now() + patience);
  if (!picture) return fail(picture.error(), "paste a picture");
  if (picture->empty()) return fail(ErrorCode::NotFound, "there is neither text nor a picture in the clipboard");
  if (!picture->starts_with(kPngSignature)) return fail(ErrorCode::InvalidInput, "paste a picture: it is no PNG");
  if (auto made = make_private_directory(directory); !made) return fail(made.error(), "paste a picture");
  const auto file = directory / ("pasted-" + random_token(8) + ".png");
  if (auto written = write_private_file(file, *picture); !written) return fail(written.error(), "paste a picture");
  return file;
}

}  // namespace tabacus::app
