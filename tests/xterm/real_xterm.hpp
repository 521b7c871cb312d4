// An xterm in the window system that DISPLAY names, spoken to through a pty of ours: bytes in, its replies out. One
// thread.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "terminal/options.hpp"

namespace tabacus::xterm {

class RealXterm {
 public:
  /// Starts it, with checksums of text allowed and nothing else that its resource files may say. Io: it does not come.
  static Result<RealXterm> start(terminal::Size size);
  RealXterm(RealXterm&& other) noexcept;
  RealXterm& operator=(RealXterm&&) = delete;
  ~RealXterm();  ///< ends it

  /// What it replies to `bytes` up to and with `last`. Io: ten seconds went by without that.
  Result<std::string> ask(std::string_view bytes, std::string_view last);

 private:
  RealXterm(UniqueFd tty, pid_t pid) : tty_{std::move(tty)}, pid_{pid} {}

  UniqueFd tty_;
  pid_t pid_;
};

}  // namespace tabacus::xterm
