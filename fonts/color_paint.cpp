#include "fonts/color_paint.hpp"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_COLOR_H
#include FT_OUTLINE_H

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "fonts/color_blend.hpp"
#include "fonts/color_gradient.hpp"

namespace tabacus::fonts {
namespace {

constexpr int kDeepest = 24;
constexpr int kMostPaints = 2048;
constexpr std::size_t kMostStops = 256;
constexpr FT_UShort kTextColor = 0xFFFF;  // in place of an entry of the palette
/// A glyph is kept for text of every colour: what would follow the text's is this.
constexpr PaintColor kAnyText{0.6F, 0.6F, 0.6F, 1};
/// FreeType 2.13 tells the places of stops in 16.16, before that they were in 2.14.
constexpr double kWholeOffset = std::is_same_v<decltype(FT_ColorStop::stop_offset), FT_F2Dot14> ? 16384 : 65536;
constexpr double kFarthest = 16'000;  // pixels that an outline may lie away; FreeType's rasteriser ends at 32,767

double real(FT_Fixed fixed) { return static_cast<double>(fixed) / 65536; }
double degrees(FT_Fixed half_turns) { return real(half_turns) * 180; }
double radians(FT_Fixed half_turns) { return real(half_turns) * std::numbers::pi; }
Point point_of(FT_Vector vector) { return {real(vector.x), real(vector.y)}; }

struct Affine {
  double xx = 1, xy = 0, yx = 0, yy = 1, dx = 0, dy = 0;

  [[nodiscard]] Point operator()(Point p) const { return {p.x * xx + p.y * xy + dx, p.x * yx + p.y * yy + dy}; }
  /// `first`, and then this.
  [[nodiscard]] Affine after(const Affine& first) const {
    const Point moved = (*this)({first.dx, first.dy});
    return {xx * first.xx + xy * first.yx,
            xx * first.xy + xy * first.yy,
            yx * first.xx + yy * first.yx,
            yx * first.xy + yy * first.yy,
            moved.x,
            moved.y};
  }
  [[nodiscard]] std::optional<Affine> inverse() const {
    const double area = xx * yy - xy * yx;
    if (!std::isfinite(1 / area)) return std::nullopt;
    Affine back{yy / area, -xy / area, -yx / area, xx / area, 0, 0};
    const Point moved = back({dx, dy});
    back.dx = -moved.x;
    back.dy = -moved.y;
    return back;
  }
};

Affine moved(double x, double y) { return {1, 0, 0, 1, x, y}; }
Affine around(FT_Fixed x, FT_Fixed y, const Affine& what) {
  return moved(real(x), real(y)).after(what.after(moved(-real(x), -real(y))));
}
Affine rotation(double angle) { return {std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle), 0, 0}; }

/// Coverage of the target's pixels; without any, all of them.
using Mask = std::vector<std::uint8_t>;
using Canvas = std::vector<PaintColor>;

class Painter {
 public:
  Painter(FT_Face face, int width, int height)
      : face_{face}, width_{width}, height_{height}, canvas_(pixels()), palette_{first_palette(face)} {}

  void paint(FT_OpaquePaint opaque, const Affine& to_pixels, const Mask& mask, int depth);
  [[nodiscard]] const Canvas& canvas() const { return canvas_; }

 private:
  [[nodiscard]] std::size_t pixels() const {
    return static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_);
  }
  static std::span<const FT_Color> first_palette(FT_Face face);
  [[nodiscard]] PaintColor color_of(const FT_ColorIndex& index) const;
  [[nodiscard]] ColorLine line_of(FT_ColorLine line) const;
  [[nodiscard]] Mask outline(FT_UInt glyph, const Affine& to_pixels, const Mask& within) const;
  void fill(const PaintColor& color, const Mask& mask);
  void fill(const Gradient& gradient, const ColorLine& line, const Affine& to_pixels, const Mask& mask);
  void put(std::size_t pixel, const PaintColor& color, const Mask& mask) {
    const float cover = mask.empty() ? 1.0F : static_cast<float>(mask[pixel]) / 255;
    canvas_[pixel] = over(scaled(color, cover), canvas_[pixel]);
  }
  [[nodiscard]] bool paint_fill(const FT_COLR_Paint& paint, const Affine& to_pixels, const Mask& mask);
  void paint_layers(FT_LayerIterator layers, const Affine& to_pixels, const Mask& mask, int depth);
  void paint_composite(const FT_PaintComposite& composite, const Affine& to_pixels, const Mask& mask, int depth);

