#include "render/glyph_cache.hpp"

#include <utility>

#include "fonts/rasterizer.hpp"

namespace tabacus::render {
namespace {

std::uint64_t key_of(TypeRole role, fonts::GlyphRef ref) {
  return std::uint64_t{ref.glyph} | std::uint64_t{ref.face} << 32 | std::uint64_t{ref.cells} << 48 |
         std::uint64_t{static_cast<std::uint8_t>(role)} << 56;
}

}  // namespace

const CachedGlyph* GlyphCache::get(const fonts::FontSet& fonts, TypeRole role, fonts::GlyphRef ref) {
  const std::uint64_t key = key_of(role, ref);
  if (const auto known = glyphs_.find(key); known != glyphs_.end()) return &known->second;
  fonts::GlyphBitmap bitmap = fonts::rasterize(fonts, ref);
  ++rasterized_;
  CachedGlyph glyph;
  glyph.left = bitmap.left;
  glyph.top = bitmap.top;
  glyph.page = bitmap.format == fonts::PixelFormat::Rgba ? AtlasPage::Color : AtlasPage::Coverage;
  Atlas& atlas = glyph.page == AtlasPage::Color ? color_ : coverage_;
  const bool has_ink = bitmap.width > 0 && bitmap.height > 0;
  // One glyph larger than the atlas would fail for ever; it is left out.
  if (has_ink && bitmap.width <= atlas.size() && bitmap.height <= atlas.size()) {
    const auto slot = atlas.place(bitmap.width, bitmap.height);
    if (!slot) return nullptr;
    glyph.slot = *slot;
    uploads_.push_back({glyph.page, *slot, std::move(bitmap.pixels)});
  }
  return &glyphs_.emplace(key, glyph).first->second;
}

void GlyphCache::clear() {
  coverage_.clear();
  color_.clear();
  glyphs_.clear();
  uploads_.clear();
}

std::vector<GlyphUpload> GlyphCache::take_uploads() { return std::exchange(uploads_, {}); }

}  // namespace tabacus::render
