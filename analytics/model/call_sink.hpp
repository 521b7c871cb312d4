// Told of each finished call. Runs on the meter thread; must not block.
#pragma once

#include "analytics/model/call.hpp"

namespace tabacus::analytics {

class CallSink {
 public:
  virtual ~CallSink() = default;
  virtual void on_finished(const CallRecord& call) = 0;
  /// The same of a record that nobody else wants any more: whoever keeps it need not copy it.
  virtual void take_finished(CallRecord&& call) { on_finished(call); }
};

}  // namespace tabacus::analytics
