// The whole of analytics: calls through a tab's port become rows, stats and nothing else. Two tabs, one simulator.
#include "analytics/api/engine.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "analytics/api/prices.hpp"
#include "analytics/api/reader.hpp"
#include "analytics/api/simulator.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "tests/support/deaf_port.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using nlohmann::json;
using tabacus::test::RawSocket;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kModel = "claude-opus-4-5";

int listening_sockets() {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    int listens = 0;
    socklen_t size = sizeof(listens);
    const auto fd = parse_int(entry.path().filename().string());
    if (fd && ::getsockopt(static_cast<int>(*fd), SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0) count += listens;
  }
  return count;
}

class WholeEngine : public ::testing::Test {
 protected:
  struct Tab {
    TabId id;
    std::uint16_t port = 0;
    std::string path;  ///< of the Anthropic base URL
  };

  Tab open_tab(Engine& engine, std::string_view title) const { return open_tab(engine, title, simulator_->port()); }

  static Tab open_tab(Engine& engine, std::string_view title, std::uint16_t upstream) {
    TabOptions options{TabId::mint(), TabSessionId::mint(), std::string{title}, "/", {}};
    options.inherited.emplace_back("ANTHROPIC_BASE_URL", fmt::format("http://127.0.0.1:{}", upstream));
    const auto endpoint = engine.open_tab(options);
    EXPECT_TRUE(endpoint.has_value());
    Tab tab{options.tab, endpoint->port, {}};
    for (const auto& [name, value] : endpoint->environment)
      if (name == "ANTHROPIC_BASE_URL") tab.path = value.substr(value.find('/', sizeof("http://")));
    return tab;
  }

  /// One call over a connection of its own; what came back.
  static std::string call(const Tab& tab, std::string_view text, bool stream, std::string_view model = kModel) {
    const json body{{"model", model},
                    {"max_tokens", 64},
                    {"stream", stream},
                    {"messages", json::array({{{"role", "user"}, {"content", text}}})}};
    const std::string bytes = body.dump();
    RawSocket client = RawSocket::connect(tab.port);
    client.send(
        fmt::format("POST {}/v1/messages HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nX-Api-Key: sk-ant-secret\r\n"
                    "Connection: close\r\nContent-Length: {}\r\n\r\n{}",
                    tab.path, tab.port, bytes.size(), bytes));
    return client.read_to_end();
  }

