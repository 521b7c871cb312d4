// What explains calls, as the database tells it: the table `why` and the views over it.
#include "base/paths.hpp"
#include "base/text.hpp"
#include "store_fixture.hpp"

namespace tabacus::analytics {
namespace {

using std::chrono::seconds;

struct View {
  const char* name;
  const char* columns;
};

constexpr View kViews[] = {
    {"v_why",
     "call_id started_at tab_id session agent model miss_cause miss_at idle_s missed_tokens missed_nano missed_usd "
     "cached_tokens cache_expires_at at_stake_nano context_window context_share price_cliff compacted attempt retry_of "
     "waste_kind waste_nano messages tools"},
    {"v_waste", "session model waste_kind calls unpriced waste_nano waste_usd missed_tokens"},
    {"v_cache",
     "session agent model tab_id call_id cached_tokens expires_at seconds_left state at_stake_nano at_stake_usd"},
    {"v_agent",
     "session agent parent_agent client first_call_at last_call_at calls errors input_tokens cache_read_tokens "
     "cache_write_tokens output_tokens cost_nano equivalent_nano saved_nano waste_nano"},
    {"v_limits",
     "provider account limit_window told_at limit_status used_share remaining cap resets_at share_per_hour runs_out_at "
     "runs_out_before_reset"},
    {"v_limit_use", "provider account limit_window tab_id used_share"},
    {"v_project",
     "project project_name branch first_call_at last_call_at calls sessions errors input_tokens cache_read_tokens "
     "cache_write_tokens output_tokens cost_nano equivalent_nano saved_nano waste_nano"},
    {"v_day",
     "day project provider model billing calls errors without_usage unpriced input_tokens cache_read_tokens "
     "cache_write_tokens output_tokens reasoning_tokens cost_nano cost_usd equivalent_nano subscription_nano "
     "saved_nano "
     "waste_nano latencies first_token_latencies"},
    {"v_model",
     "provider model first_day last_day calls errors without_usage unpriced input_tokens cache_read_tokens "
     "cache_write_tokens output_tokens reasoning_tokens cost_nano cost_usd equivalent_nano subscription_nano "
     "saved_nano "
     "waste_nano"},
    {"v_session",
     "session source client project first_call_at last_call_at calls sub_agents errors retries compactions "
     "input_tokens cache_read_tokens cache_write_tokens output_tokens cost_nano equivalent_nano saved_nano missed_nano "
     "waste_nano"},
};

class WhyViewsTest : public StoreTest {
 protected:
  [[nodiscard]] CallRecord call_of(const char* agent, std::int64_t nano, Nanoseconds after = {}) const {
    CallRecord call = testing::full_call(tab_, session_, kNoon + std::chrono::duration_cast<seconds>(after));
    call.identity.agent = agent;
    call.identity.parent_agent.clear();
    call.outcome = Outcome::Ok;
    call.cost = Nanodollars{nano};
    return call;
  }
};

TEST_F(WhyViewsTest, HaveTheColumnsOfTheContractInOrderAndInTheDocumentation) {
  { ASSERT_TRUE(open_calls_file(file(), std::chrono::milliseconds{0})); }
  const auto text = read_file(std::filesystem::path{TABACUS_SOURCE_DIR} / "docs" / "DATABASE.md");
  ASSERT_TRUE(text);
  const auto reader = Reader::open(directory());
  ASSERT_TRUE(reader);
  for (const View& view : kViews) {
    const auto table = (*reader)->sql(fmt::format("SELECT * FROM {}", view.name), 1);
    ASSERT_TRUE(table) << table.error().message;
    EXPECT_EQ(join(table->columns, " "), view.columns) << view.name;
    for (const std::string_view column : split(view.columns, ' '))
      EXPECT_NE(text->find(fmt::format("`{}`", column)), std::string::npos) << view.name << ' ' << column;
  }
}

TEST_F(WhyViewsTest, TellEveryThingThatIsKnown) {
  const auto writer = open_writer();
  writer->register_tab({.tab = tab_, .title = "main", .shell_pid = {}, .port = {}, .created_at = kNoon});
  CallRecord call = call_of("", 1'000'000);
  call.why = {.messages = 7,
              .tools = 3,
              .miss = MissCause::HistoryChanged,
              .miss_at = 4,
              .idle = std::chrono::milliseconds{90'500},
              .missed = Tokens{20'000},
              .missed_cost = Nanodollars{69'000},
              .cached = Tokens{21'000},
              .cache_expires_at = kNoon + seconds{300},
              .at_stake = Nanodollars{72'000},
              .context_window = Tokens{42'020},
              .price_cliff = Tokens{200'000},
              .compacted = true,
              .attempt = 2,
              .retry_of = {},
              .waste_kind = WasteKind::ColdRead,
              .waste = Nanodollars{69'000},
              .system_key = 0xffff'ffff'ffff'fff0};
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT miss_cause, miss_at, idle_s, missed_tokens, missed_nano, cached_tokens, cache_expires_at, "
                "at_stake_nano, context_window, context_share, price_cliff, compacted, attempt, retry_of, waste_kind, "
                "waste_nano, messages, tools FROM v_why"),
            "history_changed|4|90.5|20000|69000|21000|2027-01-15T08:05:00.123Z|72000|42020|0.5|200000|1|2|-|cold_read|"
            "69000|7|3");
  EXPECT_EQ(ask("SELECT system_key FROM why"), "-16") << "64 bits, whatever their sign";
}

TEST_F(WhyViewsTest, NameEveryEnumerator) {
  const auto writer = open_writer();
  for (int i = 0; i <= 9; ++i) {
    CallRecord call = testing::bare_call(tab_, kNoon);
    call.why.tools = 1;
    call.why.miss = static_cast<MissCause>(i);
    call.why.waste_kind = static_cast<WasteKind>(i % 5);
    writer->on_finished(call);
  }
  flush(*writer);
  EXPECT_EQ(ask("SELECT miss_cause FROM v_why"),
            "-\ninitial\nexpired\ntools_changed\nsystem_changed\nhistory_changed\nmodel_changed\nsettings_changed\n"
            "mark_moved\nunknown");
  EXPECT_EQ(ask("SELECT waste_kind FROM v_why LIMIT 5"), "-\nfailed\naborted\ntruncated\ncold_read");
}

TEST_F(WhyViewsTest, AreSparse) {
  const auto writer = open_writer();
  writer->on_finished(testing::bare_call(tab_, kNoon));
  flush(*writer);
  EXPECT_EQ(ask("SELECT count(*) FROM why"), "0");
  EXPECT_EQ(ask("SELECT calls, retries, waste_nano FROM v_session"), "1|0|-");
}

TEST_F(WhyViewsTest, AgentsAddUpToTheirSession) {
  const auto writer = open_writer();
  writer->on_finished(call_of("", 1));
  writer->on_finished(call_of("a", 20));
  writer->on_finished(call_of("a", 300));
  CallRecord below = call_of("b", 4'000);
  below.identity.parent_agent = "a";
  writer->on_finished(below);
  flush(*writer);
  EXPECT_EQ(ask("SELECT agent, parent_agent, calls, cost_nano FROM v_agent ORDER BY cost_nano"),
            "-|-|1|1\na|-|2|320\nb|a|1|4000");
  EXPECT_EQ(ask("SELECT calls, sub_agents, cost_nano FROM v_session"), "4|2|4321");
  EXPECT_EQ(ask("SELECT sum(g.cost_nano) = s.cost_nano AND sum(g.output_tokens) = s.output_tokens FROM v_agent g JOIN "
                "v_session s USING(session)"),
            "1");
}

TEST_F(WhyViewsTest, WasteIsSummedByKindAndNeverMoreThanTheCost) {
  const auto writer = open_writer();
  for (const auto kind : {WasteKind::ColdRead, WasteKind::Aborted, WasteKind::Aborted}) {
    CallRecord call = call_of("", 100);
    call.why.waste_kind = kind;
    if (kind == WasteKind::ColdRead) call.why.waste = Nanodollars{60};
    writer->on_finished(call);
  }
  flush(*writer);
  EXPECT_EQ(ask("SELECT waste_kind, calls, unpriced, waste_nano FROM v_waste ORDER BY 1"),
            "aborted|2|2|-\ncold_read|1|0|60");
  EXPECT_EQ(ask("SELECT waste_nano <= cost_nano FROM v_session"), "1");
}

TEST_F(WhyViewsTest, TheCacheOfASessionIsThatOfItsLatestCall) {
  const auto writer = open_writer();
  for (int i = 0; i < 3; ++i) {
    CallRecord call = call_of("", 1, seconds{i});
    call.why.tools = 0;
    if (i < 2) call.why.cached = Tokens{1'000 * (i + 1)};
    call.why.cache_expires_at = kNoon + seconds{i};
    writer->on_finished(call);
  }
  CallRecord unpromised = call_of("b", 1);
  unpromised.why.cached = Tokens{5};
  writer->on_finished(unpromised);
  flush(*writer);
  EXPECT_EQ(ask("SELECT agent, cached_tokens, expires_at, state IS NULL FROM v_cache ORDER BY 1"),
            "-|2000|2027-01-15T08:00:01.123Z|0\nb|5|-|1");
}

TEST_F(WhyViewsTest, LimitsShowTheirLatestWordAndTheirPace) {
  const auto writer = open_writer();
  for (const std::int64_t ppm : {100'000, 500'000}) {
    CallRecord call = testing::bare_call(tab_, kNoon);
    call.provider = "anthropic";
    call.account = 0xabcd'ef01'0000'0000;
    call.limits_at = kNoon + std::chrono::minutes{ppm / 100'000};
    call.limits = {{.window = "5h",
                    .status = "allowed",
                    .used_ppm = ppm,
                    .is_share = true,
                    .length = std::chrono::hours{5},
                    .resets_at = kNoon + std::chrono::minutes{5} + std::chrono::hours{4}},
                   {.window = "tokens", .status = {}, .cap = 1'000, .remaining = 900, .used_ppm = 100'000}};
    writer->on_finished(call);
  }
  flush(*writer);
  EXPECT_EQ(ask("SELECT provider, account, limit_window, limit_status, used_share, told_at, resets_at, share_per_hour, "
                "runs_out_at, runs_out_before_reset FROM v_limits WHERE cap IS NULL"),
            "anthropic|abcdef01|5h|allowed|0.5|2027-01-15T08:05:00.123Z|2027-01-15T12:05:00.123Z|0.5|2027-01-15T09:05:"
            "00.123Z|1");
  EXPECT_EQ(
      ask("SELECT limit_window, remaining, cap, used_share, share_per_hour, runs_out_at FROM v_limits WHERE cap > 0"),
      "tokens|900|1000|0.1|-|-");
}

TEST_F(WhyViewsTest, TheUseOfALimitIsThatOfTheTabsWhoseCallsToldOfIt) {
  const auto writer = open_writer();
  const TabId other = TabId::mint();
  const auto tell = [&](TabId tab, std::int64_t ppm, int window) {
    CallRecord call = testing::bare_call(tab, kNoon);
    call.provider = "anthropic";
    call.limits = {{.window = "5h",
                    .status = {},
                    .used_ppm = ppm,
                    .is_share = true,
                    .length = std::chrono::hours{5},
                    .resets_at = kNoon + std::chrono::hours{5 * window} + seconds{ppm / 100'000}}};
    writer->on_finished(call);
  };
  tell(tab_, 100'000, 1);
  tell(other, 350'000, 1);
  tell(tab_, 400'000, 1);
  tell(other, 20'000, 2);
  flush(*writer);
  EXPECT_EQ(ask("SELECT round(used_share, 6) FROM v_limit_use WHERE tab_id = '" + tab_.text() + "'"), "0.05");
  EXPECT_EQ(ask("SELECT round(used_share, 6) FROM v_limit_use WHERE tab_id = '" + other.text() + "'"), "0.27");
}

TEST_F(WhyViewsTest, ProjectsAreSummedByBranch) {
  const auto writer = open_writer();
  for (const char* branch : {"main", "main", "side", ""}) {
    CallRecord call = call_of("", 10);
    call.branch = branch;
    writer->on_finished(call);
  }
  CallRecord outside = call_of("", 1);
  outside.project.clear();
  outside.branch.clear();
  writer->on_finished(outside);
  flush(*writer);
  EXPECT_EQ(ask("SELECT project, project_name, branch, calls, cost_nano FROM v_project ORDER BY 1, 3"),
            "-|-|-|1|1\n/home/ada/engine|engine|-|1|10\n/home/ada/engine|engine|main|2|20\n/home/ada/"
            "engine|engine|side|1|10");
  EXPECT_EQ(ask("SELECT branch FROM v_calls WHERE cost_nano = 10 ORDER BY 1"), "-\nmain\nmain\nside");
}

TEST_F(WhyViewsTest, TimesAreToldApart) {
  const auto writer = open_writer();
  CallRecord call = call_of("", 1);
  call.times.longest_gap = std::chrono::milliseconds{12'500};
  call.times.stalls = 1;
  writer->on_finished(call);
  writer->on_finished(testing::bare_call(tab_, kNoon));
  flush(*writer);
  EXPECT_EQ(ask("SELECT connect_ms, tls_ms, upstream_wait_ms, tokens_per_second, longest_gap_ms, stalls FROM v_calls"),
            "1.001|2.002|296.923|5049.949500504995|12500|1\n-|-|-|-|-|-");
}

TEST_F(WhyViewsTest, ATryPointsToTheFirst) {
  const auto writer = open_writer();
  CallRecord elsewhere = testing::bare_call(TabId::mint(), kNoon);
  writer->on_finished(elsewhere);
  CallRecord first = call_of("", 1);
  writer->on_finished(first);
  CallRecord second = call_of("", 1, seconds{1});
  second.why.attempt = 1;
  second.why.retry_of = first.times.started_at;
  writer->on_finished(second);
  flush(*writer);
  EXPECT_EQ(ask("SELECT w.attempt, w.retry_of = c.call_id AND c.call_id = (c.call_id / 8) * 8 + 1 FROM v_why w, "
                "v_calls c WHERE w.attempt = 1 AND c.cost_nano = 1 AND c.call_id <> w.call_id"),
            "1|1")
      << "the lane of another tab's call of that moment is not taken for it";
}

}  // namespace
}  // namespace tabacus::analytics
