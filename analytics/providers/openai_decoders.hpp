// The decoders behind OpenAI's slot, one per API. Used by openai.cpp, which picks by path.
#pragma once

#include <memory>
#include <string_view>

#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

/// Chat completions, legacy completions and embeddings, whose bodies share one form; `api` is which.
[[nodiscard]] std::unique_ptr<Decoder> make_openai_chat_decoder(std::string_view api, std::string_view host);
[[nodiscard]] std::unique_ptr<Decoder> make_openai_responses_decoder(std::string_view host);
/// Sound, pictures, moderation.
[[nodiscard]] std::unique_ptr<Decoder> make_openai_media_decoder(std::string_view api, std::string_view host);

/// Sockets: Responses, whose clients ask turn by turn, and Realtime, whose server answers as it hears.
[[nodiscard]] std::unique_ptr<SocketDecoder> make_openai_responses_socket_decoder();
/// `model` is the one that the upgrade's query names.
[[nodiscard]] std::unique_ptr<SocketDecoder> make_openai_realtime_decoder(std::string_view model);

/// For streams of chat completions and legacy completions.
extern const UsageAsking kOpenAiUsageAsking;

}  // namespace tabacus::analytics
