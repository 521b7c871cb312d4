// Flow: nothing has a time limit that a patient caller could meet, nothing piles up, nobody waits for anybody else.
#include <sys/resource.h>

#include <future>
#include <thread>

#include "analytics/net/listener.hpp"
#include "tests/analytics/capture/capture_fixture.hpp"

namespace tabacus::analytics::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

constexpr const char* kStreamHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
/// What loopback sockets may hold between them, with room: anything near a whole body is far above it.
constexpr std::size_t kSocketBuffers = 32 * 1024 * 1024;

class Flow : public CaptureFixture {};

TEST_F(Flow, thinking_pause) {
  std::promise<void> paused;
  serve_upstream([&](RawSocket& client, int) {
    (void)client.read_until("\r\n\r\n{}");
    paused.get_future().wait();
    client.send(plain_answer("thought of it"));
  });
  RawSocket client = connect();
  client.send(post("/v1/messages", "{}"));
  let_hours_pass();
  paused.set_value();
  EXPECT_EQ(client.read_until("of it"), plain_answer("thought of it"));
}

TEST_F(Flow, long_stream) {
  std::promise<void> paused;
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    client.send(std::string{kStreamHead} + "1\r\na\r\n");
    paused.get_future().wait();
    client.send("1\r\nb\r\n0\r\n\r\n");
  });
  RawSocket client = connect();
  client.send(head("GET", "/"));
  EXPECT_THAT(client.read_until("1\r\na\r\n"), StartsWith(kStreamHead));
  let_hours_pass();
  paused.set_value();
  EXPECT_EQ(client.read_until("0\r\n\r\n"), "1\r\nb\r\n0\r\n\r\n");
}

/// A request that takes hours to come is no head that takes hours to come.
TEST_F(Flow, a_slow_upload_has_no_limit) {
  serve_upstream([](RawSocket& client, int) {
    (void)client.read_until("\r\n\r\nab");
    client.send(plain_answer("ok"));
  });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", "Content-Length: 2\r\n") + "a");
  let_hours_pass();
  client.send("b");
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
}

TEST_F(Flow, slow_loris) {
  constexpr std::size_t kConnections = 500;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  serve_upstream([](RawSocket& client, int) {
    while (!read_head(client).empty()) client.send(plain_answer("ok"));
  });
  RawSocket patient = connect();
  patient.send(head("GET", "/"));
  EXPECT_EQ(patient.read_until("ok"), plain_answer("ok"));

  std::vector<RawSocket> slow;
  for (std::size_t i = 0; i < kConnections; ++i) slow.push_back(connect());
  for (const char byte : {'G', 'E', 'T', ' '})
    for (RawSocket& client : slow) client.send({&byte, 1});
  patient.send(head("GET", "/"));
  EXPECT_EQ(patient.read_until("ok"), plain_answer("ok")) << "others are served meanwhile";
  let_hours_pass();
  for (RawSocket& client : slow) ASSERT_TRUE(client.closes_within(8s));
  patient.send(head("GET", "/"));
  EXPECT_EQ(patient.read_until("ok"), plain_answer("ok")) << "a connection between requests has no limit";
}

TEST_F(Flow, no_upstream_connection_from_before_the_machine_slept) {
  std::atomic<int> connections{0};
  serve_upstream([&](RawSocket& client, int) {
    const std::string body = fmt::format("connection {}", ++connections);
    while (!read_head(client).empty()) client.send(plain_answer(body));
  });
  RawSocket client = connect();
  const auto ask = [&](std::string_view expected) {
    client.send(head("GET", "/"));
    EXPECT_EQ(client.read_until(expected), plain_answer(expected));
  };
  ask("connection 1");
  ask("connection 1");
  // Answered by the port itself, after it has put the upstream's connection by.
  RawSocket other = connect();
  other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(other.read_to_end(), HasSubstr("403"));
  clock().sleep(std::chrono::hours{1});
  ask("connection 2");
}

