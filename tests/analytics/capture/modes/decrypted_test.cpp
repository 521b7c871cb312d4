// Decryption, with curl as the client: a listed host is read under a certificate of the tab's authority, any other host
// shows its own.
#include <filesystem>
#include <future>

#include "base/paths.hpp"
#include "tests/analytics/capture/capture_fixture.hpp"
#include "tests/analytics/capture/modes/proxy_client.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/tls_upstream.hpp"

namespace tabacus::analytics::test {
namespace {

using tabacus::test::TlsConnection;
using tabacus::test::TlsUpstream;
using tabacus::testing::Process;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using namespace std::chrono_literals;

class Decryption : public CaptureFixture {
 protected:
  void SetUp() override { is_forward_proxy_ = true; }

  /// A tab that decrypts `hosts`, and an upstream behind TLS on 127.0.0.1.
  void serve_tls(std::vector<std::string> hosts, TlsUpstream::Script script) {
    tls_upstream_ = std::make_unique<TlsUpstream>(upstream_certificate_, std::move(script));
    if (upstream_is_trusted_) std::filesystem::copy_file(upstream_certificate_, authority_file_);
    authority_ = CertificateAuthority::open(directory_.path(), std::move(hosts), SystemClock{}.wall()).value();
    EXPECT_TRUE(write_private_file(tab_authority_file_, authority_->certificate_pem()));
    open_port(fmt::format("https://127.0.0.1:{}", tls_upstream_->port()));
  }

  struct Curl {
    int code;
    std::string out;
    std::string err;
  };
  /// Through the tab's port, trusting the authorities in `trusted` only.
  [[nodiscard]] Curl curl(const std::filesystem::path& trusted, const std::string& path,
                          std::vector<std::string> more = {}) const {
    std::vector<std::string> command{"curl",       "-sv",
                                     "--max-time", "10",
                                     "--noproxy",  "",
                                     "-x",         fmt::format("http://tab:{}@127.0.0.1:{}", token(), port()),
                                     "--cacert",   trusted.native()};
    command.insert(command.end(), more.begin(), more.end());
    command.push_back(fmt::format("https://127.0.0.1:{}{}", tls_upstream_->port(), path));
    Process process{command};
    const int code = process.wait();
    return {code, process.out(), process.err()};
  }

