// A DrawList turned into what the GPU draws: records of fixed size, one per rectangle and one per glyph. Main thread.
#pragma once

#include <climits>
#include <cstdint>
#include <vector>

#include "fonts/metrics.hpp"
#include "fonts/shaper.hpp"
#include "render/draw_list.hpp"
#include "render/glyph_cache.hpp"
#include "render/typography.hpp"

namespace tabacus::render {

/// Pixels from the window's upper left corner.
struct QuadInstance {
  std::int16_t x, y, width, height;
  Rgba color;
  std::uint16_t diameter;  ///< of the corners
  std::uint16_t unused;
};
static_assert(sizeof(QuadInstance) == 16);

struct GlyphInstance {
  std::int16_t x, y, width, height;
  std::uint16_t u, v;  ///< texels
  Rgba color;
  Rgba behind;
  std::uint32_t page;  ///< AtlasPage
};
static_assert(sizeof(GlyphInstance) == 24);

struct Batch {
  std::vector<QuadInstance> below;
  std::vector<GlyphInstance> glyphs;
  std::vector<QuadInstance> above;
  int ink_top = INT16_MAX;  ///< highest and lowest pixel rows that glyphs touch; top > bottom: none
  int ink_bottom = INT16_MIN;

  void clear();
  void append(const Batch& other);
  [[nodiscard]] bool is_empty() const { return below.empty() && glyphs.empty() && above.empty(); }
};

/// Shapes a layer's text and finds its glyphs in the cache.
class Batcher {
 public:
  /// `typography` outlives the batcher.
  explicit Batcher(Typography& typography);

  enum class Outcome : std::uint8_t { Complete, AtlasFull };

  /// Appends the layer to `out`. AtlasFull: glyphs are missing; clear the cache and begin the picture anew.
  Outcome append(const DrawList& list, const Layer& layer, Batch& out);

  [[nodiscard]] GlyphCache& cache() { return cache_; }

 private:
  Outcome append_run(const DrawList& list, const TextRun& run, Batch& out);
  Outcome append_curl(const Curl& curl, Batch& out);
  Outcome append_glyph(const TextRun& run, const fonts::PlacedGlyph& glyph, Batch& out);
  [[nodiscard]] fonts::FontSet& fonts_of(TypeRole role);

  Typography& typography_;
  fonts::Shaper grid_shaper_;
  fonts::Shaper ui_shaper_;
  GlyphCache cache_;
  std::vector<fonts::PlacedGlyph> placed_;  // scratch
};

}  // namespace tabacus::render
