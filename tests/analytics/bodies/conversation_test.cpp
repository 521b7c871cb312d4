#include "analytics/bodies/conversation.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>

#include <array>

#include "analytics/bodies/answer_events.hpp"

namespace tabacus::analytics {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string told(const ConversationBlock& block) {
  constexpr std::array<std::string_view, 6> kKinds{"text", "thinking", "use", "result", "media", "other"};
  std::string text{kKinds[static_cast<std::size_t>(block.kind)]};
  if (!block.name.empty()) text += " " + block.name;
  if (!block.id.empty()) text += "#" + block.id;
  return text + (block.is_error ? "!" : "") + ": " + block.text;
}

std::string told(const ConversationMessage& message) {
  std::string text = message.role;
  for (const ConversationBlock& block : message.blocks) text += " | " + told(block);
  return text;
}

std::vector<std::string> messages_of(std::string_view request) {
  std::vector<std::string> messages;
  for (const ConversationMessage& message : read_conversation({request}, {}).messages)
    messages.push_back(told(message));
  return messages;
}

std::string answer_of(std::string_view content_type, std::string_view body) {
  const std::vector<std::size_t> none;
  const std::vector<CallBody::Arrival> arrivals;
  const auto events = events_of_answer({content_type, body, none, arrivals, false});
  const Conversation conversation = read_conversation({}, events);
  return conversation.answer ? told(*conversation.answer) : "error " + conversation.error;
}

TEST(Conversation, OfMessages) {
  EXPECT_THAT(
      messages_of(R"({"system":[{"type":"text","text":"be brief"}],"messages":[
        {"role":"user","content":"hi"},
        {"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"tool_use","id":"t1","name":"ls","input":{"p":"/"}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[{"type":"text","text":"no"}]},
                                  {"type":"image","source":{"type":"base64","media_type":"image/png","data":"x"}}]}]})"),
      ElementsAre("system | text: be brief", "user | text: hi", R"(assistant | thinking: hm | use ls#t1: {"p":"/"})",
                  "user | result ls#t1!: no | media: image (image/png)"));
  EXPECT_EQ(
      answer_of(
          "text/event-stream",
          "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{"
          "\"type\":\"text\",\"text\":\"\"}}\n\n"
          "data: "
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}}\n\n"
          "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"lo\"}}\n\n"
          "data: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\","
          "\"name\":\"ls\",\"input\":{}}}\n\n"
          "data: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\","
          "\"partial_json\":\"{}\"}}\n\n"),
      "assistant | text: Hello | use ls#t: {}");
  EXPECT_EQ(
      answer_of("application/json", R"({"type":"message","role":"assistant","content":[{"type":"text","text":"a"}]})"),
      "assistant | text: a");
  EXPECT_EQ(answer_of("application/json", R"({"type":"error","error":{"type":"overloaded_error","message":"busy"}})"),
            "error overloaded_error: busy");
}

TEST(Conversation, OfChat) {
  EXPECT_THAT(
      messages_of(
          R"({"messages":[{"role":"developer","content":"s"},{"role":"user","content":[{"type":"text","text":"u"}]},
        {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"c1","content":"done"}]})"),
      ElementsAre("system | text: s", "user | text: u", "assistant | use f#c1: {}", "tool | result f#c1: done"));
  EXPECT_EQ(
      answer_of(
          "text/event-stream",
          "data: {\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"h\",\"content\":\"a\"}}]}\n\n"
          "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\",\"tool_calls\":[{\"index\":0,\"id\":\"c\","
          "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\"\"}}]}}]}\n\n"
          "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":"
          "\":1}\"}}]}}]}\n\ndata: [DONE]\n\n"),
      "assistant | thinking: h | text: ab | use f#c: {\"a\":1}");
  EXPECT_EQ(answer_of("application/json", R"({"choices":[{"index":0,"message":{"role":"assistant","content":"x"}}]})"),
            "assistant | text: x");
}

