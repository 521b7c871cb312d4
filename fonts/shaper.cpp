#include "fonts/shaper.hpp"

#include <hb.h>

#include <cmath>

#include "fonts/procedural.hpp"

namespace tabacus::fonts {
namespace {

constexpr std::size_t kMostRemembered = 16384;

bool is_blank(char32_t c) { return c <= U' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200F) || c == 0x3000; }

std::u32string_view text_of(std::u32string_view text, const Cluster& cluster) {
  return text.substr(cluster.offset, cluster.length);
}

bool is_mark(char32_t c) {
  const auto category = hb_unicode_general_category(hb_unicode_funcs_get_default(), c);
  return category == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK ||
         category == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK;
}

std::u32string key_of(std::u32string_view text, FaceStyle style, char32_t kind) {
  std::u32string key{text};
  key += static_cast<char32_t>(style);
  key += kind;
  return key;
}

constexpr char32_t kWordKind = 16;  // above any width in cells

/// HarfBuzz counts in 1/64 pixel, and downwards is negative.
int pixels(double units, double scale) { return static_cast<int>(std::lround(units * scale / 64)); }

}  // namespace

void Shaper::DestroyBuffer::operator()(hb_buffer_t* buffer) const { hb_buffer_destroy(buffer); }

Shaper::Shaper(FontSet& fonts) : fonts_{fonts}, buffer_{hb_buffer_create()} {
  for (std::size_t style = 0; style < ascii_.size(); ++style) {
    const Face& face = fonts.face(fonts.primary(static_cast<FaceStyle>(style)));
    const bool has_features = !face.features().empty();
    joins_[style] = fonts.options().ligatures && (face.has_ligatures() || has_features);
    is_plain_[style] = !has_features;
    for (char32_t c = U'!'; c < 0x7F; ++c) ascii_[style][c] = face.glyph_of(c);
  }
}

void Shaper::shape(std::u32string_view text, std::span<const Cluster> clusters, FaceStyle style,
                   std::vector<PlacedGlyph>& out) {
  const auto& ascii = ascii_[static_cast<std::size_t>(style)];
  const FaceIndex primary = fonts_.primary(style);
  const int cell_width = fonts_.metrics().width;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    const Cluster& cluster = clusters[i];
    const char32_t first = text[cluster.offset];
    const int x = cluster.column * cell_width;
    if (cluster.length == 1 && is_blank(first)) continue;
    if (cluster.length == 1 && is_drawn(first)) {
      out.push_back({{first, kDrawnFace, cluster.cells}, x, 0});
      continue;
    }
    std::size_t end = i;
    if (joins_[static_cast<std::size_t>(style)])
      while (end < clusters.size() && joins(text, clusters[end], style) &&
             (end == i || clusters[end].column == clusters[end - 1].column + 1))
        ++end;
    const Glyphs* glyphs = nullptr;
    if (end > i + 1) {
      glyphs = &word_glyphs(text, clusters.subspan(i, end - i), style);
      i = end - 1;
    } else if (cluster.length == 1 && first < 128 && ascii[first] != 0 && is_plain_[static_cast<std::size_t>(style)]) {
      out.push_back({{ascii[first], primary, 0}, x, 0});
      continue;
    } else {
      glyphs = &cluster_glyphs(text_of(text, cluster), cluster.cells, style);
    }
    for (const PlacedGlyph& glyph : *glyphs) out.push_back({glyph.ref, x + glyph.x, glyph.y});
  }
}

/// Whether a cluster may be shaped together with its neighbours: one character of the primary face, in one cell.
bool Shaper::joins(std::u32string_view text, const Cluster& cluster, FaceStyle style) const {
  const char32_t c = text[cluster.offset];
  if (cluster.length != 1 || cluster.cells != 1 || is_blank(c) || is_drawn(c)) return false;
  if (c < 128) return ascii_[static_cast<std::size_t>(style)][c] != 0;
  return fonts_.face(fonts_.primary(style)).glyph_of(c) != 0;
}

const Shaper::Glyphs& Shaper::word_glyphs(std::u32string_view text, std::span<const Cluster> clusters,
                                          FaceStyle style) {
  const std::u32string_view word = text.substr(clusters.front().offset, clusters.size());
  std::u32string key = key_of(word, style, kWordKind);
  if (const auto known = cache_.find(key); known != cache_.end()) return known->second;

  const FaceIndex face = fonts_.primary(style);
  run_harfbuzz(word, fonts_.face(face));
  unsigned count = 0;
  const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer_.get(), &count);
  const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer_.get(), &count);
  Glyphs glyphs;
  double pen = 0;  // within one cluster: advances of the font never carry over to the next column
  for (unsigned i = 0; i < count; ++i) {
    if (i > 0 && infos[i].cluster != infos[i - 1].cluster) pen = 0;
    const int column = static_cast<int>(infos[i].cluster) * fonts_.metrics().width;
    glyphs.push_back({{infos[i].codepoint, face, 0},
                      column + pixels(pen + positions[i].x_offset, 1.0),
                      -pixels(positions[i].y_offset, 1.0)});
    pen += positions[i].x_advance;
  }
  return remember(std::move(key), std::move(glyphs));
}

