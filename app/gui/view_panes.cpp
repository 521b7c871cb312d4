// Of the view, what concerns the panes in sight: where each stands, and its meter. Main thread.
#include <algorithm>
#include <cmath>
#include <utility>

#include "app/gui/view.hpp"

namespace tabacus::app {
namespace {

constexpr std::chrono::milliseconds kSpeedSample{500};
constexpr std::size_t kSpeedSamples = 24;

SteadyTime now() { return std::chrono::steady_clock::now(); }

/// A tab that was opened while analytics was off has neither a port nor a failure.
Metering metering_of(const TabState& state, const analytics::Engine& engine) {
  if (!state.metered) return state.metering_failure.empty() ? Metering::Off : Metering::Failed;
  return engine.recording(state.tab->id()) == analytics::Recording::On ? Metering::On : Metering::Paused;
}

struct Pixel {
  int x;
  int y;
};

Pixel to_pixel(int x, int y, double ratio) {
  return {static_cast<int>(std::lround(x * ratio)), static_cast<int>(std::lround(y * ratio))};
}

/// Whether the areas' sides touch over a part of their length.
bool adjoins(const PaneArea& pane, const PaneGap& gap) {
  const PaneArea& at = gap.area;
  const bool shares_rows = at.row < pane.row + pane.rows && pane.row < at.row + at.rows;
  const bool shares_columns = at.column < pane.column + pane.columns && pane.column < at.column + at.columns;
  if (gap.cut == Cut::SideBySide)
    return shares_rows && (at.column + 1 == pane.column || at.column == pane.column + pane.columns);
  return shares_columns && (at.row + 1 == pane.row || at.row == pane.row + pane.rows);
}

}  // namespace

render::CellArea cells_of(const PaneArea& area) { return {area.row, area.column, area.rows, area.columns}; }

render::Layout View::layout_of(TabId pane) const {
  const std::vector<PlacedPane> placed = tabs_.placed_panes();
  const auto found = std::ranges::find(placed, pane, &PlacedPane::pane);
  const render::Layout whole = layout();
  return placed.size() > 1 && found != placed.end() ? layout_pane(whole, cells_of(found->area)) : whole;
}

std::optional<TabId> View::pane_at(int x, int y) const {
  const Pixel at = to_pixel(x, y, window_.pixel_ratio());
  const render::Layout whole = layout();
  const std::vector<PlacedPane> placed = tabs_.placed_panes();
  for (const PlacedPane& pane : placed) {
    const render::Rect area = placed.size() > 1 ? layout_pane(whole, cells_of(pane.area)).grid : whole.grid;
    if (area.contains(at.x, at.y)) return pane.pane;
  }
  return std::nullopt;
}

/// The whole gap takes hold of its line, which is a pixel or two wide.
std::optional<std::size_t> View::gap_at(int x, int y) const {
  const Pixel at = to_pixel(x, y, window_.pixel_ratio());
  const render::Layout whole = layout();
  const std::vector<PaneGap> gaps = tabs_.gaps();
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const PaneArea& gap = gaps[i].area;
    const render::Rect area{whole.cell_x(gap.column), whole.cell_y(gap.row), gap.columns * whole.cell_width,
                            gap.rows * whole.cell_height};
    if (area.contains(at.x, at.y)) return i;
  }
  return std::nullopt;
}

/// The renderer keeps the picture of the panes that it drew last.
void View::damage_strange_frames(const std::vector<PlacedPane>& placed) {
  std::vector<TabId> order{tabs_.focused().tab->id()};
  for (const PlacedPane& pane : placed)
    if (pane.pane != order.front()) order.push_back(pane.pane);
  if (order != drawn_panes_)
    for (const TabId pane : order) std::ranges::fill(tabs_.pane(pane)->frame.damaged, std::uint8_t{1});
  drawn_panes_ = std::move(order);
}

std::vector<render::PaneDivider> View::dividers() const {
  std::vector<render::PaneDivider> lines;
  const std::vector<PlacedPane> placed = tabs_.placed_panes();
  const auto focused = std::ranges::find(placed, tabs_.focused().tab->id(), &PlacedPane::pane);
  for (const PaneGap& gap : tabs_.gaps()) {
    const auto kind = gap.cut == Cut::SideBySide ? render::DividerKind::Upright : render::DividerKind::Level;
    lines.push_back({cells_of(gap.area), kind, focused != placed.end() && adjoins(focused->area, gap)});
  }
  return lines;
}

/// Sampled while answers run, so that the bars are of time and not of calls.
const std::vector<float>& View::speeds_of(TabId tab, const analytics::TabStats& stats) {
  auto& [asked_for, speeds, next_speed] = metered_[tab];
  if (stats.in_flight > 0 && stats.tokens_per_second && now() >= next_speed) {
    next_speed = now() + kSpeedSample;
    speeds.push_back(static_cast<float>(*stats.tokens_per_second));
    if (speeds.size() > kSpeedSamples) speeds.erase(speeds.begin());
  }
  return speeds;
}

void View::follow_calls() {
  if (engine_ == nullptr || figures_ == nullptr) return;
  for (std::size_t i = 0; i < tabs_.size(); ++i)
    for (const TabState& state : tabs_.group(i).panes) {
      const TabId tab = state.tab->id();
      const auto stats = engine_->stats(tab);
      if (stats && std::exchange(metered_[tab].asked_for, stats->calls) != stats->calls)
        figures_->want(tab, stats->calls);
    }
}

std::optional<render::OverlayModel> View::overlay_of(const TabState& state) {
  if (engine_ == nullptr || meter_size_ == MeterSize::Hidden) return std::nullopt;
  const TabId tab = state.tab->id();
  const auto stats = engine_->stats(tab);
  MeterFigures figures;
  figures.metering = metering_of(state, *engine_);
  figures.stats = stats.get();
  figures.budgets = engine_->budgets(tab);
  figures.failure = state.metering_failure;
  figures.now = now();
  figures.wall = std::chrono::time_point_cast<SystemTime::duration>(std::chrono::system_clock::now());
  std::shared_ptr<const StoredFigures> stored;
  if (stats && figures_ != nullptr) stored = figures_->latest(tab);
  figures.stored = stored.get();
  if (stats) figures.speeds = speeds_of(tab, *stats);
  if (const auto tick = next_tick(figures)) meter_tick_ = std::min(meter_tick_.value_or(*tick), *tick);
  return meter_model(figures, meter_widgets_, meter_size_, meter_corner_);
}

std::string View::meter_text() {
  const auto overlay = overlay_of(tabs_.focused());
  return overlay ? plain_text(*overlay) : std::string{};
}

}  // namespace tabacus::app