  const tabacus::testing::TempDir directory_;
  const std::filesystem::path upstream_certificate_ = directory_.path() / "upstream.pem";
  const std::filesystem::path tab_authority_file_ = directory_.path() / "ours.pem";
  std::unique_ptr<TlsUpstream> tls_upstream_;
  bool upstream_is_trusted_ = true;
};

TlsUpstream::Script answering(std::string_view body) {
  return [body](TlsConnection& client) {
    while (!client.read_until("\r\n\r\n").empty()) client.send(plain_answer(body));
  };
}

TEST_F(Decryption, ACallToAListedHostIsTappedUnderOurCertificate) {
  serve_tls({"127.0.0.1"}, answering(R"({"ok":1})"));
  const Curl seen = curl(tab_authority_file_, "/v1/messages?beta=true", {"-H", "X-Odd: 1"});
  EXPECT_EQ(seen.code, 0) << seen.err;
  EXPECT_EQ(seen.out, R"({"ok":1})");
  EXPECT_THAT(seen.err, HasSubstr("issuer: CN=tabacus authority"));
  const std::string secret = token();
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_EQ(exchanges[0].opened->slot, "anthropic");
  EXPECT_EQ(exchanges[0].opened->endpoint, "/v1/messages");
  EXPECT_EQ(exchanges[0].opened->request.target, "/v1/messages?beta=true");
  EXPECT_EQ(exchanges[0].opened->request.headers.find("x-odd"), "1");
  EXPECT_EQ(exchanges[0].response_body, R"({"ok":1})");
  EXPECT_EQ(exchanges[0].closed->end, ExchangeEnd::Complete);
  EXPECT_TRUE(exchanges[0].closed->tls.has_value());
  ASSERT_THAT(tunnels(), SizeIs(1));
  EXPECT_EQ(tunnels()[0].kind, TunnelKind::Decrypted);
  EXPECT_EQ(tunnels()[0].end, TunnelEnd::Complete);
  EXPECT_GT(tunnels()[0].sent_bytes, 500);
  EXPECT_GT(tunnels()[0].received_bytes, 500);
}

TEST_F(Decryption, AHostThatIsNotListedShowsItsOwnCertificate) {
  serve_tls({"listed.example"}, answering("its own"));
  const Curl seen = curl(upstream_certificate_, "/v1/messages");
  EXPECT_EQ(seen.code, 0) << seen.err;
  EXPECT_EQ(seen.out, "its own");
  EXPECT_THAT(seen.err, HasSubstr("issuer: CN=test"));
  EXPECT_THAT(close_and_collect(), IsEmpty());
  ASSERT_THAT(tunnels(), SizeIs(1));
  EXPECT_EQ(tunnels()[0].kind, TunnelKind::Tunnel);
}

TEST_F(Decryption, AClientThatDoesNotTrustUsIsARowThatSaysSo) {
  serve_tls({"127.0.0.1"}, answering("never"));
  const Curl seen = curl(upstream_certificate_, "/");
  EXPECT_EQ(seen.code, 60) << "curl's code for a certificate that does not verify";
  EXPECT_THAT(close_and_collect(), IsEmpty());
  ASSERT_THAT(tunnels(), SizeIs(1));
  EXPECT_EQ(tunnels()[0].end, TunnelEnd::HandshakeFailed);
  // Its alert may be lost when it resets the connection with bytes of ours unread.
  EXPECT_THAT(tunnels()[0].error, AnyOf(HasSubstr("alert unknown ca"), HasSubstr("hung up")));
}

TEST_F(Decryption, AnUpstreamThatDoesNotVerifyIsA502) {
  upstream_is_trusted_ = false;
  serve_tls({"127.0.0.1"}, answering("never"));
  const Curl seen = curl(tab_authority_file_, "/v1/messages");
  EXPECT_THAT(seen.err, HasSubstr("HTTP/1.1 502 "));
  EXPECT_THAT(seen.out, HasSubstr("certificate"));
}

TEST_F(Decryption, SeveralRequestsShareTheTunnel) {
  serve_tls({"127.0.0.1"}, answering("{}"));
  const std::string url = fmt::format("https://127.0.0.1:{}/second", tls_upstream_->port());
  const Curl seen = curl(tab_authority_file_, "/first", {url});
  EXPECT_EQ(seen.out, "{}{}");
  EXPECT_THAT(close_and_collect(), SizeIs(2));
  EXPECT_THAT(tunnels(), SizeIs(1));
}

TEST_F(Decryption, BytesThatAreNoTlsAreCarriedUnread) {
  serve_upstream([](RawSocket& client, int) { client.send("echo " + client.read_until(".")); });
  const std::uint16_t plain_port = upstream().port();
  close_port();
  serve_tls({"127.0.0.1"}, answering("never"));
  RawSocket client = connect();
  client.send(connect_head(fmt::format("127.0.0.1:{}", plain_port), proxy_authorization(token())));
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
  client.send("SSH-2.0.");
  EXPECT_EQ(client.read_until("."), "echo SSH-2.");
  client.close();
  EXPECT_THAT(close_and_collect(), IsEmpty());
  ASSERT_THAT(tunnels(), SizeIs(1));
  EXPECT_EQ(tunnels()[0].kind, TunnelKind::Tunnel);
}

TEST_F(Decryption, AClientThatWaitsForItsServersGreetingGetsIt) {
  serve_upstream([](RawSocket& client, int) {
    client.send("220 hello.");
    client.send("got " + client.read_until("."));
  });
  const std::uint16_t plain_port = upstream().port();
  close_port();
  serve_tls({"127.0.0.1"}, answering("never"));
  RawSocket client = connect();
  client.send(connect_head(fmt::format("127.0.0.1:{}", plain_port), proxy_authorization(token())));
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(client.read_until("."), "220 hello.");
  client.send("EHLO.");
  EXPECT_EQ(client.read_until("."), "got EHLO.");
}

TEST_F(Decryption, AWebSocketInsidePasses) {
  serve_tls({"127.0.0.1"}, [](TlsConnection& client) {
    EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("Upgrade: websocket"));
    client.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nframes");
    client.close_notify();
  });
  const Curl seen = curl(tab_authority_file_, "/v1/responses",
                         {"--http1.1", "-H", "Connection: Upgrade", "-H", "Upgrade: websocket", "-H",
                          "Sec-WebSocket-Version: 13", "-H", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="});
  EXPECT_THAT(seen.err, HasSubstr("HTTP/1.1 101 Switching Protocols"));
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_EQ(exchanges[0].response->status, 101);
}

TEST_F(Decryption, AClosedTabEndsAHandshakeThatHangs) {
  serve_tls({"127.0.0.1"}, answering("never"));
  RawSocket client = connect();
  client.send(connect_head(fmt::format("127.0.0.1:{}", tls_upstream_->port()), proxy_authorization(token())));
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
  client.send("\x16\x03");
  EXPECT_TRUE(client.is_silent_for(100ms));
  close_port(0ms);
  EXPECT_TRUE(client.closes_within(3000ms));
}

}  // namespace
}  // namespace tabacus::analytics::test
