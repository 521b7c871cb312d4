#include "render/renderer.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/scope_exit.hpp"
#include "render/batch.hpp"
#include "render/floats.hpp"
#include "render/gl/gpu.hpp"
#include "render/pane_picture.hpp"
#include "render/scene.hpp"

namespace tabacus::render {
namespace {

template <typename T>
std::optional<T> copy_of(const T* value) {
  return value == nullptr ? std::nullopt : std::optional<T>{*value};
}

}  // namespace

struct Renderer::State {
  State(Typography type, Theme colors, std::unique_ptr<gl::Gpu> device)
      : typography{std::move(type)},
        theme{colors},
        gpu{std::move(device)},
        batcher{std::make_unique<Batcher>(typography)} {}

  Typography typography;
  Theme theme;
  std::unique_ptr<gl::Gpu> gpu;
  std::unique_ptr<Batcher> batcher;
  terminal::Frame blank;        // stands in for a frame that is missing
  bool is_valid = false;        // the picture is what the members below say
  bool accept_missing = false;  // draw what the atlas holds, leave out the rest

  // The picture that stands.
  Layout layout;
  std::vector<PanePicture> panes;
  std::vector<Floats> pane_floats;
  WindowFloats window_floats;
  std::vector<PaneDivider> dividers;
  std::optional<TabBarModel> tabs;

  // Scratch, kept for its memory.
  DrawList list;
  Batch divider_batch;
  Batch tab_batch;
  Batch float_batch;                   // of the floats
  std::uint64_t float_generation = 0;  // of the glyph cache when it was built

