// THE LIST of commands that need no window, in the order of the help text.
#include <array>

#include "app/cli/command.hpp"

namespace tabacus::app {

extern const Command kCalls, kDoctor, kSql, kTotals;

std::span<const Command* const> cli_commands() {
  static constexpr std::array<const Command*, 4> kAll{&kTotals, &kCalls, &kSql, &kDoctor};
  return kAll;
}

}  // namespace tabacus::app
