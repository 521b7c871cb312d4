// Anthropic's Messages API: JSON, server-sent events and count_tokens. Also spoken by gateways (DeepSeek, Kimi, GLM).
// Sources: docs.anthropic.com/en/api/messages, /en/api/messages-streaming, /en/docs/build-with-claude/prompt-caching
// (2026-08).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "analytics/providers/anthropic_decoders.hpp"
#include "analytics/providers/count_tokens.hpp"
#include "analytics/providers/json_fields.hpp"
#include "analytics/providers/openrouter_cost.hpp"
#include "analytics/providers/paths.hpp"
#include "analytics/providers/provider.hpp"
#include "base/ids.hpp"

namespace tabacus::analytics {
namespace {

/// Lifetimes that the request asks of the cache: they decide what an unsplit count of writes costs.
struct CacheLifetimes {
  bool five_minutes = false;
  bool one_hour = false;
};

void collect_lifetimes(JsonField value, CacheLifetimes& found) {
  if (const JsonField control = value["cache_control"]) {
    const bool hour = control["ttl"].text() == "1h";
    found.one_hour |= hour;
    found.five_minutes |= !hour;
  }
  value.for_each_member([&](std::string_view, JsonField member) { collect_lifetimes(member, found); });
  value.for_each([&](JsonField element) { collect_lifetimes(element, found); });
}

/// metadata.user_id is JSON text with a session_id, or in older clients "user_<hash>_account_<id>_session_<uuid>".
std::string session_of_user_id(std::string_view user_id) {
  JsonReader reader;
  if (std::string session = reader.read(user_id)["session_id"].name(); !session.empty()) return session;
  constexpr std::string_view kMark = "_session_";
  const auto at = user_id.rfind(kMark);
  if (at == std::string_view::npos) return {};
  const auto id = parse_id_text(user_id.substr(at + kMark.size()));
  return id ? id_text(*id) : std::string{};
}

/// The counts of one usage object as sent; empty where a field is absent or null.
struct Counts {
  std::optional<std::int64_t> input, cache_read, cache_write, cache_write_5m, cache_write_1h;
  std::optional<std::int64_t> output, thinking;
  std::optional<std::int64_t> web_searches, web_fetches, code_runs;
};

constexpr std::array kCounts{
    &Counts::input,  &Counts::cache_read, &Counts::cache_write,  &Counts::cache_write_5m, &Counts::cache_write_1h,
    &Counts::output, &Counts::thinking,   &Counts::web_searches, &Counts::web_fetches,    &Counts::code_runs,
};

Counts read_counts(JsonField usage) {
  const JsonField written = usage["cache_creation"];
  const JsonField tools = usage["server_tool_use"];
  return {.input = usage["input_tokens"].count(),
          .cache_read = usage["cache_read_input_tokens"].count(),
          .cache_write = usage["cache_creation_input_tokens"].count(),
          .cache_write_5m = written["ephemeral_5m_input_tokens"].count(),
          .cache_write_1h = written["ephemeral_1h_input_tokens"].count(),
          .output = usage["output_tokens"].count(),
          .thinking = usage["output_tokens_details"]["thinking_tokens"].count(),
          .web_searches = tools["web_search_requests"].count(),
          .web_fetches = tools["web_fetch_requests"].count(),
          .code_runs = tools["code_execution_requests"].count()};
}

/// message_delta repeats totals, so its values replace those of message_start and are never added. Some gateways put
/// zeros into one of the two and the truth into the other: a zero replaces nothing.
void merge(Counts& counts, const Counts& later) {
  for (const auto member : kCounts)
    if (const auto value = later.*member; value && (*value != 0 || !(counts.*member))) counts.*member = value;
}

/// Splits the cache writes by lifetime. What the answer does not split goes to the lifetime that the request asked
/// for; to five minutes, the default, where it asked for both.
void split_writes(const Counts& counts, const CacheLifetimes& asked, Usage& usage) {
  usage.cache_write_5m = as_tokens(counts.cache_write_5m);
  usage.cache_write_1h = as_tokens(counts.cache_write_1h);
  const std::int64_t known = counts.cache_write_5m.value_or(0) + counts.cache_write_1h.value_or(0);
  const std::int64_t rest = counts.cache_write.value_or(0) - known;
  if (!counts.cache_write || rest < 0) return;
  auto& bucket = asked.one_hour && !asked.five_minutes ? usage.cache_write_1h : usage.cache_write_5m;
  bucket = bucket.value_or(Tokens{}) + Tokens{rest};
}

bool contradicts_its_split(const Counts& counts) {
  return counts.cache_write &&
         counts.cache_write_5m.value_or(0) + counts.cache_write_1h.value_or(0) > *counts.cache_write;
}

StopReason stop_of(std::string_view reason) {
  if (reason == "end_turn" || reason == "stop_sequence") return StopReason::Stop;
  if (reason == "max_tokens" || reason == "model_context_window_exceeded") return StopReason::Length;
  if (reason == "tool_use") return StopReason::ToolUse;
  if (reason == "pause_turn") return StopReason::Pause;
  if (reason == "refusal") return StopReason::Refusal;
  return StopReason::Unknown;
}

/// Text, thinking or tool input; a signature is neither.
bool is_content(std::string_view delta_type) {
  return delta_type == "text_delta" || delta_type == "thinking_delta" || delta_type == "input_json_delta";
}

/// The bulk of every stream: a delta of text, spelled as the API spells it, is known by how it begins. Nothing but its
/// coming is recorded of it, so it need not be parsed; any other spelling is. A text cannot forge this beginning.
/// Gives its size, escapes included.
std::optional<std::size_t> size_of_text_delta(const SseEvent& event) {
  constexpr std::string_view kBegin = R"({"type":"content_block_delta","index":)";
  constexpr std::string_view kThen = R"(,"delta":{"type":"text_delta","text":")";
  std::string_view data = event.data;
  constexpr std::string_view kEnd = "\"}}";
  if (!data.starts_with(kBegin) || !data.ends_with(kEnd)) return std::nullopt;
  data.remove_prefix(kBegin.size());
  data.remove_prefix(std::min(data.find_first_not_of("0123456789"), data.size()));
  if (!data.starts_with(kThen) || data.size() < kThen.size() + kEnd.size()) return std::nullopt;
  return data.size() - kThen.size() - kEnd.size();
}

class MessagesDecoder final : public Decoder {
 public:
  MessagesDecoder(std::string_view api, std::string_view model, std::string_view host)
      : host_names_cost_{names_its_cost(host)} {
    facts_.api = api;
    facts_.model_requested = model;
  }

