#include "render/overlay/panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "render/overlay/number_text.hpp"
#include "render/ui_canvas.hpp"

namespace tabacus::render {
namespace {

constexpr int kColumns = 3;
constexpr int kColumnCells = 14;  // "cached 182.3k", and one between columns
constexpr int kMostModelCells = 22;
constexpr int kLines = 3;  // and one for a budget

/// A piece of a one-line panel.
struct Piece {
  std::string text;
  Rgba color;
  fonts::FaceStyle style = fonts::FaceStyle::Regular;
};

struct Measures {
  int padding_x;
  int padding_y;
  int line;  ///< from one line's top to the next
  int margin;
};

Measures measures_of(const fonts::CellMetrics& cell) {
  return {cell.width + cell.width / 2, std::max(4, cell.height / 2), cell.height + std::max(2, cell.height / 5),
          std::max(4, cell.height / 2)};
}

/// Before the first call, and while nothing is read, there are no numbers worth three lines.
bool is_full(const OverlayModel& model) {
  return model.size == OverlaySize::Full && model.capture != CaptureState::Off &&
         model.capture != CaptureState::Paused && (model.calls > 0 || model.running > 0);
}

int lines_of(const OverlayModel& model) { return model.budget ? kLines + 1 : kLines; }

Rgba budget_color(const BudgetBar& budget, const Theme& theme) {
  if (budget.level == BudgetBar::Level::Spent) return theme.error;
  return budget.level == BudgetBar::Level::Near ? theme.warning : theme.accent;
}

Rgba dot_color(const OverlayModel& model, const Theme& theme) {
  if (model.capture == CaptureState::Broken || !model.error.empty()) return theme.error;
  if (model.capture == CaptureState::Off || model.capture == CaptureState::Paused) return theme.text_dim;
  return model.running > 0 ? theme.working : theme.accent;
}

std::string running_text(const OverlayModel& model) {
  if (model.running <= 0) return {};
  const std::string elapsed = elapsed_text(model.elapsed);
  return model.running == 1 ? elapsed : fmt::format("{}× {}", model.running, elapsed);
}

std::string calls_text(std::int64_t calls) {
  return calls == 1 ? std::string{"1 call"} : fmt::format("{} calls", count_text(calls));
}

std::vector<Piece> one_line(const OverlayModel& model, const Theme& theme) {
  if (model.capture == CaptureState::Off) return {{"capture off", theme.text_dim}};
  std::vector<Piece> pieces;
  if (model.capture == CaptureState::Paused) pieces.push_back({"paused", theme.text});
  if (!model.model.empty()) pieces.push_back({fonts::fit_cells(model.model, kMostModelCells), theme.text});
  if (model.calls > 0) pieces.push_back({calls_text(model.calls), theme.text_dim});
  if (model.running > 0) pieces.push_back({running_text(model), theme.working});
  if (!model.error.empty()) pieces.push_back({fonts::fit_cells(model.error, kMostModelCells), theme.error});
  if (model.budget && model.budget->level != BudgetBar::Level::Within)
    pieces.push_back(
        {fmt::format("{} budget {}", model.budget->label, model.budget->text), budget_color(*model.budget, theme)});
  if (!model.cost.empty()) pieces.push_back({model.cost, theme.accent, fonts::FaceStyle::Bold});
  if (pieces.empty()) pieces.push_back({"no calls yet", theme.text_dim});
  return pieces;
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
    const int radius = std::max(3, canvas_.cell().height / 3);
    canvas_.fill(rect_, theme_.panel_line, radius);
    canvas_.fill({rect_.x + 1, rect_.y + 1, rect_.width - 2, rect_.height - 2}, theme_.panel, radius - 1);
    if (full)
      paint_lines();
    else
      paint_one_line();
  }

 private:
  [[nodiscard]] int left() const { return rect_.x + measures_.padding_x; }
  [[nodiscard]] int right() const { return rect_.right() - measures_.padding_x; }
  [[nodiscard]] int line_y(int line) const { return rect_.y + measures_.padding_y + line * measures_.line; }

  /// The state's dot; returns where text begins.
  int paint_dot() {
    const int cell = canvas_.cell().width;
    const int size = std::max(5, cell - 1);
    canvas_.fill({left(), line_y(0) + (canvas_.cell().height - size) / 2, size, size}, dot_color(model_, theme_),
                 (size + 1) / 2);
    return left() + size + cell;
  }

  void paint_one_line() {
    int x = paint_dot();
    for (const Piece& piece : one_line(model_, theme_))
      x += canvas_.text(x, line_y(0), piece.text, piece.color, behind_, piece.style) + 2 * canvas_.cell().width;
  }

  void paint_lines() {
    paint_title();
    const std::string share = share_text(model_.cached_tokens, model_.input_tokens);
    paint_value(1, 0, "in", count_text(model_.input_tokens));
    paint_value(1, 1, "cached", share.empty() ? count_text(model_.cached_tokens) : share);
    paint_value(1, 2, "out", count_text(model_.output_tokens));
    paint_value(2, 0, "calls", count_text(model_.calls));
    paint_value(2, 1, "first", duration_text(model_.time_to_first_token));
    paint_value(2, 2, "last", duration_text(model_.last_latency));
    if (model_.budget) paint_budget(*model_.budget);
  }

