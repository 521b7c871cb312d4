// WebSockets through a tab's port, to their rows: Codex's turns, Realtime, Gemini Live, long messages.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "analytics/api/engine.hpp"
#include "analytics/api/reader.hpp"
#include "analytics/api/simulator.hpp"
#include "tests/support/fake_upstream.hpp"
#include "tests/support/socket_peer.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using nlohmann::json;
using test::RawSocket;
using test::SocketPeer;
using ::testing::SizeIs;
using ::testing::StartsWith;

class EngineSockets : public ::testing::Test {
 protected:
  /// A new one, all of whose upstreams are on this port.
  void open_tab(std::uint16_t upstream) {
    tab_ = TabId::mint();
    TabOptions options{tab_, TabSessionId::mint(), "sockets", "/", {}};
    options.inherited.emplace_back("OPENAI_BASE_URL", fmt::format("http://127.0.0.1:{}/v1", upstream));
    options.inherited.emplace_back("GOOGLE_GEMINI_BASE_URL", fmt::format("http://127.0.0.1:{}", upstream));
    endpoint_ = engine_->open_tab(options).value();
  }
  [[nodiscard]] SocketPeer open(std::string_view variable, std::string_view path, bool deflates) const {
    std::string base;
    for (const auto& [name, value] : endpoint_.environment)
      if (name == variable) base = value.substr(value.find('/', sizeof("http://")));
    return SocketPeer::connect(endpoint_.port, base + std::string{path}, deflates,
                               "session-id: session-of-the-upgrade\r\n");
  }
  [[nodiscard]] json totals(const std::string& model) const {
    RawSocket client = RawSocket::connect(simulator_->port());
    client.send("GET /simulator/totals HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string answer = client.read_to_end();
    return json::parse(answer.substr(answer.find("\r\n\r\n") + 4))["models"][model];
  }
  /// Waits for the meter, which comes behind.
  [[nodiscard]] std::int64_t calls_when(std::int64_t wanted) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    for (;;) {
      const auto stats = engine_->stats(tab_);
      const std::int64_t calls = stats ? stats->calls : 0;
      if (calls >= wanted || std::chrono::steady_clock::now() > deadline) return calls;
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
  }
  [[nodiscard]] Table sql(std::string_view statement) const {
    return Reader::open(directory_.path()).value()->sql(statement, 1000).value();
  }

  TabId tab_;  // opened last
  tabacus::testing::TempDir directory_;
  std::unique_ptr<Simulator> simulator_ = Simulator::start({0, 0}).value();
  std::unique_ptr<Engine> engine_ = Engine::open({directory_.path(), {}}).value();
  TabEndpoint endpoint_;
};

TEST_F(EngineSockets, RecordFiftyTurnsOfOneConnectionEachAsItEnds) {
  open_tab(simulator_->port());
  SocketPeer peer = open("OPENAI_BASE_URL", "/responses", true);
  ASSERT_THAT(peer.head(), StartsWith("HTTP/1.1 101"));
  json message{{"type", "response.create"}, {"model", "gpt-5.5"}, {"generate", false}, {"input", json::array()}};
  for (int turn = 0; turn <= 50; ++turn) {
    peer.send(message.dump());
    const json last = json::parse(peer.receive_until("\"response.completed\""));
    ASSERT_EQ(calls_when(turn), turn) << "while the socket is open; the first is a warm-up";
    message = {{"type", "response.create"},
               {"model", "gpt-5.5"},
               {"previous_response_id", last["response"]["id"]},
               {"input", json::array({{{"role", "user"}, {"content", fmt::format("turn {}", turn)}}})}};
  }
  engine_->close();
  const Table rows =
      sql("SELECT count(*), sum(input_tokens), sum(cache_read_tokens), sum(output_tokens), count(DISTINCT session), "
          "max(session), sum(transport = 'websocket'), sum(outcome = 'ok'), min(cost_nano) > 0 FROM v_calls");
  const json sent = totals("gpt-5.5");
  const auto& row = rows.rows.at(0);
  EXPECT_EQ(std::get<std::int64_t>(row[0]), 50);
  EXPECT_EQ(std::get<std::int64_t>(row[0]), sent["calls"]);
  EXPECT_EQ(std::get<std::int64_t>(row[1]), sent["input_uncached"]);
  EXPECT_EQ(std::get<std::int64_t>(row[2]), sent["cache_read"]);
  EXPECT_EQ(std::get<std::int64_t>(row[3]), sent["output"]);
  EXPECT_EQ(std::get<std::int64_t>(row[4]), 1);
  EXPECT_EQ(std::get<std::string>(row[5]), "session-of-the-upgrade");
  EXPECT_EQ(std::get<std::int64_t>(row[6]), 50);
  EXPECT_EQ(std::get<std::int64_t>(row[7]), 50);
  EXPECT_EQ(std::get<std::int64_t>(row[8]), 1);
}

TEST_F(EngineSockets, RecordRealtimeAndLive) {
  open_tab(simulator_->port());
  SocketPeer realtime = open("OPENAI_BASE_URL", "/realtime?model=gpt-4o-realtime-preview", true);
  realtime.send(R"({"type":"response.create"})");
  EXPECT_NE(realtime.receive_until("response.done"), "");
  SocketPeer live = open("GOOGLE_GEMINI_BASE_URL",
                         "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent", false);
  live.send(R"({"setup":{"model":"models/gemini-3.1-flash-live-preview"}})");
  live.send(R"({"clientContent":{"turns":[{"parts":[{"text":"hi"}]}],"turnComplete":true}})");
  EXPECT_NE(live.receive_until("usageMetadata"), "");
  EXPECT_EQ(calls_when(2), 2);
  engine_->close();
  const Table rows = sql("SELECT model, output_tokens, api, cost_nano > 0 FROM v_calls ORDER BY model");
  ASSERT_THAT(rows.rows, SizeIs(2));
  EXPECT_EQ(std::get<std::string>(rows.rows[0][2]), "live");
  EXPECT_EQ(std::get<std::int64_t>(rows.rows[0][1]), totals("gemini-3.1-flash-live-preview")["output"]);
  EXPECT_EQ(std::get<std::string>(rows.rows[1][2]), "realtime");
  EXPECT_EQ(std::get<std::int64_t>(rows.rows[1][1]), totals("gpt-4o-realtime-preview")["output"]);
}

struct LongMessages {
  std::size_t bytes;
  bool deflates;
  bool fits;  ///< in what may wait for the meter, be it ever so slow
};

// Both directions stay the same to the byte, whether the meter keeps up or not.
TEST_F(EngineSockets, PassLongMessagesEachWayAndRecordThem) {
  for (const LongMessages& row : {LongMessages{5'000'000, false, true}, LongMessages{20'000'000, true, true},
                                  LongMessages{20'000'000, false, false}}) {
    const std::string pad(row.bytes, 'x');
    const std::string ask = R"({"type":"response.create","input":")" + pad + R"(","model":"gpt-5.5"})";
    const std::string answer = R"({"type":"response.completed","response":{"id":"r","status":"completed","output":[")" +
                               pad +
                               R"("],"usage":{"input_tokens":5000000,"output_tokens":7,"total_tokens":5000007}}})";
    std::string seen;
    const test::FakeUpstream upstream{[&](RawSocket& client, int) {
      (void)test::read_head(client);
      SocketPeer peer = SocketPeer::accept(std::move(client), row.deflates);
      seen = peer.receive();
      peer.send(answer);
      (void)peer.receive();
    }};
    open_tab(upstream.port());
    SocketPeer peer = open("OPENAI_BASE_URL", "/responses", row.deflates);
    ASSERT_TRUE(peer.send(ask));
    EXPECT_TRUE(peer.receive() == answer);
    EXPECT_TRUE(seen == ask);
    if (row.fits) {
      EXPECT_EQ(calls_when(1), 1);
    }
    peer.socket().send(peer.writer().close(1000, ""));
    (void)peer.receive();
  }
  engine_->close();
  const Table rows =
      sql("SELECT outcome, model_requested, output_tokens, input_tokens FROM v_calls ORDER BY started_at");
  ASSERT_GE(rows.rows.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(std::get<std::string>(rows.rows[i][0]), "ok");
    EXPECT_EQ(std::get<std::string>(rows.rows[i][1]), "gpt-5.5");
    EXPECT_EQ(std::get<std::int64_t>(rows.rows[i][2]), 7);
    EXPECT_EQ(std::get<std::int64_t>(rows.rows[i][3]), 5'000'000);
  }
}

