// How the tab bar looks; where its parts stand is tab_bar.cpp's. Pure.
#include <algorithm>

#include "render/scene.hpp"
#include "render/ui_canvas.hpp"

namespace tabacus::render {
namespace {

Rgba badge_color(TabBadge badge, const Theme& theme) {
  switch (badge) {
    case TabBadge::Working:
      return theme.working;
    case TabBadge::Blocked:
    case TabBadge::Bell:
      return theme.warning;
    case TabBadge::Done:
      return theme.accent;
    case TabBadge::Failed:
      return theme.error;
    case TabBadge::Unread:
    case TabBadge::None:
      break;
  }
  return theme.text_dim;
}

/// A colour alone does not tell everybody.
std::string_view badge_sign(TabBadge badge) {
  switch (badge) {
    case TabBadge::Blocked:
      return "?";
    case TabBadge::Bell:
      return "!";
    case TabBadge::Done:
      return "✓";
    case TabBadge::Failed:
      return "×";
    case TabBadge::Working:
    case TabBadge::Unread:
    case TabBadge::None:
      break;
  }
  return {};
}

class TabBarPainter {
 public:
  TabBarPainter(const TabBarModel& model, const SceneStyle& style, DrawList& out)
      : model_{model}, theme_{style.theme}, area_{style.layout.tab_bar}, canvas_{out, style.ui_cell} {}

  void paint() {
    const TabBarLayout layout = layout_tab_bar(model_, area_, canvas_.cell());
    canvas_.fill(area_, theme_.bar);
    canvas_.fill({area_.x, area_.bottom() - 1, area_.width, 1}, theme_.line);
    for (const TabBox& tab : layout.tabs) paint_tab(tab);
    const bool hovered = model_.hovered.part == TabBarPart::NewTab;
    if (hovered) canvas_.fill(layout.new_tab, theme_.tab);
    centred("+", layout.new_tab, hovered ? theme_.text : theme_.text_dim, hovered ? theme_.tab : theme_.bar);
  }

 private:
  void paint_tab(const TabBox& tab) {
    const TabLabel& label = model_.tabs[static_cast<std::size_t>(tab.tab)];
    const bool is_active = tab.tab == model_.active;
    const bool is_hovered = model_.hovered.tab == tab.tab && model_.hovered.part != TabBarPart::Nothing;
    const Rgba background = is_active ? theme_.tab_active : is_hovered ? theme_.tab : theme_.bar;
    canvas_.fill({tab.box.x, tab.box.y, tab.box.width, tab.box.height - (is_active ? 0 : 1)}, background);
    if (is_active) canvas_.fill({tab.box.x, tab.box.y, tab.box.width, mark_height()}, theme_.accent);
    if (label.color)
      canvas_.fill({tab.box.x, tab.box.bottom() - mark_height() - 1, tab.box.width - 1, mark_height()}, *label.color);
    canvas_.fill({tab.box.right() - 1, tab.box.y + area_.height / 4, 1, area_.height / 2}, theme_.line);

    const int cell = canvas_.cell().width;
    const int y = text_y();
    const int left = paint_badge(label.badge, tab.box.x + cell + cell / 2, background);
    int right = tab.close.is_empty() ? tab.box.right() - cell : tab.close.x - cell / 2;
    if (!tab.close.is_empty() && (is_active || is_hovered)) paint_close(tab, background);
    // The detail gives way first: a tab is found by its title.
    const int title_room = right - left;
    const int detail_width = canvas_.width_of(label.detail);
    if (!label.detail.empty() && title_room > detail_width + 7 * cell)
      right = canvas_.text_before(right, y, label.detail, theme_.text_dim, background) - cell;
    const std::string title = fonts::fit_cells(label.title, std::max(0, (right - left) / cell));
    canvas_.text(left, y, title, is_active ? theme_.text : theme_.text_dim, background);
  }

  /// Returns where the title begins.
  int paint_badge(TabBadge badge, int x, Rgba background) {
    if (badge == TabBadge::None) return x;
    const int cell = canvas_.cell().width;
    const Rgba color = badge_color(badge, theme_);
    if (const std::string_view sign = badge_sign(badge); !sign.empty())
      return x + canvas_.text(x, text_y(), sign, color, background, fonts::FaceStyle::Bold) + cell;
    const int size = badge == TabBadge::Unread ? std::max(4, cell / 2) : std::max(5, cell - 1);
    const Rect dot{x, area_.y + (area_.height - size) / 2, size, size};
    canvas_.fill(dot, color, (size + 1) / 2);
    return x + size + cell;
  }

  void paint_close(const TabBox& tab, Rgba background) {
    const bool is_hovered = model_.hovered == TabBarHit{TabBarPart::Close, tab.tab};
    if (is_hovered) canvas_.fill(tab.close, theme_.line, tab.close.height / 4);
    centred("×", tab.close, is_hovered ? theme_.text : theme_.text_dim, is_hovered ? theme_.line : background);
  }

  void centred(std::string_view text, const Rect& box, Rgba color, Rgba behind) {
    canvas_.text(box.x + (box.width - canvas_.width_of(text)) / 2, box.y + (box.height - canvas_.cell().height) / 2,
                 text, color, behind);
  }

  [[nodiscard]] int text_y() const { return area_.y + (area_.height - canvas_.cell().height) / 2; }
  [[nodiscard]] int mark_height() const { return std::max(2, canvas_.cell().height / 8); }

  const TabBarModel& model_;
  const Theme& theme_;
  const Rect area_;
  UiCanvas canvas_;
};

}  // namespace

void build_tab_bar(const TabBarModel& model, const SceneStyle& style, DrawList& out) {
  if (!style.layout.tab_bar.is_empty()) TabBarPainter{model, style, out}.paint();
}

}  // namespace tabacus::render
