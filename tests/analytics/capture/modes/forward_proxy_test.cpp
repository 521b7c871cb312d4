// Plain requests to a proxy: they go on as they are, without what was meant for the proxy.
#include <future>

#include "tests/analytics/capture/capture_fixture.hpp"
#include "tests/analytics/capture/modes/proxy_client.hpp"

namespace tabacus::analytics::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class ForwardProxy : public CaptureFixture {
 protected:
  void SetUp() override { is_forward_proxy_ = true; }
};

TEST_F(ForwardProxy, TheHostGetsThePathAndNothingOfTheProxy) {
  std::promise<std::string> seen;
  serve_upstream([&](RawSocket& client, int) {
    seen.set_value(read_head(client));
    client.send(plain_answer("pong"));
  });
  RawSocket client = connect();
  const std::string host = fmt::format("127.0.0.1:{}", upstream().port());
  client.send(
      fmt::format("GET http://{0}/a?b=c HTTP/1.1\r\nHost: {0}\r\n{1}X-Odd: 1\r\nProxy-Connection: Keep-Alive\r\n\r\n",
                  host, proxy_authorization(token())));
  EXPECT_EQ(client.read_until("pong"), plain_answer("pong"));
  EXPECT_EQ(seen.get_future().get(), fmt::format("GET /a?b=c HTTP/1.1\r\nHost: {}\r\nX-Odd: 1\r\n\r\n", host));
}

TEST_F(ForwardProxy, ACallToAProvidersUpstreamIsTapped) {
  serve_upstream([](RawSocket& client, int) {
    (void)client.read_until("{}");
    client.send(plain_answer(R"({"ok":1})"));
  });
  RawSocket client = connect();
  client.send(fmt::format("POST http://127.0.0.1:{}/v1/messages HTTP/1.1\r\nHost: x\r\n{}Content-Length: 2\r\n\r\n{{}}",
                          upstream().port(), proxy_authorization(token())));
  EXPECT_THAT(client.read_until("1}"), HasSubstr("200"));
  client.close();
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_EQ(exchanges[0].opened->slot, "anthropic");
  EXPECT_EQ(exchanges[0].opened->endpoint, "/v1/messages");
  EXPECT_EQ(exchanges[0].response_body, R"({"ok":1})");
  EXPECT_THAT(tunnels(), IsEmpty());
}

TEST_F(ForwardProxy, ARequestToAnotherHostIsCountedAndItsBodyNotTapped) {
  FakeUpstream other{[](RawSocket& client, int) {
    (void)client.read_until("12345");
    client.send(plain_answer("1234567"));
  }};
  serve_upstream([](RawSocket&, int) {});
  RawSocket client = connect();
  client.send(fmt::format("PUT http://127.0.0.1:{}/x HTTP/1.1\r\nHost: x\r\n{}Content-Length: 5\r\n\r\n12345",
                          other.port(), proxy_authorization(token())));
  EXPECT_THAT(client.read_until("1234567"), HasSubstr("200"));
  client.close();
  EXPECT_THAT(close_and_collect(), IsEmpty());
  ASSERT_THAT(tunnels(), SizeIs(1));
  const TunnelRecord row = tunnels()[0];
  EXPECT_EQ(row.kind, TunnelKind::Request);
  EXPECT_EQ(row.host, "127.0.0.1");
  EXPECT_EQ(row.port, other.port());
  EXPECT_EQ(row.sent_bytes, 5);
  EXPECT_EQ(row.received_bytes, 7);
  EXPECT_EQ(row.status, 200);
  EXPECT_EQ(row.end, TunnelEnd::Complete);
}

TEST_F(ForwardProxy, ANameThatLeadsToCredentialsIsRefused) {
  names_["rebound.example"] = {"169.254.169.254", "fd00:ec2::254"};
  serve_upstream([](RawSocket&, int) {});
  RawSocket client = connect();
  client.send(fmt::format("GET http://rebound.example/latest HTTP/1.1\r\nHost: rebound.example\r\n{}\r\n",
                          proxy_authorization(token())));
  const std::string answer = client.read_to_end();
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 403 "));
  EXPECT_THAT(answer, HasSubstr("which hands out credentials; reach it without this proxy"));
  EXPECT_THAT(close_and_collect(), IsEmpty());
  ASSERT_THAT(tunnels(), SizeIs(1));
  EXPECT_EQ(tunnels()[0].end, TunnelEnd::Unreachable);
  EXPECT_EQ(tunnels()[0].status, 403);
  EXPECT_THAT(tunnels()[0].error, HasSubstr("rebound.example"));
}

TEST_F(ForwardProxy, OnlyTheAddressesThatAreNotRefusedAreDialed) {
  names_["both.example"] = {"169.254.169.254", "127.0.0.1"};
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send(plain_answer("pong"));
  });
  RawSocket client = connect();
  client.send(fmt::format("GET http://both.example:{}/ HTTP/1.1\r\nHost: x\r\n{}\r\n", upstream().port(),
                          proxy_authorization(token())));
  EXPECT_EQ(client.read_until("pong"), plain_answer("pong"));
}

TEST_F(ForwardProxy, ANameForThePortsOwnAddressLeadsInNoCircle) {
  names_["circle.example"] = {"127.0.0.1"};
  serve_upstream([](RawSocket&, int) {});
  RawSocket client = connect();
  client.send(
      fmt::format("GET http://circle.example:{}/ HTTP/1.1\r\nHost: x\r\n{}\r\n", port(), proxy_authorization(token())));
  EXPECT_THAT(client.read_to_end(), HasSubstr("HTTP/1.1 403 "));
}

TEST_F(ForwardProxy, ABaseUrlOfTheUsersOwnMayLeadAnywhere) {
  start_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send(plain_answer("pong"));
  });
  names_["gateway.example"] = {"127.0.0.1"};
  open_port(fmt::format("http://gateway.example:{}", upstream().port()));
  RawSocket client = connect();
  client.send(head("GET", "/v1/models"));
  EXPECT_EQ(client.read_until("pong"), plain_answer("pong"));
}

}  // namespace
}  // namespace tabacus::analytics::test
