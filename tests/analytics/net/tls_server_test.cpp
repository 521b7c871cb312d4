// The server's side of TLS: what it takes, what it refuses, and plain clients beside it.
#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <array>
#include <csignal>
#include <future>
#include <thread>

#include "analytics/net/io_thread.hpp"
#include "analytics/net/key_log.hpp"
#include "analytics/net/listener.hpp"
#include "analytics/net/tls_or_plain.hpp"
#include "base/paths.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/tls_client.hpp"

namespace tabacus::analytics::net {
namespace {

using tabacus::test::RawSocket;
using tabacus::test::TlsClient;
using tabacus::test::TlsClientOptions;
using ::testing::HasSubstr;
using ::testing::Not;

/// Sends back whatever comes; "bye" ends its side of the connection.
Awaitable<void> echo(std::shared_ptr<Stream> client) {
  std::array<char, 4096> bytes;
  for (;;) {
    const Result<std::size_t> got = co_await client->read_some(bytes);
    if (!got || *got == 0) break;
    const std::string_view text{bytes.data(), *got};
    const Result<void> written = co_await client->write(text);
    if (!written) break;
    if (text.starts_with("bye")) client->shutdown_write();
  }
  client->close(Close::Normal);
}

Awaitable<void> accept_all(Listener& listener, Executor executor, std::shared_ptr<const TlsServer> server,
                           std::chrono::milliseconds deadline) {
  for (;;) {
    auto client = co_await listener.accept();
    if (!client) co_return;
    spawn(executor, echo(make_tls_or_plain(executor, std::move(*client), server, deadline)));
  }
}

class TlsPort : public ::testing::Test {
 protected:
  ~TlsPort() override { thread_.stop(); }

  void serve(std::chrono::milliseconds deadline = kServerHandshakeDeadline, std::shared_ptr<KeyLog> key_log = nullptr) {
    const auto server = TlsServer::make(credential_, std::move(key_log)).value();
    listener_ = Listener::bind(thread_.executor(), 0).value();
    thread_.post(
        [=, this] { spawn(thread_.executor(), accept_all(*listener_, thread_.executor(), server, deadline)); });
  }
  [[nodiscard]] TlsClient connect(TlsClientOptions options) const {
    options.trusted_pem = credential_.certificate_pem;
    return TlsClient{listener_->port(), options};
  }

  const Credential credential_ = make_loopback_certificate(SystemClock{}.wall()).value();
  IoThread thread_{"net"};
  std::unique_ptr<Listener> listener_;
};

TEST_F(TlsPort, SpeaksBothVersionsThatAreSafe) {
  serve();
  for (const auto& [version, name] : {std::pair{TLS1_2_VERSION, "TLSv1.2"}, {TLS1_3_VERSION, "TLSv1.3"}}) {
    TlsClient client = connect({.version = version});
    ASSERT_EQ(client.error(), "");
    EXPECT_EQ(client.version(), name);
    client.send("hello\n");
    EXPECT_EQ(client.read_until("\n"), "hello\n");
  }
}

TEST_F(TlsPort, RefusesOldVersions) {
  serve();
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION})
    EXPECT_THAT(connect({.version = version}).error(), HasSubstr("protocol version")) << version;
}

TEST_F(TlsPort, RefusesSuitesWithoutAeadOrForwardSecrecy) {
  serve();
  for (const char* suites : {"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-AES128-SHA256",
                             "AES128-GCM-SHA256", "AES128-SHA", "DHE-RSA-AES128-GCM-SHA256", "AECDH-AES128-SHA",
                             "ECDHE-ECDSA-NULL-SHA", "ECDHE-ECDSA-AES128-CCM8"})
    EXPECT_THAT(connect({.version = TLS1_2_VERSION, .suites = std::string{suites} + ":@SECLEVEL=0"}).error(),
                HasSubstr("handshake failure"))
        << suites;
}

TEST_F(TlsPort, ChoosesHttp11AndNothingElse) {
  serve();
  EXPECT_EQ(connect({.protocols = "\x02h2\x08http/1.1"}).protocol(), "http/1.1");
  EXPECT_EQ(connect({}).protocol(), "");
  EXPECT_THAT(connect({.protocols = "\x02h2"}).error(), HasSubstr("no application protocol"));
}

TEST_F(TlsPort, ServesPlainClientsToo) {
  serve();
  RawSocket client = RawSocket::connect(listener_->port());
  client.send("plain\n");
  EXPECT_EQ(client.read_until("\n"), "plain\n");
}

TEST_F(TlsPort, AnswersABrokenHelloInPiecesWithAnAlert) {
  serve();
  const std::string hello{"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10};
  RawSocket client = RawSocket::connect(listener_->port());
  for (const char byte : hello) client.send({&byte, 1});
  const std::string alert = client.read_exactly(7);
  ASSERT_EQ(alert.size(), 7U);
  EXPECT_EQ(alert[0], 0x15);
}

TEST_F(TlsPort, HangsUpOnAHandshakeThatDoesNotEnd) {
  serve(std::chrono::milliseconds{100});
  RawSocket client = RawSocket::connect(listener_->port());
  client.send(std::string{"\x16\x03\x01", 3});
  EXPECT_TRUE(client.closes_within(std::chrono::seconds{5}));
}

TEST_F(TlsPort, LetsAConnectionIdleAfterTheHandshake) {
  serve(std::chrono::milliseconds{1500});  // long enough for a handshake on a machine that is busy
  TlsClient client = connect({});
  ASSERT_EQ(client.error(), "");
  std::this_thread::sleep_for(std::chrono::milliseconds{1700});  // past the handshake's deadline
  client.send("late\n");
  EXPECT_EQ(client.read_until("\n"), "late\n");
}

TEST_F(TlsPort, SaysGoodbye) {
  serve();
  TlsClient client = connect({});
  client.send("bye\n");
  EXPECT_EQ(client.read_until("\n"), "bye\n");
  EXPECT_EQ(client.read_until("more"), "");
  EXPECT_TRUE(client.ended_cleanly());
}

TEST_F(TlsPort, CarriesMegabytesBothWays) {
  serve();
  TlsClient client = connect({});
  // Larger than a record, smaller than what the sockets hold: the echo writes back while the client still sends.
  const std::string block(60'000, 'x');
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(client.send(block + "\n"));
    ASSERT_EQ(client.read_until("\n"), block + "\n");
  }
}

TEST_F(TlsPort, WritesKeysToAPrivateFileOnlyWhenAsked) {
  const tabacus::testing::TempDir directory;
  const auto file = directory.path() / "keys";
  ASSERT_TRUE(write_private_file(file, "# earlier\n").has_value());
  std::filesystem::permissions(file, std::filesystem::perms{0644});
  serve(kServerHandshakeDeadline, KeyLog::open(file).value());
  TlsClient client = connect({});
  client.send("hello\n");
  EXPECT_EQ(client.read_until("\n"), "hello\n");
  const std::string log = read_file(file).value();
  EXPECT_TRUE(log.starts_with("# earlier\n"));
  EXPECT_THAT(log, HasSubstr("\nSERVER_TRAFFIC_SECRET_0 "));
  EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms{0600});
}

TEST(TlsServer, RefusesABrokenCredential) {
  const auto made = TlsServer::make({"nonsense", "nonsense"}, nullptr);
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, ErrorCode::InvalidInput);
}

}  // namespace
}  // namespace tabacus::analytics::net
