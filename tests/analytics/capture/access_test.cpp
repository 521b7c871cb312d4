// Who is served on a tab's port, and what bad requests get.
#include "tests/analytics/capture/capture_fixture.hpp"

namespace tabacus::analytics::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

/// {T}, {P} stand for the tab's token and port.
struct RefusedCase {
  const char* name;
  std::string_view request;
  int status;
  std::size_t recorded;
};

class Refusals : public CaptureFixture, public testing::WithParamInterface<RefusedCase> {
 protected:
  std::string filled_in(std::string_view text) const {
    std::string out{text};
    const std::vector<std::pair<std::string, std::string>> values{{"{T}", token()}, {"{P}", std::to_string(port())}};
    for (const auto& [key, value] : values)
      for (std::size_t at = out.find(key); at != std::string::npos; at = out.find(key)) out.replace(at, 3, value);
    return out;
  }
};

TEST_P(Refusals, NeverReachTheUpstream) {
  serve_upstream([](RawSocket&, int) { ADD_FAILURE() << "the upstream was called"; });
  RawSocket client = connect();
  client.send(filled_in(GetParam().request));
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith(fmt::format("HTTP/1.1 {} ", GetParam().status)));
  client.shutdown_write();
  EXPECT_TRUE(client.closes_within(std::chrono::milliseconds{1500}));
  const std::string secret = token();
  const auto exchanges = close_and_collect();
  EXPECT_THAT(exchanges, SizeIs(GetParam().recorded));
  for (const auto& exchange : exchanges) {
    EXPECT_EQ(exchange.closed->end, ExchangeEnd::Refused);
    EXPECT_THAT(exchange.opened->request.target, Not(HasSubstr(secret)));
    EXPECT_THAT(exchange.opened->endpoint, StartsWith("/v1"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Requests, Refusals,
    testing::Values(
        RefusedCase{"no_token", "GET /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:{P}\r\n\r\n", 404, 0},
        RefusedCase{"wrong_token", "GET /AAAAAAAAAAAAAAAAAAAAAAAA/anthropic/ HTTP/1.1\r\nHost: 127.0.0.1:{P}\r\n\r\n",
                    404, 0},
        RefusedCase{"unknown_slot", "GET /{T}/mistral/v1 HTTP/1.1\r\nHost: 127.0.0.1:{P}\r\n\r\n", 404, 0},
        RefusedCase{"foreign_host", "GET /{T}/anthropic/v1 HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403, 1},
        RefusedCase{"foreign_host_without_token", "GET / HTTP/1.1\r\nHost: evil.example:{P}\r\n\r\n", 403, 0},
        RefusedCase{"no_host", "GET /{T}/anthropic/v1 HTTP/1.1\r\n\r\n", 403, 1},
        RefusedCase{"two_hosts", "GET /{T}/anthropic/v1 HTTP/1.1\r\nHost: localhost:{P}\r\nHost: 127.0.0.1:{P}\r\n\r\n",
                    403, 1},
        RefusedCase{
            "origin",
            "POST /{T}/anthropic/v1/messages HTTP/1.1\r\nHost: 127.0.0.1:{P}\r\nOrigin: http://localhost\r\n\r\n", 403,
            1},
        RefusedCase{"connect_method", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 405, 0},
        RefusedCase{"absolute_form", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, 0},
        RefusedCase{"http2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 0},
        RefusedCase{"tls_hello", std::string_view{"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10}, 400, 0},
        RefusedCase{"smuggled",
                    "POST /{T}/anthropic/v1 HTTP/1.1\r\nHost: 127.0.0.1:{P}\r\nContent-Length: 5\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /",
                    400, 0},
        RefusedCase{"bare_lf", "GET /{T}/anthropic/v1 HTTP/1.1\nHost: 127.0.0.1:{P}\n\n", 400, 0}),
    [](const auto& test) { return std::string{test.param.name}; });

class Access : public CaptureFixture {};

TEST_F(Access, ABadChunkInTheBodyIsRefused) {
  serve_upstream([](RawSocket& client, int) { (void)client.closes_within(std::chrono::milliseconds{3000}); });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", "Transfer-Encoding: chunked\r\n") + "+5\r\nhello\r\n0\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_EQ(exchanges[0].closed->end, ExchangeEnd::Refused);
}

TEST_F(Access, ABadChunkAfterTheStartOfTheBodyIsRefused) {
  serve_upstream([](RawSocket& client, int) { (void)client.closes_within(std::chrono::milliseconds{3000}); });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", "Transfer-Encoding: chunked\r\n"));
  client.send("5\r\nhello\r\n");
  client.send("FFFFFFFFFFFFFFFF1\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
}

TEST_F(Access, LocalhostIsOurNameToo) {
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send(plain_answer("ok"));
  });
  RawSocket client = connect();
  client.send(fmt::format("GET /{}/anthropic HTTP/1.1\r\nHost: LocalHost:{}\r\n\r\n", token(), port()));
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
}

}  // namespace
}  // namespace tabacus::analytics::test
