#include "render/atlas.hpp"

#include <algorithm>

namespace tabacus::render {
namespace {

constexpr int kGap = 1;  // between slots, so that a sampler at an edge never sees the neighbour

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
    const int shelf_height = std::min((height + 3) / 4 * 4, size_ - bottom_);
    if (shelf_height < height) return std::nullopt;
    shelves_.push_back({bottom_, shelf_height, 0});
    bottom_ = std::min(size_, bottom_ + shelf_height + kGap);
    best = &shelves_.back();
  }
  const AtlasSlot slot{best->used, best->y, width, height};
  best->used += width + kGap;
  return slot;
}

void Atlas::clear() {
  shelves_.clear();
  bottom_ = 0;
}

}  // namespace tabacus::render
