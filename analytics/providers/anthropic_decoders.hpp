// The decoder of Anthropic's Messages API, for the clouds that put its answers into envelopes of their own.
#pragma once

#include <memory>
#include <string_view>

#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

/// `api` is what the call is stored as; `model` the one that the path names, empty where the body does; `host` may have
/// words of its own, empty where it has none.
[[nodiscard]] std::unique_ptr<Decoder> make_messages_decoder(std::string_view api, std::string_view model,
                                                             std::string_view host = {});

}  // namespace tabacus::analytics
