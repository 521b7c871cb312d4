// Shapes that two parsers could read differently, and requests that are not for this port: refused before a byte of
// them goes upstream, or, inside a body, without a byte after the place where they go wrong.
#include "tests/analytics/capture/conformance/conformance_fixture.hpp"

namespace tabacus::analytics::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

struct RefusedCase {
  const char* name;
  std::string request;  ///< %T stands for the target of /v1/messages, %H for the port's own authority
  int status = 400;
};

void PrintTo(const RefusedCase& row, std::ostream* out) { *out << row.name; }

std::string with_fields(std::string_view fields, std::string_view body = "") {
  return fmt::format("POST %T HTTP/1.1\r\nHost: %H\r\n{}\r\n{}", fields, body);
}

std::vector<RefusedCase> refused_cases() {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const std::string hidden = "0\r\n\r\nGET %T HTTP/1.1\r\nHost: %H\r\n\r\n";
  return {
      {"smuggle", with_fields("Content-Length: 4\r\n" + chunked, hidden)},
      {"smuggle_coding_first", with_fields(chunked + "Content-Length: 4\r\n", hidden)},
      {"smuggle_two_lengths", with_fields("Content-Length: 5\r\nContent-Length: 50\r\n", "hello")},
      {"smuggle_length_list", with_fields("Content-Length: 5, 5\r\n", "hello")},
      {"smuggle_signed_length", with_fields("Content-Length: +5\r\n", "hello")},
      {"smuggle_hexadecimal_length", with_fields("Content-Length: 0x5\r\n", "hello")},
      {"smuggle_empty_length", with_fields("Content-Length: \r\n", "hello")},
      {"smuggle_huge_length", with_fields("Content-Length: 18446744073709551621\r\n", "hello")},
      {"smuggle_two_codings", with_fields(chunked + "Transfer-Encoding: identity\r\n", hidden)},
      {"smuggle_coding_list", with_fields("Transfer-Encoding: gzip, chunked\r\n", hidden)},
      {"smuggle_coding_not_last", with_fields("Transfer-Encoding: chunked, identity\r\n", hidden)},
      {"smuggle_odd_coding", with_fields("Transfer-Encoding: xchunked\r\n", hidden)},
      {"smuggle_vertical_tab", with_fields("Transfer-Encoding: \vchunked\r\n", hidden)},
      {"smuggle_quoted_coding", with_fields("Transfer-Encoding: \"chunked\"\r\n", hidden)},
      {"smuggle_empty_coding", with_fields("Transfer-Encoding:\r\n", hidden)},
      {"smuggle_space_before_colon", with_fields("Transfer-Encoding : chunked\r\n", hidden)},
      {"smuggle_space_before_name", with_fields(" Transfer-Encoding: chunked\r\n", hidden)},
      {"smuggle_folded_coding", with_fields("Transfer-Encoding:\r\n chunked\r\n", hidden)},
      {"smuggle_bare_lf", with_fields("X: y\nTransfer-Encoding: chunked\r\n", hidden)},
      {"smuggle_lone_cr", with_fields("X: y\rTransfer-Encoding: chunked\r\n", hidden)},
      {"smuggle_old_version",
       fmt::format("POST %T HTTP/1.0\r\nHost: %H\r\nConnection: keep-alive\r\n{}\r\n{}", chunked, hidden)},
      {"connect_method", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 405},
      {"connect_method_own_host", "CONNECT %H HTTP/1.1\r\nHost: %H\r\n\r\n", 405},
      {"absolute_form", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"absolute_form_own_host", "GET http://%H%T HTTP/1.1\r\nHost: %H\r\n\r\n"},
      {"asterisk_form", "OPTIONS * HTTP/1.1\r\nHost: %H\r\n\r\n"},
      {"h2_client_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + std::string(9, '\0')},
      {"old_request_line", "GET %T\r\nHost: %H\r\n\r\n"},
      {"space_in_target", "GET %T/a b HTTP/1.1\r\nHost: %H\r\n\r\n"},
      {"tab_in_request_line", "GET\t%T\tHTTP/1.1\r\nHost: %H\r\n\r\n"},
      {"header_limits_bare_lf", "GET %T HTTP/1.1\nHost: %H\n\n"},
      {"header_limits_obs_fold", with_fields("X: y\r\n folded\r\n")},
      {"header_limits_fold_by_tab", with_fields("X: y\r\n\tfolded\r\n")},
      {"header_limits_nul", with_fields(std::string{"X: a\0b\r\n", 8})},
      {"header_limits_no_name", with_fields(": y\r\n")},
      {"header_limits_no_colon", with_fields("X\r\n")},
      {"header_limits_size", with_fields("X: " + std::string(300 * 1024, 'v') + "\r\n"), 431},
  };
}

class Refused : public Conformance, public testing::WithParamInterface<RefusedCase> {
 protected:
  [[nodiscard]] std::string request() const {
    std::string text = GetParam().request;
    for (const auto& [mark, value] : {std::pair{"%T", target("/v1/messages")}, std::pair{"%H", host()}})
      for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
        text.replace(at, 2, value);
    return text;
  }
};

TEST_P(Refused, ReachNoUpstream) {
  serve_upstream([](RawSocket& client, int) {
    while (!read_head(client).empty()) client.send(plain_answer("reached"));
  });
  RawSocket client = connect();
  client.send(request());
  const std::string answer = client.read_to_end();
  EXPECT_THAT(answer, StartsWith(fmt::format("HTTP/1.1 {} ", GetParam().status)));
  EXPECT_THAT(answer, Not(HasSubstr("reached")));
  EXPECT_EQ(answer.find("HTTP/1.1 ", 1), std::string::npos)
      << "one answer, although two parsers might see two requests";
  EXPECT_EQ(upstream().connections(), 0);
}

INSTANTIATE_TEST_SUITE_P(Conformance, Refused, testing::ValuesIn(refused_cases()),
                         [](const auto& row) { return std::string{row.param.name}; });

struct BadChunk {
  const char* name;
  const char* body;
};

constexpr BadChunk kBadChunks[] = {
    {"bad_chunk", "FFFFFFFFFFFFFFFF1\r\nhello\r\n0\r\n\r\n"},
    {"bad_chunk_sign", "+5\r\nhello\r\n0\r\n\r\n"},
    {"bad_chunk_prefix", "0x5\r\nhello\r\n0\r\n\r\n"},
    {"bad_chunk_no_crlf", "5\r\nhello0\r\n\r\n"},
    {"bad_chunk_long", "5\r\nhelloworld\r\n0\r\n\r\n"},
    {"bad_chunk_bare_lf", "5\nhello\n0\n\n"},
    {"bad_chunk_lf_in_extension", "5;a\nb\r\nhello\r\n0\r\n\r\n"},
    {"bad_chunk_word_after_size", "5 6\r\nhello\r\n0\r\n\r\n"},
    {"bad_chunk_no_size", "\r\nhello\r\n0\r\n\r\n"},
};

class BadChunks : public Conformance, public testing::WithParamInterface<BadChunk> {};

/// The bytes that came with the head are looked at before anything is sent.
TEST_P(BadChunks, OfRequestsAreRefused) {
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send(plain_answer("reached"));
  });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", "Transfer-Encoding: chunked\r\n") + GetParam().body);
  const std::string answer = client.read_to_end();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("reached")));
}

