// The decoder of calls that only count a prompt's tokens, which providers do for nothing.
#pragma once

#include <memory>
#include <string_view>

#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

/// The count alone is kept as raw usage; it adds no tokens. `model` is what the path names, if it does; `count_field`
/// is where the answer holds the count, `error_field` the word for an error inside "error".
[[nodiscard]] std::unique_ptr<Decoder> make_count_tokens_decoder(std::string_view model, std::string_view count_field,
                                                                 std::string_view error_field);

}  // namespace tabacus::analytics
