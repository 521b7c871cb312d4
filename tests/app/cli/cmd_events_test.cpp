#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "analytics/store/calls_file.hpp"
#include "analytics/store/writer.hpp"
#include "app/control/unix_socket.hpp"
#include "cli_fixture.hpp"
#include "tests/support/process.hpp"
#include "tests/support/sample_calls.hpp"

namespace tabacus::app {
namespace {

using CmdEvents = CliTest;

TEST_F(CmdEvents, BeginWithAPictureAndTellOfEachCallOnce) {
  seed();
  testing::Process events{{TABACUS_BINARY, "events", "--follow"}};
  const auto picture = nlohmann::json::parse(events.read_line());
  EXPECT_EQ(picture["schema_version"], 1);
  EXPECT_EQ(picture["type"], "snapshot");
  EXPECT_EQ(picture["calls"].size(), 4u);
  EXPECT_EQ(picture["seq"], 4);
  {
    const auto writer = analytics::StoreWriter::open(
        {.file = directory() / analytics::kCallsFileName, .commit_every = std::chrono::milliseconds{1}});
    for (int i = 0; i < 3; ++i)
      writer->on_finished(
          testing::full_call(TabId::mint(), TabSessionId::mint(), from_epoch_us(1'800'000'000'000'000 + i)));
    ASSERT_TRUE(writer->flush(std::chrono::seconds{20}));
  }
  for (int seq = 5; seq <= 7; ++seq) {
    const auto told = nlohmann::json::parse(events.read_line());
    EXPECT_EQ(told["type"], "call");
    EXPECT_EQ(told["seq"], seq);
    EXPECT_EQ(told["call"]["error_type"], "overloaded_error");
  }
  events.signal(SIGTERM);
  static_cast<void>(events.wait());
}

constexpr int kPatienceMs = 20'000;

/// Lines from a Unix socket.
class SocketLines {
 public:
  explicit SocketLines(UniqueFd fd) : fd_{std::move(fd)} {}
  std::string next() {
    for (;;) {
      if (const std::size_t end = text_.find('\n'); end != std::string::npos) {
        std::string line = text_.substr(0, end);
        text_.erase(0, end + 1);
        return line;
      }
      pollfd ready{fd_.get(), POLLIN, 0};  // it does not block by itself
      if (::poll(&ready, 1, kPatienceMs) <= 0) return {};
      std::array<char, 4096> bytes;
      const ssize_t got = ::read(fd_.get(), bytes.data(), bytes.size());
      if (got <= 0) return {};
      text_.append(bytes.data(), static_cast<std::size_t>(got));
    }
  }

 private:
  UniqueFd fd_;
  std::string text_;
};

TEST_F(CmdEvents, AreToldToEachWhoConnectsToASocket) {
  seed();
  const std::filesystem::path path = directory() / "events";
  testing::Process events{{TABACUS_BINARY, "events", "--listen", path}};
  Result<UniqueFd> first = fail(ErrorCode::NotFound, "");
  for (int i = 0; i < 2000 && !first; ++i) {
    first = connect_to(path);
    if (!first) std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(std::filesystem::status(path).permissions() & std::filesystem::perms::mask, std::filesystem::perms{0600});
  SocketLines one{std::move(*first)};
  SocketLines other{std::move(connect_to(path).value())};
  for (SocketLines* each : {&one, &other}) {
    const auto picture = nlohmann::json::parse(each->next());
    EXPECT_EQ(picture["schema_version"], 1);
    EXPECT_EQ(picture["calls"].size(), 4u);
  }
  {
    const auto writer = analytics::StoreWriter::open(
        {.file = directory() / analytics::kCallsFileName, .commit_every = std::chrono::milliseconds{1}});
    writer->on_finished(testing::full_call(TabId::mint(), TabSessionId::mint(), from_epoch_us(1'800'000'000'000'000)));
    ASSERT_TRUE(writer->flush(std::chrono::seconds{20}));
  }
  for (SocketLines* each : {&one, &other}) EXPECT_EQ(nlohmann::json::parse(each->next())["type"], "call");
  events.signal(SIGTERM);
  EXPECT_EQ(one.next(), "") << "it ends with the command";
  EXPECT_EQ(events.wait(), 0);
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(CmdEvents, WithoutADatabaseThePictureIsEmpty) {
  const Ran ran = run({"events"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(nlohmann::json::parse(ran.out)["calls"].empty());
}

}  // namespace
}  // namespace tabacus::app
