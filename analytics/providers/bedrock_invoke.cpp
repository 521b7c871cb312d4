// Bedrock's InvokeModel and InvokeModelWithResponseStream: the bodies are those of the model's maker, so Anthropic's
// are left to their decoder; whatever the maker, headers and the stream's last chunk hold Bedrock's own counts. Source:
// docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html (2026-11).
#include <array>
#include <optional>
#include <utility>

#include "analytics/providers/anthropic_decoders.hpp"
#include "analytics/providers/bedrock_usage.hpp"
#include "base/base64.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// Bedrock's own counts of a call; the cache's are disjoint from the input.
struct Metrics {
  std::optional<std::int64_t> input, output, cache_read, cache_write;
};

std::optional<std::int64_t> count_in(const Headers& headers, std::string_view name) {
  constexpr std::int64_t kMost = 1'000'000'000'000;  // as JsonField::count
  const auto value = parse_int(headers.find(name));
  return value && *value >= 0 && *value <= kMost ? value : std::nullopt;
}

Metrics metrics_of(const Headers& headers) {
  return {.input = count_in(headers, "x-amzn-bedrock-input-token-count"),
          .output = count_in(headers, "x-amzn-bedrock-output-token-count"),
          .cache_read = count_in(headers, "x-amzn-bedrock-cache-read-input-token-count"),
          .cache_write = count_in(headers, "x-amzn-bedrock-cache-write-input-token-count")};
}

Metrics metrics_of(JsonField metrics) {
  return {.input = metrics["inputTokenCount"].count(),
          .output = metrics["outputTokenCount"].count(),
          .cache_read = metrics["cacheReadInputTokenCount"].count(),
          .cache_write = metrics["cacheWriteInputTokenCount"].count()};
}

/// Text of a chunk, as Amazon, Meta, Mistral, Cohere and the imitators of OpenAI name it.
bool has_text(JsonField chunk) {
  for (const JsonField text :
       {chunk["contentBlockDelta"]["delta"]["text"], chunk["outputText"], chunk["generation"], chunk["text"],
        chunk["outputs"].front()["text"], chunk["choices"].front()["delta"]["content"]})
    if (!text.text().empty()) return true;
  return false;
}

StopReason stop_of(std::string_view reason) {
  const std::string word = to_lower_ascii(reason);
  if (word == "stop" || word == "finish" || word == "end_turn" || word == "complete") return StopReason::Stop;
  if (word == "length" || word == "max_tokens") return StopReason::Length;
  if (word == "tool_use" || word == "tool_calls") return StopReason::ToolUse;
  if (word == "content_filtered") return StopReason::ContentFilter;
  return StopReason::Unknown;
}

class InvokeDecoder final : public Decoder {
 public:
  explicit InvokeDecoder(const std::string& model)
      : maker_{model.find("anthropic.") != std::string::npos ? make_messages_decoder("invoke", model) : nullptr} {
    facts_.api = "invoke";
    facts_.model_requested = model;
  }

  void on_request_body(std::string_view json) override {
    JsonReader reader;  // its buffers are the request's size: they go before the stream begins
    // A profile of the account's own names no maker; the request does.
    if (!maker_ && reader.read(json)["anthropic_version"])
      maker_ = make_messages_decoder("invoke", facts_.model_requested);
    if (maker_) maker_->on_request_body(json);
    take_over();
  }

  void on_response_head(const ResponseHead& head) override {
    error_header_ = head.headers.find("x-amzn-errortype");
    metrics_ = metrics_of(head.headers);
    tier_ = head.headers.find("x-amzn-bedrock-service-tier");
  }

  void on_event(const SseEvent&) override { facts_.malformed = true; }

  bool on_frame(const AwsMessage& frame) override {
    if (!frame.exception.empty()) {
      facts_.error_type = stream_error_ = bedrock_error_type(frame.exception, {});
      return true;
    }
    JsonReader reader;
    const auto chunk = decode_base64(reader.read(frame.payload)["bytes"].text());
    if (!chunk) {
      facts_.malformed = true;
      return true;
    }
    const JsonField data = reader.read(*chunk);
    if (const JsonField metrics = data["amazon-bedrock-invocationMetrics"]) {
      metrics_ = metrics_of(metrics);
      raw_metrics_ = metrics.codes_only(kMaxRawUsageBytes);
      ended_ = true;
    }
    if (maker_)
      maker_->on_event({std::string{data["type"].text()}, *chunk});
    else
      take_foreign_chunk(data);
    take_over();
    return true;
  }

  void on_response_body(int status, std::string_view json) override {
    JsonReader reader;
    const JsonField body = reader.read(json);
    ended_ = true;
    if (status >= 400) {
      facts_.finished = true;
      facts_.error_type = bedrock_error_type(error_header_, body);
      return;
    }
    if (maker_) {
      maker_->on_response_body(status, json);
    } else {
      facts_.malformed = !body.is_object();
      take_stop(body);
      body_usage_ = read_converse_usage(body["usage"], facts_.usage);  // Amazon's own models
    }
    take_over();
  }

  [[nodiscard]] const CallFacts& facts() const override { return facts_; }

 private:
  void take_foreign_chunk(JsonField chunk) {
    if (!chunk.is_object()) facts_.malformed = true;
    if (has_text(chunk)) ++facts_.content_deltas;
    take_stop(chunk);
  }

  void take_stop(JsonField body) {
    for (const JsonField reason : {body["stop_reason"], body["stopReason"], body["messageStop"]["stopReason"],
                                   body["completionReason"], body["results"].front()["completionReason"],
                                   body["outputs"].front()["stop_reason"], body["choices"].front()["finish_reason"]}) {
      if (reason.text().empty()) continue;
      facts_.stop_raw = reason.name();
      facts_.stop = stop_of(facts_.stop_raw);
      return;
    }
  }

  /// What the maker's decoder knows; where it knows no usage, Bedrock's own counts.
  void take_over() {
    if (maker_) {
      facts_ = maker_->facts();
      if (!stream_error_.empty()) facts_.error_type = stream_error_;
    } else {
      facts_.finished = ended_;
      if (body_usage_) facts_.usage_state = facts_.usage.doubt.empty() ? UsageState::Measured : UsageState::Partial;
    }
    if (!tier_.empty()) facts_.usage.service_tier = tier_;
    const bool is_known = facts_.usage_state == UsageState::Measured || body_usage_;
    if (is_known || !ended_ || (!metrics_.input && !metrics_.output)) return;
    Usage& usage = facts_.usage;
    usage.input_uncached = as_tokens(metrics_.input);
    usage.cache_read = as_tokens(metrics_.cache_read);
    usage.cache_write_5m = as_tokens(metrics_.cache_write);
    usage.output_total = as_tokens(metrics_.output);
    if (!raw_metrics_.empty()) usage.raw = raw_metrics_;
    facts_.usage_state = UsageState::Measured;
  }

  CallFacts facts_;
  std::unique_ptr<Decoder> maker_;  // null: a maker whose bodies are not read but for their ends
  Metrics metrics_;
  std::string raw_metrics_;
  std::string tier_;
  std::string error_header_;
  std::string stream_error_;
  bool body_usage_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_bedrock_invoke_decoder(const std::string& model) {
  return std::make_unique<InvokeDecoder>(model);
}

}  // namespace tabacus::analytics