  void on_request_body(std::string_view json) override {
    JsonReader reader;  // its buffers are the request's size: they go before the stream begins
    const JsonField body = reader.read(json);
    replace_name(facts_.model_requested, body["model"]);
    facts_.wire_session = session_of_user_id(body["metadata"]["user_id"].text());
    for (const auto* part : {"tools", "system", "messages"}) collect_lifetimes(body[part], lifetimes_);
  }

  void on_event(const SseEvent& event) override {
    if (const auto size = size_of_text_delta(event)) {
      facts_.add_content(*size);
      return;
    }
    JsonReader reader;
    const JsonField data = reader.read(event.data);
    if (!data.is_object()) {
      facts_.malformed = true;
      return;
    }
    const std::string_view type = data["type"] ? data["type"].text() : std::string_view{event.name};
    if (type == "message_start") {
      take_message(data["message"]);
      take_usage(data["message"]["usage"], "message_start");
    } else if (type == "content_block_start") {
      if (data["content_block"]["type"].text() == "tool_use") count_tool_call();
    } else if (type == "content_block_delta") {
      const JsonField delta = data["delta"];
      if (is_content(delta["type"].text()))
        facts_.add_content(delta["text"].text().size() + delta["thinking"].text().size() +
                           delta["partial_json"].text().size());
    } else if (type == "message_delta") {
      take_stop(data["delta"]["stop_reason"]);
      take_usage(data["usage"], "message_delta");
    } else if (type == "message_stop") {
      facts_.finished = true;
    } else if (type == "error") {
      take_error(data["error"]);
    } else if (type == "completion") {
      take_completion(data);
    }
    settle();
  }

  void on_response_body(int status, std::string_view json) override {
    JsonReader reader;
    const JsonField body = reader.read(json);
    facts_.malformed = !body.is_object();
    facts_.finished = true;
    if (status >= 400 || body["type"].text() == "error") {
      take_error(body["error"]);
      return;
    }
    if (!facts_.malformed) take_body(body);
  }

