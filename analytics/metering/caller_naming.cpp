#include "analytics/metering/caller_naming.hpp"

#include <algorithm>
#include <utility>

#include "analytics/clients/client.hpp"

namespace tabacus::analytics {

void CallerNaming::finished(CallRecord&& call, std::shared_ptr<const CallerAnswer> caller,
                            std::shared_ptr<const PlaceAnswer> place) {
  Sought sought{std::move(caller), std::move(place)};
  if (sought.is_known() || waiting_.size() >= kMaxWaiting)
    tell(call, sought);
  else
    waiting_.push_back({std::move(call), std::move(sought)});
}

void CallerNaming::tell_answered() {
  // Each is asked once: an answer may come meanwhile.
  const auto known = std::stable_partition(waiting_.begin(), waiting_.end(),
                                           [](const Waiting& waiting) { return !waiting.sought.is_known(); });
  for (auto waiting = known; waiting != waiting_.end(); ++waiting) tell(waiting->call, waiting->sought);
  waiting_.erase(known, waiting_.end());
}

void CallerNaming::tell_all() {
  for (Waiting& waiting : waiting_) tell(waiting.call, waiting.sought);
  waiting_.clear();
}

/// Gives the record away.
void CallerNaming::tell(CallRecord& call, const Sought& sought) const {
  if (sought.caller) call.caller = sought.caller->caller();
  if (auto place = sought.place ? sought.place->found() : std::nullopt) {
    call.project = std::move(place->project);
    call.branch = std::move(place->branch);
  }
  if (call.caller && call.identity.client.empty()) call.identity.client = client_of_process(call.caller->name);
  for (CallSink* const sink : sinks_)
    if (sink != sinks_.back())
      sink->on_finished(call);
    else
      sink->take_finished(std::move(call));
}

}  // namespace tabacus::analytics
