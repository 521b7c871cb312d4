// OpenAI's chat completions, legacy completions and embeddings, as OpenAI and its imitators send them: OpenRouter,
// DeepSeek, Kimi, Groq, xAI, Mistral, llama.cpp, vLLM.
// Sources: platform.openai.com/docs/api-reference/chat and /chat/streaming; openrouter.ai/docs; docs.x.ai (2026-08).
#include <cmath>
#include <set>
#include <utility>

#include "analytics/providers/openai_decoders.hpp"
#include "analytics/providers/openai_usage.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kMaxToolCalls = 4096;

StopReason stop_of(std::string_view reason) {
  if (reason == "stop") return StopReason::Stop;
  if (reason == "length") return StopReason::Length;
  if (reason == "tool_calls" || reason == "function_call") return StopReason::ToolUse;
  if (reason == "content_filter") return StopReason::ContentFilter;
  if (reason == "error") return StopReason::Error;
  return StopReason::Unknown;
}

bool is_content(JsonField delta) {
  for (const auto* key : {"content", "reasoning_content", "reasoning", "refusal"})
    if (!delta[key].text().empty()) return true;
  return static_cast<bool>(delta["tool_calls"].front()) || delta["function_call"].is_object();
}

class ChatDecoder final : public Decoder {
 public:
  ChatDecoder(std::string_view api, std::string_view host) : names_its_cost_{host.ends_with("openrouter.ai")} {
    facts_.api = api;
  }

  void on_request_body(std::string_view json) override {
    JsonReader reader;  // its buffers are the request's size: they go before the stream begins
    const JsonField body = reader.read(json);
    facts_.model_requested = body["model"].name();
    facts_.wire_session = body["prompt_cache_key"].name();
  }

  void on_event(const SseEvent& event) override {
    const std::string_view text = trim(event.data);
    if (text.empty()) return;  // a keep-alive
    if (text == "[DONE]") {
      facts_.finished = true;
    } else {
      take_chunk(reader_.read(text));
    }
    settle();
  }

  void on_response_body(int status, std::string_view json) override {
    const JsonField body = reader_.read(json);
    facts_.malformed = !body.is_object();
    facts_.finished = true;
    if (status >= 400 || body["error"].is_object()) {
      facts_.error_type = openai_error_type(body["error"]);
      return;
    }
    if (facts_.malformed) return;
    take_head(body);
    body["choices"].for_each([&](JsonField choice) { take_choice(choice, choice["message"]); });
    take_usage(body);
    settle();
  }

  [[nodiscard]] const CallFacts& facts() const override { return facts_; }

 private:
  void take_chunk(JsonField chunk) {
    if (!chunk.is_object()) {
      facts_.malformed = true;
      return;
    }
    for (const JsonField error : {chunk["error"], chunk["x_groq"]["error"]})
      if (error) facts_.error_type = openai_error_type(error);
    take_head(chunk);
    chunk["choices"].for_each([&](JsonField choice) {
      const JsonField delta = choice["delta"];
      if (is_content(delta) || !choice["text"].text().empty()) ++facts_.content_deltas;
      take_choice(choice, delta);
    });
    take_usage(chunk);
  }

  void take_head(JsonField message) {
    replace_name(facts_.response_id, message["id"]);
    replace_name(facts_.model_served, message["model"]);
    replace_name(facts_.usage.service_tier, message["service_tier"]);
  }

  void take_choice(JsonField choice, JsonField message) {
    count_tool_calls(choice["index"].count().value_or(0), message["tool_calls"]);
    const JsonField reason = choice["finish_reason"];
    if (reason.text().empty()) return;
    facts_.stop_raw = reason.name();
    facts_.stop = stop_of(facts_.stop_raw);
    facts_.finished = true;
  }

  /// A call comes in pieces that share its index.
  void count_tool_calls(std::int64_t choice, JsonField calls) {
    std::int64_t position = 0;
    calls.for_each([&](JsonField call) {
      if (tool_calls_seen_.size() < kMaxToolCalls)
        tool_calls_seen_.emplace(choice, call["index"].count().value_or(position));
      ++position;
    });
    if (facts_.api == "chat") facts_.tool_calls = static_cast<std::int64_t>(tool_calls_seen_.size());
  }

  /// Most send it beside the choices; Groq wraps it, Kimi puts it into the first choice. Totals so far: the last wins.
  void take_usage(JsonField message) {
    for (const JsonField usage : {message["usage"], message["x_groq"]["usage"], message["choices"].front()["usage"]}) {
      if (!read_openai_usage(usage, facts_.usage)) continue;
      has_usage_ = true;
      if (names_its_cost_) take_cost(usage["cost"]);
      return;
    }
  }

  void take_cost(JsonField cost) {
    constexpr double kMostDollars = 1e6;
    const auto dollars = cost.number();
    if (dollars && *dollars >= 0 && *dollars < kMostDollars)
      facts_.usage.provider_cost = Nanodollars{std::llround(*dollars * 1e9)};
  }

  void settle() {
    if (has_usage_) facts_.usage_state = facts_.finished ? UsageState::Measured : UsageState::Partial;
  }

  JsonReader reader_;
  CallFacts facts_;
  std::set<std::pair<std::int64_t, std::int64_t>> tool_calls_seen_;  // choice, index
  const bool names_its_cost_;                                        // in dollars, in its usage
  bool has_usage_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_openai_chat_decoder(std::string_view api, std::string_view host) {
  return std::make_unique<ChatDecoder>(api, host);
}

}  // namespace tabacus::analytics
