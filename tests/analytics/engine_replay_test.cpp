// A kept call sent again: by the tab's port, with the credentials that its programs used last, under its budgets.
#include <gmock/gmock.h>

#include <functional>
#include <mutex>
#include <thread>

#include "analytics/api/engine.hpp"
#include "analytics/api/reader.hpp"
#include "analytics/replay.hpp"
#include "tests/support/fake_upstream.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using test::FakeUpstream;
using test::RawSocket;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kBody = R"({"model":"claude-sonnet-4-5","messages":[]})";
constexpr std::string_view kMessage =
    R"({"type":"message","model":"claude-sonnet-4-5","stop_reason":"end_turn","usage":{"input_tokens":5000,"output_tokens":1000}})";

class EngineReplay : public ::testing::Test {
 protected:
  std::unique_ptr<Engine> open(Bodies bodies = Bodies::Memory, BudgetRules budgets = {}) {
    EngineOptions options{.directory = directory_.path()};
    options.bodies = bodies;
    options.budgets = std::move(budgets);
    return Engine::open(std::move(options)).value();
  }
  TabEndpoint open_tab(Engine& engine, TabId tab) {
    TabOptions options{tab, TabSessionId::mint(), "tab", "/", {}};
    options.inherited.emplace_back("ANTHROPIC_BASE_URL", upstream_.url());
    return engine.open_tab(options).value();
  }
  static std::string call(const TabEndpoint& endpoint, std::string_view key) {
    std::string path;
    for (const auto& [name, url] : endpoint.environment)
      if (name == "ANTHROPIC_BASE_URL") path = url.substr(url.find('/', sizeof("http://")));
    RawSocket client = RawSocket::connect(endpoint.port);
    client.send(
        fmt::format("POST {}/v1/messages?beta=true HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nX-Api-Key: {}\r\n"
                    "anthropic-version: 2023-06-01\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{}",
                    path, endpoint.port, key, kBody.size(), kBody));
    return client.read_to_end();
  }
  /// The newest stored call whose body is kept, once there is one behind `after`.
  std::int64_t kept_call_behind(const Engine& engine, std::int64_t after = 0) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (std::chrono::steady_clock::now() < until) {
      const auto reader = Reader::open(directory_.path());
      const auto newest = reader ? (*reader)->sql("SELECT max(call_id) FROM v_calls WHERE outcome = 'ok'", 1)
                                 : Result<Table>{fail(reader.error())};
      const auto* id = newest && !newest->rows.empty() ? std::get_if<std::int64_t>(&newest->rows[0][0]) : nullptr;
      if (id != nullptr && *id > after && engine.kept_call(*id)) return *id;
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return 0;
  }
  std::vector<std::string> heads() const {
    const std::lock_guard lock{mutex_};
    return heads_;
  }

  const testing::TempDir directory_;
  mutable std::mutex mutex_;
  std::vector<std::string> heads_;  // guarded by mutex_
  FakeUpstream upstream_{[this](RawSocket& client, int) {
    std::string head = test::read_head(client);
    static_cast<void>(client.read_exactly(kBody.size()));
    {
      const std::lock_guard lock{mutex_};
      heads_.push_back(std::move(head));
    }
    client.send(test::plain_answer(kMessage, "Content-Type: application/json\r\nConnection: close\r\n"));
  }};
  const TabId tab_ = TabId::mint();
};

TEST_F(EngineReplay, SendsWhatWasSentWithTheCredentialsOfTheTabsLastCall) {
  const auto engine = open();
  const TabEndpoint endpoint = open_tab(*engine, tab_);
  ASSERT_THAT(call(endpoint, "sk-ant-first-0123456789"), HasSubstr("200"));
  const std::int64_t first = kept_call_behind(*engine);
  ASSERT_NE(first, 0);
  ASSERT_THAT(call(endpoint, "sk-ant-later-0123456789"), HasSubstr("200"));
  const auto again = engine->replay(tab_, first, {});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->status, 200);
  EXPECT_THAT(again->error, IsEmpty());
  ASSERT_EQ(heads().size(), 3u);
  EXPECT_THAT(heads().back(),
              AllOf(HasSubstr("POST /v1/messages?beta=true HTTP/1.1"), HasSubstr("sk-ant-later-0123456789"),
                    HasSubstr("anthropic-version: 2023-06-01"), Not(HasSubstr("masked"))));
  EXPECT_GT(kept_call_behind(*engine, first), first) << "it is a call of the tab like any";
}

