// THE LIST of commands that need no window, in the order of the help text.
#include <array>

#include "app/cli/command.hpp"

namespace tabacus::app {

extern const Command kAnalytics, kCalls, kClear, kCost, kDoctor, kEndpoint, kLogs, kPause, kPrices, kRemote, kReplay,
    kReprice, kResume, kRun, kShellInit, kSimulate, kSql, kStatus, kTotals, kWhy;

std::span<const Command* const> cli_commands() {
  static constexpr std::array<const Command*, 20> kAll{
      &kRun,     &kEndpoint, &kRemote, &kStatus, &kPause, &kResume, &kAnalytics, &kTotals,    &kPrices,   &kCost,
      &kReprice, &kClear,    &kCalls,  &kWhy,    &kSql,   &kLogs,   &kDoctor,    &kShellInit, &kSimulate, &kReplay};
  return kAll;
}

}  // namespace tabacus::app
