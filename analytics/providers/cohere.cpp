// Cohere's Chat API (v2), whose counts come in two kinds: those billed and those of the model. Its imitation of
// OpenAI's is read as that. Sources: docs.cohere.com/reference/chat, /reference/chat-stream, /reference/embed,
// /reference/rerank (2026-11).
#include <fmt/format.h>

#include <array>

#include "analytics/providers/json_fields.hpp"
#include "analytics/providers/paths.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {
namespace {

std::string_view api_of(std::string_view path) {
  if (path.ends_with("/v2/chat")) return "chat";
  if (path.ends_with("/v2/embed") || path.ends_with("/v1/embed")) return "embeddings";
  if (path.ends_with("/v2/rerank") || path.ends_with("/v1/rerank")) return "rerank";
  return {};
}

StopReason stop_of(std::string_view reason) {
  if (reason == "COMPLETE" || reason == "STOP_SEQUENCE") return StopReason::Stop;
  if (reason == "MAX_TOKENS") return StopReason::Length;
  if (reason == "TOOL_CALL") return StopReason::ToolUse;
  if (reason == "ERROR" || reason == "TIMEOUT") return StopReason::Error;
  return StopReason::Unknown;
}

class CohereDecoder final : public Decoder {
 public:
  explicit CohereDecoder(std::string_view api) { facts_.api = api; }

  void on_request_body(std::string_view json) override {
    JsonReader reader;  // its buffers are the request's size: they go before the stream begins
    facts_.model_requested = reader.read(json)["model"].name();
  }

  void on_event(const SseEvent& event) override {
    if (event.data.empty() || event.data == "[DONE]") return;
    JsonReader reader;
    const JsonField data = reader.read(event.data);
    if (!data.is_object()) {
      facts_.malformed = true;
      return;
    }
    const std::string_view type = data["type"].text();
    const JsonField message = data["delta"]["message"];
    if (type == "message-start") {
      replace_name(facts_.response_id, data["id"]);
      facts_.tool_calls = 0;
    } else if (type == "tool-call-start") {
      facts_.tool_calls = facts_.tool_calls.value_or(0) + 1;
    } else if (type == "content-delta" || type == "tool-call-delta" || type == "tool-plan-delta") {
      if (!message["content"]["text"].text().empty() || !message["content"]["thinking"].text().empty() ||
          message["tool_calls"] || message["tool_plan"])
        facts_.add_content(message["content"]["text"].text().size() + message["content"]["thinking"].text().size() +
                           message["tool_plan"].text().size());
    } else if (type == "message-end") {
      take_end(data["delta"]);
      if (data["delta"]["error"]) facts_.error_type = "error";  // free text
    }
  }

  void on_response_body(int status, std::string_view json) override {
    JsonReader reader;
    const JsonField body = reader.read(json);
    facts_.malformed = !body.is_object();
    facts_.finished = true;
    if (status >= 400) {
      facts_.error_type = "error";  // the body has a message and no name
      return;
    }
    replace_name(facts_.response_id, body["id"]);
    if (facts_.api == "chat") {
      facts_.tool_calls = 0;
      body["message"]["tool_calls"].for_each([&](JsonField) { ++*facts_.tool_calls; });
    }
    take_end(body);
  }

  [[nodiscard]] const CallFacts& facts() const override { return facts_; }

 private:
  void take_end(JsonField end) {
    facts_.finished = true;
    facts_.stop_raw = end["finish_reason"].name();
    facts_.stop = stop_of(facts_.stop_raw);
    const JsonField usage = end["usage"] ? end["usage"] : end["meta"];
    const JsonField billed = usage["billed_units"];
    const JsonField counted = usage["tokens"];
    if (facts_.api == "rerank") return take_search_units(usage);
    const JsonField counts = billed["input_tokens"] ? billed : counted;
    const auto input = counts["input_tokens"].count();
    const auto output = counts["output_tokens"].count();
    if (!input && !output) return;
    const auto cached = usage["cached_tokens"].count();
    Usage& out = facts_.usage;
    if (input && cached.value_or(0) <= *input) out.input_uncached = Tokens{*input - cached.value_or(0)};
    out.cache_read = as_tokens(cached);
    out.output_total = facts_.api == "embeddings" ? std::optional{Tokens{0}} : as_tokens(output);
    out.raw = usage.codes_only(kMaxRawUsageBytes);
    out.doubt = doubt_of_counts(usage);
    facts_.usage_state = out.doubt.empty() ? UsageState::Measured : UsageState::Partial;
  }

  /// Reranking is billed by the query and so many documents, whatever tokens they have.
  void take_search_units(JsonField usage) {
    const auto units = usage["billed_units"]["search_units"].count();
    if (!units) return;
    facts_.usage.search_units = units;
    facts_.usage.raw = usage.codes_only(kMaxRawUsageBytes);
    facts_.usage_state = UsageState::Measured;
  }

  CallFacts facts_;
};

bool claims(const CallTarget& target) { return target.method == "POST" && !api_of(target.path).empty(); }

std::unique_ptr<Decoder> make_decoder(const CallTarget& target) {
  return std::make_unique<CohereDecoder>(api_of(target.path));
}

std::string error_body(int, std::string_view, std::string_view message) {
  return fmt::format(R"({{"message":{}}})", json_quoted(message));
}

constexpr std::array<std::string_view, 1> kRequestIds{"x-request-id"};

}  // namespace

extern const Provider kCohere;
const Provider kCohere{.id = "cohere",
                       .slot = "cohere",
                       .request_id_headers = kRequestIds,
                       .upstream_path = joined_path,
                       .claims = claims,
                       .make_decoder = make_decoder,
                       .error_body = error_body};

}  // namespace tabacus::analytics
