// The two sizes of type in a window: the terminal's own and a smaller one for our widgets. Opened before the window, so
// that it can be sized in cells. Main thread.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "fonts/catalogue.hpp"
#include "fonts/font_set.hpp"
#include "fonts/library.hpp"

namespace tabacus::render {

class Typography {
 public:
  /// `options.scale` is the window's device pixels per 1/96 inch. NotFound: no such font. Unsupported: no fontconfig.
  static Result<Typography> open(const fonts::FontOptions& options, int ui_size_percent = 88);

  Typography(Typography&&) noexcept = default;
  /// Swaps, so that what goes dies in order: fonts before the library that made them.
  Typography& operator=(Typography&& other) noexcept;

  [[nodiscard]] fonts::FontSet& grid() { return *grid_; }
  [[nodiscard]] fonts::FontSet& ui() { return *ui_; }
  [[nodiscard]] const fonts::CellMetrics& cell() const { return grid_->metrics(); }
  [[nodiscard]] const fonts::CellMetrics& ui_cell() const { return ui_->metrics(); }
  [[nodiscard]] double scale() const { return grid_->options().scale; }

 private:
  Typography() = default;

  std::unique_ptr<fonts::FontLibrary> library_;
  std::unique_ptr<fonts::FontCatalogue> catalogue_;
  std::unique_ptr<fonts::FontSet> grid_;
  std::unique_ptr<fonts::FontSet> ui_;
};

}  // namespace tabacus::render
