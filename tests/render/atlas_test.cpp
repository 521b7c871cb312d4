#include "render/atlas.hpp"

#include <gtest/gtest.h>

#include <random>

namespace tabacus::render {
namespace {

struct PackCase {
  const char* name;
  int size;
  int smallest;
  int largest;
};

class AtlasPacking : public testing::TestWithParam<PackCase> {};

bool overlap(const AtlasSlot& a, const AtlasSlot& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

TEST_P(AtlasPacking, SlotsLieInsideAndNeverOverlap) {
  const auto& [name, size, smallest, largest] = GetParam();
  std::mt19937 random{20261121};
  std::uniform_int_distribution<int> side{smallest, largest};
  Atlas atlas{size};
  std::vector<AtlasSlot> slots;
  std::int64_t used = 0;
  for (;;) {
    const int width = side(random);
    const int height = side(random);
    const auto slot = atlas.place(width, height);
    if (!slot) break;
    EXPECT_EQ(slot->width, width);
    EXPECT_EQ(slot->height, height);
    EXPECT_GE(slot->x, 0);
    EXPECT_GE(slot->y, 0);
    EXPECT_LE(slot->x + width, size);
    EXPECT_LE(slot->y + height, size);
    for (const AtlasSlot& other : slots) ASSERT_FALSE(overlap(*slot, other));
    slots.push_back(*slot);
    used += std::int64_t{width} * height;
  }
  EXPECT_GT(used * 100 / (std::int64_t{size} * size), 45) << "most of the atlas is used before it is full";
}

INSTANTIATE_TEST_SUITE_P(Sizes, AtlasPacking,
                         testing::Values(PackCase{"glyphs", 256, 6, 18}, PackCase{"thin", 128, 1, 20},
                                         PackCase{"alike", 256, 16, 16}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(Atlas, RefusesWhatCanNeverFit) {
  Atlas atlas{64};
  EXPECT_FALSE(atlas.place(65, 1));
  EXPECT_FALSE(atlas.place(1, 65));
  EXPECT_FALSE(atlas.place(0, 5));
  EXPECT_TRUE(atlas.place(64, 64)) << "the whole atlas is one slot";
  EXPECT_FALSE(atlas.place(1, 1));
}

TEST(Atlas, IsAsGoodAsNewWhenCleared) {
  Atlas atlas{64};
  ASSERT_TRUE(atlas.place(64, 64));
  atlas.clear();
  EXPECT_TRUE(atlas.place(64, 64));
}

}  // namespace
}  // namespace tabacus::render
