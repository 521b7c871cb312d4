// What was said, told to a collector: in the conventions' form, bounded, whatever it holds.
#include "analytics/sinks/otlp_content.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics::sinks {
namespace {

using nlohmann::json;

/// The texts of the attributes by name; those that are JSON as such.
std::map<std::string, json> told(const Conversation& call) {
  const json list = json::parse("[" + content_attributes(call, "tool_use") + "]");
  std::map<std::string, json> attributes;
  for (const json& each : list) {
    const json& value = each["value"];
    attributes[each["key"]] =
        value.contains("stringValue") ? json::parse(value["stringValue"].get<std::string>()) : value["intValue"];
  }
  return attributes;
}

ConversationMessage said(std::string role, std::string text) {
  return {std::move(role), {{.kind = BlockKind::Text, .text = std::move(text)}}};
}

TEST(OtlpContent, NamesEachPartAsTheConventionsDo) {
  Conversation call;
  call.tools = {{"look", "Looks.", R"({"name":"look"})"}};
  call.messages = {said("system", "be \"brief\""),
                   said("user", "look"),
                   {"tool", {{.kind = BlockKind::ToolResult, .text = "12", .name = "look", .id = "t1"}}}};
  call.answer = {"assistant",
                 {{.kind = BlockKind::Thinking, .text = "hm"},
                  {.kind = BlockKind::ToolUse, .text = R"({"at":1})", .name = "look", .id = "t2"}}};
  const auto attributes = told(call);
  EXPECT_EQ(attributes.at("gen_ai.system_instructions"), json::parse(R"([{"type":"text","content":"be \"brief\""}])"));
  EXPECT_EQ(attributes.at("gen_ai.input.messages"),
            json::parse(R"([{"role":"user","parts":[{"type":"text","content":"look"}]},
                {"role":"tool","parts":[{"type":"tool_call_response","id":"t1","response":"12"}]}])"));
  EXPECT_EQ(attributes.at("gen_ai.output.messages"),
            json::parse(R"([{"role":"assistant","finish_reason":"tool_use","parts":[{"type":"reasoning","content":"hm"},
                {"type":"tool_call","id":"t2","name":"look","arguments":{"at":1}}]}])"));
  EXPECT_EQ(attributes.at("gen_ai.tool.definitions"),
            json::parse(R"([{"type":"function","name":"look","description":"Looks."}])"));
}

TEST(OtlpContent, LeavesOutWhatIsNotThere) { EXPECT_EQ(content_attributes({}, ""), ""); }

TEST(OtlpContent, CutsLongTextsAndTellsTheLatestMessages) {
  Conversation call;
  for (int i = 0; i < 100; ++i) call.messages.push_back(said("user", std::to_string(i) + std::string(40'000, 'x')));
  const auto attributes = told(call);
  const json& messages = attributes.at("gen_ai.input.messages");
  EXPECT_LE(messages.dump().size(), kMostOfMessages);
  EXPECT_EQ(messages.size() + std::stoul(attributes.at("tabacus.content.left_out").get<std::string>()), 100U);
  const std::string last = messages.back()["parts"][0]["content"];
  EXPECT_EQ(last.substr(0, 3), "99x");
  EXPECT_EQ(last.size(), kMostOfAText + std::string_view{"…"}.size());
}

TEST(OtlpContent, StaysWellFormedWhateverBytesWereCaptured) {
  Conversation call;
  call.messages = {said("user", "\xff\xc3 a\x01 \xed\xa0\x80")};
  call.answer = {"assistant", {{.kind = BlockKind::ToolUse, .text = "{\"cut", .name = "\x80", .id = ""}}};
  EXPECT_EQ(told(call).at("gen_ai.output.messages")[0]["parts"][0]["arguments"], "{\"cut");
}

TEST(OtlpContent, IsNothingWhereNothingIsKept) {
  const testing::TempDir empty;
  EXPECT_FALSE(kept_content(empty.path())(8));
}

}  // namespace
}  // namespace tabacus::analytics::sinks
