#include "render/overlay/panel.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "render/ui_canvas.hpp"

namespace tabacus::render {
namespace {

constexpr int kColumnCells = 15;  // "session $1.2345"
constexpr int kGapCells = 2;
constexpr int kFullCells = static_cast<int>(kOverlayColumns) * (kColumnCells + kGapCells) - kGapCells;
constexpr std::size_t kMostBars = 24;

struct Measures {
  int padding_x;
  int padding_y;
  int line;  ///< from one line's top to the next
};

Measures measures_of(const fonts::CellMetrics& cell) {
  return {cell.width + cell.width / 2, std::max(4, cell.height / 2), cell.height + std::max(2, cell.height / 5)};
}

Rgba ink_color(OverlayInk ink, const Theme& theme) {
  switch (ink) {
    case OverlayInk::Plain:
      return theme.text;
    case OverlayInk::Dim:
      return theme.text_dim;
    case OverlayInk::Accent:
      return theme.accent;
    case OverlayInk::Working:
      return theme.working;
    case OverlayInk::Warning:
      return theme.warning;
    case OverlayInk::Error:
      return theme.error;
  }
  return theme.text;
}

bool is_full(const OverlayModel& model) { return model.size == OverlaySize::Full && !model.lines.empty(); }

int cells_of(const std::vector<OverlayText>& texts) {
  int cells = 0;
  for (const OverlayText& text : texts) cells += fonts::count_cells(text.text) + kGapCells;
  return std::max(0, cells - kGapCells);
}

/// What a line is drawn as; a panel as wide as its columns cuts what does not fit.
std::string words_of(const std::vector<OverlayText>& texts) {
  std::string words;
  for (const OverlayText& text : texts) words += (words.empty() ? "" : "  ") + text.text;
  return words;
}

class PanelPainter {
 public:
  PanelPainter(const OverlayModel& model, const SceneStyle& style, Rect rect, DrawList& out)
      : model_{model},
        theme_{style.theme},
        rect_{rect},
        canvas_{out, style.ui_cell},
        measures_{measures_of(style.ui_cell)},
        behind_{with_alpha(style.theme.panel, 255)} {}

  void paint(bool full) {
    const int lines = full ? static_cast<int>(model_.lines.size()) : 1;
    first_line_ = rect_.y + (rect_.height - (lines - 1) * measures_.line - canvas_.cell().height) / 2;
    const int radius = std::max(3, canvas_.cell().height / 3);
    canvas_.fill(rect_, theme_.panel_line, radius);
    canvas_.fill({rect_.x + 1, rect_.y + 1, rect_.width - 2, rect_.height - 2}, theme_.panel, radius - 1);
    const int start = paint_dot();
    if (!full) {
      paint_texts(start, right(), line_y(0), model_.summary);
      return;
    }
    int index = 0;
    for (const OverlayLine& line : model_.lines) {
      paint_line(index == 0 ? start : left(), line_y(index), line);
      ++index;
    }
  }

 private:
  [[nodiscard]] int left() const { return rect_.x + measures_.padding_x; }
  [[nodiscard]] int right() const { return rect_.right() - measures_.padding_x; }
  [[nodiscard]] int line_y(int line) const { return first_line_ + line * measures_.line; }

  /// The state's dot; returns where text begins.
  int paint_dot() {
    const int cell = canvas_.cell().width;
    const int size = std::max(5, cell - 1);
    canvas_.fill({left(), line_y(0) + (canvas_.cell().height - size) / 2, size, size}, ink_color(model_.state, theme_),
                 (size + 1) / 2);
    return left() + size + cell;
  }

  /// Returns where the next text would begin.
  int paint_texts(int x, int end, int y, const std::vector<OverlayText>& texts) {
    const int cell = canvas_.cell().width;
    for (const OverlayText& text : texts) {
      const int room = (end - x) / std::max(1, cell);
      if (room <= 0) break;
      const auto style = text.is_strong ? fonts::FaceStyle::Bold : fonts::FaceStyle::Regular;
      x += canvas_.text(x, y, fonts::fit_cells(text.text, room), ink_color(text.ink, theme_), behind_, style) +
           kGapCells * cell;
    }
    return x;
  }

  void paint_line(int x, int y, const OverlayLine& line) {
    if (!line.fields.empty()) return paint_fields(y, line.fields);
    const int cell = canvas_.cell().width;
    int end = right();
    if (!line.right.empty()) {
      const int width = cells_of(line.right) * cell;
      end = std::max(x, right() - width);
      paint_texts(end, right(), y, line.right);
      end -= kGapCells * cell;
    }
    x = paint_texts(x, end, y, line.left);
    if (line.gauge)
      paint_gauge({x, y, end - x, canvas_.cell().height}, *line.gauge);
    else
      paint_bars({x, y + canvas_.cell().height / 6, end - x, canvas_.cell().height * 2 / 3}, line.bars);
  }

  /// A dim label at its column's left, the value at the column's right, so that digits stand below digits. The last
  /// column ends where the other lines do.
  void paint_fields(int y, const std::vector<OverlayField>& fields) {
    const int cell = canvas_.cell().width;
    const auto step = (right() - left() - kColumnCells * cell) / (static_cast<int>(kOverlayColumns) - 1);
    int x = left();
    for (std::size_t i = 0; i < std::min(fields.size(), kOverlayColumns); ++i, x += step) {
      const int value = fonts::count_cells(fields[i].value);
      canvas_.text(x, y, fonts::fit_cells(fields[i].label, std::max(0, kColumnCells - value - 1)), theme_.text_dim,
                   behind_);
      canvas_.text_before(x + kColumnCells * cell, y, fonts::fit_cells(fields[i].value, kColumnCells),
                          ink_color(fields[i].ink, theme_), behind_);
    }
  }