  /// Its name, a bar of what is used, and the amounts at the right.
  void paint_budget(const BudgetBar& budget) {
    const int cell = canvas_.cell().width;
    const int y = line_y(kLines);
    const int x = left() + canvas_.text(left(), y, budget.label, theme_.text_dim, behind_) + cell;
    const int end = canvas_.text_before(right(), y, budget.text, budget_color(budget, theme_), behind_) - cell;
    const int height = std::max(3, canvas_.cell().height / 4);
    const Rect bar{x, y + (canvas_.cell().height - height) / 2, std::max(0, end - x), height};
    canvas_.fill(bar, theme_.panel_line, height / 2);
    const auto used = static_cast<int>(std::clamp(budget.used, 0.0F, 1.0F) * static_cast<float>(bar.width));
    if (used > 0) canvas_.fill({bar.x, bar.y, used, height}, budget_color(budget, theme_), height / 2);
  }

  /// Dot, model, what goes on, and the cost at the right.
  void paint_title() {
    const int cell = canvas_.cell().width;
    const int y = line_y(0);
    int x = paint_dot();
    int end = canvas_.text_before(right(), y, model_.cost, theme_.accent, behind_, fonts::FaceStyle::Bold) - 2 * cell;
    const std::string running = running_text(model_);
    if (!running.empty()) end = canvas_.text_before(end, y, running, theme_.working, behind_) - 2 * cell;
    const std::string error = fonts::fit_cells(model_.error, 14);
    if (!error.empty()) end = canvas_.text_before(end, y, error, theme_.error, behind_) - 2 * cell;
    const int room = std::max(0, (end - x) / cell);
    x += canvas_.text(x, y, fonts::fit_cells(model_.model, std::min(room, kMostModelCells)), theme_.text, behind_) +
         2 * cell;
    paint_rates({x, y + canvas_.cell().height / 6, end - x, canvas_.cell().height * 2 / 3});
  }

  /// Bars from the right, the newest last.
  void paint_rates(Rect area) {
    const int bar = std::max(2, canvas_.cell().width / 2);
    const int step = bar + 1;
    const auto room = static_cast<std::size_t>(std::max(0, area.width / step));
    const std::size_t count = std::min({model_.rates.size(), room, std::size_t{24}});
    if (count < 2) return;
    const auto first = model_.rates.end() - static_cast<std::ptrdiff_t>(count);
    const float most = std::max(*std::max_element(first, model_.rates.end()), 1e-6f);
    int x = area.right() - static_cast<int>(count) * step;
    for (auto rate = first; rate != model_.rates.end(); ++rate, x += step) {
      const int height = std::clamp(static_cast<int>(*rate / most * static_cast<float>(area.height)), 1, area.height);
      canvas_.fill({x, area.bottom() - height, bar, height}, mix(behind_, theme_.working, 55));
    }
  }

  /// A dim label at its column's left, the value at the column's right, so that digits stand below digits.
  void paint_value(int line, int column, std::string_view label, std::string_view value) {
    const int cell = canvas_.cell().width;
    const int x = left() + column * (kColumnCells + 2) * cell;
    canvas_.text(x, line_y(line), label, theme_.text_dim, behind_);
    canvas_.text_before(x + kColumnCells * cell, line_y(line), value, theme_.text, behind_);
  }

  const OverlayModel& model_;
  const Theme& theme_;
  const Rect rect_;
  UiCanvas canvas_;
  const Measures measures_;
  const Rgba behind_;  // the panel is nearly opaque: close enough for the weight of its text
};

int one_line_width(const OverlayModel& model, const SceneStyle& style) {
  int cells = 0;
  for (const Piece& piece : one_line(model, style.theme)) cells += fonts::count_cells(piece.text) + 2;
  return (cells - 2) * style.ui_cell.width + std::max(5, style.ui_cell.width - 1) + style.ui_cell.width;
}

Rect panel_size(const OverlayModel& model, const SceneStyle& style, bool full) {
  const Measures measures = measures_of(style.ui_cell);
  const int inner = full ? (kColumns * (kColumnCells + 2) - 2) * style.ui_cell.width : one_line_width(model, style);
  const int lines = full ? lines_of(model) : 1;
  return {0, 0, inner + 2 * measures.padding_x,
          (lines - 1) * measures.line + style.ui_cell.height + 2 * measures.padding_y};
}

/// In the corner; below the cursor's row where that would be covered; else above it; else nowhere.
std::optional<Rect> place(Rect size, const terminal::Frame* frame, const SceneStyle& style) {
  const Rect& grid = style.layout.grid;
  const int margin = measures_of(style.ui_cell).margin;
  if (size.width + 2 * margin > grid.width || size.height + 2 * margin > grid.height) return std::nullopt;
  Rect rect{grid.right() - margin - size.width, grid.y + margin, size.width, size.height};
  if (frame == nullptr) return rect;
  const int cursor_top = style.layout.cell_y(frame->cursor.row);
  const int cursor_bottom = cursor_top + style.layout.cell_height;
  if (rect.bottom() <= cursor_top || rect.y >= cursor_bottom) return rect;
  rect.y = cursor_bottom + margin / 2;
  if (rect.bottom() <= grid.bottom()) return rect;
  rect.y = cursor_top - margin / 2 - rect.height;
  if (rect.y >= grid.y) return rect;
  return std::nullopt;
}

bool draws_full(const OverlayModel& model, Rect rect, const SceneStyle& style) {
  return is_full(model) && rect.height >= panel_size(model, style, true).height;
}

}  // namespace

std::optional<Rect> overlay_rect(const OverlayModel& model, const terminal::Frame* frame, const SceneStyle& style) {
  if (is_full(model))
    if (const auto rect = place(panel_size(model, style, true), frame, style)) return rect;
  return place(panel_size(model, style, false), frame, style);
}

void build_overlay(const OverlayModel& model, const SceneStyle& style, Rect rect, DrawList& out) {
  PanelPainter{model, style, rect, out}.paint(draws_full(model, rect, style));
}

}  // namespace tabacus::render
