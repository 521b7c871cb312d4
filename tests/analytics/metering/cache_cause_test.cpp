#include "analytics/metering/cache_cause.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace tabacus::analytics {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr SystemTime kStart = from_epoch_us(1'800'000'000'000'000);

struct Prompt {
  std::vector<std::uint64_t> tools{1, 2};
  std::vector<std::uint64_t> system{10};
  std::vector<std::uint64_t> messages{100, 101, 102};
  std::uint64_t settings = 0;
  bool is_marked = true;  ///< its last block is
  bool asks_1h = false;
};

std::shared_ptr<const RequestShape> shape_of(const Prompt& prompt) {
  RequestShape shape;
  for (const auto* part : {&prompt.tools, &prompt.system, &prompt.messages})
    shape.blocks.insert(shape.blocks.end(), part->begin(), part->end());
  shape.tools = prompt.tools.size();
  shape.system = prompt.system.size();
  shape.message_count = static_cast<std::int64_t>(prompt.messages.size());
  shape.settings = prompt.settings;
  shape.breakpoint = prompt.is_marked ? shape.blocks.size() : 0;
  shape.asks_5m = prompt.is_marked && !prompt.asks_1h;
  shape.asks_1h = prompt.asks_1h;
  return std::make_shared<const RequestShape>(std::move(shape));
}

struct Used {
  std::int64_t uncached = 10, read = 0, written = 0;
};

CallRecord call_at(Nanoseconds after, Used used, std::string model = "claude-sonnet-4-5") {
  CallRecord call;
  call.provider = "anthropic";
  call.upstream_host = "api.anthropic.com";
  call.facts.model_served = std::move(model);
  call.facts.usage.input_uncached = Tokens{used.uncached};
  call.facts.usage.cache_read = Tokens{used.read};
  call.facts.usage.cache_write_5m = Tokens{used.written};
  call.times.started_at = kStart + std::chrono::duration_cast<std::chrono::microseconds>(after);
  call.times.total = seconds{10};
  return call;
}

/// Played one after the other, each judged by those before it.
struct Conversation {
  std::vector<CachedCall> before;
  CacheVerdict say(const CallRecord& call, const Prompt& prompt) {
    const auto shape = shape_of(prompt);
    CacheVerdict verdict = judge_cache(call, *shape, before);
    if (auto left = left_in_cache(call, shape)) before.push_back(std::move(*left));
    return verdict;
  }
};

