#include "analytics/providers/json_fields.hpp"

#include <gmock/gmock.h>

namespace tabacus::analytics {
namespace {

TEST(JsonField, ReadsWhatIsAbsentOrOfAnotherTypeAsUnknown) {
  JsonReader reader;
  const JsonField root = reader.read(R"({"n":null,"s":"x","i":7,"a":[1],"o":{"i":8}})");
  EXPECT_FALSE(root["missing"]);
  EXPECT_FALSE(root["n"]) << "null is not a value";
  EXPECT_FALSE(root["missing"]["deeper"]["still"]);
  EXPECT_FALSE(root["s"]["x"]);
  EXPECT_FALSE(root["s"].integer());
  EXPECT_EQ(root["i"].text(), "");
  EXPECT_EQ(root["o"]["i"].integer(), 8);
  EXPECT_EQ(root["a"].front().integer(), 1);
  EXPECT_FALSE(root["o"].front());
}

TEST(JsonField, TakesWholeNumbersForCountsWithinReason) {
  JsonReader reader;
  const JsonField root =
      reader.read(R"({"ok":12,"real":12.0,"half":1.5,"minus":-1,"huge":1e300,"most":1000000000000,"more":1000000000001,
                      "u64":18446744073709551615,"text":"12"})");
  EXPECT_EQ(root["ok"].count(), 12);
  EXPECT_EQ(root["real"].count(), 12);
  EXPECT_EQ(root["most"].count(), 1'000'000'000'000);
  for (const auto* key : {"half", "minus", "huge", "more", "u64", "text"}) EXPECT_FALSE(root[key].count()) << key;
}

TEST(JsonField, GivesNamesThatMayBeStoredAndShown) {
  JsonReader reader;
  const std::string long_name(255, 'a');
  const JsonField root =
      reader.read("{\"plain\":\"gpt-4o\",\"escape\":\"a\\u001b[31mb\",\"long\":\"" + long_name + "\xC3\xA9\xC3\xA9\"}");
  EXPECT_EQ(root["plain"].name(), "gpt-4o");
  EXPECT_EQ(root["escape"].name(), "a[31mb");
  EXPECT_EQ(root["long"].name(), long_name) << "cut before a character that would not fit";
}

TEST(JsonField, KeepsCodesAndNumbersWithinABound) {
  JsonReader reader;
  const JsonField root = reader.read(R"({ "a" : [ 1 , "x", -0.5, null, true ], "e" : {}, "s" : "" })");
  const std::string all = R"({"a":[1,"x",-0.5,null,true],"e":{},"s":""})";
  EXPECT_EQ(root.codes_only(all.size()), all);
  EXPECT_EQ(root.codes_only(all.size() - 1), "");
  EXPECT_EQ(root["a"].codes_only(5), "");
  EXPECT_EQ(root["missing"].codes_only(5), "");
}

TEST(JsonField, KeepsNoFreeText) {
  JsonReader reader;
  const std::string long_word(65, 'a');
  const JsonField root =
      reader.read(R"({"n":1,"note":"two words","key":"sk-made-up","a prompt":2,"list":["b c",{"d":"e\"f"},3],)"
                  R"("long":")" +
                  long_word + R"(","last":"ok"})");
  EXPECT_EQ(root.codes_only(1000), R"({"n":1,"list":[{},3],"last":"ok"})");
  EXPECT_EQ(root["note"].codes_only(1000), "");
}

TEST(JsonReader, RefusesWhatIsNoJsonAndGoesOn) {
  JsonReader reader;
  for (const std::string_view text : {"", "{", "{\"a\":\xFF}", "nul", "{}{}", "[1,]"})
    EXPECT_FALSE(reader.read(text)) << text;
  EXPECT_FALSE(reader.read(std::string(100'000, '[')));
  EXPECT_EQ(reader.read(R"({"a":1})")["a"].integer(), 1);
}

TEST(ReplaceName, KeepsTheEarlierNameWhenTheLaterSaysNothing) {
  JsonReader reader;
  const JsonField root = reader.read(R"({"empty":"","null":null,"name":"b"})");
  std::string name = "a";
  for (const auto* key : {"empty", "null", "missing"}) replace_name(name, root[key]);
  EXPECT_EQ(name, "a");
  replace_name(name, root["name"]);
  EXPECT_EQ(name, "b");
}

TEST(JsonQuoted, EscapesWhatALiteralMayNotHold) {
  EXPECT_EQ(json_quoted("a\"b\\c\n\x01"), R"("a\"b\\c\u000a\u0001")");
  EXPECT_EQ(json_quoted("caf\xC3\xA9"), "\"caf\xC3\xA9\"");
}

}  // namespace
}  // namespace tabacus::analytics
