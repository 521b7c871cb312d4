// A command that a shell ran in a tab: the calls that began meanwhile are its own. Values.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"

namespace tabacus::analytics {

struct ShellCommand {
  std::string program;  ///< its first program's name, never its arguments; empty: not known
  SystemTime began_at;
  SystemTime ended_at;
  std::optional<int> status = {};  ///< what it ended with, where the shell told it
};

}  // namespace tabacus::analytics
