// Both ends of the control socket: what clients send, hold back or do not read.
#include "app/control/server.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <atomic>
#include <future>

#include "app/control/client.hpp"
#include "app/control/runtime_directory.hpp"
#include "app/control/unix_socket.hpp"
#include "base/paths.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/support/temp_dir.hpp"

namespace tabacus::app {
namespace {

using std::chrono::milliseconds;
using test::RawSocket;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ControlSocket : public ::testing::Test {
 protected:
  ControlSocket() {
    ::setenv("XDG_RUNTIME_DIR", temp_.path().c_str(), 1);
    directory_ = make_runtime_directory().value();
  }
  void serve(ControlLimits limits = {}) {
    auto started = ControlServer::start(
        directory_ / "run-1.sock", [this](std::string_view line) { return answer(line); }, limits);
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }
  std::string answer(std::string_view line) {
    ++asked_;
    if (line == "throw") throw std::runtime_error{"a handler's own trouble"};
    if (line == "long") return std::string(4 * 1024 * 1024, 'x');
    return fmt::format("<{}>", line);
  }
  RawSocket connect() const { return RawSocket{std::move(*connect_to(server_->path()))}; }

  tabacus::testing::TempDir temp_;
  std::filesystem::path directory_;
  std::atomic<int> asked_{0};
  std::unique_ptr<ControlServer> server_;
};

TEST_F(ControlSocket, IsForItsUserAloneAndGoesWithItsServer) {
  serve();
  const auto path = server_->path();
  struct stat found {};
  ASSERT_EQ(::stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
  EXPECT_EQ(ask(path, "hello").value(), "<hello>");
  server_.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_EQ(ask(path, "hello").error().code, ErrorCode::NotFound);
  EXPECT_TRUE(std::filesystem::is_empty(directory_)) << "no socket under another name either";
}

TEST_F(ControlSocket, AnswersLineByLineHoweverTheyAreCut) {
  serve();
  RawSocket client = connect();
  client.send("one\ntwo\nth");
  EXPECT_EQ(client.read_until("\n"), "<one>\n");
  EXPECT_EQ(client.read_until("\n"), "<two>\n");
  client.send("ree\n\n");
  EXPECT_EQ(client.read_until("\n"), "<three>\n");
  EXPECT_EQ(client.read_until("\n"), "<>\n");
}

TEST_F(ControlSocket, RefusesALineWithoutEnd) {
  serve();
  RawSocket client = connect();
  client.send(std::string(5000, 'x'));
  EXPECT_THAT(client.read_to_end(), HasSubstr("longer than 4096 bytes"));
  RawSocket with_end = connect();
  with_end.send(std::string(5000, 'x') + "\n");
  EXPECT_THAT(with_end.read_to_end(), HasSubstr("longer than 4096 bytes"));
  EXPECT_EQ(asked_, 0);
}

TEST_F(ControlSocket, AThousandLinesAtOnceAreAnsweredInOrder) {
  serve();
  RawSocket client = connect();
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += fmt::format("{}\n", i);
  client.send(lines);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(client.read_until("\n"), fmt::format("<{}>\n", i));
}

TEST_F(ControlSocket, ClientsThatSayOrReadNothingKeepNobodyElseWaiting) {
  serve();
  std::vector<RawSocket> silent;
  for (int i = 0; i < 8; ++i) silent.push_back(connect());
  RawSocket lazy = connect();
  lazy.send("long\n");  // and does not read
  EXPECT_EQ(ask(server_->path(), "hello").value(), "<hello>");
  EXPECT_THAT(lazy.read_until("\n"), SizeIs(4 * 1024 * 1024 + 1));
}

TEST_F(ControlSocket, ClientsBeyondTheLimitWaitUntilSilentOnesAreSentAway) {
  serve({.clients = 2, .patience = milliseconds{50}});
  RawSocket first = connect();
  RawSocket second = connect();
  EXPECT_EQ(ask(server_->path(), "hello").value(), "<hello>");
  EXPECT_TRUE(first.closes_within(milliseconds{5000}));
}

TEST_F(ControlSocket, AThrowingHandlerCostsItsClientsAndNothingElse) {
  serve();
  EXPECT_EQ(ask(server_->path(), "throw").error().code, ErrorCode::Closed);
  EXPECT_EQ(ask(server_->path(), "hello").value(), "<hello>");
}

TEST_F(ControlSocket, OfAProcessThatIsGoneIsRemoved) {
  { const auto left_behind = listen_at(directory_ / "window-99.sock").value(); }
  ASSERT_TRUE(std::filesystem::exists(directory_ / "window-99.sock"));
  EXPECT_THAT(ask_all({}).value(), IsEmpty()) << "and is nobody meanwhile";
  const auto alive = listen_at(directory_ / "window-98.sock").value();
  serve();
  EXPECT_FALSE(std::filesystem::exists(directory_ / "window-99.sock"));
  EXPECT_TRUE(std::filesystem::exists(directory_ / "window-98.sock"));
}

TEST_F(ControlSocket, OneThatDoesNotAnswerIsGivenUp) {
  const auto mute = listen_at(directory_ / "window-97.sock").value();
  const auto reply = ask(directory_ / "window-97.sock", "hello", milliseconds{30});
  EXPECT_EQ(reply.error().code, ErrorCode::TimedOut);
}

TEST_F(ControlSocket, ItsNameMustFit) {
  const auto path = directory_ / (std::string(120, 'x') + ".sock");
  const auto refused = listen_at(path);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(refused.error().message, HasSubstr("XDG_RUNTIME_DIR"));
}

TEST_F(ControlSocket, ADirectoryThatOthersMayEnterIsNotAsked) {
  serve();
  ASSERT_EQ(::chmod(directory_.c_str(), 0777), 0);
  EXPECT_EQ(ask_all({}).error().code, ErrorCode::PermissionDenied);
}

}  // namespace
}  // namespace tabacus::app