/// 20,000 tokens were written; the next call is `prompt`, `after` the first one began, and read `read` of them.
CacheVerdict second_call(const Prompt& prompt, Nanoseconds after = minutes{1}, std::int64_t read = 0,
                         const std::string& model = "claude-sonnet-4-5", const Prompt& first = {}) {
  Conversation talk;
  CallRecord begin = call_at({}, {.written = 20'000});
  EXPECT_EQ(talk.say(begin, first).cause, MissCause::Initial);
  return talk.say(call_at(after, {.read = read, .written = 21'000 - read}, model), prompt);
}

Prompt continued() { return {.messages = {100, 101, 102, 103, 104}}; }

struct Case {
  const char* name;
  std::function<void(Prompt&)> change;
  MissCause cause;
  std::optional<std::int64_t> at;
};

TEST(CacheCause, IsNamedByTheFirstThingThatDiffers) {
  const Case kCases[] = {
      {"a tool added at the end",
       [](Prompt& p) {
         p.tools = {1, 2, 3};
       },
       MissCause::ToolsChanged, 3},
      {"a tool added at the front",
       [](Prompt& p) {
         p.tools = {3, 1, 2};
       },
       MissCause::ToolsChanged, 1},
      {"tools in another order",
       [](Prompt& p) {
         p.tools = {2, 1};
       },
       MissCause::ToolsChanged, 1},
      {"a tool removed", [](Prompt& p) { p.tools = {1}; }, MissCause::ToolsChanged, 2},
      {"the system prompt edited", [](Prompt& p) { p.system = {11}; }, MissCause::SystemChanged, 1},
      {"the system prompt longer",
       [](Prompt& p) {
         p.system = {10, 11};
       },
       MissCause::SystemChanged, 2},
      {"tools and system", [](Prompt& p) { p.tools = {1}, p.system = {11}; }, MissCause::ToolsChanged, 2},
      {"an early message edited", [](Prompt& p) { p.messages[1] = 999; }, MissCause::HistoryChanged, 2},
      {"messages cut off",
       [](Prompt& p) {
         p.messages = {100, 101};
       },
       MissCause::HistoryChanged, 3},
      {"a message put in between",
       [](Prompt& p) {
         p.messages = {100, 999, 101, 102};
       },
       MissCause::HistoryChanged, 2},
      {"thinking switched on", [](Prompt& p) { p.settings = 7; }, MissCause::SettingsChanged, {}},
      {"no mark any more", [](Prompt& p) { p.is_marked = false; }, MissCause::MarkMoved, {}},
      {"nothing at all", [](Prompt&) {}, MissCause::Unknown, {}},
  };
  for (const Case& one : kCases) {
    Prompt prompt = continued();
    one.change(prompt);
    const CacheVerdict verdict = second_call(prompt);
    EXPECT_EQ(verdict.cause, one.cause) << one.name;
    EXPECT_EQ(verdict.at, one.at) << one.name;
    EXPECT_EQ(verdict.missed, Tokens{20'000}) << one.name;
    EXPECT_EQ(verdict.idle, Nanoseconds{seconds{50}}) << one.name;
  }
}

TEST(CacheCause, IsNoneWhenTheCacheWasRead) {
  const CacheVerdict verdict = second_call(continued(), minutes{1}, 20'000);
  EXPECT_EQ(verdict.cause, MissCause::None);
  EXPECT_FALSE(verdict.missed);
}

TEST(CacheCause, IsNoneForALittleLess) {
  EXPECT_EQ(second_call(continued(), minutes{1}, 19'000).cause, MissCause::None);
}

TEST(CacheCause, IsExpiryWhenTheCacheWasLeftAloneForLonger) {
  EXPECT_EQ(second_call(continued(), minutes{5}).cause, MissCause::Unknown) << "4 min 50 s after its end";
  const CacheVerdict late = second_call(continued(), minutes{6});
  EXPECT_EQ(late.cause, MissCause::Expired);
  EXPECT_EQ(late.idle, Nanoseconds{minutes{5} + seconds{50}});
  Prompt changed = continued();
  changed.tools = {1};
  EXPECT_EQ(second_call(changed, minutes{6}).cause, MissCause::Expired) << "it was gone before it changed";
}

TEST(CacheCause, AnHourIsAnHour) {
  const Prompt first{.asks_1h = true};
  EXPECT_EQ(second_call(continued(), minutes{50}, 0, "claude-sonnet-4-5", first).cause, MissCause::Unknown);
  EXPECT_EQ(second_call(continued(), minutes{61}, 0, "claude-sonnet-4-5", first).cause, MissCause::Expired);
}

TEST(CacheCause, IsTheModelWhenTheConversationGoesOnUnderAnother) {
  EXPECT_EQ(second_call(continued(), minutes{1}, 0, "claude-opus-4-1").cause, MissCause::ModelChanged);
}

TEST(CacheCause, ComparesOnlyWhatWasCached) {
  Conversation talk;
  Prompt first;
  auto shape = *shape_of(first);
  shape.breakpoint = 3;  // tools and system
  const CallRecord begin = call_at({}, {.uncached = 5'000, .written = 20'000});
  talk.before.push_back(*left_in_cache(begin, std::make_shared<const RequestShape>(shape)));
  Prompt edited = continued();
  edited.messages[1] = 999;
  EXPECT_EQ(talk.say(call_at(minutes{1}, {.written = 25'000}), edited).cause, MissCause::Unknown);
}

TEST(CacheCause, OtherCallsOfASessionAreNoContinuation) {
  Conversation talk;
  static_cast<void>(talk.say(call_at({}, {.written = 20'000}), {}));
  const Prompt title{.tools = {}, .system = {77}, .messages = {100}};
  const CacheVerdict side = talk.say(call_at(minutes{1}, {.uncached = 3'000}), title);
  EXPECT_EQ(side.cause, MissCause::None);
  EXPECT_FALSE(side.missed);
  const Prompt fresh{.messages = {500}};
  EXPECT_EQ(talk.say(call_at(minutes{2}, {.read = 15'000, .written = 2'000}), fresh).cause, MissCause::None);
  EXPECT_EQ(talk.say(call_at(minutes{3}, {.read = 20'000, .written = 1'000}), continued()).cause, MissCause::None);
}

TEST(CacheCause, WhatIsStillUnderWayCannotBeReadYet) {
  EXPECT_EQ(second_call(continued(), seconds{5}).cause, MissCause::Initial);
}

TEST(CacheCause, AConversationReplacedByASummaryIsCompacted) {
  Conversation talk;
  static_cast<void>(talk.say(call_at({}, {.written = 150'000}), continued()));
  const CacheVerdict verdict = talk.say(call_at(minutes{1}, {.read = 12'000, .written = 8'000}), {.messages = {700}});
  EXPECT_TRUE(verdict.compacted);
  EXPECT_FALSE(verdict.missed);
  EXPECT_FALSE(second_call(continued()).compacted);
}

TEST(CacheCause, KnowsThatOpenAiCachesEveryLongPrompt) {
  Conversation talk;
  const auto openai = [](Nanoseconds after, Used used, const char* host) {
    CallRecord call = call_at(after, used, "gpt-5");
    call.provider = "openai";
    call.upstream_host = host;
    call.facts.usage.cache_write_5m.reset();
    return call;
  };
  const Prompt unmarked{.is_marked = false};
  Prompt changed = continued();
  changed.is_marked = false;
  changed.tools = {1};
  EXPECT_EQ(talk.say(openai({}, {.uncached = 10'000}, "api.openai.com"), unmarked).cause, MissCause::Initial);
  const CacheVerdict verdict = talk.say(openai(minutes{1}, {.uncached = 10'500}, "api.openai.com"), changed);
  EXPECT_EQ(verdict.cause, MissCause::ToolsChanged);
  EXPECT_EQ(verdict.missed, Tokens{9'984});
  Conversation elsewhere;
  static_cast<void>(elsewhere.say(openai({}, {.uncached = 10'000}, "llm.example"), unmarked));
  EXPECT_EQ(elsewhere.say(openai(minutes{1}, {.uncached = 10'500}, "llm.example"), changed).cause, MissCause::Initial)
      << "nobody knows what is cached there";
}

TEST(CacheCause, NothingIsSaidWithoutFigures) {
  CallRecord unknown = call_at({}, {});
  unknown.facts.usage = {};
  EXPECT_EQ(judge_cache(unknown, *shape_of({}), {}).cause, MissCause::None);
  EXPECT_FALSE(left_in_cache(unknown, shape_of({})));
  EXPECT_FALSE(left_in_cache(call_at({}, {.written = 20'000}), nullptr));
}

}  // namespace
}  // namespace tabacus::analytics