TEST_F(Flow, slow_client_slows_the_upstream) {
  std::promise<std::size_t> stalled_at;
  const std::string block(1024 * 1024, 'x');
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    std::size_t total = 0;
    client.send("HTTP/1.0 200 OK\r\n\r\n");
    while (total < 4 * kSocketBuffers) {
      const std::size_t taken = client.send_while_taken(block, 300ms);
      total += taken;
      if (taken < block.size()) break;
    }
    stalled_at.set_value(total);
  });
  RawSocket client = connect();
  client.send(head("GET", "/"));
  const std::size_t total = stalled_at.get_future().get();
  EXPECT_LT(total, kSocketBuffers);
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.0 200 OK\r\n\r\n");
  EXPECT_EQ(client.read_to_end().size(), total) << "what was taken arrives";
  EXPECT_EQ(client.end(), StreamEnd::Clean);
}

TEST_F(Flow, slow_upstream_slows_the_client) {
  std::promise<void> stalled;
  std::promise<std::size_t> received;
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    stalled.get_future().wait();
    received.set_value(client.read_to_end().size());
  });
  RawSocket client = connect();
  client.send(head("POST", "/v1/messages", "Transfer-Encoding: chunked\r\n"));
  std::size_t total = 0;
  const std::string block = "100000\r\n" + std::string(0x100000, 'x') + "\r\n";
  while (total < 4 * kSocketBuffers) {
    const std::size_t taken = client.send_while_taken(block, 300ms);
    total += taken;
    if (taken < block.size()) break;
  }
  EXPECT_LT(total, kSocketBuffers);
  client.shutdown_write();  // inside the body: what was sent arrives, then the request is cut
  stalled.set_value();
  EXPECT_LE(received.get_future().get(), total);
}

struct StalledCase {
  const char* name;
  const char* fields;  ///< of the request whose bytes nobody takes
  const char* answer;  ///< sent before they come
};

class Stalled : public CaptureFixture, public testing::WithParamInterface<StalledCase> {};

/// The end of the client's stream stands behind bytes that nobody takes; its going away is seen all the same.
TEST_P(Stalled, UploadsHideNoClientThatLeft) {
  std::promise<void> left;
  std::promise<bool> broken;
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    client.send(GetParam().answer);
    left.get_future().wait();
    broken.set_value(client.breaks_within(8s));
  });
  {
    RawSocket client = connect();
    client.send(head("GET", "/v1/responses", GetParam().fields));
    EXPECT_EQ(client.read_exactly(std::string_view{GetParam().answer}.size()), GetParam().answer);
    const std::string block(1024 * 1024, 'x');
    while (client.send_while_taken(block, 300ms) == block.size()) {
    }
  }
  left.set_value();
  EXPECT_TRUE(broken.get_future().get());
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_EQ(exchanges[0].closed->end, ExchangeEnd::ClientGone);
}

INSTANTIATE_TEST_SUITE_P(Shapes, Stalled,
                         testing::Values(StalledCase{"request", "Content-Length: 1000000000\r\n", ""},
                                         StalledCase{"websocket", "Connection: Upgrade\r\nUpgrade: websocket\r\n",
                                                     "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"}),
                         [](const auto& row) { return std::string{row.param.name}; });

/// Nobody takes events from the tap here: whatever hangs behind it, traffic goes on at once and memory is bounded.
TEST_F(Flow, keepalive_after_record) {
  const std::string large(4 * Tap::kAnswerCapacity, 'x');
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    client.send(plain_answer(large));
    (void)read_head(client);
    client.send(plain_answer("next"));
  });
  RawSocket client = connect();
  client.send(head("GET", "/"));
  EXPECT_TRUE(client.read_exactly(plain_answer(large).size()) == plain_answer(large));
  client.send(head("GET", "/"));
  EXPECT_EQ(client.read_until("next"), plain_answer("next"));
  EXPECT_GT(tap_gaps(), 0);
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(2));
  EXPECT_TRUE(exchanges[0].lossy) << "what the tap refused is told";
  EXPECT_EQ(exchanges[0].closed->end, ExchangeEnd::Complete);
  EXPECT_LE(exchanges[0].response_body.size(), Tap::kAnswerCapacity);
}

