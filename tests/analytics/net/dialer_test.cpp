// Connections to upstreams: verified or refused, in time or not at all, and never a cut taken for an end.
#include "analytics/net/dialer.hpp"

#include <gmock/gmock.h>

#include <array>
#include <csignal>
#include <future>
#include <thread>

#include "analytics/net/io_thread.hpp"
#include "tests/support/deaf_port.hpp"
#include "tests/support/fake_upstream.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/tls_upstream.hpp"

namespace tabacus::analytics::net {
namespace {

using tabacus::test::FakeUpstream;
using tabacus::test::RawSocket;
using tabacus::test::TlsConnection;
using tabacus::test::TlsUpstream;
using ::testing::HasSubstr;

/// What one conversation came to: everything read, and how reading ended.
struct Outcome {
  std::optional<Error> dial_error;
  std::string read;
  std::optional<Error> read_error;
  bool handshaken = false;
};

Awaitable<void> converse(Dialer& dialer, DialTarget target, DialStop& stop, std::promise<Outcome>& done) {
  Outcome outcome;
  auto dialed = co_await dialer.dial(std::move(target), stop);
  if (!dialed) {
    outcome.dial_error = dialed.error();
    done.set_value(outcome);
    co_return;
  }
  outcome.handshaken = dialed->tls.has_value();
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
    IoThread thread{"net"};
    Dialer dialer{thread.executor(), std::move(options)};
    DialStop stop;
    std::promise<Outcome> done;
    thread.post([&] { spawn(thread.executor(), converse(dialer, std::move(target), stop, done)); });
    if (stop_after) {
      std::this_thread::sleep_for(*stop_after);
      thread.run([&] { stop.request(); });
    }
    Outcome outcome = done.get_future().get();
    thread.stop();
    return outcome;
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
  const FakeUpstream mute{[](RawSocket& client, int) { (void)client.closes_within(std::chrono::seconds{5}); }};
  const DialTarget targets[] = {{"127.0.0.1", deaf.port(), false}, {"127.0.0.1", mute.port(), true}};
  for (const DialTarget& target : targets) {
    const auto start = std::chrono::steady_clock::now();
    const Outcome outcome = dial(target, {}, std::chrono::milliseconds{50});
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{2});
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

}  // namespace
}  // namespace tabacus::analytics::net
