// Server-sent events: bytes in, events out. Pure; any one thread. Source: WHATWG HTML 9.2.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tabacus::analytics {

struct SseEvent {
  std::string name;  ///< "message" when the stream gave none
  std::string data;  ///< data lines joined by '\n', no trailing newline
};

/// Splits a text/event-stream body, fed in pieces of any size, into events. Time is linear in the bytes, whatever the
/// pieces; memory is one event.
class SseParser {
 public:
  /// `max_event_bytes` bounds the data of one event, and each line.
  explicit SseParser(std::size_t max_event_bytes) : max_event_bytes_{max_event_bytes} {}

  /// Takes one event, which is valid during the call only: its memory serves the next one.
  using Sink = std::function<void(const SseEvent&)>;

  /// Gives to `sink` the events that `bytes` completes; keeps the unfinished tail.
  /// Exhausted: one event outgrew the limit; the parser is spent and every later call fails the same way.
  [[nodiscard]] Result<void> feed(std::string_view bytes, const Sink& sink);

  /// The stream ended. An event that no blank line closed is given too, against the letter of the specification:
  /// servers that stop right after their last line would otherwise take the call's usage with them.
  [[nodiscard]] Result<void> finish(const Sink& sink);

  /// Bytes are missing from here on: drops the event at hand and what follows up to the next blank line.
  void resynchronise();

 private:
  void end_line(std::string_view rest_of_line, const Sink& sink);
  void take_line(std::string_view line, const Sink& sink);
  void take_field(std::string_view name, std::string_view value);
  void dispatch(const Sink& sink);
  [[nodiscard]] Result<void> outgrown() const;

  std::size_t max_event_bytes_;
  std::string tail_;  // of the line at hand, without its end
  SseEvent event_;
  bool has_data_ = false;         // a data field came, be it empty
  bool first_line_ = true;        // may carry a byte order mark
  bool after_cr_ = false;         // a line ended in CR; an LF that follows belongs to it
  bool skipping_ = false;         // until a blank line
  bool line_is_remnant_ = false;  // its beginning was lost, so its being empty says nothing
  bool spent_ = false;
};

}  // namespace tabacus::analytics
