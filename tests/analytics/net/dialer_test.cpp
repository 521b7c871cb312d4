// Connections to upstreams: verified or refused, in time or not at all, and never a cut taken for an end.
#include "analytics/net/dialer.hpp"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <future>
#include <thread>

#include "analytics/net/io_thread.hpp"
#include "tests/support/deaf_port.hpp"
#include "tests/support/fake_proxy.hpp"
#include "tests/support/fake_upstream.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/tls_upstream.hpp"

namespace tabacus::analytics::net {
namespace {

using tabacus::test::FakeProxy;
using tabacus::test::FakeUpstream;
using tabacus::test::RawSocket;
using tabacus::test::TlsConnection;
using tabacus::test::TlsUpstream;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// What one conversation came to: everything read, and how reading ended.
struct Outcome {
  std::optional<Error> dial_error;
  std::string read;
  std::optional<Error> read_error;
  bool handshaken = false;
  bool resumed = false;
  std::array<int, 5> silence{};  ///< what the kernel was told of it
};

/// Asks, seconds before the first, seconds between, how many, milliseconds for what is unacknowledged.
std::array<int, 5> silence_of(int fd) {
  constexpr std::array<std::pair<int, int>, 5> kOptions{{{SOL_SOCKET, SO_KEEPALIVE},
                                                         {IPPROTO_TCP, TCP_KEEPIDLE},
                                                         {IPPROTO_TCP, TCP_KEEPINTVL},
                                                         {IPPROTO_TCP, TCP_KEEPCNT},
                                                         {IPPROTO_TCP, TCP_USER_TIMEOUT}}};
  std::array<int, 5> values{};
  for (std::size_t i = 0; i < kOptions.size(); ++i) {
    socklen_t size = sizeof(int);
    ::getsockopt(fd, kOptions[i].first, kOptions[i].second, &values[i], &size);
  }
  return values;
}

Awaitable<void> converse(Dialer& dialer, DialTarget target, DialStop& stop, std::promise<Outcome>& done) {
  Outcome outcome;
  auto dialed = co_await dialer.dial(std::move(target), stop);
  if (!dialed) {
    outcome.dial_error = dialed.error();
    done.set_value(outcome);
    co_return;
  }
  outcome.handshaken = dialed->tls.has_value();
  outcome.resumed = dialed->resumed;
  outcome.silence = silence_of(dialed->stream->native_handle());
  const Result<void> written = co_await dialed->stream->write("hello\n");
  if (!written) outcome.read_error = written.error();
  std::array<char, 1024> bytes;
  while (!outcome.read_error) {
    const Result<std::size_t> got = co_await dialed->stream->read_some(bytes);
    if (!got) outcome.read_error = got.error();
    if (!got || *got == 0) break;
    outcome.read.append(bytes.data(), *got);
  }
  dialed->stream->close(Close::Normal);
  done.set_value(outcome);
}

class Dialing : public ::testing::Test {
 protected:
  Dialing() { std::signal(SIGPIPE, SIG_IGN); }  // the TLS helper writes without MSG_NOSIGNAL

  /// `stop_after`: when the dial is told to stop; never if empty.
  Outcome dial(DialTarget target, DialOptions options,
               std::optional<std::chrono::milliseconds> stop_after = std::nullopt) const {
    return dial_often({std::move(target)}, std::move(options), stop_after).front();
  }

  /// One after the other, by one dialer.
  std::vector<Outcome> dial_often(std::vector<DialTarget> targets, DialOptions options,
                                  std::optional<std::chrono::milliseconds> stop_after = std::nullopt) const {
    IoThread thread{"net"};
    Dialer dialer{thread.executor(), std::move(options)};
    std::vector<Outcome> outcomes;
    for (DialTarget& target : targets) outcomes.push_back(dial_once(thread, dialer, std::move(target), stop_after));
    thread.stop();
    return outcomes;
  }

  static Outcome dial_once(IoThread& thread, Dialer& dialer, DialTarget target,
                           std::optional<std::chrono::milliseconds> stop_after) {
    DialStop stop;
    std::promise<Outcome> done;
    thread.post([&] { spawn(thread.executor(), converse(dialer, std::move(target), stop, done)); });
    if (stop_after) {
      std::this_thread::sleep_for(*stop_after);
      thread.run([&] { stop.request(); });
    }
    return done.get_future().get();
  }

