#include "app/cli/output.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <sstream>

namespace tabacus::app {
namespace {

using analytics::Table;
using analytics::Value;

TEST(FormatUsd, IsExactAndTrimmed) {
  EXPECT_EQ(format_usd(0), "$0.00");
  EXPECT_EQ(format_usd(1), "$0.000000001");
  EXPECT_EQ(format_usd(12'345'600), "$0.0123456");
  EXPECT_EQ(format_usd(500'000'000), "$0.50");
  EXPECT_EQ(format_usd(12'345'000'000'000), "$12345.00");
  EXPECT_EQ(format_usd(-1'250'000'000), "-$1.25");
  EXPECT_EQ(format_usd(std::numeric_limits<std::int64_t>::min()), "-$9223372036.854775808");
}

TEST(FormatCount, GroupsThousands) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1'000), "1,000");
  EXPECT_EQ(format_count(-123'456), "-123,456");
  EXPECT_EQ(format_count(1'234'567'890), "1,234,567,890");
}

Table mixed_table() {
  return {.columns = {"name", "n", "r"},
          .rows = {{std::string{"a\x1b[1m,\"b\""}, std::int64_t{-5}, 0.1},
                   {Value{}, Value{}, std::numeric_limits<double>::infinity()},
                   {std::string{"=SUM(A1)"}, std::int64_t{7}, 2.0}}};
}

TEST(PlainTextTable, AlignsNumbersRightAndShowsNullAsADash) {
  std::ostringstream out;
  print_text_table(out, plain_text_table(mixed_table()), 80);
  EXPECT_EQ(out.str(),
            "name           n    r\n"
            "a\\x1b[1m,\"b\"  -5  0.1\n"
            "–              –\n"
            "=SUM(A1)       7    2\n");
}

TEST(CellText, WritesNumbersAsPeopleDo) {
  EXPECT_EQ(cell_text(8.05e-05), "0.0000805");
  EXPECT_EQ(cell_text(-2.0), "-2");
  EXPECT_EQ(cell_text(0.0), "0");
  EXPECT_EQ(cell_text(972.81), "972.81");
  EXPECT_EQ(cell_text(1e300), "1e+300");
  EXPECT_EQ(cell_text(std::int64_t{-7}), "-7");
  EXPECT_EQ(cell_text(Value{}), "–");
}

TEST(FormatDuration, UsesTheUnitThatPeopleWould) {
  EXPECT_EQ(format_duration(0), "0 ms");
  EXPECT_EQ(format_duration(999.4), "999 ms");
  EXPECT_EQ(format_duration(2'150), "2.15 s");
  EXPECT_EQ(format_duration(200'000), "3 min 20 s");
  EXPECT_EQ(format_duration(7'500'000), "2 h 05 min");
}

TEST(PrintJsonLines, GivesOneObjectPerRow) {
  std::ostringstream out;
  print_json_lines(out, mixed_table());
  EXPECT_EQ(out.str(),
            "{\"name\":\"a\\u001b[1m,\\\"b\\\"\",\"n\":-5,\"r\":0.1}\n"
            "{\"name\":null,\"n\":null,\"r\":null}\n"
            "{\"name\":\"=SUM(A1)\",\"n\":7,\"r\":2}\n");
}

TEST(PrintCsv, QuotesAndDisarmsFormulas) {
  std::ostringstream out;
  print_csv(out, mixed_table());
  EXPECT_EQ(out.str(),
            "name,n,r\r\n"
            "\"a\\x1b[1m,\"\"b\"\"\",-5,0.1\r\n"
            ",,\r\n"
            "'=SUM(A1),7,2\r\n");
}

TEST(PrintCsv, DisarmsEveryLeadingCharacterThatBeginsAFormula) {
  for (const char* text : {"=1", "+1", "-1", "@x"}) {
    std::ostringstream out;
    print_csv(out, {.columns = {"c"}, .rows = {{std::string{text}}}});
    EXPECT_EQ(out.str(), "c\r\n'" + std::string{text} + "\r\n");
  }
}

}  // namespace
}  // namespace tabacus::app