TEST_F(Flow, a_request_too_long_to_be_read_is_not_copied) {
  const std::string large(kMaxReadRequestBytes + 1, 'x');
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    EXPECT_TRUE(client.read_exactly(large.size()) == large);
    client.send(plain_answer("done"));
  });
  RawSocket client = connect();
  client.send(post("/v1/messages", large));
  EXPECT_EQ(client.read_until("done"), plain_answer("done"));
  EXPECT_EQ(tap_gaps(), 0) << "the meter missed nothing that it would have read";
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_TRUE(exchanges[0].request_body.empty());
  EXPECT_EQ(exchanges[0].lost_bytes, large.size());
}

TEST_F(Flow, tab_close) {
  std::promise<bool> closed;
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    client.send(std::string{kStreamHead} + "1\r\na\r\n");
    closed.set_value(client.closes_within(8s));
  });
  const std::uint16_t tab_port = port();
  RawSocket client = connect();
  client.send(head("GET", "/"));
  EXPECT_THAT(client.read_until("1\r\na\r\n"), HasSubstr("200 OK"));
  close_port(0ms);
  EXPECT_TRUE(closed.get_future().get());
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(client.end(), StreamEnd::Reset) << "no clean end of a stream that was cut";
  EXPECT_FALSE(RawSocket::connect(tab_port).is_connected());
  const auto exchanges = close_and_collect();
  ASSERT_THAT(exchanges, SizeIs(1));
  EXPECT_EQ(exchanges[0].closed->end, ExchangeEnd::ClientGone);
  EXPECT_EQ(exchanges[0].response_body, "a");
}

TEST_F(Flow, graceful_stop) {
  std::promise<void> stopping;
  serve_upstream([&](RawSocket& client, int) {
    (void)read_head(client);
    client.send(std::string{kStreamHead} + "1\r\na\r\n");
    stopping.get_future().wait();
    client.send("1\r\nb\r\n0\r\n\r\n");
  });
  const std::uint16_t tab_port = port();
  RawSocket running = connect();
  RawSocket idle = connect();
  running.send(head("GET", "/"));
  EXPECT_THAT(running.read_until("1\r\na\r\n"), HasSubstr("200 OK"));
  const auto closing = std::async(std::launch::async, [this] { close_port(8s); });
  while (RawSocket::connect(tab_port).is_connected()) std::this_thread::yield();  // no new ones are taken
  EXPECT_TRUE(idle.closes_within(8s)) << "nothing runs on it";
  stopping.set_value();
  EXPECT_THAT(running.read_to_end(), EndsWith("1\r\nb\r\n0\r\n\r\n")) << "what runs may end";
  EXPECT_EQ(running.end(), StreamEnd::Clean);
  closing.wait();
  EXPECT_EQ(close_and_collect().at(0).closed->end, ExchangeEnd::Complete);
}

/// A port of which connections are still in TIME_WAIT is free; one on which somebody else listens is not, and is told.
TEST_F(Flow, port_reuse) {
  serve_upstream([](RawSocket& client, int) {
    (void)read_head(client);
    client.send("HTTP/1.0 200 OK\r\n\r\nto the end");
  });
  const std::uint16_t tab_port = port();
  RawSocket client = connect();
  client.send(head("GET", "/"));
  EXPECT_THAT(client.read_to_end(), EndsWith("to the end"));  // the proxy ends it first: its side stays in TIME_WAIT
  client.close();

  net::IoThread thread{"net"};
  const auto taken = net::Listener::bind(thread.executor(), tab_port);
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().code, ErrorCode::Conflict);
  EXPECT_THAT(taken.error().message, HasSubstr(fmt::format("127.0.0.1:{}", tab_port)));
  close_port();
  const auto again = net::Listener::bind(thread.executor(), tab_port);
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_EQ((*again)->port(), tab_port);
}

}  // namespace
}  // namespace tabacus::analytics::test
