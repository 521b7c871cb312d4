// Whole exchanges, as a proxy would tap them, through one memory.
#include "analytics/metering/call_memory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/support/exchange_script.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const PriceBook& shipped() {
  static const PriceBook kBook = PriceBook::shipped();
  return kBook;
}

struct Said {
  std::string body;
  std::string headers = "x-claude-code-session-id: s1\nuser-agent: claude-cli/2.0.0\n";
  int status = 200;
  std::string usage =
      R"("input_tokens":10,"cache_read_input_tokens":0,"cache_creation_input_tokens":20000,"output_tokens":5)";
  ExchangeEnd end = ExchangeEnd::Complete;
};

class CallMemoryTest : public testing::Test {
 protected:
  /// Begins `after` the start and takes a second.
  CallRecord call(Nanoseconds after, const Said& said, CallMemory* memory = nullptr) {
    const auto request = test::parse_http_text(
        fmt::format("POST /v1/messages HTTP/1.1\nhost: api.anthropic.com\n{}\n{}", said.headers, said.body));
    ExchangeOpened opened = test::opened_by(request, "anthropic");
    opened.tab = tab_;
    opened.tab_session = session_;
    opened.wall += std::chrono::duration_cast<std::chrono::microseconds>(after);
    SteadyTime now{after};
    const auto exchange = open_exchange(opened, now, shipped(), memory != nullptr ? memory : &memory_);
    exchange->on_body({Direction::ToUpstream, request.body}, now);
    exchange->on_body_end({Direction::ToUpstream});
    exchange->on_response({{said.status, "", {{"content-type", "application/json"}}}});
    const std::string answer =
        said.status >= 400
            ? R"({"type":"error","error":{"type":"overloaded_error"}})"
            : fmt::format(R"({{"id":"m","model":"claude-sonnet-4-5","stop_reason":"end_turn","usage":{{{}}}}})",
                          said.usage);
    exchange->on_body({Direction::ToClient, answer}, now += seconds{1});
    if (said.end == ExchangeEnd::Complete) exchange->on_body_end({Direction::ToClient});
    exchange->on_closed({.end = said.end, .error = {}, .connect = {}, .tls = {}, .overhead = {}}, now);
    return exchange->take_finished().at(0);
  }

  static SystemTime first_wall() {
    return test::opened_by(test::parse_http_text("POST / HTTP/1.1\nhost: h\n\n"), "").wall;
  }

  const TabId tab_ = TabId::mint();
  const TabSessionId session_ = TabSessionId::mint();
  CallMemory memory_{HashKey{1, 2}};
};

std::string prompt(std::string_view tools, std::string_view messages) {
  return fmt::format(
      R"({{"model":"claude-sonnet-4-5","tools":[{}],"system":"s","messages":[{}],"cache_control":{{"type":"ephemeral"}}}})",
      tools, messages);
}

constexpr std::string_view kOneTool = R"({"name":"a"})";
constexpr std::string_view kTwoTools = R"({"name":"a"},{"name":"b"})";
constexpr std::string_view kOne = R"({"role":"user","content":"hi"})";
constexpr std::string_view kThree =
    R"({"role":"user","content":"hi"},{"role":"assistant","content":"yes"},{"role":"user","content":"go"})";
constexpr std::string_view kHit =
    R"("input_tokens":10,"cache_read_input_tokens":20000,"cache_creation_input_tokens":500,"output_tokens":5)";

