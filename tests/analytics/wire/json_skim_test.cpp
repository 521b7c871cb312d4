#include "analytics/wire/json_skim.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tabacus::analytics {
namespace {

using nlohmann::json;

std::string skim(std::string_view first, std::string_view second = "") {
  JsonSkimmer skimmer;
  skimmer.feed(first);
  skimmer.feed(second);
  return skimmer.take();
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

struct SkimCase {
  const char* name;
  std::string text;
  std::string left;
};

class JsonSkimmerTexts : public testing::TestWithParam<SkimCase> {};

const std::string kLong(JsonSkimmer::kMaxString + 1, 'x');

INSTANTIATE_TEST_SUITE_P(
    Cases, JsonSkimmerTexts,
    testing::Values(
        SkimCase{"ShortTextsStay", R"({"a":"x","b":[1,{"c":null}],"d":-1.5e3,"e":true})",
                 R"({"a":"x","b":[1,{"c":null}],"d":-1.5e3,"e":true})"},
        SkimCase{"BlanksGo", "{ \"a\" :\t[ 1 ,\r\n 2 ], \"b c\": \" d \" }", R"({"a":[1,2],"b c":" d "})"},
        SkimCase{"LongStringsGo", R"({"prompt":")" + kLong + R"(","model":"m"})", R"({"prompt":"","model":"m"})"},
        SkimCase{"EscapesDoNotEndAString", R"({"a":"\"\\","b":"\\)" + kLong + R"(\"","c":1})",
                 R"({"a":"\"\\","b":"","c":1})"},
        SkimCase{"LongArraysGo", R"({"input":[)" + repeated(R"({"role":"user"},)", 20'000) + R"(1],"model":"m"})",
                 R"({"input":[],"model":"m"})"},
        SkimCase{"AnInnerArrayGoesBeforeItsOuterOne",
                 R"({"chunks":[{"output":[)" + repeated(R"("0123456789",)", 5'000) + R"(1]},{"usage":[7]}]})",
                 R"({"chunks":[{"output":[]},{"usage":[7]}]})"},
        SkimCase{"WhatLiesTooDeepBecomesNull", repeated("[", 70) + "1,2" + repeated("]", 70) + "",
                 repeated("[", 64) + "null" + repeated("]", 64)},
        SkimCase{"BracketsInStringsAreText", R"({"a":"]}[{","b":2})", R"({"a":"]}[{","b":2})"}),
    [](const auto& test) { return test.param.name; });

TEST_P(JsonSkimmerTexts, LeaveTheSameAtEveryCut) {
  const auto& [name, text, left] = GetParam();
  const std::string_view bytes = text;
  const std::size_t step = bytes.size() < 3'000 ? 1 : bytes.size() / 20;
  for (std::size_t cut = 0; cut <= bytes.size(); cut += step)
    ASSERT_EQ(skim(bytes.substr(0, cut), bytes.substr(cut)), left) << "cut at " << cut;
  EXPECT_TRUE(json::accept(left));
}

TEST(JsonSkimmer, StartsOverAfterEachText) {
  JsonSkimmer skimmer;
  skimmer.feed("{\"a\":[\"unfinished");
  (void)skimmer.take();
  skimmer.feed("{\"b\":1}");
  EXPECT_EQ(skimmer.take(), "{\"b\":1}");
}

TEST(JsonSkimmer, GivesUpATextOfNothingButMembers) {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += fmt::format("\"member_{}\":{},", i, i);
  EXPECT_EQ(skim(text + "\"last\":0}"), "");
}

TEST(JsonSkimmer, TakesWhatIsNoJson) {
  EXPECT_EQ(skim("]]]}"), "]]]}");
  EXPECT_EQ(skim(std::string(5'000'000, '{')).find("null"), JsonSkimmer::kMaxDepth);
}

}  // namespace
}  // namespace tabacus::analytics
