// The engine's TLS: the tabs' ports speak it, secrets stay secret, and no name keeps it from closing.
#include <gmock/gmock.h>

#include <cstdlib>

#include "analytics/api/engine.hpp"
#include "base/paths.hpp"
#include "tests/support/fake_upstream.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/tls_client.hpp"

namespace tabacus::analytics {
namespace {

using tabacus::test::FakeUpstream;
using tabacus::test::plain_answer;
using tabacus::test::RawSocket;
using tabacus::test::read_head;
using tabacus::test::TlsClient;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string value_of(const TabEndpoint& endpoint, std::string_view wanted) {
  for (const auto& [name, value] : endpoint.environment)
    if (name == wanted) return value;
  return {};
}

/// To what Anthropic's base URL leads to.
std::string request_to(const TabEndpoint& endpoint) {
  const std::string base = value_of(endpoint, "ANTHROPIC_BASE_URL");
  return fmt::format("GET {}/v1/models HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
                     base.substr(base.find('/', std::string_view{"http://"}.size())), endpoint.port);
}

class EngineTls : public ::testing::Test {
 protected:
  const tabacus::testing::TempDir directory_;
};

TEST_F(EngineTls, ServesTheBaseUrlsOverTlsToo) {
  const auto engine = Engine::open({directory_.path(), {}}).value();
  const FakeUpstream upstream{[](RawSocket& client, int) {
    (void)read_head(client);
    client.send(plain_answer("{}"));
  }};
  const auto endpoint =
      engine->open_tab({TabId::mint(), TabSessionId::mint(), "", "/", {{"ANTHROPIC_BASE_URL", upstream.url()}}})
          .value();
  EXPECT_EQ(endpoint.certificate_file, value_of(endpoint, "TABACUS_TAB_CERT"));
  TlsClient client{endpoint.port, {.trusted_pem = read_file(endpoint.certificate_file).value()}};
  ASSERT_EQ(client.error(), "");
  client.send(request_to(endpoint));
  EXPECT_THAT(client.read_until("{}"), HasSubstr("HTTP/1.1 200 OK"));
}

TEST_F(EngineTls, ClosesWhileANameIsBeingResolved) {
  // Whatever the system's resolver does with it, nobody waits for its answer.
  const auto start = std::chrono::steady_clock::now();
  {
    const auto engine = Engine::open({directory_.path(), {}}).value();
    const auto endpoint =
        engine
            ->open_tab({TabId::mint(), TabSessionId::mint(), "", "/", {{"ANTHROPIC_BASE_URL", "http://slow.invalid"}}})
            .value();
    RawSocket client = RawSocket::connect(endpoint.port);
    client.send(request_to(endpoint));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{8});
}

TEST_F(EngineTls, WritesNoTlsSecretsUnlessAskedTwice) {
  const auto file = directory_.path() / "keys";
  ::setenv("SSLKEYLOGFILE", file.c_str(), 1);
  EXPECT_TRUE(Engine::open({.directory = directory_.path()}).value()->health().warnings.empty());
  EXPECT_FALSE(std::filesystem::exists(file));
  const auto engine = Engine::open({.directory = directory_.path(), .writes_key_log = true}).value();
  ::unsetenv("SSLKEYLOGFILE");
  EXPECT_THAT(engine->health().warnings, ElementsAre(HasSubstr("TLS secrets are written to " + file.native())));
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST_F(EngineTls, TellsOfAnAuthoritiesFileItCannotUse) {
  const auto engine = Engine::open({.directory = directory_.path(), .ca_file = directory_.path() / "none.pem"}).value();
  EXPECT_THAT(engine->health().warnings, ElementsAre(HasSubstr("analytics.ca_file is not used: open ")));
}

}  // namespace
}  // namespace tabacus::analytics
