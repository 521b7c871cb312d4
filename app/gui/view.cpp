#include "app/gui/view.hpp"

#include <algorithm>
#include <cmath>
#include <list>
#include <utility>

#include "app/gui/session_config.hpp"
#include "app/gui/tab_label.hpp"
#include "app/gui/ui_theme.hpp"
#include "base/log.hpp"
#include "base/utf8.hpp"

namespace tabacus::app {
namespace {

constexpr log::Category kLog{"gui"};
constexpr std::chrono::seconds kMentionTime{5};
constexpr double kSmallestFontPt = 5;
constexpr double kLargestFontPt = 72;

SteadyTime now() { return std::chrono::steady_clock::now(); }

}  // namespace

View::View(ViewParts parts, fonts::FontOptions font, const Config& config)
    : window_{parts.window},
      renderer_{parts.renderer},
      tabs_{parts.tabs},
      engine_{parts.engine},
      figures_{parts.figures},
      font_{std::move(font)},
      font_size_pt_{font_.size_pt},
      meter_size_{meter_size(config)},
      meter_corner_{config.overlay_corner},
      meter_widgets_{config.overlay_widgets},
      ansi_{choose_theme(config).theme.ansi} {
  blink_.restart(now());
  pacer_.set_refresh_rate(window_.refresh_rate());
  changed();
  if (config.window_opacity_percent < 100) window_.set_opacity(config.window_opacity_percent);
}

void View::changed() { pacer_.changed(now()); }
void View::output_arrived() { pacer_.output_arrived(now(), tabs_.output_in_sight()); }

void View::draw_if_due() {
  if (window_.is_visible() && !tabs_.empty() && pacer_.take_due(now(), tabs_.output_in_sight())) draw();
}

/// The pacer's own time is no change.
void View::time_passed() {
  if (!pacer_.due()) changed();
}

render::Picture View::draw_picture() {
  renderer_.invalidate();
  draw();
  return renderer_.read_pixels();
}

std::optional<SteadyTime> View::next_frame() const {
  if (tabs_.empty() || !window_.is_visible()) return std::nullopt;
  if (const auto due = pacer_.due()) return due;
  std::optional<SteadyTime> next;
  if (meter_tick_) next = meter_tick_;
  if (notice_ends_) next = std::min(next.value_or(*notice_ends_), *notice_ends_);
  if (is_focused_ && tabs_.focused().frame.cursor.blinking) {
    if (const auto change = blink_.next_change(now())) next = next ? std::min(*next, *change) : change;
  }
  return next;
}

void View::relayout() {
  const render::Layout layout = this->layout();
  tabs_.resize({static_cast<std::uint16_t>(layout.columns), static_cast<std::uint16_t>(layout.rows),
                static_cast<std::uint16_t>(layout.columns * layout.cell_width),
                static_cast<std::uint16_t>(layout.rows * layout.cell_height)});
  invalidate();
}

/// Also what it is called when the window moves to a display of another scale or rate.
void View::window_resized() {
  pacer_.set_refresh_rate(window_.refresh_rate());
  if (const double scale = window_.scale(); scale != font_.scale) {
    font_.scale = scale;
    fonts::FontOptions font = font_;
    font.size_pt = font_size_pt_;
    use_font(font);
  }
  const PixelSize size = window_.drawable();
  window_.make_current();
  if (auto resized = renderer_.resize(size.width, size.height); !resized)
    log::error(kLog, "resize: {}", resized.error().message);
  relayout();
}

void View::invalidate() {
  renderer_.invalidate();
  changed();
}

render::TabBarHit View::hit(int x, int y) const {
  if (tab_bar() == render::TabBarVisibility::Hidden) return {};
  const double ratio = window_.pixel_ratio();
  return render::hit_test(renderer_.tab_bar_layout(tab_bar_model()), static_cast<int>(x * ratio),
                          static_cast<int>(y * ratio));
}

void View::hover(render::TabBarHit hit) {
  if (std::exchange(hovered_, hit) != hit) changed();
}

void View::set_focused(bool focused) {
  is_focused_ = focused;
  key_pressed();
}

void View::key_pressed() {
  blink_.restart(now());
  pacer_.key_pressed(now());
  changed();
}

void View::set_preedit(std::string text, int caret) {
  preedit_ = std::move(text);
  preedit_caret_ = caret;
  changed();
}

void View::notify(const std::string& notice) {
  notice_ = render::PromptModel{"Note", display_safe(notice), "Esc"};
  notice_ends_.reset();
  changed();
}

/// What must be seen is not pushed aside by what need not.
void View::mention(const std::string& note) {
  if (notice_ && !notice_ends_) return;
  notice_ = render::PromptModel{"Note", display_safe(note), ""};
  notice_ends_ = now() + kMentionTime;
  changed();
}

void View::configure(const Config& config, const ColorTheme& theme) {
  renderer_.set_theme(ui_theme_of(theme));
  ansi_ = theme.ansi;
  window_.set_opacity(config.window_opacity_percent);
  meter_size_ = meter_size(config);
  meter_corner_ = config.overlay_corner;
  meter_widgets_ = config.overlay_widgets;
  fonts::FontOptions font = font_options(config);
  font.scale = font_.scale;
  const bool is_same = font.family == font_.family && font.size_pt == font_.size_pt &&
                       font.ligatures == font_.ligatures && font.features == font_.features;
  if (is_same) return relayout();
  auto typography = render::Typography::open(font);
  if (!typography) return notify("font: " + typography.error().message);
  font_ = font;
  font_size_pt_ = font.size_pt;
  window_.make_current();
  renderer_.set_typography(std::move(*typography));
  relayout();
}

bool View::dismiss_notice() {
  const bool had_one = notice_ && !notice_ends_;
  notice_.reset();
  notice_ends_.reset();
  return had_one;
}

/// A database that broke while we run is not worth a dialog, but must not go unseen either.
void View::look_for_warnings() {
  if (engine_ == nullptr) return;
  const auto warnings = engine_->health().warnings;
  if (warnings.size() > warnings_seen_) notify(warnings.back());
  warnings_seen_ = warnings.size();
}

void View::zoom(ZoomStep step) {
  fonts::FontOptions font = font_;
  if (step != ZoomStep::Reset) font.size_pt = font_size_pt_ + (step == ZoomStep::In ? 1 : -1);
  font.size_pt = std::clamp(font.size_pt, kSmallestFontPt, kLargestFontPt);
  use_font(font);
  relayout();
}

void View::use_font(const fonts::FontOptions& font) {
  auto typography = render::Typography::open(font);
  if (!typography) return log::warn(kLog, "change the type's size: {}", typography.error().message);
  font_size_pt_ = font.size_pt;
  window_.make_current();
  renderer_.set_typography(std::move(*typography));
}

/// After a reset of the graphics card. Without another context there is nothing to draw with, but the tabs go on.
void View::renew_context() {
  auto renewed = window_.renew_context();
  if (renewed) renewed = renderer_.restore(Window::gl_function);
  if (!renewed) log::error(kLog, "draw again after a reset of the graphics card: {}", renewed.error().message);
}

void View::raise_budget() {
  if (engine_ == nullptr || !tabs_.focused().metered) return;
  const auto raised = engine_->raise_budget(tabs_.focused().tab->id(), std::nullopt, {});
  if (!raised) return notify(raised.error().message);
  for (const analytics::BudgetState& budget : *raised)
    notify(fmt::format("the budget of the {} is {} now", name_of(budget.account.scope), to_text(budget.limit)));
  changed();
}

void View::toggle_recording() {
  if (engine_ == nullptr || !tabs_.focused().metered) return;
  const TabId tab = tabs_.focused().tab->id();
  const bool records = engine_->recording(tab) == analytics::Recording::On;
  if (const auto done = records ? engine_->pause(tab) : engine_->resume(tab); !done) notify(done.error().message);
  changed();
}

void View::toggle_overlay() {
  meter_size_ = next_size(meter_size_);
  changed();
}

render::TabBarVisibility View::tab_bar() const {
  return tabs_.size() > 1 ? render::TabBarVisibility::Shown : render::TabBarVisibility::Hidden;
}

render::TabLabel View::label_of(const TabGroup& group) const {
  std::vector<std::shared_ptr<const analytics::TabStats>> stats;
  std::vector<PaneView> panes;
  for (const TabState& state : group.panes) {
    stats.push_back(engine_ != nullptr ? engine_->stats(state.tab->id()) : nullptr);
    panes.push_back({&state, stats.back().get()});
  }
  render::TabLabel label = tab_label(panes, group.focused);
  if (group.color) label.color = render::rgb(ansi_[static_cast<std::size_t>(*group.color)]);
  if (group.broadcasts) label.detail = "to all panes";
  if (group.pane().read_only) label.detail = "read-only";
  return label;
}

render::TabBarModel View::tab_bar_model() const {
  render::TabBarModel model;
  for (std::size_t i = 0; i < tabs_.size(); ++i) model.tabs.push_back(label_of(tabs_.group(i)));
  model.active = static_cast<int>(tabs_.focused_index());
  model.hovered = hovered_;
  return model;
}

void View::set_meter(analytics::Engine* engine, FiguresReader* figures) {
  engine_ = engine;
  figures_ = figures;
  changed();
}

std::int64_t View::metered_calls() const {
  std::int64_t calls = 0;
  for (std::size_t i = 0; engine_ != nullptr && i < tabs_.size(); ++i)
    for (const TabState& state : tabs_.group(i).panes)
      if (const auto stats = engine_->stats(state.tab->id())) calls += stats->calls;
  return calls;
}

void View::draw() {
  const SteadyTime begun = now();
  window_.make_current();
  if (renderer_.is_context_lost()) renew_context();
  look_for_warnings();
  if (notice_ends_ && now() >= *notice_ends_) dismiss_notice();
  tabs_.update_frames();
  TabState& state = tabs_.focused();
  const std::vector<PlacedPane> placed = tabs_.placed_panes();
  damage_strange_frames(placed);

  const render::TabBarModel bar = tab_bar_model();
  meter_tick_.reset();
  const auto overlay = overlay_of(state);
  const auto sheet = modal_ != nullptr ? modal_->sheet(renderer_.sheet_room(tab_bar())) : std::nullopt;
  const auto prompt = modal_ != nullptr ? modal_->prompt() : std::nullopt;
  std::list<render::OverlayModel> overlays_beside;  // whose addresses stay
  const bool is_dark = is_focused_ && state.frame.cursor.blinking && blink_.is_dark(now());
  render::WindowContent content;
  content.frame = &state.frame;
  for (const PlacedPane& pane : placed) {
    if (placed.size() == 1) break;
    const render::CellArea area = cells_of(pane.area);
    if (pane.pane == state.tab->id()) {
      content.area = area;
      continue;
    }
    TabState& beside = *tabs_.pane(pane.pane);
    auto meter = sheet ? std::nullopt : overlay_of(beside);
    if (meter) overlays_beside.push_back(std::move(*meter));
    content.beside.push_back({&beside.frame, area, meter ? &overlays_beside.back() : nullptr});
  }
  content.dividers = dividers();
  if (modal_ != nullptr) decorated_ = state.frame;
  if (modal_ != nullptr && modal_->decorate(decorated_)) {
    std::ranges::fill(decorated_.damaged, std::uint8_t{1});
    content.frame = &decorated_;
    decorated_tab_ = state.tab->id();
  } else if (decorated_tab_) {
    std::ranges::fill(state.frame.damaged, std::uint8_t{1});
    decorated_tab_.reset();
  }
  content.sheet = sheet ? &*sheet : nullptr;
  content.tabs = tab_bar() == render::TabBarVisibility::Shown ? &bar : nullptr;
  // All text stands above all panels: what a sheet covers must not be there.
  content.overlay = overlay && !sheet ? &*overlay : nullptr;
  content.prompt = prompt ? &*prompt : notice_ && !sheet ? &*notice_ : nullptr;
  content.preedit = preedit_;
  content.preedit_caret = preedit_caret_;
  content.focus = is_focused_ ? render::Focus::Focused : render::Focus::Unfocused;
  content.cursor_phase = is_dark ? render::CursorPhase::Hidden : render::CursorPhase::Shown;
  const bool is_new = renderer_.draw(content).presented;
  // A graphics card's swap waits for the display, which takes nothing from anybody.
  SteadyTime ended = now();
  if (is_new) window_.swap();
  if (window_.draws_in_software()) ended = now();
  for (const PlacedPane& pane : placed) std::ranges::fill(tabs_.pane(pane.pane)->frame.damaged, std::uint8_t{0});
  update_title();
  if (is_focused_) place_input_method(state.frame);
  pacer_.drawn(begun, ended, is_new);
}

void View::update_title() {
  const std::string title = tabs_.focused().title() + " – tabacus";
  if (title == shown_title_) return;
  shown_title_ = title;
  window_.set_title(title);
}

void View::place_input_method(const terminal::Frame& frame) {
  const render::Layout at = layout_of(tabs_.focused().tab->id());
  const double ratio = window_.pixel_ratio();
  const auto to_screen = [ratio](int pixels) { return static_cast<int>(std::lround(pixels / ratio)); };
  window_.set_text_input_box(to_screen(at.cell_x(frame.cursor.column)), to_screen(at.cell_y(frame.cursor.row)),
                             to_screen(at.cell_width), to_screen(at.cell_height));
}

}  // namespace tabacus::app
