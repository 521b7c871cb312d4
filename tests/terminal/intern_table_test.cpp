// Numbers for shared values: stable while in use, free again after a sweep.
#include "terminal/intern_table.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tabacus::terminal {
namespace {

using Table = InternTable<std::string>;

TEST(InternTable, GivesOneNumberToEqualValues) {
  Table table{8};
  EXPECT_EQ(table.find_or_add(""), 0u) << "the default value is always there";
  const std::uint32_t a = table.find_or_add("a");
  EXPECT_EQ(table.find_or_add("a"), a);
  EXPECT_NE(table.find_or_add("b"), a);
  EXPECT_EQ(table[a], "a");
}

TEST(InternTable, RefusesWhenFullAndFreesWhatIsNotMarked) {
  Table table{3};
  const std::uint32_t a = table.find_or_add("a");
  const std::uint32_t b = table.find_or_add("b");
  EXPECT_EQ(table.find_or_add("c"), Table::kNone);
  EXPECT_EQ(table.find_or_add("b"), b);
  const std::uint32_t revision = table.revision();
  table.begin_sweep();
  table.mark(b);
  table.end_sweep();
  EXPECT_EQ(table.room(), 1u);
  EXPECT_EQ(table.find_or_add("b"), b);
  EXPECT_EQ(table.find_or_add("c"), a) << "the freed number has a new meaning";
  EXPECT_NE(table.revision(), revision);
  EXPECT_EQ(table.find_or_add("a"), Table::kNone);
  table.begin_sweep();
  table.end_sweep();
  EXPECT_EQ(table.room(), 2u);
  EXPECT_EQ(table.find_or_add(""), 0u);
}

TEST(InternTable, HoldsValuesThatMayChangeUnderANumberOfTheirOwn) {
  Table table{4};
  const std::uint32_t shared = table.find_or_add("a");
  const std::uint32_t own = table.add_unshared("a");
  ASSERT_NE(own, Table::kNone);
  EXPECT_NE(own, shared);
  const std::uint32_t revision = table.revision();
  table.unshared(own) += "b";
  EXPECT_NE(table.revision(), revision) << "copies of the table are out of date";
  EXPECT_EQ(table[own], "ab");
  EXPECT_EQ(table.find_or_add("a"), shared);
  EXPECT_NE(table.find_or_add("ab"), own) << "nobody else finds it";
  EXPECT_EQ(table.add_unshared("c"), Table::kNone) << "full";
  table.begin_sweep();
  table.mark(shared);
  table.end_sweep();
  EXPECT_EQ(table.find_or_add("a"), shared);
  EXPECT_EQ(table.room(), 2u);
}

}  // namespace
}  // namespace tabacus::terminal
