// Runs of cells of one style to placed glyphs. What needs no HarfBuzz does without: ASCII of a face that joins nothing
// comes from a table, drawn characters name themselves; everything else is shaped once and remembered. Main thread.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fonts/font_set.hpp"
#include "fonts/metrics.hpp"

struct hb_buffer_t;

namespace tabacus::fonts {

class Shaper {
 public:
  /// `fonts` outlives the shaper.
  explicit Shaper(FontSet& fonts);

  /// Appends the glyphs of a run. Blanks give none and may be left out: only clusters in neighbouring columns join. A
  /// glyph's x comes from its cluster's column, so that a font with odd advances never leaves the grid.
  void shape(std::u32string_view text, std::span<const Cluster> clusters, FaceStyle style,
             std::vector<PlacedGlyph>& out);

 private:
  using Glyphs = std::vector<PlacedGlyph>;
  struct DestroyBuffer {
    void operator()(hb_buffer_t* buffer) const;
  };

  [[nodiscard]] bool joins(std::u32string_view text, const Cluster& cluster, FaceStyle style) const;
  [[nodiscard]] const Glyphs& word_glyphs(std::u32string_view text, std::span<const Cluster> clusters, FaceStyle style);
  [[nodiscard]] const Glyphs& cluster_glyphs(std::u32string_view text, int cells, FaceStyle style);
  [[nodiscard]] Glyphs shape_cluster(std::u32string_view text, int cells, FaceStyle style);
  [[nodiscard]] Glyphs& remember(std::u32string key, Glyphs glyphs);
  void run_harfbuzz(std::u32string_view text, const Face& face);

  FontSet& fonts_;
  std::unique_ptr<hb_buffer_t, DestroyBuffer> buffer_;
  std::array<bool, 4> joins_{};                            // by style: the primary face has ligatures
  std::array<bool, 4> is_plain_{};                         // by style: no feature may change its ASCII
  std::array<std::array<std::uint32_t, 128>, 4> ascii_{};  // glyph by style and code point; 0: the face lacks it
  std::unordered_map<std::u32string, Glyphs> cache_;       // text, style and width; bounded
};

}  // namespace tabacus::fonts
