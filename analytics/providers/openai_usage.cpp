#include "analytics/providers/openai_usage.hpp"

#include <cmath>
#include <initializer_list>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// Gateways send several names for one count, some of them as zeros: the first that is not zero, else any.
std::optional<std::int64_t> first_count(std::initializer_list<JsonField> fields) {
  std::optional<std::int64_t> found;
  for (const JsonField field : fields) {
    const auto count = field.count();
    if (count && (!found || *found == 0)) found = count;
    if (found.value_or(0) != 0) break;
  }
  return found;
}

/// Realtime says "token" where Responses says "tokens".
JsonField input_details(JsonField usage) {
  return usage["input_tokens_details"] ? usage["input_tokens_details"] : usage["input_token_details"];
}
JsonField output_details(JsonField usage) {
  return usage["output_tokens_details"] ? usage["output_tokens_details"] : usage["output_token_details"];
}

struct Counts {
  std::optional<std::int64_t> prompt, completion, total;
  std::optional<std::int64_t> cached, written, reasoning;

  [[nodiscard]] std::int64_t from_cache() const { return cached.value_or(0) + written.value_or(0); }
};

Counts read_counts(JsonField usage) {
  const JsonField prompt = usage["prompt_tokens_details"];
  const JsonField input = input_details(usage);
  return {.prompt = first_count({usage["prompt_tokens"], usage["input_tokens"]}),
          .completion = first_count({usage["completion_tokens"], usage["output_tokens"]}),
          .total = usage["total_tokens"].count(),
          // DeepSeek and Kimi put it at the top.
          .cached = first_count({prompt["cached_tokens"], input["cached_tokens"], usage["prompt_cache_hit_tokens"],
                                 usage["cached_tokens"]}),
          .written = first_count({prompt["cache_write_tokens"], input["cache_write_tokens"]}),
          .reasoning = first_count(
              {usage["completion_tokens_details"]["reasoning_tokens"], output_details(usage)["reasoning_tokens"]})};
}

/// Which sum the provider's total is. xAI's chat counts reasoning beside the completion; some gateways pass on the
/// disjoint counts of an Anthropic upstream.
std::string identity_of(const Counts& counts) {
  if (!counts.total || !counts.prompt) return {};
  const std::int64_t sum = *counts.prompt + counts.completion.value_or(0);
  if (*counts.total == sum) return "prompt+completion";
  if (*counts.total == sum + counts.reasoning.value_or(0)) return "prompt+completion+reasoning";
  if (*counts.total == sum + counts.from_cache()) return "prompt+cached+completion";
  return "none";
}

std::optional<Tokens> uncached_of(const Counts& counts, std::string_view identity) {
  if (!counts.prompt) return std::nullopt;
  if (identity == "prompt+cached+completion") return Tokens{*counts.prompt};
  const std::int64_t uncached = *counts.prompt - counts.from_cache();
  return uncached >= 0 ? std::optional{Tokens{uncached}} : std::nullopt;
}

std::optional<Tokens> output_of(const Counts& counts, std::string_view identity) {
  if (!counts.completion) return std::nullopt;
  const std::int64_t beside = identity == "prompt+completion+reasoning" ? counts.reasoning.value_or(0) : 0;
  return Tokens{*counts.completion + beside};
}

/// Parts that exceed their whole, or a total that is no sum of them.
std::string_view doubt_of(const Counts& counts, std::string_view identity) {
  if (identity == "none") return "contradictory_total";
  if (counts.prompt && identity != "prompt+cached+completion" && counts.from_cache() > *counts.prompt)
    return "cache_beyond_prompt";
  const bool reasoning_is_part = identity != "prompt+completion+reasoning";
  if (counts.completion && reasoning_is_part && counts.reasoning.value_or(0) > *counts.completion)
    return "reasoning_beyond_output";
  return {};
}

/// A part that is zero says nothing that its absence does not.
std::optional<Tokens> part_of(std::initializer_list<JsonField> fields) {
  const auto count = first_count(fields);
  return count.value_or(0) > 0 ? as_tokens(count) : std::nullopt;
}

/// Of a part of the prompt, what did not come from the cache; all of it where nobody says.
std::optional<Tokens> without(std::optional<Tokens> part, std::optional<std::int64_t> cached) {
  if (!part || !cached) return part;
  return *part > Tokens{*cached} ? std::optional{*part - Tokens{*cached}} : std::nullopt;
}

