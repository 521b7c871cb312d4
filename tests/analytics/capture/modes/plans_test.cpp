// Which mode takes a request, and what it makes of it. No socket.
#include <gtest/gtest.h>

#include "analytics/capture/modes/mode.hpp"
#include "analytics/capture/modes/proxy_access.hpp"
#include "base/text.hpp"
#include "tests/analytics/capture/modes/proxy_client.hpp"

namespace tabacus::analytics::test {
namespace {

constexpr std::uint16_t kPort = 4711;
constexpr std::string_view kToken = "abcdefghijklmnopqrstuvwx";

enum class ForwardProxyMode { Off, On };

std::shared_ptr<const CaptureTab> make_tab(ForwardProxyMode mode) {
  CaptureTab tab{TabId::mint(), TabSessionId::mint(), std::string{kToken}, {}};
  const std::string url = "https://api.anthropic.com";
  tab.routes["anthropic"] = Route{provider_of_slot("anthropic"), parse_upstream_url(url).value(), url};
  const std::string gateway = "http://gateway.example:8080/v1";
  tab.routes["openai"] = Route{provider_of_slot("openai"), parse_upstream_url(gateway).value(), gateway};
  tab.is_forward_proxy = mode == ForwardProxyMode::On;
  return std::make_shared<const CaptureTab>(std::move(tab));
}

ModePlan plan(std::string_view line, std::string_view fields = "", ForwardProxyMode mode = ForwardProxyMode::On,
              bool inside_own_tunnel = false) {
  const auto message = parse_request_head(fmt::format("{} HTTP/1.1\r\n{}\r\n", line, fields));
  return plan_for(message.value(), {make_tab(mode), kPort, nullptr, nullptr, inside_own_tunnel});
}

/// 0: it is not refused.
int refused_with(const ModePlan& made) {
  const auto* refusal = std::get_if<RefusalPlan>(&made);
  return refusal != nullptr ? refusal->answer.status : 0;
}

struct PlanCase {
  const char* name;
  std::string line;
  int status;
  ForwardProxyMode mode = ForwardProxyMode::On;
  std::string fields = proxy_authorization(kToken);
};

class RefusedPlans : public testing::TestWithParam<PlanCase> {};

TEST_P(RefusedPlans, SayWhy) {
  const PlanCase& given = GetParam();
  EXPECT_EQ(refused_with(plan(given.line, given.fields, given.mode)), given.status);
}

INSTANTIATE_TEST_SUITE_P(
    Requests, RefusedPlans,
    testing::Values(PlanCase{"connect_when_off", "CONNECT a:443", 405, ForwardProxyMode::Off},
                    PlanCase{"absolute_when_off", "GET http://a/", 400, ForwardProxyMode::Off},
                    PlanCase{"connect_without_token", "CONNECT a:443", 407, ForwardProxyMode::On, ""},
                    PlanCase{"absolute_without_token", "GET http://a/", 407, ForwardProxyMode::On, ""},
                    PlanCase{"another_tabs_token", "CONNECT a:443", 407, ForwardProxyMode::On,
                             proxy_authorization("ABCDEFGHIJKLMNOPQRSTUVWX")},
                    PlanCase{"token_of_no_user", "CONNECT a:443", 407, ForwardProxyMode::On,
                             fmt::format("Proxy-Authorization: Basic {}\r\n", encode_base64(kToken))},
                    PlanCase{"bearer", "CONNECT a:443", 407, ForwardProxyMode::On,
                             fmt::format("Proxy-Authorization: Bearer {}\r\n", kToken)},
                    PlanCase{"not_base64", "CONNECT a:443", 407, ForwardProxyMode::On,
                             "Proxy-Authorization: Basic ?\r\n"},
                    PlanCase{"connect_without_port", "CONNECT a", 400}, PlanCase{"connect_to_path", "CONNECT /", 400},
                    PlanCase{"connect_with_body", "CONNECT a:443", 400, ForwardProxyMode::On,
                             proxy_authorization(kToken) + "Content-Length: 3\r\n"},
                    PlanCase{"https_without_connect", "GET https://a/", 400},
                    PlanCase{"two_hosts", "GET http://a/", 400, ForwardProxyMode::On,
                             proxy_authorization(kToken) + "Host: a\r\nHost: b\r\n"},
                    PlanCase{"metadata_address", "CONNECT 169.254.169.254:80", 403},
                    PlanCase{"metadata_address_in_ipv6", "CONNECT [::FFFF:169.254.169.254]:80", 403},
                    PlanCase{"metadata_address_in_nat64", "CONNECT [64:ff9b::a9fe:a9fe]:80", 403},
                    PlanCase{"metadata_azure", "GET http://168.63.129.16/", 403},
                    PlanCase{"metadata_ipv6", "GET http://[fd00:ec2:0::254]/latest", 403},
                    PlanCase{"metadata_name", "GET http://Metadata.Google.Internal/", 403},
                    PlanCase{"asterisk", "OPTIONS *", 400}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(ModePlans, ATunnelGoesWhereConnectSays) {
  const auto made = plan("CONNECT Api.Anthropic.com:443", proxy_authorization(kToken));
  ASSERT_TRUE(std::holds_alternative<TunnelPlan>(made));
  EXPECT_EQ(std::get<TunnelPlan>(made).to, (Authority{"api.anthropic.com", 443}));
}

TEST(ModePlans, AConnectToTheTabsOwnPortEndsHere) {
  for (const char* line : {"CONNECT 127.0.0.1:4711", "CONNECT LOCALHOST:4711", "CONNECT 0.0.0.0:4711",
                           "CONNECT 127.1.2.3:4711", "CONNECT [::ffff:7f00:1]:4711"})
    EXPECT_TRUE(std::holds_alternative<EnterPlan>(plan(line, proxy_authorization(kToken)))) << line;
  EXPECT_TRUE(std::holds_alternative<TunnelPlan>(plan("CONNECT 127.0.0.1:4712", proxy_authorization(kToken))));
}

TEST(ModePlans, InsideItsOwnTunnelThePortIsNoProxy) {
  EXPECT_EQ(refused_with(plan("CONNECT a:443", proxy_authorization(kToken), ForwardProxyMode::On, true)), 405);
  EXPECT_EQ(refused_with(plan("GET http://a/", proxy_authorization(kToken), ForwardProxyMode::On, true)), 400);
}

TEST(ModePlans, AnAbsoluteTargetKeepsItsPathAndLosesItsAuthority) {
  const auto made = plan("GET http://example.org:81/a%2F//b?key=secret", proxy_authorization(kToken));
  ASSERT_TRUE(std::holds_alternative<ForwardPlan>(made));
  const auto& forward = std::get<ForwardPlan>(made);
  EXPECT_EQ(forward.target, "/a%2F//b?key=secret");
  EXPECT_EQ(forward.endpoint, "/a%2F//b");
  EXPECT_EQ(forward.route->upstream.authority(), "example.org:81");
  EXPECT_FALSE(forward.route->upstream.tls);
  EXPECT_EQ(forward.route->provider, nullptr);
}

TEST(ModePlans, AHostIsItsProvidersOrThatOfTheTabsUpstream) {
  const auto listed = plan("POST http://api.anthropic.com/v1/messages", proxy_authorization(kToken));
  EXPECT_EQ(std::get<ForwardPlan>(listed).route->slot(), "anthropic");
  const auto gateway = plan("POST http://gateway.example:8080/v1/responses", proxy_authorization(kToken));
  EXPECT_EQ(std::get<ForwardPlan>(gateway).route->slot(), "openai");
  const auto other_port = plan("POST http://gateway.example/v1/responses", proxy_authorization(kToken));
  EXPECT_EQ(std::get<ForwardPlan>(other_port).route->slot(), "");
}

TEST(ModePlans, TheTokenForTheProxyEndsHereAlsoOnABaseUrl) {
  const std::string line = fmt::format("POST /{}/anthropic/v1/messages", kToken);
  const std::string fields = proxy_authorization(kToken) + "Host: 127.0.0.1:4711\r\n";
  EXPECT_EQ(std::get<ForwardPlan>(plan(line, fields)).dropped.size(), proxy_fields().size());
  EXPECT_TRUE(std::get<ForwardPlan>(plan(line, fields, ForwardProxyMode::Off)).dropped.empty());
}

TEST(ModePlans, AnAbsoluteTargetOnTheTabsOwnPortIsServedInPlace) {
  const std::string fields = proxy_authorization(kToken) + "Host: 127.0.0.1:4711\r\n";
  const auto made = plan(fmt::format("POST http://127.0.0.1:4711/{}/anthropic/v1/messages", kToken), fields);
  ASSERT_TRUE(std::holds_alternative<ForwardPlan>(made));
  EXPECT_EQ(std::get<ForwardPlan>(made).route->upstream.host, "api.anthropic.com");
  EXPECT_EQ(std::get<ForwardPlan>(made).target, "/v1/messages");
  EXPECT_EQ(refused_with(plan("GET http://127.0.0.1:4711/v1/messages", fields)), 404);
  EXPECT_EQ(refused_with(plan(fmt::format("GET http://127.0.0.1:4711/{}/anthropic/", kToken),
                              fields + "Origin: http://evil.example\r\n")),
            403);
}

class DecryptedPlans : public testing::Test {
 protected:
  [[nodiscard]] ModePlan plan_inside(std::string_view line, std::string_view fields) const {
    const auto message = parse_request_head(fmt::format("{} HTTP/1.1\r\n{}\r\n", line, fields));
    return plan_for(message.value(), {make_tab(ForwardProxyMode::On), kPort, nullptr, &to_, false});
  }
  const Authority to_{"api.anthropic.com", 443};
};

TEST_F(DecryptedPlans, GoToTheHostOfTheConnectByTls) {
  for (const char* host : {"Host: api.anthropic.com\r\n", "host: API.Anthropic.com:443\r\n"}) {
    const auto made = plan_inside("POST /v1/messages?beta=true", host);
    ASSERT_TRUE(std::holds_alternative<ForwardPlan>(made)) << host;
    const auto& forward = std::get<ForwardPlan>(made);
    EXPECT_EQ(forward.target, "/v1/messages?beta=true");
    EXPECT_EQ(forward.endpoint, "/v1/messages");
    EXPECT_TRUE(forward.route->upstream.tls);
    EXPECT_EQ(forward.route->upstream.authority(), "api.anthropic.com");
    EXPECT_EQ(forward.route->slot(), "anthropic");
    EXPECT_EQ(forward.dropped.size(), proxy_fields().size());
  }
}

TEST_F(DecryptedPlans, AreRefusedForAnotherHostOrNone) {
  EXPECT_EQ(refused_with(plan_inside("GET /", "Host: evil.example\r\n")), 421);
  EXPECT_EQ(refused_with(plan_inside("GET /", "Host: api.anthropic.com:8443\r\n")), 421);
  EXPECT_EQ(refused_with(plan_inside("GET /", "Host: api.anthropic.com\r\nHost: api.anthropic.com\r\n")), 421);
  EXPECT_EQ(refused_with(plan_inside("GET /", "")), 421);
  EXPECT_EQ(refused_with(plan_inside("GET https://evil.example/", "Host: api.anthropic.com\r\n")), 400);
  EXPECT_EQ(refused_with(plan_inside("CONNECT evil.example:443", "Host: api.anthropic.com\r\n")), 405);
}

}  // namespace
}  // namespace tabacus::analytics::test
