// OpenAI's APIs for sound, pictures and moderation: their usage counts tokens or seconds, comes in the body or in the
// last event, or not at all. Sources: platform.openai.com/docs/api-reference/audio, /images, /moderations (2026-11).
#include "analytics/providers/openai_decoders.hpp"
#include "analytics/providers/openai_usage.hpp"

namespace tabacus::analytics {
namespace {

/// The field "model" of a form (RFC 7578), in which files are sent.
std::string model_in_form(std::string_view form) {
  constexpr std::string_view kMark = "name=\"model\"\r\n\r\n";
  const auto at = form.find(kMark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = form.substr(at + kMark.size());
  return std::string{rest.substr(0, std::min(rest.find('\r'), std::size_t{128}))};
}

class MediaDecoder final : public Decoder {
 public:
  MediaDecoder(std::string_view api, std::string_view host)
      : is_free_{api == "moderations" && host == "api.openai.com"} {
    facts_.api = api;
  }

  void on_request_body(std::string_view body) override {
    JsonReader reader;  // its buffers are the request's size: they go before the stream begins
    const bool is_form = body.starts_with("--");
    facts_.model_requested = is_form ? model_in_form(body) : reader.read(body)["model"].name();
  }

  void on_event(const SseEvent& event) override {
    if (event.data.empty() || event.data == "[DONE]") return;
    JsonReader reader;
    const JsonField data = reader.read(event.data);
    const std::string_view type = data["type"].text();
    if (!data.is_object()) {
      facts_.malformed = true;
    } else if (type == "error" || data["error"].is_object()) {
      facts_.error_type = openai_error_type(data["error"] ? data["error"] : data);
      facts_.finished = true;
    } else if (type.ends_with(".done") || type.ends_with(".completed")) {
      facts_.finished = true;
      take_usage(data["usage"]);
    } else {
      ++facts_.content_deltas;
    }
  }

  void on_response_body(int status, std::string_view json) override {
    JsonReader reader;
    const JsonField body = reader.read(json);
    facts_.finished = true;
    if (status >= 400) {
      facts_.error_type = openai_error_type(body["error"]);
      return;
    }
    facts_.malformed = !body.is_object();
    replace_name(facts_.response_id, body["id"]);
    replace_name(facts_.model_served, body["model"]);
    take_usage(body["usage"]);
  }

  [[nodiscard]] const CallFacts& facts() const override { return facts_; }

 private:
  void take_usage(JsonField usage) {
    if (read_transcription_usage(usage, facts_.usage)) {
      facts_.usage_state = facts_.usage.doubt.empty() ? UsageState::Measured : UsageState::Partial;
    } else if (is_free_) {
      facts_.usage.input_uncached = facts_.usage.output_total = Tokens{0};
      facts_.usage_state = UsageState::Measured;
    }
  }

  CallFacts facts_;
  const bool is_free_;
};

}  // namespace

std::unique_ptr<Decoder> make_openai_media_decoder(std::string_view api, std::string_view host) {
  return std::make_unique<MediaDecoder>(api, host);
}

}  // namespace tabacus::analytics
