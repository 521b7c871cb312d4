// Glyphs that were rasterised, by where they lie in the two atlases: coverage and colour. Main thread; no GL: what is
// new waits in `uploads` for the renderer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "fonts/font_set.hpp"
#include "fonts/metrics.hpp"
#include "render/atlas.hpp"
#include "render/draw_list.hpp"

namespace tabacus::render {

enum class AtlasPage : std::uint8_t { Coverage, Color };

inline constexpr int kCoverageAtlasSize = 2048;  // about 12,000 glyphs of 9 x 18; at most 4 MiB
inline constexpr int kColorAtlasSize = 1024;     // about 2,500 emoji of 18 x 18; at most 4 MiB

struct CachedGlyph {
  AtlasSlot slot;  ///< empty for glyphs without ink
  int left = 0;    ///< from the cell's upper left corner
  int top = 0;
  AtlasPage page = AtlasPage::Coverage;
};

struct GlyphUpload {
  AtlasPage page;
  AtlasSlot slot;
  std::vector<std::uint8_t> pixels;
};

class GlyphCache {
 public:
  GlyphCache() : coverage_{kCoverageAtlasSize}, color_{kColorAtlasSize} {}

  /// A picture begins: what it uses stays until it is done, what others used may give way to it.
  void begin_frame() { ++frame_; }
  /// Null when its atlas is full of what this picture needs: clear() and begin it anew. `role` tells the two FontSets
  /// apart. What comes back is good until the next call.
  [[nodiscard]] const CachedGlyph* get(const fonts::FontSet& fonts, TypeRole role, fonts::GlyphRef ref);
  void clear();
  /// Bitmaps placed since the last call.
  [[nodiscard]] std::vector<GlyphUpload> take_uploads();
  [[nodiscard]] int rasterized() const { return rasterized_; }  ///< since construction
  /// Changes whenever glyphs gave way: what older pictures placed may lie there no more.
  [[nodiscard]] std::uint64_t generation() const { return generation_; }
  [[nodiscard]] std::size_t size() const { return glyphs_.size(); }

 private:
  [[nodiscard]] std::optional<AtlasSlot> place(AtlasPage page, int width, int height);

  Atlas coverage_;
  Atlas color_;
  std::unordered_map<std::uint64_t, CachedGlyph> glyphs_;
  std::vector<GlyphUpload> uploads_;
  int rasterized_ = 0;
  std::uint64_t frame_ = 1;
  std::uint64_t generation_ = 0;
};

}  // namespace tabacus::render
