// Places small rectangles in a big one: shelves of rising height, filled from the left. Pure.
#pragma once

#include <optional>
#include <vector>

namespace tabacus::render {

/// Where a bitmap lies in its atlas, in texels.
struct AtlasSlot {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

class Atlas {
 public:
  explicit Atlas(int size) : size_{size} {}

  /// Nothing when no room is left; slots never overlap and lie wholly inside.
  [[nodiscard]] std::optional<AtlasSlot> place(int width, int height);
  /// Gives every slot back.
  void clear();
  [[nodiscard]] int size() const { return size_; }

 private:
  struct Shelf {
    int y;
    int height;
    int used;  ///< texels from the left
  };

  int size_;
  int bottom_ = 0;  // of the lowest shelf
  std::vector<Shelf> shelves_;
};

}  // namespace tabacus::render
