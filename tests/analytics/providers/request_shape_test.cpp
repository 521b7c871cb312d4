#include "analytics/providers/request_shape.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>

namespace tabacus::analytics {
namespace {

constexpr HashKey kKey{1, 2};

RequestShape shape_of(std::string_view json) {
  const auto shape = read_request_shape(json, kKey);
  EXPECT_TRUE(shape) << json.substr(0, 200);
  return shape.value_or(RequestShape{});
}

std::vector<std::uint64_t> blocks_of(std::string_view json) { return shape_of(json).blocks; }

constexpr std::string_view kAnthropic = R"({"model":"m","max_tokens":5,
  "tools":[{"name":"a"},{"name":"b","cache_control":{"type":"ephemeral"}}],
  "system":[{"type":"text","text":"be good","cache_control":{"type":"ephemeral","ttl":"1h"}}],
  "messages":[{"role":"user","content":"hi"},
              {"role":"assistant","content":[{"type":"text","text":"yes?"}]},
              {"role":"user","content":[{"type":"text","text":"go on","cache_control":{"type":"ephemeral"}}]}]})";

TEST(RequestShape, CountsBlocksInTheOrderOfTheCacheAndFindsTheLastMark) {
  const RequestShape shape = shape_of(kAnthropic);
  EXPECT_EQ(shape.blocks.size(), 6u);
  EXPECT_EQ(shape.tools, 2u);
  EXPECT_EQ(shape.system, 1u);
  EXPECT_EQ(shape.tool_count, 2);
  EXPECT_EQ(shape.message_count, 3);
  EXPECT_EQ(shape.breakpoint, 6u);
  EXPECT_TRUE(shape.asks_5m);
  EXPECT_TRUE(shape.asks_1h);
  EXPECT_FALSE(shape.is_cut);
}

struct Equal {
  const char* why;
  const char* one;
  const char* other;
};

TEST(RequestShape, IsTheSameForWhatIsTheSamePrompt) {
  constexpr Equal kEqual[] = {
      {"the order of members", R"({"messages":[{"a":1}],"tools":[{"b":2}]})",
       R"({"tools":[{"b":2}],"messages":[{"a":1}]})"},
      {"blanks", R"({"messages":[{"role":"user","n":[1,2]}]})",
       "{ \"messages\" : [ { \"role\" : \"user\" ,\n\t\"n\" : [ 1 , 2 ] } ] }"},
      {"a mark at the end", R"({"messages":[{"x":[{"t":"a"}]}]})",
       R"({"messages":[{"x":[{"t":"a","cache_control":{"ttl":"5m"}}]}]})"},
      {"a mark at the beginning", R"({"messages":[{"x":[{"t":"a"}]}]})",
       R"({"messages":[{"x":[{"cache_control":{"a":[{}]},"t":"a"}]}]})"},
      {"a mark in the middle, with blanks", R"({"messages":[{"a":1,"b":2}]})",
       R"({"messages":[{"a":1 , "cache_control" : { "type" : "ephemeral" } , "b":2}]})"},
      {"a mark alone", R"({"messages":[{"x":{}}]})", R"({"messages":[{"x":{"cache_control":{}}}]})"},
      {"no mark", R"({"messages":[{"x":{}}]})", R"({"messages":[{"x":{"cache_control":null}}]})"},
      {"a text as string or as block", R"({"messages":[{"role":"user","content":"h\"i"}]})",
       R"({"messages":[{"role":"user","content":[{"type":"text","text":"h\"i","cache_control":{"type":"ephemeral"}}]}]})"},
      {"a system prompt as string or as block", R"({"system":"be good"})",
       R"({"system":[{"type":"text","text":"be good"}]})"},
      {"the billing line of a call",
       R"({"system":[{"type":"text","text":"x-anthropic-billing-header: cch=1"},{"type":"text","text":"s"}]})",
       R"({"system":[{"type":"text","text":"x-anthropic-billing-header: cch=2; cc_turn_index=9"},{"type":"text","text":"s"}]})"},
  };
  for (const Equal& equal : kEqual) EXPECT_EQ(blocks_of(equal.one), blocks_of(equal.other)) << equal.why;
}

