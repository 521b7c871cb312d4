// A small coverage bitmap to draw shapes into: exact rectangles, and antialiased shapes given as a function. Pure.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "fonts/metrics.hpp"

namespace tabacus::fonts {

class CoverageCanvas {
 public:
  CoverageCanvas(int width, int height)
      : width_{width}, height_{height}, pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {}

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }

  /// Sets [x0, x1) x [y0, y1), clipped to the canvas.
  void fill(int x0, int y0, int x1, int y1, std::uint8_t coverage = 255) {
    for (int y = std::max(0, y0); y < std::min(height_, y1); ++y)
      for (int x = std::max(0, x0); x < std::min(width_, x1); ++x) at(x, y) = coverage;
  }

  /// Adds a shape: `coverage(x, y)` at each pixel's middle, clamped to [0, 1]. Distance to the edge plus a half is the
  /// coverage of an edge that crosses the pixel, near enough.
  template <typename Coverage>
  void shade(Coverage coverage) {
    for (int y = 0; y < height_; ++y)
      for (int x = 0; x < width_; ++x) {
        const double value = std::clamp(static_cast<double>(coverage(x + 0.5, y + 0.5)), 0.0, 1.0);
        at(x, y) = std::max(at(x, y), static_cast<std::uint8_t>(std::lround(value * 255)));
      }
  }

  void invert() {
    for (std::uint8_t& pixel : pixels_) pixel = static_cast<std::uint8_t>(255 - pixel);
  }
  /// Full coverage becomes `coverage`, the rest its share.
  void dim(std::uint8_t coverage) {
    for (std::uint8_t& pixel : pixels_) pixel = static_cast<std::uint8_t>(pixel * coverage / 255);
  }

  /// The bitmap, standing at (left, top) of its cell; the canvas is spent.
  [[nodiscard]] GlyphBitmap take(int left, int top) {
    return {width_, height_, left, top, PixelFormat::Coverage, std::move(pixels_)};
  }

 private:
  [[nodiscard]] std::uint8_t& at(int x, int y) {
    return pixels_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x)];
  }

  int width_;
  int height_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace tabacus::fonts
