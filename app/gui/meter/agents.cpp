// The session's sub-agents, the dearest first, and what each cost.
#include <fmt/format.h>

#include <algorithm>

#include "app/gui/meter/widget.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

using render::OverlayInk;

constexpr std::size_t kMostAgents = 4;

void add(const MeterFigures& figures, render::OverlayModel& model) {
  if (figures.stored == nullptr) return;
  const auto& agents = figures.stored->agents;
  for (std::size_t i = 0; i < std::min(agents.size(), kMostAgents); ++i)
    model.lines.push_back({.left = {{"agent", OverlayInk::Dim}, {display_safe(agents[i].name)}},
                           .right = {{fmt::format("{} calls", agents[i].calls), OverlayInk::Dim},
                                     {format_money(agents[i].cost), OverlayInk::Accent}}});
  if (agents.size() > kMostAgents)
    model.lines.push_back(
        {.left = {{fmt::format("and {} more agents", agents.size() - kMostAgents), OverlayInk::Dim}}});
}

}  // namespace

extern const Widget kAgentsWidget;
const Widget kAgentsWidget{"agents", add};

}  // namespace tabacus::app
