// A glyph to a coverage or colour bitmap. Never fails: what cannot be drawn is the U+FFFD box. Main thread.
#pragma once

#include "fonts/font_set.hpp"
#include "fonts/metrics.hpp"

namespace tabacus::fonts {

[[nodiscard]] GlyphBitmap rasterize(const FontSet& fonts, GlyphRef ref);

}  // namespace tabacus::fonts
