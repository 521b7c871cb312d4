#include "app/cli/text_table.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace tabacus::app {
namespace {

std::string printed(const TextTable& table, std::size_t width, Paint paint = Paint::Never) {
  std::ostringstream out;
  print_text_table(out, table, width, paint);
  return out.str();
}

TEST(PrintTextTable, CutsTheWidestTextButNoNumber) {
  const TextTable table{.columns = {{.heading = "model"}, {.heading = "tokens", .is_number = true}, {.heading = "tab"}},
                        .rows = {{"claude-sonnet-4-5-20250929", "1,234,567", "main"}}};
  std::ostringstream out;
  print_text_table(out, table, 30);
  EXPECT_EQ(out.str(),
            "model             tokens  tab\n"
            "claude-sonne…  1,234,567  main\n");
  std::ostringstream narrow;
  print_text_table(narrow, table, 23);
  EXPECT_EQ(narrow.str(),
            "model      tokens  tab\n"
            "claud…  1,234,567  main\n");
}

TEST(PrintTextTable, LeavesOutTheLeastNeededColumnsFirst) {
  const TextTable table{.columns = {{.heading = "model"},
                                    {.heading = "in", .is_number = true, .rank = 1},
                                    {.heading = "waste", .is_number = true, .rank = 9},
                                    {.heading = "cost", .is_number = true}},
                        .rows = {{"opus", "1", "2", "$3.00"}}};
  EXPECT_EQ(printed(table, 40), "model  in  waste   cost\nopus    1      2  $3.00\n");
  EXPECT_EQ(printed(table, 20), "model  in   cost\nopus    1  $3.00\n");
  EXPECT_EQ(printed(table, 12), "model   cost\nopus   $3.00\n");
}

TEST(PrintTextTable, NeverWrapsALineButCutsOffItsLastColumns) {
  const TextTable table{
      .columns = {{.heading = "when"}, {.heading = "model"}, {.heading = "tokens", .is_number = true}},
      .rows = {{"2026-11-21 10:00", "opus", "1,234,567"}}};
  EXPECT_EQ(printed(table, 24), "when    model     tokens\n2026-…  opus   1,234,567\n");
  EXPECT_EQ(printed(table, 20), "when           model\n2026-11-21 1…  opus\n");
  EXPECT_EQ(printed(table, 4), "when\n2026-…\n") << "one column stays";
}

TEST(PrintTextTable, SaysThatThereIsNothing) {
  const TextTable table{.columns = {{.heading = "model"}, {.heading = "cost", .is_number = true}}, .rows = {}};
  EXPECT_EQ(printed(table, 40), "model  cost\n(nothing)\n");
}

TEST(PrintTextTable, CountsTheCellsOfWideScripts) {
  const TextTable table{.columns = {{.heading = "t"}, {.heading = "n", .is_number = true}},
                        .rows = {{"日本", "1"}, {"e\u0301", "2"}}};
  EXPECT_EQ(printed(table, 40), "t     n\n日本  1\ne\u0301     2\n");
  EXPECT_EQ(fitted("日本語", 5), "日本…");
  EXPECT_EQ(fitted("日本語", 4), "日…");
}

TEST(PrintTextTable, ColoursWholeLinesAndOnlyWhereItMay) {
  const TextTable table{.columns = {{.heading = "a"}}, .rows = {{"1"}, {"2"}}, .tones = {Tone::Bad}};
  EXPECT_EQ(printed(table, 40), "a\n1\n2\n");
  EXPECT_EQ(printed(table, 40, Paint::Color), "\x1b[1ma\x1b[0m\n\x1b[31m1\x1b[0m\n2\n");
}

}  // namespace
}  // namespace tabacus::app