  FT_Face face_;
  int width_;
  int height_;
  Canvas canvas_;
  std::span<const FT_Color> palette_;
  int paints_ = 0;
};

std::span<const FT_Color> Painter::first_palette(FT_Face face) {
  FT_Palette_Data data{};
  FT_Color* colors = nullptr;
  if (FT_Palette_Data_Get(face, &data) != 0 || FT_Palette_Select(face, 0, &colors) != 0 || colors == nullptr) return {};
  return {colors, data.num_palette_entries};
}

PaintColor Painter::color_of(const FT_ColorIndex& index) const {
  const float alpha = std::clamp(static_cast<float>(index.alpha) / 16384, 0.0F, 1.0F);
  if (index.palette_index == kTextColor) return scaled(kAnyText, alpha);
  if (index.palette_index >= palette_.size()) return {};
  const FT_Color& c = palette_[index.palette_index];
  const auto part = [](FT_Byte value) { return static_cast<float>(value) / 255; };
  return scaled({part(c.red), part(c.green), part(c.blue), 1}, part(c.alpha) * alpha);
}

ColorLine Painter::line_of(FT_ColorLine line) const {
  ColorLine result;
  result.extend = line.extend == FT_COLR_PAINT_EXTEND_REPEAT    ? GradientExtend::Repeat
                  : line.extend == FT_COLR_PAINT_EXTEND_REFLECT ? GradientExtend::Reflect
                                                                : GradientExtend::Pad;
  FT_ColorStop stop{};
  while (result.stops.size() < kMostStops && FT_Get_Colorline_Stops(face_, &stop, &line.color_stop_iterator) != 0)
    result.stops.push_back({static_cast<double>(stop.stop_offset) / kWholeOffset, color_of(stop.color)});
  std::ranges::stable_sort(result.stops, {}, &ColorStop::offset);
  return result;
}

