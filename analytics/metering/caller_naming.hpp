// Stands between the meter and the sinks: puts the caller and his place into finished calls, and keeps those of which
// these are still being looked for until they are known. Meter thread.
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

  /// `caller` and `place` are null where nobody looks for them. A client that its requests do not tell is told by its
  /// process name.
  void finished(CallRecord&& call, std::shared_ptr<const CallerAnswer> caller,
                std::shared_ptr<const PlaceAnswer> place = nullptr);
  /// Tells the sinks of those whose caller is known by now.
  void tell_answered();
  void tell_all();

 private:
  static constexpr std::size_t kMaxWaiting = 1024;

  /// Null where nobody looks.
  struct Sought {
    std::shared_ptr<const CallerAnswer> caller;
    std::shared_ptr<const PlaceAnswer> place;

    [[nodiscard]] bool is_known() const { return (!caller || caller->is_given()) && (!place || place->is_given()); }
  };
  struct Waiting {
    CallRecord call;
    Sought sought;
  };
  void tell(CallRecord& call, const Sought& sought) const;

  const std::vector<CallSink*> sinks_;
  std::vector<Waiting> waiting_;
};

}  // namespace tabacus::analytics
