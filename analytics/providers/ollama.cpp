// Ollama's own API: answers in lines of JSON, of which the last, "done", counts. Its imitation of OpenAI's is read as
// that. Source: github.com/ollama/ollama/blob/main/docs/api.md (2026-11).
#include <fmt/format.h>

#include <array>

#include "analytics/providers/json_fields.hpp"
#include "analytics/providers/paths.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::string_view kEngine = "ollama";

std::string_view api_of(std::string_view path) {
  if (path.ends_with("/api/chat")) return "chat";
  if (path.ends_with("/api/generate")) return "generate";
  if (path.ends_with("/api/embed") || path.ends_with("/api/embeddings")) return "embeddings";
  return {};
}

StopReason stop_of(std::string_view reason) {
  if (reason == "stop") return StopReason::Stop;
  return reason == "length" ? StopReason::Length : StopReason::Unknown;
}

std::optional<Nanoseconds> duration_of(JsonField field) {
  const auto nanoseconds = field.integer();
  return nanoseconds && *nanoseconds >= 0 ? std::optional{Nanoseconds{*nanoseconds}} : std::nullopt;
}

class OllamaDecoder final : public Decoder {
 public:
  explicit OllamaDecoder(std::string_view api) {
    facts_.api = api;
    facts_.engine = kEngine;
  }

  void on_request_body(std::string_view json) override {
    JsonReader reader;  // its buffers are the request's size: they go before the stream begins
    facts_.model_requested = reader.read(json)["model"].name();
  }

  void on_event(const SseEvent& line) override {
    JsonReader reader;
    const JsonField chunk = reader.read(line.data);
    if (!chunk.is_object())
      facts_.malformed = true;
    else
      take(chunk);
  }

  void on_response_body(int status, std::string_view json) override {
    JsonReader reader;
    const JsonField body = reader.read(json);
    facts_.malformed = !body.is_object();
    facts_.finished = true;
    if (!facts_.malformed) take(body);
    if (status >= 400 && facts_.error_type.empty()) facts_.error_type = "error";
    facts_.content_deltas = 0;  // the answer came in one piece
  }

  [[nodiscard]] const CallFacts& facts() const override { return facts_; }

 private:
  void take(JsonField chunk) {
    if (chunk["error"]) {  // free text
      facts_.error_type = "error";
      facts_.finished = true;
      return;
    }
    replace_name(facts_.model_served, chunk["model"]);
    const JsonField message = chunk["message"];
    const std::size_t size = chunk["response"].text().size() + chunk["thinking"].text().size() +
                             message["content"].text().size() + message["thinking"].text().size();
    bool has_content = size > 0;
    if (facts_.api == "chat" && !facts_.tool_calls) facts_.tool_calls = 0;
    message["tool_calls"].for_each([&](JsonField) {
      has_content = true;
      ++*facts_.tool_calls;
    });
    if (has_content) facts_.add_content(size);
    if (chunk["done"].boolean().value_or(false) || facts_.api == "embeddings") take_end(chunk);
  }

  /// The prompt's count leaves out what the engine still had from the last call, and is absent where that was all: then
  /// what the prompt had is not known.
  void take_end(JsonField end) {
    facts_.finished = true;
    facts_.stop_raw = end["done_reason"].name();
    facts_.stop = facts_.tool_calls.value_or(0) > 0 ? StopReason::ToolUse : stop_of(facts_.stop_raw);
    Usage& usage = facts_.usage;
    usage.input_uncached = as_tokens(end["prompt_eval_count"].count());
    usage.output_total = facts_.api == "embeddings" ? std::optional{Tokens{0}} : as_tokens(end["eval_count"].count());
    facts_.prompt_time = duration_of(end["prompt_eval_duration"]);
    facts_.generation_time = duration_of(end["eval_duration"]);
    if (usage.input_uncached && usage.output_total)
      facts_.usage_state = UsageState::Measured;
    else if (usage.input_uncached || (usage.output_total && facts_.api != "embeddings"))
      facts_.usage_state = UsageState::Partial;
    usage.raw = raw_of(end);
  }

  static std::string raw_of(JsonField end) {
    std::string raw;
    for (const std::string_view key : {"prompt_eval_count", "eval_count", "total_duration", "load_duration",
                                       "prompt_eval_duration", "eval_duration"})
      if (const auto value = end[key].integer())
        raw += fmt::format("{}\"{}\":{}", raw.empty() ? "{" : ",", key, *value);
    return raw.empty() ? raw : raw + "}";
  }

  CallFacts facts_;
};

bool claims(const CallTarget& target) { return target.method == "POST" && !api_of(target.path).empty(); }

std::unique_ptr<Decoder> make_decoder(const CallTarget& target) {
  return std::make_unique<OllamaDecoder>(api_of(target.path));
}

std::string error_body(int, std::string_view, std::string_view message) {
  return fmt::format(R"({{"error":{}}})", json_quoted(message));
}

constexpr std::array<std::string_view, 1> kRequestIds{"x-request-id"};

}  // namespace

extern const Provider kOllama;
const Provider kOllama{.id = "ollama",
                       .slot = "ollama",
                       .request_id_headers = kRequestIds,
                       .upstream_path = joined_path,
                       .claims = claims,
                       .make_decoder = make_decoder,
                       .error_body = error_body};

}  // namespace tabacus::analytics