TEST_F(EngineReplay, ATabWithoutACallThereHasNoCredentials) {
  const auto engine = open();
  const TabEndpoint endpoint = open_tab(*engine, tab_);
  ASSERT_THAT(call(endpoint, "sk-ant-first-0123456789"), HasSubstr("200"));
  const std::int64_t kept = kept_call_behind(*engine);
  const TabId other = TabId::mint();
  static_cast<void>(open_tab(*engine, other));
  const auto refused = engine->replay(other, kept, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::NotFound);
  EXPECT_THAT(refused.error().message, AllOf(HasSubstr("no credentials"), Not(HasSubstr("sk-ant"))));
  EXPECT_EQ(heads().size(), 1u);
}

TEST_F(EngineReplay, ACallWhoseBodyIsNotKeptIsNotSent) {
  const auto engine = open(Bodies::Off);
  const TabEndpoint endpoint = open_tab(*engine, tab_);
  ASSERT_THAT(call(endpoint, "sk-ant-first-0123456789"), HasSubstr("200"));
  const auto refused = engine->replay(tab_, 1, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::NotFound);
}

TEST_F(EngineReplay, ASpentBudgetRefusesItLikeAnyCall) {
  BudgetRules rules;
  rules.limits[BudgetScope::Tab].money = Nanodollars{20'000'000};
  const auto engine = open(Bodies::Memory, rules);
  const TabEndpoint endpoint = open_tab(*engine, tab_);
  ASSERT_THAT(call(endpoint, "sk-ant-first-0123456789"), HasSubstr("200"));
  const std::int64_t kept = kept_call_behind(*engine);
  const auto refused = engine->replay(tab_, kept, {});
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_EQ(refused->status, 429);
  EXPECT_THAT(refused->error, HasSubstr("the budget of this tab is spent"));
  EXPECT_EQ(heads().size(), 1u) << "nothing was sent";
}

TEST(ReplayRequest, IsRefusedWhereWhatWasSentIsNotKnown) {
  KeptSide kept;
  kept.head = "POST /v1/messages?key=[masked] \r\nX-Secret-Token: [masked]\r\n";
  kept.body = "{}";
  const auto with = [&](auto change) {
    KeptSide changed = kept;
    change(changed);
    return replay_request(changed, "/t/s/v1/messages", 80, {});
  };
  EXPECT_TRUE(with([](KeptSide&) {}));
  EXPECT_FALSE(with([](KeptSide& side) { side.flags = 1; })) << "not whole";
  EXPECT_FALSE(with([](KeptSide& side) { side.masks = {{0, 1, 1}}; })) << "a secret in the body";
  EXPECT_FALSE(with([](KeptSide& side) { side.head_masks = {{22, 8, 30}}; })) << "a key in the URL";
  EXPECT_FALSE(with([&](KeptSide& side) { side.head_masks = {{kept.head.rfind('['), 8, 30}}; })) << "an unknown field";
}

TEST(ReplayRequest, IsFramedAnew) {
  KeptSide kept;
  kept.head =
      "POST /v1/messages\r\nHost: api.example\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
      "authorization: Bearer [masked]\r\nAccept: */*\r\n";
  kept.body = "{}";
  kept.head_masks = {{kept.head.find('['), 8, 30}};
  EXPECT_EQ(replay_request(kept, "/t/s/v1/messages", 81, Headers{{"Authorization", "Bearer live"}}).value(),
            "POST /t/s/v1/messages HTTP/1.1\r\nHost: 127.0.0.1:81\r\nauthorization: Bearer live\r\nAccept: */*\r\n"
            "Content-Length: 2\r\nConnection: close\r\n\r\n{}");
}

}  // namespace
}  // namespace tabacus::analytics
