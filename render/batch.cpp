#include "render/batch.hpp"

#include <algorithm>

namespace tabacus::render {
namespace {

std::int16_t narrow(int value) { return static_cast<std::int16_t>(std::clamp(value, -32768, 32767)); }

void append_quads(const std::vector<Quad>& quads, std::vector<QuadInstance>& out) {
  for (const Quad& quad : quads) {
    if (quad.rect.is_empty()) continue;
    const int diameter = std::clamp(2 * quad.radius, 0, std::min(quad.rect.width, quad.rect.height));
    out.push_back({narrow(quad.rect.x), narrow(quad.rect.y), narrow(quad.rect.width), narrow(quad.rect.height),
                   quad.color, static_cast<std::uint16_t>(diameter), 0});
  }
}

template <typename T>
void extend(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

void Batch::clear() {
  below.clear();
  glyphs.clear();
  above.clear();
  ink_top = INT16_MAX;
  ink_bottom = INT16_MIN;
}

void Batch::append(const Batch& other) {
  extend(below, other.below);
  extend(glyphs, other.glyphs);
  extend(above, other.above);
}

Batcher::Batcher(Typography& typography)
    : typography_{typography}, grid_shaper_{typography.grid()}, ui_shaper_{typography.ui()} {}

fonts::FontSet& Batcher::fonts_of(TypeRole role) {
  return role == TypeRole::Grid ? typography_.grid() : typography_.ui();
}

Batcher::Outcome Batcher::append(const DrawList& list, const Layer& layer, Batch& out) {
  append_quads(layer.below, out.below);
  append_quads(layer.above, out.above);
  Outcome outcome = Outcome::Complete;
  for (const Curl& curl : layer.curls)
    if (append_curl(curl, out) == Outcome::AtlasFull) outcome = Outcome::AtlasFull;
  for (const TextRun& run : layer.runs)
    if (append_run(list, run, out) == Outcome::AtlasFull) outcome = Outcome::AtlasFull;
  return outcome;
}

Batcher::Outcome Batcher::append_run(const DrawList& list, const TextRun& run, Batch& out) {
  placed_.clear();
  fonts::Shaper& shaper = run.role == TypeRole::Grid ? grid_shaper_ : ui_shaper_;
  shaper.shape(list.text, list.clusters_of(run), run.style, placed_);
  for (const fonts::PlacedGlyph& glyph : placed_)
    if (append_glyph(run, glyph, out) == Outcome::AtlasFull) return Outcome::AtlasFull;
  return Outcome::Complete;
}

Batcher::Outcome Batcher::append_curl(const Curl& curl, Batch& out) {
  TextRun run;
  run.x = curl.x;
  run.y = curl.y;
  run.color = curl.color;
  run.behind = curl.color;  // a line has no weight to correct
  const fonts::GlyphRef wave{fonts::kCurlGlyph, fonts::kDrawnFace, 1};
  for (int i = 0; i < curl.cells; ++i)
    if (append_glyph(run, {wave, i * typography_.cell().width, 0}, out) == Outcome::AtlasFull)
      return Outcome::AtlasFull;
  return Outcome::Complete;
}

Batcher::Outcome Batcher::append_glyph(const TextRun& run, const fonts::PlacedGlyph& glyph, Batch& out) {
  const CachedGlyph* cached = cache_.get(fonts_of(run.role), run.role, glyph.ref);
  if (cached == nullptr) return Outcome::AtlasFull;
  const AtlasSlot& slot = cached->slot;
  if (slot.width == 0) return Outcome::Complete;
  const int y = run.y + glyph.y + cached->top;
  // Drawn characters are exact: their flat shades must come out as the alpha they name.
  const Rgba behind = glyph.ref.face == fonts::kDrawnFace ? run.color : run.behind;
  out.glyphs.push_back({narrow(run.x + glyph.x + cached->left), narrow(y), narrow(slot.width), narrow(slot.height),
                        static_cast<std::uint16_t>(slot.x), static_cast<std::uint16_t>(slot.y), run.color, behind,
                        static_cast<std::uint32_t>(cached->page)});
  out.ink_top = std::min(out.ink_top, y);
  out.ink_bottom = std::max(out.ink_bottom, y + slot.height);
  return Outcome::Complete;
}

}  // namespace tabacus::render