TEST(RequestShape, DiffersWhereThePromptDoes) {
  constexpr Equal kDifferent[] = {
      {"a letter", R"({"messages":["a"]})", R"({"messages":["b"]})"},
      {"two numbers and one", R"({"messages":[[1, 2]]})", R"({"messages":[[12]]})"},
      {"a blank within a text", R"({"messages":["a b"]})", R"({"messages":["ab"]})"},
      {"who says it", R"({"messages":[{"role":"user","content":"a"}]})",
       R"({"messages":[{"role":"assistant","content":"a"}]})"},
      {"an escape", R"({"messages":["a\\"]})", R"({"messages":["a\""]})"},
      {"order", R"({"tools":[{"a":1},{"b":1}]})", R"({"tools":[{"b":1},{"a":1}]})"},
  };
  for (const Equal& different : kDifferent)
    EXPECT_NE(blocks_of(different.one), blocks_of(different.other)) << different.why;
  EXPECT_NE(read_request_shape(kAnthropic, HashKey{3, 4})->blocks, blocks_of(kAnthropic)) << "the key";
}

TEST(RequestShape, ChangesOnlyInTheBlockThatChanged) {
  const auto before = blocks_of(R"({"tools":[{"n":"a"}],"system":"s","messages":[{"c":1},{"c":2},{"c":3}]})");
  const auto after = blocks_of(R"({"tools":[{"n":"a"}],"system":"s","messages":[{"c":1},{"c":9},{"c":3},{"c":4}]})");
  ASSERT_EQ(before.size(), 5u);
  ASSERT_EQ(after.size(), 6u);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(before[i] == after[i], i != 3) << i;
}

struct Dialect {
  const char* name;
  const char* json;
  std::size_t tools, system;
  std::int64_t messages;
};

TEST(RequestShape, KnowsTheNamesOfEveryDialect) {
  constexpr Dialect kDialects[] = {
      {"chat", R"({"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}],"tools":[{"t":1}]})", 1,
       1, 1},
      {"chat, a system message later",
       R"({"messages":[{"role":"user","content":"u"},{"role":"system","content":"s"}]})", 0, 0, 2},
      {"responses", R"({"instructions":"s","input":"u","tools":[{"t":1},{"t":2}]})", 2, 1, 1},
      {"codex",
       R"({"input":[{"type":"additional_tools","role":"developer","tools":[]},{"type":"message","role":"developer","content":[]},{"type":"message","role":"user","content":[]}]})",
       1, 1, 1},
      {"gemini",
       R"({"contents":[{"role":"user","parts":[{"text":"u"}]}],"systemInstruction":{"parts":[]},"tools":[{"functionDeclarations":[]}]})",
       1, 1, 1},
      {"code assist",
       R"({"model":"m","project":"p","request":{"contents":[{"parts":[]},{"parts":[]}],"system_instruction":{}}})", 0,
       1, 2},
      {"completions", R"({"prompt":"u"})", 0, 0, 1},
  };
  for (const Dialect& dialect : kDialects) {
    const RequestShape shape = shape_of(dialect.json);
    EXPECT_EQ(shape.tools, dialect.tools) << dialect.name;
    EXPECT_EQ(shape.system, dialect.system) << dialect.name;
    EXPECT_EQ(shape.message_count, dialect.messages) << dialect.name;
    EXPECT_EQ(shape.system != 0, shape.system_hash != 0) << dialect.name;
  }
}

TEST(RequestShape, NamesTheSameRequestTheSame) {
  const auto request = [](std::string_view json) { return shape_of(json).request; };
  const auto base = request(R"({"model":"m","messages":["a"],"stream":true})");
  EXPECT_EQ(request(R"({"model":"m", "messages":["a"], "stream":true})"), base);
  for (const char* other :
       {R"({"model":"n","messages":["a"],"stream":true})", R"({"model":"m","messages":["a","b"],"stream":true})",
        R"({"model":"m","messages":["a"],"stream":true,"thinking":{"type":"enabled"}})"})
    EXPECT_NE(request(other), base) << other;
}

