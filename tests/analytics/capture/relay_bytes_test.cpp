// What passed through a tab's port, as the tap was told of it. That it passes byte for byte is the conformance suite's.
#include "tests/analytics/capture/capture_fixture.hpp"

namespace tabacus::analytics::test {
namespace {

using testing::SizeIs;
using testing::StartsWith;

class RelayBytes : public CaptureFixture {};

TEST_F(RelayBytes, TapsHeadsAndBodies) {
  const std::string answer =
      "HTTP/1.1 529 Site  Overloaded\r\nset-cookie: a\r\nSet-Cookie: b\r\nX-A:1\r\nContent-Length: 3\r\n\r\n\xff\x00z";
  const std::string whole = answer.substr(0, answer.find("\r\n\r\n") + 4) + std::string{"\xff\0z", 3};
  serve_upstream([whole](RawSocket& client, int) {
    (void)read_head(client);
    client.send(whole);
  });
  RawSocket client = connect();
  client.send(post("/v1/messages", "{}"));
  EXPECT_EQ(client.read_exactly(whole.size()), whole);
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_EQ(exchanges[0].response->status, 529);
  EXPECT_EQ(exchanges[0].response_body, (std::string{"\xff\0z", 3}));
  EXPECT_EQ(exchanges[0].request_body, "{}");
  EXPECT_EQ(exchanges[0].opened->request.target, "/v1/messages");
  EXPECT_EQ(exchanges[0].closed->end, ExchangeEnd::Complete);
  EXPECT_EQ(exchanges[0].bodies_ended, 2);
}

TEST_F(RelayBytes, TapsALargeRequestBodyExactly) {
  std::string body;
  for (int i = 0; body.size() < 3'000'000; ++i) body += fmt::format("{{ \"k\" :{},\"k\":\"\u00e9\"}}\n", i);
  std::string seen;
  serve_upstream([&seen, size = body.size()](RawSocket& client, int) {
    (void)read_head(client);
    seen = client.read_exactly(size);
    client.send(plain_answer("ok"));
  });
  RawSocket client = connect();
  client.send(post("/v1/messages", body));
  EXPECT_THAT(client.read_until("ok"), StartsWith("HTTP/1.1 200"));
  EXPECT_TRUE(seen == body);
  const auto exchanges = close_and_collect();
  EXPECT_TRUE(exchanges.at(0).request_body == body);
}

TEST_F(RelayBytes, TapsThePayloadOfAChunkedRequest) {
  const std::string chunks = "5;ext=\"a\"\r\nhello\r\n1\r\n \r\n0\r\nX-Sum: 1\r\n\r\n";
  std::string seen;
  serve_upstream([&seen, size = chunks.size()](RawSocket& client, int) {
    (void)read_head(client);
    seen = client.read_exactly(size);
    client.send(plain_answer("ok"));
  });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", "TE: trailers\r\nTransfer-Encoding: chunked\r\n") + chunks);
  EXPECT_THAT(client.read_until("ok"), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(seen, chunks);
  EXPECT_EQ(close_and_collect().at(0).request_body, "hello ");
}

TEST_F(RelayBytes, TapsThePayloadOfAStream) {
  const std::string answer_head =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  serve_upstream([answer_head](RawSocket& client, int) {
    (void)read_head(client);
    client.send(answer_head);
    (void)client.read_exactly(1);  // each step waits for the client's word that the last one has come
    client.send("b\r\ndata: one\n\n\r\n");
    (void)client.read_exactly(1);
    client.send("4\r\nda\xc3");
    (void)client.read_exactly(1);
    client.send("\xa9\r\n0\r\nX-Trailer: t\r\n\r\n");
  });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", "Content-Length: 3\r\n"));
  EXPECT_EQ(client.read_until("\r\n\r\n"), answer_head);
  client.send("1");
  EXPECT_EQ(client.read_until("one\n\n\r\n"), "b\r\ndata: one\n\n\r\n");
  client.send("2");
  EXPECT_EQ(client.read_until("\xc3"), "4\r\nda\xc3");
  client.send("3");
  EXPECT_EQ(client.read_until("t\r\n\r\n"), "\xa9\r\n0\r\nX-Trailer: t\r\n\r\n");
  EXPECT_EQ(close_and_collect().at(0).response_body, "data: one\n\nda\xc3\xa9");
}

TEST_F(RelayBytes, TapsABodyThatEndsWithTheConnection) {
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send("HTTP/1.0 200 OK\r\n\r\nuntil the end");
  });
  RawSocket client = connect();
  client.send(head("GET", "/"));
  EXPECT_EQ(client.read_to_end(), "HTTP/1.0 200 OK\r\n\r\nuntil the end");
  EXPECT_EQ(client.end(), StreamEnd::Clean);
  EXPECT_EQ(close_and_collect().at(0).closed->end, ExchangeEnd::Complete);
}

}  // namespace
}  // namespace tabacus::analytics::test
