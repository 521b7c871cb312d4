// What the window shows of the tabs, and when it must be drawn again. Main thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analytics/api/engine.hpp"
#include "app/config/config.hpp"
#include "app/config/themes.hpp"
#include "app/gui/actions.hpp"
#include "app/gui/cursor_blink.hpp"
#include "app/gui/frame_pacer.hpp"
#include "app/gui/meter/figures_reader.hpp"
#include "app/gui/meter/meter.hpp"
#include "app/gui/modal/modal.hpp"
#include "app/gui/window.hpp"
#include "app/tabs/tab_set.hpp"
#include "fonts/metrics.hpp"
#include "render/renderer.hpp"

namespace tabacus::app {

/// All outlive the view.
struct ViewParts {
  Window& window;
  render::Renderer& renderer;
  TabSet& tabs;
  analytics::Engine* engine;  ///< null: no meter
  FiguresReader* figures;     ///< null: likewise
};

[[nodiscard]] render::CellArea cells_of(const PaneArea& area);

class View {
 public:
  View(ViewParts parts, fonts::FontOptions font, const Config& config);

  /// Something may look different now.
  void changed();
  /// A program printed, or the meter counted.
  void output_arrived();
  /// Draws if that is so and a display would show it by now.
  void draw_if_due();
  /// What next_frame() named came.
  void time_passed();
  /// Draws whatever is on the screen already, and gives it back.
  [[nodiscard]] render::Picture draw_picture();
  /// When draw_if_due is to be called though nothing happens; empty: never.
  [[nodiscard]] std::optional<SteadyTime> next_frame() const;

  /// The grid follows the window, the font and the tab bar.
  void relayout();
  void window_resized();
  /// The window system lost what was drawn.
  void invalidate();
  [[nodiscard]] render::Layout layout() const { return renderer_.layout(tab_bar()); }
  /// Of a pane in sight; of the whole grid where it is alone or there is none of that name.
  [[nodiscard]] render::Layout layout_of(TabId pane) const;
  /// Whose cells are under a point in screen coordinates; empty: nobody's.
  [[nodiscard]] std::optional<TabId> pane_at(int x, int y) const;
  /// Which of TabSet::gaps() is; empty: none.
  [[nodiscard]] std::optional<std::size_t> gap_at(int x, int y) const;

  /// Under a point in screen coordinates.
  [[nodiscard]] render::TabBarHit hit(int x, int y) const;
  void hover(render::TabBarHit hit);
  void set_focused(bool focused);
  void key_pressed();
  /// `caret`: before which code point; -1: the input method does not say.
  void set_preedit(std::string text, int caret = -1);
  [[nodiscard]] bool is_composing() const { return !preedit_.empty(); }
  void zoom(ZoomStep step);
  void toggle_overlay();  ///< to its next size
  /// What the meter of the focused pane says, line by line; empty: it shows none.
  [[nodiscard]] std::string meter_text();
  /// Metering begins while the window is open. Both outlive the view.
  void set_meter(analytics::Engine* engine, FiguresReader* figures);
  [[nodiscard]] analytics::Engine* engine() const { return engine_; }
  [[nodiscard]] const FiguresReader* figures() const { return figures_; }
  /// Asks for the stored figures of panes that had calls since.
  void follow_calls();
  /// Finished calls of all tabs.
  [[nodiscard]] std::int64_t metered_calls() const;
  /// As the tab bar has it.
  [[nodiscard]] render::TabLabel label_of(const TabGroup& group) const;
  void toggle_recording();  ///< of the focused tab
  void raise_budget();      ///< each that is spent, of those the focused tab is held to
  /// Takes colours and font of another configuration. A font that cannot be had is told, and the old one stays.
  void configure(const Config& config, const ColorTheme& theme);
  /// Something that passes: gone after a while.
  void mention(const std::string& note);
  /// Something the user should know, shown until Escape is pressed; later ones replace it.
  void notify(const std::string& notice);
  /// True when there was a notice to dismiss.
  bool dismiss_notice();
  /// What has the keyboard, drawn with everything else; null: nothing. Outlives its being here.
  void set_modal(Modal* modal) {
    modal_ = modal;
    changed();
  }

 private:
  [[nodiscard]] render::TabBarVisibility tab_bar() const;
  [[nodiscard]] render::TabBarModel tab_bar_model() const;
  [[nodiscard]] std::optional<render::OverlayModel> overlay_of(const TabState& state);
  [[nodiscard]] const std::vector<float>& speeds_of(TabId tab, const analytics::TabStats& stats);
  void draw();
  void damage_strange_frames(const std::vector<PlacedPane>& placed);
  [[nodiscard]] std::vector<render::PaneDivider> dividers() const;
  void use_font(const fonts::FontOptions& font);
  void renew_context();
  void look_for_warnings();
  void update_title();
  void place_input_method(const terminal::Frame& frame);

  Window& window_;
  render::Renderer& renderer_;
  TabSet& tabs_;
  analytics::Engine* engine_;
  FiguresReader* figures_;
  fonts::FontOptions font_;  // as configured, at the display's scale
  double font_size_pt_;

  CursorBlink blink_;
  Modal* modal_ = nullptr;
  terminal::Frame decorated_;  // the frame with what the modal drew into it
  std::optional<render::PromptModel> notice_;
  std::optional<SteadyTime> notice_ends_;
  std::size_t warnings_seen_ = 0;  // of the meter's
  std::string preedit_;
  int preedit_caret_ = -1;
  std::string shown_title_;
  render::TabBarHit hovered_;
  bool is_focused_ = true;
  MeterSize meter_size_;
  std::string meter_corner_;
  std::vector<std::string> meter_widgets_;
  std::array<std::uint32_t, 16> ansi_;    // of the theme
  std::optional<SteadyTime> meter_tick_;  // when the meter looks different though nothing happens
  /// Of one pane.
  struct Metered {
    std::int64_t asked_for = 0;  // with how many calls its figures were
    std::vector<float> speeds;
    SteadyTime next_speed{};
  };
  std::map<TabId, Metered> metered_;

  FramePacer pacer_;
  std::vector<TabId> drawn_panes_;      // the focused one first
  std::optional<TabId> decorated_tab_;  // its picture has what a modal drew into it
};

}  // namespace tabacus::app
