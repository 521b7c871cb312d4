// The provider's cache: how much of the input came from it, how long it stays warm and what its loss would cost, and
// why it was missed last.
#include <fmt/format.h>

#include <algorithm>

#include "app/gui/meter/widget.hpp"
#include "base/utf8.hpp"
#include "render/overlay/number_text.hpp"

namespace tabacus::app {
namespace {

using render::OverlayInk;

constexpr std::chrono::minutes kSecondsBelow{10};
constexpr std::chrono::seconds kNearlyCold{60};

std::string left_text(Nanoseconds left) {
  if (left > kSecondsBelow) return fmt::format("{}m", std::chrono::ceil<std::chrono::minutes>(left).count());
  return render::elapsed_text(std::chrono::ceil<std::chrono::seconds>(left));
}

/// "tools_changed" reads "tools changed".
std::string cause_text(std::string cause) {
  std::ranges::replace(cause, '_', ' ');
  return display_safe(cause);
}

void add_life(const MeterFigures& figures, render::OverlayLine& line) {
  const analytics::TabStats& stats = *figures.stats;
  if (!stats.cache_expires_at) return;
  const auto left = std::chrono::duration_cast<Nanoseconds>(*stats.cache_expires_at - figures.wall);
  if (left <= Nanoseconds::zero()) {
    line.right.push_back({"cold", OverlayInk::Dim});
    return;
  }
  line.right.push_back(
      {"likely warm " + left_text(left), left < kNearlyCold ? OverlayInk::Warning : OverlayInk::Plain});
  if (stats.cache_at_stake && stats.cache_at_stake->count() > 0)
    line.right.push_back({"stake " + format_money(*stats.cache_at_stake), OverlayInk::Dim});
}

void add(const MeterFigures& figures, render::OverlayModel& model) {
  const analytics::TabStats& stats = *figures.stats;
  const Tokens input = stats.input_uncached + stats.cache_read + stats.cache_write;
  if (!knows_tokens(stats) || input.count() == 0) return;
  render::OverlayLine line;
  line.left.push_back({"cache", OverlayInk::Dim});
  line.left.push_back({render::share_text(stats.cache_read.count(), input.count())});
  add_life(figures, line);
  model.lines.push_back(std::move(line));
  if (figures.stored == nullptr || figures.stored->miss_cause.empty()) return;
  render::OverlayLine miss;
  miss.left.push_back({"missed: " + cause_text(figures.stored->miss_cause), OverlayInk::Warning});
  if (figures.stored->missed) miss.right.push_back({format_money(*figures.stored->missed), OverlayInk::Warning});
  model.lines.push_back(std::move(miss));
}

}  // namespace

extern const Widget kCacheWidget;
const Widget kCacheWidget{"cache", add};

}  // namespace tabacus::app
