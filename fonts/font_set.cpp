#include "fonts/font_set.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/scope_exit.hpp"
#include "base/text.hpp"

namespace tabacus::fonts {
namespace {

constexpr log::Category kLog{"fonts"};
constexpr std::size_t kMostFaces = 256;       // each keeps a file mapped
constexpr std::size_t kMostFallbacks = 8192;  // clusters remembered; hostile output has no end of them
constexpr std::size_t kMostCandidates = 8;
constexpr char32_t kTextSelector = 0xFE0E;
constexpr char32_t kEmojiSelector = 0xFE0F;

/// Selectors, joiners and tags change a cluster's look but need no glyph.
bool needs_glyph(char32_t c) {
  return c != 0x200C && c != 0x200D && (c < 0xFE00 || c > 0xFE0F) && (c < 0xE0000 || c > 0xE0FFF);
}

bool is_east_asian(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xFFFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

/// Outside of the East Asian blocks only characters with emoji presentation are two cells wide (UTS #51, UAX #11).
Presentation presentation_of(std::u32string_view cluster, int cells) {
  if (cluster.find(kTextSelector) != cluster.npos) return Presentation::Text;
  if (cluster.find(kEmojiSelector) != cluster.npos) return Presentation::Emoji;
  return cells == 2 && !is_east_asian(cluster.front()) ? Presentation::Emoji : Presentation::Text;
}

bool wants_bold(FaceStyle style) { return style == FaceStyle::Bold || style == FaceStyle::BoldItalic; }
bool wants_italic(FaceStyle style) { return style == FaceStyle::Italic || style == FaceStyle::BoldItalic; }

double pixels_of(const FontOptions& options) { return options.size_pt * 96.0 / 72.0 * options.scale; }

}  // namespace

FontSet::FontSet(const FontLibrary& library, FontCatalogue& catalogue, FontOptions options)
    : library_{&library}, catalogue_{&catalogue}, options_{std::move(options)} {}

Result<FontSet> FontSet::open(const FontLibrary& library, FontCatalogue& catalogue, const FontOptions& options) {
  FontSet fonts{library, catalogue, options};
  if (const auto opened = fonts.open_primaries(); !opened) return fail(opened.error());
  fonts.metrics_ = fonts.face(fonts.primary(FaceStyle::Regular)).cell_metrics();
  return fonts;
}

Result<void> FontSet::open_primaries() {
  const ScopeExit opened{[this] { opens_primaries_ = false; }};
  opens_primaries_ = true;
  const bool is_path = options_.family.find('/') != std::string::npos;
  for (const FaceStyle style : {FaceStyle::Regular, FaceStyle::Bold, FaceStyle::Italic, FaceStyle::BoldItalic}) {
    const auto file = is_path ? Result<FontFile>{FontFile{options_.family}} : catalogue_->find(options_.family, style);
    if (!file) return fail(file.error());
    const auto index = add(*file, style);
    if (!index) return fail(index.error());
    primary_[static_cast<std::size_t>(style)] = *index;
  }
  return {};
}

Result<FaceIndex> FontSet::add(const FontFile& file, FaceStyle style) {
  const Synthetic synthetic{wants_bold(style) && !file.is_bold && !file.is_color,
                            wants_italic(style) && !file.is_italic && !file.is_color};
  const std::string key = fmt::format("{}/{}/{}{}", file.path, file.index, synthetic.bold, synthetic.italic);
  if (const auto known = by_file_.find(key); known != by_file_.end()) return known->second;
  if (faces_.size() >= kMostFaces) return fail(ErrorCode::Exhausted, fmt::format("open font {}: too many", file.path));
  auto face = Face::open(*library_, file.path, file.index, pixels_of(options_), synthetic);
  if (!face) return fail(face.error());
  (*face)->use_features(features_for(**face));
  faces_.push_back(std::move(*face));
  return by_file_[key] = static_cast<FaceIndex>(faces_.size() - 1);
}

/// What names no family is meant for the one that was asked for, however its file calls it.
std::vector<FontFeature> FontSet::features_for(const Face& face) const {
  std::vector<FontFeature> features;
  for (const std::string& text : options_.features) {
    const auto colon = text.find(':');
    const std::string_view family =
        colon == text.npos ? std::string_view{} : trim(std::string_view{text}.substr(0, colon));
    if (family.empty() ? !opens_primaries_ : !equals_ignore_case(family, face.family())) continue;
    const std::string_view name =
        colon == text.npos ? std::string_view{text} : trim(std::string_view{text}.substr(colon + 1));
    if (const auto feature = parse_feature(name))
      features.push_back(*feature);
    else
      log::warn(kLog, "font feature '{}': write it like \"ss01\", \"-calt\" or \"Family: cv02=3\"", text);
  }
  return features;
}

bool FontSet::is_primary(FaceIndex index) const { return std::ranges::find(primary_, index) != primary_.end(); }

bool FontSet::covers(FaceIndex index, std::u32string_view needed) const {
  return std::ranges::all_of(needed, [&](char32_t c) { return face(index).glyph_of(c) != 0; });
}

FaceIndex FontSet::face_for(std::u32string_view cluster, FaceStyle style, int cells) {
  if (cluster.empty()) return kMissingFace;
  std::u32string needed;
  std::ranges::copy_if(cluster, std::back_inserter(needed), needs_glyph);
  const Presentation presentation = presentation_of(cluster, cells);
  if (presentation == Presentation::Text && covers(primary(style), needed)) return primary(style);

  std::u32string key = needed;
  key += static_cast<char32_t>(style);
  key += static_cast<char32_t>(presentation);
  if (const auto known = fallback_.find(key); known != fallback_.end()) return known->second;
  FaceIndex found = find_fallback(needed, style, presentation);
  // A base whose mark no font has is still better than a box.
  if (found == kMissingFace && needed.size() > 1) found = face_for(needed.substr(0, 1), style, cells);
  if (fallback_.size() >= kMostFallbacks) fallback_.clear();
  return fallback_[std::move(key)] = found;
}

FaceIndex FontSet::find_fallback(std::u32string_view needed, FaceStyle style, Presentation presentation) {
  for (const FontFile& file : catalogue_->covering(options_.family, style, presentation, needed, kMostCandidates)) {
    const auto index = add(file, style);
    if (index && covers(*index, needed)) return *index;
  }
  return kMissingFace;
}

}  // namespace tabacus::fonts
