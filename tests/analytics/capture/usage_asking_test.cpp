// Streams that are asked for their usage on the client's behalf: what the upstream is sent, what the client gets.
#include "tests/analytics/capture/capture_fixture.hpp"

namespace tabacus::analytics::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kBody = R"({"model":"m","stream":true})";
constexpr std::string_view kAsked = R"({"stream_options":{"include_usage":true},"model":"m","stream":true})";
constexpr std::string_view kDelta = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}],\"usage\":null}\n\n";
constexpr std::string_view kUsage =
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}\n\n";
constexpr std::string_view kDone = "data: [DONE]\n\n";
constexpr std::string_view kJson = "Content-Type: application/json\r\nAccept-Encoding: gzip\r\n";
constexpr std::string_view kChunkedHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string chunk(std::string_view text) { return fmt::format("{:x}\r\n{}\r\n", text.size(), text); }

/// The payload of an answer in chunks.
std::string text_of(std::string_view answer) {
  EXPECT_TRUE(answer.starts_with(kChunkedHead));
  std::string text;
  for (std::size_t at = kChunkedHead.size(); at < answer.size();) {
    const auto line = answer.find("\r\n", at);
    const auto size = std::stoul(std::string{answer.substr(at, line - at)}, nullptr, 16);
    text += answer.substr(line + 2, size);
    at = line + 2 + size + 2;
  }
  return text;
}

class UsageAskingRelay : public CaptureFixture {
 protected:
  UsageAskingRelay() {
    slot_ = "openai";
    asks_for_usage_ = true;
  }
  /// Serves one request, whose head and body of `size` are kept, with that answer.
  void answer(std::size_t size, std::string answer) {
    serve_upstream([this, size, answer = std::move(answer)](RawSocket& client, int) {
      seen_head_ = read_head(client);
      seen_body_ = client.read_exactly(size);
      client.send(answer);
    });
  }
  [[nodiscard]] std::string json_post(std::string_view body, std::string_view fields = kJson) const {
    return head("POST", "/v1/chat/completions", fmt::format("{}Content-Length: {}\r\n", fields, body.size()))
        .append(body);
  }

  std::string seen_head_;
  std::string seen_body_;
};

TEST_F(UsageAskingRelay, AsksTheUpstreamAndHidesItsAnswerFromTheClient) {
  answer(kAsked.size(), std::string{kChunkedHead} + chunk(kDelta) + chunk(kUsage) + chunk(kDone) + "0\r\n\r\n");
  RawSocket client = connect();
  client.send(json_post(kBody));
  EXPECT_EQ(text_of(client.read_until("0\r\n\r\n")), std::string{kDelta} + std::string{kDone});
  EXPECT_EQ(seen_body_, kAsked);
  EXPECT_THAT(seen_head_, HasSubstr(fmt::format("\r\nContent-Length: {}\r\n", kAsked.size())));
  EXPECT_THAT(seen_head_, Not(HasSubstr(fmt::format("Content-Length: {}\r\n", kBody.size()))));
  EXPECT_THAT(seen_head_, HasSubstr("Accept-Encoding: identity\r\n")) << "what is coded could not be read";
  EXPECT_THAT(seen_head_, Not(HasSubstr("gzip")));
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_TRUE(exchanges[0].opened->asked_for_usage);
  EXPECT_EQ(exchanges[0].request_body, kAsked);
  EXPECT_EQ(exchanges[0].response_body, std::string{kDelta} + std::string{kUsage} + std::string{kDone});
  EXPECT_EQ(exchanges[0].bodies_ended, 2);
  EXPECT_EQ(exchanges[0].closed->end, ExchangeEnd::Complete);
}

TEST_F(UsageAskingRelay, TakesAChunkedRequestThatComesInPieces) {
  answer(kAsked.size(), std::string{kChunkedHead} + chunk(kDelta) + chunk(kUsage) + chunk(kDone) + "0\r\n\r\n");
  RawSocket client = connect();
  client.send(head("POST", "/v1/chat/completions", std::string{kJson} + "Transfer-Encoding: chunked\r\n"));
  client.send(chunk(kBody.substr(0, 5)));
  client.send(chunk(kBody.substr(5)) + "0\r\n\r\n");
  EXPECT_EQ(text_of(client.read_until("0\r\n\r\n")), std::string{kDelta} + std::string{kDone});
  EXPECT_EQ(seen_body_, kAsked);
  EXPECT_THAT(seen_head_, Not(HasSubstr("Transfer-Encoding")));
}

