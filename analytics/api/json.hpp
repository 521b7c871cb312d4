// What the front door answers, as JSON: the same words on the command line, on the inspector's page and to agents.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analytics/api/bodies.hpp"
#include "analytics/api/diff.hpp"
#include "analytics/api/reprice.hpp"
#include "analytics/model/conversation.hpp"

namespace tabacus::analytics {

/// One object: tools, messages, parameters, answer, error.
[[nodiscard]] std::string conversation_json(const Conversation& conversation);
/// One object: head, body (text; U+FFFD for what is none), masked places, why it is not whole.
[[nodiscard]] std::string side_json(const KeptSide& side);
/// An array of them.
[[nodiscard]] std::string events_json(const std::vector<AnswerEvent>& events);
/// "truncated, lossy", of BodyFlag; empty: it is whole.
[[nodiscard]] std::string flags_text(std::uint8_t flags);
[[nodiscard]] std::string cost_json(const CostOfCall& cost);
/// An array of {part, change, before, after}.
[[nodiscard]] std::string changes_json(const std::vector<PartChange>& changes);

}  // namespace tabacus::analytics
