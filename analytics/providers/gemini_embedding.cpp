// Sources: ai.google.dev/api/embeddings,
// cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api, /imagen-api (2026-11). The Gemini
// API tells no usage of an embedding unless its model is a newer one; Vertex AI counts the tokens of each text, and
// pictures by their number.
#include "analytics/providers/gemini_embedding.hpp"

#include <string>

#include "analytics/providers/gemini_usage.hpp"

namespace tabacus::analytics {
namespace {

class EmbeddingDecoder final : public Decoder {
 public:
  EmbeddingDecoder(std::string_view api, std::string_view model) {
    facts_.api = api;
    facts_.model_requested = model;
  }

  void on_request_body(std::string_view) override {}
  void on_event(const SseEvent&) override { facts_.malformed = true; }

  void on_response_body(int status, std::string_view json) override {
    JsonReader reader;
    const JsonField body = reader.read(json);
    facts_.finished = true;
    facts_.malformed = !body.is_object();
    if (status >= 400 || body["error"].is_object()) {
      facts_.error_type = body["error"]["status"].name();
      if (facts_.error_type.empty()) facts_.error_type = "error";
      return;
    }
    replace_name(facts_.model_served, body["modelVersion"]);
    if (read_gemini_usage(body["usageMetadata"], facts_.usage))
      settle(facts_.usage.output_total.value_or(Tokens{0}));
    else if (facts_.api == "predict")
      take_predictions(body["predictions"]);
  }

  [[nodiscard]] const CallFacts& facts() const override { return facts_; }

 private:
  /// Where one text's count is absent or senseless, the sum of the others is not the whole.
  void take_predictions(JsonField predictions) {
    std::int64_t tokens = 0;
    std::int64_t counted = 0;
    std::int64_t embedded = 0;
    std::int64_t images = 0;
    predictions.for_each([&](JsonField prediction) {
      const JsonField embedding = prediction["embeddings"];
      const auto count = embedding["statistics"]["token_count"].count();
      embedded += embedding.is_object() ? 1 : 0;
      counted += count ? 1 : 0;
      tokens += count.value_or(0);
      images += prediction["mimeType"].text().starts_with("image/") ? 1 : 0;
    });
    Usage& usage = facts_.usage;
    if (images > 0) usage.images_made = images;
    if (counted > 0) usage.input_uncached = Tokens{tokens};
    if (counted < embedded && counted > 0) usage.doubt = "count_of_a_part_only";
    if (counted > 0)
      settle(Tokens{0});
    else if (images > 0)
      facts_.usage_state = UsageState::Measured;
  }

  void settle(Tokens output) {
    facts_.usage.output_total = output;
    facts_.usage_state = facts_.usage.doubt.empty() ? UsageState::Measured : UsageState::Partial;
  }

  CallFacts facts_;
};

}  // namespace

std::unique_ptr<Decoder> make_gemini_embedding_decoder(std::string_view api, std::string_view model) {
  return std::make_unique<EmbeddingDecoder>(api, model);
}

}  // namespace tabacus::analytics
