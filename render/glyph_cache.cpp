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
  if (const auto known = glyphs_.find(key); known != glyphs_.end()) {
    const CachedGlyph& glyph = known->second;
    if (glyph.slot.width > 0) (glyph.page == AtlasPage::Color ? color_ : coverage_).touch(glyph.slot.shelf, frame_);
    return &glyph;
  }
  fonts::GlyphBitmap bitmap = fonts::rasterize(fonts, ref);
  ++rasterized_;
  CachedGlyph glyph;
  glyph.left = bitmap.left;
  glyph.top = bitmap.top;
  glyph.page = bitmap.format == fonts::PixelFormat::Rgba ? AtlasPage::Color : AtlasPage::Coverage;
  const int atlas_size = glyph.page == AtlasPage::Color ? color_.size() : coverage_.size();
  const bool has_ink = bitmap.width > 0 && bitmap.height > 0;
  // One glyph larger than the atlas would fail for ever; it is left out.
  if (has_ink && bitmap.width <= atlas_size && bitmap.height <= atlas_size) {
    const auto slot = place(glyph.page, bitmap.width, bitmap.height);
    if (!slot) return nullptr;
    glyph.slot = *slot;
    uploads_.push_back({glyph.page, *slot, std::move(bitmap.pixels)});
  }
  return &glyphs_.emplace(key, glyph).first->second;
}

std::optional<AtlasSlot> GlyphCache::place(AtlasPage page, int width, int height) {
  Atlas& atlas = page == AtlasPage::Color ? color_ : coverage_;
  auto slot = atlas.place(width, height);
  if (!slot) {
    for (const AtlasBand& band : atlas.make_room(height, frame_)) {
      std::erase_if(glyphs_, [&](const auto& entry) {
        const CachedGlyph& glyph = entry.second;
        return glyph.page == page && glyph.slot.width > 0 && band.holds(glyph.slot);
      });
      ++generation_;
    }
    slot = atlas.place(width, height);
  }
  if (slot) atlas.touch(slot->shelf, frame_);
  return slot;
}

void GlyphCache::clear() {
  coverage_.clear();
  color_.clear();
  glyphs_.clear();
  uploads_.clear();
  ++generation_;
}

std::vector<GlyphUpload> GlyphCache::take_uploads() { return std::exchange(uploads_, {}); }

}  // namespace tabacus::render