/// Once the head is on its way, the upstream sees a broken request: no whole one, and no byte of the bad part.
TEST_P(BadChunks, OfARequestUnderWayBreakItOff) {
  std::string seen;
  StreamEnd end = StreamEnd::Open;
  Turn begun;
  Turn done;
  serve_upstream([&](RawSocket& client, int) {
    seen = read_head(client);
    seen += client.read_exactly(6);
    begun.give();
    seen += client.read_to_end();
    end = client.end();
    done.give();
  });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", "Transfer-Encoding: chunked\r\n") + "1\r\na\r\n");
  ASSERT_TRUE(begun.wait());
  client.send(GetParam().body);
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  ASSERT_TRUE(done.wait());
  EXPECT_EQ(without_host(seen), forwarded("POST", "/v1/messages", "Transfer-Encoding: chunked\r\n") + "1\r\na\r\n");
  EXPECT_EQ(end, StreamEnd::Reset);
}

TEST_P(BadChunks, OfAnswersAreNoAnswer) {
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send(fmt::format("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}", GetParam().body));
    (void)client.closes_within(8s);
  });
  RawSocket client = connect();
  client.send(head("GET", "/"));
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 502 Bad Gateway\r\n"));
}

INSTANTIATE_TEST_SUITE_P(Conformance, BadChunks, testing::ValuesIn(kBadChunks),
                         [](const auto& row) { return std::string{row.param.name}; });

