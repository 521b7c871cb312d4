#include "analytics/metering/shape_chain.hpp"

#include <gtest/gtest.h>

#include "tests/support/socket_script.hpp"

namespace tabacus::analytics {
namespace {

using test::SocketScript;

constexpr HashKey kKey{1, 2};

RequestShape shape_of(std::vector<std::uint64_t> blocks, std::size_t tools, std::size_t system, std::size_t leading) {
  RequestShape shape;
  shape.message_count = static_cast<std::int64_t>(blocks.size() - tools - system);
  shape.blocks = std::move(blocks);
  shape.tools = tools;
  shape.system = system;
  shape.leading = leading;
  return shape;
}

TEST(ShapeChain, PutsWhatCameBeforeInFront) {
  const RequestShape base = shape_of({1, 2, 10, 11, 100, 101}, 2, 2, 1);  // a developer's message leads
  const RequestShape own = shape_of({1, 2, 10, 102}, 2, 1, 0);
  const RequestShape whole = continued(base, own, 7);
  EXPECT_EQ(whole.blocks, (std::vector<std::uint64_t>{1, 2, 10, 11, 100, 101, 7, 102}));
  EXPECT_EQ(whole.tools, 2U);
  EXPECT_EQ(whole.system, 2U);
  EXPECT_EQ(whole.leading, 1U);
  EXPECT_TRUE(whole.has_unseen);
  const RequestShape next = continued(whole, shape_of({1, 2, 10, 12, 103}, 2, 2, 1), 8);
  EXPECT_EQ(next.blocks, (std::vector<std::uint64_t>{1, 2, 10, 11, 100, 101, 7, 102, 8, 12, 103}))
      << "what leads what is new stands among the messages";
}

TEST(ShapeChain, IsBounded) {
  RequestShape base = shape_of(std::vector<std::uint64_t>(RequestShape::kMaxBlocks, 5), 0, 0, 0);
  const RequestShape whole = continued(base, shape_of({1, 2, 3}, 1, 1, 0), 7);
  EXPECT_EQ(whole.blocks.size(), RequestShape::kMaxBlocks);
  EXPECT_EQ(whole.tools + whole.system, 2U);
  EXPECT_TRUE(whole.is_cut);

  ShapeChain chain;
  const auto shape = std::make_shared<const RequestShape>(shape_of({1}, 0, 0, 0));
  for (TurnId turn = 1; turn <= 100; ++turn) chain.asked(turn, shape, "", kKey);
  EXPECT_EQ(chain.of(1), nullptr);
  EXPECT_EQ(chain.of(100), shape);
}

TEST(ShapeChain, KnowsNoPromptWhoseBeginningItHasNotSeen) {
  ShapeChain chain;
  const auto shape = std::make_shared<const RequestShape>(shape_of({1}, 0, 0, 0));
  chain.asked(1, shape, "resp_elsewhere", kKey);
  EXPECT_EQ(chain.of(1), nullptr);
  chain.ended(1, "resp_1");
  chain.asked(2, shape, "resp_1", kKey);
  EXPECT_EQ(chain.of(2), nullptr) << "nor what goes on from it";
  chain.asked(3, nullptr, "", kKey);
  EXPECT_EQ(chain.of(3), nullptr) << "it was not read";
}

// Codex: a connection is warmed up, then each turn sends its tools and instructions again and of the conversation what
// is new.
class CodexSocket : public ::testing::Test {
 protected:
  CodexSocket() { script_.switch_protocols(); }

  /// What became of the cache in a turn that goes on from the one before.
  CallWhy turn(std::string_view tools, std::string_view input, std::int64_t prompt, std::int64_t cached) {
    script_.client(fmt::format(
        R"({{"type":"response.create","model":"gpt-5.5","instructions":"be good","tools":[{}],"input":[{}]{}}})", tools,
        input, last_ == 0 || !goes_on_ ? "" : fmt::format(R"(,"previous_response_id":"resp_{}")", last_)));
    script_.server(fmt::format(R"({{"type":"response.completed","response":{{"id":"resp_{}","model":"gpt-5.5",)"
                               R"("status":"completed","usage":{{"input_tokens":{},"input_tokens_details":)"
                               R"({{"cached_tokens":{}}},"output_tokens":10,"total_tokens":{}}}}}}})",
                               ++last_, prompt, cached, prompt + 10));
    const auto calls = script_.take_finished();
    EXPECT_EQ(calls.size(), 1U);
    return calls.empty() ? CallWhy{} : calls[0].why;
  }

