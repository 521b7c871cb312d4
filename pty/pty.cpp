#include "pty/pty.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace tabacus::pty {
namespace {

/// Backspace in the kernel's line editor then removes a whole character (termios(3), IUTF8).
void set_utf8_editing(int master) {
  termios settings{};
  if (::tcgetattr(master, &settings) != 0) return;
  settings.c_iflag |= IUTF8;
  ::tcsetattr(master, TCSANOW, &settings);
}

}  // namespace

Pty::Pty(UniqueFd master, std::string slave_path) : master_{std::move(master)}, slave_path_{std::move(slave_path)} {}

Result<Pty> Pty::open(const WindowSize& size) {
  UniqueFd master{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)};
  if (!master) return fail_errno("open", "/dev/ptmx");
  if (::grantpt(master.get()) != 0 || ::unlockpt(master.get()) != 0) return fail_errno("unlock", "pseudo terminal");
  std::array<char, 128> path{};
  if (::ptsname_r(master.get(), path.data(), path.size()) != 0) return fail_errno("name", "pseudo terminal");
  set_utf8_editing(master.get());
  Pty pty{std::move(master), path.data()};
  if (auto sized = pty.resize(size); !sized) return fail(sized.error());
  return pty;
}

Result<void> Pty::resize(const WindowSize& size) {
  const winsize wanted{size.rows, size.columns, size.width_px, size.height_px};
  if (::ioctl(master_.get(), TIOCSWINSZ, &wanted) != 0) return fail_errno("resize", slave_path_);
  return {};
}

pid_t Pty::foreground_group() const { return std::max<pid_t>(0, ::tcgetpgrp(master_.get())); }

Result<std::size_t> Pty::read(std::span<char> into) {
  for (;;) {
    const ssize_t got = ::read(master_.get(), into.data(), into.size());
    if (got > 0) return static_cast<std::size_t>(got);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return 0;
    // Linux answers EIO, not end of file, once the last slave descriptor is closed.
    if (got == 0 || errno == EIO) return fail(ErrorCode::Closed, "read " + slave_path_ + ": closed");
    return fail_errno("read", slave_path_);
  }
}

Result<std::size_t> Pty::write(std::string_view bytes) {
  for (;;) {
    const ssize_t taken = ::write(master_.get(), bytes.data(), bytes.size());
    if (taken >= 0) return static_cast<std::size_t>(taken);
    if (errno == EINTR) continue;
    if (errno == EAGAIN) return 0;
    return fail_errno("write", slave_path_);
  }
}

}  // namespace tabacus::pty
