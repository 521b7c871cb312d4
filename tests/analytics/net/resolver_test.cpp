// The order in which addresses are tried, and names looked up.
#include "analytics/net/resolver.hpp"

#include <gmock/gmock.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <semaphore>

#include "analytics/net/io_thread.hpp"

namespace tabacus::analytics::net {
namespace {

std::string order_of(const std::vector<const char*>& addresses) {
  Endpoints endpoints;
  for (const char* text : addresses) endpoints.emplace_back(boost::asio::ip::make_address(text), std::uint16_t{443});
  std::string order;
  for (const auto& endpoint : interleaved(endpoints)) order += endpoint.address().to_string() + ' ';
  return order;
}

TEST(Addresses, AlternateBetweenFamiliesBeginningWithTheFirst) {
  EXPECT_EQ(order_of({}), "");
  EXPECT_EQ(order_of({"::1"}), "::1 ");
  EXPECT_EQ(order_of({"::1", "::2", "::3", "10.0.0.1", "10.0.0.2"}), "::1 10.0.0.1 ::2 10.0.0.2 ::3 ");
  EXPECT_EQ(order_of({"10.0.0.1", "::1", "::2", "10.0.0.2"}), "10.0.0.1 ::1 10.0.0.2 ::2 ");
  EXPECT_EQ(order_of({"10.0.0.1", "10.0.0.2"}), "10.0.0.1 10.0.0.2 ");
}

TEST(Addresses, AreSixteenAtMost) {
  const Endpoints many(2000, {boost::asio::ip::make_address("10.0.0.1"), 443});
  EXPECT_EQ(interleaved(many).size(), 16U);
  EXPECT_EQ(interleaved({many.begin(), many.begin() + 16}).size(), 16U);
}

/// A system whose lookups end one by one, as the test allows. Outlived by no lookup that was allowed to end.
struct SlowSystem {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> begun;  // guarded by mutex
  std::counting_semaphore<> allowed{0};

  [[nodiscard]] static LookUp look_up_of(const std::shared_ptr<SlowSystem>& system) {
    return [system](const std::string& host) {
      {
        const std::lock_guard lock{system->mutex};
        system->begun.push_back(host);
      }
      system->changed.notify_all();
      system->allowed.acquire();
      return std::vector<std::string>{"10.0.0.1"};
    };
  }
  /// The names that lookups have begun for, once that many have.
  [[nodiscard]] std::vector<std::string> wait_for(std::size_t count) {
    std::unique_lock lock{mutex};
    changed.wait_for(lock, std::chrono::seconds{30}, [&] { return begun.size() >= count; });
    return begun;
  }
};

class Names : public ::testing::Test {
 protected:
  using Answer = std::future<Result<Endpoints>>;

  ~Names() override {
    system_->allowed.release(2000);
    thread_.run([this] { resolver_.reset(); });
    thread_.stop();
  }

  /// Asked before any that is asked later.
  Answer ask(std::string host, std::chrono::milliseconds patience = std::chrono::minutes{2}) {
    const auto done = std::make_shared<std::promise<Result<Endpoints>>>();
    const auto deadline = std::chrono::steady_clock::now() + patience;
    thread_.post([this, done, deadline, host = std::move(host)] {
      spawn(thread_.executor(), resolve(*resolver_, host, deadline, done));
    });
    return done->get_future();
  }
  /// As many as are looked up at a time, none of which ends before it is allowed to.
  std::vector<Answer> occupy_all_threads() {
    std::vector<Answer> answers;
    for (int i = 0; i < 32; ++i) answers.push_back(ask(fmt::format("first-{}.example", i)));
    EXPECT_EQ(system_->wait_for(32).size(), 32U);
    return answers;
  }

  const std::shared_ptr<SlowSystem> system_ = std::make_shared<SlowSystem>();

 private:
  static Awaitable<void> resolve(Resolver& resolver, std::string host, std::chrono::steady_clock::time_point deadline,
                                 std::shared_ptr<std::promise<Result<Endpoints>>> done) {
    DialStop stop;
    auto endpoints = co_await resolver.resolve(std::move(host), 443, deadline, stop);
    done->set_value(std::move(endpoints));
  }

  IoThread thread_{"net"};
  std::unique_ptr<Resolver> resolver_ = std::make_unique<Resolver>(thread_.executor(), SlowSystem::look_up_of(system_));
};

TEST_F(Names, WaitInOrderWhileManyAreLookedUp) {
  auto answers = occupy_all_threads();
  for (int i = 0; i < 8; ++i) answers.push_back(ask(fmt::format("later-{}.example", i)));
  for (std::size_t i = 0; i < 8; ++i) {
    system_->allowed.release();
    const auto begun = system_->wait_for(33 + i);
    ASSERT_EQ(begun.size(), 33 + i);
    EXPECT_EQ(begun.back(), fmt::format("later-{}.example", i));
  }
  system_->allowed.release(32);
  for (auto& answer : answers) EXPECT_TRUE(answer.get().has_value());
}

TEST_F(Names, AreNotLookedUpForThoseWhoHaveLeft) {
  auto answers = occupy_all_threads();
  auto late = ask("late.example", std::chrono::milliseconds{50}).get();
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code, ErrorCode::TimedOut);
  answers.push_back(ask("patient.example"));
  system_->allowed.release(33);
  for (auto& answer : answers) EXPECT_TRUE(answer.get().has_value());
  EXPECT_EQ(system_->wait_for(33).back(), "patient.example");
}

TEST_F(Names, AreRefusedWhereAThousandWait) {
  auto answers = occupy_all_threads();
  for (int i = 0; i < 1024; ++i) answers.push_back(ask(fmt::format("later-{}.example", i)));
  const auto refused = ask("one-too-many.example").get();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::Exhausted);
  EXPECT_EQ(answers.size(), 1056U);
  system_->allowed.release(1056);
  for (auto& answer : answers) EXPECT_TRUE(answer.get().has_value());
}

}  // namespace
}  // namespace tabacus::analytics::net
