#include "render/damage.hpp"

#include <gtest/gtest.h>

namespace tabacus::render {
namespace {

std::vector<int> rows_of(const RowDamage& damage) {
  std::vector<int> rows;
  for (int row = 0; row < damage.rows(); ++row)
    if (damage.contains(row)) rows.push_back(row);
  return rows;
}

struct LookCase {
  const char* name;
  void (*change)(FrameLook& look);
  std::vector<int> rows;
};

class LookDamage : public testing::TestWithParam<LookCase> {};

TEST_P(LookDamage, MarksTheRowsThatLookDifferent) {
  FrameLook before;
  before.cursor.row = 1;
  before.selection = {{2, 0, 4}};
  FrameLook now = before;
  GetParam().change(now);
  RowDamage damage{5};
  mark_difference(before, now, damage);
  EXPECT_EQ(rows_of(damage), GetParam().rows);
}

INSTANTIATE_TEST_SUITE_P(
    Looks, LookDamage,
    testing::Values(LookCase{"same", [](FrameLook&) {}, {}},
                    LookCase{"cursor_moved", [](FrameLook& look) { look.cursor.row = 3; }, {1, 3}},
                    LookCase{"cursor_out_of_range", [](FrameLook& look) { look.cursor.row = 99; }, {1}},
                    LookCase{"cursor_blinked", [](FrameLook& look) { look.cursor_phase = CursorPhase::Hidden; }, {1}},
                    LookCase{"focus_lost", [](FrameLook& look) { look.focus = Focus::Unfocused; }, {1}},
                    LookCase{"selection_grew",
                             [](FrameLook& look) {
                               look.selection.push_back({3, 0, 2});
                             },
                             {3}},
                    LookCase{"selection_went", [](FrameLook& look) { look.selection.clear(); }, {2}},
                    LookCase{"palette", [](FrameLook& look) { look.palette.indexed[3] = 1; }, {0, 1, 2, 3, 4}},
                    LookCase{"reversed", [](FrameLook& look) { look.reverse_screen = true; }, {0, 1, 2, 3, 4}}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tabacus::render
