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

TEST(Atlas, ShelvesUnusedForLongestGiveWayFirst) {
  Atlas atlas{64};
  std::vector<AtlasSlot> slots;
  for (std::uint64_t frame = 1;; ++frame) {
    const auto slot = atlas.place(60, 10);
    if (!slot) break;
    atlas.touch(slot->shelf, frame);
    slots.push_back(*slot);
  }
  ASSERT_GE(slots.size(), 4U);
  atlas.touch(slots[0].shelf, 100);
  const auto gone = atlas.make_room(10, 100);
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_FALSE(gone[0].holds(slots[0])) << "in use";
  EXPECT_TRUE(gone[0].holds(slots[1])) << "the oldest of the others";
  EXPECT_FALSE(gone[0].holds(slots[2]));
  const auto again = atlas.place(60, 10);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->y, slots[1].y);
}

TEST(Atlas, WhatIsInUseNeverGivesWay) {
  Atlas atlas{64};
  const auto whole = atlas.place(64, 64);
  ASSERT_TRUE(whole);
  atlas.touch(whole->shelf, 7);
  EXPECT_TRUE(atlas.make_room(8, 7).empty());
  EXPECT_FALSE(atlas.place(8, 8));
  EXPECT_EQ(atlas.make_room(8, 8).size(), 1U) << "a frame later";
  EXPECT_TRUE(atlas.place(8, 8));
}

/// Heights of all kinds come and go: small shelves that lie together make room for a tall one, and nothing overlaps.
TEST(Atlas, RoomIsFoundForEverAndNothingOverlaps) {
  std::mt19937 random{99};
  Atlas atlas{128};
  std::vector<AtlasSlot> alive;
  for (std::uint64_t frame = 1; frame < 3000; ++frame) {
    const int width = 1 + static_cast<int>(random() % 40);
    const int height = 1 + static_cast<int>(random() % 60);
    auto slot = atlas.place(width, height);
    if (!slot) {
      for (const AtlasBand& band : atlas.make_room(height, frame))
        std::erase_if(alive, [&](const AtlasSlot& old) { return band.holds(old); });
      slot = atlas.place(width, height);
    }
    ASSERT_TRUE(slot) << "in frame " << frame;
    atlas.touch(slot->shelf, frame);
    EXPECT_LE(slot->y + height, 128);
    EXPECT_LE(slot->x + width, 128);
    for (const AtlasSlot& other : alive) ASSERT_FALSE(overlap(*slot, other)) << "in frame " << frame;
    alive.push_back(*slot);
  }
}

TEST(Atlas, IsAsGoodAsNewWhenCleared) {
  Atlas atlas{64};
  ASSERT_TRUE(atlas.place(64, 64));
  atlas.clear();
  EXPECT_TRUE(atlas.place(64, 64));
}

}  // namespace
}  // namespace tabacus::render
