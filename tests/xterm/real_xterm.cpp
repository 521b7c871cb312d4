#include "real_xterm.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

extern char** environ;

namespace tabacus::xterm {
namespace {

constexpr int kPatienceMs = 10'000;

// Sums of the code points as the engine gives them: not negated, without attributes, blanks counted, not cut to a byte.
constexpr int kChecksumExtension = 1 + 2 + 4 + 16;

std::vector<std::string> command_for(int master, terminal::Size size) {
  std::vector<std::string> command{"xterm",     fmt::format("-Spty/{}", master),
                                   "-geometry", fmt::format("{}x{}", size.columns, size.rows),
                                   "-fn",       "fixed",
                                   "-u8"};
  const std::string checksums = fmt::format("checksumExtension: {}", kChecksumExtension);
  for (const std::string_view resource :
       {std::string_view{checksums}, std::string_view{"allowWindowOps: true"}, std::string_view{"decTerminalID: 420"},
        std::string_view{"cursorBlink: false"}, std::string_view{"titeInhibit: false"},
        std::string_view{"boldColors: false"}, std::string_view{"backarrowKey: false"}})
    command.insert(command.end(), {"-xrm", fmt::format("XTerm*{}", resource)});
  return command;
}

/// Neither end may change a byte or echo one.
bool make_raw(int tty) {
  termios settings{};
  if (tcgetattr(tty, &settings) != 0) return false;
  cfmakeraw(&settings);
  return tcsetattr(tty, TCSANOW, &settings) == 0;
}

}  // namespace

RealXterm::RealXterm(RealXterm&& other) noexcept : tty_{std::move(other.tty_)}, pid_{std::exchange(other.pid_, -1)} {}

RealXterm::~RealXterm() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

Result<RealXterm> RealXterm::start(terminal::Size size) {
  const UniqueFd master{posix_openpt(O_RDWR | O_NOCTTY)};
  if (!master || grantpt(master.get()) != 0 || unlockpt(master.get()) != 0)
    return fail(ErrorCode::Io, fmt::format("open a pty for xterm: {}", std::strerror(errno)));
  std::array<char, 64> path{};
  if (ptsname_r(master.get(), path.data(), path.size()) != 0)
    return fail(ErrorCode::Io, fmt::format("name xterm's pty: {}", std::strerror(errno)));
  UniqueFd tty{::open(path.data(), O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)};
  if (!tty || !make_raw(tty.get()))
    return fail(ErrorCode::Io, fmt::format("open {} for xterm: {}", path.data(), std::strerror(errno)));

  std::vector<std::string> command = command_for(master.get(), size);
  std::vector<char*> words;
  for (std::string& word : command) words.push_back(word.data());
  words.push_back(nullptr);
  pid_t pid = -1;
  if (const int error = posix_spawnp(&pid, "xterm", nullptr, nullptr, words.data(), environ); error != 0)
    return fail(ErrorCode::NotFound, fmt::format("start xterm: {}; apt install xterm", std::strerror(error)));
  RealXterm xterm{std::move(tty), pid};
  // It begins with its window's number, in a line.
  if (auto window = xterm.ask("", "\n"); !window) return fail(window.error().code, window.error().message);
  return xterm;
}

Result<std::string> RealXterm::ask(std::string_view bytes, std::string_view last) {
  std::string replies;
  while (!bytes.empty() || !replies.ends_with(last)) {
    pollfd wanted{tty_.get(), static_cast<short>(bytes.empty() ? POLLIN : POLLIN | POLLOUT), 0};
    const int ready = ::poll(&wanted, 1, kPatienceMs);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 || (wanted.revents & POLLHUP) != 0)
      return fail(ErrorCode::Io, fmt::format("ask xterm: {}, {} bytes came",
                                             ready == 0 ? "no end in 10 s" : "it is gone", replies.size()));
    if ((wanted.revents & POLLIN) != 0) {
      std::array<char, 4096> piece;
      const ssize_t count = ::read(tty_.get(), piece.data(), piece.size());
      if (count <= 0) return fail(ErrorCode::Io, "ask xterm: it is gone");
      replies.append(piece.data(), static_cast<std::size_t>(count));
    }
    if ((wanted.revents & POLLOUT) != 0) {
      const ssize_t count = ::write(tty_.get(), bytes.data(), bytes.size());
      if (count < 0 && errno == EAGAIN) continue;
      if (count < 0) return fail(ErrorCode::Io, fmt::format("write to xterm: {}", std::strerror(errno)));
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  return replies;
}

}  // namespace tabacus::xterm
