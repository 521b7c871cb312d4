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
  if (call.billing != Billing::Subscription) stats.cost += call.cost.value_or(Nanodollars{});
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

}  // namespace

void add_finished(TabStats& stats, const CallRecord& call) {
  add_usage(stats, call);
  show_last(stats, call);
  const bool failed = call.outcome == Outcome::Error || call.outcome == Outcome::Refused;
  const bool unknown = call.facts.usage_state == UsageState::Missing && may_have_used_tokens(call);
  const bool unpriced = has_tokens(call.facts.usage) && !call.cost;
  ++stats.calls;
  stats.errors += failed ? 1 : 0;
  stats.without_usage += unknown ? 1 : 0;
  stats.unpriced += unpriced ? 1 : 0;
  stats.cost_is_lower_bound |= unknown || unpriced || call.outcome == Outcome::Lossy;
  stats.last_total = call.times.total;
  stats.last_first_token = call.times.first_token ? call.times.first_token : call.times.first_byte;
  stats.last_error = failed ? call.error_type : std::string{};
}

void add_running(TabStats& stats, const CallRecord& call, SteadyTime opened_at) {
  add_usage(stats, call);
  show_last(stats, call);
  ++stats.in_flight;
  stats.running_since = stats.running_since ? std::min(*stats.running_since, opened_at) : opened_at;
}

}  // namespace tabacus::analytics
