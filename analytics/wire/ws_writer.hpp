// Writes WebSocket frames: what the simulated provider sends, and the tests' clients. Pure; any one thread.
// Sources: RFC 6455 section 5, RFC 7692 section 7.2.1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/wire/ws_deflate.hpp"
#include "analytics/wire/ws_frame.hpp"

namespace tabacus::analytics {

class WsWriter {
 public:
  /// A client masks what it sends.
  enum class Side : std::uint8_t { Client, Server };

  explicit WsWriter(Side side, const std::optional<WsDeflateTerms>& deflate = std::nullopt);
  WsWriter(WsWriter&&) noexcept;
  WsWriter& operator=(WsWriter&&) noexcept;
  ~WsWriter();

  /// A message as frames, compressed if that was agreed upon: fragments of at most `fragment_bytes`.
  [[nodiscard]] std::vector<std::string> frames(WsKind kind, std::string_view payload, std::size_t fragment_bytes);
  /// A message in one frame.
  [[nodiscard]] std::string message(WsKind kind, std::string_view payload) {
    return frames(kind, payload, SIZE_MAX).front();
  }
  /// Ping or Pong with a payload of at most 125 bytes.
  [[nodiscard]] std::string control(WsKind kind, std::string_view payload);
  [[nodiscard]] std::string close(std::uint16_t code, std::string_view reason);

 private:
  class Deflater;
  [[nodiscard]] std::string frame(unsigned first_byte, std::string_view payload);

  Side side_;
  std::unique_ptr<Deflater> deflater_;  // null: nothing is compressed
  std::uint32_t mask_ = 0x9E3779B9;     // loopback only: a mask that differs is enough, it need not be secret
};

}  // namespace tabacus::analytics
