// The master side of a pseudo terminal. One owner thread; nonblocking.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "pty/spawn_options.hpp"

namespace tabacus::pty {

class Pty {
 public:
  /// A new pair with UTF-8 line editing. The slave is opened by the child, which makes it its controlling terminal.
  [[nodiscard]] static Result<Pty> open(const WindowSize& size);

  [[nodiscard]] int fd() const { return master_.get(); }
  [[nodiscard]] const std::string& slave_path() const { return slave_path_; }

  /// The foreground process group gets SIGWINCH when the size differs.
  Result<void> resize(const WindowSize& size);

  /// The process group in the foreground; 0 when that cannot be told.
  [[nodiscard]] pid_t foreground_group() const;

  /// Bytes read; 0: nothing there now. Closed: no process holds the slave any more.
  [[nodiscard]] Result<std::size_t> read(std::span<char> into);
  /// Bytes taken; 0: the program does not read and the kernel's buffer is full.
  [[nodiscard]] Result<std::size_t> write(std::string_view bytes);

  /// The kernel sends SIGHUP to the session's leader and to the foreground group. Nothing else may follow.
  void hang_up() { master_.reset(); }

 private:
  Pty(UniqueFd master, std::string slave_path);

  UniqueFd master_;
  std::string slave_path_;
};

}  // namespace tabacus::pty
