// Which idle connection a request gets, and how long idle ones are kept.
#include "analytics/capture/upstream_pool.hpp"

#include <gmock/gmock.h>

#include "analytics/net/io_thread.hpp"
#include "tests/analytics/capture/capture_fixture.hpp"
#include "tests/support/fake_proxy.hpp"

namespace tabacus::analytics::test {
namespace {

using tabacus::test::FakeProxy;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class StoppedClock final : public Clock {
 public:
  [[nodiscard]] SystemTime wall() const override { return now_by_wall; }
  [[nodiscard]] SteadyTime steady() const override { return now; }
  SteadyTime now{};
  SystemTime now_by_wall{};
};

/// Tells of its end and carries nothing.
class IdleStream final : public net::Stream {
 public:
  IdleStream(std::string name, std::vector<std::string>& closed) : name_{std::move(name)}, closed_{closed} {}
  ~IdleStream() override { closed_.push_back(name_); }

  net::Awaitable<Result<std::size_t>> read_some(std::span<char>) override { co_return std::size_t{0}; }
  net::Awaitable<Result<void>> write(std::string_view) override { co_return Result<void>{}; }
  void shutdown_write() override {}
  void close(net::Close) override {}
  bool is_idle() override { return is_open; }
  int native_handle() override { return -1; }

  [[nodiscard]] const std::string& name() const { return name_; }
  bool is_open = true;

 private:
  const std::string name_;
  std::vector<std::string>& closed_;
};

class Pool : public ::testing::Test {
 protected:
  IdleStream& keep(const std::string& name, const UpstreamUrl& upstream) {
    auto connection = std::make_unique<UpstreamConnection>();
    auto stream = std::make_unique<IdleStream>(name, closed_);
    IdleStream& kept = *stream;
    connection->stream = std::move(stream);
    pool_.keep(upstream, std::move(connection));
    return kept;
  }
  /// Its name; empty when there is none. It is closed then.
  std::string take(const UpstreamUrl& upstream) {
    const auto taken = pool_.take_idle(upstream);
    return taken ? static_cast<IdleStream&>(*taken->stream).name() : "";
  }

  std::vector<std::string> closed_;
  StoppedClock clock_;
  net::IoThread thread_{"net"};
  net::Dialer dialer_{thread_.executor(), {}};
  UpstreamPool pool_{dialer_, clock_, {}};
  const UpstreamUrl a_ = parse_upstream_url("https://a.example").value();
  const UpstreamUrl b_ = parse_upstream_url("https://b.example").value();
};

TEST_F(Pool, GivesTheOneUsedLastOfTheSameUpstream) {
  keep("old", a_);
  keep("new", a_);
  keep("other", b_);
  EXPECT_EQ(take(parse_upstream_url("https://a.example/v1").value()), "new");
  EXPECT_EQ(take(parse_upstream_url("http://a.example").value()), "");
  EXPECT_EQ(take(a_), "old");
  EXPECT_EQ(take(a_), "");
  EXPECT_EQ(take(b_), "other");
  EXPECT_TRUE(pool_.empty());
}

TEST_F(Pool, PassesOverThoseTheUpstreamClosed) {
  keep("open", a_);
  keep("closed", a_).is_open = false;
  EXPECT_EQ(take(a_), "open");
  EXPECT_THAT(closed_, ElementsAre("closed", "open"));
}

TEST_F(Pool, KeepsABoundedNumberPerUpstreamAndDropsTheOldest) {
  for (std::size_t i = 1; i <= UpstreamPool::kMaxIdle; ++i) keep(std::to_string(i), a_);
  EXPECT_THAT(closed_, IsEmpty());
  keep("one more", a_);
  EXPECT_THAT(closed_, ElementsAre("1"));
}

TEST_F(Pool, ClosesWhatHasBeenIdleForLong) {
  keep("old", a_);
  clock_.now += UpstreamPool::kMaxIdleTime;
  keep("new", a_);
  keep("closed", b_).is_open = false;
  clock_.now += std::chrono::seconds{1};
  pool_.sweep();
  EXPECT_THAT(closed_, ElementsAre("old", "closed"));
  clock_.now += UpstreamPool::kMaxIdleTime;
  EXPECT_EQ(take(a_), "");
  EXPECT_TRUE(pool_.empty());
}

TEST_F(Pool, GivesNothingThatTheMachineSleptOver) {
  keep("before the sleep", a_);
  clock_.now_by_wall += std::chrono::hours{1};
  EXPECT_EQ(take(a_), "");
  keep("after it", a_);
  clock_.now_by_wall -= std::chrono::hours{1};
  EXPECT_EQ(take(a_), "after it") << "a clock that is set back ends nothing";
}

class SharedPool : public CaptureFixture {
 protected:
  /// On a connection of its own.
  [[nodiscard]] std::string ask() const {
    RawSocket client = connect();
    client.send(post("/v1/messages", "{}"));
    return client.read_until("done");
  }
};

TEST_F(SharedPool, ServesOneClientConnectionAfterTheOther) {
  serve_upstream([](RawSocket& client, int number) {
    while (!read_head(client).empty()) {
      (void)client.read_exactly(2);
      client.send(plain_answer(std::to_string(number) + " done"));
    }
  });
  for (int i = 0; i < 3; ++i) EXPECT_THAT(ask(), HasSubstr("\r\n0 done"));
  EXPECT_EQ(upstream().connections(), 1);
}

TEST_F(SharedPool, ReplacesAConnectionThatTheUpstreamClosed) {
  serve_upstream([](RawSocket& client, int number) {
    (void)read_head(client);
    (void)client.read_exactly(2);
    client.send(plain_answer(std::to_string(number) + " done"));
  });
  for (int i = 0; i < 3; ++i) EXPECT_THAT(ask(), HasSubstr(fmt::format("\r\n{} done", i)));
}

TEST_F(SharedPool, ReachesUpstreamsThroughTheCorporateProxy) {
  start_upstream([](RawSocket& client, int) {
    while (!read_head(client).empty()) {
      (void)client.read_exactly(2);
      client.send(plain_answer("done"));
    }
  });
  const FakeProxy proxy{upstream().port()};
  std::vector<std::string> warnings;
  proxy_ = CorporateProxy{{{"http_proxy", fmt::format("http://u:p@127.0.0.1:{}", proxy.port())}}, warnings};
  open_port("http://api.example/base");
  EXPECT_THAT(ask(), HasSubstr("done"));
  EXPECT_THAT(ask(), HasSubstr("done"));
  EXPECT_THAT(proxy.heads(), ElementsAre("CONNECT api.example:80 HTTP/1.1\r\nHost: api.example:80\r\n"
                                         "Proxy-Authorization: Basic dTpw\r\n\r\n"));
  EXPECT_THAT(close_and_collect(), SizeIs(2));  // and the tunnel's end
}

TEST_F(SharedPool, AnswersForAProxyThatRefuses) {
  const FakeProxy proxy{0, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"};
  std::vector<std::string> warnings;
  proxy_ = CorporateProxy{{{"http_proxy", fmt::format("http://u:secret@127.0.0.1:{}", proxy.port())}}, warnings};
  open_port("http://api.example");
  RawSocket client = connect();
  client.send(post("/v1/messages", "{}"));
  const std::string answer = client.read_to_end();
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 502 Bad Gateway"));
  EXPECT_THAT(answer, HasSubstr(fmt::format("through the proxy 127.0.0.1:{}: the proxy wants a user", proxy.port())));
}

}  // namespace
}  // namespace tabacus::analytics::test
