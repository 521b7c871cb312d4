// Whole WebSocket messages of one direction from the bytes of its frames, cut anywhere. Pure; any one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "analytics/wire/json_skim.hpp"
#include "analytics/wire/ws_frame.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

struct WsMessage {
  WsKind kind = WsKind::Text;
  std::string text;              ///< of a Close: its reason
  std::uint16_t close_code = 0;  ///< of a Close; 1005 when it has none (RFC 6455 section 7.1.5)
  std::uint64_t wire_bytes = 0;  ///< all its frames, heads included; not counted for control messages
  bool skimmed = false;          ///< too long to be kept: `text` is what JsonSkimmer left of it
};

/// Holds little: a message that is longer than its bound is skimmed while it comes, however long it is.
class WsAssembler {
 public:
  static constexpr std::size_t kMaxWholeBytes = 64 * 1024;
  /// All that one message may inflate to. Over 256 MiB it is no message that anybody would answer.
  static constexpr std::uint64_t kMaxMessageBytes = std::uint64_t{256} * 1024 * 1024;

  /// `deflate` is how this direction's sender compresses, if it does.
  explicit WsAssembler(std::optional<WsDeflateTerms::Side> deflate, std::size_t max_whole_bytes = kMaxWholeBytes)
      : frames_{deflate, kMaxMessageBytes}, max_whole_bytes_{max_whole_bytes} {}

  using Sink = std::function<void(const WsMessage&)>;

  /// Gives `sink` each message that `bytes` completes, before the next is decoded. Fails as WsFrameReader::feed does;
  /// what was complete before the damage has been given.
  [[nodiscard]] Result<void> feed(std::string_view bytes, const Sink& sink);
  /// As WsFrameReader::skip. The message that the bytes belong to comes without them.
  [[nodiscard]] Result<void> skip(std::uint64_t bytes, const Sink& sink);

 private:
  void take(const WsPiece& piece, const Sink& sink);
  void collect(std::string_view bytes);

  WsFrameReader frames_;
  std::size_t max_whole_bytes_;
  std::string text_;                    // of the message at hand, while it is short
  std::optional<JsonSkimmer> skimmer_;  // of a long one
};

}  // namespace tabacus::analytics
