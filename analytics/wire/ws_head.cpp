#include "analytics/wire/ws_head.hpp"

#include <algorithm>

namespace tabacus::analytics {
namespace {

constexpr unsigned kFinal = 0x80;
constexpr unsigned kReserved = 0x70;
constexpr unsigned kOpcode = 0x0F;
constexpr unsigned kMasked = 0x80;

}  // namespace

/// As far as what came of it tells.
std::size_t WsHeadReader::size() const {
  if (have_ < 2) return 2;
  const unsigned length = bytes_[1] & ~kMasked;
  const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
  return 2 + extended + ((bytes_[1] & kMasked) != 0 ? 4 : 0);
}

std::size_t WsHeadReader::take(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !complete()) bytes_[have_++] = static_cast<unsigned char>(bytes[taken++]);
  return taken;
}

WsHead WsHeadReader::head() const {
  WsHead head;
  head.bytes = size();
  head.is_final = (bytes_[0] & kFinal) != 0;
  head.reserved = bytes_[0] & kReserved;
  head.opcode = bytes_[0] & kOpcode;
  head.is_masked = (bytes_[1] & kMasked) != 0;
  const std::size_t mask_at = head.bytes - (head.is_masked ? 4 : 0);
  if (mask_at == 2) head.payload_bytes = bytes_[1] & ~kMasked;
  for (std::size_t i = 2; i < mask_at; ++i) head.payload_bytes = head.payload_bytes << 8U | bytes_[i];
  if (head.is_masked) std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(mask_at), 4, head.mask.begin());
  return head;
}

std::size_t WsCutter::take(std::string_view bytes) {
  std::size_t taken = 0;
  if (!in_payload_ && !bytes.empty()) {
    taken = head_.take(bytes);
    is_control_ = (in_head_ ? is_control_ : (static_cast<unsigned char>(bytes[0]) & kOpcode) >= 8);
    in_head_ = !head_.complete();
    if (in_head_) return taken;
    const WsHead head = head_.head();
    head_.reset();
    is_final_ = head.is_final;
    payload_left_ = head.payload_bytes;
    in_payload_ = true;
    if (!is_control_) in_message_ = true;
  }
  const auto payload = static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, bytes.size() - taken));
  payload_left_ -= payload;
  if (payload_left_ == 0) {
    in_payload_ = false;
    if (!is_control_ && is_final_) in_message_ = false;
  }
  return taken + payload;
}

}  // namespace tabacus::analytics
