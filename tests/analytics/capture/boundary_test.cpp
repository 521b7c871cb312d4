// The port is for programs of our user that know its secret, and leads to one upstream: what others try.
#include <sys/wait.h>
#include <unistd.h>

#include "analytics/capture/capability.hpp"
#include "base/text.hpp"
#include "tests/analytics/capture/capture_fixture.hpp"
#include "tests/support/process.hpp"

namespace tabacus::analytics::test {
namespace {

using tabacus::testing::Process;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

struct Visitor {
  std::vector<std::pair<std::string, std::string>> fields;
  bool is_program;
};

TEST(Visitors, TellsProgramsFromWebPagesByTheirHead) {
  const std::vector<Visitor> visitors{
      {{{"Host", "127.0.0.1:4711"}}, true},
      {{{"host", "LOCALHOST:4711"}}, true},
      {{{"Host", "evil.example"}}, false},
      {{{"Host", "evil.example:4711"}}, false},
      {{{"Host", "127.0.0.1"}}, false},
      {{{"Host", "127.0.0.1:4712"}}, false},
      {{{"Host", "127.0.0.1:04711"}}, false},
      {{{"Host", "127.0.0.1:4711.evil.example"}}, false},
      {{{"Host", "localhost.evil.example:4711"}}, false},
      {{{"Host", "user@127.0.0.1:4711"}}, false},
      {{{"Host", "127.1:4711"}}, false},
      {{{"Host", "2130706433:4711"}}, false},
      {{{"Host", "[::1]:4711"}}, false},
      {{{"Host", "0.0.0.0:4711"}}, false},
      {{{"Host", ""}}, false},
      {{}, false},
      {{{"Host", "127.0.0.1:4711"}, {"Host", "127.0.0.1:4711"}}, false},
      {{{"Host", "127.0.0.1:4711"}, {"Host", "evil.example"}}, false},
      {{{"Host", "127.0.0.1:4711"}, {"Origin", "http://127.0.0.1:4711"}}, false},
      {{{"Host", "127.0.0.1:4711"}, {"origin", "null"}}, false},
      {{{"Host", "127.0.0.1:4711"}, {"Sec-Fetch-Site", "cross-site"}}, false},
      {{{"Host", "127.0.0.1:4711"}, {"sec-fetch-site", "same-origin"}}, false},
      // What Node's fetch sends, and a browser for an address that its user typed.
      {{{"Host", "127.0.0.1:4711"}, {"sec-fetch-mode", "cors"}}, true},
      {{{"Host", "127.0.0.1:4711"}, {"Sec-Fetch-Site", "none"}, {"Sec-Fetch-Mode", "navigate"}}, true},
  };
  for (const Visitor& visitor : visitors) {
    Headers headers;
    std::string told;
    for (const auto& [name, value] : visitor.fields) {
      headers.add(name, value);
      told += name + ": " + value + "; ";
    }
    EXPECT_EQ(comes_from_a_program(headers, 4711), visitor.is_program) << told;
  }
}

class Boundary : public CaptureFixture {};

/// No form of target leads anywhere but to the tab's upstream, under its name.
TEST_F(Boundary, NoTargetLeadsToAnotherHost) {
  std::atomic<int> asked{0};
  serve_upstream([&](RawSocket& client, int) {
    const std::string head = read_head(client);
    ++asked;
    EXPECT_THAT(head, HasSubstr(fmt::format("Host: 127.0.0.1:{}\r\n", upstream().port())));
    EXPECT_THAT(head, StartsWith("GET /"));
    client.send(plain_answer("ours", "Connection: close\r\n"));
  });
  int reached = 0;
  for (const std::string_view tail :
       {"//evil.example/", "@evil.example/", "/@evil.example/", "\\\\evil.example\\", "/%2f%2fevil.example/",
        "/..//evil.example/", "/%2e%2e/%2e%2e/evil.example", "/v1/http:%2F%2Fevil.example/", ":80@evil.example/",
        "#@evil.example/", "?x=http://evil.example/", "/..;/evil.example"}) {
    RawSocket client = connect();
    client.send(fmt::format("GET /{}/anthropic{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", token(), tail, port()));
    const std::string answer = client.read_until("\r\n\r\n");
    const bool is_ours = answer.starts_with("HTTP/1.1 200");
    EXPECT_TRUE(is_ours || answer.starts_with("HTTP/1.1 4")) << tail << ": " << answer;
    reached += is_ours ? 1 : 0;
  }
  EXPECT_EQ(asked, reached);
  EXPECT_GT(reached, 0);
}

TEST_F(Boundary, AWrongSecretOpensNothingHoweverMuchOfItIsRight) {
  serve_upstream([](RawSocket&, int) { ADD_FAILURE() << "the upstream was called"; });
  std::string last = token();
  last.back() = last.back() == 'A' ? 'B' : 'A';
  std::string first = token();
  first.front() = first.front() == 'A' ? 'B' : 'A';
  for (const std::string& wrong :
       {last, first, token().substr(1), token() + "A", std::string{}, to_lower_ascii(token())}) {
    RawSocket client = connect();
    client.send(fmt::format("GET /{}/anthropic/v1 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", wrong, port()));
    EXPECT_THAT(client.read_until("\r\n"), StartsWith("HTTP/1.1 404")) << wrong;
  }
}

TEST_F(Boundary, AnotherUserIsRefusedBeforeAByteIsRead) {
  if (::getuid() != 0) GTEST_SKIP() << "NOT TESTED: only root can call as another user; run this test as root once";
  serve_upstream([](RawSocket&, int) { ADD_FAILURE() << "the upstream was called"; });
  // The write may meet a reset already: that is no reason for the shell to die.
  const std::string script = fmt::format(
      "trap '' PIPE; exec 3<>/dev/tcp/127.0.0.1/{0} || exit; echo tried as $(id -u); "
      "printf 'GET /{1}/anthropic/v1 HTTP/1.1\\r\\nHost: 127.0.0.1:{0}\\r\\n\\r\\n' >&3; cat <&3 | wc -c",
      port(), token());
  Process stranger{{"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "bash", "-c", script}};
  EXPECT_EQ(stranger.read_line(), "tried as 65534");
  EXPECT_EQ(stranger.read_line(), "0") << "it was answered";
  (void)stranger.wait();
  EXPECT_THAT(close_and_collect(), IsEmpty());
}

}  // namespace
}  // namespace tabacus::analytics::test
