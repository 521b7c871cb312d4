#include "base/moment_text.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "base/time_text.hpp"

namespace tabacus {
namespace {

class ParseMoment : public ::testing::Test {
 protected:
  ParseMoment() {
    ::setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    ::tzset();
  }
  ~ParseMoment() override {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
  static std::string parsed(std::string_view text) {
    // 00:30 on 26 October 2026 in Berlin, the day after summer time ended.
    const auto moment = parse_moment(text, *parse_rfc3339("2026-10-25T23:30:00Z"));
    return moment ? format_rfc3339(*moment) : "error";
  }
};

TEST_F(ParseMoment, UnderstandsWhatPeopleType) {
  EXPECT_EQ(parsed("45s"), "2026-10-25T23:29:15.000Z");
  EXPECT_EQ(parsed("30m"), "2026-10-25T23:00:00.000Z");
  EXPECT_EQ(parsed("2h"), "2026-10-25T21:30:00.000Z");
  EXPECT_EQ(parsed("7d"), "2026-10-18T23:30:00.000Z");
  EXPECT_EQ(parsed("today"), "2026-10-25T23:00:00.000Z");
  EXPECT_EQ(parsed("yesterday"), "2026-10-24T22:00:00.000Z") << "that day had 25 hours";
  EXPECT_EQ(parsed("2026-07-01"), "2026-06-30T22:00:00.000Z");
  EXPECT_EQ(parsed("2026-11-01T09:30:00.5+02:00"), "2026-11-01T07:30:00.500Z");
}

TEST_F(ParseMoment, RefusesTheRest) {
  for (const char* text : {"", "h", "-2h", "2w", "2 h", "99999999999999999999h", "9999999999h", "tomorrow",
                           "2026-13-01", "2026-02-31", "2026-1-1", "26-11-01", "2026-11-01 ", "noon"})
    EXPECT_EQ(parsed(text), "error") << text;
}

TEST_F(ParseMoment, FormatsInTheZoneOfTheProcess) {
  EXPECT_EQ(format_local(*parse_rfc3339("2026-07-01T12:00:00Z")), "2026-07-01 14:00:00");
}

}  // namespace
}  // namespace tabacus
