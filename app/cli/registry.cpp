// THE LIST of commands that need no window, in the order of the help text.
#include <array>

#include "app/cli/command.hpp"

namespace tabacus::app {

extern const Command kCalls, kDoctor, kReplay, kRun, kSimulate, kSql, kTotals;

std::span<const Command* const> cli_commands() {
  static constexpr std::array<const Command*, 7> kAll{&kRun, &kTotals, &kCalls, &kSql, &kDoctor, &kSimulate, &kReplay};
  return kAll;
}

}  // namespace tabacus::app
