// The port in a process of its own: what it uses, what happens when it may not have more, and when it is stopped.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <future>
#include <memory>
#include <semaphore>
#include <thread>

#include "base/paths.hpp"
#include "base/text.hpp"
#include "tests/support/deaf_port.hpp"
#include "tests/support/fake_upstream.hpp"
#include "tests/support/process.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::analytics {
namespace {

using tabacus::test::FakeUpstream;
using tabacus::test::plain_answer;
using tabacus::test::RawSocket;
using tabacus::test::read_head;
using tabacus::test::StreamEnd;
using tabacus::testing::kIsSanitized;
using tabacus::testing::Process;
using ::testing::StartsWith;
using namespace std::chrono_literals;

class OwnProcess : public ::testing::Test {
 protected:
  void serve(FakeUpstream::Script script, const std::vector<std::string>& more = {}) {
    upstream_ = std::make_unique<FakeUpstream>(std::move(script));
    start({TABACUS_METERED_PORT, upstream_->url(), directory_.path().string()}, more);
  }

  void start(std::vector<std::string> command, const std::vector<std::string>& more = {}) {
    command.insert(command.end(), more.begin(), more.end());
    proxy_ = std::make_unique<Process>(command);
    const std::string line = proxy_->read_line();
    const auto words = split(line, ' ');
    ASSERT_EQ(words.size(), 2u) << "metered_port printed: " << line;
    port_ = static_cast<std::uint16_t>(parse_int(words[0]).value_or(0));
    path_ = words[1];
  }

  /// The proxy first: scripts that wait for it end then.
  void TearDown() override {
    proxy_.reset();
    upstream_.reset();
  }

  [[nodiscard]] RawSocket connect() const { return RawSocket::connect(port_); }

  [[nodiscard]] std::string request() const {
    return fmt::format("POST {}/v1/messages HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: 2\r\n\r\n{{}}", path_,
                       port_);
  }

  [[nodiscard]] std::string process_file(std::string_view name) const {
    return read_file(fmt::format("/proc/{}/{}", proxy_->pid(), name)).value_or("");
  }

  /// A line of /proc/PID/status, in KiB.
  [[nodiscard]] std::int64_t memory_kib(std::string_view name) const {
    const std::string status = process_file("status");
    for (const std::string_view line : split(status, '\n'))
      if (line.starts_with(name))
        return parse_int(trim(line.substr(name.size() + 1, line.size() - name.size() - 3))).value_or(-1);
    return -1;
  }

  /// User and system time.
  [[nodiscard]] std::chrono::milliseconds cpu_time() const {
    const std::string stat = process_file("stat");
    const auto words = split(std::string_view{stat}.substr(stat.rfind(')') + 2), ' ');
    constexpr std::size_t kUser = 11, kSystem = 12;  // counted from the state, the first word behind the name
    const std::int64_t ticks = parse_int(words.at(kUser)).value_or(0) + parse_int(words.at(kSystem)).value_or(0);
    return std::chrono::milliseconds{ticks * 1000 / ::sysconf(_SC_CLK_TCK)};
  }

  std::unique_ptr<FakeUpstream> upstream_;
  tabacus::testing::TempDir directory_;
  std::unique_ptr<Process> proxy_;
  std::uint16_t port_ = 0;
  std::string path_;
};

constexpr const char* kStreamHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST_F(OwnProcess, fd_exhaustion) {
  std::counting_semaphore<> turn{0};
  serve(
      [&](RawSocket& client, int number) {
        (void)client.read_until("\r\n\r\n{}");
        if (number > 0) {
          client.send(plain_answer("recovered"));
          return;
        }
        client.send(std::string{kStreamHead} + "1\r\na\r\n");
        if (turn.try_acquire_for(20s)) client.send("1\r\nb\r\n0\r\n\r\n");
        // The tab's next request may come on this connection too.
        if (!client.read_until("\r\n\r\n{}").empty()) client.send(plain_answer("recovered"));
      },
      {"64"});
  RawSocket running = connect();
  running.send(request());
  EXPECT_THAT(running.read_until("1\r\na\r\n"), StartsWith(kStreamHead));
  {
    std::vector<RawSocket> many;
    for (int i = 0; i < 200; ++i) {
      many.push_back(connect());  // the kernel takes them; the program cannot
      many.back().send("G");
    }
    std::this_thread::sleep_for(200ms);
    const auto before = cpu_time();
    std::this_thread::sleep_for(1s);
    const auto idle = kIsSanitized ? 800ms : 200ms;
    EXPECT_LT(cpu_time() - before, idle) << "no busy loop while nothing can be accepted";
    turn.release();
    EXPECT_EQ(running.read_until("0\r\n\r\n"), "1\r\nb\r\n0\r\n\r\n") << "what runs goes on";
  }
  RawSocket next = connect();
  next.send(request());
  EXPECT_EQ(next.read_until("recovered"), plain_answer("recovered"));
}

struct Kind {
  const char* name;
  const char* content_type;
  std::string unit;
};

class Copies : public OwnProcess, public ::testing::WithParamInterface<Kind> {};

/// A quick share of the 1 GB that TABACUS_COPY_MB=1000 makes it.
TEST_P(Copies, copy_bounded) {
  if (kIsSanitized) GTEST_SKIP() << "a sanitizer keeps freed memory back";
  const char* wanted = std::getenv("TABACUS_COPY_MB");
  const std::int64_t megabytes = wanted != nullptr ? parse_int(wanted).value_or(96) : 96;
  std::string block;
  while (block.size() < 64 * 1024) block += GetParam().unit;
  const std::int64_t blocks = megabytes * 1'000'000 / static_cast<std::int64_t>(block.size());
  serve([&](RawSocket& client, int) {
    for (const std::int64_t count : {std::int64_t{32}, blocks}) {  // the first is to warm up
      if (client.read_until("\r\n\r\n{}").empty()) return;
      client.send(fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
                              GetParam().content_type));
      const std::string chunk = fmt::format("{:x}\r\n{}\r\n", block.size(), block);
      for (std::int64_t i = 0; i < count && client.send(chunk); ++i) {
      }
      client.send("0\r\n\r\n");
    }
  });
  RawSocket client = connect();
  client.send(request());
  (void)client.read_until("\r\n0\r\n\r\n");
  const std::int64_t before = memory_kib("VmRSS:");
  client.send(request());
  (void)client.read_until("\r\n\r\n");
  const std::int64_t chunk_size =
      static_cast<std::int64_t>(fmt::format("{:x}\r\n\r\n", block.size()).size() + block.size());
  for (std::int64_t i = 0; i < blocks; ++i)
    ASSERT_EQ(static_cast<std::int64_t>(client.read_exactly(static_cast<std::size_t>(chunk_size)).size()), chunk_size);
  EXPECT_EQ(client.read_exactly(5), "0\r\n\r\n");
  EXPECT_LT(memory_kib("VmHWM:") - before, 8 * 1024);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, Copies,
    ::testing::Values(Kind{"sse", "text/event-stream",
                           "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                           "\"delta\":{\"type\":\"text_delta\",\"text\":\"a few words of it\"}}\n\n"},
                      Kind{"json", "application/json", "{\"text\":\"a few words, a few words\",\"more\":[1,2,3]},"}),