  /// A whole answer, already parsed.
  void take_body(JsonField body) {
    facts_.finished = true;
    if (body["type"].text() == "completion") {
      take_completion(body);
      facts_.content_deltas = 0;
      return;
    }
    take_message(body);
    take_stop(body["stop_reason"]);
    body["content"].for_each([&](JsonField block) {
      if (block["type"].text() == "tool_use") count_tool_call();
    });
    take_usage(body["usage"], "");
    if (has_twice(body, "usage")) facts_.usage.doubt = "duplicate_key";
    settle();
  }

  [[nodiscard]] const CallFacts& facts() const override { return facts_; }

 private:
  void count_tool_call() { facts_.tool_calls = facts_.tool_calls.value_or(0) + 1; }

  /// Of the text completions API of old, which tells no usage.
  void take_completion(JsonField completion) {
    replace_name(facts_.response_id, completion["id"]);
    replace_name(facts_.model_served, completion["model"]);
    if (const auto text = completion["completion"].text(); !text.empty()) facts_.add_content(text.size());
    take_stop(completion["stop_reason"]);
    if (!facts_.stop_raw.empty()) facts_.finished = true;
  }

  void take_message(JsonField message) {
    facts_.model_served = message["model"].name();
    facts_.response_id = message["id"].name();
    facts_.tool_calls = 0;
  }

  void take_stop(JsonField reason) {
    if (!reason) return;
    facts_.stop_raw = reason.name();
    facts_.stop = stop_of(facts_.stop_raw);
  }

  void take_error(JsonField error) {
    facts_.error_type = error["type"].name();
    if (facts_.error_type.empty()) facts_.error_type = "error";
  }

  /// `source` names the event it came in; empty for a body, which has only one.
  void take_usage(JsonField usage, std::string_view source) {
    if (!usage.is_object()) return;
    merge(counts_, read_counts(usage));
    if (const auto doubt = doubt_of_counts(usage); !doubt.empty()) facts_.usage.doubt = doubt;
    replace_name(facts_.usage.service_tier, usage["service_tier"]);
    replace_name(facts_.usage.region, usage["inference_geo"]);
    replace_name(facts_.usage.speed, usage["speed"]);
    if (host_names_cost_) read_openrouter_cost(usage, facts_.usage);
    if (source != "message_start") usage_is_final_ = true;
    keep_raw(usage.codes_only(kMaxRawUsageBytes), source);
  }

  void keep_raw(std::string raw, std::string_view source) {
    if (source == "message_start") raw_start_ = raw;
    const bool has_both = source == "message_delta" && !raw_start_.empty() && !raw.empty();
    facts_.usage.raw =
        has_both ? fmt::format(R"({{"message_start":{},"message_delta":{}}})", raw_start_, raw) : std::move(raw);
  }

  void settle() {
    Usage& usage = facts_.usage;
    usage.input_uncached = as_tokens(counts_.input);
    usage.cache_read = as_tokens(counts_.cache_read);
    split_writes(counts_, lifetimes_, usage);
    if (usage.doubt.empty() && contradicts_its_split(counts_)) usage.doubt = "contradictory_cache_split";
    usage.output_total = as_tokens(counts_.output);
    usage.output_reasoning = as_tokens(counts_.thinking);
    usage.web_searches = counts_.web_searches;
    usage.web_fetches = counts_.web_fetches;
    usage.code_runs = counts_.code_runs;
    // Without the input side (message_start fell into a gap) the final event alone does not measure the call.
    if (usage_is_final_ && counts_.input && usage.doubt.empty())
      facts_.usage_state = UsageState::Measured;
    else if (usage.prompt_total() || usage.output_total)
      facts_.usage_state = UsageState::Partial;
  }

