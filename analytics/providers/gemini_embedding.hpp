// Google's calls that make no text: embeddings, and Vertex AI's predictions, of which only the answers' counts are
// read. Used by gemini.cpp, which picks by path.
#pragma once

#include <memory>
#include <string_view>

#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {

/// Of embedContent and batchEmbedContents: "embeddings"; of predict: "predict". `model` is that of the path.
[[nodiscard]] std::unique_ptr<Decoder> make_gemini_embedding_decoder(std::string_view api, std::string_view model);

}  // namespace tabacus::analytics