struct BadAnswer {
  const char* name;
  const char* answer;
};

class BadAnswers : public Conformance, public testing::WithParamInterface<BadAnswer> {};

TEST_P(BadAnswers, BecomeA502) {
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send(GetParam().answer);
    (void)client.closes_within(8s);
  });
  RawSocket client = connect();
  client.send(head("GET", "/"));
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 502 Bad Gateway\r\n"));
}

INSTANTIATE_TEST_SUITE_P(
    Conformance, BadAnswers,
    testing::Values(BadAnswer{"answer_not_http", "SSH-2.0-OpenSSH_9.2\r\n\r\n"},
                    BadAnswer{"answer_http2", "HTTP/2 200\r\n\r\n"},
                    BadAnswer{"answer_bare_lf", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"},
                    BadAnswer{"answer_folded", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n"},
                    BadAnswer{"answer_length_and_coding",
                              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
                    BadAnswer{"answer_two_lengths",
                              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"},
                    BadAnswer{"answer_switches_unasked", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"}),
    [](const auto& row) { return std::string{row.param.name}; });

/// More bytes than the answer has: the next request must not be given them.
TEST_F(Conformance, answer_with_more_behind_it) {
  serve_upstream([](RawSocket& client, int number) {
    (void)read_head(client);
    client.send(plain_answer(number == 0 ? "first" : "second") + (number == 0 ? plain_answer("planted") : ""));
    (void)client.closes_within(8s);
  });
  RawSocket client = connect();
  client.send(head("GET", "/"));
  EXPECT_EQ(client.read_until("first"), plain_answer("first"));
  client.send(head("GET", "/"));
  EXPECT_THAT(client.read_until("second"), Not(HasSubstr("planted")));
}

/// An offer of HTTP/2 over plain TCP is hop-by-hop and ends at the proxy.
TEST_F(Conformance, h2_client_upgrade) {
  std::string seen;
  serve_upstream([&](RawSocket& client, int) {
    seen = read_head(client);
    client.send(plain_answer("ok"));
  });
  RawSocket client = connect();
  client.send(head("GET", "/v1/models",
                   "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\nX: y\r\n"));
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  EXPECT_EQ(without_host(seen), forwarded("GET", "/v1/models", "X: y\r\n"));
}

/// Only a GET without a body may become a WebSocket: with a body, two parsers could part where the frames begin.
TEST_F(Conformance, smuggle_upgrade_with_a_body) {
  std::string seen;
  serve_upstream([&](RawSocket& client, int) {
    seen = read_head(client);
    seen += client.read_exactly(2);
    client.send(plain_answer("ok"));
  });
  RawSocket client = connect();
  client.send(head("POST", "/v1/responses", "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 2\r\n") +
              "{}");
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  EXPECT_EQ(without_host(seen), forwarded("POST", "/v1/responses", "Content-Length: 2\r\n") + "{}");
}

}  // namespace
}  // namespace tabacus::analytics::test
