// Glyphs of COLRv1: a graph of paints that FreeType reads out of the font and leaves to its caller to draw. Outlines
// are FreeType's; fills, transforms, layers and their composition are ours. Fonts are foreign input: the graph is
// followed to a depth and for a number of paints, what lies beyond is left out. Main thread.
#pragma once

#include <optional>

#include "fonts/metrics.hpp"

struct FT_FaceRec_;

namespace tabacus::fonts {

/// Scaled into its cells, aspect kept, in their middle. Empty: the glyph has no such paint, or FreeType was built
/// without COLRv1, as it usually was before 2.13.
[[nodiscard]] std::optional<GlyphBitmap> paint_color_glyph(FT_FaceRec_* face, unsigned glyph, const CellMetrics& cell,
                                                           int cells);

}  // namespace tabacus::fonts