  void paint_gauge(Rect area, const OverlayGauge& gauge) {
    const int height = std::max(3, canvas_.cell().height / 4);
    const Rect bar{area.x, area.y + (area.height - height) / 2, std::max(0, area.width), height};
    if (bar.width < 3 * canvas_.cell().width) return;
    const auto at = [&bar](float share) {
      return static_cast<int>(std::clamp(share, 0.0F, 1.0F) * static_cast<float>(bar.width));
    };
    canvas_.fill(bar, theme_.panel_line, height / 2);
    if (const int used = at(gauge.used); used > 0)
      canvas_.fill({bar.x, bar.y, used, height}, ink_color(gauge.ink, theme_), height / 2);
    if (gauge.mark)
      canvas_.fill({bar.x + std::min(at(*gauge.mark), bar.width - 2), bar.y - height / 2, 2, 2 * height},
                   theme_.warning);
  }

  /// From the right, the newest last.
  void paint_bars(Rect area, const std::vector<float>& bars) {
    const int bar = std::max(2, canvas_.cell().width / 2);
    const int step = bar + 1;
    const auto room = static_cast<std::size_t>(std::max(0, area.width / step));
    const std::size_t count = std::min({bars.size(), room, kMostBars});
    if (count < 2) return;
    const auto first = bars.end() - static_cast<std::ptrdiff_t>(count);
    const float most = std::max(*std::max_element(first, bars.end()), 1e-6F);
    int x = area.right() - static_cast<int>(count) * step;
    for (auto value = first; value != bars.end(); ++value, x += step) {
      const int height = std::clamp(static_cast<int>(*value / most * static_cast<float>(area.height)), 1, area.height);
      canvas_.fill({x, area.bottom() - height, bar, height}, bar_color(theme_, behind_));
    }
  }

  const OverlayModel& model_;
  const Theme& theme_;
  const Rect rect_;
  UiCanvas canvas_;
  const Measures measures_;
  int first_line_ = 0;  // its top
  const Rgba behind_;   // the panel is nearly opaque: close enough for the weight of its text
};

Rect panel_size(const OverlayModel& model, const SceneStyle& style, bool full) {
  const Measures measures = measures_of(style.ui_cell);
  const int dot = std::max(5, style.ui_cell.width - 1) + style.ui_cell.width;
  const int inner = full ? kFullCells * style.ui_cell.width : cells_of(model.summary) * style.ui_cell.width + dot;
  const int lines = full ? static_cast<int>(model.lines.size()) : 1;
  return {0, 0, inner + 2 * measures.padding_x,
          (lines - 1) * measures.line + style.ui_cell.height + 2 * measures.padding_y};
}

/// In its corner; where that would cover the cursor's row, beyond it; else nowhere. Its edges are those of whole cells:
/// no text beside or below it is cut in half.
std::optional<Rect> place(Rect size, const OverlayModel& model, const terminal::Frame* frame, const SceneStyle& style) {
  const Layout& grid = style.layout;
  const int rows = (size.height + grid.cell_height - 1) / grid.cell_height;
  const int columns = (size.width + grid.cell_width - 1) / grid.cell_width;
  if (columns >= grid.columns || rows >= grid.rows) return std::nullopt;
  const bool is_left = model.corner == OverlayCorner::TopLeft || model.corner == OverlayCorner::BottomLeft;
  const bool is_low = model.corner == OverlayCorner::BottomLeft || model.corner == OverlayCorner::BottomRight;
  int row = is_low ? grid.rows - rows : 0;
  if (frame != nullptr && frame->cursor.row >= row && frame->cursor.row < row + rows) {
    const int above = frame->cursor.row - rows;
    const int below = frame->cursor.row + 1;
    const bool fits_above = above >= 0;
    const bool fits_below = below + rows <= grid.rows;
    if (!fits_above && !fits_below) return std::nullopt;
    row = fits_above && (is_low || !fits_below) ? above : below;
  }
  return Rect{grid.cell_x(is_left ? 0 : grid.columns - columns), grid.cell_y(row), columns * grid.cell_width,
              rows * grid.cell_height};
}

bool draws_full(const OverlayModel& model, Rect rect, const SceneStyle& style) {
  return is_full(model) && rect.height >= panel_size(model, style, true).height;
}

}  // namespace

std::string plain_text(const OverlayModel& model) {
  if (!is_full(model)) return words_of(model.summary) + "\n";
  std::string text;
  for (const OverlayLine& line : model.lines) {
    std::string words = words_of(line.left);
    for (const OverlayField& field : line.fields)
      words += (words.empty() ? "" : "  ") + field.label + " " + field.value;
    const std::string right = words_of(line.right);
    text += words + (words.empty() || right.empty() ? "" : "  ") + right + "\n";
  }
  return text;
}

std::optional<Rect> overlay_rect(const OverlayModel& model, const terminal::Frame* frame, const SceneStyle& style) {
  if (is_full(model))
    if (const auto rect = place(panel_size(model, style, true), model, frame, style)) return rect;
  return place(panel_size(model, style, false), model, frame, style);
}

void build_overlay(const OverlayModel& model, const SceneStyle& style, Rect rect, DrawList& out) {
  PanelPainter{model, style, rect, out}.paint(draws_full(model, rect, style));
}

}  // namespace tabacus::render
