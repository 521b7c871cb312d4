// Sums calls into what the overlay shows of a tab. Pure.
#pragma once

#include <optional>

#include "analytics/model/call.hpp"
#include "analytics/model/tab_stats.hpp"

namespace tabacus::analytics {

/// Adds a finished call: its tokens and cost, its outcome, and its times as the last ones.
void add_finished(TabStats& stats, const CallRecord& call);
/// Adds a call in flight: what it has used so far.
void add_running(TabStats& stats, const CallRecord& call, SteadyTime opened_at);
/// Adds how fast it comes, when that is known.
void add_speed(TabStats& stats, double tokens_per_second, SteadyTime last_content);

/// Of a call that has ended; empty where it was not streamed or its output is not known.
[[nodiscard]] std::optional<double> tokens_per_delta(const CallRecord& call);

}  // namespace tabacus::analytics