TEST_F(EngineSockets, TellAClientThatLeftFromAnUpstreamThatDid) {
  open_tab(simulator_->port());
  SocketPeer cut = open("OPENAI_BASE_URL", "/responses", true);
  cut.send(R"({"type":"response.create","model":"simulate-cut","input":"x"})");
  while (!cut.receive().empty()) continue;
  EXPECT_EQ(calls_when(1), 1);

  const test::FakeUpstream silent{[&](RawSocket& client, int) {
    (void)test::read_head(client);
    SocketPeer peer = SocketPeer::accept(std::move(client), false);
    (void)peer.receive();
    peer.send(R"({"type":"response.created","response":{"id":"r","model":"gpt-5.5"}})");
    while (!peer.receive().empty()) continue;
  }};
  open_tab(silent.port());
  {
    SocketPeer leaving = open("OPENAI_BASE_URL", "/responses", false);
    leaving.send(R"({"type":"response.create","model":"gpt-5.5","input":"x"})");
    EXPECT_NE(leaving.receive(), "");
  }
  EXPECT_EQ(calls_when(1), 1);
  engine_->close();
  const Table rows = sql("SELECT outcome FROM v_calls ORDER BY started_at");
  ASSERT_THAT(rows.rows, SizeIs(2));
  EXPECT_EQ(std::get<std::string>(rows.rows[0][0]), "truncated");
  EXPECT_EQ(std::get<std::string>(rows.rows[1][0]), "aborted");
}

}  // namespace
}  // namespace tabacus::analytics