void read_input_parts(JsonField usage, Usage& out) {
  const JsonField prompt = usage["prompt_tokens_details"];
  const JsonField input = input_details(usage);
  const auto cached = [&](std::string_view part) {
    return first_count({prompt["cached_tokens_details"][part], input["cached_tokens_details"][part]});
  };
  const auto audio = part_of({prompt["audio_tokens"], input["audio_tokens"]});
  const auto cached_audio = cached("audio_tokens");
  out.audio_input = without(audio, cached_audio);
  out.audio_cache_read = audio || cached_audio.value_or(0) > 0 ? as_tokens(cached_audio) : std::nullopt;
  out.image_input = without(part_of({prompt["image_tokens"], input["image_tokens"]}), cached("image_tokens"));
}

/// xAI counts the uses of its own tools, and the sources that its older search read.
void read_xai_uses(JsonField usage, Usage& out) {
  const JsonField uses = usage["server_side_tool_usage_details"];
  const auto sum = [&](std::initializer_list<const char*> names) {
    std::int64_t count = 0;
    for (const char* name : names) count += uses[name].count().value_or(0);
    return count > 0 ? std::optional{count} : std::nullopt;
  };
  if (uses.is_object()) {
    out.web_searches = sum({"web_search_calls", "x_search_calls"});
    out.code_runs = sum({"code_interpreter_calls"});
    out.file_searches = sum({"file_search_calls"});
    out.other_tools = sum({"document_search_calls"});
  }
  if (const auto sources = usage["num_sources_used"].count(); sources.value_or(0) > 0)
    out.other_tools = out.other_tools.value_or(0) + *sources;
}

}  // namespace

bool read_openai_usage(JsonField usage, Usage& out) {
  const Counts counts = read_counts(usage);
  const std::string_view doubt = doubt_of_counts(usage);
  if (!counts.prompt && !counts.completion) {
    if (!doubt.empty()) out.doubt = doubt;
    return false;
  }
  out.identity = identity_of(counts);
  out.doubt = doubt.empty() ? doubt_of(counts, out.identity) : doubt;
  out.input_uncached = uncached_of(counts, out.identity);
  out.cache_read = as_tokens(counts.cached);
  out.cache_write_5m = as_tokens(counts.written);
  out.output_total = output_of(counts, out.identity);
  out.output_reasoning = as_tokens(counts.reasoning);
  read_input_parts(usage, out);
  out.audio_output =
      part_of({usage["completion_tokens_details"]["audio_tokens"], output_details(usage)["audio_tokens"]});
  out.image_output = part_of({output_details(usage)["image_tokens"]});
  read_xai_uses(usage, out);
  // xAI bills in ticks of 10^-10 dollars.
  if (const auto ticks = usage["cost_in_usd_ticks"].integer(); ticks && *ticks >= 0)
    out.provider_cost = Nanodollars{*ticks / 10 + (*ticks % 10 >= 5 ? 1 : 0)};
  if (std::string raw = usage.codes_only(kMaxRawUsageBytes); !raw.empty()) out.raw = std::move(raw);
  return true;
}

bool read_transcription_usage(JsonField usage, Usage& out) {
  constexpr double kMostSeconds = 1e8;
  if (usage["type"].text() != "duration") return read_openai_usage(usage, out);
  const auto seconds = usage["seconds"].number();
  if (!seconds || *seconds < 0 || *seconds > kMostSeconds) {
    out.doubt = "duration_out_of_range";
    return false;
  }
  out.audio_milliseconds = std::llround(*seconds * 1000);
  return true;
}

std::string openai_error_type(JsonField error) {
  // The type is a class ("invalid_request_error", "tokens"), the code the case ("rate_limit_exceeded"); gateways put
  // bare status numbers there.
  const std::string code = error["code"].name();
  if (!code.empty() && !parse_int(code)) return code;
  if (std::string type = error["type"].name(); !type.empty() && type != "error") return type;
  const auto number = code.empty() ? error["code"].integer() : parse_int(code);
  return number ? std::to_string(*number) : "error";
}

}  // namespace tabacus::analytics
