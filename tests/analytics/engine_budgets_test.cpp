// Budgets from a client's request to its answer: what passes, what is refused before a byte goes upstream, what lets
// it go on, and who else has to hold to it.
#include <gmock/gmock.h>

#include <functional>
#include <future>
#include <thread>

#include "analytics/api/engine.hpp"
#include "analytics/api/reader.hpp"
#include "analytics/api/simulator.hpp"
#include "base/text.hpp"
#include "tests/support/fake_upstream.hpp"
#include "tests/support/socket_peer.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using test::FakeUpstream;
using test::plain_answer;
using test::RawSocket;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::string_view kBody = R"({"model":"claude-sonnet-4-5"})";
// 5,000 tokens at $3 and 1,000 at $15 a million: three cents.
constexpr std::string_view kMessage =
    R"({"type":"message","model":"claude-sonnet-4-5","stop_reason":"end_turn","usage":{"input_tokens":5000,"output_tokens":1000}})";

BudgetRules ten_cents(BudgetScope scope) {
  BudgetRules rules;
  rules.limits[scope].money = Nanodollars{100'000'000};
  return rules;
}

class EngineBudgets : public ::testing::Test {
 protected:
  std::unique_ptr<Engine> open(BudgetRules rules) {
    EngineOptions options{.directory = directory_.path()};
    options.budgets = std::move(rules);
    return Engine::open(std::move(options)).value();
  }
  TabOptions tab() {
    TabOptions options{TabId::mint(), TabSessionId::mint(), "tab", "/", {}};
    options.inherited.emplace_back("ANTHROPIC_BASE_URL", upstream_.url());
    options.inherited.emplace_back("OPENAI_BASE_URL", upstream_.url() + "/v1");
    return options;
  }
  static std::string base_of(const TabEndpoint& endpoint, std::string_view variable) {
    for (const auto& [name, url] : endpoint.environment)
      if (name == variable) return url.substr(url.find('/', sizeof("http://")));
    return {};
  }
  static std::string ask(const TabEndpoint& endpoint, const std::string& path, std::string_view fields = "") {
    RawSocket client = RawSocket::connect(endpoint.port);
    client.send(
        fmt::format("POST {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Length: {}\r\n{}\r\n{}",
                    path, endpoint.port, kBody.size(), fields, kBody));
    return client.read_to_end();
  }
  static std::string call(const TabEndpoint& endpoint, std::string_view fields = "") {
    return ask(endpoint, base_of(endpoint, "ANTHROPIC_BASE_URL") + "/v1/messages", fields);
  }
  static bool passes(const std::string& answer) { return answer.starts_with("HTTP/1.1 200"); }
  /// True once `wish` holds; false when a passing test would long have ended.
  static bool comes(const std::function<bool()>& wish) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!wish() && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    return wish();
  }
  static bool settles(const Engine& engine, TabId tab, std::int64_t spent) {
    return comes([&] {
      const auto budgets = engine.budgets(tab);
      return !budgets.empty() && budgets[0].spent.money.count() == spent;
    });
  }
  int sent() const { return upstream_.connections(); }

  const testing::TempDir directory_;
  FakeUpstream upstream_{[](RawSocket& client, int) {
    static_cast<void>(test::read_head(client));
    static_cast<void>(client.read_exactly(kBody.size()));
    client.send(plain_answer(kMessage, "Content-Type: application/json\r\nConnection: close\r\n"));
  }};
};

