// How exchanges end: cut, aborted, early, reused, refused. Every end is visible on the other side and told to the tap.
#include <future>
#include <thread>

#include "tests/analytics/capture/capture_fixture.hpp"
#include "tests/support/deaf_port.hpp"

namespace tabacus::analytics::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

class RelayEnds : public CaptureFixture {};

struct CutCase {
  const char* name;
  const char* answer;
};

class RelayCuts : public CaptureFixture, public testing::WithParamInterface<CutCase> {};

TEST_P(RelayCuts, AreVisibleToTheClient) {
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send(GetParam().answer);
  });
  RawSocket client = connect();
  client.send(head("GET", "/"));
  EXPECT_THAT(GetParam().answer, StartsWith(client.read_to_end()));
  EXPECT_EQ(client.end(), StreamEnd::Reset);
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_EQ(exchanges[0].closed->end, ExchangeEnd::UpstreamCut);
  EXPECT_THAT(exchanges[0].closed->error, Not(IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(
    Answers, RelayCuts,
    testing::Values(CutCase{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"},
                    CutCase{"inside_a_chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"},
                    CutCase{"length", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST_F(RelayEnds, ABrokenConnectionIsNoEndOfABodyWithoutLength) {
  std::promise<void> read;
  serve_upstream([&read](RawSocket& client, int) {
    (void)read_head(client);
    client.send("HTTP/1.1 200 OK\r\n\r\nhalf");
    read.get_future().wait();
    client.reset();
  });
  RawSocket client = connect();
  client.send(head("GET", "/"));
  EXPECT_THAT(client.read_until("half"), HasSubstr("half"));
  read.set_value();
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(client.end(), StreamEnd::Reset);
}

struct AbortCase {
  const char* name;
  const char* answer;  ///< sent before the client goes
};

class ClientAborts : public CaptureFixture, public testing::WithParamInterface<AbortCase> {};

TEST_P(ClientAborts, CloseTheUpstreamAtOnce) {
  std::promise<void> asked;
  std::promise<bool> closed;
  serve_upstream([&asked, &closed](RawSocket& client, int) {
    (void)read_head(client);
    client.send(GetParam().answer);
    asked.set_value();
    closed.set_value(client.closes_within(500ms));
  });
  {
    RawSocket client = connect();
    client.send(head("GET", "/"));
    EXPECT_EQ(client.read_exactly(std::string_view{GetParam().answer}.size()), GetParam().answer);
    asked.get_future().wait();
  }
  EXPECT_TRUE(closed.get_future().get());
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_EQ(exchanges[0].closed->end, ExchangeEnd::ClientGone);
}

INSTANTIATE_TEST_SUITE_P(Moments, ClientAborts,
                         testing::Values(AbortCase{"in_mid_stream",
                                                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"},
                                         AbortCase{"before_the_head", ""}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST_F(RelayEnds, AHalfClosedClientGetsItsWholeAnswer) {
  std::promise<void> half_closed;
  serve_upstream([&half_closed](RawSocket& client, int) {
    (void)read_head(client);
    half_closed.get_future().wait();
    EXPECT_TRUE(client.is_silent_for(100ms));
    client.send(plain_answer("all of it"));
  });
  RawSocket client = connect();
  client.send(head("GET", "/"));
  client.shutdown_write();
  half_closed.set_value();
  EXPECT_EQ(client.read_to_end(), plain_answer("all of it"));
  EXPECT_EQ(close_and_collect().at(0).closed->end, ExchangeEnd::Complete);
}

TEST_F(RelayEnds, FiveRequestsUseOneUpstreamConnection) {
  serve_upstream([](RawSocket& client, int) {
    for (int i = 0; i < 5; ++i) {
      (void)client.read_until("\r\n\r\n{}");
      client.send(plain_answer("ok"));
    }
  });
  RawSocket client = connect();
  for (int i = 0; i < 5; ++i) {
    client.send(post("/v1/messages", "{}"));
    EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  }
  EXPECT_EQ(upstream().connections(), 1);
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(5));
  EXPECT_TRUE(exchanges[0].closed->connect.has_value());
  EXPECT_FALSE(exchanges[4].closed->connect.has_value());
}

TEST_F(RelayEnds, AConnectionClosedJustAsItIsReusedIsTriedOnceMore) {
  const std::string large(300'000, 'y');
  serve_upstream([large](RawSocket& client, int number) {
    if (number == 0) {
      (void)client.read_until("\r\n\r\n{}");
      client.send(plain_answer("ok"));
      (void)read_head(client);  // the second request came: close without a byte of an answer
      return;
    }
    (void)read_head(client);
    if (client.read_exactly(large.size()) == large) client.send(plain_answer("again"));
  });
  RawSocket client = connect();
  client.send(post("/v1/messages", "{}"));
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  client.send(post("/v1/messages", large));
  EXPECT_EQ(client.read_until("again"), plain_answer("again"));
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(2));
  EXPECT_TRUE(exchanges[1].request_body == large);
  EXPECT_EQ(exchanges[1].bodies_ended, 2);
}

TEST_F(RelayEnds, AnUpstreamThatIsDownIsTold) {
  std::uint16_t closed_port = 0;
  {
    FakeUpstream gone{[](RawSocket&, int) {}};
    closed_port = gone.port();
  }
  open_port(fmt::format("http://127.0.0.1:{}/made-up-key", closed_port));
  RawSocket client = connect();
  client.send(post("/v1/messages", "{}"));
  const std::string answer = client.read_to_end();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 502 Bad Gateway\r\n"));
  EXPECT_THAT(answer, HasSubstr(R"("type":"error")"));
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_EQ(exchanges[0].response->status, 502);
  EXPECT_EQ(exchanges[0].closed->end, ExchangeEnd::NoUpstream);
  EXPECT_EQ(exchanges[0].opened->request.target, "/made-up-key/v1/messages");
  EXPECT_EQ(exchanges[0].opened->endpoint, "/v1/messages") << "the base path may be a key";
  EXPECT_THAT(exchanges[0].closed->error, Not(HasSubstr("made-up-key")));
}

TEST_F(RelayEnds, AClientThatGoesAwayEndsTheDialing) {
  const tabacus::test::DeafPort deaf;
  open_port(fmt::format("http://127.0.0.1:{}", deaf.port()));
  {
    RawSocket client = connect();
    client.send(post("/v1/messages", "{}"));
    std::this_thread::sleep_for(50ms);
  }
  std::this_thread::sleep_for(100ms);
  const auto start = std::chrono::steady_clock::now();
  close_port(30s);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s) << "nothing is left to wait for";
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_EQ(exchanges[0].closed->end, ExchangeEnd::ClientGone);
}

}  // namespace
}  // namespace tabacus::analytics::test
