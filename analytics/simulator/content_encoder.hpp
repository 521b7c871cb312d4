// Applies one HTTP content coding to a body as it is sent, so that each piece can be read when it arrives.
// Sources: RFC 9110 section 8.4, zlib.h, brotli/encode.h, zstd.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace tabacus::analytics::simulator {

class ContentEncoder {
 public:
  /// "gzip", "deflate" (in zlib's form), "br", "zstd"; all else is passed on as it is.
  [[nodiscard]] static std::unique_ptr<ContentEncoder> create(std::string_view coding);
  virtual ~ContentEncoder() = default;
  /// `bytes` in the coding, flushed.
  [[nodiscard]] virtual std::string encode(std::string_view bytes) = 0;
  /// The end of the body.
  [[nodiscard]] virtual std::string finish() = 0;
};

/// The first in the client's list that we know; "identity" when there is none.
[[nodiscard]] std::string_view preferred_coding(std::string_view accept_encoding);

}  // namespace tabacus::analytics::simulator
