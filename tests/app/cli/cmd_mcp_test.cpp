// The command as an agent starts it: a process that is talked to over pipes.
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "analytics/api/serve.hpp"
#include "base/unique_fd.hpp"
#include "cli_fixture.hpp"
#include "tests/support/process.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;

class CmdMcp : public CliTest {
 protected:
  /// The command in a shell that writes `lines` to it.
  [[nodiscard]] std::string answers(const std::string& lines, const std::string& words = "mcp") const {
    testing::Process process{{"/bin/sh", "-c", "printf '" + lines + "' | exec " TABACUS_BINARY " " + words},
                             {{"TABACUS_TAB_ID", testing::kApiTab}}};
    EXPECT_EQ(process.wait(), 0) << process.err();
    EXPECT_EQ(process.err(), "");
    return process.out();
  }
};

TEST_F(CmdMcp, AnswersALineWithALineUntilItsInputEnds) {
  seed();
  const std::string out =
      answers(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}\n)"
              R"({"jsonrpc":"2.0","method":"notifications/initialized"}\n\n)"
              R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"usage_summary"}}\nnonsense\n)"
              R"({"jsonrpc":"2.0","id":3,"method":"ping"})");
  EXPECT_EQ(std::ranges::count(out, '\n'), 4) << out;
  EXPECT_THAT(out, HasSubstr(R"("id":2,"result":{"content")"));
  EXPECT_THAT(out, HasSubstr(R"("scope":"tab")"));
  EXPECT_THAT(out, HasSubstr(R"("code":-32700)"));
  EXPECT_THAT(out, HasSubstr(R"({"jsonrpc":"2.0","id":3,"result":{}})"));
}

TEST_F(CmdMcp, ALineWithoutEndIsRefusedAndTheNextOneAnswered) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  const UniqueFd ours{ends[0]};
  const UniqueFd theirs{ends[1]};
  std::string got;
  std::jthread client{[&] {
    const std::string line =
        std::string(3 * 1024 * 1024, 'x') + "\n" + R"({"jsonrpc":"2.0","id":7,"method":"ping"})" + "\n";
    for (std::string_view left = line; !left.empty();) {
      const ssize_t sent = ::write(ours.get(), left.data(), left.size());
      if (sent <= 0) return;
      left.remove_prefix(static_cast<std::size_t>(sent));
    }
    ::shutdown(ours.get(), SHUT_WR);
    char bytes[4096];
    for (ssize_t size; (size = ::read(ours.get(), bytes, sizeof bytes)) > 0;)
      got.append(bytes, static_cast<std::size_t>(size));
  }};
  EXPECT_TRUE(analytics::serve_mcp({.directory = directory(), .version = "1"}, theirs.get(), theirs.get()));
  ::shutdown(theirs.get(), SHUT_WR);
  client.join();
  EXPECT_THAT(got, HasSubstr(R"("code":-32600)"));
  EXPECT_THAT(got, HasSubstr(R"("id":7,"result":{})"));
}

TEST_F(CmdMcp, InstallsAndRemovesItsEntry) {
  const Ran installed = run({"mcp", "install", "--client", "cursor"});
  EXPECT_EQ(installed.code, 0) << installed.err;
  EXPECT_THAT(installed.out, HasSubstr(".cursor/mcp.json"));
  EXPECT_TRUE(std::filesystem::exists(temp_.path() / ".cursor/mcp.json"));
  EXPECT_EQ(run({"mcp", "remove", "--client", "cursor"}).code, 0);
  EXPECT_THAT(run({"mcp", "remove", "--client", "cursor"}).out, HasSubstr("has no entry"));
  EXPECT_EQ(run({"mcp", "install"}).code, kExitUsage);
  EXPECT_EQ(run({"mcp", "dance"}).code, kExitUsage);
}

}  // namespace
}  // namespace tabacus::app
