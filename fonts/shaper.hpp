// Runs of cells of one style to placed glyphs. What a font draws by itself needs no HarfBuzz: ASCII of a face without
// ligatures comes from a table, single code points from a cache. Main thread.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fonts/font_set.hpp"
#include "fonts/metrics.hpp"

namespace tabacus::fonts {

class Shaper {
 public:
  /// `fonts` outlives the shaper.
  explicit Shaper(FontSet& fonts);
  ~Shaper();
  Shaper(const Shaper&) = delete;
  Shaper& operator=(const Shaper&) = delete;

  /// Appends the glyphs of a run. Blanks give none. A glyph's x comes from its cluster's column, so that a font with
  /// odd advances never leaves the grid.
  void shape(std::u32string_view text, std::span<const Cluster> clusters, FaceStyle style,
             std::vector<PlacedGlyph>& out);

 private:
  struct Buffer;

  void shape_cluster(std::u32string_view text, const Cluster& cluster, FaceStyle style, std::vector<PlacedGlyph>& out);
  void shape_joined(std::u32string_view text, std::span<const Cluster> clusters, FaceIndex face,
                    std::vector<PlacedGlyph>& out);
  [[nodiscard]] const std::vector<PlacedGlyph>& glyphs_of(std::u32string_view text, FaceStyle style, int cells);

  FontSet& fonts_;
  std::unique_ptr<Buffer> buffer_;
  std::array<std::array<std::uint32_t, 128>, 4> ascii_{};               // glyph by style and code point; 0: ask
  std::unordered_map<std::u32string, std::vector<PlacedGlyph>> cache_;  // cluster, style and width; bounded
};

}  // namespace tabacus::fonts
