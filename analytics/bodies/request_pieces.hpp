// Cuts the JSON of a request where its parts are: each message, the tools, the system prompt, and what stands between
// them. Every byte belongs to one piece, so that the pieces behind one another are the request again; a message with
// the comma in front of it is the same piece in the next request of its conversation. Pure.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace tabacus::analytics {

inline constexpr std::size_t kMaxPieces = 20'000;

/// Where each piece ends, in order; the last one at the end of the text. What is no such JSON is one piece; of what is
/// damaged, the part from there on. Linear in time, whatever the nesting. None of an empty text.
[[nodiscard]] std::vector<std::size_t> cut_request(std::string_view text);

}  // namespace tabacus::analytics
