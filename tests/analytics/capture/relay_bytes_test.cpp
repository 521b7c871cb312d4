// What passes through a tab's port passes byte for byte, as soon as it comes.
#include "tests/analytics/capture/capture_fixture.hpp"

namespace tabacus::analytics::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

class RelayBytes : public CaptureFixture {};

TEST_F(RelayBytes, SendsTheHeadUpstreamAsItStoodButForTargetAndHost) {
  std::string seen;
  serve_upstream([&seen](RawSocket& client, int) {
    seen = read_head(client);
    client.send(plain_answer("ok"));
  });
  RawSocket client = connect();
  client.send(head("GET", "/v1//a%2Fb/../c?x=%20&y",
                   "x-Odd:   two  words \r\nB: 1\r\nA: 2\r\nb: 3\r\nAccept-Encoding: gzip, x-foo\r\n"));
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  EXPECT_EQ(seen, fmt::format("GET /v1//a%2Fb/../c?x=%20&y HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nx-Odd:   two  words \r\n"
                              "B: 1\r\nA: 2\r\nb: 3\r\nAccept-Encoding: gzip, x-foo\r\n\r\n",
                              upstream().port()));
}

TEST_F(RelayBytes, SendsTheAnswerDownAsItStood) {
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

TEST_F(RelayBytes, PassesHeadsOf64KiB) {
  const std::string big(64 * 1024, 'v');
  std::string seen;
  serve_upstream([&seen, big](RawSocket& client, int) {
    seen = read_head(client);
    client.send(plain_answer("x", "Big: " + big + "\r\n"));
  });
  RawSocket client = connect();
  client.send(head("GET", "/", "Big: " + big + "\r\n"));
  EXPECT_EQ(client.read_until("\r\n\r\nx"), plain_answer("x", "Big: " + big + "\r\n"));
  EXPECT_THAT(seen, HasSubstr(big));
}

TEST_F(RelayBytes, PassesALargeRequestBodyExactly) {
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

TEST_F(RelayBytes, PassesAChunkedRequestWithExtensionAndTrailers) {
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

TEST_F(RelayBytes, StreamsTheRequestBody) {
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send(client.read_exactly(5) == "first" ? "HTTP/1.1 100 Continue\r\n\r\n" : "");
    (void)client.read_exactly(6);
    client.send(plain_answer("ok"));
  });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", "Content-Length: 11\r\n") + "first");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");  // before the rest was sent
  client.send("second");
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
}

TEST_F(RelayBytes, SendsHeadAndEachEventOnAtOnce) {
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

TEST_F(RelayBytes, PassesABodyThatEndsWithTheConnection) {
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

struct NoBody {
  const char* name;
  const char* method;
  const char* answer;
};

class RelayWithoutBody : public CaptureFixture, public testing::WithParamInterface<NoBody> {};

TEST_P(RelayWithoutBody, KeepsTheConnectionUsable) {
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send(GetParam().answer);
    (void)read_head(client);
    client.send(plain_answer("second"));
  });
  RawSocket client = connect();
  client.send(head(GetParam().method, "/api/hello"));
  EXPECT_EQ(client.read_exactly(std::string_view{GetParam().answer}.size()), GetParam().answer);
  client.send(head("GET", "/"));
  EXPECT_EQ(client.read_until("second"), plain_answer("second"));
  EXPECT_EQ(upstream().connections(), 1);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, RelayWithoutBody,
    testing::Values(NoBody{"head_method", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"},
                    NoBody{"no_content", "GET", "HTTP/1.1 204 No Content\r\n\r\n"},
                    NoBody{"not_modified", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"},
                    NoBody{"early_hints", "DELETE",
                           "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                           "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
                    NoBody{"redirect", "PATCH",
                           "HTTP/1.1 307 Temporary Redirect\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST_F(RelayBytes, AnswersPipelinedRequestsInOrder) {
  serve_upstream([](RawSocket& client, int) {
    for (int i = 0; i < 2; ++i) {
      const std::string seen = read_head(client);
      client.send(plain_answer(seen.substr(0, seen.find(" HTTP"))));
    }
  });
  RawSocket client = connect();
  client.send(head("GET", "/first") + head("GET", "/second"));
  EXPECT_THAT(client.read_until("GET /second"), AllOf(HasSubstr("GET /first"), HasSubstr("GET /second")));
  EXPECT_THAT(close_and_collect(), SizeIs(2));
}

TEST_F(RelayBytes, PassesAWebSocketRawInBothDirections) {
  const std::string switched = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
  const std::string frames = {"\x81\x85\x01\x02\x03\x04iglnk\x89\x00\xff\x00\x7f", 16};
  std::string seen;
  serve_upstream([&seen, switched, size = frames.size()](RawSocket& client, int) {
    seen = read_head(client);
    client.send(switched + "early");
    client.send(client.read_exactly(size));
  });
  RawSocket client = connect();
  client.send(head("GET", "/v1/responses",
                   "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"));
  EXPECT_EQ(client.read_until("early"), switched + "early");
  client.send(frames);
  EXPECT_EQ(client.read_to_end(), frames);
  EXPECT_THAT(seen, HasSubstr("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
}

TEST_F(RelayBytes, PassesARefusedWebSocketWithItsBody) {
  const std::string answer = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno";
  serve_upstream([answer](RawSocket& client, int) {
    (void)read_head(client);
    client.send(answer);
  });
  RawSocket client = connect();
  client.send(head("GET", "/v1/responses", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
  EXPECT_EQ(client.read_exactly(answer.size()), answer);
}

TEST_F(RelayBytes, KeepsAnOfferOfPlainHttp2FromTheUpstream) {
  std::string seen;
  serve_upstream([&seen](RawSocket& client, int) {
    seen = read_head(client);
    client.send(plain_answer("ok"));
  });
  RawSocket client = connect();
  client.send(
      head("GET", "/", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\nX: y\r\n"));
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  EXPECT_EQ(seen, fmt::format("GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nX: y\r\n\r\n", upstream().port()));
}

}  // namespace
}  // namespace tabacus::analytics::test
