// One face of a font file at one pixel size, for FreeType and for HarfBuzz. Main thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "fonts/library.hpp"
#include "fonts/metrics.hpp"

struct FT_FaceRec_;
struct hb_font_t;

namespace tabacus::fonts {

/// What the file lacks of the wanted style and the rasterizer makes up.
struct Synthetic {
  bool bold = false;
  bool italic = false;
  friend bool operator==(Synthetic, Synthetic) = default;
};

/// An OpenType feature, switched on, off (0) or to one of its forms.
struct FontFeature {
  std::uint32_t tag = 0;
  std::uint32_t value = 1;
  friend bool operator==(FontFeature, FontFeature) = default;
};

/// "ss01", "-calt", "cv02=3". Nothing when it is none of these.
[[nodiscard]] std::optional<FontFeature> parse_feature(std::string_view text);

class Face {
 public:
  /// `size_px`: the em in device pixels, may be fractional. NotFound, InvalidInput: no such file, not a font.
  static Result<std::unique_ptr<Face>> open(const FontLibrary& library, const std::string& path, int index,
                                            double size_px, Synthetic synthetic);

  /// Cell box and line positions, from the face's own tables, rounded to whole pixels.
  [[nodiscard]] CellMetrics cell_metrics() const;
  [[nodiscard]] std::uint32_t glyph_of(char32_t code_point) const;  ///< 0: the face lacks it
  [[nodiscard]] bool has_color() const;
  /// Glyphs may depend on their neighbours (liga, calt, clig): such a face is shaped by runs.
  [[nodiscard]] bool has_ligatures() const { return has_ligatures_; }
  [[nodiscard]] Synthetic synthetic() const { return synthetic_; }
  [[nodiscard]] std::string_view family() const;  ///< as the file names it; may be empty
  void use_features(std::vector<FontFeature> features) { features_ = std::move(features); }
  [[nodiscard]] const std::vector<FontFeature>& features() const { return features_; }
  /// Scalable outlines are 1; bitmap strikes must be drawn at this fraction of their size to match the em.
  [[nodiscard]] double bitmap_scale() const { return bitmap_scale_; }
  [[nodiscard]] FT_FaceRec_* freetype() const { return face_.get(); }
  [[nodiscard]] hb_font_t* harfbuzz() const { return shaper_.get(); }

 private:
  struct CloseFace {
    void operator()(FT_FaceRec_* face) const;
  };
  struct CloseFont {
    void operator()(hb_font_t* font) const;
  };
  Face() = default;
  [[nodiscard]] Result<void> set_size(double size_px);

  std::unique_ptr<FT_FaceRec_, CloseFace> face_;
  std::unique_ptr<hb_font_t, CloseFont> shaper_;
  Synthetic synthetic_;
  std::vector<FontFeature> features_;
  double bitmap_scale_ = 1.0;
  bool has_ligatures_ = false;
};

}  // namespace tabacus::fonts