  static constexpr std::string_view kShell = R"({"name":"shell"})";
  PriceBook book_ = PriceBook::shipped();
  CallMemory memory_{kKey};
  int last_ = 0;
  bool goes_on_ = true;
  SocketScript script_{test::parse_http_text("GET /v1/responses HTTP/1.1\nHost: api.openai.com\nConnection: Upgrade\n"
                                             "Upgrade: websocket\nsession-id: s-1\n\n"),
                       "openai",
                       book_,
                       {},
                       &memory_};
};

TEST_F(CodexSocket, TellsWhyATurnMissedItsCache) {
  constexpr std::string_view kAsk = R"({"role":"developer","content":"rules"},{"role":"user","content":"hi"})";
  const CallWhy first = turn(kShell, kAsk, 10'000, 0);
  EXPECT_EQ(first.miss, MissCause::Initial);
  EXPECT_EQ(first.messages, 1);
  const CallWhy second = turn(kShell, R"({"type":"function_call_output","output":"1"})", 11'000, 9'984);
  EXPECT_EQ(second.miss, MissCause::None) << "it went on from there";
  EXPECT_EQ(second.messages, std::nullopt) << "the answer was not sent again: nobody counts its parts";
  EXPECT_EQ(second.tools, 1);
  const CallWhy third =
      turn(R"({"name":"shell"},{"name":"web"})", R"({"type":"function_call_output","output":"2"})", 12'000, 0);
  EXPECT_EQ(third.miss, MissCause::ToolsChanged);
  EXPECT_EQ(third.miss_at, 2);
  EXPECT_EQ(third.missed, Tokens{10'880});
  EXPECT_GT(third.missed_cost, Nanodollars{0});
}

TEST_F(CodexSocket, GoesOnFromAWarmUp) {
  script_.client(R"({"type":"response.create","model":"gpt-5.5","generate":false,"instructions":"be good",)"
                 R"("tools":[{"name":"shell"}],"input":[{"role":"user","content":"hi"}]})");
  script_.server(R"({"type":"response.completed","response":{"id":"resp_1","status":"completed"}})");
  last_ = 1;
  EXPECT_EQ(turn(kShell, R"({"role":"user","content":"go"})", 10'000, 0).miss, MissCause::Initial);
  EXPECT_EQ(turn(kShell, R"({"role":"user","content":"on"})", 10'100, 0).miss, MissCause::Unknown)
      << "nothing changed: the provider let go of it";
}

// A new socket sends the whole conversation, in which answers stand in full.
TEST_F(CodexSocket, BlamesNoHistoryThatItCannotCompare) {
  (void)turn(kShell, R"({"role":"user","content":"hi"})", 10'000, 0);
  (void)turn(kShell, R"({"role":"user","content":"go"})", 10'100, 9'984);
  goes_on_ = false;
  const CallWhy again = turn(kShell,
                             R"({"role":"user","content":"hi"},{"role":"assistant","content":"ok"},)"
                             R"({"role":"user","content":"go"},{"role":"user","content":"on"})",
                             10'200, 0);
  EXPECT_EQ(again.miss, MissCause::Unknown);
}

TEST_F(CodexSocket, ReadsAPromptOfAMegabyte) {
  const std::string text = fmt::format(R"({{"role":"user","content":"{}"}})", std::string(1'000'000, 'x'));
  EXPECT_EQ(turn(kShell, text, 250'000, 0).miss, MissCause::Initial);
}

}  // namespace
}  // namespace tabacus::analytics