/// The glyph's shape, as much of it as lies within the mask.
Mask Painter::outline(FT_UInt glyph, const Affine& to_pixels, const Mask& within) const {
  Mask mask(pixels());
  if (FT_Load_Glyph(face_, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING) != 0 ||
      face_->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
    return mask;
  FT_Outline& shape = face_->glyph->outline;
  for (FT_Vector& at : std::span{shape.points, static_cast<std::size_t>(shape.n_points)}) {
    const Point to = to_pixels({static_cast<double>(at.x), static_cast<double>(at.y)});
    const auto fixed = [](double value) {
      return std::lround(std::isfinite(value) ? std::clamp(value, -kFarthest, kFarthest) * 64 : 0);
    };
    at = {fixed(to.x), fixed(to.y)};
  }
  FT_Bitmap bitmap{};
  bitmap.rows = static_cast<unsigned>(height_);
  bitmap.width = static_cast<unsigned>(width_);
  bitmap.pitch = width_;
  bitmap.buffer = mask.data();
  bitmap.num_grays = 256;
  bitmap.pixel_mode = FT_PIXEL_MODE_GRAY;
  if (FT_Outline_Get_Bitmap(face_->glyph->library, &shape, &bitmap) != 0) return Mask(pixels());
  for (std::size_t i = 0; i < within.size(); ++i) mask[i] = static_cast<std::uint8_t>(mask[i] * within[i] / 255);
  return mask;
}

void Painter::fill(const PaintColor& color, const Mask& mask) {
  for (std::size_t pixel = 0; pixel < canvas_.size(); ++pixel) put(pixel, color, mask);
}

void Painter::fill(const Gradient& gradient, const ColorLine& line, const Affine& to_pixels, const Mask& mask) {
  const auto back = to_pixels.inverse();
  if (!back) return;
  for (int y = 0; y < height_; ++y)
    for (int x = 0; x < width_; ++x) {
      const auto pixel = static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
      if (!mask.empty() && mask[pixel] == 0) continue;
      if (const auto place = place_on(gradient, (*back)({x + 0.5, height_ - y - 0.5})); place && std::isfinite(*place))
        put(pixel, line.at(*place), mask);
    }
}

/// False: it is no fill.
bool Painter::paint_fill(const FT_COLR_Paint& paint, const Affine& to_pixels, const Mask& mask) {
  switch (paint.format) {
    case FT_COLR_PAINTFORMAT_SOLID:
      fill(color_of(paint.u.solid.color), mask);
      return true;
    case FT_COLR_PAINTFORMAT_LINEAR_GRADIENT: {
      const FT_PaintLinearGradient& g = paint.u.linear_gradient;
      fill(LinearGradient{point_of(g.p0), point_of(g.p1), point_of(g.p2)}, line_of(g.colorline), to_pixels, mask);
      return true;
    }
    case FT_COLR_PAINTFORMAT_RADIAL_GRADIENT: {
      const FT_PaintRadialGradient& g = paint.u.radial_gradient;
      fill(RadialGradient{point_of(g.c0), real(g.r0), point_of(g.c1), real(g.r1)}, line_of(g.colorline), to_pixels,
           mask);
      return true;
    }
    case FT_COLR_PAINTFORMAT_SWEEP_GRADIENT: {
      // Angles are stored less half a turn, so that a whole one can be said.
      const FT_PaintSweepGradient& g = paint.u.sweep_gradient;
      fill(SweepGradient{point_of(g.center), degrees(g.start_angle) + 180, degrees(g.end_angle) + 180},
           line_of(g.colorline), to_pixels, mask);
      return true;
    }
    default:
      return false;
  }
}

void Painter::paint_layers(FT_LayerIterator layers, const Affine& to_pixels, const Mask& mask, int depth) {
  FT_OpaquePaint layer{nullptr, 0};
  while (paints_ < kMostPaints && FT_Get_Paint_Layers(face_, &layers, &layer) != 0)
    paint(layer, to_pixels, mask, depth);
}

/// Both sides on a canvas of their own, and what becomes of them on the one below.
void Painter::paint_composite(const FT_PaintComposite& composite, const Affine& to_pixels, const Mask& mask,
                              int depth) {
  const auto alone = [&](const FT_OpaquePaint& side) {
    Canvas below = std::exchange(canvas_, Canvas(pixels()));
    paint(side, to_pixels, {}, depth);
    return std::exchange(canvas_, std::move(below));
  };
  const Canvas backdrop = alone(composite.backdrop_paint);
  const Canvas source = alone(composite.source_paint);
  const auto mode = static_cast<BlendMode>(composite.composite_mode);
  for (std::size_t pixel = 0; pixel < canvas_.size(); ++pixel)
    put(pixel, blend(mode, source[pixel], backdrop[pixel]), mask);
}

void Painter::paint(FT_OpaquePaint opaque, const Affine& to_pixels, const Mask& mask, int depth) {
  FT_COLR_Paint paint{};
  if (depth > kDeepest || ++paints_ > kMostPaints || FT_Get_Paint(face_, opaque, &paint) == 0) return;
  if (paint_fill(paint, to_pixels, mask)) return;
  const auto go_on = [&](const FT_OpaquePaint& next, const Affine& change) {
    this->paint(next, to_pixels.after(change), mask, depth + 1);
  };
  switch (paint.format) {
    case FT_COLR_PAINTFORMAT_COLR_LAYERS:
      return paint_layers(paint.u.colr_layers.layer_iterator, to_pixels, mask, depth + 1);
    case FT_COLR_PAINTFORMAT_GLYPH:
      return this->paint(paint.u.glyph.paint, to_pixels, outline(paint.u.glyph.glyphID, to_pixels, mask), depth + 1);
    case FT_COLR_PAINTFORMAT_COLR_GLYPH: {
      FT_OpaquePaint root{nullptr, 0};
      if (FT_Get_Color_Glyph_Paint(face_, paint.u.colr_glyph.glyphID, FT_COLOR_NO_ROOT_TRANSFORM, &root) != 0)
        this->paint(root, to_pixels, mask, depth + 1);
      return;
    }
    case FT_COLR_PAINTFORMAT_TRANSFORM: {
      const FT_Affine23& a = paint.u.transform.affine;
      return go_on(paint.u.transform.paint, {real(a.xx), real(a.xy), real(a.yx), real(a.yy), real(a.dx), real(a.dy)});
    }
    case FT_COLR_PAINTFORMAT_TRANSLATE:
      return go_on(paint.u.translate.paint, moved(real(paint.u.translate.dx), real(paint.u.translate.dy)));
    case FT_COLR_PAINTFORMAT_SCALE: {
      const FT_PaintScale& s = paint.u.scale;
      return go_on(s.paint, around(s.center_x, s.center_y, {real(s.scale_x), 0, 0, real(s.scale_y), 0, 0}));
    }
    case FT_COLR_PAINTFORMAT_ROTATE: {
      const FT_PaintRotate& r = paint.u.rotate;
      return go_on(r.paint, around(r.center_x, r.center_y, rotation(radians(r.angle))));
    }
    case FT_COLR_PAINTFORMAT_SKEW: {
      const FT_PaintSkew& s = paint.u.skew;
      const Affine skew{1, -std::tan(radians(s.x_skew_angle)), std::tan(radians(s.y_skew_angle)), 1, 0, 0};
      return go_on(s.paint, around(s.center_x, s.center_y, skew));
    }
    case FT_COLR_PAINTFORMAT_COMPOSITE:
      return paint_composite(paint.u.composite, to_pixels, mask, depth + 1);
    default:
      return;
  }
}

/// From the font's units, y upwards, to the pixels of the cells: the em's height and the advance just fit.
Affine fitted(FT_Face face, FT_UInt glyph, int width, int height) {
  const double rise = std::max(1, face->ascender - face->descender);
  double advance = face->units_per_EM;
  if (FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING) == 0 && face->glyph->advance.x > 0)
    advance = static_cast<double>(face->glyph->advance.x);
  const double scale = std::min(width / advance, height / rise);
  return {scale, 0, 0, scale, (width - advance * scale) / 2, (height - rise * scale) / 2 - face->descender * scale};
}

}  // namespace

std::optional<GlyphBitmap> paint_color_glyph(FT_Face face, unsigned glyph, const CellMetrics& cell, int cells) {
  FT_OpaquePaint root{nullptr, 0};
  if (FT_Get_Color_Glyph_Paint(face, glyph, FT_COLOR_NO_ROOT_TRANSFORM, &root) == 0) return std::nullopt;
  GlyphBitmap bitmap;
  bitmap.format = PixelFormat::Rgba;
  bitmap.width = cell.width * cells;
  bitmap.height = cell.height;
  Painter painter{face, bitmap.width, bitmap.height};
  painter.paint(root, fitted(face, glyph, bitmap.width, bitmap.height), {}, 0);
  const auto byte = [](float value) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 1.0F) * 255));
  };
  bitmap.pixels.reserve(painter.canvas().size() * 4);
  for (const PaintColor& c : painter.canvas())
    for (const float value : {c.red, c.green, c.blue, c.alpha}) bitmap.pixels.push_back(byte(value));
  return bitmap;
}

}  // namespace tabacus::fonts
