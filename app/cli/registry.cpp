// THE LIST of commands that need no window, in the order of the help text.
#include <array>

#include "app/cli/command.hpp"

namespace tabacus::app {

extern const Command kAgents, kAnalytics, kBudget, kCalls, kClear, kCommands, kCompletion, kConfig, kCost, kCurl, kDiff,
    kDoctor, kEndpoint, kEvents, kExport, kForecast, kImport, kInspect, kLimits, kLogs, kMcp, kNote, kPause, kPrices,
    kRecord, kRemote, kReplay, kReprice, kResume, kRun, kSessions, kShellInit, kShow, kSimulate, kSnapshot, kSql,
    kStatus, kTail, kTelemetry, kTop, kTotals, kUsage, kWhatIf, kWhy;

std::span<const Command* const> cli_commands() {
  static constexpr std::array kAll{
      &kRun,      &kEndpoint, &kRemote,   &kStatus, &kPause,     &kResume,     &kAnalytics, &kBudget, &kCalls,
      &kTail,     &kShow,     &kWhy,      &kDiff,   &kCurl,      &kSnapshot,   &kUsage,     &kTotals, &kTop,
      &kSessions, &kAgents,   &kCommands, &kLimits, &kForecast,  &kWhatIf,     &kPrices,    &kCost,   &kReprice,
      &kExport,   &kImport,   &kClear,    &kNote,   &kInspect,   &kEvents,     &kTelemetry, &kMcp,    &kRecord,
      &kSql,      &kLogs,     &kDoctor,   &kConfig, &kShellInit, &kCompletion, &kSimulate,  &kReplay};
  return kAll;
}

}  // namespace tabacus::app
