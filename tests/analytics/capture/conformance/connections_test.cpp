// Connections that serve more than one exchange: reused, stale, pipelined.
#include "tests/analytics/capture/conformance/conformance_fixture.hpp"

namespace tabacus::analytics::test {
namespace {

using testing::StartsWith;
using namespace std::chrono_literals;

class Connections : public Conformance {};

TEST_F(Connections, reuse) {
  serve_upstream([](RawSocket& client, int) {
    for (int i = 0; i < 5; ++i) {
      (void)client.read_until("\r\n\r\n{}");
      client.send(plain_answer("ok"));
    }
  });
  RawSocket client = connect();
  for (int i = 0; i < 5; ++i) {
    client.send(post("/v1/messages", "{}"));
    ASSERT_EQ(client.read_until("ok"), plain_answer("ok"));
  }
  EXPECT_EQ(upstream().connections(), 1);
}

TEST_F(Connections, stale_reuse) {
  Turn closed;
  serve_upstream([&](RawSocket& client, int number) {
    (void)client.read_until("\r\n\r\n{}");
    client.send(plain_answer("ok"));
    if (number > 0) return;
    client.close();
    closed.give();
  });
  RawSocket client = connect();
  client.send(post("/v1/messages", "{}"));
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  EXPECT_TRUE(closed.wait());
  client.send(post("/v1/messages", "{}"));
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  EXPECT_EQ(upstream().connections(), 2);
}

/// The upstream closes just as the next request comes, with a clean end or with a reset.
struct RaceCase {
  const char* name;
  bool resets;
  std::size_t body_size;
};

class StaleRaces : public Conformance, public testing::WithParamInterface<RaceCase> {};

TEST_P(StaleRaces, AreTriedOnceMore) {
  const auto& [name, resets, body_size] = GetParam();
  const std::string body(body_size, 'y');
  serve_upstream([&, resets = resets](RawSocket& client, int number) {
    if (number > 0) {
      (void)read_head(client);
      if (client.read_exactly(body.size()) == body) client.send(plain_answer("again"));
      return;
    }
    (void)client.read_until("\r\n\r\n{}");
    client.send(plain_answer("ok"));
    (void)read_head(client);
    if (resets) client.reset();
  });
  RawSocket client = connect();
  client.send(post("/v1/messages", "{}"));
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  client.send(post("/v1/messages", body));
  EXPECT_EQ(client.read_until("again"), plain_answer("again"));
}

INSTANTIATE_TEST_SUITE_P(Conformance, StaleRaces,
                         testing::Values(RaceCase{"stale_race", false, 2}, RaceCase{"stale_race_reset", true, 2},
                                         RaceCase{"stale_race_large", false, 300'000},
                                         RaceCase{"stale_race_large_reset", true, 300'000}),
                         [](const auto& row) { return std::string{row.param.name}; });

TEST_F(Connections, pipelined) {
  serve_upstream([](RawSocket& client, int) {
    for (int i = 0; i < 2; ++i) {
      const std::string seen = read_head(client);
      client.send(plain_answer(seen.substr(0, seen.find(" HTTP"))));
    }
  });
  RawSocket client = connect();
  client.send(head("GET", "/first") + head("GET", "/second"));
  const std::string expected = plain_answer("GET /first") + plain_answer("GET /second");
  EXPECT_EQ(client.read_exactly(expected.size()), expected);
}

/// retry_rules: a fresh connection that dies without an answer is told, never tried again: the request may have
/// counted.
TEST_F(Connections, retry_rules) {
  serve_upstream([](RawSocket& client, int) { (void)read_head(client); });
  RawSocket client = connect();
  client.send(post("/v1/messages", "{}"));
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 502 Bad Gateway\r\n"));
  EXPECT_EQ(upstream().connections(), 1);
}

/// A reused connection on which an answer began, or whose request is too large to be kept, is not tried again either.
TEST_F(Connections, retry_rules_answer_begun) {
  serve_upstream([](RawSocket& client, int number) {
    EXPECT_EQ(number, 0);
    (void)client.read_until("\r\n\r\n{}");
    client.send(plain_answer("ok"));
    (void)client.read_until("\r\n\r\n{}");
    client.send("HTTP/1.1 200");
  });
  RawSocket client = connect();
  client.send(post("/v1/messages", "{}"));
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  client.send(post("/v1/messages", "{}"));
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 502 Bad Gateway\r\n"));
  EXPECT_EQ(upstream().connections(), 1);
}

TEST_F(Connections, retry_rules_body_not_at_hand) {
  const std::string body(3'000'000, 'y');
  serve_upstream([&](RawSocket& client, int number) {
    EXPECT_EQ(number, 0);
    (void)client.read_until("\r\n\r\n{}");
    client.send(plain_answer("ok"));
    (void)read_head(client);
    (void)client.read_exactly(body.size());
  });
  RawSocket client = connect();
  client.send(post("/v1/messages", "{}"));
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
  client.send(post("/v1/messages", body));
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 502 Bad Gateway\r\n"));
  EXPECT_EQ(upstream().connections(), 1);
}

}  // namespace
}  // namespace tabacus::analytics::test
