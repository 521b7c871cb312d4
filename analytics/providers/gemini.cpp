// Google's Gemini API: generateContent and streamGenerateContent, as JSON, as server-sent events and as a JSON array
// that is sent piecewise; also wrapped in {"response": ...}, as Code Assist sends it, and from Vertex AI.
// Sources: ai.google.dev/api/generate-content, cloud.google.com/vertex-ai/generative-ai/docs/model-reference (2026-08).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "analytics/providers/count_tokens.hpp"
#include "analytics/providers/gemini_embedding.hpp"
#include "analytics/providers/gemini_usage.hpp"
#include "analytics/providers/json_fields.hpp"
#include "analytics/providers/paths.hpp"
#include "analytics/providers/provider.hpp"
#include "analytics/providers/rate_limits.hpp"
#include "analytics/providers/socket_decoder.hpp"
#include "analytics/wire/json_members.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::string_view kGenerate = ":generateContent";
constexpr std::string_view kStream = ":streamGenerateContent";
constexpr std::string_view kCountTokens = ":countTokens";

/// Which of Google's calls without text a path means; empty: none. Only its own models answer predict in a known form.
std::string_view api_without_text(std::string_view path) {
  if (path.ends_with(":embedContent") || path.ends_with(":batchEmbedContents")) return "embeddings";
  const bool is_googles = path.find("/endpoints/") == std::string_view::npos &&
                          (path.find("/publishers/") == std::string_view::npos ||
                           path.find("/publishers/google/") != std::string_view::npos);
  return path.ends_with(":predict") && path.find("/models/") != std::string_view::npos && is_googles
             ? "predict"
             : std::string_view{};
}