const Shaper::Glyphs& Shaper::cluster_glyphs(std::u32string_view text, int cells, FaceStyle style) {
  std::u32string key = key_of(text, style, static_cast<char32_t>(cells));
  if (const auto known = cache_.find(key); known != cache_.end()) return known->second;
  return remember(std::move(key), shape_cluster(text, cells, style));
}

Shaper::Glyphs Shaper::shape_cluster(std::u32string_view text, int cells, FaceStyle style) {
  const auto width = static_cast<std::uint8_t>(cells);
  const FaceIndex index = fonts_.face_for(text, style, cells);
  if (index == kMissingFace) return {{{0, kMissingFace, width}, 0, 0}};
  const Face& face = fonts_.face(index);
  run_harfbuzz(text, face);
  unsigned count = 0;
  const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer_.get(), &count);
  const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer_.get(), &count);
  // A lone glyph of a foreign face is fitted into its cells; several keep their places towards each other.
  if (count == 1) return {{{infos[0].codepoint, index, fonts_.is_primary(index) ? std::uint8_t{0} : width}, 0, 0}};

  const double scale = face.bitmap_scale();
  double total = 0;
  for (unsigned i = 0; i < count; ++i) total += positions[i].x_advance;
  double pen =
      fonts_.is_primary(index) || face.has_color() ? 0 : (cells * fonts_.metrics().width * 64 / scale - total) / 2;
  const double origin = pen;
  Glyphs glyphs;
  for (unsigned i = 0; i < count; ++i) {
    const auto& at = positions[i];
    // Fonts of one width draw marks as if over the base, with an advance of their own, which HarfBuzz takes away;
    // where the font has no anchor for the pair, going back to the base is left to us.
    const bool overstrikes = i > 0 && at.x_offset == 0 && is_mark(text[infos[i].cluster]) &&
                             hb_font_get_glyph_h_advance(face.harfbuzz(), infos[i].codepoint) > 0;
    if (infos[i].codepoint != 0 || i == 0)
      glyphs.push_back({{infos[i].codepoint, index, face.has_color() ? width : std::uint8_t{0}},
                        pixels((overstrikes ? origin : pen) + at.x_offset, scale),
                        -pixels(at.y_offset, scale)});
    if (face.has_color()) break;  // a sequence that the font does not join shows its first picture
    if (!overstrikes) pen += at.x_advance;
  }
  return glyphs;
}

Shaper::Glyphs& Shaper::remember(std::u32string key, Glyphs glyphs) {
  if (cache_.size() >= kMostRemembered) cache_.clear();
  return cache_[std::move(key)] = std::move(glyphs);
}

void Shaper::run_harfbuzz(std::u32string_view text, const Face& face) {
  hb_buffer_t* buffer = buffer_.get();
  hb_buffer_reset(buffer);
  hb_buffer_add_utf32(buffer, reinterpret_cast<const std::uint32_t*>(text.data()), static_cast<int>(text.size()), 0,
                      static_cast<int>(text.size()));
  // Each glyph says from which code point it comes, marks too.
  hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_CHARACTERS);
  hb_buffer_guess_segment_properties(buffer);
  // The grid runs from left to right whatever the script; a terminal's programs order their text themselves.
  hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
  std::vector<hb_feature_t> features;
  for (const FontFeature& feature : face.features())
    features.push_back({feature.tag, feature.value, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END});
  hb_shape(face.harfbuzz(), buffer, features.data(), static_cast<unsigned>(features.size()));
}

}  // namespace tabacus::fonts
