// TLS on both sides of a tab: clients that speak it to the port, upstreams that are certified, cut or wrong.
#include "tests/analytics/capture/capture_fixture.hpp"
#include "tests/support/tls_client.hpp"
#include "tests/support/tls_upstream.hpp"

namespace tabacus::analytics::test {
namespace {

using tabacus::test::TlsClient;
using tabacus::test::TlsConnection;
using tabacus::test::TlsUpstream;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class TlsTab : public CaptureFixture {
 protected:
  void serve_tls_upstream(TlsUpstream::Script script) {
    tls_upstream_ = std::make_unique<TlsUpstream>(authority_file_, std::move(script));
    open_port(fmt::format("https://127.0.0.1:{}", tls_upstream_->port()));
  }

  /// The upstream sends the rest of its head and some of its body, and no close_notify.
  void expect_cut(const std::string& rest) {
    serve_tls_upstream([rest](TlsConnection& client) {
      (void)client.read_until("\r\n\r\n");
      client.send("HTTP/1.1 200 OK\r\n" + rest);
    });
    RawSocket client = connect();
    client.send(head("GET", "/v1/models"));
    EXPECT_THAT(client.read_to_end(), HasSubstr("200 OK"));
    EXPECT_EQ(client.end(), StreamEnd::Reset);
    EXPECT_EQ(close_and_collect().at(0).closed->end, ExchangeEnd::UpstreamCut);
  }

  const net::Credential own_ = net::make_loopback_certificate(SystemClock{}.wall()).value();
  std::unique_ptr<TlsUpstream> tls_upstream_;
};

TEST_F(TlsTab, ServesAClientThatSpeaksTls) {
  speak_tls(own_);
  serve_upstream([](RawSocket& client, int) {
    while (!read_head(client).empty()) client.send(plain_answer("{}"));
  });
  TlsClient client{port(), {.trusted_pem = own_.certificate_pem}};
  ASSERT_EQ(client.error(), "");
  for (int i = 0; i < 3; ++i) {
    client.send(head("GET", "/v1/models"));
    EXPECT_EQ(client.read_until("{}"), plain_answer("{}"));
  }
  EXPECT_THAT(close_and_collect(), SizeIs(3));
}

TEST_F(TlsTab, EndsAnAnswerWithoutLengthByAGoodbye) {
  speak_tls(own_);
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send("HTTP/1.1 200 OK\r\n\r\nall of it");
  });
  TlsClient client{port(), {.trusted_pem = own_.certificate_pem}};
  client.send(head("GET", "/v1/models"));
  EXPECT_THAT(client.read_until("never"), HasSubstr("all of it"));
  EXPECT_TRUE(client.ended_cleanly());
}

TEST_F(TlsTab, DoesNotEndACutAnswerByAGoodbye) {
  speak_tls(own_);
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  TlsClient client{port(), {.trusted_pem = own_.certificate_pem}};
  client.send(head("GET", "/v1/models"));
  EXPECT_THAT(client.read_until("never"), HasSubstr("half"));
  EXPECT_FALSE(client.ended_cleanly());
}

TEST_F(TlsTab, TunnelsAWebSocketOverIt) {
  speak_tls(own_);
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    client.send("echo " + client.read_until("."));
  });
  TlsClient client{port(), {.trusted_pem = own_.certificate_pem}};
  client.send(head("GET", "/v1/responses", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("101"));
  client.send("frames.");
  EXPECT_EQ(client.read_until("."), "echo frames.");
}

TEST_F(TlsTab, ReachesACertifiedUpstream) {
  serve_tls_upstream([](TlsConnection& client) {
    (void)client.read_until("\r\n\r\n");
    client.send(plain_answer("{}"));
    client.close_notify();
  });
  RawSocket client = connect();
  client.send(head("GET", "/v1/models"));
  EXPECT_EQ(client.read_until("{}"), plain_answer("{}"));
  EXPECT_TRUE(close_and_collect().at(0).closed->tls.has_value());
}

TEST_F(TlsTab, PassesAWebSocketToAnUpstreamThatSpeaksTls) {
  serve_tls_upstream([](TlsConnection& client) {
    (void)client.read_until("\r\n\r\n");
    client.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    client.send("echo " + client.read_until("."));
    client.close_notify();
  });
  RawSocket client = connect();
  client.send(head("GET", "/v1/responses", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("101"));
  client.send("frames.");
  EXPECT_EQ(client.read_until("."), "echo frames.");
}

TEST_F(TlsTab, RefusesAnUpstreamThatNobodyCertifies) {
  const std::filesystem::path unknown = authority_file_.native() + ".unknown";
  const TlsUpstream upstream{unknown, [](TlsConnection&) {}};
  std::filesystem::remove(unknown);
  open_port(fmt::format("https://127.0.0.1:{}", upstream.port()));
  RawSocket client = connect();
  client.send(head("GET", "/v1/models"));
  const std::string answer = client.read_to_end();
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 502 "));
  EXPECT_THAT(answer, HasSubstr("its certificate is refused: self-signed certificate"));
  EXPECT_THAT(answer, HasSubstr(R"("type":"error")"));  // Anthropic's form
  EXPECT_EQ(close_and_collect().at(0).closed->end, ExchangeEnd::NoUpstream);
}

TEST_F(TlsTab, ShowsATruncatedChunkedAnswerToTheClient) {
  expect_cut("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
}

TEST_F(TlsTab, ShowsATruncatedLengthlessAnswerToTheClient) { expect_cut("\r\nuntil the end"); }

TEST_F(TlsTab, TakesACleanEndOfALengthlessAnswerForItsEnd) {
  serve_tls_upstream([](TlsConnection& client) {
    (void)client.read_until("\r\n\r\n");
    client.send("HTTP/1.1 200 OK\r\n\r\nall of it");
    client.close_notify();
  });
  RawSocket client = connect();
  client.send(head("GET", "/v1/models"));
  EXPECT_THAT(client.read_to_end(), HasSubstr("all of it"));
  EXPECT_EQ(client.end(), StreamEnd::Clean);
}

}  // namespace
}  // namespace tabacus::analytics::test
