#include "render/overlay/sheet.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "render/scene.hpp"
#include "render/ui_canvas.hpp"

namespace tabacus::render {
namespace {

constexpr int kNarrowestCells = 44;
constexpr int kWidestCells = 110;
constexpr int kDetailGapCells = 3;
constexpr std::size_t kBlockBytes = 3;

struct Measures {
  int padding_x;
  int padding_y;
  int line;
  int margin;
};

Measures measures_of(const fonts::CellMetrics& cell) {
  return {2 * cell.width, std::max(6, cell.height * 3 / 4), cell.height + std::max(3, cell.height / 3),
          std::max(6, cell.height)};
}

/// Title, its hairline, and what else frames the rows.
int frame_lines(bool has_input, bool has_footer) { return 1 + (has_input ? 1 : 0) + (has_footer ? 1 : 0); }

Rgba ink_color(SheetInk ink, const Theme& theme) {
  switch (ink) {
    case SheetInk::Plain:
      return theme.text;
    case SheetInk::Dim:
      return theme.text_dim;
    case SheetInk::Heading:
    case SheetInk::Accent:
      return theme.accent;
    case SheetInk::Working:
      return theme.working;
    case SheetInk::Warning:
      return theme.warning;
    case SheetInk::Error:
      return theme.error;
  }
  return theme.text;
}

int fitting_cells(const SheetModel& sheet) {
  int cells = std::max(fonts::count_cells(sheet.title) + fonts::count_cells(sheet.note) + kDetailGapCells,
                       fonts::count_cells(sheet.footer));
  for (const SheetRow& row : sheet.rows) {
    const int detail = row.detail.empty() ? 0 : fonts::count_cells(row.detail) + kDetailGapCells;
    cells = std::max(cells, fonts::count_cells(row.text) + detail);
  }
  return std::clamp(cells, kNarrowestCells, kWidestCells);
}

/// U+2588 to U+258F: a whole cell, and its eighths from the left.
bool begins_with_block(std::string_view text) {
  return text.size() >= kBlockBytes && text.starts_with("\xE2\x96") && text[2] >= '\x88' && text[2] <= '\x8F';
}

class SheetPainter {
 public:
  SheetPainter(const SheetModel& sheet, const SceneStyle& style, Rect rect, DrawList& out)
      : sheet_{sheet},
        theme_{style.theme},
        rect_{rect},
        canvas_{out, style.ui_cell},
        measures_{measures_of(style.ui_cell)},
        behind_{with_alpha(style.theme.panel, 255)} {}

  void paint() {
    const int radius = std::max(3, canvas_.cell().height / 3);
    canvas_.fill(rect_, theme_.panel_line, radius);
    canvas_.fill({rect_.x + 1, rect_.y + 1, rect_.width - 2, rect_.height - 2}, behind_, radius - 1);
    int y = rect_.y + measures_.padding_y;
    paint_pair(y, sheet_.title, theme_.text, fonts::FaceStyle::Bold, sheet_.note, behind_);
    y += measures_.line;
    if (sheet_.input) y = paint_input(y);
    const int footer_y = rect_.bottom() - measures_.padding_y - canvas_.cell().height;
    const int end = sheet_.footer.empty() ? rect_.bottom() - measures_.padding_y : footer_y - measures_.line / 4;
    for (std::size_t i = 0; i < sheet_.rows.size() && y + canvas_.cell().height <= end; ++i, y += measures_.line)
      paint_row(y, sheet_.rows[i], sheet_.chosen == i);
    if (!sheet_.footer.empty())
      canvas_.text(left(), footer_y, fonts::fit_cells(sheet_.footer, room()), theme_.text_dim, behind_);
  }

 private:
  [[nodiscard]] int left() const { return rect_.x + measures_.padding_x; }
  [[nodiscard]] int right() const { return rect_.right() - measures_.padding_x; }
  [[nodiscard]] int room() const { return std::max(0, (right() - left()) / std::max(1, canvas_.cell().width)); }

