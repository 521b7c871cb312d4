// Takes whole events out of the bytes of an event stream and leaves all others as they stand. Pure; any one thread.
// Source: WHATWG HTML 9.2.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace tabacus::analytics {

class SseSieve {
 public:
  /// Whether an event is to be left out, from its data. Asked of events up to `max_event_bytes`; longer ones pass.
  using Drops = std::function<bool(std::string_view data)>;

  SseSieve(Drops drops, std::size_t max_event_bytes) : drops_{std::move(drops)}, max_event_bytes_{max_event_bytes} {}

  /// What passes of the events that `bytes` completes. The unfinished one waits, for nobody can tell of it yet.
  [[nodiscard]] std::string feed(std::string_view bytes);
  /// The stream ended: what waited, unless it is an event to be left out that only lacks its blank line.
  [[nodiscard]] std::string finish();

 private:
  void end_event(std::string& passed);

  Drops drops_;
  std::size_t max_event_bytes_;
  std::string held_;           // the event at hand as it stands
  bool line_is_empty_ = true;  // so far
  bool after_cr_ = false;      // a line ended in CR; an LF that follows belongs to it
  bool is_too_long_ = false;   // the event at hand: its beginning has passed
  bool last_passed_ = false;   // the event before it did
  bool lacks_lf_ = false;      // that one ended in a CR whose LF may come
};

}  // namespace tabacus::analytics
