#include "render/overlay/number_text.hpp"

#include <gtest/gtest.h>

namespace tabacus::render {
namespace {

using std::chrono::milliseconds;

TEST(CountText, IsShortAndNeverRoundsUp) {
  const std::pair<std::int64_t, const char*> cases[] = {{0, "0"},
                                                        {999, "999"},
                                                        {1'000, "1.0k"},
                                                        {1'234, "1.2k"},
                                                        {182'311, "182.3k"},
                                                        {999'999, "999.9k"},
                                                        {1'000'000, "1.00M"},
                                                        {4'079'999, "4.07M"},
                                                        {12'345'678, "12.3M"},
                                                        {999'999'999, "999.9M"},
                                                        {7'210'000'000, "7.21G"}};
  for (const auto& [count, text] : cases) {
    EXPECT_EQ(count_text(count), text);
    EXPECT_LE(count_text(count).size(), 6u);
  }
}

TEST(CountText, ShowsTheUnknownAsADash) { EXPECT_EQ(count_text(std::optional<std::int64_t>{}), "–"); }

TEST(DurationText, KeepsThreeFigures) {
  const std::pair<std::int64_t, const char*> cases[] = {{0, "0ms"},         {850, "850ms"},       {1'240, "1.24s"},
                                                        {9'999, "9.99s"},   {12'400, "12.4s"},    {59'999, "59.9s"},
                                                        {125'000, "2m05s"}, {3'725'000, "1h02m"}, {-5, "0ms"}};
  for (const auto& [ms, text] : cases) EXPECT_EQ(duration_text(milliseconds{ms}), text);
  EXPECT_EQ(duration_text(std::nullopt), "–");
}

TEST(ElapsedText, CountsWholeSeconds) {
  EXPECT_EQ(elapsed_text(milliseconds{7'400}), "0:07");
  EXPECT_EQ(elapsed_text(milliseconds{3'729'000}), "1:02:09");
}

TEST(ShareText, SaysAHundredPercentOnlyOfAll) {
  EXPECT_EQ(share_text(999, 1000), "99%");
  EXPECT_EQ(share_text(1000, 1000), "100%");
  EXPECT_EQ(share_text(std::nullopt, 1000), "");
  EXPECT_EQ(share_text(0, 0), "");
}

}  // namespace
}  // namespace tabacus::render