  [[nodiscard]] Layout make_layout(TabBarVisibility bar) const {
    return layout_window(gpu->width(), gpu->height(), typography.cell(), typography.ui_cell(), typography.scale(),
                         theme, bar);
  }
  [[nodiscard]] const terminal::Frame& usable(const terminal::Frame* frame, const Layout& now);
  [[nodiscard]] SceneStyle style_of(const Layout& at) const {
    return {at, theme, typography.cell(), typography.ui_cell()};
  }
  [[nodiscard]] Batcher::Outcome build_panes(const std::vector<PaneScene>& scenes);
  [[nodiscard]] Batcher::Outcome build_tabs(const WindowContent& content, const SceneStyle& style);
  [[nodiscard]] Batcher::Outcome build_over(const std::vector<Floats>& of_panes, const WindowFloats& of_window,
                                            const std::vector<PaneScene>& scenes, const Layout& window);
  void build_lines(const WindowContent& content, const SceneStyle& style);
  [[nodiscard]] FrameStats stats(int rows_drawn, int rasterized) const;
  [[nodiscard]] std::optional<FrameStats> try_draw(const WindowContent& content);
};

/// The frame, or a blank one of the window's size where there is none or its cells do not fill it.
const terminal::Frame& Renderer::State::usable(const terminal::Frame* frame, const Layout& now) {
  if (frame != nullptr && frame->rows > 0 && frame->columns > 0 &&
      frame->cells.size() >= static_cast<std::size_t>(frame->rows) * static_cast<std::size_t>(frame->columns))
    return *frame;
  blank.columns = now.columns;
  blank.rows = now.rows;
  blank.cells.assign(static_cast<std::size_t>(now.columns) * static_cast<std::size_t>(now.rows), terminal::Cell{});
  blank.cursor.visible = false;
  return blank;
}

Batcher::Outcome Renderer::State::build_panes(const std::vector<PaneScene>& scenes) {
  for (std::size_t i = 0; i < scenes.size(); ++i)
    if (panes[i].build(scenes[i].content, style_of(scenes[i].layout), *batcher, list, accept_missing) ==
            Batcher::Outcome::AtlasFull &&
        !accept_missing)
      return Batcher::Outcome::AtlasFull;
  return Batcher::Outcome::Complete;
}

/// Lines are no glyphs: the atlas has room for them.
void Renderer::State::build_lines(const WindowContent& content, const SceneStyle& style) {
  list.clear();
  build_dividers(content, style, list);
  divider_batch.clear();
  [[maybe_unused]] const auto complete = batcher->append(list, list.grid, divider_batch);
}

Batcher::Outcome Renderer::State::build_tabs(const WindowContent& content, const SceneStyle& style) {
  list.clear();
  build_tab_bar(*content.tabs, style, list);
  tab_batch.clear();
  return batcher->append(list, list.ui, tab_batch);
}

Batcher::Outcome Renderer::State::build_over(const std::vector<Floats>& of_panes, const WindowFloats& of_window,
                                             const std::vector<PaneScene>& scenes, const Layout& window) {
  list.clear();
  for (std::size_t i = 0; i < scenes.size(); ++i)
    build_floats(of_panes[i], scenes[i].content, style_of(scenes[i].layout), list);
  build_window_floats(of_window, style_of(window), list);
  float_batch.clear();
  const auto outcome = batcher->append(list, list.ui, float_batch);
  float_generation = batcher->cache().generation();
  return outcome;
}

FrameStats Renderer::State::stats(int rows_drawn, int rasterized) const {
  FrameStats stats{true, rows_drawn, 0, 0, rasterized};
  const auto count = [&stats](const Batch& batch) {
    stats.quads += static_cast<int>(batch.below.size() + batch.above.size());
    stats.glyphs += static_cast<int>(batch.glyphs.size());
  };
  for (const PanePicture& pane : panes) count(pane.batch());
  for (const Batch* batch : {&divider_batch, &tab_batch, &float_batch}) count(*batch);
  return stats;
}

/// Nothing when the atlas ran full: it is empty then, and a second try starts from nothing.
std::optional<FrameStats> Renderer::State::try_draw(const WindowContent& content) {
  const Layout now = make_layout(content.tabs != nullptr ? TabBarVisibility::Shown : TabBarVisibility::Hidden);
  const SceneStyle style = style_of(now);
  const std::vector<PaneScene> scenes = panes_of(content, now);
  // A line that went leaves its pixels, and panes their places, to others.
  const auto same_place = [](const PaneDivider& a, const PaneDivider& b) { return a.gap == b.gap && a.kind == b.kind; };
  if (now != layout || !std::ranges::equal(dividers, content.dividers, same_place)) is_valid = false;
  panes.resize(scenes.size());
  if (!is_valid)
    for (PanePicture& pane : panes) pane.forget();
  GlyphCache& cache = batcher->cache();
  cache.begin_frame();
  const int known = cache.rasterized();
  std::vector<Floats> of_panes;
  for (const PaneScene& scene : scenes) of_panes.push_back(floats_of(scene.content, style_of(scene.layout)));
  WindowFloats of_window = window_floats_of(content);
  const bool with_tabs = content.tabs != nullptr && (!is_valid || tabs != *content.tabs);
  const bool with_lines = !is_valid || dividers != content.dividers;
  const bool with_floats = !is_valid || pane_floats != of_panes || window_floats != of_window;
  const auto is_full = [this](Batcher::Outcome outcome) {
    return outcome == Batcher::Outcome::AtlasFull && !accept_missing;
  };
  if (is_full(build_panes(scenes))) return std::nullopt;
  int rows_drawn = 0;
  for (const PanePicture& pane : panes) rows_drawn += pane.rows_built();
  if (rows_drawn == 0 && !with_tabs && !with_lines && !with_floats) return FrameStats{};
  divider_batch.clear();
  if (with_lines) build_lines(content, style);
  tab_batch.clear();
  if (with_tabs && is_full(build_tabs(content, style))) return std::nullopt;
  // Glyphs that were thrown out to make room may have been theirs.
  const bool is_stale = float_generation != cache.generation();
  if ((with_floats || is_stale) && is_full(build_over(of_panes, of_window, scenes, now))) return std::nullopt;

  gpu->upload(cache.take_uploads());
  for (std::size_t i = 0; i < panes.size(); ++i) gpu->draw(panes[i].batch(), scenes[i].layout.grid);
  gpu->draw(divider_batch, now.grid);
  gpu->draw(tab_batch, now.window);
  gpu->present(float_batch);

  layout = now;
  for (std::size_t i = 0; i < panes.size(); ++i) panes[i].drawn(scenes[i].content, scenes[i].layout);
  pane_floats = std::move(of_panes);
  window_floats = std::move(of_window);
  dividers = content.dividers;
  tabs = copy_of(content.tabs);
  is_valid = true;
  return stats(rows_drawn, cache.rasterized() - known);
}

Renderer::Renderer(std::unique_ptr<State> state) : state_{std::move(state)} {}
Renderer::~Renderer() = default;

Result<std::unique_ptr<Renderer>> Renderer::create(GetProc get_proc, Typography typography, int width, int height,
                                                   Theme theme) {
  auto gpu = gl::Gpu::create(get_proc, width, height);
  if (!gpu) return fail(gpu.error());
  return std::unique_ptr<Renderer>{
      new Renderer{std::make_unique<State>(std::move(typography), theme, std::move(*gpu))}};
}

FrameStats Renderer::draw(const WindowContent& content) {
  WindowContent checked = content;
  checked.frame = &state_->usable(content.frame,
                                  layout(content.tabs != nullptr ? TabBarVisibility::Shown : TabBarVisibility::Hidden));
  if (const auto stats = state_->try_draw(checked)) return *stats;
  // An empty atlas and the whole picture to draw. A picture with more glyphs than an atlas holds goes without the rest.
  state_->batcher->cache().clear();
  invalidate();
  const ScopeExit restore{[this] { state_->accept_missing = false; }};
  state_->accept_missing = true;
  return state_->try_draw(checked).value_or(FrameStats{});
}

void Renderer::invalidate() { state_->is_valid = false; }

bool Renderer::is_context_lost() const { return state_->gpu->is_lost(); }

Result<void> Renderer::restore(GetProc get_proc) {
  auto gpu = gl::Gpu::create(get_proc, state_->gpu->width(), state_->gpu->height());
  if (!gpu) return fail(gpu.error());
  state_->gpu->forget();
  state_->gpu = std::move(*gpu);
  state_->batcher->cache().clear();
  invalidate();
  return {};
}

Result<void> Renderer::resize(int width, int height) {
  if (width == state_->gpu->width() && height == state_->gpu->height()) return {};
  invalidate();
  return state_->gpu->resize(width, height);
}

void Renderer::set_typography(Typography typography) {
  state_->batcher.reset();  // it refers to the fonts that go
  state_->typography = std::move(typography);
  state_->batcher = std::make_unique<Batcher>(state_->typography);
  invalidate();
}

void Renderer::set_theme(const Theme& theme) {
  state_->theme = theme;
  invalidate();
}

SheetRoom Renderer::sheet_room(TabBarVisibility tab_bar) const {
  const Layout at = layout(tab_bar);
  return render::sheet_room({at, state_->theme, state_->typography.cell(), state_->typography.ui_cell()});
}

Layout Renderer::layout(TabBarVisibility tab_bar) const { return state_->make_layout(tab_bar); }

TabBarLayout Renderer::tab_bar_layout(const TabBarModel& model) const {
  return layout_tab_bar(model, layout(TabBarVisibility::Shown).tab_bar, state_->typography.ui_cell());
}

const Typography& Renderer::typography() const { return state_->typography; }

std::size_t Renderer::cached_glyphs() const { return state_->batcher->cache().size(); }

Picture Renderer::read_pixels() const {
  return {state_->gpu->width(), state_->gpu->height(), state_->gpu->read(state_->float_batch)};
}

}  // namespace tabacus::render
