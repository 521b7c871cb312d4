// The shape of the public views is a promise to other people's SQL.
#include <algorithm>

#include "base/paths.hpp"
#include "base/text.hpp"
#include "store_fixture.hpp"

namespace tabacus::analytics {
namespace {

using ViewsTest = StoreTest;

constexpr std::string_view kCallsColumns =
    "call_id started_at tab_id tab_title session agent parent_agent client client_version process pid project branch "
    "provider api model_requested model transport status outcome error_type stop_reason usage_state input_tokens "
    "cache_read_tokens cache_write_5m_tokens cache_write_1h_tokens prompt_tokens output_tokens reasoning_tokens "
    "web_searches estimated_input_tokens estimated_output_tokens billing cost_usd cost_nano equivalent_usd saved_usd "
    "waste_usd waste_kind command_mark price_version ttfb_ms ttft_ms duration_ms overhead_us request_bytes "
    "response_bytes request_id process_chain process_outside equivalent_nano subscription_nano provider_cost_nano "
    "provider_cost_differs fee_nano price_basis price_provider price_model price_source unpriced_reason connect_ms "
    "tls_ms upstream_wait_ms tokens_per_second "
    "longest_gap_ms stalls tool_calls messages tools response_id miss_cause missed_nano attempt method host "
    "endpoint profile source";

constexpr std::string_view kTabColumns =
    "tab_id tab_title kind port created_at closed_at first_call_at last_call_at calls errors without_usage unpriced "
    "input_tokens cache_read_tokens cache_write_5m_tokens cache_write_1h_tokens prompt_tokens output_tokens "
    "reasoning_tokens cost_usd cost_nano equivalent_usd saved_usd request_bytes response_bytes equivalent_nano "
    "subscription_nano";

constexpr std::string_view kTunnelsColumns =
    "tunnel_id started_at tab_id tab_title kind host port status outcome error connect_ms duration_ms sent_bytes "
    "received_bytes";

constexpr std::string_view kUsageColumns =
    "call_id usage_state usage_doubt usage_identity through_gateway engine tool_calls audio_input_tokens "
    "audio_cache_read_tokens audio_output_tokens image_input_tokens image_output_tokens tool_prompt_tokens "
    "audio_seconds "
    "web_searches web_fetches code_runs service_tier region speed provider_cost_nano prompt_ms generation_ms "
    "tokens_per_second estimated_input_tokens estimated_output_tokens response_id raw asked_for_usage "
    "file_searches containers images_made map_prompts search_units other_tools";

std::string columns_of(const std::filesystem::path& directory, const std::string& view) {
  const auto reader = Reader::open(directory);
  if (!reader) return reader.error().message;
  const auto table = (*reader)->sql("SELECT * FROM " + view, 1);
  return table ? join(table->columns, " ") : table.error().message;
}

TEST_F(ViewsTest, HaveTheColumnsOfTheContractInOrder) {
  { ASSERT_TRUE(open_calls_file(file(), std::chrono::milliseconds{0})); }
  EXPECT_EQ(columns_of(directory(), "v_calls"), kCallsColumns);
  EXPECT_EQ(columns_of(directory(), "v_tab"), kTabColumns);
  EXPECT_EQ(columns_of(directory(), "v_tunnels"), kTunnelsColumns);
  EXPECT_EQ(columns_of(directory(), "v_usage"), kUsageColumns);
  EXPECT_EQ(columns_of(directory(), "v_notes"), "call_id started_at note updated_at");
  EXPECT_EQ(columns_of(directory(), "v_recordings"),
            "recording state started_at ended_at tab_id tab_title calls errors input_tokens cache_read_tokens "
            "output_tokens cost_nano subscription_nano note");
}

TEST_F(ViewsTest, AreDescribedInTheDocumentation) {
  const auto text = read_file(std::filesystem::path{TABACUS_SOURCE_DIR} / "docs" / "DATABASE.md");
  ASSERT_TRUE(text);
  for (const std::string_view columns : {kCallsColumns, kTabColumns, kTunnelsColumns, kUsageColumns})
    for (const std::string_view column : split(columns, ' '))
      EXPECT_NE(text->find(fmt::format("`{}`", column)), std::string::npos) << column;
}

TEST_F(ViewsTest, TellOfTunnelsInOrderOfTime) {
  const auto writer = open_writer();
  TunnelRecord tunnel;
  tunnel.tab = tab_;
  tunnel.host = "registry.example";
  tunnel.port = 443;
  tunnel.started_at = kNoon;
  tunnel.total = std::chrono::milliseconds{1500};
  tunnel.connect = std::chrono::microseconds{250};
  tunnel.sent_bytes = 10;
  tunnel.received_bytes = 20;
  for (int i = 0; i <= 4; ++i) {
    tunnel.end = static_cast<TunnelEnd>(i);
    tunnel.kind = static_cast<TunnelKind>(i % 3);
    tunnel.error = i == 0 ? "" : "why";
    if (tunnel.kind == TunnelKind::Request) tunnel.status = 200;
    writer->on_tunnel_ended(tunnel);
  }
  flush(*writer);
  EXPECT_EQ(ask("SELECT kind FROM v_tunnels ORDER BY tunnel_id"), "tunnel\ndecrypted\nrequest\ntunnel\ndecrypted");
  EXPECT_EQ(ask("SELECT outcome FROM v_tunnels ORDER BY tunnel_id"),
            "complete\nunreachable\naborted\nbroken\nhandshake_failed");
  EXPECT_EQ(
      ask("SELECT host || ':' || port || ' ' || sent_bytes || ' ' || received_bytes || ' ' || connect_ms || ' ' || "
          "duration_ms FROM v_tunnels ORDER BY tunnel_id LIMIT 1"),
      "registry.example:443 10 20 0.25 1500.0");
  EXPECT_EQ(ask("SELECT error FROM v_tunnels ORDER BY tunnel_id LIMIT 2"), "-\nwhy");
  EXPECT_EQ(ask("SELECT count(*) FROM v_calls"), "0");
}

TEST_F(ViewsTest, NameEveryEnumerator) {
  const auto writer = open_writer();
  const auto put = [&](auto set) {
    CallRecord call = testing::bare_call(tab_, kNoon);
    set(call);
    writer->on_finished(call);
  };
  for (int i = 0; i <= 6; ++i) put([i](CallRecord& call) { call.outcome = static_cast<Outcome>(i); });
  flush(*writer);
  EXPECT_EQ(ask("SELECT outcome FROM v_calls"), "ok\nerror\naborted\ntruncated\nrefused\nlossy\nundecoded");
  for (int i = 0; i <= 7; ++i) put([i](CallRecord& call) { call.facts.stop = static_cast<StopReason>(i); });
  flush(*writer);
  EXPECT_EQ(ask("SELECT stop_reason FROM v_calls LIMIT -1 OFFSET 7"),
            "-\nstop\nlength\ntool_use\nrefusal\ncontent_filter\nerror\npause");
  for (int i = 0; i <= 3; ++i)
    put([i](CallRecord& call) {
      call.facts.usage_state = static_cast<UsageState>(i);
      call.transport = static_cast<Transport>(i % 3);
      call.billing = static_cast<Billing>(i % 3);
    });
  flush(*writer);
  EXPECT_EQ(ask("SELECT usage_state, transport, billing FROM v_calls LIMIT -1 OFFSET 15"),
            "missing|http|api\nestimated|sse|subscription\npartial|websocket|local\nmeasured|http|api");
}

TEST_F(ViewsTest, NameEveryBasisOfAPriceAndEveryReasonForNone) {
  const auto writer = open_writer();
  for (int i = 0; i <= static_cast<int>(Unpriced::NoToolFee); ++i) {
    CallRecord call = testing::bare_call(tab_, kNoon);
    call.unpriced = static_cast<Unpriced>(i);
    call.price_basis = static_cast<PriceBasis>(i % 6);
    writer->on_finished(call);
  }
  flush(*writer);
  EXPECT_EQ(ask("SELECT unpriced_reason FROM v_calls"),
            "-\nno_price_list\nunknown_model\nunknown_tier\nunknown_speed\nlong_prompt_tier\nprompt_unknown\n"
            "split_unknown\ncontradictory\nno_input_rate\nno_output_rate\nno_cache_read_rate\n"
            "no_cache_write_5m_rate\nno_cache_write_1h_rate\nno_audio_input_rate\nno_audio_output_rate\n"
            "no_audio_cache_rate\nno_search_fee\ntoo_large\nno_tool_fee");
  EXPECT_EQ(ask("SELECT price_basis FROM v_calls LIMIT 6"), "-\nhost\nslot\nuser\nprovider\nlocal");
}

TEST_F(ViewsTest, FlagAProvidersFigureThatIsOverOnePercentFromOurs) {
  const auto writer = open_writer();
  const auto put = [&](std::optional<Nanodollars> told, std::optional<Nanodollars> ours) {
    CallRecord call = testing::bare_call(tab_, kNoon);
    call.facts.usage.provider_cost = told;
    call.list_cost = ours;
    writer->on_finished(call);
  };
  put(Nanodollars{1'000'000}, Nanodollars{1'010'000});
  put(Nanodollars{1'000'000}, Nanodollars{1'010'001});
  put(Nanodollars{1'000'000}, Nanodollars{989'999});
  put(Nanodollars{0}, Nanodollars{1});
  put(Nanodollars{0}, Nanodollars{0});
  put(Nanodollars{5}, std::nullopt);
  put(std::nullopt, Nanodollars{5});
  flush(*writer);
  EXPECT_EQ(ask("SELECT provider_cost_differs FROM v_calls"), "0\n1\n1\n1\n0\n-\n-");
}

TEST_F(ViewsTest, NeverAddWhatASubscriptionPaysForToWhatIsBilled) {
  const auto writer = open_writer();
  writer->register_tab({.tab = tab_, .title = "main", .shell_pid = {}, .port = {}, .created_at = kNoon});
  CallRecord call = testing::full_call(tab_, session_, kNoon);
  call.cost = call.list_cost = Nanodollars{100};
  writer->on_finished(call);
  call.billing = Billing::Subscription;
  call.cost = call.list_cost = Nanodollars{7};
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT cost_nano, subscription_nano, equivalent_nano, unpriced FROM v_tab"), "100|7|107|0");
}

TEST_F(ViewsTest, GiveAStopReasonNobodyKnowsAsItCame) {
  const auto writer = open_writer();
  CallRecord call = testing::bare_call(tab_, kNoon);
  call.facts.stop_raw = "model_context_window_exceeded";
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT stop_reason FROM v_calls"), "model_context_window_exceeded");
}

TEST_F(ViewsTest, SumATabAndKeepUnknownApartFromZero) {
  const auto writer = open_writer();
  const TabId silent = TabId::mint();
  writer->register_tab(
      {.tab = tab_, .title = "main", .shell_pid = 42, .port = std::uint16_t{4711}, .created_at = kNoon});
  writer->register_tab({.tab = silent, .title = "idle", .shell_pid = {}, .port = {}, .created_at = kNoon});
  writer->on_finished(testing::full_call(tab_, session_, kNoon));
  writer->on_finished(testing::bare_call(tab_, kNoon));
  flush(*writer);
  const std::string columns =
      "tab_title, port, calls, errors, without_usage, unpriced, input_tokens, prompt_tokens, cost_nano";
  EXPECT_EQ(ask("SELECT " + columns + " FROM v_tab"), "main|4711|2|1|1|0|101|21010|12345678\nidle|-|0|0|0|0|-|-|-");
}

TEST_F(ViewsTest, CountNoCallAsWithoutUsageThatCanHaveUsedNone) {
  const auto writer = open_writer();
  writer->register_tab({.tab = tab_, .title = "main", .shell_pid = {}, .port = {}, .created_at = kNoon});
  CallRecord call = testing::bare_call(tab_, kNoon);
  call.outcome = Outcome::Error;
  call.status = 400;
  writer->on_finished(call);
  call.status = 399;
  writer->on_finished(call);
  call.outcome = Outcome::Refused;
  call.status.reset();
  writer->on_finished(call);
  flush(*writer);
  EXPECT_EQ(ask("SELECT calls, without_usage FROM v_tab"), "3|1");
}

/// The indented SELECTs of a document.
std::vector<std::string> queries_in(const std::string& document) {
  std::vector<std::string> queries;
  bool is_inside = false;
  for (std::size_t begin = 0; begin < document.size();) {
    const std::size_t end = std::min(document.find('\n', begin), document.size());
    const std::string line = document.substr(begin, end - begin);
    if (line.starts_with("    SELECT")) {
      queries.push_back(line);
      is_inside = true;
    } else if (is_inside && line.starts_with("    ")) {
      queries.back() += "\n" + line;
    } else {
      is_inside = false;
    }
    begin = end + 1;
  }
  return queries;
}

TEST_F(ViewsTest, AnswerTheQuestionsOfTheDocumentation) {
  {
    const auto writer = open_writer();
    writer->on_finished(testing::full_call(tab_, session_, kNoon));
    flush(*writer);
  }
  const auto document = read_file(std::filesystem::path{TABACUS_SOURCE_DIR} / "docs/DATABASE.md");
  ASSERT_TRUE(document);
  const std::vector<std::string> queries = queries_in(*document);
  EXPECT_GE(queries.size(), 10U);
  const auto reader = Reader::open(directory());
  ASSERT_TRUE(reader);
  for (const std::string& query : queries) {
    const auto answer = (*reader)->sql(query, 1000);
    EXPECT_TRUE(answer) << query << "\n" << (answer ? "" : answer.error().message);
  }
}

}  // namespace
}  // namespace tabacus::analytics