TEST_F(CallMemoryTest, TellsWhatAChangeOfToolsCost) {
  const CallRecord first = call({}, {.body = prompt(kOneTool, kOne)});
  EXPECT_EQ(first.why.miss, MissCause::Initial);
  EXPECT_EQ(first.why.messages, 1);
  EXPECT_EQ(first.why.tools, 1);
  EXPECT_EQ(first.why.cached, Tokens{20'000});
  EXPECT_EQ(first.why.cache_expires_at, first.times.started_at + seconds{1} + minutes{5});
  EXPECT_EQ(first.why.at_stake, Nanodollars{20'000 * (3'750 - 300)});
  EXPECT_EQ(first.why.waste_kind, WasteKind::None);
  EXPECT_EQ(first.why.context_window, Tokens{200'000});

  const CallRecord hit = call(minutes{1}, {.body = prompt(kOneTool, kThree), .usage = std::string{kHit}});
  EXPECT_EQ(hit.why.miss, MissCause::None);
  EXPECT_EQ(hit.why.cached, Tokens{20'500});

  const CallRecord miss = call(minutes{2}, {.body = prompt(kTwoTools, kThree)});
  EXPECT_EQ(miss.why.miss, MissCause::ToolsChanged);
  EXPECT_EQ(miss.why.miss_at, 2);
  EXPECT_EQ(miss.why.missed, Tokens{20'010}) << "no more than was paid for";
  EXPECT_EQ(miss.why.waste_kind, WasteKind::ColdRead);
  EXPECT_EQ(miss.why.missed_cost, Nanodollars{20'000 * (3'750 - 300) + 10 * (3'000 - 300)});
  EXPECT_EQ(miss.why.waste, miss.why.missed_cost);
}

TEST_F(CallMemoryTest, KeepsSessionsAndAgentsApart) {
  static_cast<void>(call({}, {.body = prompt(kOneTool, kOne)}));
  for (const char* other : {"x-claude-code-session-id: s2\nuser-agent: claude-cli/2\n",
                            "x-claude-code-session-id: s1\nuser-agent: claude-cli/2\nx-claude-code-agent-id: a\n"})
    EXPECT_EQ(call(minutes{1}, {.body = prompt(kTwoTools, kOne), .headers = other}).why.miss, MissCause::Initial)
        << other;
}

TEST_F(CallMemoryTest, AConversationThatBeganUnseenHasNoKnownCause) {
  const CallRecord first = call({}, {.body = prompt(kOneTool, kThree)});
  EXPECT_EQ(first.why.miss, MissCause::Unknown);
  EXPECT_FALSE(first.why.idle);
  EXPECT_FALSE(first.why.missed) << "nobody knows what was held";
}

TEST_F(CallMemoryTest, TellsTheSameCausesAfterARestart) {
  static_cast<void>(call({}, {.body = prompt(kOneTool, kOne)}));
  const std::string saved = memory_.saved();
  CallMemory later{HashKey{1, 2}};
  ASSERT_TRUE(later.restore(saved, first_wall() + minutes{1}));
  EXPECT_EQ(later.saved(), saved);
  EXPECT_EQ(call(minutes{2}, {.body = prompt(kTwoTools, kThree)}, &later).why.miss, MissCause::ToolsChanged);
  EXPECT_EQ(call(minutes{3}, {.body = prompt(kTwoTools, kThree)}, &later).why.miss, MissCause::Unknown)
      << "nothing changed";
}

TEST_F(CallMemoryTest, SavesTheLatestOfManySessions) {
  std::string messages{kOne};
  for (int i = 0; i < 2'000; ++i) messages += R"(,{"role":"user","content":"more"})";
  for (int i = 0; i < 80; ++i)
    static_cast<void>(
        call(seconds{i}, {.body = prompt(kOneTool, messages), .headers = fmt::format("session-id: s{}\n", i)}));
  const std::string saved = memory_.saved();
  EXPECT_LT(saved.size(), CallMemory::kMaxSavedBytes + 100);
  CallMemory later{HashKey{1, 2}};
  ASSERT_TRUE(later.restore(saved, first_wall() + minutes{2}));
  EXPECT_EQ(call(minutes{3}, {.body = prompt(kTwoTools, messages), .headers = "session-id: s79\n"}, &later).why.miss,
            MissCause::ToolsChanged);
}

TEST_F(CallMemoryTest, ForgetsWhatEndedADayAgo) {
  static_cast<void>(call({}, {.body = prompt(kOneTool, kOne)}));
  CallMemory later{HashKey{1, 2}};
  ASSERT_TRUE(later.restore(memory_.saved(), first_wall() + std::chrono::hours{25}));
  EXPECT_EQ(later.saved(), CallMemory(HashKey{1, 2}).saved()) << "no threads";
}

TEST_F(CallMemoryTest, TakesNothingThatItDidNotSave) {
  static_cast<void>(call({}, {.body = prompt(kOneTool, kOne)}));
  const std::string saved = memory_.saved();
  const std::string nothing = CallMemory{HashKey{1, 2}}.saved();
  const auto refuses = [&](std::string_view text) {
    CallMemory later{HashKey{1, 2}};
    const auto restored = later.restore(text, first_wall());
    return !restored && restored.error().code == ErrorCode::InvalidInput && later.saved() == nothing;
  };
  for (std::size_t cut = 0; cut < saved.size(); ++cut) EXPECT_TRUE(refuses(saved.substr(0, cut))) << cut;
  for (std::size_t i = 0; i < saved.size(); ++i) {
    std::string changed = saved;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_TRUE(refuses(changed)) << i;
  }
  EXPECT_TRUE(refuses(saved + " "));
  CallMemory stranger{HashKey{3, 4}};
  EXPECT_FALSE(stranger.restore(saved, first_wall())) << "another key";
}

TEST_F(CallMemoryTest, SavesNoText) {
  const std::string body = prompt(R"({"name":"secret_tool"})", R"({"role":"user","content":"a secret"})");
  static_cast<void>(call({}, {.body = body, .headers = "x-claude-code-session-id: session-of-mine\n"}));
  const std::string saved = memory_.saved();
  ASSERT_GT(saved.size(), 100U);
  for (const char* word : {"secret", "session", "anthropic.com"})
    EXPECT_EQ(saved.find(word), std::string::npos) << word;
}

TEST_F(CallMemoryTest, GroupsTriesOfTheSameRequest) {
  const std::string body = prompt(kOneTool, kOne);
  const CallRecord first = call({}, {.body = body, .status = 529});
  EXPECT_EQ(first.why.attempt, 0);
  const CallRecord second = call(seconds{5}, {.body = body, .status = 529});
  EXPECT_EQ(second.why.attempt, 1);
  EXPECT_EQ(second.why.retry_of, first.times.started_at);
  const CallRecord third = call(seconds{9}, {.body = body});
  EXPECT_EQ(third.why.attempt, 2);
  EXPECT_EQ(third.why.retry_of, first.times.started_at);
  const CallRecord again = call(seconds{20}, {.body = body});
  EXPECT_EQ(again.why.attempt, 0) << "the same question after a good answer is a new one";
  EXPECT_FALSE(again.why.retry_of);
}

TEST_F(CallMemoryTest, WhatWasCutOffAndAskedAgainIsATry) {
  const std::string body = prompt(kOneTool, kOne);
  static_cast<void>(call({}, {.body = body, .end = ExchangeEnd::ClientGone}));
  EXPECT_EQ(call(seconds{2}, {.body = body}).why.attempt, 1);
}

TEST_F(CallMemoryTest, ATryIsForgottenInTime) {
  const std::string body = prompt(kOneTool, kOne);
  static_cast<void>(call({}, {.body = body, .status = 529}));
  EXPECT_EQ(call(minutes{11}, {.body = body}).why.attempt, 0);
}

TEST_F(CallMemoryTest, BelievesAClientThatCounts) {
  const std::string headers = "user-agent: Anthropic/JS 0.60.0\nx-stainless-retry-count: 2\n";
  EXPECT_EQ(call({}, {.body = prompt(kOneTool, kOne), .headers = headers}).why.attempt, 2);
  for (const char* wrong : {"-1", "many", "99999999999999999999", "1001"})
    EXPECT_EQ(
        call({}, {.body = prompt(kOneTool, kThree), .headers = fmt::format("x-stainless-retry-count: {}\n", wrong)})
            .why.attempt,
        0)
        << wrong;
}

TEST_F(CallMemoryTest, StaysBoundedOverManySessions) {
  for (int i = 0; i < 1'000; ++i)
    static_cast<void>(
        call(seconds{i}, {.body = prompt(kOneTool, kOne), .headers = fmt::format("session-id: s{}\n", i)}));
  EXPECT_EQ(call(seconds{1'001}, {.body = prompt(kTwoTools, kThree), .headers = "session-id: s999\n"}).why.miss,
            MissCause::ToolsChanged);
  EXPECT_EQ(call(seconds{1'002}, {.body = prompt(kTwoTools, kOne), .headers = "session-id: s0\n"}).why.miss,
            MissCause::Initial)
      << "forgotten";
}

TEST_F(CallMemoryTest, ABodyThatCannotBeReadTellsNothing) {
  const CallRecord odd = call({}, {.body = "no JSON"});
  EXPECT_FALSE(odd.why.messages);
  EXPECT_EQ(odd.why.miss, MissCause::None);
}

TEST_F(CallMemoryTest, ASecretInAPromptIsToldOnceThoughItIsSentAgainWithEachCall) {
  std::vector<std::string> told;
  const auto find = [](std::string_view text, const std::function<void(std::string_view, std::string_view)>& found) {
    for (std::size_t at = text.find("key-"); at != std::string_view::npos; at = text.find("key-", at + 1))
      found(text.substr(at, 6), "a-key");
  };
  memory_.watch_secrets(find, [&](TabId tab, std::string_view kind) {
    EXPECT_EQ(tab, tab_);
    told.emplace_back(kind);
  });
  call(seconds{0}, {prompt(kOneTool, R"({"role":"user","content":"use key-01"})")});
  EXPECT_EQ(told.size(), 1u);
  call(seconds{5}, {prompt(kOneTool, R"({"role":"user","content":"use key-01 and again"})")});
  EXPECT_EQ(told.size(), 1u);
  call(seconds{9}, {prompt(kOneTool, R"({"role":"user","content":"use key-01 or key-02"})")});
  EXPECT_EQ(told, (std::vector<std::string>{"a-key", "a-key"}));
}

}  // namespace
}  // namespace tabacus::analytics
