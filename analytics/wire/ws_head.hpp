// The heads of WebSocket frames, and by them where frames and messages end. Pure; any one thread. Source: RFC 6455
// section 5.2.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tabacus::analytics {

struct WsHead {
  bool is_final = false;  ///< the last frame of its message
  unsigned reserved = 0;  ///< the three bits behind that, in place: 0x40 is RSV1
  unsigned opcode = 0;
  bool is_masked = false;
  std::uint64_t payload_bytes = 0;
  std::array<unsigned char, 4> mask{};
  std::size_t bytes = 0;  ///< of the head itself

  [[nodiscard]] bool is_control() const { return opcode >= 8; }
};

/// Collects a head from bytes that may be cut anywhere.
class WsHeadReader {
 public:
  /// Takes bytes up to the end of the head and says how many these are.
  [[nodiscard]] std::size_t take(std::string_view bytes);
  [[nodiscard]] bool complete() const { return have_ >= size(); }
  /// Of a complete one.
  [[nodiscard]] WsHead head() const;
  void reset() { have_ = 0; }

 private:
  static constexpr std::size_t kMaxBytes = 14;
  [[nodiscard]] std::size_t size() const;

  std::array<unsigned char, kMaxBytes> bytes_{};
  std::size_t have_ = 0;
};

/// Cuts one direction of a socket into frames without reading what they hold.
class WsCutter {
 public:
  /// Takes bytes up to the end of the frame at hand and says how many these are; at least one of any.
  [[nodiscard]] std::size_t take(std::string_view bytes);
  /// Of the frame that the bytes taken last belong to; known once its first byte was taken.
  [[nodiscard]] bool is_control() const { return is_control_; }
  [[nodiscard]] bool between_frames() const { return !in_payload_ && !in_head_; }
  /// Here a message of our own may be put in.
  [[nodiscard]] bool between_messages() const { return between_frames() && !in_message_; }

 private:
  WsHeadReader head_;
  bool in_head_ = false;
  bool in_payload_ = false;
  bool is_control_ = false;
  bool is_final_ = false;
  bool in_message_ = false;
  std::uint64_t payload_left_ = 0;
};

}  // namespace tabacus::analytics
