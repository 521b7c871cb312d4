// What the parts of `fonts` say to each other and to the renderer: cell measures, glyph names, bitmaps. Values only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tabacus::fonts {

struct FontOptions {
  std::string family = "monospace";  ///< a fontconfig family, or a font file's path when it holds a '/'
  double size_pt = 11.0;
  double scale = 1.0;  ///< device pixels per 1/96 inch
  bool ligatures = true;
  /// OpenType features as CSS writes them, "zero", "-calt", "cv01=2"; "Fira Code: ss02" holds for that family alone,
  /// the others for the family above.
  std::vector<std::string> features = {};
};

/// The box every cell is drawn in, in device pixels. `_top` values count down from the cell's upper edge.
struct CellMetrics {
  int width = 0;
  int height = 0;
  int baseline = 0;
  int underline_top = 0;
  int strike_top = 0;
  int line_thickness = 1;  ///< of underlines, strikes and light box drawing
  friend bool operator==(const CellMetrics&, const CellMetrics&) = default;
};

enum class FaceStyle : std::uint8_t { Regular, Bold, Italic, BoldItalic };

constexpr FaceStyle face_style(bool bold, bool italic) {
  return static_cast<FaceStyle>((bold ? 1 : 0) | (italic ? 2 : 0));
}

using FaceIndex = std::uint16_t;                   ///< into the FontSet that gave it
inline constexpr FaceIndex kDrawnFace = 0xFFFF;    ///< no font: `glyph` is a code point that fonts/procedural draws
inline constexpr FaceIndex kMissingFace = 0xFFFE;  ///< no font has it: the U+FFFD box
inline constexpr std::uint32_t kCurlGlyph = 1;     ///< of kDrawnFace: one cell of a curly underline

/// Names a bitmap: equal refs of one FontSet give equal bitmaps.
struct GlyphRef {
  std::uint32_t glyph = 0;  ///< index in the face
  FaceIndex face = kMissingFace;
  std::uint8_t cells = 0;  ///< fitted into and centred in so many cells; 0: stands as the font says
  friend bool operator==(const GlyphRef&, const GlyphRef&) = default;
};

/// A glyph and where its cell box stands, in pixels right of and below the run's upper left corner.
struct PlacedGlyph {
  GlyphRef ref;
  int x = 0;
  int y = 0;
};

/// A grapheme cluster of a run: `length` code points at `offset` of the run's text, `cells` wide at `column`.
struct Cluster {
  std::uint32_t offset = 0;
  std::uint16_t length = 1;
  std::uint16_t column = 0;  ///< in cells, from the run's start
  std::uint8_t cells = 1;
};

enum class PixelFormat : std::uint8_t {
  Coverage,  ///< one byte a pixel
  Rgba,      ///< four bytes, premultiplied
};

/// Ink of one glyph. `left` and `top` place it from the cell's upper left corner; both may be negative.
struct GlyphBitmap {
  int width = 0;
  int height = 0;
  int left = 0;
  int top = 0;
  PixelFormat format = PixelFormat::Coverage;
  std::vector<std::uint8_t> pixels;  ///< rows from the top, no padding
};

}  // namespace tabacus::fonts
