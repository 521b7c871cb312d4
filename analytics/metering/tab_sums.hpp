// Sums calls into what the overlay shows of a tab. Pure.
#pragma once

#include "analytics/model/call.hpp"
#include "analytics/model/tab_stats.hpp"

namespace tabacus::analytics {

/// Adds a finished call: its tokens and cost, its outcome, and its times as the last ones.
void add_finished(TabStats& stats, const CallRecord& call);
/// Adds a call in flight: what it has used so far.
void add_running(TabStats& stats, const CallRecord& call, SteadyTime opened_at);

}  // namespace tabacus::analytics
