// A call's bodies made ready to be kept: decoded, cut into pieces and masked. Pure; the thread that keeps them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analytics/bodies/masker.hpp"
#include "analytics/model/call_body.hpp"

namespace tabacus::analytics {

struct PreparedSide {
  MaskedText head;                          ///< the start line and its fields
  std::vector<MaskedText> pieces;           ///< behind one another they are the body, its content coding undone
  std::vector<MaskedText> coded;            ///< likewise, as it was sent; empty: in no coding, or with a secret in it
  std::vector<std::size_t> messages;        ///< of a WebSocket: where each ends in the masked body
  std::vector<CallBody::Arrival> arrivals;  ///< offsets in the masked body
  std::uint8_t flags = 0;                   ///< of BodyFlag
  std::int64_t original_bytes = 0;          ///< of the body before it was masked

  [[nodiscard]] std::size_t size() const;  ///< of the masked body
};

struct PreparedCall {
  PreparedSide request;
  PreparedSide response;
  bool is_socket = false;
};

/// Most that a body may decode to; what is longer is cut, and says so.
inline constexpr std::size_t kMaxDecodedBody = std::size_t{16} * 1024 * 1024;

[[nodiscard]] PreparedCall prepare(const CallBody& body, const Masker& masker);

}  // namespace tabacus::analytics
