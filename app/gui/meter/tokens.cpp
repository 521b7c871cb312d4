// Tokens by kind, each counted once: new input, read from and written to a cache, output.
#include "app/gui/meter/widget.hpp"
#include "render/overlay/number_text.hpp"

namespace tabacus::app {
namespace {

using render::count_text;

void add(const MeterFigures& figures, render::OverlayModel& model) {
  const analytics::TabStats& stats = *figures.stats;
  const auto known = [&](Tokens tokens) {
    return count_text(knows_tokens(stats) ? std::optional{tokens.count()} : std::nullopt);
  };
  model.lines.push_back({.fields = {{"new in", known(stats.input_uncached)},
                                    {"read", known(stats.cache_read)},
                                    {"written", known(stats.cache_write)}}});
  model.lines.push_back({.fields = {{"out", known(stats.output)}, {"calls", count_text(stats.calls)}}});
}

}  // namespace

extern const Widget kTokensWidget;
const Widget kTokensWidget{"tokens", add};

}  // namespace tabacus::app
