#include "fonts/catalogue.hpp"

#include <fontconfig/fontconfig.h>

#include <algorithm>

namespace tabacus::fonts {
namespace {

struct DestroyPattern {
  void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
};
using Pattern = std::unique_ptr<FcPattern, DestroyPattern>;

const FcChar8* bytes(const char* text) { return reinterpret_cast<const FcChar8*>(text); }

/// The family first, then any monospace: an unknown name must not end in proportional type.
Pattern make_pattern(FcConfig* config, const std::string& family, FaceStyle style, Presentation presentation) {
  Pattern pattern{FcPatternCreate()};
  if (presentation == Presentation::Emoji) {
    FcPatternAddString(pattern.get(), FC_FAMILY, bytes("emoji"));
    FcPatternAddBool(pattern.get(), FC_COLOR, FcTrue);
  }
  FcPatternAddString(pattern.get(), FC_FAMILY, bytes(family.c_str()));
  FcPatternAddString(pattern.get(), FC_FAMILY, bytes("monospace"));
  const bool bold = style == FaceStyle::Bold || style == FaceStyle::BoldItalic;
  const bool italic = style == FaceStyle::Italic || style == FaceStyle::BoldItalic;
  FcPatternAddInteger(pattern.get(), FC_WEIGHT, bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
  FcPatternAddInteger(pattern.get(), FC_SLANT, italic ? FC_SLANT_ITALIC : FC_SLANT_ROMAN);
  FcConfigSubstitute(config, pattern.get(), FcMatchPattern);
  FcDefaultSubstitute(pattern.get());
  return pattern;
}

bool bool_of(FcPattern* pattern, const char* object) {
  FcBool value = FcFalse;
  return FcPatternGetBool(pattern, object, 0, &value) == FcResultMatch && value == FcTrue;
}

int int_of(FcPattern* pattern, const char* object, int otherwise) {
  int value = otherwise;
  return FcPatternGetInteger(pattern, object, 0, &value) == FcResultMatch ? value : otherwise;
}

/// Empty path: the pattern names no file.
FontFile file_of(FcPattern* pattern) {
  FontFile file;
  FcChar8* path = nullptr;
  if (FcPatternGetString(pattern, FC_FILE, 0, &path) == FcResultMatch) file.path = reinterpret_cast<char*>(path);
  file.index = int_of(pattern, FC_INDEX, 0);
  // A match whose family lacks the style claims to have it: fontconfig tells the drawer to embolden and to shear.
  FcMatrix* shear = nullptr;
  const bool is_sheared = FcPatternGetMatrix(pattern, FC_MATRIX, 0, &shear) == FcResultMatch && shear->xy != 0;
  file.is_bold = int_of(pattern, FC_WEIGHT, FC_WEIGHT_REGULAR) >= FC_WEIGHT_DEMIBOLD && !bool_of(pattern, FC_EMBOLDEN);
  file.is_italic = int_of(pattern, FC_SLANT, FC_SLANT_ROMAN) != FC_SLANT_ROMAN && !is_sheared;
  file.is_color = bool_of(pattern, FC_COLOR);
  return file;
}

bool covers(FcPattern* pattern, std::u32string_view code_points) {
  FcCharSet* set = nullptr;
  if (FcPatternGetCharSet(pattern, FC_CHARSET, 0, &set) != FcResultMatch) return false;
  return std::ranges::all_of(code_points, [set](char32_t c) { return FcCharSetHasChar(set, c) == FcTrue; });
}

}  // namespace

void FontCatalogue::CloseConfig::operator()(_FcConfig* config) const { FcConfigDestroy(config); }
void FontCatalogue::CloseSet::operator()(_FcFontSet* set) const { FcFontSetDestroy(set); }

Result<FontCatalogue> FontCatalogue::open() {
  FcConfig* config = FcInitLoadConfigAndFonts();
  if (config == nullptr) return fail(ErrorCode::Unsupported, "load fontconfig's configuration: it gave none");
  return FontCatalogue{config};
}

Result<FontFile> FontCatalogue::find(const std::string& family, FaceStyle style) const {
  const Pattern pattern = make_pattern(config_.get(), family, style, Presentation::Text);
  FcResult result = FcResultNoMatch;
  const Pattern match{FcFontMatch(config_.get(), pattern.get(), &result)};
  FontFile file = match ? file_of(match.get()) : FontFile{};
  if (file.path.empty()) return fail(ErrorCode::NotFound, fmt::format("find font {}: the system has no fonts", family));
  return file;
}

_FcFontSet* FontCatalogue::sorted(const std::string& family, FaceStyle style, Presentation presentation) {
  auto& set = sorted_[fmt::format("{}/{}/{}", family, static_cast<int>(style), static_cast<int>(presentation))];
  if (!set) {
    const Pattern pattern = make_pattern(config_.get(), family, style, presentation);
    FcResult result = FcResultNoMatch;
    set.reset(FcFontSort(config_.get(), pattern.get(), FcFalse, nullptr, &result));
  }
  return set.get();
}

std::vector<FontFile> FontCatalogue::covering(const std::string& family, FaceStyle style, Presentation presentation,
                                              std::u32string_view code_points, std::size_t limit) {
  const FcFontSet* set = sorted(family, style, presentation);
  std::vector<FontFile> fitting;
  std::vector<FontFile> others;  // of the other presentation: better than nothing
  for (int i = 0; set != nullptr && i < set->nfont && fitting.size() < limit; ++i) {
    if (!covers(set->fonts[i], code_points)) continue;
    FontFile file = file_of(set->fonts[i]);
    const bool fits = file.is_color == (presentation == Presentation::Emoji);
    if (fits || others.size() < limit) (fits ? fitting : others).push_back(std::move(file));
  }
  fitting.insert(fitting.end(), others.begin(), others.end());
  if (fitting.size() > limit) fitting.resize(limit);
  return fitting;
}

}  // namespace tabacus::fonts
