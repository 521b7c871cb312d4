// WebSocket frames: one direction's bytes in, the payload of its messages out, unmasked and inflated. Pure; any one
// thread. Sources: RFC 6455 section 5 (frames, fragments), RFC 7692 (compression).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "analytics/wire/ws_deflate.hpp"
#include "analytics/wire/ws_head.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

enum class WsKind : std::uint8_t { Text, Binary, Close, Ping, Pong };

/// A part of a message, in order. Control messages (Close, Ping, Pong) come whole, also between the parts of another.
struct WsPiece {
  WsKind kind = WsKind::Text;
  std::string_view bytes;  ///< at most 16 KiB; valid during the call only
  bool last = false;
  std::uint64_t wire_bytes = 0;  ///< of the last piece: all that the message took on the wire
};

/// Lenient where leniency cannot be misread (masks of either side are undone, lengths may be written too long), strict
/// where a stream that is not understood would be taken for another.
class WsFrameReader {
 public:
  using Sink = std::function<void(const WsPiece&)>;

  /// `deflate` is how this direction's sender compresses, if it does. A message that inflates to more than
  /// `max_message_bytes` ends the reading.
  WsFrameReader(std::optional<WsDeflateTerms::Side> deflate, std::uint64_t max_message_bytes);

  /// InvalidInput: not WebSocket, or not as agreed; Exhausted: a message without end. The reader is spent then: every
  /// later call fails the same way. What follows a close is passed over.
  [[nodiscard]] Result<void> feed(std::string_view bytes, const Sink& sink);
  /// That many bytes are missing. Where all of them belong to a message that is not compressed, that is all that is
  /// lost. InvalidInput otherwise: where the next frame begins, or what it means, cannot be known.
  [[nodiscard]] Result<void> skip(std::uint64_t bytes, const Sink& sink);

 private:
  static constexpr std::size_t kMaxControlBytes = 125;

  [[nodiscard]] Result<void> take(std::string_view bytes, const Sink& sink);
  [[nodiscard]] Result<void> begin_frame();
  [[nodiscard]] Result<void> begin_data_frame(unsigned opcode, bool compressed);
  [[nodiscard]] Result<void> take_payload(std::string_view bytes, const Sink& sink);
  [[nodiscard]] Result<void> take_unmasked(std::string_view bytes, const Sink& sink);
  [[nodiscard]] Result<void> emit(std::string_view text, const Sink& sink);
  [[nodiscard]] Result<void> end_frame(const Sink& sink);

  const std::uint64_t max_message_bytes_;
  const bool may_compress_;
  std::optional<WsInflater> inflater_;

  // The frame at hand.
  WsHeadReader head_;
  bool in_payload_ = false;
  std::uint64_t payload_left_ = 0;
  std::uint64_t payload_seen_ = 0;  // place in the mask
  std::array<unsigned char, 4> mask_{};
  bool masked_ = false;
  bool final_frame_ = false;
  bool is_control_ = false;
  WsKind control_ = WsKind::Ping;
  std::string control_payload_;

  // The message at hand, of which frames may lie apart.
  bool in_message_ = false;
  bool compressed_ = false;
  WsKind kind_ = WsKind::Text;
  std::uint64_t message_bytes_ = 0;  // inflated
  std::uint64_t wire_bytes_ = 0;

  bool closed_ = false;
  std::optional<Error> spent_;
};

}  // namespace tabacus::analytics
