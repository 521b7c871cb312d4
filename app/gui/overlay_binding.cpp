#include "app/gui/overlay_binding.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using analytics::TabStats;

constexpr std::int64_t kNanoPerDollar = 1'000'000'000;

std::optional<std::chrono::milliseconds> to_milliseconds(std::optional<Nanoseconds> duration) {
  if (!duration) return std::nullopt;
  return std::chrono::round<std::chrono::milliseconds>(*duration);
}

int decimals_for(std::int64_t nano) {
  if (nano >= 10 * kNanoPerDollar) return 2;
  return nano > 0 && nano < kNanoPerDollar / 1000 ? 6 : 4;
}

/// Tokens are known when a running call or a finished one with usage has told some.
bool knows_tokens(const TabStats& stats) { return stats.calls > stats.without_usage || stats.in_flight > 0; }

void fill_tokens(render::OverlayModel& model, const TabStats& stats) {
  if (!knows_tokens(stats)) return;
  model.input_tokens = (stats.input_uncached + stats.cache_read + stats.cache_write).count();
  model.cached_tokens = stats.cache_read.count();
  model.output_tokens = stats.output.count();
}

}  // namespace

std::string format_money(Nanodollars amount) {
  const int decimals = decimals_for(amount.count());
  std::int64_t unit = kNanoPerDollar;
  for (int i = 0; i < decimals; ++i) unit /= 10;
  const std::int64_t rounded = (amount.count() + unit / 2) / unit;
  const std::int64_t per_dollar = kNanoPerDollar / unit;
  return fmt::format("${}.{:0{}}", rounded / per_dollar, rounded % per_dollar, decimals);
}

std::string cost_text(const TabStats& stats) {
  const bool nothing_priced =
      stats.cost.count() == 0 && (stats.cost_is_lower_bound || stats.calls + stats.in_flight == 0);
  if (nothing_priced) return {};
  return (stats.cost_is_lower_bound ? "≥ " : "") + format_money(stats.cost);
}

std::optional<render::BudgetBar> budget_bar(const std::vector<analytics::BudgetState>& budgets) {
  if (budgets.empty()) return std::nullopt;
  const auto& fullest = *std::ranges::max_element(budgets, {}, analytics::used_ppm);
  render::BudgetBar bar;
  bar.label = name_of(fullest.account.scope);
  const bool is_least = fullest.spent.unknown > 0;
  if (const auto& limit = fullest.limit.money)
    bar.text = fmt::format("{}{} of {}", is_least ? "≥ " : "", format_money(fullest.spent.money), format_money(*limit));
  else
    bar.text =
        fmt::format("{}k of {}k tokens", fullest.spent.tokens.count() / 1000, fullest.limit.tokens->count() / 1000);
  bar.used = static_cast<float>(used_ppm(fullest)) / 1e6F;
  bar.level = static_cast<render::BudgetBar::Level>(fullest.standing);
  return bar;
}

render::OverlayModel overlay_model(Metering metering, const TabStats* stats, SteadyTime now,
                                   const std::string& failure) {
  render::OverlayModel model;
  if (metering == Metering::Off) {
    model.capture = render::CaptureState::Off;
    return model;
  }
  if (metering == Metering::Failed) {
    model.capture = render::CaptureState::Broken;
    model.error = display_safe(failure);
    return model;
  }
  if (metering == Metering::Paused) model.capture = render::CaptureState::Paused;
  if (stats == nullptr) return model;
  if (metering == Metering::On) model.capture = render::CaptureState::Active;
  model.calls = stats->calls;
  model.running = static_cast<int>(stats->in_flight);
  if (stats->running_since) model.elapsed = *to_milliseconds(now - *stats->running_since);
  fill_tokens(model, *stats);
  model.cost = cost_text(*stats);
  model.last_latency = to_milliseconds(stats->last_total);
  model.time_to_first_token = to_milliseconds(stats->last_first_token);
  model.model = display_safe(stats->last_model);
  model.error = display_safe(stats->last_error);
  return model;
}

}  // namespace tabacus::app
