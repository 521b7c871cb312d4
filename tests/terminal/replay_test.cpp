// The JSON that comparisons with other terminals read.
#include "terminal/replay.hpp"

#include <gtest/gtest.h>

namespace tabacus::terminal {
namespace {

TEST(Replay, PrintsTheScreenAsOneObject) {
  const auto json = replay_json({.size = {12, 3}, .resizes = {}},
                                "a\x1B[1;31mb\x1B[m\xE6\xBC\xA2\r\n\"\\\x1B]0;t\"\x07\x1B[5n123456789012");
  ASSERT_TRUE(json);
  EXPECT_EQ(*json,
            "{\"cols\":12,\"rows\":3,\"lines\":[\"ab\xE6\xBC\xA2\",\"\\\"\\\\1234567890\",\"12\"],"
            "\"attrs\":[[0,1,1,{\"fg\":1,\"bg\":\"d\",\"ul\":\"d\",\"bold\":true}],"
            "[0,2,2,{\"fg\":\"d\",\"bg\":\"d\",\"ul\":\"d\",\"wide\":true}]],\"wrapped\":[1],"
            "\"cursor\":{\"row\":2,\"col\":2,\"visible\":true,\"pending_wrap\":false},"
            "\"alt\":false,\"title\":\"t\\\"\",\"scrollback_lines\":0,\"replies_base64\":\"G1swbg==\"}");
}

TEST(Replay, ResizesAtTheOffsetsGiven) {
  const auto json = replay_json({.size = {8, 2}, .resizes = {{3, {4, 2}}, {6, {6, 2}}}}, "abcdefgh");
  ASSERT_TRUE(json);
  EXPECT_NE(json->find("\"lines\":[\"abcdef\",\"gh\"]"), std::string::npos) << *json;
}

TEST(Replay, ShowsTheGridOfAnOpenSynchronizedUpdate) {
  const auto json = replay_json({.size = {8, 1}, .resizes = {}}, "\x1B[?2026hnow");
  ASSERT_TRUE(json);
  EXPECT_NE(json->find("\"lines\":[\"now\"]"), std::string::npos);
}

TEST(Replay, RefusesSizesAndOffsetsThatCannotBe) {
  EXPECT_EQ(replay_json({.size = {1, 5}, .resizes = {}}, "").error().code, ErrorCode::InvalidInput);
  EXPECT_EQ(replay_json({.size = {80, 5000}, .resizes = {}}, "").error().code, ErrorCode::InvalidInput);
  EXPECT_FALSE(replay_json({.resizes = {{5, {80, 24}}}}, "abc"));
  EXPECT_FALSE(replay_json({.resizes = {{2, {80, 24}}, {1, {80, 24}}}}, "abc"));
  EXPECT_FALSE(replay_json({.resizes = {{2, {0, 24}}}}, "abc"));
}

}  // namespace
}  // namespace tabacus::terminal
