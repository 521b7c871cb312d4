// Places small rectangles in a big one: shelves of rising height, filled from the left. When it is full, the shelves
// that were not used for longest give way. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace tabacus::render {

/// Where a bitmap lies in its atlas, in texels.
struct AtlasSlot {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  int shelf = 0;  ///< for Atlas::touch
};

/// Rows [top, bottom) of the atlas.
struct AtlasBand {
  int top = 0;
  int bottom = 0;
  [[nodiscard]] bool holds(const AtlasSlot& slot) const { return slot.y >= top && slot.y < bottom; }
};

class Atlas {
 public:
  explicit Atlas(int size) : size_{size}, free_{{0, size}} {}

  /// Nothing when no room is left; slots never overlap and lie wholly inside.
  [[nodiscard]] std::optional<AtlasSlot> place(int width, int height);
  /// A slot of the shelf is used in that frame; frames count upwards.
  void touch(int shelf, std::uint64_t frame);
  /// Makes room for a bitmap of that height out of shelves that `frame` has not used, those unused for longest first.
  /// What lay in the bands is gone. When all of them were not enough, place() still fails.
  [[nodiscard]] std::vector<AtlasBand> make_room(int height, std::uint64_t frame);
  /// Gives every slot back.
  void clear();
  [[nodiscard]] int size() const { return size_; }

 private:
  struct Shelf {
    int y;
    int height;
    int used;             ///< texels from the left
    std::uint64_t frame;  ///< that used it last
  };

  [[nodiscard]] std::optional<AtlasBand> take_band(int height);
  void give_back(AtlasBand band);
  [[nodiscard]] bool has_band(int height) const;

  int size_;
  std::vector<AtlasBand> free_;  // from the top, none touching another
  std::vector<Shelf> shelves_;   // of height 0: given back, its number free for another
};

}  // namespace tabacus::render
