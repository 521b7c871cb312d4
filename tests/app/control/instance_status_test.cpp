#include "app/control/instance_status.hpp"

#include <gmock/gmock.h>

namespace tabacus::app {
namespace {

using analytics::Recording;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

InstanceStatus full_status() {
  InstanceStatus status;
  status.instance = {"run", 4711, "0.1.0", from_epoch_us(1'795'168'800'000'000)};
  status.engine.recording = Recording::Paused;
  status.engine.database = {"/home/me/calls.db", 4096, 12, "disk full"};
  status.engine.meter_answers = false;
  status.engine.meter_faults = 1;
  status.engine.tap_gaps = 2;
  status.engine.calls_dropped = 3;
  status.engine.warnings = {"calls.db was damaged"};
  status.engine.prices = {"2026-08-19", "shipped"};
  analytics::TabStatus tab;
  tab.tab = TabId::mint();
  tab.kind = analytics::TabKind::Endpoint;
  tab.title = "\x1b[2J\xff hostile\n";
  tab.port = 8787;
  tab.recording = Recording::Off;
  tab.stats.calls = 7;
  tab.stats.errors = 1;
  tab.stats.in_flight = 1;
  tab.stats.input_uncached = Tokens{10};
  tab.stats.cache_read = Tokens{90};
  tab.stats.output = Tokens{5};
  tab.stats.cost = Nanodollars{123};
  tab.stats.running_cost = Nanodollars{45};
  tab.stats.subscription = Nanodollars{678};
  tab.stats.cost_is_lower_bound = true;
  tab.stats.last_model = "m";
  tab.stats.last_error = "overloaded_error";
  tab.running.push_back({tab.tab, from_epoch_us(1'795'168'801'000'000), "anthropic", "claude-code", "m", 200, 11, 22,
                         Tokens{33}, std::nullopt, Nanodollars{44}});
  tab.is_closed = true;
  status.engine.tabs.push_back(tab);
  return status;
}

TEST(InstanceStatus, IsReadAsItWasWritten) {
  const InstanceStatus written = full_status();
  const std::string line = status_reply(written);
  EXPECT_THAT(line, Not(HasSubstr("\n")));
  EXPECT_THAT(line, Not(HasSubstr("\x1b"))) << "safe to print";
  const auto read = parse_status_reply(line);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->instance.kind, "run");
  EXPECT_EQ(read->instance.pid, 4711);
  EXPECT_EQ(read->instance.started_at, written.instance.started_at);
  const auto& engine = read->engine;
  EXPECT_EQ(engine.recording, Recording::Paused);
  EXPECT_EQ(engine.database.file, "/home/me/calls.db");
  EXPECT_EQ(engine.database.trouble, "disk full");
  EXPECT_EQ(engine.database.bytes, 4096);
  EXPECT_FALSE(engine.meter_answers);
  EXPECT_EQ(engine.meter_faults + engine.tap_gaps * 10 + engine.calls_dropped * 100, 321);
  EXPECT_EQ(engine.warnings, written.engine.warnings);
  EXPECT_EQ(engine.prices.as_of + engine.prices.source, "2026-08-19shipped");
  ASSERT_THAT(engine.tabs, SizeIs(1));
  const auto& tab = engine.tabs[0];
  EXPECT_EQ(tab.tab, written.engine.tabs[0].tab);
  EXPECT_EQ(tab.kind, analytics::TabKind::Endpoint);
  EXPECT_EQ(tab.port, 8787);
  EXPECT_EQ(tab.recording, Recording::Off);
  EXPECT_EQ(tab.stats, written.engine.tabs[0].stats);
  EXPECT_TRUE(tab.is_closed);
  EXPECT_EQ(tab.running, written.engine.tabs[0].running);
}

TEST(InstanceStatus, ListsNoMoreCallsThanALineMayHold) {
  InstanceStatus status = full_status();
  auto& tab = status.engine.tabs[0];
  tab.running.resize(1000, tab.running[0]);
  EXPECT_THAT(parse_status_reply(status_reply(status))->engine.tabs[0].running, SizeIs(kMaxRunningListed));
  EXPECT_THAT(calls_reply(status), HasSubstr(R"("model":"m")"));
  EXPECT_THAT(calls_reply(status), Not(HasSubstr("\"tabs\"")));
}

TEST(InstanceStatus, OfStrangersIsReadAsFarAsItIsOne) {
  for (const char* line : {"", "null", "[]", R"({"v":1,"ok":true})", R"({"v":1,"ok":true,"instance":3})",
                           R"({"v":2,"ok":true,"instance":{}})"})
    EXPECT_FALSE(parse_status_reply(line)) << line;
  const auto odd = parse_status_reply(
      R"({"v":1,"ok":true,"instance":{"pid":"x","kind":[]},"tabs":[1,null,{"port":-5,"running":{"a":1},"tab_id":"?"},)"
      R"({"port":9999999,"recording":"sideways"}],"database":"none","warnings":[3,"w"],"meter":[]})");
  ASSERT_TRUE(odd);
  ASSERT_THAT(odd->engine.tabs, SizeIs(4));
  EXPECT_EQ(odd->engine.tabs[2].port, 0);
  EXPECT_EQ(odd->engine.tabs[3].port, 65'535);
  EXPECT_EQ(odd->engine.warnings, std::vector<std::string>{"w"});
}

}  // namespace
}  // namespace tabacus::app
