// The decoders behind OpenAI's slot, one per API. Used by openai.cpp, which picks by path.
#pragma once

#include <memory>
#include <string_view>

#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

/// Chat completions, legacy completions and embeddings, whose bodies share one form; `api` is which.
[[nodiscard]] std::unique_ptr<Decoder> make_openai_chat_decoder(std::string_view api, std::string_view host);
[[nodiscard]] std::unique_ptr<Decoder> make_openai_responses_decoder();

}  // namespace tabacus::analytics
