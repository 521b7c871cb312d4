#include "analytics/wire/ws_writer.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace tabacus::analytics {
namespace {

constexpr unsigned kFinal = 0x80;
constexpr unsigned kCompressed = 0x40;

unsigned opcode_of(WsKind kind) {
  switch (kind) {
    case WsKind::Text:
      return 1;
    case WsKind::Binary:
      return 2;
    case WsKind::Close:
      return 8;
    case WsKind::Ping:
      return 9;
    case WsKind::Pong:
      break;
  }
  return 10;
}

void append_big_endian(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) out += static_cast<char>(value >> (8 * i) & 0xFFU);
}

}  // namespace

class WsWriter::Deflater {
 public:
  explicit Deflater(const WsDeflateTerms::Side& terms) : keeps_context_{terms.keeps_context} {
    deflateInit2(&stream_, Z_BEST_SPEED, Z_DEFLATED, -std::max(terms.window_bits, 9), 8, Z_DEFAULT_STRATEGY);
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&stream_); }

  std::string compress(std::string_view text) {
    std::string out;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    do {
      std::array<char, std::size_t{16} * 1024> piece;
      stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
      stream_.avail_out = piece.size();
      deflate(&stream_, Z_SYNC_FLUSH);
      out.append(piece.data(), piece.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
    if (!keeps_context_) deflateReset(&stream_);
    // An empty text still needs a block; everything else ends in the four bytes that are not sent.
    if (out.size() < 4) return std::string(1, '\0');
    out.resize(out.size() - 4);
    return out;
  }

 private:
  z_stream stream_{};
  bool keeps_context_;
};

WsWriter::WsWriter(Side side, const std::optional<WsDeflateTerms>& deflate) : side_{side} {
  if (deflate) deflater_ = std::make_unique<Deflater>(side == Side::Client ? deflate->client : deflate->server);
}
WsWriter::WsWriter(WsWriter&&) noexcept = default;
WsWriter& WsWriter::operator=(WsWriter&&) noexcept = default;
WsWriter::~WsWriter() = default;

std::vector<std::string> WsWriter::frames(WsKind kind, std::string_view payload, std::size_t fragment_bytes) {
  std::string compressed;
  if (deflater_) payload = compressed = deflater_->compress(payload);
  std::vector<std::string> out;
  unsigned first = opcode_of(kind) | (deflater_ ? kCompressed : 0U);
  do {
    const std::string_view part = payload.substr(0, fragment_bytes);
    payload.remove_prefix(part.size());
    out.push_back(frame(first | (payload.empty() ? kFinal : 0U), part));
    first = 0;
  } while (!payload.empty());
  return out;
}

std::string WsWriter::control(WsKind kind, std::string_view payload) {
  return frame(opcode_of(kind) | kFinal, payload);
}

std::string WsWriter::close(std::uint16_t code, std::string_view reason) {
  std::string payload;
  append_big_endian(payload, code, 2);
  return control(WsKind::Close, payload.append(reason));
}

std::string WsWriter::frame(unsigned first_byte, std::string_view payload) {
  const unsigned masked = side_ == Side::Client ? 0x80U : 0U;
  std::string out(1, static_cast<char>(first_byte));
  if (payload.size() < 126) {
    out += static_cast<char>(masked | payload.size());
  } else if (payload.size() <= 0xFFFF) {
    out += static_cast<char>(masked | 126U);
    append_big_endian(out, payload.size(), 2);
  } else {
    out += static_cast<char>(masked | 127U);
    append_big_endian(out, payload.size(), 8);
  }
  if (masked == 0) return out.append(payload);
  mask_ = mask_ * 1664525U + 1013904223U;
  std::string key;
  append_big_endian(key, mask_, 4);
  const std::size_t start = out.append(key).size();
  out.append(payload);
  for (std::size_t i = 0; i < payload.size(); ++i) out[start + i] = static_cast<char>(out[start + i] ^ key[i % 4]);
  return out;
}

}  // namespace tabacus::analytics