TEST(RequestShape, SettingsAreToolChoiceAndThinking) {
  EXPECT_EQ(shape_of(R"({"messages":["a"],"temperature":1})").settings, 0u);
  const auto one = shape_of(R"({"messages":["a"],"thinking":{"budget_tokens":1}})").settings;
  EXPECT_NE(one, 0u);
  EXPECT_NE(shape_of(R"({"messages":["a"],"thinking":{"budget_tokens":2}})").settings, one);
}

TEST(RequestShape, AMarkOfTheWholeRequestMarksItsLastBlock) {
  const RequestShape shape = shape_of(R"({"cache_control":{"type":"ephemeral"},"messages":["a","b"]})");
  EXPECT_EQ(shape.breakpoint, 2u);
  EXPECT_TRUE(shape.asks_5m);
  EXPECT_EQ(shape_of(R"({"cache_control":null,"messages":["a","b"]})").breakpoint, 0u);
}

TEST(RequestShape, OfAMemberThatComesTwiceTheLastCounts) {
  EXPECT_EQ(blocks_of(R"({"messages":["a","b"],"messages":["c"]})"), blocks_of(R"({"messages":["c"]})"));
  EXPECT_EQ(shape_of(R"({"messages":["a","b"],"messages":["c"]})").message_count, 1);
}

TEST(RequestShape, IsNoneOfWhatIsNoPrompt) {
  for (const char* json : {"", "null", "[]", "{", "{}", R"({"model":"m"})", R"({"messages":["a"})", R"({"messages":[)",
                           R"({"messages":"a)", R"({"messages":)", R"({"messages":[{"cache_control")",
                           R"({"messages":[{"cache_control":)", R"({"messages":[}])", R"({"request":{"request":1}})"})
    EXPECT_FALSE(read_request_shape(json, kKey)) << json;
}

TEST(RequestShape, EveryBeginningOfARequestIsReadWithoutHarm) {
  for (std::size_t cut = 0; cut < kAnthropic.size(); ++cut)
    EXPECT_FALSE(read_request_shape(std::string{kAnthropic.substr(0, cut)}, kKey)) << cut;
}

TEST(RequestShape, NestingAndBytesThatAreNoTextCostNothing) {
  for (const char* open : {"[", R"({"cache_control":)", R"({"a":)"}) {
    std::string deep = R"({"messages":[)";
    for (int i = 0; i < 10'000; ++i) deep += open;
    EXPECT_FALSE(read_request_shape(deep, kKey)) << open;
  }
  std::string closed = R"({"messages":[)" + std::string(10'000, '[') + std::string(10'000, ']') + "]}";
  EXPECT_EQ(shape_of(closed).blocks.size(), 1u);
  EXPECT_EQ(blocks_of("{\"messages\":[\"\xff\xfe\xc0\x80\"]}").size(), 1u);
}

TEST(RequestShape, ManyMessagesAreComparedByTheirFirst) {
  std::string json = R"({"messages":[0)";
  for (int i = 1; i < 5'000; ++i) json += fmt::format(",{}", i);
  const RequestShape shape = shape_of(json + "]}");
  EXPECT_EQ(shape.blocks.size(), RequestShape::kMaxBlocks);
  EXPECT_TRUE(shape.is_cut);
  EXPECT_EQ(shape.message_count, 5'000);
}

// Generous bounds: they tell linear from quadratic, not fast from slow.
TEST(RequestShape, SixteenMebibytesAreReadInLinearTime) {
  const std::size_t kSize = 16 * 1024 * 1024;
  const auto seconds_for = [](const std::string& filling) {
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_TRUE(read_request_shape(R"({"messages":[{"role":"user","content":")" + filling + "\"}]}", kKey));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  };
  std::string quotes;
  while (quotes.size() < kSize) quotes += "\\\"";
  EXPECT_LT(seconds_for(std::string(kSize, 'x')), 20);
  EXPECT_LT(seconds_for(std::string(kSize, '\\')), 20);
  EXPECT_LT(seconds_for(quotes), 20);
}

}  // namespace
}  // namespace tabacus::analytics