TEST_F(UsageAskingRelay, HidesAnEventThatIsCutAnywhere) {
  const std::string body = std::string{kDelta} + std::string{kUsage} + std::string{kDone};
  serve_upstream([body](RawSocket& client, int) {
    for (std::size_t cut = 1; cut < body.size(); ++cut) {
      (void)read_head(client);
      (void)client.read_exactly(kAsked.size());
      client.send(std::string{kChunkedHead} + chunk(body.substr(0, cut)));
      client.send(chunk(body.substr(cut)) + "0\r\n\r\n");
    }
  });
  RawSocket client = connect();
  for (std::size_t cut = 1; cut < body.size(); ++cut) {
    client.send(json_post(kBody));
    EXPECT_EQ(text_of(client.read_until("0\r\n\r\n")), std::string{kDelta} + std::string{kDone}) << cut;
  }
}

TEST_F(UsageAskingRelay, HidesItInAnAnswerThatEndsWithItsConnection) {
  const std::string answer_head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
  answer(kAsked.size(), answer_head + std::string{kDelta} + std::string{kUsage.substr(0, kUsage.size() - 1)});
  RawSocket client = connect();
  client.send(json_post(kBody));
  EXPECT_EQ(client.read_to_end(), answer_head + std::string{kDelta});
}

struct UntouchedCase {
  const char* name;
  std::string_view fields;
  std::string body;
};

TEST_F(UsageAskingRelay, LeavesEveryOtherRequestAsItIs) {
  const std::vector<UntouchedCase> cases{
      {"no stream", kJson, R"({"model":"m"})"},
      {"it is asked already", kJson, R"({"stream":true,"stream_options":{"include_usage":true}})"},
      {"no JSON", kJson, "{"},
      {"a form", "Content-Type: multipart/form-data; boundary=x\r\n", std::string{kBody}},
      {"a content coding", "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", std::string{kBody}},
      {"a long one", kJson, R"({"stream":true,"input":")" + std::string(3'000'000, 'x') + R"("})"},
  };
  serve_upstream([&](RawSocket& client, int) {
    for (const UntouchedCase& row : cases) {
      seen_head_ = read_head(client);
      seen_body_ = client.read_exactly(row.body.size());
      client.send(std::string{kChunkedHead} + chunk(kUsage) + "0\r\n\r\n");
    }
  });
  RawSocket client = connect();
  for (const UntouchedCase& row : cases) {
    client.send(json_post(row.body, row.fields));
    EXPECT_EQ(client.read_until("0\r\n\r\n"), std::string{kChunkedHead} + chunk(kUsage) + "0\r\n\r\n") << row.name;
    EXPECT_TRUE(seen_body_ == row.body) << row.name;
    EXPECT_THAT(seen_head_, HasSubstr(row.fields)) << row.name;
  }
  for (const TappedExchange& exchange : close_and_collect()) EXPECT_FALSE(exchange.opened->asked_for_usage);
}

TEST_F(UsageAskingRelay, AsksNobodyUnlessItIsSwitchedOn) {
  asks_for_usage_ = false;
  answer(kBody.size(), std::string{kChunkedHead} + chunk(kUsage) + "0\r\n\r\n");
  RawSocket client = connect();
  client.send(json_post(kBody));
  EXPECT_EQ(client.read_until("0\r\n\r\n"), std::string{kChunkedHead} + chunk(kUsage) + "0\r\n\r\n");
  EXPECT_EQ(seen_body_, kBody);
}

TEST_F(UsageAskingRelay, SendsAgainWhatAReusedConnectionLost) {
  serve_upstream([&](RawSocket& client, int connection) {
    if (connection == 0) {
      (void)read_head(client);
      (void)client.read_exactly(kAsked.size());
      client.send(plain_answer("ok"));
      return;  // closes: the next request finds its connection gone
    }
    seen_head_ = read_head(client);
    seen_body_ = client.read_exactly(kAsked.size());
    client.send(plain_answer("ok"));
  });
  RawSocket client = connect();
  for (int call = 0; call < 2; ++call) {
    client.send(json_post(kBody));
    EXPECT_THAT(client.read_until("ok"), HasSubstr("HTTP/1.1 200"));
  }
  EXPECT_EQ(seen_body_, kAsked);
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(2));
  EXPECT_EQ(exchanges[1].request_body, kAsked);
}

TEST_F(UsageAskingRelay, TellsOfAClientThatLeftInsideItsRequest) {
  serve_upstream([](RawSocket&, int) {});
  RawSocket client = connect();
  client.send(head("POST", "/v1/chat/completions", std::string{kJson} + "Content-Length: 100\r\n") + "{");
  client.shutdown_write();
  (void)client.read_to_end();
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_EQ(exchanges[0].closed->end, ExchangeEnd::ClientGone);
}

}  // namespace
}  // namespace tabacus::analytics::test