  json simulator_totals(const std::string& model) const {
    RawSocket client = RawSocket::connect(simulator_->port());
    client.send("GET /simulator/totals HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string answer = client.read_to_end();
    return json::parse(answer.substr(answer.find("\r\n\r\n") + 4))["models"][model];
  }

  Table sql(std::string_view statement) const {
    const auto reader = Reader::open(directory_.path());
    EXPECT_TRUE(reader.has_value());
    auto table = (*reader)->sql(statement, 1000);
    EXPECT_TRUE(table.has_value()) << table.error().message;
    return std::move(*table);
  }

  tabacus::testing::TempDir directory_;
  std::unique_ptr<Simulator> simulator_ = Simulator::start({0, 0}).value();
};

std::int64_t number(const Value& value) { return std::get<std::int64_t>(value); }

TEST_F(WholeEngine, ListensOnlyForOpenTabs) {
  const int before = listening_sockets();
  const auto engine = Engine::open({directory_.path(), {}}).value();
  EXPECT_EQ(listening_sockets(), before);
  const Tab tab = open_tab(*engine, "one");
  EXPECT_EQ(listening_sockets(), before + 1);
  engine->close_tab(tab.id);
  engine->close();
  EXPECT_EQ(listening_sockets(), before);
}

TEST_F(WholeEngine, RecordsWhatTheSimulatorSentForTheRightTab) {
  const auto engine = Engine::open({directory_.path(), {}}).value();
  const Tab first = open_tab(*engine, "first");
  const Tab second = open_tab(*engine, "second");
  std::jthread other{[&] {
    for (int i = 0; i < 5; ++i) EXPECT_THAT(call(second, "the other tab's text", false), StartsWith("HTTP/1.1 200"));
  }};
  for (int i = 0; i < 5; ++i) EXPECT_THAT(call(first, "hello", true), HasSubstr("message_stop"));
  other.join();
  engine->close();

  const json sent = simulator_totals(kModel);
  const auto sums = engine->stats(first.id);
  ASSERT_NE(sums, nullptr);
  EXPECT_EQ(sums->calls, 5);
  EXPECT_EQ(engine->stats(second.id)->calls, 5);
  EXPECT_EQ(sums->output.count() + engine->stats(second.id)->output.count(), sent["output"]);
  EXPECT_NE(sums->output.count(), engine->stats(second.id)->output.count());
  EXPECT_GT(sums->cost.count(), 0);

  auto reader = Reader::open(directory_.path()).value();
  const Table totals = reader->totals(TotalsBy::Model, {}).value();
  ASSERT_THAT(totals.rows, SizeIs(1));
  const auto& row = totals.rows[0];
  EXPECT_EQ(number(row[1]), 10);
  EXPECT_EQ(number(row[2]), 0);
  EXPECT_EQ(number(row[4]), sent["input_uncached"]);
  EXPECT_EQ(number(row[5]), sent["cache_read"]);
  EXPECT_EQ(number(row[6]), sent["cache_write"]);
  EXPECT_EQ(number(row[7]), sent["output"]);
  EXPECT_EQ(number(row[8]), sums->cost.count() + engine->stats(second.id)->cost.count());
  EXPECT_THAT(reader->totals(TotalsBy::Tab, {})->rows, SizeIs(2));
}

TEST_F(WholeEngine, KeepsNoKeyOnDisk) {
  const auto engine = Engine::open({directory_.path(), {}}).value();
  const Tab tab = open_tab(*engine, "keys");
  call(tab, "hello", true);
  engine->close();
  for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
    EXPECT_EQ(read_file(entry.path()).value_or("").find("sk-ant-secret"), std::string::npos) << entry.path();
}

TEST_F(WholeEngine, RecordsErrorsAndCuts) {
  const auto engine = Engine::open({directory_.path(), {}}).value();
  const Tab tab = open_tab(*engine, "faults");
  EXPECT_THAT(call(tab, "x", true, "simulate-529"), StartsWith("HTTP/1.1 529"));
  EXPECT_THAT(call(tab, "x", true, "simulate-cut"), StartsWith("HTTP/1.1 200"));
  engine->close();
  EXPECT_EQ(engine->stats(tab.id)->calls, 2);
  const Table outcomes = sql("SELECT outcome FROM v_calls ORDER BY started_at");
  EXPECT_THAT(outcomes.rows, SizeIs(2));
}

TEST_F(WholeEngine, RefusesATabThatIsOpenAndOpensNoneOnceClosed) {
  const auto engine = Engine::open({directory_.path(), {}}).value();
  TabOptions options{TabId::mint(), TabSessionId::mint(), "", "/", {}};
  EXPECT_TRUE(engine->open_tab(options).has_value());
  EXPECT_EQ(engine->open_tab(options).error().code, ErrorCode::Conflict);
  engine->close();
  engine->close();
  EXPECT_EQ(engine->open_tab({TabId::mint(), TabSessionId::mint(), "", "/", {}}).error().code, ErrorCode::Closed);
}

TEST_F(WholeEngine, ChargesByAListThatWasImportedWhileItRuns) {
  constexpr const char* kTomorrow = "claude-of-tomorrow";
  EngineOptions options;
  options.directory = directory_.path();
  options.price_files = {directory_.path() / "imported.json", {}};
  const auto engine = Engine::open(options).value();
  const Tab tab = open_tab(*engine, "prices");
  EXPECT_THAT(call(tab, "before", false, kTomorrow), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(engine->status().prices.source, "shipped");
  const auto list = directory_.path() / "list.json";
  ASSERT_TRUE(write_private_file(
      list, R"({"as_of":"2099-01-01","providers":{"anthropic":[)"
            R"({"model":"claude-of-tomorrow","input":5,"output":7,"cache_read":1,"cache_write_5m":6}]}})"));
  ASSERT_TRUE(import_price_list(list, "", options.price_files));
  EXPECT_THAT(call(tab, "after", false, kTomorrow), StartsWith("HTTP/1.1 200"));
  engine->close();
  EXPECT_EQ(engine->status().prices.source, "shipped + imported");
  const Table rows = sql("SELECT cost_nano IS NULL, price_source FROM v_calls ORDER BY call_id");
  ASSERT_THAT(rows.rows, SizeIs(2));
  EXPECT_EQ(number(rows.rows[0][0]), 1);
  EXPECT_EQ(number(rows.rows[1][0]), 0);
  EXPECT_EQ(std::get<std::string>(rows.rows[1][1]), "shipped + imported");
}

TEST_F(WholeEngine, AsksForTheUsageOfAStreamOnlyWhereThatIsWanted) {
  for (const bool asks : {false, true}) {
    EngineOptions options;
    options.directory = directory_.path() / (asks ? "asks" : "does_not");
    options.asks_for_usage = asks;
    const auto engine = Engine::open(options).value();
    TabOptions tab{TabId::mint(), TabSessionId::mint(), "chat", "/", {}};
    tab.inherited.emplace_back("OPENAI_BASE_URL", fmt::format("http://127.0.0.1:{}/v1", simulator_->port()));
    const auto endpoint = engine->open_tab(tab).value();
    std::string base;
    for (const auto& [name, value] : endpoint.environment)
      if (name == "OPENAI_BASE_URL") base = value.substr(value.find('/', sizeof("http://")));
    const std::string body = R"({"model":"gpt-5","stream":true,"messages":[{"role":"user","content":"hi"}]})";
    RawSocket client = RawSocket::connect(endpoint.port);
    client.send(
        fmt::format("POST {}/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n"
                    "Connection: close\r\nContent-Length: {}\r\n\r\n{}",
                    base, endpoint.port, body.size(), body));
    const std::string answer = client.read_to_end();
    EXPECT_THAT(answer, HasSubstr("[DONE]"));
    EXPECT_EQ(answer.find("prompt_tokens"), std::string::npos) << "the client did not ask";
    engine->close();
    const auto rows = Reader::open(options.directory)
                          .value()
                          ->sql(
                              "SELECT usage_state, asked_for_usage, prompt_tokens > 0, cost_nano > 0 FROM v_calls "
                              "JOIN v_usage USING(call_id, usage_state)",
                              10)
                          .value();
    ASSERT_THAT(rows.rows, SizeIs(1));
    EXPECT_EQ(std::get<std::string>(rows.rows[0][0]), asks ? "measured" : "missing");
    EXPECT_EQ(number(rows.rows[0][1]), asks ? 1 : 0);
    if (asks) {
      EXPECT_EQ(number(rows.rows[0][2]), 1);
      EXPECT_EQ(number(rows.rows[0][3]), 1);
    }
  }
}

TEST_F(WholeEngine, ClosesInItsTimeWhileAnUpstreamIsDialed) {
  const tabacus::test::DeafPort deaf;
  const auto engine = Engine::open({directory_.path(), {}}).value();
  const Tab tab = open_tab(*engine, "deaf", deaf.port());
  RawSocket client = RawSocket::connect(tab.port);
  client.send(fmt::format("GET {}/v1/models HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", tab.path, tab.port));
  std::this_thread::sleep_for(std::chrono::milliseconds{50});
  const auto start = std::chrono::steady_clock::now();
  engine->close();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{10}) << "the dial's own time";
}

TEST_F(WholeEngine, WarnsOnceThatAProxyCannotBeUsed) {
  const auto engine = Engine::open({directory_.path(), {}}).value();
  for (int i = 0; i < 2; ++i)
    EXPECT_TRUE(engine
                    ->open_tab({TabId::mint(),
                                TabSessionId::mint(),
                                "",
                                "/",
                                {{"HTTPS_PROXY", "socks5://user:secret@proxy.example:3128"}}})
                    .has_value());
  ASSERT_THAT(engine->health().warnings, SizeIs(1));
  EXPECT_THAT(engine->health().warnings[0], HasSubstr("HTTPS_PROXY"));
}

TEST_F(WholeEngine, WritesTheFileWithoutWhichGeminiDoesNotStart) {
  const auto engine = Engine::open({directory_.path(), {}}).value();
  const auto endpoint = engine->open_tab({TabId::mint(), TabSessionId::mint(), "", "/", {}});
  std::string file;
  for (const auto& [name, value] : endpoint->environment)
    if (name == "GEMINI_CLI_SYSTEM_DEFAULTS_PATH") file = value;
  EXPECT_EQ(json::parse(read_file(file).value_or("{}"))["security"]["auth"]["selectedType"], "gemini-api-key");
  EXPECT_THAT(engine->health().warnings, IsEmpty());
}

}  // namespace
}  // namespace tabacus::analytics
