// A call as JSON, for golden files: what is known of it, times apart, which the pieces decide that it came in.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "analytics/model/call.hpp"

namespace tabacus::test {

using Json = nlohmann::ordered_json;

namespace describing {

using namespace analytics;

inline void put(Json& out, const char* key, const std::string& text) {
  if (!text.empty()) out[key] = text;
}
inline void put(Json& out, const char* key, std::optional<std::int64_t> number) {
  if (number) out[key] = *number;
}
template <typename Kind>
void put(Json& out, const char* key, std::optional<Quantity<Kind>> quantity) {
  if (quantity) out[key] = quantity->count();
}

inline constexpr const char* kOutcomes[] = {"ok", "error", "aborted", "truncated", "refused", "lossy", "undecoded"};
inline constexpr const char* kStops[] = {"unknown", "stop",           "length", "tool_use",
                                         "refusal", "content_filter", "error",  "pause"};
inline constexpr const char* kStates[] = {"missing", "estimated", "partial", "measured"};
inline constexpr const char* kTransports[] = {"http", "sse", "websocket"};
inline constexpr const char* kBillings[] = {"api", "subscription", "local"};
inline constexpr const char* kBases[] = {"none", "host", "slot", "user", "provider", "local"};

template <std::size_t N, typename Enum>
const char* word(const char* const (&words)[N], Enum value) {
  return words[static_cast<std::size_t>(value)];
}

inline Json describe_usage(const Usage& usage) {
  Json out = Json::object();
  put(out, "input_uncached", usage.input_uncached);
  put(out, "cache_read", usage.cache_read);
  put(out, "cache_write_5m", usage.cache_write_5m);
  put(out, "cache_write_1h", usage.cache_write_1h);
  put(out, "output_total", usage.output_total);
  put(out, "output_reasoning", usage.output_reasoning);
  put(out, "audio_input", usage.audio_input);
  put(out, "audio_cache_read", usage.audio_cache_read);
  put(out, "audio_output", usage.audio_output);
  put(out, "image_input", usage.image_input);
  put(out, "image_output", usage.image_output);
  put(out, "audio_milliseconds", usage.audio_milliseconds);
  put(out, "tool_prompt", usage.tool_prompt);
  put(out, "web_searches", usage.web_searches);
  put(out, "web_fetches", usage.web_fetches);
  put(out, "code_runs", usage.code_runs);
  for (const BilledUse& use : kBilledUses)
    if (use.uses != &Usage::code_runs) put(out, use.name, usage.*use.uses);
  put(out, "provider_cost_nano", usage.provider_cost);
  put(out, "service_tier", usage.service_tier);
  put(out, "region", usage.region);
  put(out, "speed", usage.speed);
  put(out, "identity", usage.identity);
  put(out, "doubt", usage.doubt);
  return out;
}

inline Json describe(const CallRecord& call) {
  Json out;
  out["provider"] = call.provider;
  out["api"] = call.facts.api;
  out["outcome"] = word(kOutcomes, call.outcome);
  put(out, "status", call.status ? std::optional<std::int64_t>{*call.status} : std::nullopt);
  put(out, "error_type", call.error_type);
  out["transport"] = word(kTransports, call.transport);
  put(out, "model_requested", call.facts.model_requested);
  put(out, "model_served", call.facts.model_served);
  out["stop"] = word(kStops, call.facts.stop);
  put(out, "stop_raw", call.facts.stop_raw);
  out["usage_state"] = word(kStates, call.facts.usage_state);
  out["usage"] = describe_usage(call.facts.usage);
  put(out, "estimated_input", call.estimated_input);
  put(out, "estimated_output", call.estimated_output);
  if (call.through_gateway) out["through_gateway"] = true;
  put(out, "tool_calls", call.facts.tool_calls);
  out["content_deltas"] = call.facts.content_deltas;
  put(out, "engine", call.facts.engine);
  if (call.facts.prompt_time) put(out, "prompt_ns", std::optional{call.facts.prompt_time->count()});
  if (call.facts.generation_time) put(out, "generation_ns", std::optional{call.facts.generation_time->count()});
  put(out, "session", call.identity.wire_session);
  put(out, "agent", call.identity.agent);
  put(out, "parent_agent", call.identity.parent_agent);
  put(out, "client", call.identity.client);
  put(out, "client_version", call.identity.client_version);
  put(out, "request_id", call.request_id);
  put(out, "response_id", call.facts.response_id);
  if (call.billing != Billing::Api) out["billing"] = word(kBillings, call.billing);
  put(out, "cost_nano", call.cost);
  if (call.list_cost != call.cost) put(out, "list_cost_nano", call.list_cost);
  put(out, "saved_nano", call.saved);
  if (call.fees.count() > 0) out["fees_nano"] = call.fees.count();
  if (call.unpriced == Unpriced::NoSearchFee || call.unpriced == Unpriced::NoToolFee)
    out["unpriced"] = call.unpriced == Unpriced::NoSearchFee ? "no_search_fee" : "no_tool_fee";
  out["price_basis"] = word(kBases, call.price_basis);
  return out;
}

}  // namespace describing

using describing::describe;

}  // namespace tabacus::test