  const bool host_names_cost_;
  CallFacts facts_;
  CacheLifetimes lifetimes_;
  Counts counts_;
  std::string raw_start_;
  bool usage_is_final_ = false;
};

constexpr std::string_view kMessages = "/v1/messages";
constexpr std::string_view kCountTokens = "/v1/messages/count_tokens";
constexpr std::string_view kComplete = "/v1/complete";

/// On Vertex AI: ".../publishers/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict" names the model, which
/// the body does not. Empty for any other path.
std::string_view vertex_model_in(std::string_view path) {
  constexpr std::string_view kMark = "/publishers/anthropic/models/";
  const auto at = path.find(kMark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = path.substr(at + kMark.size());
  const auto colon = rest.rfind(':');
  const std::string_view method = rest.substr(std::min(colon, rest.size()));
  return method == ":rawPredict" || method == ":streamRawPredict" ? rest.substr(0, colon) : std::string_view{};
}

/// What stands in a model's place where the model is in the body.
constexpr std::string_view kVertexCountTokens = "count-tokens";

// Whole paths: message batches lie below /v1/messages too and are no calls.
bool claims(const CallTarget& target) {
  return target.method == "POST" && (target.path.ends_with(kMessages) || target.path.ends_with(kCountTokens) ||
                                     target.path.ends_with(kComplete) || !vertex_model_in(target.path).empty());
}

std::unique_ptr<Decoder> make_decoder(const CallTarget& target) {
  const std::string_view model = vertex_model_in(target.path);
  if (target.path.ends_with(kCountTokens) || model == kVertexCountTokens)
    return make_count_tokens_decoder("", "input_tokens", "type");
  return make_messages_decoder(target.path.ends_with(kComplete) ? "complete" : "messages", model, target.host);
}

std::string error_body(int, std::string_view type, std::string_view message) {
  return fmt::format(R"({{"type":"error","error":{{"type":{},"message":{}}}}})", json_quoted(type),
                     json_quoted(message));
}

// Claude Code appends /v1/messages to its base URL, opencode and the Vercel SDK append /messages; some users' own base
// URLs end in /v1. Paths outside the API (/api/hello) hold no version.
std::string upstream_path(std::string_view base_path, std::string_view path_below_slot) {
  const std::string_view base = without_trailing_version(base_path);
  const std::string_view resource = without_versions(path_below_slot);
  const bool versioned = resource.size() != path_below_slot.size() ||
                         begins_with_segment(resource, {"messages", "models", "complete", "files", "skills"});
  if (resource.empty()) return fmt::format("{}{}", base, versioned ? "/v1" : "/");
  return fmt::format("{}{}{}", base, versioned ? "/v1" : "", resource);
}

/// ".../v1/messages/batches/msgbatch_01/results" gives "msgbatch_01".
std::string batch_of(const CallTarget& target) {
  constexpr std::string_view kBatches = "/messages/batches/";
  constexpr std::string_view kResults = "/results";
  const auto at = target.path.rfind(kBatches);
  if (target.method != "GET" || at == std::string_view::npos || !target.path.ends_with(kResults)) return {};
  std::string_view id = target.path.substr(at + kBatches.size());
  id.remove_suffix(std::min(kResults.size(), id.size()));
  return id.find('/') == std::string_view::npos ? std::string{id} : std::string{};
}

/// Only what succeeded is billed.
std::optional<BatchResult> read_batch_result(std::string_view line) {
  JsonReader reader;
  const JsonField entry = reader.read(line);
  const JsonField result = entry["result"];
  BatchResult read{.custom_id = entry["custom_id"].name(), .facts = {}};
  if (read.custom_id.empty() || result["type"].text() != "succeeded" || !result["message"].is_object())
    return std::nullopt;
  MessagesDecoder decoder{"messages", {}, {}};
  decoder.take_body(result["message"]);
  read.facts = decoder.facts();
  read.facts.model_requested = read.facts.model_served;
  read.facts.usage.service_tier = "batch";
  return read;
}

constexpr BatchResults kBatchResults{.batch_of = batch_of, .read = read_batch_result};

constexpr std::array<std::string_view, 2> kRequestIds{"request-id", "x-request-id"};

}  // namespace

std::unique_ptr<Decoder> make_messages_decoder(std::string_view api, std::string_view model, std::string_view host) {
  return std::make_unique<MessagesDecoder>(api, model, host);
}

extern const Provider kAnthropic;
const Provider kAnthropic{.id = "anthropic",
                          .slot = "anthropic",
                          .request_id_headers = kRequestIds,
                          .upstream_path = upstream_path,
                          .claims = claims,
                          .make_decoder = make_decoder,
                          .error_body = error_body,
                          .over_quota = "rate_limit_error",
                          .batch_results = &kBatchResults};

}  // namespace tabacus::analytics
