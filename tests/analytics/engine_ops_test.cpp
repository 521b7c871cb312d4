// What is asked of a running engine: pause, resume, off and on, status, health, ports that endpoints fix.
#include <gmock/gmock.h>

#include <csignal>
#include <future>
#include <stop_token>

#include "analytics/api/engine.hpp"
#include "analytics/api/reader.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "tests/support/fake_upstream.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using test::FakeUpstream;
using test::plain_answer;
using test::RawSocket;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::string_view kBody = R"({"model":"claude-sonnet-4-5","stream":true})";
constexpr std::string_view kMessage =
    R"({"type":"message","model":"claude-sonnet-4-5","stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":5}})";

class EngineOps : public ::testing::Test {
 protected:
  EngineOps() {
    engine_ = Engine::open({directory_.path(), [this] { ++changes_; }}).value();
    upstream_ = std::make_unique<FakeUpstream>([this](RawSocket& client, int) {
      const std::string head = test::read_head(client);
      static_cast<void>(client.read_exactly(kBody.size()));
      {
        const std::lock_guard lock{mutex_};
        heads_.push_back(head);
      }
      if (head.find("?slow") == std::string::npos) {
        client.send(plain_answer(kMessage, "Content-Type: application/json\r\n"));
        return;
      }
      client.send(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
          "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\","
          "\"model\":\"claude-sonnet-4-5\",\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\n");
      slow_may_end_.get_future().wait();
      client.send(
          "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
          "\"usage\":{\"output_tokens\":9}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    });
  }

  TabOptions options(std::string title) const {
    TabOptions options{TabId::mint(), TabSessionId::mint(), std::move(title), "/", {}};
    options.inherited.emplace_back("ANTHROPIC_BASE_URL", upstream_->url());
    return options;
  }

  static std::string variable(const TabEndpoint& endpoint, std::string_view name) {
    for (const auto& [key, value] : endpoint.environment)
      if (key == name) return value;
    return {};
  }
  static std::string path_of(const std::string& url) {
    const std::size_t slash = url.find('/', sizeof("http://"));
    return slash == std::string::npos ? "" : url.substr(slash);
  }

  static std::string post(std::uint16_t port, const std::string& path) {
    RawSocket client = RawSocket::connect(port);
    client.send(
        fmt::format("POST {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{}", path,
                    port, kBody.size(), kBody));
    return client.read_to_end();
  }
  static std::string get(std::uint16_t port, const std::string& path, std::string_view fields = "") {
    RawSocket client = RawSocket::connect(port);
    client.send(fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{}\r\n", path, port, fields));
    return client.read_to_end();
  }
  static std::string call(const TabEndpoint& endpoint) {
    return post(endpoint.port, path_of(variable(endpoint, "ANTHROPIC_BASE_URL")) + "/v1/messages");
  }

  /// Status once it fulfils `wish`; as it is when a passing test would long have ended.
  EngineStatus status_when(const std::function<bool(const EngineStatus&)>& wish) const {
    EngineStatus status = engine_->status();
    for (int i = 0; i < 2000 && !wish(status); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
      status = engine_->status();
    }
    return status;
  }

  std::vector<std::vector<Value>> rows(const std::string& statement) {
    engine_->close();
    return Reader::open(directory_.path()).value()->sql(statement, 100).value().rows;
  }

  testing::TempDir directory_;
  std::atomic<int> changes_{0};
  std::promise<void> slow_may_end_;
  std::mutex mutex_;
  std::vector<std::string> heads_;
  std::unique_ptr<FakeUpstream> upstream_;
  std::unique_ptr<Engine> engine_;
};

TEST_F(EngineOps, PausedCallsPassAndLeaveNoTrace) {
  const TabOptions tab = options("one");
  const TabEndpoint endpoint = engine_->open_tab(tab).value();
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  const int before = changes_;
  ASSERT_TRUE(engine_->pause(tab.tab));
  EXPECT_GT(changes_, before) << "who shows the state is told";
  EXPECT_EQ(engine_->recording(tab.tab), Recording::Paused);
  EXPECT_EQ(engine_->recording(std::nullopt), Recording::On);
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  ASSERT_TRUE(engine_->resume(tab.tab));
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  EXPECT_EQ(upstream_->connections(), 4);
  EXPECT_THAT(rows("SELECT * FROM v_calls"), SizeIs(2));
}

TEST_F(EngineOps, ACallUnderWayIsRecordedToItsEndThoughItsTabIsPaused) {
  const TabOptions tab = options("one");
  const TabEndpoint endpoint = engine_->open_tab(tab).value();
  RawSocket client = RawSocket::connect(endpoint.port);
  client.send(fmt::format("POST {}/v1/messages?slow HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: {}\r\n\r\n{}",
                          path_of(variable(endpoint, "ANTHROPIC_BASE_URL")), endpoint.port, kBody.size(), kBody));
  EXPECT_THAT(client.read_until("message_start"), StartsWith("HTTP/1.1 200"));
  ASSERT_TRUE(engine_->pause(std::nullopt));
  slow_may_end_.set_value();
  EXPECT_THAT(client.read_to_end(), HasSubstr("message_stop"));
  EXPECT_EQ(rows("SELECT output_tokens FROM v_calls"), (std::vector<std::vector<Value>>{{Value{std::int64_t{9}}}}));
}

TEST_F(EngineOps, PausingAllIncludesTabsToCome) {
  const TabOptions first = options("first");
  static_cast<void>(engine_->open_tab(first).value());
  ASSERT_TRUE(engine_->pause(std::nullopt));
  const TabOptions later = options("later");
  const TabEndpoint endpoint = engine_->open_tab(later).value();
  EXPECT_EQ(engine_->recording(later.tab), Recording::Paused);
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  ASSERT_TRUE(engine_->resume(later.tab));
  EXPECT_EQ(engine_->recording(first.tab), Recording::Paused);
  EXPECT_EQ(engine_->recording(later.tab), Recording::On);
  ASSERT_TRUE(engine_->resume(std::nullopt));
  EXPECT_EQ(engine_->recording(first.tab), Recording::On);
  EXPECT_EQ(engine_->pause(TabId::mint()).error().code, ErrorCode::NotFound);
  EXPECT_THAT(rows("SELECT * FROM v_calls"), IsEmpty());
}

TEST_F(EngineOps, SwitchedOffItGivesNoPortAndLetsOpenTabsPass) {
  const TabOptions tab = options("one");
  const TabEndpoint endpoint = engine_->open_tab(tab).value();
  engine_->switch_off();
  EXPECT_EQ(engine_->recording(tab.tab), Recording::Off);
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  EXPECT_EQ(engine_->open_tab(options("two")).error().code, ErrorCode::Unsupported);
  EXPECT_EQ(engine_->resume(tab.tab).error().code, ErrorCode::Conflict);
  engine_->switch_on();
  EXPECT_EQ(engine_->recording(tab.tab), Recording::On);
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  EXPECT_THAT(rows("SELECT * FROM v_calls"), SizeIs(1));
}

TEST_F(EngineOps, AClosedTabWhoseProgramsLiveOnIsPausedAndResumedAsAnyOther) {
  const TabOptions tab = options("one");
  const TabEndpoint endpoint = engine_->open_tab(tab).value();
  testing::Process parent{{"/bin/sh", "-c", "setsid sleep 300 >/dev/null 2>&1 & echo $!"},
                          {{"TABACUS_TAB_ID", tab.tab.text()}}};
  const auto survivor = static_cast<pid_t>(parse_int(parent.read_line()).value());
  EXPECT_EQ(parent.wait(), 0);
  engine_->close_tab(tab.tab);
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  engine_->switch_off();
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  engine_->switch_on();
  EXPECT_TRUE(engine_->pause(tab.tab));
  const EngineStatus status = engine_->status();
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  EXPECT_TRUE(engine_->resume(tab.tab));
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  ::kill(survivor, SIGKILL);
  ASSERT_THAT(status.tabs, SizeIs(1));
  EXPECT_TRUE(status.tabs[0].is_closed);
  EXPECT_EQ(status.tabs[0].recording, Recording::Paused);
  EXPECT_THAT(status_when([](const EngineStatus& now) { return now.tabs.empty(); }).tabs, IsEmpty());
  EXPECT_EQ(engine_->pause(tab.tab).error().code, ErrorCode::NotFound);
  EXPECT_THAT(rows("SELECT * FROM v_calls"), SizeIs(2));
}

TEST_F(EngineOps, NoResumeSlipsPastBeingSwitchedOff) {
  const TabEndpoint endpoint = engine_->open_tab(options("one")).value();
  for (int i = 0; i < 100; ++i) {
    engine_->switch_on();
    std::atomic<bool> is_going{false};
    std::jthread other{[&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        static_cast<void>(engine_->resume(std::nullopt));
        is_going = true;
      }
    }};
    while (!is_going) std::this_thread::yield();
    engine_->switch_off();
    other.request_stop();
    other.join();
    EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  }
  EXPECT_THAT(rows("SELECT * FROM v_calls"), IsEmpty());
}

TEST_F(EngineOps, OnlyARealUpgradeIsToldOfWhilePaused) {
  const TabOptions tab = options("one");
  const TabEndpoint endpoint = engine_->open_tab(tab).value();
  ASSERT_TRUE(engine_->pause(tab.tab));
  RawSocket client = RawSocket::connect(endpoint.port);
  client.send(
      fmt::format("POST {}/v1/messages HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n"
                  "Upgrade: websocket\r\nContent-Length: {}\r\n\r\n{}",
                  path_of(variable(endpoint, "ANTHROPIC_BASE_URL")), endpoint.port, kBody.size(), kBody));
  EXPECT_THAT(client.read_to_end(), HasSubstr("end_turn"));
  EXPECT_THAT(rows("SELECT * FROM v_calls"), IsEmpty());
}

TEST_F(EngineOps, StatusTellsOfTabsAndOfCallsUnderWay) {
  const TabOptions tab = options("one");
  const TabEndpoint endpoint = engine_->open_tab(tab).value();
  engine_->rename_tab(tab.tab, "renamed");
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn"));
  RawSocket client = RawSocket::connect(endpoint.port);
  client.send(fmt::format("POST {}/v1/messages?slow HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: {}\r\n\r\n{}",
                          path_of(variable(endpoint, "ANTHROPIC_BASE_URL")), endpoint.port, kBody.size(), kBody));
  static_cast<void>(client.read_until("message_start"));
  const EngineStatus status = status_when([](const EngineStatus& now) {
    return now.tabs.size() == 1 && now.tabs[0].stats.calls == 1 && !now.tabs[0].running.empty() &&
           now.tabs[0].running[0].input && now.database.calls_written == 1;
  });
  slow_may_end_.set_value();
  ASSERT_THAT(status.tabs, SizeIs(1));
  const TabStatus& shown = status.tabs[0];
  EXPECT_EQ(shown.tab, tab.tab);
  EXPECT_EQ(shown.title, "renamed");
  EXPECT_EQ(shown.port, endpoint.port);
  EXPECT_EQ(shown.kind, TabKind::Pty);
  EXPECT_EQ(shown.stats.calls, 1);
  ASSERT_THAT(shown.running, SizeIs(1));
  EXPECT_EQ(shown.running[0].model, "claude-sonnet-4-5");
  EXPECT_EQ(shown.running[0].input, Tokens{7});
  EXPECT_EQ(shown.running[0].request_bytes, static_cast<std::int64_t>(kBody.size()));
  EXPECT_EQ(status.database.file, directory_.path() / "calls.db");
  EXPECT_GT(status.database.bytes, 0);
  EXPECT_EQ(status.database.trouble, "");
  EXPECT_TRUE(status.meter_answers);
  engine_->close_tab(tab.tab);
  EXPECT_THAT(status_when([](const EngineStatus& now) { return now.tabs.empty(); }).tabs, IsEmpty());
  engine_->close();
  EXPECT_FALSE(engine_->status().meter_answers) << "nobody is there to answer, and nobody waits";
}

TEST_F(EngineOps, AnswersTheHealthPageItself) {
  const TabEndpoint endpoint = engine_->open_tab(options("one")).value();
  const std::string base = path_of(variable(endpoint, "TABACUS_TAB_URL"));
  EXPECT_THAT(get(endpoint.port, base + "/tabacus/health"),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"),
                    HasSubstr(R"({"status":"ok","database":"ok","meter":"ok"})")));
  EXPECT_THAT(get(endpoint.port, base + "/tabacus/other"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(get(endpoint.port, "/tabacus/health"), StartsWith("HTTP/1.1 404")) << "without the token";
  EXPECT_THAT(get(endpoint.port, base + "/tabacus/health", "Origin: http://evil.example\r\n"),
              StartsWith("HTTP/1.1 403"));
  EXPECT_EQ(upstream_->connections(), 0);
  EXPECT_THAT(rows("SELECT * FROM v_calls"), IsEmpty());
}

TEST_F(EngineOps, TheHealthPageSaysThatTheDatabaseIsDown) {
  const testing::TempDir blocked;
  std::filesystem::create_directory(blocked.path() / "calls.db");  // nothing can be stored in a directory
  const auto engine = Engine::open({blocked.path(), {}}).value();
  const TabEndpoint endpoint = engine->open_tab(options("one")).value();
  const std::string page = path_of(variable(endpoint, "TABACUS_TAB_URL")) + "/tabacus/health";
  std::string answer;
  for (int i = 0; i < 2000 && !answer.starts_with("HTTP/1.1 503"); ++i) {
    if (i > 0) std::this_thread::sleep_for(std::chrono::milliseconds{5});
    answer = get(endpoint.port, page);
  }
  EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 503"), HasSubstr(R"("status":"failing")"),
                            HasSubstr("calls cannot be stored")));
  EXPECT_THAT(call(endpoint), HasSubstr("end_turn")) << "traffic goes on";
  EXPECT_NE(engine->status().database.trouble, "");
}

TEST_F(EngineOps, ATakenPortNamesItsOwner) {
  const TabEndpoint first = engine_->open_tab(options("first")).value();
  TabOptions second = options("second");
  second.fixed_port = first.port;
  const auto refused = engine_->open_tab(second);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
  EXPECT_THAT(refused.error().message, AllOf(HasSubstr(fmt::format("127.0.0.1:{}", first.port)),
                                             HasSubstr(fmt::format("(process {})", ::getpid()))));
}

TEST_F(EngineOps, AnEndpointKeepsItsPortAndItsPrefix) {
  TabOptions endpoint = options("ide");
  endpoint.kind = TabKind::Endpoint;
  endpoint.token = "a-token-of-twenty-four-c";
  const TabEndpoint opened = engine_->open_tab(endpoint).value();
  EXPECT_THAT(variable(opened, "ANTHROPIC_BASE_URL"), HasSubstr("/a-token-of-twenty-four-c/anthropic"));
  EXPECT_THAT(call(opened), HasSubstr("end_turn"));
  engine_->close();
  engine_ = Engine::open({directory_.path(), {}}).value();
  TabOptions again = options("ide");
  again.kind = TabKind::Endpoint;
  again.token = endpoint.token;
  again.fixed_port = opened.port;
  EXPECT_EQ(engine_->open_tab(again).value().port, opened.port);
  EXPECT_THAT(call(opened), HasSubstr("end_turn"));
  EXPECT_EQ(rows("SELECT kind, tab_title, sum(calls) FROM v_tab GROUP BY 1, 2"),
            (std::vector<std::vector<Value>>{
                {Value{std::string{"endpoint"}}, Value{std::string{"ide"}}, Value{std::int64_t{2}}}}));
}

TEST_F(EngineOps, AnOpenEndpointFindsTheProviderByThePath) {
  TabOptions endpoint = options("open");
  endpoint.takes_bare_paths = true;
  const TabEndpoint opened = engine_->open_tab(endpoint).value();
  EXPECT_EQ(variable(opened, "ANTHROPIC_BASE_URL"), fmt::format("http://127.0.0.1:{}", opened.port));
  EXPECT_THAT(post(opened.port, "/v1/messages"), HasSubstr("end_turn"));
  EXPECT_THAT(get(opened.port, "/v1/models"),
              AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("does not tell which provider is meant")));
  EXPECT_THAT(get(opened.port, "/tabacus/health"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(get(opened.port, "/v1/models", "Origin: http://evil.example\r\n"), StartsWith("HTTP/1.1 403"));
  EXPECT_EQ(upstream_->connections(), 1);
}

TEST_F(EngineOps, AnOpenEndpointOfOneProviderTakesEveryPath) {
  TabOptions endpoint = options("open");
  endpoint.takes_bare_paths = true;
  endpoint.provider = "anthropic";
  endpoint.upstream = upstream_->url();
  endpoint.inherited.clear();
  const TabEndpoint opened = engine_->open_tab(endpoint).value();
  EXPECT_THAT(post(opened.port, "/v1/models"), HasSubstr("end_turn"));
  EXPECT_EQ(variable(opened, "OPENAI_BASE_URL"), "");
  ASSERT_THAT(heads_, SizeIs(1));
  EXPECT_THAT(heads_[0], StartsWith("POST /v1/models HTTP/1.1\r\n"));

  TabOptions wrong = options("wrong");
  wrong.provider = "mistral";
  EXPECT_EQ(engine_->open_tab(wrong).error().code, ErrorCode::InvalidInput);
}

}  // namespace
}  // namespace tabacus::analytics
