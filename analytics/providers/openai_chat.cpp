// OpenAI's chat completions, legacy completions and embeddings, as OpenAI and its imitators send them: OpenRouter,
// DeepSeek, Kimi, Groq, xAI, Mistral, llama.cpp, vLLM.
// Sources: platform.openai.com/docs/api-reference/chat and /chat/streaming; openrouter.ai/docs; docs.x.ai (2026-08).
#include <cmath>
#include <set>
#include <utility>

#include "analytics/providers/openai_decoders.hpp"
#include "analytics/providers/openai_usage.hpp"
#include "analytics/providers/openrouter_cost.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kMaxToolCalls = 4096;

StopReason stop_of(std::string_view reason) {
  struct Word {
    std::string_view word;
    StopReason reason;
  };
  constexpr Word kWords[] = {{"stop", StopReason::Stop},
                             {"eos", StopReason::Stop},  // Together
                             {"length", StopReason::Length},
                             {"model_length", StopReason::Length},  // Mistral: the context is full
                             {"tool_calls", StopReason::ToolUse},
                             {"function_call", StopReason::ToolUse},
                             {"content_filter", StopReason::ContentFilter},
                             {"sensitive", StopReason::ContentFilter},  // GLM
                             {"error", StopReason::Error},
                             {"network_error", StopReason::Error},                 // GLM
                             {"insufficient_system_resource", StopReason::Error},  // DeepSeek
                             {"abort", StopReason::Error}};                        // vLLM
  for (const Word& known : kWords)
    if (known.word == reason) return known.reason;
  return StopReason::Unknown;
}

/// Which local engine answers, as far as fields of its own give it away.
std::string_view engine_of(JsonField message) {
  if (message["timings"]["predicted_n"].count()) return "llama.cpp";
  const std::string_view fingerprint = message["system_fingerprint"].text();
  if (fingerprint == "fp_ollama") return "ollama";
  if (!fingerprint.empty() && fingerprint == message["model"].text()) return "lm-studio";
  if (has_member(message, "prompt_logprobs") || has_member(message, "prompt_token_ids")) return "vllm";
  return {};
}

std::optional<Nanoseconds> duration_of(JsonField milliseconds) {
  constexpr double kMost = 1e10;
  const auto value = milliseconds.number();
  if (!value || *value < 0 || *value > kMost) return std::nullopt;
  return Nanoseconds{std::llround(*value * 1e6)};
}

/// Bytes of text, reasoning or tool input in a piece of a choice; nothing where it brings none.
std::optional<std::size_t> content_of(JsonField choice) {
  const JsonField delta = choice["delta"];
  std::size_t size = choice["text"].text().size();
  for (const auto* key : {"content", "reasoning_content", "reasoning", "refusal"}) size += delta[key].text().size();
  delta["tool_calls"].for_each([&](JsonField call) { size += call["function"]["arguments"].text().size(); });
  const bool calls = delta["tool_calls"].front() || delta["function_call"].is_object();
  return size > 0 || calls ? std::optional{size} : std::nullopt;
}

class ChatDecoder final : public Decoder {
 public:
  ChatDecoder(std::string_view api, std::string_view host) : names_its_cost_{names_its_cost(host)} { facts_.api = api; }

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
      JsonReader reader;
      take_chunk(reader.read(text));
    }
    settle();
  }

  void on_response_body(int status, std::string_view json) override {
    JsonReader reader;
    const JsonField body = reader.read(json);
    facts_.malformed = !body.is_object();
    facts_.finished = true;
    if (status >= 400 || body["error"].is_object()) {
      facts_.error_type = openai_error_type(body["error"]);
      return;
    }
    if (facts_.malformed) return;
    take_minimax_error(body);
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
    take_minimax_error(chunk);
    take_head(chunk);
    chunk["choices"].for_each([&](JsonField choice) {
      const JsonField delta = choice["delta"];
      if (const auto size = content_of(choice)) facts_.add_content(*size);
      take_choice(choice, delta);
    });
    take_usage(chunk);
  }

  void take_head(JsonField message) {
    replace_name(facts_.response_id, message["id"]);
    replace_name(facts_.model_served, message["model"]);
    replace_name(facts_.usage.service_tier, message["service_tier"]);
    if (facts_.engine.empty()) facts_.engine = engine_of(message);
  }

  /// {"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}} beside a status of 200.
  void take_minimax_error(JsonField message) {
    const auto code = message["base_resp"]["status_code"].integer();
    if (code.value_or(0) != 0) facts_.error_type = std::to_string(*code);
  }

  void take_choice(JsonField choice, JsonField message) {
    // A model that searches does so once for an answer, and cites what it found.
    message["annotations"].for_each([&](JsonField note) {
      if (note["type"].text() == "url_citation") facts_.usage.web_searches = 1;
    });
    count_tool_calls(choice["index"].count().value_or(0), message["tool_calls"]);
    refuses_ = refuses_ || !message["refusal"].text().empty();
    const JsonField reason = choice["finish_reason"];
    if (reason.text().empty()) return;
    facts_.stop_raw = reason.name();
    facts_.stop = stop_of(facts_.stop_raw);
    if (refuses_ && facts_.stop == StopReason::Stop) facts_.stop = StopReason::Refusal;
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
    take_timings(message["timings"]);
    for (const JsonField usage : {message["usage"], message["x_groq"]["usage"], message["choices"].front()["usage"]}) {
      if (!read_openai_usage(usage, facts_.usage)) continue;
      has_usage_ = true;
      if (has_twice(message, "usage")) facts_.usage.doubt = "duplicate_key";
      if (names_its_cost_) read_openrouter_cost(usage, facts_.usage);
      return;
    }
    if (!has_usage_ && facts_.engine == "llama.cpp") take_timed_counts(message["timings"]);
  }

  void take_timings(JsonField timings) {
    if (!timings.is_object()) return;
    facts_.prompt_time = duration_of(timings["prompt_ms"]);
    facts_.generation_time = duration_of(timings["predicted_ms"]);
  }

  /// llama.cpp's own counts: the prompt's are those that were not in its cache.
  void take_timed_counts(JsonField timings) {
    const auto prompt = timings["prompt_n"].count();
    const auto predicted = timings["predicted_n"].count();
    if (!prompt || !predicted) return;
    facts_.usage.input_uncached = as_tokens(prompt);
    facts_.usage.cache_read = as_tokens(timings["cache_n"].count());
    facts_.usage.output_total = as_tokens(predicted);
    facts_.usage.raw = timings.codes_only(kMaxRawUsageBytes);
    facts_.usage_state = UsageState::Measured;
  }

  void settle() {
    if (!has_usage_) return;
    const bool is_sound = facts_.finished && facts_.usage.doubt.empty();
    facts_.usage_state = is_sound ? UsageState::Measured : UsageState::Partial;
  }

  CallFacts facts_;
  std::set<std::pair<std::int64_t, std::int64_t>> tool_calls_seen_;  // choice, index
  const bool names_its_cost_;                                        // in dollars, in its usage
  bool has_usage_ = false;
  bool refuses_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_openai_chat_decoder(std::string_view api, std::string_view host) {
  return std::make_unique<ChatDecoder>(api, host);
}

}  // namespace tabacus::analytics
