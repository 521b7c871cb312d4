#include "analytics/metering/caller_naming.hpp"

#include <algorithm>

#include "analytics/clients/client.hpp"

namespace tabacus::analytics {

void CallerNaming::finished(CallRecord call, std::shared_ptr<const CallerAnswer> caller,
                            std::shared_ptr<const PlaceAnswer> place) {
  Waiting waiting{std::move(call), std::move(caller), std::move(place)};
  if (waiting.is_known() || waiting_.size() >= kMaxWaiting)
    tell(waiting);
  else
    waiting_.push_back(std::move(waiting));
}

void CallerNaming::tell_answered() {
  // Each is asked once: an answer may come meanwhile.
  const auto known = std::stable_partition(waiting_.begin(), waiting_.end(),
                                           [](const Waiting& waiting) { return !waiting.is_known(); });
  for (auto waiting = known; waiting != waiting_.end(); ++waiting) tell(*waiting);
  waiting_.erase(known, waiting_.end());
}

void CallerNaming::tell_all() {
  for (Waiting& waiting : waiting_) tell(waiting);
  waiting_.clear();
}

void CallerNaming::tell(Waiting& waiting) const {
  CallRecord& call = waiting.call;
  if (waiting.caller) call.caller = waiting.caller->caller();
  if (const auto place = waiting.place ? waiting.place->found() : std::nullopt) {
    call.project = place->project;
    call.branch = place->branch;
  }
  if (call.caller && call.identity.client.empty()) call.identity.client = client_of_process(call.caller->name);
  for (CallSink* sink : sinks_) sink->on_finished(call);
}

}  // namespace tabacus::analytics
