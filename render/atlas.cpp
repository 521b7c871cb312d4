#include "render/atlas.hpp"

#include <algorithm>

namespace tabacus::render {
namespace {

constexpr int kGap = 1;  // between slots, so that a sampler at an edge never sees the neighbour

/// Shelves come in few heights, so that one that is given back suits another glyph.
int shelf_height(int height) { return (height + 3) / 4 * 4; }

}  // namespace

std::optional<AtlasSlot> Atlas::place(int width, int height) {
  if (width < 1 || height < 1 || width > size_ || height > size_) return std::nullopt;
  Shelf* best = nullptr;
  for (Shelf& shelf : shelves_) {
    // A shelf more than half empty above the bitmap is kept for taller ones.
    const bool fits = shelf.height >= height && shelf.height <= height * 2 && shelf.used + width <= size_;
    if (fits && (best == nullptr || shelf.height < best->height)) best = &shelf;
  }
  if (best == nullptr) {
    const auto band = take_band(height);
    if (!band) return std::nullopt;
    auto unused = std::ranges::find(shelves_, 0, &Shelf::height);
    if (unused == shelves_.end()) unused = shelves_.insert(shelves_.end(), Shelf{});
    *unused = {band->top, band->bottom - band->top, 0, 0};
    best = &*unused;
  }
  const AtlasSlot slot{best->used, best->y, width, height, static_cast<int>(best - shelves_.data())};
  best->used += width + kGap;
  return slot;
}

void Atlas::touch(int shelf, std::uint64_t frame) { shelves_[static_cast<std::size_t>(shelf)].frame = frame; }

std::vector<AtlasBand> Atlas::make_room(int height, std::uint64_t frame) {
  std::vector<AtlasBand> gone;
  while (!has_band(height)) {
    Shelf* oldest = nullptr;
    for (Shelf& shelf : shelves_)
      if (shelf.height > 0 && shelf.frame < frame && (oldest == nullptr || shelf.frame < oldest->frame))
        oldest = &shelf;
    if (oldest == nullptr) break;
    gone.push_back({oldest->y, oldest->y + oldest->height});
    give_back({oldest->y, std::min(size_, oldest->y + oldest->height + kGap)});
    oldest->height = 0;
  }
  return gone;
}

bool Atlas::has_band(int height) const {
  return std::ranges::any_of(free_, [height](AtlasBand band) { return band.bottom - band.top >= height; });
}

/// The first that is high enough, cut to what is needed; at the atlas's end a lower one will do.
std::optional<AtlasBand> Atlas::take_band(int height) {
  const auto found = std::ranges::find_if(free_, [height](AtlasBand band) { return band.bottom - band.top >= height; });
  if (found == free_.end()) return std::nullopt;
  const AtlasBand taken{found->top, std::min(found->bottom, found->top + shelf_height(height))};
  found->top = std::min(found->bottom, taken.bottom + kGap);
  if (found->top >= found->bottom) free_.erase(found);
  return taken;
}

void Atlas::give_back(AtlasBand band) {
  const auto next = std::ranges::lower_bound(free_, band.top, {}, &AtlasBand::top);
  auto at = free_.insert(next, band);
  if (at + 1 != free_.end() && at->bottom >= (at + 1)->top) {
    at->bottom = std::max(at->bottom, (at + 1)->bottom);
    at = free_.erase(at + 1) - 1;
  }
  if (at != free_.begin() && (at - 1)->bottom >= at->top) {
    (at - 1)->bottom = std::max((at - 1)->bottom, at->bottom);
    free_.erase(at);
  }
}

void Atlas::clear() {
  shelves_.clear();
  free_.assign(1, {0, size_});
}

}  // namespace tabacus::render
