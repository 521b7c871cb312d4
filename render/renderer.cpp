#include "render/renderer.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/scope_exit.hpp"
#include "render/batch.hpp"
#include "render/damage.hpp"
#include "render/floats.hpp"
#include "render/gl/gpu.hpp"
#include "render/scene.hpp"

namespace tabacus::render {
namespace {

/// How far glyphs of a row stuck out of its band when it was last drawn.
struct Overhang {
  bool up = false;
  bool down = false;
};

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
  int columns = 0;
  int rows = 0;
  FrameLook look;
  Floats floats;
  std::optional<TabBarModel> tabs;
  std::vector<Overhang> overhangs;

  // Scratch, kept for its memory.
  DrawList list;
  std::vector<Batch> row_batches;
  Batch grid_batch;
  Batch tab_batch;
  Batch float_batch;                   // of `floats`
  std::uint64_t float_generation = 0;  // of the glyph cache when it was built

  [[nodiscard]] Layout make_layout(TabBarVisibility bar) const {
    return layout_window(gpu->width(), gpu->height(), typography.cell(), typography.ui_cell(), typography.scale(),
                         theme, bar);
  }
  [[nodiscard]] const terminal::Frame& usable(const terminal::Frame* frame, const Layout& now);
  [[nodiscard]] RowDamage first_damage(const WindowContent& content) const;
  [[nodiscard]] Batcher::Outcome build_rows(const WindowContent& content, const SceneStyle& style, RowDamage& damage);
  [[nodiscard]] Batcher::Outcome build_one(const WindowContent& content, const SceneStyle& style, int row,
                                           RowDamage& damage);
  [[nodiscard]] Batcher::Outcome build_tabs(const WindowContent& content, const SceneStyle& style);
  [[nodiscard]] Batcher::Outcome build_over(const Floats& now, const WindowContent& content, const SceneStyle& style);
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

RowDamage Renderer::State::first_damage(const WindowContent& content) const {
  RowDamage damage{content.frame->rows};
  if (!is_valid) {
    damage.mark_all();
    return damage;
  }
  for (std::size_t row = 0; row < content.frame->damaged.size(); ++row)
    if (content.frame->damaged[row] != 0) damage.mark(static_cast<int>(row));
  mark_difference(look, look_of(content), damage);
  return damage;
}

/// Builds the damaged rows, and those which they drag along: rows whose glyphs reach into a damaged one, and rows that
/// a damaged one reaches into.
Batcher::Outcome Renderer::State::build_rows(const WindowContent& content, const SceneStyle& style, RowDamage& damage) {
  std::vector<std::uint8_t> built(static_cast<std::size_t>(damage.rows()), 0);
  for (bool grew = true; grew;) {
    grew = false;
    for (int row = 0; row < damage.rows(); ++row) {
      if (!damage.contains(row) || built[static_cast<std::size_t>(row)] != 0) continue;
      built[static_cast<std::size_t>(row)] = 1;
      if (build_one(content, style, row, damage) == Batcher::Outcome::AtlasFull && !accept_missing)
        return Batcher::Outcome::AtlasFull;
      grew = true;
    }
  }
  return Batcher::Outcome::Complete;
}

Batcher::Outcome Renderer::State::build_one(const WindowContent& content, const SceneStyle& style, int row,
                                            RowDamage& damage) {
  const auto index = static_cast<std::size_t>(row);
  list.clear();
  build_row(content, style, row, list);
  Batch& batch = row_batches[index];
  batch.clear();
  const auto outcome = batcher->append(list, list.grid, batch);
  const Rect band = style.layout.band(row, damage.rows());
  const Overhang before = std::exchange(overhangs[index], {batch.ink_top<band.y, batch.ink_bottom> band.bottom()});
  if (before.up || overhangs[index].up) damage.mark(row - 1);
  if (before.down || overhangs[index].down) damage.mark(row + 1);
  if (row > 0 && overhangs[index - 1].down) damage.mark(row - 1);
  if (row + 1 < damage.rows() && overhangs[index + 1].up) damage.mark(row + 1);
  return outcome;
}

Batcher::Outcome Renderer::State::build_tabs(const WindowContent& content, const SceneStyle& style) {
  list.clear();
  build_tab_bar(*content.tabs, style, list);
  tab_batch.clear();
  return batcher->append(list, list.ui, tab_batch);
}

Batcher::Outcome Renderer::State::build_over(const Floats& now, const WindowContent& content, const SceneStyle& style) {
  list.clear();
  build_floats(now, content, style, list);
  float_batch.clear();
  const auto outcome = batcher->append(list, list.ui, float_batch);
  float_generation = batcher->cache().generation();
  return outcome;
}

/// Nothing when the atlas ran full: it is empty then, and a second try starts from nothing.
std::optional<FrameStats> Renderer::State::try_draw(const WindowContent& content) {
  const Layout now = make_layout(content.tabs != nullptr ? TabBarVisibility::Shown : TabBarVisibility::Hidden);
  const SceneStyle style{now, theme, typography.cell(), typography.ui_cell()};
  if (now != layout || content.frame->rows != rows || content.frame->columns != columns) is_valid = false;
  if (!is_valid) {
    overhangs.assign(static_cast<std::size_t>(content.frame->rows), {});
    row_batches.resize(static_cast<std::size_t>(content.frame->rows));
  }
  GlyphCache& cache = batcher->cache();
  cache.begin_frame();
  const int known = cache.rasterized();
  RowDamage damage = first_damage(content);
  Floats floating = floats_of(content, style);
  const bool with_tabs = content.tabs != nullptr && (!is_valid || tabs != *content.tabs);
  const bool with_floats = !is_valid || floats != floating;
  const auto is_full = [this](Batcher::Outcome outcome) {
    return outcome == Batcher::Outcome::AtlasFull && !accept_missing;
  };
  if (is_full(build_rows(content, style, damage))) return std::nullopt;
  if (!damage.any() && !with_tabs && !with_floats) return FrameStats{};
  tab_batch.clear();
  if (with_tabs && is_full(build_tabs(content, style))) return std::nullopt;
  // Glyphs that were thrown out to make room may have been theirs.
  const bool is_stale = float_generation != cache.generation();
  if ((with_floats || is_stale) && is_full(build_over(floating, content, style))) return std::nullopt;

  grid_batch.clear();
  for (int row = 0; row < damage.rows(); ++row)
    if (damage.contains(row)) grid_batch.append(row_batches[static_cast<std::size_t>(row)]);
  gpu->upload(cache.take_uploads());
  gpu->draw(grid_batch, now.grid);
  gpu->draw(tab_batch, now.window);
  gpu->present(float_batch);

  layout = now;
  rows = content.frame->rows;
  columns = content.frame->columns;
  look = look_of(content);
  floats = std::move(floating);
  tabs = copy_of(content.tabs);
  is_valid = true;
  FrameStats stats{true, damage.count(), 0, 0, cache.rasterized() - known};
  for (const Batch* batch : {&grid_batch, &tab_batch, &float_batch}) {
    stats.quads += static_cast<int>(batch->below.size() + batch->above.size());
    stats.glyphs += static_cast<int>(batch->glyphs.size());
  }
  return stats;
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
