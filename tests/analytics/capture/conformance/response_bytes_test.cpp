// Answers reach the client as the upstream sent them, and the connection stands where it should afterwards.
#include "tests/analytics/capture/conformance/conformance_fixture.hpp"
#include "tests/support/encode.hpp"

namespace tabacus::analytics::test {
namespace {

enum class After { Usable, Ended };

struct ResponseCase {
  const char* name;
  std::string method;
  std::vector<std::string> answers;  ///< one after the other on one connection
  After after = After::Usable;
};

void PrintTo(const ResponseCase& row, std::ostream* out) { *out << row.name; }

std::string encoded(std::string_view coding, std::string_view bytes) {
  return plain_answer(bytes, fmt::format("Content-Encoding: {}\r\n", coding));
}

std::vector<ResponseCase> response_cases() {
  const std::string text(5000, 'a');
  return {
      {"resp_headers",
       "GET",
       {plain_answer("x", "set-cookie: a\r\nSet-Cookie: b\r\nX-A:1\r\nB:  two  words \r\nSET-COOKIE: a\r\nA: \r\n")}},
      {"resp_header_added", "POST", {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"}},
      {"status_reason",
       "POST",
       {"HTTP/1.1 529 Site  is Overloaded\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 299\r\nContent-Length: 0\r\n\r\n"}},
      {"resp_gzip", "POST", {encoded("gzip", tabacus::test::encode("gzip", text)), encoded("GZIP", "not gzip")}},
      {"resp_br",
       "POST",
       {encoded("br", tabacus::test::encode("br", text)), encoded("zstd", tabacus::test::encode("zstd", text)),
        encoded("br", std::string{"\xff\0\r\n\xfe", 5}), encoded("x-foo, zstd", "neither")}},
      {"until_close", "GET", {"HTTP/1.0 200 OK\r\nX: y\r\n\r\nuntil the end"}, After::Ended},
      {"until_close_1_1", "GET", {"HTTP/1.1 200 OK\r\nX: y\r\n\r\nuntil the end"}, After::Ended},
      {"trailers",
       "POST",
       {"HTTP/1.1 200 OK\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nab\r\n0\r\nX-T: "
        "1\r\nx-u:2\r\n\r\n"}},
      {"early_hints",
       "POST",
       {"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" +
        plain_answer("x")}},
      {"head_method", "HEAD", {"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"}},
      {"no_body_status",
       "GET",
       {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\n\r\n"}},
      {"redirect",
       "POST",
       {"HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 4\r\n\r\ngone"}},
      {"closed_by_the_upstream",
       "GET",
       {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"},
       After::Ended},
  };
}

class ResponseBytes : public Conformance, public testing::WithParamInterface<ResponseCase> {};

TEST_P(ResponseBytes, ArriveAsTheyWereSent) {
  const ResponseCase& row = GetParam();
  serve_upstream([&](RawSocket& client, int) {
    for (const std::string& answer : row.answers) {
      (void)read_head(client);
      client.send(answer);
    }
    if (row.after == After::Ended) return;
    (void)read_head(client);
    client.send(plain_answer("next"));
  });
  RawSocket client = connect();
  for (const std::string& answer : row.answers) {
    client.send(head(row.method, "/v1/messages"));
    ASSERT_EQ(client.read_exactly(answer.size()), answer);
  }
  if (row.after == After::Ended) {
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_EQ(client.end(), StreamEnd::Clean);
    return;
  }
  client.send(head("GET", "/next"));
  EXPECT_EQ(client.read_until("\r\n\r\nnext"), plain_answer("next"));
  EXPECT_EQ(upstream().connections(), 1);
}

INSTANTIATE_TEST_SUITE_P(Conformance, ResponseBytes, testing::ValuesIn(response_cases()),
                         [](const auto& row) { return std::string{row.param.name}; });

/// Both sides in one look: nothing is added, not even to an error that the upstream sent.
TEST_F(Conformance, date_and_via) {
  const std::string answer = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
  std::string seen;
  serve_upstream([answer, &seen](RawSocket& client, int) {
    seen = read_head(client);
    client.send(answer);
    (void)client.closes_within(std::chrono::seconds{8});
  });
  RawSocket client = connect();
  client.send(head("GET", "/v1/models", "Connection: keep-alive\r\n"));
  EXPECT_EQ(client.read_exactly(answer.size()), answer);
  EXPECT_EQ(without_host(seen), forwarded("GET", "/v1/models", "Connection: keep-alive\r\n"));
  EXPECT_TRUE(client.is_silent_for(std::chrono::milliseconds{20}));
}

}  // namespace
}  // namespace tabacus::analytics::test
