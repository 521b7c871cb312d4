// Bedrock's Converse and ConverseStream: one form for the models of all makers. The stream's usage comes last, behind
// the end of the message. Source: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html.
#include "analytics/providers/bedrock_usage.hpp"

namespace tabacus::analytics {
namespace {

StopReason stop_of(std::string_view reason) {
  if (reason == "end_turn" || reason == "stop_sequence") return StopReason::Stop;
  if (reason == "max_tokens" || reason == "model_context_window_exceeded") return StopReason::Length;
  if (reason == "tool_use") return StopReason::ToolUse;
  if (reason == "guardrail_intervened" || reason == "content_filtered") return StopReason::ContentFilter;
  if (reason.starts_with("malformed_")) return StopReason::Error;
  return StopReason::Unknown;
}

class ConverseDecoder final : public Decoder {
 public:
  explicit ConverseDecoder(const std::string& model) {
    facts_.api = "converse";
    facts_.model_requested = model;
  }

  void on_request_body(std::string_view) override {}
  void on_response_head(const ResponseHead& head) override { error_header_ = head.headers.find("x-amzn-errortype"); }
  void on_event(const SseEvent&) override { facts_.malformed = true; }

  bool on_frame(const AwsMessage& frame) override {
    if (!frame.exception.empty()) {
      facts_.error_type = bedrock_error_type(frame.exception, {});
      return true;
    }
    JsonReader reader;
    const JsonField data = reader.read(frame.payload);
    if (!data.is_object())
      facts_.malformed = true;
    else
      take_event(frame.event, data);
    return true;
  }

  void on_response_body(int status, std::string_view json) override {
    JsonReader reader;
    const JsonField body = reader.read(json);
    facts_.malformed = !body.is_object();
    facts_.finished = true;
    if (status >= 400) {
      facts_.error_type = bedrock_error_type(error_header_, body);
      return;
    }
    if (facts_.malformed) return;
    facts_.tool_calls = 0;
    body["output"]["message"]["content"].for_each([&](JsonField block) {
      if (block["toolUse"].is_object()) ++*facts_.tool_calls;
    });
    take_stop(body["stopReason"]);
    take_end(body);
  }

  [[nodiscard]] const CallFacts& facts() const override { return facts_; }

 private:
  void take_event(std::string_view type, JsonField data) {
    if (type == "messageStart") {
      facts_.tool_calls = 0;
    } else if (type == "contentBlockStart") {
      if (data["start"]["toolUse"].is_object()) facts_.tool_calls = facts_.tool_calls.value_or(0) + 1;
    } else if (type == "contentBlockDelta") {
      const JsonField delta = data["delta"];
      if (!delta["text"].text().empty() || delta["toolUse"].is_object() ||
          !delta["reasoningContent"]["text"].text().empty())
        facts_.add_content(delta["text"].text().size() + delta["toolUse"]["input"].text().size() +
                           delta["reasoningContent"]["text"].text().size());
    } else if (type == "messageStop") {
      take_stop(data["stopReason"]);
    } else if (type == "metadata") {
      take_end(data);
      facts_.finished = true;
    }
  }

  void take_stop(JsonField reason) {
    facts_.stop_raw = reason.name();
    facts_.stop = stop_of(facts_.stop_raw);
  }

  /// What a body and the last event share. A prompt router says whom it chose.
  void take_end(JsonField data) {
    if (read_converse_usage(data["usage"], facts_.usage))
      facts_.usage_state = facts_.usage.doubt.empty() ? UsageState::Measured : UsageState::Partial;
    replace_name(facts_.usage.service_tier, data["serviceTier"]["type"]);
    replace_name(facts_.model_served, data["trace"]["promptRouter"]["invokedModelId"]);
  }

  CallFacts facts_;
  std::string error_header_;
};

}  // namespace

std::unique_ptr<Decoder> make_bedrock_converse_decoder(const std::string& model) {
  return std::make_unique<ConverseDecoder>(model);
}

}  // namespace tabacus::analytics