    [](const auto& row) { return std::string{row.param.name}; });

/// Stopped for a while, as by a suspended machine: what ended meanwhile ends for the client, and nothing that died is
/// used again.
TEST_F(OwnProcess, suspend_resume) {
  std::promise<void> stopped;
  std::promise<void> cut;
  serve([&](RawSocket& client, int number) {
    (void)client.read_until("\r\n\r\n{}");
    if (number == 1) {
      client.send(std::string{kStreamHead} + "1\r\na\r\n");
      stopped.get_future().wait();
      client.reset();
      cut.set_value();
      return;
    }
    client.send(plain_answer("ok"));  // and closes: of the first, while the proxy is stopped
    if (number == 0) (void)client.closes_within(100ms);
  });
  RawSocket kept = connect();
  RawSocket streaming = connect();
  kept.send(request());
  EXPECT_EQ(kept.read_until("ok"), plain_answer("ok"));
  streaming.send(request());
  EXPECT_THAT(streaming.read_until("1\r\na\r\n"), StartsWith(kStreamHead));
  proxy_->signal(SIGSTOP);
  stopped.set_value();
  cut.get_future().wait();
  std::this_thread::sleep_for(200ms);
  proxy_->signal(SIGCONT);
  EXPECT_EQ(streaming.read_to_end(), "");
  EXPECT_EQ(streaming.end(), StreamEnd::Reset);
  kept.send(request());
  EXPECT_EQ(kept.read_until("ok"), plain_answer("ok"));
  EXPECT_EQ(upstream_->connections(), 3);
}

/// The name's first address is IPv6 and dead, its second is not. Needs a hosts file of its own, hence a mount
/// namespace.
TEST_F(OwnProcess, dual_stack) {
  const std::vector<std::string> in_namespace{"unshare", "-Urm", "sh", "-c"};
  std::vector<std::string> probe = in_namespace;
  probe.push_back("mount --bind /etc/hosts /etc/hosts && ip -6 addr show lo | grep -q ::1");
  if (Process{probe}.wait() != 0) GTEST_SKIP() << "no user namespace, or no IPv6 on loopback";

  upstream_ = std::make_unique<FakeUpstream>([](RawSocket& client, int) {
    (void)client.read_until("\r\n\r\n{}");
    client.send(plain_answer("ok"));
  });
  const tabacus::test::DeafPort deaf{"::1", upstream_->port()};
  const std::filesystem::path hosts = directory_.path() / "hosts";
  std::ofstream{hosts} << "::1 dual.test\n127.0.0.1 dual.test\n";
  std::vector<std::string> command = in_namespace;
  command.insert(command.end(),
                 {R"(mount --bind "$1" /etc/hosts && exec "$2" "$3" "$4")", "sh", hosts.string(), TABACUS_METERED_PORT,
                  fmt::format("http://dual.test:{}", upstream_->port()), directory_.path().string()});
  start(command);
  RawSocket client = connect();
  client.send(request());
  EXPECT_EQ(client.read_until("ok"), plain_answer("ok"));
}

}  // namespace
}  // namespace tabacus::analytics
