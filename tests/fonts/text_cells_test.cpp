#include "fonts/text_cells.hpp"

#include <gtest/gtest.h>

namespace tabacus::fonts {
namespace {

struct CellsCase {
  const char* name;
  std::string_view text;
  std::size_t clusters;
  int cells;
};

class TextCellsOf : public testing::TestWithParam<CellsCase> {};

TEST_P(TextCellsOf, HaveTheirWidth) {
  const auto& [name, text, clusters, cells] = GetParam();
  const TextCells split = split_cells(text);
  EXPECT_EQ(split.clusters.size(), clusters);
  EXPECT_EQ(split.cells, cells);
}

INSTANTIATE_TEST_SUITE_P(Texts, TextCellsOf,
                         testing::Values(CellsCase{"nothing", "", 0, 0}, CellsCase{"ascii", "make", 4, 4},
                                         CellsCase{"combining", "e\u0301x", 2, 2}, CellsCase{"cjk", "日本", 2, 4},
                                         CellsCase{"emoji", "🦊", 1, 2},
                                         CellsCase{"family", "👩‍👧‍👦", 1, 2},
                                         CellsCase{"two_flags", "🇩🇪🇫🇷", 2, 4}, CellsCase{"heart_vs16", "❤️", 1, 2},
                                         CellsCase{"skin_tone", "👍🏽", 1, 2},
                                         CellsCase{"broken_bytes", "a\xFF", 2, 2}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(FitCells, KeepsWhatFits) { EXPECT_EQ(fit_cells("make test", 9), "make test"); }
TEST(FitCells, EndsInAnEllipsisWhenCut) { EXPECT_EQ(fit_cells("make test", 6), "make …"); }
TEST(FitCells, NeverCutsThroughAWideCharacter) { EXPECT_EQ(fit_cells("日本語", 4), "日…"); }
TEST(FitCells, GivesNothingWithoutRoom) { EXPECT_EQ(fit_cells("make", 0), ""); }

}  // namespace
}  // namespace tabacus::fonts
