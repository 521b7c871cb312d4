// Alibaba's DashScope in its own form, which its SDKs speak: generation of text and from pictures, embeddings,
// reranking. Its imitation of OpenAI's API is read as that. Each event of a stream holds the usage so far, and all of
// the text so far unless the request asks for increments.
// Source: help.aliyun.com/zh/model-studio/developer-reference/qwen-api-reference, /text-embedding (2026-11).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "analytics/providers/openai_usage.hpp"
#include "analytics/providers/paths.hpp"
#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::size_t kMaxToolCalls = 4096;

struct Api {
  std::string_view path_part;
  std::string_view name;
};

constexpr std::array kApis{
    Api{"/services/aigc/text-generation/generation", "generation"},
    Api{"/services/aigc/multimodal-generation/generation", "generation"},
    Api{"/services/embeddings/", "embeddings"},
    Api{"/services/rerank/", "rerank"},
};

std::string_view api_of(std::string_view path) {
  const auto found =
      std::ranges::find_if(kApis, [&](const Api& api) { return path.find(api.path_part) != std::string_view::npos; });
  return found == kApis.end() ? std::string_view{} : found->name;
}

StopReason stop_of(std::string_view reason) {
  if (reason == "stop") return StopReason::Stop;
  if (reason == "length") return StopReason::Length;
  if (reason == "tool_calls") return StopReason::ToolUse;
  return StopReason::Unknown;
}

/// Bytes of what a message says: a text, or a list of parts.
std::size_t size_of(JsonField message) {
  std::size_t size = message["content"].text().size() + message["reasoning_content"].text().size();
  message["content"].for_each([&](JsonField part) { size += part["text"].text().size(); });
  message["tool_calls"].for_each([&](JsonField call) { size += call["function"]["arguments"].text().size(); });
  return size;
}

class DashScopeDecoder final : public Decoder {
 public:
  explicit DashScopeDecoder(std::string_view api) { facts_.api = api; }

  void on_request_body(std::string_view json) override {
    JsonReader reader;  // its buffers are the request's size: they go before the stream begins
    const JsonField body = reader.read(json);
    facts_.model_requested = body["model"].name();
    is_incremental_ = body["parameters"]["incremental_output"].boolean().value_or(false);
  }

  void on_event(const SseEvent& event) override {
    if (event.data.empty()) return;
    JsonReader reader;
    const JsonField body = reader.read(event.data);
    if (event.name == "error" || body["code"]) {
      take_error(body);
      facts_.finished = true;
    } else {
      take(body, true);
    }
  }

  void on_response_body(int status, std::string_view json) override {
    JsonReader reader;
    const JsonField body = reader.read(json);
    facts_.finished = true;
    if (status >= 400 || !body["code"].text().empty()) {
      take_error(body);
      return;
    }
    take(body, false);
  }

  [[nodiscard]] const CallFacts& facts() const override { return facts_; }

 private:
  void take_error(JsonField body) {
    facts_.error_type = body["code"].name();
    if (facts_.error_type.empty()) facts_.error_type = "error";
    replace_name(facts_.response_id, body["request_id"]);
  }

  void take(JsonField body, bool streams) {
    if (!body.is_object()) {
      facts_.malformed = true;
      return;
    }
    replace_name(facts_.response_id, body["request_id"]);
    const JsonField output = body["output"];
    if (facts_.api == "generation") {
      facts_.tool_calls = facts_.tool_calls.value_or(0);
      if (streams) note_content(output["text"].text().size() + size_of(output["choices"].front()["message"]));
      output["choices"].for_each([&](JsonField choice) { take_choice(choice); });
      take_stop(output["finish_reason"]);
    }
    take_usage(body["usage"]);
  }

  /// Where the whole text so far comes again and again, only its growth is content.
  void note_content(std::size_t size) {
    const auto so_far = is_incremental_ ? 0 : static_cast<std::size_t>(facts_.content_bytes);
    if (size > so_far) facts_.add_content(size - so_far);
  }

  void take_choice(JsonField choice) {
    std::int64_t position = 0;
    choice["message"]["tool_calls"].for_each([&](JsonField call) {
      if (tool_calls_seen_.size() < kMaxToolCalls) tool_calls_seen_.insert(call["index"].count().value_or(position));
      ++position;
    });
    facts_.tool_calls = static_cast<std::int64_t>(tool_calls_seen_.size());
    take_stop(choice["finish_reason"]);
  }

  void take_stop(JsonField reason) {
    if (reason.text().empty() || reason.text() == "null") return;  // it goes on
    facts_.stop_raw = reason.name();
    facts_.stop = stop_of(facts_.stop_raw);
    facts_.finished = true;
  }

  void take_usage(JsonField usage) {
    Usage& out = facts_.usage;
    const auto positive = [](std::optional<std::int64_t> count) {
      return count.value_or(0) > 0 ? count : std::nullopt;
    };
    if (const auto searches = positive(usage["plugins"]["search"]["count"].count())) out.web_searches = searches;
    if (const auto images = positive(usage["image_count"].count())) out.images_made = images;
    if (read_openai_usage(usage, out)) {
      has_usage_ = true;
    } else if (const auto total = usage["total_tokens"].count(); total && facts_.api != "generation") {
      out.input_uncached = Tokens{*total};  // what only reads has no output
      out.output_total = Tokens{0};
      out.raw = usage.codes_only(kMaxRawUsageBytes);
      out.doubt = doubt_of_counts(usage);
      has_usage_ = true;
    }
    if (!has_usage_ && !out.images_made) return;
    const bool is_sound = facts_.finished && out.doubt.empty();
    facts_.usage_state = is_sound ? UsageState::Measured : UsageState::Partial;
  }

  CallFacts facts_;
  std::set<std::int64_t> tool_calls_seen_;
  bool is_incremental_ = false;
  bool has_usage_ = false;
};

bool claims(const CallTarget& target) { return target.method == "POST" && !api_of(target.path).empty(); }

std::unique_ptr<Decoder> make_decoder(const CallTarget& target) {
  return std::make_unique<DashScopeDecoder>(api_of(target.path));
}

std::string error_body(int, std::string_view type, std::string_view message) {
  return fmt::format(R"({{"code":{},"message":{},"request_id":""}})", json_quoted(type), json_quoted(message));
}

constexpr std::array<std::string_view, 2> kRequestIds{"x-request-id", "x-dashscope-request-id"};

}  // namespace

extern const Provider kDashScope;
const Provider kDashScope{.id = "dashscope",
                          .slot = "dashscope",
                          .request_id_headers = kRequestIds,
                          .upstream_path = joined_path,
                          .claims = claims,
                          .make_decoder = make_decoder,
                          .error_body = error_body};

}  // namespace tabacus::analytics
