// Our widgets' brush: filled rectangles and text of the ui type into the DrawList's ui layer. Pure.
#pragma once

#include <string_view>

#include "fonts/text_cells.hpp"
#include "render/draw_list.hpp"
#include "render/theme.hpp"

namespace tabacus::render {

class UiCanvas {
 public:
  UiCanvas(DrawList& list, const fonts::CellMetrics& cell) : list_{list}, cell_{cell} {}

  void fill(Rect rect, Rgba color, int radius = 0) { list_.ui.below.push_back({rect, color, radius}); }
  /// Text with its cells' upper left corner at (x, y); returns its width in pixels.
  int text(int x, int y, std::string_view utf8, Rgba color, Rgba behind,
           fonts::FaceStyle style = fonts::FaceStyle::Regular);
  /// Text that ends at `right`; returns where it begins.
  int text_before(int right, int y, std::string_view utf8, Rgba color, Rgba behind,
                  fonts::FaceStyle style = fonts::FaceStyle::Regular);

  [[nodiscard]] int width_of(std::string_view utf8) const { return fonts::count_cells(utf8) * cell_.width; }
  [[nodiscard]] const fonts::CellMetrics& cell() const { return cell_; }

 private:
  DrawList& list_;
  const fonts::CellMetrics& cell_;
};

/// Of bars of figures on that ground: lighter than text, which they would outweigh.
[[nodiscard]] constexpr Rgba bar_color(const Theme& theme, Rgba behind) { return mix(behind, theme.working, 55); }

/// Adds display-safe UTF-8 to the list as one run of clusters; x, y, colours and role are the run's.
void append_text(DrawList& list, Layer& layer, TextRun run, std::string_view utf8);

}  // namespace tabacus::render
