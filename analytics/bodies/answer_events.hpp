// A kept answer taken apart into the events that it came in, with their times. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "analytics/model/call_body.hpp"
#include "analytics/model/conversation.hpp"

namespace tabacus::analytics {

struct KeptAnswer {
  std::string_view content_type;
  std::string_view body;
  const std::vector<std::size_t>& messages;  ///< of a WebSocket: where each ends
  const std::vector<CallBody::Arrival>& arrivals;
  bool is_socket = false;
};

/// Server-sent events, lines of JSON, elements of an array, messages; a document is one event. Of a damaged stream what
/// came before the damage.
[[nodiscard]] std::vector<AnswerEvent> events_of_answer(const KeptAnswer& answer);

}  // namespace tabacus::analytics