  /// The text takes what it needs; the detail stands at the right where there is room left for it.
  void paint_pair(int y, const std::string& text, Rgba color, fonts::FaceStyle style, const std::string& detail,
                  Rgba behind) {
    const int detail_cells = fonts::count_cells(detail);
    const int text_cells = fonts::count_cells(text);
    const bool shows_detail = detail_cells > 0 && room() - detail_cells - kDetailGapCells >= std::min(text_cells, 12);
    const int text_room = shows_detail ? room() - detail_cells - kDetailGapCells : room();
    paint_text(y, fonts::fit_cells(text, text_room), color, style, behind);
    if (shows_detail) canvas_.text_before(right(), y, detail, theme_.text_dim, behind);
  }

  /// Bars of block elements are as light as the meter's.
  void paint_text(int y, std::string_view text, Rgba color, fonts::FaceStyle style, Rgba behind) {
    int x = left();
    while (!text.empty()) {
      const bool is_bar = begins_with_block(text);
      std::size_t length = 0;
      while (length < text.size() && begins_with_block(text.substr(length)) == is_bar)
        length += is_bar ? kBlockBytes : 1;
      x += canvas_.text(x, y, text.substr(0, length), is_bar ? bar_color(theme_, behind) : color, behind, style);
      text.remove_prefix(length);
    }
  }

  int paint_input(int y) {
    const int cell = canvas_.cell().width;
    const Rect box{left() - cell, y - measures_.line / 8, right() - left() + 2 * cell, measures_.line};
    canvas_.fill(box, theme_.tab_active, canvas_.cell().height / 4);
    const std::string shown = fonts::fit_cells(*sheet_.input, std::max(0, room() - 1));
    const int x = left() + canvas_.text(left(), y, shown, theme_.text, theme_.tab_active);
    canvas_.fill({x, y, std::max(1, cell / 5), canvas_.cell().height}, theme_.text);
    return y + measures_.line + measures_.line / 4;
  }

  void paint_row(int y, const SheetRow& row, bool is_chosen) {
    Rgba behind = behind_;
    if (is_chosen) {
      behind = mix(behind_, theme_.selection, 80);
      const int cell = canvas_.cell().width;
      canvas_.fill({left() - cell, y - measures_.line / 8, right() - left() + 2 * cell, measures_.line}, behind,
                   canvas_.cell().height / 4);
    }
    const auto style = row.ink == SheetInk::Heading ? fonts::FaceStyle::Bold : fonts::FaceStyle::Regular;
    paint_pair(y, row.text, ink_color(row.ink, theme_), style, row.detail, behind);
  }

  const SheetModel& sheet_;
  const Theme& theme_;
  const Rect rect_;
  UiCanvas canvas_;
  const Measures measures_;
  const Rgba behind_;
};

}  // namespace

SheetRoom sheet_room(const SceneStyle& style) {
  const Measures measures = measures_of(style.ui_cell);
  const Rect& grid = style.layout.grid;
  const int width = grid.width - 2 * measures.margin - 2 * measures.padding_x;
  const int height = grid.height - 2 * measures.margin - 2 * measures.padding_y - measures.line / 2;
  return {std::max(1, width / std::max(1, style.ui_cell.width)),
          std::max(1, height / std::max(1, measures.line) - frame_lines(true, true))};
}

Rect sheet_rect(const SheetModel& sheet, const SceneStyle& style) {
  const Measures measures = measures_of(style.ui_cell);
  const Rect& grid = style.layout.grid;
  const int most_width = std::max(1, grid.width - 2 * measures.margin);
  const int most_height = std::max(1, grid.height - 2 * measures.margin);
  if (sheet.size == SheetSize::Whole) return grid;  // no text looks out beside it, cut in half
  const int lines = static_cast<int>(sheet.rows.size()) + frame_lines(sheet.input.has_value(), !sheet.footer.empty());
  const int width = std::min(most_width, fitting_cells(sheet) * style.ui_cell.width + 2 * measures.padding_x);
  const int height = std::min(most_height, lines * measures.line + measures.line / 2 + 2 * measures.padding_y -
                                               (measures.line - style.ui_cell.height));
  // A third from the top, where the eye looks first.
  return {grid.x + (grid.width - width) / 2, grid.y + std::max(measures.margin, (grid.height - height) / 3), width,
          height};
}

void build_sheet(const SheetModel& sheet, const SceneStyle& style, Rect rect, DrawList& out) {
  SheetPainter{sheet, style, rect, out}.paint();
}

}  // namespace tabacus::render
