// Stands between the meter and the sinks: puts the caller into finished calls, and keeps those whose caller is still
// being looked for until he is known. Meter thread.
#pragma once

#include <memory>
#include <vector>

#include "analytics/model/call.hpp"
#include "analytics/model/call_sink.hpp"
#include "analytics/model/caller.hpp"

namespace tabacus::analytics {

class CallerNaming {
 public:
  /// The sinks outlive this and are told in this order.
  explicit CallerNaming(std::vector<CallSink*> sinks) : sinks_{std::move(sinks)} {}

  /// `caller` is null where nobody looks for him. A client that its requests do not tell is told by its process name.
  void finished(CallRecord call, const std::shared_ptr<const CallerAnswer>& caller);
  /// Tells the sinks of those whose caller is known by now.
  void tell_answered();
  void tell_all();

 private:
  static constexpr std::size_t kMaxWaiting = 1024;

  struct Waiting {
    CallRecord call;
    std::shared_ptr<const CallerAnswer> caller;
  };
  void tell(Waiting& waiting) const;

  const std::vector<CallSink*> sinks_;
  std::vector<Waiting> waiting_;
};

}  // namespace tabacus::analytics
