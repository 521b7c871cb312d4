// Newline-delimited JSON (application/x-ndjson, jsonl): bytes in, lines out. Pure; any one thread. Says nothing about
// whether a line is well-formed: its reader finds out. Source: github.com/ndjson/ndjson-spec.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tabacus::analytics {

class NdjsonParser {
 public:
  explicit NdjsonParser(std::size_t max_line_bytes) : max_line_bytes_{max_line_bytes} {}

  /// Takes one line without its end; it is valid during the call only.
  using Sink = std::function<void(std::string_view)>;

  /// Gives to `sink` the lines that `bytes` completes; lines of nothing but spaces are passed over.
  /// Exhausted: a line outgrew the limit. That costs this line only.
  [[nodiscard]] Result<void> feed(std::string_view bytes, const Sink& sink);
  /// The stream ended; a last line without an end counts.
  [[nodiscard]] Result<void> finish(const Sink& sink);
  /// Bytes are missing from here on: drops the line at hand and what follows up to the next line end.
  void resynchronise();

 private:
  std::size_t max_line_bytes_;
  std::string tail_;       // of the line at hand
  bool skipping_ = false;  // until a line end
};

}  // namespace tabacus::analytics
