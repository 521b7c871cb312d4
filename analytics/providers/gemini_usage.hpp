// The usage metadata of Google's Gemini APIs in the normal form, and the decoder of the Live API's sockets. Pure.
#pragma once

#include <memory>

#include "analytics/model/usage.hpp"
#include "analytics/providers/json_fields.hpp"
#include "analytics/providers/socket_decoder.hpp"

namespace tabacus::analytics {

/// Thoughts and tool prompts lie beside candidates and prompt unless the stated total says otherwise. False when
/// `metadata` holds no count: it is absent or empty.
[[nodiscard]] bool read_gemini_usage(JsonField metadata, Usage& usage);

[[nodiscard]] std::unique_ptr<SocketDecoder> make_gemini_live_decoder();

}  // namespace tabacus::analytics