  tabacus::testing::TempDir directory_;
  const std::filesystem::path certificate_ = directory_.path() / "ca.pem";
};

TEST_F(Dialing, ReadsToTheEndOverPlainTcp) {
  const FakeUpstream upstream{[](RawSocket& client, int) { client.send("got " + client.read_until("\n")); }};
  const Outcome outcome = dial({"127.0.0.1", upstream.port(), false}, {});
  EXPECT_EQ(outcome.read, "got hello\n");
  EXPECT_FALSE(outcome.read_error.has_value());
  EXPECT_FALSE(outcome.handshaken);
}

TEST_F(Dialing, NoticesAnUpstreamThatVanishedWithinThreeMinutes) {
  const FakeUpstream upstream{[](RawSocket& client, int) { client.send("got " + client.read_until("\n")); }};
  const Outcome outcome = dial({"127.0.0.1", upstream.port(), false}, {});
  EXPECT_EQ(outcome.silence, (std::array<int, 5>{1, 60, 15, 8, 180'000}));
}

TEST_F(Dialing, TrustsAnExtraAuthority) {
  const TlsUpstream upstream{certificate_, [](TlsConnection& client) {
                               client.send("got " + client.read_until("\n"));
                               client.close_notify();
                             }};
  const Outcome outcome = dial({"127.0.0.1", upstream.port(), true}, {.trust = {{certificate_}}});
  EXPECT_FALSE(outcome.dial_error.has_value()) << outcome.dial_error->message;
  EXPECT_EQ(outcome.read, "got hello\n");
  EXPECT_FALSE(outcome.read_error.has_value());
  EXPECT_TRUE(outcome.handshaken);
}

TEST_F(Dialing, RefusesACertificateThatNobodyVouchesFor) {
  const TlsUpstream upstream{certificate_, [](TlsConnection&) {}};
  const Outcome outcome = dial({"127.0.0.1", upstream.port(), true}, {});
  ASSERT_TRUE(outcome.dial_error.has_value());
  EXPECT_EQ(outcome.dial_error->code, ErrorCode::PermissionDenied);
  EXPECT_THAT(outcome.dial_error->message, HasSubstr("self-signed certificate"));
}

TEST_F(Dialing, RefusesACertificateOfAnotherName) {
  const TlsUpstream upstream{certificate_, [](TlsConnection&) {}};
  const Outcome outcome = dial({"localhost", upstream.port(), true}, {.trust = {{certificate_}}});
  ASSERT_TRUE(outcome.dial_error.has_value());
  EXPECT_EQ(outcome.dial_error->code, ErrorCode::PermissionDenied);
  EXPECT_THAT(outcome.dial_error->message, HasSubstr("hostname mismatch"));
}

TEST_F(Dialing, TakesATlsStreamWithoutGoodbyeForCut) {
  const TlsUpstream upstream{certificate_, [](TlsConnection& client) { client.send(client.read_until("\n")); }};
  const Outcome outcome = dial({"127.0.0.1", upstream.port(), true}, {.trust = {{certificate_}}});
  EXPECT_EQ(outcome.read, "hello\n");
  EXPECT_TRUE(outcome.read_error.has_value());
}

TEST_F(Dialing, GivesUpOnAHandshakeThatDoesNotCome) {
  const FakeUpstream upstream{[](RawSocket& client, int) { (void)client.closes_within(std::chrono::seconds{5}); }};
  const Outcome outcome = dial({"127.0.0.1", upstream.port(), true}, {.deadline = std::chrono::milliseconds{200}});
  ASSERT_TRUE(outcome.dial_error.has_value());
  EXPECT_EQ(outcome.dial_error->code, ErrorCode::TimedOut);
}

TEST_F(Dialing, StopsAtOnceWhenToldTo) {
  const tabacus::test::DeafPort deaf;
  const FakeUpstream mute{[](RawSocket& client, int) { (void)client.closes_within(std::chrono::seconds{20}); }};
  const DialTarget targets[] = {{"127.0.0.1", deaf.port(), false}, {"127.0.0.1", mute.port(), true}};
  for (const DialTarget& target : targets) {
    const auto start = std::chrono::steady_clock::now();
    const Outcome outcome = dial(target, {}, std::chrono::milliseconds{50});
    EXPECT_LT(std::chrono::steady_clock::now() - start, DialOptions{}.deadline - std::chrono::seconds{5});
    ASSERT_TRUE(outcome.dial_error.has_value());
    EXPECT_EQ(outcome.dial_error->code, ErrorCode::Closed);
  }
}

TEST_F(Dialing, NamesTheUpstreamThatRefuses) {
  std::uint16_t port = 0;
  {
    const FakeUpstream gone{[](RawSocket&, int) {}};
    port = gone.port();
  }
  const Outcome outcome = dial({"localhost", port, false}, {});
  ASSERT_TRUE(outcome.dial_error.has_value());
  EXPECT_THAT(outcome.dial_error->message, HasSubstr(fmt::format("connect to localhost:{}", port)));
}

TEST_F(Dialing, TakesUpAnEarlierSession) {
  const TlsUpstream upstream{certificate_, [](TlsConnection& client) {
                               client.send("got " + client.read_until("\n"));
                               client.close_notify();
                             }};
  const DialTarget target{"127.0.0.1", upstream.port(), true};
  const auto outcomes = dial_often({target, target, target}, {.trust = {{certificate_}}});
  EXPECT_FALSE(outcomes[0].resumed);
  for (const std::size_t later : {1, 2}) {
    EXPECT_EQ(outcomes[later].read, "got hello\n");
    EXPECT_TRUE(outcomes[later].resumed) << later;
  }
}

TEST_F(Dialing, PassesADeadAddressQuickly) {
  const FakeUpstream upstream{[](RawSocket& client, int) { client.send("got " + client.read_until("\n")); }};
  const tabacus::test::DeafPort deaf{"127.0.0.2", upstream.port()};
  const LookUp both = [](const std::string&) { return std::vector<std::string>{"127.0.0.2", "127.0.0.1"}; };
  const auto start = std::chrono::steady_clock::now();
  const Outcome outcome = dial({"two.example", upstream.port(), false}, {.look_up = both});
  EXPECT_EQ(outcome.read, "got hello\n");
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{190}) << "the first address answered";
  EXPECT_LT(std::chrono::steady_clock::now() - start, DialOptions{}.deadline - std::chrono::seconds{5})
      << "200 ms on an idle machine";
}

TEST_F(Dialing, PassesARefusingAddressAtOnce) {
  const FakeUpstream upstream{[](RawSocket& client, int) { client.send("got " + client.read_until("\n")); }};
  const LookUp both = [](const std::string&) { return std::vector<std::string>{"127.0.0.3", "127.0.0.1"}; };
  EXPECT_EQ(dial({"two.example", upstream.port(), false}, {.look_up = both}).read, "got hello\n");
}

TEST_F(Dialing, DialsNoAddressThatIsRefused) {
  const FakeUpstream upstream{[](RawSocket& client, int) { client.send("got " + client.read_until("\n")); }};
  const LookUp both = [](const std::string&) { return std::vector<std::string>{"127.0.0.3", "127.0.0.1"}; };
  DialTarget target{"two.example", upstream.port(), false};
  target.refuses = [](const std::string& address, std::uint16_t) {
    return address == "127.0.0.1" ? std::string{} : "not " + address;
  };
  EXPECT_EQ(dial(target, {.look_up = both}).read, "got hello\n");
  target.refuses = [](const std::string& address, std::uint16_t port) {
    return fmt::format("not {} {}", address, port);
  };
  for (const char* host : {"two.example", "127.0.0.1"}) {
    target.host = host;
    const Outcome outcome = dial(target, {.look_up = both});
    ASSERT_TRUE(outcome.dial_error.has_value());
    EXPECT_EQ(outcome.dial_error->code, ErrorCode::InvalidInput);
    EXPECT_THAT(outcome.dial_error->message, HasSubstr(fmt::format("not 127.0.0.1 {}", upstream.port())));
  }
  target.proxy = ProxyServer{"127.0.0.1", upstream.port(), false, ""};
  const Outcome through_proxy = dial(target, {});
  ASSERT_TRUE(through_proxy.dial_error.has_value());
  EXPECT_NE(through_proxy.dial_error->code, ErrorCode::InvalidInput) << "the proxy may be anywhere";
}

TEST_F(Dialing, TellsOfANameThatDoesNotExist) {
  const Outcome outcome = dial({"no-such-host.invalid", 443, true}, {});
  ASSERT_TRUE(outcome.dial_error.has_value());
  EXPECT_EQ(outcome.dial_error->code, ErrorCode::NotFound);
  EXPECT_THAT(outcome.dial_error->message, HasSubstr("connect to no-such-host.invalid:443: resolve: "));
}

TEST_F(Dialing, WaitsForASlowResolverNoLongerThanItMust) {
  const auto released = std::make_shared<std::promise<void>>();
  const LookUp slow = [answer = released->get_future().share()](const std::string&) {
    answer.wait();
    return std::vector<std::string>{"127.0.0.1"};
  };
  const Outcome late = dial({"slow.example", 1, false}, {.deadline = std::chrono::milliseconds{100}, .look_up = slow});
  ASSERT_TRUE(late.dial_error.has_value());
  EXPECT_EQ(late.dial_error->code, ErrorCode::TimedOut);
  const Outcome stopped = dial({"slow.example", 1, false}, {.look_up = slow}, std::chrono::milliseconds{50});
  ASSERT_TRUE(stopped.dial_error.has_value());
  EXPECT_EQ(stopped.dial_error->code, ErrorCode::Closed);
  released->set_value();  // the dialers are gone: this answer reaches nobody, and harms nobody
}

TEST_F(Dialing, GoesThroughAProxy) {
  const TlsUpstream upstream{certificate_, [](TlsConnection& client) {
                               client.send("got " + client.read_until("\n"));
                               client.close_notify();
                             }};
  const FakeProxy proxy{upstream.port()};
  const DialTarget target{"127.0.0.1", 8443, true, ProxyServer{"localhost", proxy.port(), false, "Basic dTpw"}};
  const Outcome outcome = dial(target, {.trust = {{certificate_}}});
  EXPECT_FALSE(outcome.dial_error.has_value()) << outcome.dial_error->message;
  EXPECT_EQ(outcome.read, "got hello\n");
  EXPECT_TRUE(outcome.handshaken);
  EXPECT_THAT(proxy.heads(), ElementsAre("CONNECT 127.0.0.1:8443 HTTP/1.1\r\nHost: 127.0.0.1:8443\r\n"
                                         "Proxy-Authorization: Basic dTpw\r\n\r\n"));
}

TEST_F(Dialing, SpeaksTlsToAProxyThatWantsIt) {
  const TlsUpstream proxy{certificate_, [](TlsConnection& client) {
                            const std::string head = client.read_until("\r\n\r\n");
                            client.send("HTTP/1.1 200 OK\r\n\r\n");
                            client.send(head.substr(0, head.find('\r')) + " " + client.read_until("\n"));
                            client.close_notify();
                          }};
  const DialTarget target{"example.com", 80, false, ProxyServer{"127.0.0.1", proxy.port(), true, ""}};
  EXPECT_EQ(dial(target, {.trust = {{certificate_}}}).read, "CONNECT example.com:80 HTTP/1.1 hello\n");
}

TEST_F(Dialing, TellsWhatTheProxySaid) {
  struct Case {
    const char* answer;
    ErrorCode code;
    const char* says;
  };
  const Case cases[] = {
      {"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", ErrorCode::PermissionDenied,
       "the proxy wants a user and password"},
      {"HTTP/1.1 502 Bad\x01 Gateway\r\n\r\n", ErrorCode::Io, "the proxy answered 502 Bad? Gateway"},
      {"SSH-2.0-OpenSSH_9.2\r\n\r\n", ErrorCode::Io, "does not answer in HTTP"},
      {"HTTP/1.1 200 OK\r\n", ErrorCode::Closed, "hung up"},
      {"HTTP/1.1 200 OK\r\n\r\nsurplus", ErrorCode::Io, "more than its answer"},
      {"", ErrorCode::Closed, "hung up"},
  };
  for (const Case& expected : cases) {
    // Ends after its answer, as the tunnel would lead nowhere.
    const FakeUpstream proxy{[&](RawSocket& client, int) {
      (void)client.read_until("\r\n\r\n");
      client.send(expected.answer);
    }};
    const Outcome outcome =
        dial({"api.example", 443, true, ProxyServer{"127.0.0.1", proxy.port(), false, "Basic c2VjcmV0"}}, {});
    ASSERT_TRUE(outcome.dial_error.has_value());
    EXPECT_EQ(outcome.dial_error->code, expected.code) << expected.answer;
    EXPECT_THAT(outcome.dial_error->message,
                AllOf(HasSubstr(fmt::format("connect to api.example:443 through the proxy 127.0.0.1:{}", proxy.port())),
                      HasSubstr(expected.says), Not(HasSubstr("c2VjcmV0"))));
  }
}

TEST_F(Dialing, GivesUpOnASilentProxy) {
  const FakeUpstream proxy{[](RawSocket& client, int) { (void)client.closes_within(std::chrono::seconds{5}); }};
  const Outcome outcome = dial({"api.example", 443, true, ProxyServer{"127.0.0.1", proxy.port(), false, ""}},
                               {.deadline = std::chrono::milliseconds{200}});
  ASSERT_TRUE(outcome.dial_error.has_value());
  EXPECT_EQ(outcome.dial_error->code, ErrorCode::TimedOut);
}

}  // namespace
}  // namespace tabacus::analytics::net
