#include "base/time_text.hpp"

#include <gtest/gtest.h>

namespace tabacus {
namespace {

TEST(Rfc3339, FormatsMillisecondsInUtc) {
  EXPECT_EQ(format_rfc3339(from_epoch_us(1'795'248'930'125'999)), "2026-11-21T08:15:30.125Z");
  EXPECT_EQ(format_rfc3339(from_epoch_us(0)), "1970-01-01T00:00:00.000Z");
}

TEST(Rfc3339, ReadsOffsetsAndFractions) {
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:01Z"), from_epoch_us(1'000'000));
  EXPECT_EQ(parse_rfc3339("1970-01-01T01:00:00.5+01:00"), from_epoch_us(500'000));
  EXPECT_EQ(parse_rfc3339("1969-12-31T23:30:00.1234567-00:30"), from_epoch_us(123'456));
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
  for (const auto* text : {"", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z",
                           "2026-01-01T00:00:00", "2026-01-01T00:00:00Zx", "2026-1-01T00:00:00Z"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

TEST(HttpDate, ReadsThePreferredFormOnly) {
  EXPECT_EQ(parse_http_date("Sat, 21 Nov 2026 08:15:30 GMT"), parse_rfc3339("2026-11-21T08:15:30Z"));
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:01 GMT"), from_epoch_us(1'000'000));
  for (const auto* text :
       {"", "Sat, 21 Nov 2026 08:15:30 UTC", "Saturday, 21-Nov-26 08:15:30 GMT", "Sat, 31 Feb 2026 08:15:30 GMT",
        "Sat, 21 ovD 2026 08:15:30 GMT", "Sat, 21 Nov 2026 08-15-30 GMT", "Sat, 2x Nov 2026 08:15:30 GMT",
        "Sat, 21 Nov 2026 08:15:30 GMT "})
    EXPECT_FALSE(parse_http_date(text)) << text;
}

}  // namespace
}  // namespace tabacus
