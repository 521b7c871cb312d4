#include "analytics/wire/ws_frame.hpp"

#include <algorithm>
#include <cstring>

namespace tabacus::analytics {
namespace {

constexpr std::size_t kPieceBytes = 16 * 1024;

constexpr unsigned kCompressed = 0x40;  // RSV1, RFC 7692 section 6

enum Opcode : unsigned { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

tl::unexpected<Error> broken(std::string_view what) {
  return fail(ErrorCode::InvalidInput, fmt::format("read a WebSocket: {}", what));
}

/// `place` is that of the first byte within the frame's payload.
void unmask(char* bytes, std::size_t size, const std::array<unsigned char, 4>& mask, std::uint64_t place) {
  std::array<unsigned char, 8> turned{};
  for (std::size_t i = 0; i < turned.size(); ++i) turned[i] = mask[(place + i) % 4];
  std::uint64_t key = 0;
  std::memcpy(&key, turned.data(), sizeof(key));
  std::size_t i = 0;
  for (; i + sizeof(key) <= size; i += sizeof(key)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + i, sizeof(word));
    word ^= key;
    std::memcpy(bytes + i, &word, sizeof(word));
  }
  for (; i < size; ++i) bytes[i] = static_cast<char>(static_cast<unsigned char>(bytes[i]) ^ turned[i % turned.size()]);
}

}  // namespace

WsFrameReader::WsFrameReader(std::optional<WsDeflateTerms::Side> deflate, std::uint64_t max_message_bytes)
    : max_message_bytes_{max_message_bytes}, may_compress_{deflate.has_value()} {
  if (deflate) inflater_.emplace(*deflate);
}

Result<void> WsFrameReader::feed(std::string_view bytes, const Sink& sink) {
  if (spent_) return fail(*spent_);
  auto taken = take(bytes, sink);
  if (!taken) spent_ = taken.error();
  return taken;
}

Result<void> WsFrameReader::skip(std::uint64_t bytes, const Sink& sink) {
  if (spent_) return fail(*spent_);
  if (!in_payload_ || is_control_ || compressed_ || bytes > payload_left_) {
    spent_ = broken("bytes are missing").value();
    return fail(*spent_);
  }
  payload_left_ -= bytes;
  payload_seen_ += bytes;
  return payload_left_ == 0 ? end_frame(sink) : Result<void>{};
}

Result<void> WsFrameReader::take(std::string_view bytes, const Sink& sink) {
  while (!closed_ && !bytes.empty()) {
    if (!in_payload_) {
      bytes.remove_prefix(head_.take(bytes));
      if (!head_.complete()) break;
      if (const auto begun = begin_frame(); !begun) return begun;
    }
    const std::size_t size = std::min<std::uint64_t>(payload_left_, bytes.size());
    if (const auto taken = take_payload(bytes.substr(0, size), sink); !taken) return taken;
    bytes.remove_prefix(size);
    payload_left_ -= size;
    if (payload_left_ > 0) continue;
    if (const auto ended = end_frame(sink); !ended) return ended;
  }
  return {};
}

Result<void> WsFrameReader::begin_frame() {
  const WsHead head = head_.head();
  head_.reset();
  masked_ = head.is_masked;
  mask_ = head.mask;
  payload_left_ = head.payload_bytes;
  payload_seen_ = 0;
  final_frame_ = head.is_final;
  is_control_ = head.is_control();
  in_payload_ = true;

  const bool compressed = (head.reserved & kCompressed) != 0;
  if ((head.reserved & ~kCompressed) != 0) return broken("a frame with reserved bits");
  if (payload_left_ >> 63U != 0) return broken("a frame with an impossible length");
  if (!is_control_) {
    wire_bytes_ = (head.opcode == Opcode::Continuation ? wire_bytes_ : 0) + head.bytes + payload_left_;
    return begin_data_frame(head.opcode, compressed);
  }
  if (head.opcode > Opcode::Pong) return broken("a frame of an unknown kind");
  if (!final_frame_ || compressed || payload_left_ > kMaxControlBytes) return broken("a malformed control frame");
  control_ = head.opcode == Opcode::Close ? WsKind::Close : head.opcode == Opcode::Ping ? WsKind::Ping : WsKind::Pong;
  control_payload_.clear();
  return {};
}

Result<void> WsFrameReader::begin_data_frame(unsigned opcode, bool compressed) {
  const bool goes_on = opcode == Opcode::Continuation;
  if (opcode > Opcode::Binary) return broken("a frame of an unknown kind");
  if (goes_on != in_message_) return broken(goes_on ? "a continuation of nothing" : "a message within a message");
  if (compressed && (goes_on || !may_compress_)) return broken("a compressed frame where none may be");
  if (goes_on) return {};
  in_message_ = true;
  compressed_ = compressed;
  kind_ = opcode == Opcode::Text ? WsKind::Text : WsKind::Binary;
  message_bytes_ = 0;
  return {};
}

Result<void> WsFrameReader::take_payload(std::string_view bytes, const Sink& sink) {
  if (!masked_) return take_unmasked(bytes, sink);
  std::array<char, kPieceBytes> plain;
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), plain.size());
    std::memcpy(plain.data(), bytes.data(), size);
    unmask(plain.data(), size, mask_, payload_seen_);
    payload_seen_ += size;
    if (const auto taken = take_unmasked({plain.data(), size}, sink); !taken) return taken;
    bytes.remove_prefix(size);
  }
  return {};
}

Result<void> WsFrameReader::take_unmasked(std::string_view bytes, const Sink& sink) {
  if (is_control_) {
    control_payload_.append(bytes);
    return {};
  }
  if (!bytes.empty() && compressed_)
    return inflater_->feed(bytes, [&](std::string_view text) { return emit(text, sink); });
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kPieceBytes)))
    if (const auto taken = emit(bytes.substr(0, kPieceBytes), sink); !taken) return taken;
  return {};
}

Result<void> WsFrameReader::emit(std::string_view text, const Sink& sink) {
  message_bytes_ += text.size();
  if (message_bytes_ > max_message_bytes_)
    return fail(ErrorCode::Exhausted,
                fmt::format("read a WebSocket: a message of more than {} bytes", max_message_bytes_));
  sink({.kind = kind_, .bytes = text});
  return {};
}

Result<void> WsFrameReader::end_frame(const Sink& sink) {
  in_payload_ = false;
  if (is_control_) {
    sink({.kind = control_, .bytes = control_payload_, .last = true, .wire_bytes = 0});
    closed_ = control_ == WsKind::Close;
    return {};
  }
  if (!final_frame_) return {};
  in_message_ = false;
  if (compressed_) {
    const auto ended = inflater_->end_message([&](std::string_view text) { return emit(text, sink); });
    if (!ended) return ended;
  }
  sink({.kind = kind_, .bytes = {}, .last = true, .wire_bytes = wire_bytes_});
  return {};
}

}  // namespace tabacus::analytics
