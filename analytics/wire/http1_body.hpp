// Where a body of HTTP/1.1 ends, and which of its bytes are payload. Pure. Source: RFC 9112 sections 6 and 7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "analytics/wire/http1_head.hpp"
#include "base/result.hpp"

namespace tabacus::analytics {

/// Follows one body through pieces of any size. The bytes themselves are passed on by the caller as they are; this only
/// tells payload from framing.
class BodyFramer {
 public:
  static constexpr std::size_t kMaxChunkLineBytes = 16 * 1024;
  static constexpr std::size_t kMaxTrailerBytes = 64 * 1024;

  explicit BodyFramer(BodyFraming framing);

  /// Consumes from `bytes` what belongs to this body and says how much that is; appends the payload pieces to `payload`
  /// (views into `bytes`). Consumes nothing more once done. InvalidInput: a bad chunk size or line end; Exhausted: an
  /// extension or the trailers are over their limit. After an error the framer is spent.
  [[nodiscard]] Result<std::size_t> feed(std::string_view bytes, std::vector<std::string_view>& payload);

  [[nodiscard]] bool done() const { return state_ == State::Done; }
  /// The body may end where its connection does.
  [[nodiscard]] bool ends_with_connection() const { return state_ == State::UntilClose; }

 private:
  enum class State : std::uint8_t {
    Length,
    ChunkSize,       ///< hexadecimal digits
    ChunkSizePad,    ///< blanks behind them
    ChunkExtension,  ///< the rest of the size line
    ChunkSizeLf,
    ChunkData,
    ChunkDataCr,
    ChunkDataLf,
    Trailers,
    UntilClose,
    Done,
  };

  Result<void> take_framing_byte(char c);
  Result<void> take_size_byte(char c);
  Result<void> take_extension_byte(char c);
  Result<void> take_trailer_byte(char c);
  void end_size_line();

  State state_;
  std::uint64_t left_ = 0;       ///< payload bytes still to come in this body or chunk
  std::size_t size_digits_ = 0;  ///< of the present size line
  std::size_t line_bytes_ = 0;   ///< of the present size line or of all trailers
  std::size_t trailer_column_ = 0;
  char previous_ = 0;
};

}  // namespace tabacus::analytics
