#include "analytics/wire/http1_head.hpp"

#include <gmock/gmock.h>

#include <array>

namespace tabacus::analytics {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr std::string_view kRequest =
    "POST /t/anthropic/v1//messages?a=%2F&b=%20 HTTP/1.1\r\nhost: 127.0.0.1:1\r\nX-B:  two \t\r\nx-b: 3\r\n"
    "Content-Length: 5\r\n\r\n";

TEST(HeadScanner, FindsTheEndAtEveryCut) {
  const std::string bytes = std::string{kRequest} + "hello";
  for (std::size_t cut = 0; cut <= kRequest.size(); ++cut) {
    HeadScanner scanner;
    const auto early = scanner.find_end(std::string_view{bytes}.substr(0, cut));
    ASSERT_TRUE(early.has_value()) << "cut at " << cut;
    EXPECT_EQ(early->has_value(), cut == kRequest.size()) << "cut at " << cut;
    const auto end = early->has_value() ? early : scanner.find_end(bytes);
    ASSERT_TRUE(end.has_value()) << "cut at " << cut;
    EXPECT_EQ(end->value_or(0), kRequest.size()) << "cut at " << cut;
  }
}

struct BadLines {
  const char* name;
  std::string_view bytes;
};

class BadHeadLines : public testing::TestWithParam<BadLines> {};

TEST_P(BadHeadLines, AreRefusedByTheScanner) {
  HeadScanner scanner;
  const auto end = scanner.find_end(GetParam().bytes);
  ASSERT_FALSE(end.has_value());
  EXPECT_EQ(end.error().code, ErrorCode::InvalidInput);
}

INSTANTIATE_TEST_SUITE_P(Lines, BadHeadLines,
                         testing::Values(BadLines{"bare_lf", "GET / HTTP/1.1\nHost: a\r\n\r\n"},
                                         BadLines{"bare_lf_at_the_end", "GET / HTTP/1.1\r\nHost: a\r\n\n"},
                                         BadLines{"lone_cr", "GET / HTTP/1.1\r\nX: a\rb\r\n\r\n"},
                                         BadLines{"nul", std::string_view{"GET / HTTP/1.1\r\nX: a\0b", 22}}),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(HeadScanner, RefusesAHeadOverItsLimit) {
  HeadScanner scanner;
  const std::string endless = "GET / HTTP/1.1\r\nX: " + std::string(HeadScanner::kMaxHeadBytes, 'a');
  const auto end = scanner.find_end(endless);
  ASSERT_FALSE(end.has_value());
  EXPECT_EQ(end.error().code, ErrorCode::Exhausted);
}

TEST(RequestHead, KeepsTargetAndFieldsAsTheyStood) {
  const auto message = parse_request_head(kRequest);
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->head.method, "POST");
  EXPECT_EQ(message->head.target, "/t/anthropic/v1//messages?a=%2F&b=%20");
  EXPECT_THAT(message->head.headers, ElementsAre(Pair("host", "127.0.0.1:1"), Pair("X-B", "two"), Pair("x-b", "3"),
                                                 Pair("Content-Length", "5")));
  EXPECT_EQ(message->body.kind, BodyKind::Length);
  EXPECT_EQ(message->body.length, 5u);
  EXPECT_TRUE(message->keep_alive);
}

struct RefusedRequest {
  const char* name;
  std::string_view raw;
};

class RefusedRequests : public testing::TestWithParam<RefusedRequest> {};

TEST_P(RefusedRequests, AreInvalidInput) {
  const auto message = parse_request_head(GetParam().raw);
  ASSERT_FALSE(message.has_value());
  EXPECT_EQ(message.error().code, ErrorCode::InvalidInput);
}

INSTANTIATE_TEST_SUITE_P(
    Heads, RefusedRequests,
    testing::Values(RefusedRequest{"length_and_coding",
                                   "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"},
                    RefusedRequest{"two_lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\ncontent-length: 2\r\n\r\n"},
                    RefusedRequest{"length_list", "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n"},
                    RefusedRequest{"signed_length", "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n"},
                    RefusedRequest{"huge_length", "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"},
                    RefusedRequest{"other_coding", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"},
                    RefusedRequest{"two_codings",
                                   "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n"},
                    RefusedRequest{"coding_in_http_1_0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"},
                    RefusedRequest{"folded_field", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"},
                    RefusedRequest{"space_before_colon", "GET / HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n"},
                    RefusedRequest{"no_colon", "GET / HTTP/1.1\r\nA\r\n\r\n"},
                    RefusedRequest{"http2_preface", "PRI * HTTP/2.0\r\n\r\n"},
                    RefusedRequest{"http_0_9", "GET /\r\n\r\n"},
                    RefusedRequest{"space_in_target", "GET /a b HTTP/1.1\r\n\r\n"},
                    RefusedRequest{"no_method", " / HTTP/1.1\r\n\r\n"}),
    [](const auto& test) { return std::string{test.param.name}; });

struct AnswerCase {
  const char* name;
  std::string_view raw;
  std::string_view method;
  int status;
  BodyKind body;
  bool keep_alive;
};

class Answers : public testing::TestWithParam<AnswerCase> {};

TEST_P(Answers, HaveTheBodyTheirHeadAndMethodSay) {
  const auto message = parse_response_head(GetParam().raw, GetParam().method);
  ASSERT_TRUE(message.has_value()) << message.error().message;
  EXPECT_EQ(message->head.status, GetParam().status);
  EXPECT_EQ(message->body.kind, GetParam().body);
  EXPECT_EQ(message->keep_alive, GetParam().keep_alive);
}

INSTANTIATE_TEST_SUITE_P(
    Heads, Answers,
    testing::Values(
        AnswerCase{"length", "HTTP/1.1 529 Over Loaded\r\nContent-Length: 7\r\n\r\n", "POST", 529, BodyKind::Length,
                   true},
        AnswerCase{"chunked", "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n", "POST", 200, BodyKind::Chunked,
                   true},
        AnswerCase{"close", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: a, Close\r\n\r\n", "GET", 200,
                   BodyKind::Length, false},
        AnswerCase{"until_close", "HTTP/1.1 200\r\n\r\n", "GET", 200, BodyKind::UntilClose, false},
        AnswerCase{"old", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n", "GET", 200, BodyKind::Length, false},
        AnswerCase{"old_kept", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\n", "GET", 200,
                   BodyKind::Length, true},
        AnswerCase{"old_chunked", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n",
                   "GET", 200, BodyKind::Chunked, false},
        AnswerCase{"head", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", "HEAD", 200, BodyKind::None, true},
        AnswerCase{"no_content", "HTTP/1.1 204 No Content\r\n\r\n", "GET", 204, BodyKind::None, true},
        AnswerCase{"not_modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", "GET", 304, BodyKind::None,
                   true},
        AnswerCase{"hints", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", "GET", 103, BodyKind::None, true},
        AnswerCase{"no_length", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "GET", 200, BodyKind::None, true}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(ResponseHead, KeepsTheReasonPhrase) {
  EXPECT_EQ(parse_response_head("HTTP/1.1 529 Over  Loaded\r\n\r\n", "GET")->head.reason, "Over  Loaded");
  EXPECT_EQ(parse_response_head("HTTP/1.1 529\r\n\r\n", "GET")->head.reason, "");
}

TEST(ResponseHead, RefusesWhatIsNoStatusLine) {
  for (const std::string_view line : {"HTTP/2 200 OK", "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1  200", "x", ""})
    EXPECT_FALSE(parse_response_head(std::string{line} + "\r\n\r\n", "GET").has_value()) << line;
}

TEST(RewriteRequestHead, ChangesTargetHostAndDroppedFieldsOnly) {
  constexpr std::array<std::string_view, 1> kDropped{"X-B"};
  EXPECT_EQ(rewrite_request_head(kRequest, "/v1/messages", "api.example:8443", kDropped),
            "POST /v1/messages HTTP/1.1\r\nhost: api.example:8443\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(rewrite_request_head(kRequest, "/x", "h", {}),
            "POST /x HTTP/1.1\r\nhost: h\r\nX-B:  two \t\r\nx-b: 3\r\nContent-Length: 5\r\n\r\n");
}

TEST(RequestHead, KnowsAWebSocketUpgrade) {
  EXPECT_TRUE(parse_request_head("GET / HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n")
                  ->wants_websocket);
  for (const std::string_view other :
       {"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        "POST / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n\r\n"})
    EXPECT_FALSE(parse_request_head(other)->wants_websocket) << other;
}

}  // namespace
}  // namespace tabacus::analytics
