#include "fonts/rasterizer.hpp"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include <algorithm>
#include <cmath>
#include <utility>

#include "fonts/color_paint.hpp"
#include "fonts/procedural.hpp"

namespace tabacus::fonts {
namespace {

constexpr FT_Fixed kSlant = 0x3A00;  // tan 12.8 degrees, as usual for made-up italics

/// Bold by half a twentieth of the em, on both sides.
void synthesize(FT_Outline& outline, const Face& face) {
  if (face.synthetic().bold) {
    const FT_Pos strength = face.freetype()->size->metrics.y_ppem * 64 / 20;
    FT_Outline_EmboldenXY(&outline, strength, 0);
    FT_Outline_Translate(&outline, -strength / 2, 0);
  }
  if (face.synthetic().italic) {
    const FT_Matrix shear{0x10000, kSlant, 0, 0x10000};
    FT_Outline_Transform(&outline, &shear);
  }
}

/// Shrinks what is larger than its cells and centres what has another advance.
void fit(FT_Outline& outline, double advance, const CellMetrics& cell, int cells) {
  FT_BBox box;
  FT_Outline_Get_CBox(&outline, &box);
  const double room = cell.width * cells * 64.0;
  const auto width = static_cast<double>(box.xMax - box.xMin);
  const auto height = static_cast<double>(box.yMax - box.yMin);
  if (width <= 0 || height <= 0) return;
  const double scale = std::min({1.0, room / width, cell.height * 64.0 / height});
  if (scale < 1.0) {
    const auto fixed = static_cast<FT_Fixed>(scale * 65536);
    const FT_Matrix shrink{fixed, 0, 0, fixed};
    FT_Outline_Transform(&outline, &shrink);
    FT_Outline_Get_CBox(&outline, &box);
    FT_Outline_Translate(&outline, std::lround((room - width * scale) / 2) - box.xMin, 0);
  } else {
    double shift = (room - advance) / 2;
    shift = std::clamp(shift, -static_cast<double>(box.xMin), room - static_cast<double>(box.xMax));
    FT_Outline_Translate(&outline, std::lround(shift), 0);
  }
  // What still sticks out above or below is moved inside: the box fits, or was made to.
  FT_Outline_Get_CBox(&outline, &box);
  const FT_Pos above = box.yMax - cell.baseline * 64;
  const FT_Pos below = -(cell.height - cell.baseline) * 64 - box.yMin;
  if (above > 0) FT_Outline_Translate(&outline, 0, -above);
  if (below > 0) FT_Outline_Translate(&outline, 0, below);
}

GlyphBitmap copy_coverage(const FT_Bitmap& bitmap) {
  GlyphBitmap out;
  out.width = static_cast<int>(bitmap.width);
  out.height = static_cast<int>(bitmap.rows);
  out.pixels.reserve(static_cast<std::size_t>(bitmap.width) * bitmap.rows);
  for (unsigned y = 0; y < bitmap.rows; ++y) {
    const unsigned char* row = bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch;
    for (unsigned x = 0; x < bitmap.width; ++x) {
      const bool is_mono = bitmap.pixel_mode == FT_PIXEL_MODE_MONO;
      out.pixels.push_back(is_mono ? ((row[x / 8] >> (7 - x % 8)) & 1) * 255 : row[x]);
    }
  }
  return out;
}

/// Average of the source pixels that fall on one pixel of the target, edges weighed by their share.
void average(const FT_Bitmap& bitmap, double x0, double x1, double y0, double y1, std::uint8_t* rgba) {
  double sum[4] = {};
  double weights = 0;
  for (int y = static_cast<int>(y0); y < std::min<int>(static_cast<int>(std::ceil(y1)), bitmap.rows); ++y) {
    const double wy = std::min(y + 1.0, y1) - std::max<double>(y, y0);
    const unsigned char* row = bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch;
    for (int x = static_cast<int>(x0); x < std::min<int>(static_cast<int>(std::ceil(x1)), bitmap.width); ++x) {
      const double weight = wy * (std::min(x + 1.0, x1) - std::max<double>(x, x0));
      for (int channel = 0; channel < 4; ++channel) sum[channel] += weight * row[x * 4 + channel];
      weights += weight;
    }
  }
  if (weights <= 0) return;
  constexpr int kFromBgra[4] = {2, 1, 0, 3};
  for (int channel = 0; channel < 4; ++channel)
    rgba[channel] = static_cast<std::uint8_t>(std::lround(sum[kFromBgra[channel]] / weights));
}

/// A strike scaled into its cells, aspect kept, in their middle.
GlyphBitmap fit_color(const FT_Bitmap& bitmap, const CellMetrics& cell, int cells) {
  GlyphBitmap out;
  out.format = PixelFormat::Rgba;
  if (bitmap.width == 0 || bitmap.rows == 0) return out;
  const int room = cell.width * cells;
  const double scale =
      std::min(room / static_cast<double>(bitmap.width), cell.height / static_cast<double>(bitmap.rows));
  out.width = std::max(1, static_cast<int>(std::lround(bitmap.width * scale)));
  out.height = std::max(1, static_cast<int>(std::lround(bitmap.rows * scale)));
  out.left = (room - out.width) / 2;
  out.top = (cell.height - out.height) / 2;
  out.pixels.resize(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 4);
  const double step_x = bitmap.width / static_cast<double>(out.width);
  const double step_y = bitmap.rows / static_cast<double>(out.height);
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x)
      average(bitmap, x * step_x, (x + 1) * step_x, y * step_y, (y + 1) * step_y,
              &out.pixels[static_cast<std::size_t>(y * out.width + x) * 4]);
  return out;
}

GlyphBitmap rasterize_from(const Face& face, GlyphRef ref, const CellMetrics& cell) {
  const int cells = std::max<int>(1, ref.cells);
  FT_Face ft = face.freetype();
  if (face.has_color())
    if (auto painted = paint_color_glyph(ft, ref.glyph, cell, cells)) return std::move(*painted);
  const FT_Int32 flags = FT_LOAD_TARGET_LIGHT | (face.has_color() ? FT_LOAD_COLOR : 0);
  if (FT_Load_Glyph(ft, ref.glyph, flags) != 0) return draw_missing(cell, cells);
  FT_GlyphSlot slot = ft->glyph;
  if (slot->format == FT_GLYPH_FORMAT_OUTLINE) {
    synthesize(slot->outline, face);
    if (ref.cells > 0) fit(slot->outline, static_cast<double>(slot->advance.x), cell, cells);
  }
  if (slot->format != FT_GLYPH_FORMAT_BITMAP && FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) != 0)
    return draw_missing(cell, cells);
  if (slot->bitmap.pixel_mode == FT_PIXEL_MODE_BGRA) return fit_color(slot->bitmap, cell, cells);
  if (slot->bitmap.pixel_mode != FT_PIXEL_MODE_GRAY && slot->bitmap.pixel_mode != FT_PIXEL_MODE_MONO)
    return draw_missing(cell, cells);
  GlyphBitmap out = copy_coverage(slot->bitmap);
  out.left = slot->bitmap_left;
  out.top = cell.baseline - slot->bitmap_top;
  return out;
}

}  // namespace

GlyphBitmap rasterize(const FontSet& fonts, GlyphRef ref) {
  const CellMetrics& cell = fonts.metrics();
  if (ref.face == kMissingFace) return draw_missing(cell, std::max<int>(1, ref.cells));
  if (ref.face == kDrawnFace) return ref.glyph == kCurlGlyph ? draw_curl(cell) : draw_character(ref.glyph, cell);
  return rasterize_from(fonts.face(ref.face), ref, cell);
}

}  // namespace tabacus::fonts
