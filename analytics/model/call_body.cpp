#include "analytics/model/call_body.hpp"

#include <algorithm>

namespace tabacus::analytics {

bool BodyBudget::take(std::int64_t bytes) {
  std::int64_t left = left_;
  while (left >= bytes)
    if (left_.compare_exchange_weak(left, left - bytes)) return true;
  return false;
}

std::shared_ptr<CallBody> CallBody::another_at(SteadyTime begun) const {
  auto other = std::make_shared<CallBody>(budget_, begun);
  other->request.line = request.line;
  other->request.headers = request.headers;
  other->response.line = response.line;
  other->response.headers = response.headers;
  other->is_socket = is_socket;
  return other;
}

std::string_view CallBody::fitting(Side& side, std::string_view bytes) {
  const std::size_t room = kMaxBytes - std::min(kMaxBytes, side.bytes.size());
  if (bytes.size() > room) side.flags |= kBodyTruncated;
  bytes = bytes.substr(0, room);
  if (bytes.empty()) return {};
  if (!budget_->take(static_cast<std::int64_t>(bytes.size()))) {
    side.flags |= kBodyLossy;
    return {};
  }
  taken_ += static_cast<std::int64_t>(bytes.size());
  return bytes;
}

void CallBody::append(Side& side, std::string_view bytes, SteadyTime at) {
  // Behind what is missing, the rest of a compressed body means nothing, and that of a document little.
  if (side.flags != 0) return;
  const std::string_view kept = fitting(side, bytes);
  if (kept.empty()) return;
  note_arrival(side, at);
  side.bytes.append(kept);
}

void CallBody::append_message(Side& side, std::string_view text, SteadyTime at) {
  if ((side.flags & kBodyTruncated) != 0) return;
  const std::string_view kept = fitting(side, text);
  if (kept.empty()) return;
  note_arrival(side, at);
  side.bytes.append(kept);
  side.messages.push_back(side.bytes.size());
}

void CallBody::note_arrival(Side& side, SteadyTime at) const {
  const Nanoseconds after = at - begun_;
  const bool is_same = !side.arrivals.empty() && after - side.arrivals.back().after < std::chrono::milliseconds{1};
  if (!is_same && side.arrivals.size() < kMaxArrivals) side.arrivals.push_back({side.bytes.size(), after});
}

}  // namespace tabacus::analytics
