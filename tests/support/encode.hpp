// Applies HTTP content codings: what servers do, for tests of the decoding side. Linked by tests that name the
// compression libraries.
#pragma once

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include <string>
#include <string_view>

namespace tabacus::test {

/// `window_bits` as zlib has them: 31 gzip, 15 zlib, -15 raw deflate.
inline std::string encode_zlib(std::string_view text, int window_bits) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

inline std::string encode_brotli(std::string_view text) {
  std::size_t size = BrotliEncoderMaxCompressedSize(text.size()) + 64;
  std::string out(size, '\0');
  BrotliEncoderCompress(4, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(),
                        reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                        reinterpret_cast<std::uint8_t*>(out.data()));
  out.resize(size);
  return out;
}

inline std::string encode_zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

/// By the name that Content-Encoding uses; "deflate" is the zlib form.
inline std::string encode(std::string_view coding, std::string_view text) {
  if (coding == "gzip") return encode_zlib(text, 31);
  if (coding == "deflate") return encode_zlib(text, 15);
  if (coding == "br") return encode_brotli(text);
  if (coding == "zstd") return encode_zstd(text);
  return std::string{text};
}

}  // namespace tabacus::test