TEST_F(EngineBudgets, RefuseTheCallAfterTheOneThatSpentTheRestAndSendNothing) {
  const auto engine = open(ten_cents(BudgetScope::Tab));
  const TabOptions options = tab();
  const auto endpoint = engine->open_tab(options).value();
  for (int number = 1; number <= 4; ++number) EXPECT_TRUE(passes(call(endpoint))) << number;
  const std::string refusal = call(endpoint);
  EXPECT_THAT(refusal, AllOf(StartsWith("HTTP/1.1 429"), HasSubstr("x-should-retry: false\r\n"),
                             HasSubstr(R"({"type":"error","error":{"type":"rate_limit_error")"),
                             HasSubstr("tabacus: the budget of this tab is spent")));
  EXPECT_EQ(sent(), 4) << "not a byte of the fifth went upstream";
  EXPECT_THAT(ask(endpoint, base_of(endpoint, "OPENAI_BASE_URL") + "/chat/completions"),
              AllOf(StartsWith("HTTP/1.1 429"), HasSubstr(R"("code":"insufficient_quota")")))
      << "each provider's client is told in its own words";
  EXPECT_EQ(sent(), 4);

  const auto raised = engine->raise_budget(options.tab, std::nullopt, {});
  ASSERT_TRUE(raised);
  EXPECT_TRUE(passes(call(endpoint)));

  engine->close();
  const auto reader = Reader::open(directory_.path()).value();
  const auto refused = reader->sql(
      "SELECT count(*) FROM v_calls WHERE outcome = 'refused' AND error_type = 'budget_spent' AND status = 429", 1);
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_EQ(std::get<std::int64_t>(refused->rows.at(0).at(0)), 2);
}

TEST_F(EngineBudgets, LetPassWhatIsNoCall) {
  BudgetRules rules;
  rules.limits[BudgetScope::Tab].money = Nanodollars{0};
  const auto engine = open(rules);
  const auto endpoint = engine->open_tab(tab()).value();
  EXPECT_TRUE(passes(ask(endpoint, base_of(endpoint, "ANTHROPIC_BASE_URL") + "/api/hello")));
  EXPECT_FALSE(passes(call(endpoint)));
}

TEST_F(EngineBudgets, HoldATabApartFromTheNext) {
  const auto engine = open(ten_cents(BudgetScope::Tab));
  const auto spent = engine->open_tab(tab()).value();
  const auto other = engine->open_tab(tab()).value();
  while (passes(call(spent))) continue;
  EXPECT_TRUE(passes(call(other)));
}

TEST_F(EngineBudgets, OfADaySurviveARestartWithWhatTheyWereRaisedBy) {
  TabOptions options = tab();
  {
    const auto engine = open(ten_cents(BudgetScope::Day));
    const auto endpoint = engine->open_tab(options).value();
    while (passes(call(endpoint))) continue;
    engine->close();
  }
  const auto engine = open(ten_cents(BudgetScope::Day));
  const auto endpoint = engine->open_tab(options).value();
  EXPECT_FALSE(passes(call(endpoint))) << "the first call of a new process";
  ASSERT_TRUE(engine->raise_budget(options.tab, BudgetScope::Day, {.money = Nanodollars{30'000'000}, .tokens = {}}));
  EXPECT_TRUE(passes(call(endpoint)));
  engine->close();

  const auto third = open(ten_cents(BudgetScope::Day));
  const auto again = third->open_tab(options).value();
  EXPECT_FALSE(passes(call(again)));
  EXPECT_EQ(third->budgets(options.tab).at(0).limit.money->count(), 130'000'000);
  EXPECT_EQ(third->budgets(options.tab).at(0).spent.money.count(), 150'000'000);
}

TEST_F(EngineBudgets, OfASessionAreSharedByProcesses) {
  const auto one = open(ten_cents(BudgetScope::Session));
  const auto two = open(ten_cents(BudgetScope::Session));
  const TabOptions options = tab();
  const auto first = one->open_tab(options).value();
  const auto second = two->open_tab(tab()).value();
  constexpr std::string_view kSession = "x-claude-code-session-id: 7d1f\r\n";
  EXPECT_TRUE(passes(call(second, kSession)));
  for (int number = 0; number < 3; ++number) EXPECT_TRUE(passes(call(first, kSession)));
  ASSERT_TRUE(settles(*one, options.tab, 120'000'000));
  // What the other process committed within the last second may not be known yet.
  EXPECT_TRUE(comes([&] { return !passes(call(second, kSession)); }));
  EXPECT_TRUE(passes(call(second, "x-claude-code-session-id: another\r\n")));
}

