// Tunnels: what goes in comes out, ends and breaks are passed on, and a row says how much went where.
#include <future>
#include <thread>

#include "tests/analytics/capture/capture_fixture.hpp"
#include "tests/analytics/capture/modes/proxy_client.hpp"

namespace tabacus::analytics::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

constexpr std::string_view kEstablished = "HTTP/1.1 200 Connection established\r\n\r\n";

class ConnectTunnel : public CaptureFixture {
 protected:
  void SetUp() override { is_forward_proxy_ = true; }

  [[nodiscard]] std::string connect_to(std::uint16_t target_port) const {
    return connect_head(fmt::format("127.0.0.1:{}", target_port), proxy_authorization(token()));
  }
  /// A tunnel to the upstream, its answer read.
  [[nodiscard]] RawSocket open_tunnel() {
    RawSocket client = connect();
    client.send(connect_to(upstream().port()));
    EXPECT_EQ(client.read_until("\r\n\r\n"), kEstablished);
    return client;
  }
};

TEST_F(ConnectTunnel, CarriesAnyBytesBothWays) {
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>(i * 7 + i / 256);
  serve_upstream([&](RawSocket& client, int) { client.send(client.read_exactly(bytes.size())); });
  RawSocket client = open_tunnel();
  std::thread sender{[&] { client.send(bytes); }};
  EXPECT_TRUE(client.read_to_end() == bytes);
  sender.join();
  client.close();
  EXPECT_THAT(close_and_collect(), IsEmpty()) << "a tunnel is no exchange";
  ASSERT_THAT(tunnels(), SizeIs(1));
  const TunnelRecord row = tunnels()[0];
  EXPECT_EQ(row.kind, TunnelKind::Tunnel);
  EXPECT_EQ(row.end, TunnelEnd::Complete);
  EXPECT_EQ(row.host, "127.0.0.1");
  EXPECT_EQ(row.port, upstream().port());
  EXPECT_EQ(row.sent_bytes, 300'000);
  EXPECT_EQ(row.received_bytes, 300'000);
  EXPECT_TRUE(row.connect.has_value());
  EXPECT_GE(row.total, *row.connect);
  EXPECT_THAT(row.error, IsEmpty());
}

TEST_F(ConnectTunnel, BytesThatComeWithTheConnectAreTheTunnels) {
  serve_upstream([](RawSocket& client, int) { client.send("<" + client.read_exactly(5) + ">"); });
  RawSocket client = connect();
  client.send(connect_to(upstream().port()) + "early");
  EXPECT_EQ(client.read_until(">"), std::string{kEstablished} + "<early>");
}

TEST_F(ConnectTunnel, AHalfClosedClientStillGetsItsAnswer) {
  serve_upstream([](RawSocket& client, int) { client.send("got " + client.read_to_end()); });
  RawSocket client = open_tunnel();
  client.send("question");
  client.shutdown_write();
  EXPECT_EQ(client.read_to_end(), "got question");
  EXPECT_EQ(client.end(), StreamEnd::Clean);
}

TEST_F(ConnectTunnel, AHostThatEndsStillGetsWhatTheClientSends) {
  std::promise<std::string> received;
  serve_upstream([&](RawSocket& client, int) {
    client.send("bye");
    client.shutdown_write();
    received.set_value(client.read_to_end());
  });
  RawSocket client = open_tunnel();
  EXPECT_EQ(client.read_to_end(), "bye");
  client.send("not yet");
  client.shutdown_write();
  EXPECT_EQ(received.get_future().get(), "not yet");
}

TEST_F(ConnectTunnel, AClientThatGoesAwayClosesTheHostsEnd) {
  std::promise<bool> closed;
  serve_upstream([&](RawSocket& client, int) { closed.set_value(client.closes_within(5000ms)); });
  RawSocket client = open_tunnel();
  client.close();
  EXPECT_TRUE(closed.get_future().get());
}

TEST_F(ConnectTunnel, TheLastBytesOfAClientThatClosesArrive) {
  std::promise<std::string> received;
  serve_upstream([&](RawSocket& client, int) { received.set_value(client.read_to_end()); });
  RawSocket client = open_tunnel();
  client.send("last words");
  client.close();
  EXPECT_EQ(received.get_future().get(), "last words");
}

TEST_F(ConnectTunnel, AHostThatTakesNothingAfterItsClientHasGoneIsBrokenOff) {
  std::promise<bool> broken;
  serve_upstream([&](RawSocket& client, int) { broken.set_value(client.breaks_within(20'000ms)); });
  RawSocket client = open_tunnel();
  const std::string piece(64 * 1024 * 1024, 'x');
  EXPECT_GT(client.send_while_taken(piece, 500ms), 0U);
  client.close();
  EXPECT_TRUE(broken.get_future().get());
  EXPECT_THAT(close_and_collect(), IsEmpty());
  ASSERT_THAT(tunnels(), SizeIs(1));
  EXPECT_EQ(tunnels()[0].end, TunnelEnd::ClientGone);
  EXPECT_EQ(tunnels()[0].error, "the client closed its connection");
}

TEST_F(ConnectTunnel, ABrokenHostBreaksTheClient) {
  serve_upstream([](RawSocket& client, int) {
    (void)client.read_exactly(1);
    client.reset();
  });
  RawSocket client = open_tunnel();
  client.send("x");
  (void)client.read_to_end();
  EXPECT_EQ(client.end(), StreamEnd::Reset);
  EXPECT_THAT(close_and_collect(), IsEmpty());
  ASSERT_THAT(tunnels(), SizeIs(1));
  EXPECT_EQ(tunnels()[0].end, TunnelEnd::Broken);
}

TEST_F(ConnectTunnel, AClientThatDoesNotReadSlowsItsHost) {
  constexpr std::size_t kTooMuch = 256 * 1024 * 1024;
  std::promise<std::size_t> sent;
  serve_upstream([&](RawSocket& client, int) {
    const std::string piece(64 * 1024, 'x');
    std::size_t total = 0;
    while (total < kTooMuch && client.send(piece)) total += piece.size();
    sent.set_value(total);
  });
  RawSocket client = open_tunnel();
  auto total = sent.get_future();
  EXPECT_EQ(total.wait_for(500ms), std::future_status::timeout) << "all was taken, though nobody reads";
  client.reset();
  EXPECT_LT(total.get(), kTooMuch);
}

TEST_F(ConnectTunnel, AHostThatCannotBeReachedIsA502WithARow) {
  serve_upstream([](RawSocket&, int) {});
  RawSocket client = connect();
  client.send(connect_to(1));
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 502 "));
  client.close();
  EXPECT_THAT(close_and_collect(), IsEmpty());
  ASSERT_THAT(tunnels(), SizeIs(1));
  EXPECT_EQ(tunnels()[0].end, TunnelEnd::Unreachable);
  EXPECT_THAT(tunnels()[0].error, HasSubstr("127.0.0.1:1"));
}

TEST_F(ConnectTunnel, AClosedTabBreaksItsTunnelsOff) {
  serve_upstream([](RawSocket& client, int) { (void)client.read_to_end(); });
  RawSocket client = open_tunnel();
  std::thread closing{[this] { EXPECT_THAT(close_and_collect(), IsEmpty()); }};
  (void)client.read_to_end();
  EXPECT_EQ(client.end(), StreamEnd::Reset);
  closing.join();
  ASSERT_THAT(tunnels(), SizeIs(1));
  EXPECT_EQ(tunnels()[0].end, TunnelEnd::ClientGone);
}

TEST_F(ConnectTunnel, WithoutTheTokenIsA407ThatAsksForIt) {
  serve_upstream([](RawSocket&, int) { ADD_FAILURE() << "the host was called"; });
  RawSocket client = connect();
  client.send(connect_head(fmt::format("127.0.0.1:{}", upstream().port()), proxy_authorization("not-the-token")));
  const std::string answer = client.read_until("\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 407 Proxy Authentication Required\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nProxy-Authenticate: Basic realm="));
  client.close();
  EXPECT_THAT(close_and_collect(), IsEmpty());
  EXPECT_THAT(tunnels(), IsEmpty());
}

TEST_F(ConnectTunnel, ToANameThatLeadsToCredentialsIsRefused) {
  names_["rebound.example"] = {"::ffff:169.254.169.254"};
  serve_upstream([](RawSocket&, int) {});
  RawSocket client = connect();
  client.send(connect_head("rebound.example:443", proxy_authorization(token())));
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 403 "));
  client.close();
  EXPECT_THAT(close_and_collect(), IsEmpty());
  ASSERT_THAT(tunnels(), SizeIs(1));
  EXPECT_EQ(tunnels()[0].end, TunnelEnd::Unreachable);
  EXPECT_THAT(tunnels()[0].error, HasSubstr("rebound.example is ::ffff:169.254.169.254, which hands out credentials"));
}

TEST_F(ConnectTunnel, ToTheTabsOwnPortIsServedInPlace) {
  std::promise<std::string> head_seen;
  serve_upstream([&](RawSocket& client, int) {
    head_seen.set_value(read_head(client));
    client.send(plain_answer("ok"));
    client.send(read_head(client).empty() ? "" : plain_answer("again"));
  });
  RawSocket client = connect();
  client.send(connect_to(port()));
  ASSERT_EQ(client.read_until("\r\n\r\n"), kEstablished);
  client.send(post("/v1/messages", "{}"));
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  EXPECT_THAT(head_seen.get_future().get(), StartsWith("POST /v1/messages HTTP/1.1\r\n"));
  client.send(post("/v1/messages", "{}"));
  EXPECT_EQ(client.read_until("again"), plain_answer("again"));
  client.close();
  EXPECT_THAT(close_and_collect(), SizeIs(2));
  EXPECT_THAT(tunnels(), IsEmpty());
}

}  // namespace
}  // namespace tabacus::analytics::test