/// "gemini-2.5-pro" of "/v1beta/models/gemini-2.5-pro:generateContent"; empty where the path names none.
std::string_view model_in(std::string_view path) {
  constexpr std::string_view kMark = "/models/";
  const auto at = path.rfind(kMark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = path.substr(at + kMark.size());
  return rest.substr(0, rest.rfind(':'));
}

bool is_live(std::string_view path) {
  return path.ends_with("BidiGenerateContent") || path.ends_with("BidiGenerateContentConstrained");
}

StopReason stop_of(std::string_view reason, bool called_tools) {
  constexpr std::array<std::string_view, 8> kFilters{"SAFETY",       "RECITATION",         "BLOCKLIST", "SPII",
                                                     "IMAGE_SAFETY", "PROHIBITED_CONTENT", "LANGUAGE",  "OTHER"};
  if (reason == "STOP") return called_tools ? StopReason::ToolUse : StopReason::Stop;
  if (reason == "MAX_TOKENS") return StopReason::Length;
  if (reason.starts_with("MALFORMED_") || reason.starts_with("UNEXPECTED_")) return StopReason::Error;
  return std::ranges::find(kFilters, reason) == kFilters.end() ? StopReason::Unknown : StopReason::ContentFilter;
}

class GenerateDecoder final : public Decoder {
 public:
  explicit GenerateDecoder(std::string_view path) : streams_{path.ends_with(kStream)} {
    facts_.api = is_live(path) ? "live" : "generate_content";
    facts_.model_requested = model_in(path);
  }

  void on_request_body(std::string_view json) override {
    JsonReader reader;  // its buffers are the request's size: they go before the stream begins
    const JsonField body = reader.read(json);
    if (facts_.model_requested.empty()) facts_.model_requested = body["model"].name();  // Code Assist
    facts_.wire_session = body["cachedContent"].name();
  }

  void on_event(const SseEvent& event) override {
    if (event.data.empty()) return;
    JsonReader reader;
    take(reader.read(event.data));
  }

  void on_response_body(int status, std::string_view json) override {
    JsonReader reader;
    take(reader.read(json));
    facts_.finished = true;
    facts_.content_deltas = 0;  // the answer came in one piece
    if (status >= 400 && facts_.error_type.empty()) facts_.error_type = "error";
    settle();
  }

  [[nodiscard]] bool answers_in_json_array() const override { return streams_; }
  [[nodiscard]] const CallFacts& facts() const override { return facts_; }

 private:
  /// One chunk; or a list of one, in which errors of a stream come.
  void take(JsonField root) {
    if (root.front()) {
      root.for_each([&](JsonField element) { take_chunk(element); });
    } else {
      take_chunk(root);
    }
    settle();
  }

  void take_chunk(JsonField root) {
    const JsonField chunk = root["response"].is_object() ? root["response"] : root;
    if (!chunk.is_object()) {
      facts_.malformed = true;
      return;
    }
    if (chunk["error"].is_object()) take_error(chunk["error"]);
    replace_name(facts_.model_served, chunk["modelVersion"]);
    replace_name(facts_.response_id, chunk["responseId"]);
    chunk["candidates"].for_each([&](JsonField candidate) { take_candidate(candidate); });
    if (const JsonField reason = chunk["promptFeedback"]["blockReason"]) {
      facts_.stop_raw = reason.name();
      facts_.stop = StopReason::ContentFilter;
      facts_.finished = true;
    }
    take_usage(chunk["usageMetadata"]);
  }

  void take_error(JsonField error) {
    facts_.error_type = error["status"].name();
    if (facts_.error_type.empty()) facts_.error_type = "error";
    read_limits_of_error(error, facts_.limits);
  }

  void take_candidate(JsonField candidate) {
    if (!facts_.tool_calls) facts_.tool_calls = 0;
    bool has_content = false;
    std::size_t size = 0;
    candidate["content"]["parts"].for_each([&](JsonField part) {
      const bool calls = part["functionCall"].is_object();
      if (calls) ++*facts_.tool_calls;
      size += part["text"].text().size();
      has_content = has_content || calls || size > 0 || part["inlineData"].is_object();
    });
    if (has_content) facts_.add_content(size);
    if (const auto queries = count_of(candidate["groundingMetadata"]["webSearchQueries"]); queries > 0)
      facts_.usage.web_searches = queries;
    candidate["groundingMetadata"]["groundingChunks"].for_each([&](JsonField chunk) {
      if (chunk["maps"].is_object()) facts_.usage.map_prompts = 1;
    });
    const std::string reason = candidate["finishReason"].name();
    if (reason.empty() || reason == "FINISH_REASON_UNSPECIFIED") return;
    facts_.stop_raw = reason;
    facts_.stop = stop_of(reason, *facts_.tool_calls > 0);
    facts_.finished = true;
  }

  static std::int64_t count_of(JsonField array) {
    std::int64_t count = 0;
    array.for_each([&](JsonField) { ++count; });
    return count;
  }

  /// Totals so far: the last wins.
  void take_usage(JsonField metadata) {
    if (read_gemini_usage(metadata, facts_.usage)) has_usage_ = true;
  }

  void settle() {
    if (!has_usage_) return;
    const bool is_sound = facts_.finished && facts_.usage.doubt.empty();
    facts_.usage_state = is_sound ? UsageState::Measured : UsageState::Partial;
  }

  CallFacts facts_;
  const bool streams_;
  bool has_usage_ = false;
};

bool claims(const CallTarget& target) {
  if (target.method != "POST") return false;
  return !api_without_text(target.path).empty() ||
         std::ranges::any_of(std::array{kGenerate, kStream, kCountTokens},
                             [&](auto method) { return target.path.ends_with(method); });
}

std::unique_ptr<Decoder> make_decoder(const CallTarget& target) {
  if (target.path.ends_with(kCountTokens))
    return make_count_tokens_decoder(model_in(target.path), "totalTokens", "status");
  if (const std::string_view api = api_without_text(target.path); !api.empty())
    return make_gemini_embedding_decoder(api, model_in(target.path));
  return std::make_unique<GenerateDecoder>(target.path);
}

std::unique_ptr<SocketDecoder> make_socket_decoder(const CallTarget& target) {
  return is_live(target.path) ? make_gemini_live_decoder() : nullptr;
}

/// Google's word for a status; clients decide by it whether to try again.
std::string_view status_word(int status) {
  switch (status) {
    case 400:
      return "INVALID_ARGUMENT";
    case 401:
      return "UNAUTHENTICATED";
    case 403:
      return "PERMISSION_DENIED";
    case 404:
      return "NOT_FOUND";
    case 429:
      return "RESOURCE_EXHAUSTED";
    case 504:
      return "DEADLINE_EXCEEDED";
    default:
      return status >= 500 ? "UNAVAILABLE" : "FAILED_PRECONDITION";
  }
}

/// Live: whatever the user or his tools say may be answered.
std::optional<bool> asks_for_turn(std::string_view json) {
  std::optional<bool> asks;
  for_each_member(json, [&](const JsonMember& member) {
    asks = member.name != "setup";
    return false;
  });
  return asks;
}

std::string error_body(int status, std::string_view, std::string_view message) {
  return fmt::format(R"({{"error":{{"code":{},"message":{},"status":"{}"}}}})", status, json_quoted(message),
                     status_word(status));
}

// Base URLs of this API hold no version as a rule; clients that expect one there leave it out of their paths.
std::string upstream_path(std::string_view base_path, std::string_view path_below_slot) {
  // A socket's path names its version inside: /ws/google.ai.generativelanguage.v1beta.GenerativeService...
  if (path_below_slot.starts_with("/ws/"))
    return fmt::format("{}{}", without_trailing_version(base_path), path_below_slot);
  const std::string_view version = leading_version(path_below_slot);
  if (!version.empty())
    return fmt::format("{}{}{}", without_trailing_version(base_path), version, without_versions(path_below_slot));
  const bool needs_version = !has_trailing_version(base_path) &&
                             begins_with_segment(path_below_slot, {"models", "files", "cachedContents", "tunedModels"});
  const std::string path =
      fmt::format("{}{}{}", without_trailing_slash(base_path), needs_version ? "/v1beta" : "", path_below_slot);
  return path.empty() ? "/" : path;
}

constexpr std::array<std::string_view, 1> kRequestIds{"x-request-id"};

}  // namespace

extern const Provider kGemini;
const Provider kGemini{.id = "gemini",
                       .slot = "gemini",
                       .request_id_headers = kRequestIds,
                       .upstream_path = upstream_path,
                       .claims = claims,
                       .make_decoder = make_decoder,
                       .error_body = error_body,
                       .make_socket_decoder = make_socket_decoder,
                       .asks_for_turn = asks_for_turn};

}  // namespace tabacus::analytics