TEST_F(EngineBudgets, APausedCallGoesOnWhenTheBudgetIsRaised) {
  BudgetRules rules = ten_cents(BudgetScope::Tab);
  rules.action = BudgetAction::Pause;
  const auto engine = open(rules);
  const TabOptions options = tab();
  const auto endpoint = engine->open_tab(options).value();
  for (int number = 0; number < 4; ++number) ASSERT_TRUE(passes(call(endpoint)));
  auto waiting = std::async(std::launch::async, [&] { return call(endpoint); });
  EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds{300}), std::future_status::timeout);
  EXPECT_EQ(sent(), 4);
  ASSERT_TRUE(engine->raise_budget(options.tab, std::nullopt, {}));
  EXPECT_TRUE(passes(waiting.get()));
}

TEST_F(EngineBudgets, APausedCallIsRefusedWhenPatienceEnds) {
  BudgetRules rules;
  rules.limits[BudgetScope::Tab].money = Nanodollars{0};
  rules.action = BudgetAction::Pause;
  rules.patience = std::chrono::seconds{0};
  const auto engine = open(rules);
  EXPECT_THAT(call(engine->open_tab(tab()).value()), StartsWith("HTTP/1.1 429"));
}

TEST_F(EngineBudgets, RefuseTheNextTurnOfASocketAndTheNextSocket) {
  const auto simulator = Simulator::start({0, 0}).value();
  for (const bool deflates : {false, true}) {
    BudgetRules rules;
    rules.limits[BudgetScope::Tab].tokens = Tokens{1};
    const auto engine = open(rules);
    TabOptions options = tab();
    options.inherited = {{"OPENAI_BASE_URL", fmt::format("http://127.0.0.1:{}/v1", simulator->port())}};
    const auto endpoint = engine->open_tab(options).value();
    const std::string path = base_of(endpoint, "OPENAI_BASE_URL") + "/responses";
    auto peer = test::SocketPeer::connect(endpoint.port, path, deflates);
    ASSERT_THAT(peer.head(), StartsWith("HTTP/1.1 101"));
    constexpr std::string_view kTurn =
        R"({"type":"response.create","model":"gpt-5.5","input":[{"role":"user","content":"hi"}]})";
    ASSERT_TRUE(peer.send(kTurn));
    EXPECT_THAT(peer.receive_until("response.completed"), HasSubstr("usage"));
    ASSERT_TRUE(peer.send(kTurn));
    EXPECT_THAT(peer.receive(), AllOf(StartsWith(R"({"type":"error","status":429,"error":{)"),
                                      HasSubstr("the budget of this tab is spent")));
    EXPECT_THAT(peer.receive(), HasSubstr("budget spent")) << "the reason of the close";
    EXPECT_THAT(test::SocketPeer::connect(endpoint.port, path, deflates).head(), StartsWith("HTTP/1.1 429"));
    engine->close();
    const auto refused = Reader::open(directory_.path())
                             .value()
                             ->sql("SELECT count(*) FROM v_calls WHERE error_type = 'budget_spent'", 1)
                             .value();
    EXPECT_EQ(std::get<std::int64_t>(refused.rows.at(0).at(0)), deflates ? 4 : 2);
  }
}

TEST_F(EngineBudgets, HoldWithoutADatabaseToo) {
  std::filesystem::create_directory(directory_.path() / "calls.db");
  const auto engine = open(ten_cents(BudgetScope::Day));
  const auto endpoint = engine->open_tab(tab()).value();
  int passed = 0;
  while (passes(call(endpoint)) && passed < 10) ++passed;
  EXPECT_EQ(passed, 4);
}

}  // namespace
}  // namespace tabacus::analytics
