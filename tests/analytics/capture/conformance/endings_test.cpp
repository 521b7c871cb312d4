// How exchanges end: an end is passed on as what it was, whole, cut or given up, and at once.
#include "tests/analytics/capture/conformance/conformance_fixture.hpp"

namespace tabacus::analytics::test {
namespace {

using testing::StartsWith;
using namespace std::chrono_literals;

struct CutCase {
  const char* name;
  const char* answer;
};

class Cuts : public Conformance, public testing::WithParamInterface<CutCase> {};

TEST_P(Cuts, AreNoCleanEnd) {
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send(GetParam().answer);
  });
  RawSocket client = connect();
  client.send(head("GET", "/"));
  EXPECT_THAT(GetParam().answer, StartsWith(client.read_to_end()));
  EXPECT_EQ(client.end(), StreamEnd::Reset);
}

INSTANTIATE_TEST_SUITE_P(
    Conformance, Cuts,
    testing::Values(CutCase{"cut_chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"},
                    CutCase{"cut_in_a_chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"},
                    CutCase{"cut_in_trailers",
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n0\r\nX: y\r\n"},
                    CutCase{"cut_length", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"}),
    [](const auto& row) { return std::string{row.param.name}; });

struct AbortCase {
  const char* name;
  const char* answer;  ///< sent before the client goes
};

class ClientAborts : public Conformance, public testing::WithParamInterface<AbortCase> {};

TEST_P(ClientAborts, CloseTheUpstreamAtOnce) {
  const std::string answer = GetParam().answer;
  Turn asked;
  Turn done;
  bool closed = false;
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    client.send(answer);
    asked.give();
    closed = client.closes_within(500ms);
    done.give();
  });
  {
    RawSocket client = connect();
    client.send(head("GET", "/"));
    EXPECT_EQ(client.read_exactly(answer.size()), answer);
    EXPECT_TRUE(asked.wait());
  }
  EXPECT_TRUE(done.wait());
  EXPECT_TRUE(closed);
}

INSTANTIATE_TEST_SUITE_P(Conformance, ClientAborts,
                         testing::Values(AbortCase{"client_abort",
                                                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"},
                                         AbortCase{"client_abort_early", ""}),
                         [](const auto& row) { return std::string{row.param.name}; });

class Endings : public Conformance {};

TEST_F(Endings, half_close) {
  Turn half_closed;
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    EXPECT_TRUE(half_closed.wait());
    EXPECT_TRUE(client.is_silent_for(100ms)) << "a half-closed client still listens";
    client.send(plain_answer("all of it"));
  });
  RawSocket client = connect();
  client.send(head("GET", "/"));
  client.shutdown_write();
  half_closed.give();
  EXPECT_EQ(client.read_to_end(), plain_answer("all of it"));
}

/// The later inode checks: the client half-closes first and goes away while the upstream is still silent.
TEST_F(Endings, half_close_then_abort) {
  Turn half_closed;
  Turn done;
  bool closed = false;
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    EXPECT_TRUE(half_closed.wait());
    closed = client.closes_within(5s);
    done.give();
  });
  {
    RawSocket client = connect();
    client.send(head("GET", "/"));
    client.shutdown_write();
    half_closed.give();
    EXPECT_TRUE(client.is_silent_for(50ms));
  }
  EXPECT_TRUE(done.wait());
  EXPECT_TRUE(closed);
}

TEST_F(Endings, upstream_down) {
  serve_nothing();
  RawSocket client = connect();
  const auto start = std::chrono::steady_clock::now();
  client.send(post("/v1/messages", "{}"));
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 502 Bad Gateway\r\n"));
  EXPECT_EQ(client.end(), StreamEnd::Clean);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s) << "nobody waits for a deadline";
}

}  // namespace
}  // namespace tabacus::analytics::test
