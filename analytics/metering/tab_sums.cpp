#include "analytics/metering/tab_sums.hpp"

#include <algorithm>

namespace tabacus::analytics {
namespace {

void add_usage(TabStats& stats, const CallRecord& call) {
  const Usage& usage = call.facts.usage;
  stats.input_uncached += usage.input_uncached.value_or(Tokens{});
  stats.cache_read += usage.cache_read.value_or(Tokens{});
  stats.cache_write += usage.cache_write_5m.value_or(Tokens{}) + usage.cache_write_1h.value_or(Tokens{});
  stats.output += usage.output_total.value_or(Tokens{});
  // A subscription pays for its calls; what the price list says of them is no bill.
  if (call.billing == Billing::Subscription)
    stats.subscription += call.list_cost.value_or(Nanodollars{});
  else
    stats.cost += call.cost.value_or(Nanodollars{});
}

void show_last(TabStats& stats, const CallRecord& call) {
  const std::string& model = call.facts.model_served.empty() ? call.facts.model_requested : call.facts.model_served;
  if (!model.empty()) stats.last_model = model;
  if (call.times.first_token) stats.last_first_token = call.times.first_token;
}

bool has_tokens(const Usage& usage) {
  const Tokens tokens = usage.prompt_total().value_or(Tokens{}) + usage.output_total.value_or(Tokens{});
  return tokens.count() > 0;
}

/// An error status or a refusal uses no tokens: there is nothing to know.
bool may_have_used_tokens(const CallRecord& call) {
  return call.outcome != Outcome::Refused && call.status.value_or(0) < 400;
}

/// Sub-agents have contexts of their own; the one that the user talks to counts.
void show_context(TabStats& stats, const CallRecord& call) {
  const CallWhy& why = call.why;
  stats.compactions += why.compacted ? 1 : 0;
  if (call.billing != Billing::Subscription) stats.waste += why.waste.value_or(Nanodollars{});
  if (!call.identity.agent.empty() || !why.cached) return;
  stats.cache_expires_at = why.cache_expires_at;
  stats.cache_at_stake = why.at_stake;
  stats.prompt = call.facts.usage.prompt_total();
  stats.context_window = why.context_window;
  stats.price_cliff = why.price_cliff;
}

/// From the first token to the last; empty for what came in one piece.
std::optional<double> streaming_seconds(const CallTimes& times) {
  if (!times.first_token || !times.last_token || *times.last_token <= *times.first_token) return std::nullopt;
  return std::chrono::duration<double>(*times.last_token - *times.first_token).count();
}

}  // namespace

std::optional<double> tokens_per_delta(const CallRecord& call) {
  const auto& output = call.facts.usage.output_total;
  if (call.facts.usage_state != UsageState::Measured || !output || call.facts.content_deltas < 2) return std::nullopt;
  return static_cast<double>(output->count()) / static_cast<double>(call.facts.content_deltas);
}

void add_finished(TabStats& stats, const CallRecord& call) {
  add_usage(stats, call);
  show_last(stats, call);
  show_context(stats, call);
  const auto seconds = streaming_seconds(call.times);
  if (seconds && call.facts.usage_state == UsageState::Measured && call.facts.usage.output_total)
    stats.tokens_per_second = static_cast<double>(call.facts.usage.output_total->count()) / *seconds;
  const bool failed = call.outcome == Outcome::Error || call.outcome == Outcome::Refused;
  const bool unknown = call.facts.usage_state == UsageState::Missing && may_have_used_tokens(call);
  const bool unpriced = has_tokens(call.facts.usage) && !call.cost;
  ++stats.calls;
  stats.errors += failed ? 1 : 0;
  stats.without_usage += unknown ? 1 : 0;
  stats.unpriced += unpriced ? 1 : 0;
  stats.lossy += call.outcome == Outcome::Lossy ? 1 : 0;
  stats.cost_is_lower_bound |= unknown || unpriced || call.outcome == Outcome::Lossy;
  stats.last_total = call.times.total;
  stats.last_first_token = call.times.first_token ? call.times.first_token : call.times.first_byte;
  stats.last_error = failed ? call.error_type : std::string{};
}

void add_running(TabStats& stats, const CallRecord& call, SteadyTime opened_at) {
  add_usage(stats, call);
  show_last(stats, call);
  if (call.billing != Billing::Subscription) stats.running_cost += call.cost.value_or(Nanodollars{});
  ++stats.in_flight;
  stats.running_since = stats.running_since ? std::min(*stats.running_since, opened_at) : opened_at;
}

void add_speed(TabStats& stats, double tokens_per_second, SteadyTime last_content) {
  const double others = stats.speed_is_estimate ? stats.tokens_per_second.value_or(0) : 0;
  stats.tokens_per_second = others + tokens_per_second;
  stats.speed_is_estimate = true;
  stats.last_content = stats.last_content ? std::min(*stats.last_content, last_content) : last_content;
}

}  // namespace tabacus::analytics
