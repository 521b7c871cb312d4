#include "analytics/providers/gemini_usage.hpp"

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// Tokens of one modality in a list of {"modality", "tokenCount"}.
std::int64_t tokens_of(JsonField details, std::string_view modality) {
  std::int64_t sum = 0;
  details.for_each([&](JsonField detail) {
    if (detail["modality"].text() == modality) sum += detail["tokenCount"].count().value_or(0);
  });
  return sum;
}

std::optional<Tokens> positive(std::int64_t count) { return count > 0 ? std::optional{Tokens{count}} : std::nullopt; }

struct Counts {
  std::optional<std::int64_t> prompt, cached, candidates, thoughts, tool_prompt, total;
};

Counts read_counts(JsonField usage) {
  const auto candidates = usage["candidatesTokenCount"].count();
  return {.prompt = usage["promptTokenCount"].count(),
          .cached = usage["cachedContentTokenCount"].count(),
          .candidates = candidates ? candidates : usage["responseTokenCount"].count(),  // as the Live API says
          .thoughts = usage["thoughtsTokenCount"].count(),
          .tool_prompt = usage["toolUsePromptTokenCount"].count(),
          .total = usage["totalTokenCount"].count()};
}

/// Which sum the stated total is. Thoughts and tool prompts are documented as apart; versions were seen that counted
/// either inside.
std::string identity_of(const Counts& counts) {
  if (!counts.total || !counts.prompt) return {};
  const std::int64_t sum = *counts.prompt + counts.candidates.value_or(0);
  const std::int64_t thoughts = counts.thoughts.value_or(0);
  const std::int64_t tool = counts.tool_prompt.value_or(0);
  if (*counts.total == sum + tool + thoughts) return "prompt+tool+candidates+thoughts";
  if (*counts.total == sum + thoughts) return "prompt+candidates+thoughts";
  if (*counts.total == sum + tool) return "prompt+tool+candidates";
  if (*counts.total == sum) return "prompt+candidates";
  return "none";
}

void read_parts(JsonField metadata, Usage& usage) {
  const JsonField prompt = metadata["promptTokensDetails"];
  const JsonField cache = metadata["cacheTokensDetails"];
  const std::int64_t audio = tokens_of(prompt, "AUDIO");
  const std::int64_t cached_audio = tokens_of(cache, "AUDIO");
  usage.audio_input = positive(audio - cached_audio);
  usage.audio_cache_read = audio > 0 && cache.front() ? std::optional{Tokens{cached_audio}} : positive(cached_audio);
  usage.image_input = positive(tokens_of(prompt, "IMAGE") - tokens_of(cache, "IMAGE"));
  // The Live API has its own name for the same list; an answer may bring both.
  const JsonField candidates = metadata["candidatesTokensDetails"];
  usage.audio_output =
      positive(tokens_of(candidates.front() ? candidates : metadata["responseTokensDetails"], "AUDIO"));
}

/// Vertex names the tier in words of its own.
std::string tier_of(JsonField metadata) {
  const std::string traffic = to_lower_ascii(metadata["trafficType"].name());
  if (traffic == "on_demand_priority") return "priority";
  if (traffic == "on_demand_flex") return "flex";
  return traffic.empty() ? to_lower_ascii(metadata["serviceTier"].name()) : traffic;
}

}  // namespace

bool read_gemini_usage(JsonField metadata, Usage& usage) {
  const Counts counts = read_counts(metadata);
  const std::string_view doubt = doubt_of_counts(metadata);
  if (!counts.prompt && !counts.candidates) {
    if (!doubt.empty()) usage.doubt = doubt;
    return false;
  }
  usage.identity = identity_of(counts);
  usage.doubt = doubt;
  if (doubt.empty() && usage.identity == "none") usage.doubt = "contradictory_total";
  if (doubt.empty() && counts.cached.value_or(0) > counts.prompt.value_or(0)) usage.doubt = "cache_beyond_prompt";
  const bool tool_inside = usage.identity == "prompt+candidates+thoughts" || usage.identity == "prompt+candidates";
  const bool thoughts_inside = usage.identity == "prompt+tool+candidates" || usage.identity == "prompt+candidates";
  const std::int64_t cached = counts.cached.value_or(0);
  usage.cache_read = counts.cached ? std::optional{Tokens{cached}} : std::nullopt;
  usage.tool_prompt = positive(counts.tool_prompt.value_or(0));
  usage.input_uncached.reset();
  if (counts.prompt && *counts.prompt >= cached)
    usage.input_uncached = Tokens{*counts.prompt - cached + (tool_inside ? 0 : counts.tool_prompt.value_or(0))};
  usage.output_total.reset();
  if (counts.candidates || counts.thoughts)
    usage.output_total = Tokens{counts.candidates.value_or(0) + (thoughts_inside ? 0 : counts.thoughts.value_or(0))};
  usage.output_reasoning = counts.thoughts ? std::optional{Tokens{*counts.thoughts}} : std::nullopt;
  read_parts(metadata, usage);
  usage.raw = metadata.codes_only(kMaxRawUsageBytes);
  usage.service_tier = tier_of(metadata);
  return true;
}

}  // namespace tabacus::analytics