TEST(Conversation, OfResponses) {
  EXPECT_THAT(
      messages_of(
          R"({"instructions":"i","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"u"}]},
        {"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},
        {"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
        {"type":"function_call_output","call_id":"c","output":"o"}]})"),
      ElementsAre("system | text: i", "user | text: u", "assistant | thinking: hm | use f#c: {}",
                  "tool | result f#c: o"));
  EXPECT_THAT(messages_of(R"({"input":"plain"})"), ElementsAre("user | text: plain"));
  EXPECT_EQ(answer_of("text/event-stream",
                      "data: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"He\"}\n\n"
                      "data: {\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":\"message\","
                      "\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hello\"}]}}\n\n"
                      "data: {\"type\":\"response.output_text.delta\",\"output_index\":1,\"delta\":\"cut\"}\n\n"),
            "assistant | text: Hello | text: cut");
}

TEST(Conversation, OfGemini) {
  EXPECT_THAT(messages_of(R"({"model":"g","request":{"systemInstruction":{"parts":[{"text":"s"}]},"contents":[
        {"role":"user","parts":[{"text":"u"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{"a":1}}}]},
        {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"r":2}}}]}]}})"),
              ElementsAre("system | text: s", "user | text: u", R"(assistant | use f#f: {"a":1})",
                          R"(user | result f#f: {"r":2})"));
  EXPECT_EQ(
      answer_of(
          "application/json",
          R"([{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},{"candidates":[{"content":{"parts":[{"text":"b"}]}}]}])"),
      "assistant | text: ab");
}

TEST(Conversation, OfConverseAndOllama) {
  EXPECT_THAT(
      messages_of(
          R"({"system":[{"text":"s"}],"messages":[{"role":"user","content":[{"text":"u"},{"cachePoint":{"type":"default"}}]},
        {"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"f","input":{}}}]},
        {"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"text":"r"}]}}]}]})"),
      ElementsAre("system | text: s", "user | text: u", "assistant | use f#t: {}", "user | result f#t: r"));
  EXPECT_EQ(answer_of("application/x-ndjson",
                      "{\"message\":{\"role\":\"assistant\",\"content\":\"a\"}}\n{\"message\":{\"content\":\"b\"}}\n"),
            "assistant | text: ab");
}

TEST(Conversation, TellsToolsAndParametersApart) {
  const Conversation read = read_conversation(
      {R"({"model":"m","tools":[{"name":"a","description":"d"},{"type":"function","function":{"name":"b"}}],"max_tokens":5,"messages":[]})"},
      {});
  ASSERT_THAT(read.tools, SizeIs(2));
  EXPECT_EQ(read.tools[0].description, "d");
  EXPECT_EQ(read.tools[1].name, "b");
  EXPECT_THAT(read.parameters, ElementsAre(std::pair{std::string{"model"}, std::string{"\"m\""}},
                                           std::pair{std::string{"max_tokens"}, std::string{"5"}}));
}

TEST(Conversation, OfWhatIsNoneIsEmpty) {
  for (const std::string_view text :
       {"", "{", "[]", "null", "{\"messages\":3}", "{\"messages\":[1,null,[]]}", "\xff"}) {
    const Conversation read = read_conversation({text}, {{"", std::string{text}, {}}});
    EXPECT_THAT(read.tools, IsEmpty()) << text;
    EXPECT_FALSE(read.answer) << text;
  }
}

TEST(AnswerEvents, HaveTheTimesAtWhichTheyCame) {
  using std::chrono::milliseconds;
  const std::vector<std::size_t> none;
  const std::vector<CallBody::Arrival> arrivals{{0, milliseconds{3}}, {12, milliseconds{8}}};
  const auto events = events_of_answer({"text/event-stream", "data: one\n\ndata: two\n\n", none, arrivals, false});
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events[0].after, milliseconds{3});
  EXPECT_EQ(events[1].after, milliseconds{8});
}

}  // namespace
}  // namespace tabacus::analytics
