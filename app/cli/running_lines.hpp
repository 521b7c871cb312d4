// The calls under way in all instances, as lines for people and as JSON. Pure but for running_calls.
#pragma once

#include <string>
#include <vector>

#include "analytics/api/reader.hpp"
#include "analytics/model/running_call.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace tabacus::app {

struct RunningInTab {
  std::string tab_title;
  analytics::RunningCall call;
  friend bool operator==(const RunningInTab&, const RunningInTab&) = default;
};

/// Asks every instance that runs; one that does not answer has none. The oldest first.
[[nodiscard]] std::vector<RunningInTab> running_calls();

/// Those that a filter's tab, model and provider choose. Of a call under way no more is known: any other condition
/// chooses none.
[[nodiscard]] std::vector<RunningInTab> chosen(std::vector<RunningInTab> calls, const analytics::CallFilter& filter);

/// "  … 12 s  api  claude-sonnet-4-5  200  48,000 in  310 out  $0.012 so far", at most `width` cells.
[[nodiscard]] std::string running_line(const RunningInTab& running, SystemTime now, std::size_t width);

}  // namespace tabacus::app
