// A line of the log for each call: what its row says, under the number by which the row is found. Meter thread.
#pragma once

#include "analytics/model/call.hpp"
#include "analytics/model/tap_event.hpp"

namespace tabacus::analytics {

/// The number that a call's log lines carry: the row's call_id without its lane, which is not known before it is
/// stored.
[[nodiscard]] std::int64_t log_number_of(SystemTime started_at);

void log_opened(const CallRecord& call);
/// One that failed is a warning, if there is a file for it: on stderr it would stand between the agent's lines.
void log_finished(const CallRecord& call, const ExchangeClosed& closed);

}  // namespace tabacus::analytics
