#include "fonts/face.hpp"

#include <ft2build.h>
#include <hb-ft.h>
#include <hb-ot.h>
#include <hb.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H

#include <algorithm>
#include <array>
#include <cmath>

namespace tabacus::fonts {
namespace {

/// Whether the Latin script's default features replace glyphs by their neighbours.
bool find_ligatures(hb_face_t* face) {
  constexpr std::array<hb_tag_t, 3> kScripts{HB_TAG('l', 'a', 't', 'n'), HB_TAG('D', 'F', 'L', 'T'), HB_TAG_NONE};
  constexpr std::array<hb_tag_t, 4> kFeatures{HB_TAG('l', 'i', 'g', 'a'), HB_TAG('c', 'a', 'l', 't'),
                                              HB_TAG('c', 'l', 'i', 'g'), HB_TAG_NONE};
  hb_set_t* lookups = hb_set_create();
  hb_ot_layout_collect_lookups(face, HB_OT_TAG_GSUB, kScripts.data(), nullptr, kFeatures.data(), lookups);
  const bool found = hb_set_is_empty(lookups) == 0;
  hb_set_destroy(lookups);
  return found;
}

/// The smallest strike that need not be enlarged, or the largest there is.
int best_strike(FT_Face face, double size_px) {
  int best = 0;
  for (int i = 1; i < face->num_fixed_sizes; ++i) {
    const double have = static_cast<double>(face->available_sizes[best].y_ppem) / 64;
    const double other = static_cast<double>(face->available_sizes[i].y_ppem) / 64;
    if (have < size_px ? other > have : other >= size_px && other < have) best = i;
  }
  return best;
}

int widest_advance(FT_Face face) {
  double widest = 0;
  for (const FT_ULong c : {U'0', U'M', U'm'}) {
    if (FT_Load_Char(face, c, FT_LOAD_NO_HINTING) != 0) continue;
    widest = std::max(widest, static_cast<double>(face->glyph->linearHoriAdvance) / 65536);
  }
  if (widest == 0) widest = static_cast<double>(face->size->metrics.max_advance) / 64;
  return std::max(1, static_cast<int>(std::lround(widest)));
}

}  // namespace

std::optional<FontFeature> parse_feature(std::string_view text) {
  hb_feature_t feature{};
  if (hb_feature_from_string(text.data(), static_cast<int>(text.size()), &feature) == 0) return std::nullopt;
  return FontFeature{feature.tag, feature.value};
}

void Face::CloseFace::operator()(FT_FaceRec_* face) const { FT_Done_Face(face); }
void Face::CloseFont::operator()(hb_font_t* font) const { hb_font_destroy(font); }

Result<std::unique_ptr<Face>> Face::open(const FontLibrary& library, const std::string& path, int index, double size_px,
                                         Synthetic synthetic) {
  FT_Face raw = nullptr;
  if (const FT_Error error = FT_New_Face(library.get(), path.c_str(), index, &raw); error != 0)
    return fail(error == FT_Err_Cannot_Open_Resource ? ErrorCode::NotFound : ErrorCode::InvalidInput,
                fmt::format("open font {}: FreeType error {}", path, error));
  std::unique_ptr<Face> face{new Face};
  face->face_.reset(raw);
  face->synthetic_ = synthetic;
  if (const auto sized = face->set_size(size_px); !sized) return fail(sized.error(), path);
  face->shaper_.reset(hb_ft_font_create_referenced(raw));
  hb_ft_font_set_load_flags(face->shaper_.get(), FT_LOAD_NO_HINTING | FT_LOAD_COLOR);
  face->has_ligatures_ = find_ligatures(hb_font_get_face(face->shaper_.get()));
  return face;
}

Result<void> Face::set_size(double size_px) {
  FT_Face face = face_.get();
  if (!FT_IS_SCALABLE(face) && face->num_fixed_sizes > 0) {
    const int strike = best_strike(face, size_px);
    if (const FT_Error error = FT_Select_Size(face, strike); error != 0)
      return fail(ErrorCode::InvalidInput, fmt::format("select strike {}: FreeType error {}", strike, error));
    bitmap_scale_ = size_px / std::max(1, static_cast<int>(face->size->metrics.y_ppem));
    return {};
  }
  const auto size = std::max<FT_F26Dot6>(64, std::lround(size_px * 64));
  if (const FT_Error error = FT_Set_Char_Size(face, 0, size, 72, 72); error != 0)
    return fail(ErrorCode::InvalidInput, fmt::format("set size {} px: FreeType error {}", size_px, error));
  return {};
}

CellMetrics Face::cell_metrics() const {
  FT_Face face = face_.get();
  if (!FT_IS_SCALABLE(face)) {  // a bitmap font's own cell
    const int height = std::max(1, static_cast<int>(face->size->metrics.height >> 6));
    const int baseline = static_cast<int>(face->size->metrics.ascender >> 6);
    return {widest_advance(face), height, baseline, std::min(baseline + 1, height - 1), baseline * 2 / 3, 1};
  }
  const double unit = static_cast<double>(face->size->metrics.y_scale) / 65536 / 64;  // font units to pixels
  const double ascent = face->ascender * unit;
  const double descent = -face->descender * unit;
  CellMetrics cell;
  cell.width = widest_advance(face);
  cell.height = std::max(2, static_cast<int>(std::ceil(std::max(face->height * unit, ascent + descent) - 0.05)));
  cell.baseline =
      std::clamp(static_cast<int>(std::lround(ascent + (cell.height - ascent - descent) / 2)), 1, cell.height);
  cell.line_thickness = std::max(1, static_cast<int>(std::lround(face->underline_thickness * unit)));

  // FreeType gives the stroke's middle.
  const double underline = cell.baseline - face->underline_position * unit - cell.line_thickness / 2.0;
  const int lowest = cell.height - cell.line_thickness;
  cell.underline_top =
      std::clamp(static_cast<int>(std::lround(underline)), std::min(cell.baseline + 1, lowest), lowest);
  const auto* os2 = static_cast<const TT_OS2*>(FT_Get_Sfnt_Table(face, FT_SFNT_OS2));
  const double strike = os2 != nullptr && os2->yStrikeoutPosition > 0 ? os2->yStrikeoutPosition * unit : ascent / 3;
  cell.strike_top = std::clamp(static_cast<int>(std::lround(cell.baseline - strike)), 0, lowest);
  return cell;
}

std::uint32_t Face::glyph_of(char32_t code_point) const { return FT_Get_Char_Index(face_.get(), code_point); }

std::string_view Face::family() const {
  const char* name = face_->family_name;
  return name != nullptr ? std::string_view{name} : std::string_view{};
}

bool Face::has_color() const { return FT_HAS_COLOR(face_.get()); }

}  // namespace tabacus::fonts
