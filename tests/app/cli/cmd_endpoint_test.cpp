// What an endpoint keeps and prints. That it meters: tests/e2e/endpoint_serves_programs_outside.
#include <sys/stat.h>

#include "app/cli/endpoint_memory.hpp"
#include "app/cli/metered_process.hpp"
#include "base/paths.hpp"
#include "cli_fixture.hpp"
#include "tests/support/process.hpp"

namespace tabacus::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(EndpointNames, AreFileNamesToo) {
  for (const char* good : {"ide", "vs-code", "a.b_c", "9"}) EXPECT_TRUE(check_endpoint_name(good)) << good;
  for (const std::string& bad : {std::string{}, std::string{"."}, std::string{"../x"}, std::string{"a/b"},
                                 std::string{"-x"}, std::string{"a b"}, std::string{"\x1b[2J"}, std::string(65, 'x')})
    EXPECT_FALSE(check_endpoint_name(bad)) << bad;
}

TEST(EndpointMemory, IsReadOnlyWhenItIsWhole) {
  EXPECT_EQ(parse_endpoint_memory("8787 abcdefghijklmnopqrstuv_-\n"),
            (EndpointMemory{8787, "abcdefghijklmnopqrstuv_-"}));
  for (const char* other : {"", "8787", "8787 short", "0 abcdefghijklmnopqrstuvwx", "70000 abcdefghijklmnopqrstuvwx",
                            "8787 abcdefghijklmnopqrstuv/x", "8787 abcdefghijklmnopqrstuvwx more"})
    EXPECT_EQ(parse_endpoint_memory(other), EndpointMemory{}) << other;
}

class CmdEndpoint : public CliTest {};

TEST_F(CmdEndpoint, RemembersPrivatelyAndTrustsNothingElse) {
  EXPECT_EQ(recall_endpoint(directory(), "ide"), EndpointMemory{});
  const EndpointMemory memory{8787, "abcdefghijklmnopqrstuvwx"};
  ASSERT_TRUE(remember_endpoint(directory(), "ide", memory));
  EXPECT_EQ(recall_endpoint(directory(), "ide"), memory);
  const auto file = directory() / "endpoints" / "ide";
  struct stat found {};
  ASSERT_EQ(::stat(file.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
  ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
  EXPECT_EQ(recall_endpoint(directory(), "ide"), EndpointMemory{}) << "others may have read it";
}

TEST_F(CmdEndpoint, FindsItsPortAndUrlsAgain) {
  std::string before;
  for (int i = 0; i < 2; ++i) {
    testing::Process endpoint{{TABACUS_BINARY, "endpoint", "ide", "--provider", "anthropic"}};
    const std::string first = endpoint.read_line();
    EXPECT_THAT(first, HasSubstr("export TABACUS_TAB_URL=http://127.0.0.1:"));
    if (i == 1) {
      EXPECT_EQ(first, before);
    }
    before = first;
    endpoint.signal(SIGTERM);
    EXPECT_EQ(endpoint.wait(), 0);
    EXPECT_THAT(endpoint.out(), Not(HasSubstr("OPENAI_BASE_URL"))) << "one provider's";
    EXPECT_THAT(endpoint.err(), HasSubstr("as 'ide' until interrupted"));
  }
  testing::Process fresh{{TABACUS_BINARY, "endpoint", "ide", "--new"}};
  EXPECT_NE(fresh.read_line(), before);
}

TEST_F(CmdEndpoint, APortThatIsTakenNamesItsOwner) {
  testing::Process first{{TABACUS_BINARY, "endpoint", "one"}};
  const std::string line = first.read_line();
  const std::string port = line.substr(line.find("127.0.0.1:") + 10, line.rfind('/') - line.find("127.0.0.1:") - 10);
  testing::Process second{{TABACUS_BINARY, "endpoint", "two", "--port", port}};
  EXPECT_EQ(second.wait(), 1);
  EXPECT_THAT(second.err(),
              HasSubstr(fmt::format("127.0.0.1:{}: it is taken by tabacus (process {})", port, first.pid())));
}

TEST_F(CmdEndpoint, RefusesWhatItCannotServe) {
  EXPECT_EQ(run({"endpoint"}).code, 2);
  EXPECT_EQ(run({"endpoint", "../x"}).code, 2);
  EXPECT_EQ(run({"endpoint", "x", "--provider", "mistral"}).code, 2);
  EXPECT_EQ(run({"endpoint", "x", "--upstream", "ftp://x"}).code, 2);
  EXPECT_EQ(run({"endpoint", "x", "--port", "70000"}).code, 2);
  const Ran shared = run({"endpoint", "x", "--open", "--ssh", "box", "--upstream", "ftp://x"});
  EXPECT_EQ(shared.code, 2);
  EXPECT_THAT(shared.err, HasSubstr("any user of that host could call"));
}

TEST(RemoteInstructions, ForwardTheSamePort) {
  const analytics::Environment environment{{"TABACUS_TAB_URL", "http://127.0.0.1:8787/token"},
                                           {"ANTHROPIC_BASE_URL", "http://127.0.0.1:8787/token/anthropic"},
                                           {"TABACUS_ROUTES", "anthropic=https://api.anthropic.com"},
                                           {"OTHER", "http://127.0.0.1:87871/x"},
                                           {"NO_PROXY", "127.0.0.1"}};
  EXPECT_EQ(remote_instructions("me@box", 8787, environment).value(),
            "ssh -o ExitOnForwardFailure=yes -R 8787:127.0.0.1:8787 me@box\n# and there:\n"
            "export TABACUS_TAB_URL=http://127.0.0.1:8787/token\n"
            "export ANTHROPIC_BASE_URL=http://127.0.0.1:8787/token/anthropic\n");
  EXPECT_THAT(remote_instructions("a b;rm", 1, {}).value(), HasSubstr("'a b;rm'\n"));
  EXPECT_FALSE(remote_instructions("-oProxyCommand=x", 1, {}));
  EXPECT_FALSE(remote_instructions("", 1, {}));
}

TEST(ShellWords, AreQuotedWhereTheyMustBe) {
  EXPECT_EQ(shell_word("http://127.0.0.1:1/a_b-c"), "http://127.0.0.1:1/a_b-c");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's $x"), "'it'\\''s $x'");
}

TEST_F(CmdEndpoint, RemoteWorksInAMeteredTabOnly) {
  ::unsetenv("TABACUS_TAB_URL");
  EXPECT_EQ(run({"remote", "box"}).code, 1);
  ::setenv("TABACUS_TAB_URL", "http://127.0.0.1:8787/token", 1);
  const Ran ran = run({"remote", "box"});
  ::unsetenv("TABACUS_TAB_URL");
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("-R 8787:127.0.0.1:8787 box\n"));
  EXPECT_THAT(ran.out, HasSubstr("export TABACUS_TAB_URL=http://127.0.0.1:8787/token\n"));
}

}  // namespace
}  // namespace tabacus::app
