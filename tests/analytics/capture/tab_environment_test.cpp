#include "analytics/capture/tab_environment.hpp"

#include <gmock/gmock.h>

#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

/// Rows that need no registry: one per slot we set a variable for.
Provider provider_for(std::string_view slot, std::string_view upstream) {
  Provider provider{};
  provider.id = provider.slot = slot;
  provider.default_upstream = upstream;
  return provider;
}

const Provider kA = provider_for("anthropic", "https://api.anthropic.com");
const Provider kO = provider_for("openai", "https://api.openai.com/v1");
const Provider kG = provider_for("gemini", "https://generativelanguage.googleapis.com");
constexpr std::array<const Provider*, 3> kAll{&kA, &kO, &kG};

Variables environment(const Variables& inherited) {
  return environment_for(routes_for(kAll, inherited).routes, inherited, {4711, "TOKEN", "/data/gemini.json"});
}

TEST(TabEnvironment, PointsEveryBaseUrlToTheTab) {
  const Variables variables = environment({});
  EXPECT_THAT(variables, Contains(Pair("ANTHROPIC_BASE_URL", "http://127.0.0.1:4711/TOKEN/anthropic")));
  EXPECT_THAT(variables, Contains(Pair("OPENAI_BASE_URL", "http://127.0.0.1:4711/TOKEN/openai/v1")));
  EXPECT_THAT(variables, Contains(Pair("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:4711/TOKEN/gemini")));
  EXPECT_THAT(variables, Contains(Pair("GEMINI_CLI_SYSTEM_DEFAULTS_PATH", "/data/gemini.json")));
  EXPECT_THAT(variables, Contains(Pair("_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL", "1")));
}

TEST(TabEnvironment, TakesBaseUrlsOfTheUserAsUpstreams) {
  const Variables inherited{{"ANTHROPIC_BASE_URL", "https://gw.example/a/v1"}, {"OPENAI_BASE_URL", ""}};
  const TabRoutes found = routes_for(kAll, inherited);
  EXPECT_EQ(found.routes.at("anthropic").upstream.host, "gw.example");
  EXPECT_EQ(found.routes.at("anthropic").upstream.base_path, "/a/v1");
  EXPECT_EQ(found.routes.at("openai").upstream.host, "api.openai.com");
  EXPECT_THAT(environment(inherited), Not(Contains(Key("_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL"))));
}

TEST(TabEnvironment, LeavesAloneWhatItCannotForwardTo) {
  const Variables inherited{{"ANTHROPIC_BASE_URL", "unix:/run/gateway"}};
  const TabRoutes found = routes_for(kAll, inherited);
  EXPECT_THAT(found.routes, Not(Contains(Key("anthropic"))));
  ASSERT_THAT(found.warnings, SizeIs(1));
  EXPECT_THAT(found.warnings[0], HasSubstr("ANTHROPIC_BASE_URL"));
  EXPECT_THAT(environment(inherited), Not(Contains(Key("ANTHROPIC_BASE_URL"))));
}

TEST(TabEnvironment, FindsTheWayThroughACorporateProxy) {
  const TabRoutes found = routes_for(kAll, {{"HTTPS_PROXY", "http://user:secret@proxy.example:3128"}});
  EXPECT_THAT(found.warnings, SizeIs(0));
  const auto proxy = found.proxy.proxy_for(found.routes.at("anthropic").upstream);
  ASSERT_TRUE(proxy.has_value());
  EXPECT_EQ(proxy->host, "proxy.example");
}

TEST(TabEnvironment, WarnsOfAProxyThatCannotBeUsedWithoutItsPassword) {
  const TabRoutes found = routes_for(kAll, {{"ALL_PROXY", "socks5://user:secret@proxy.example"}});
  ASSERT_THAT(found.warnings, SizeIs(1));
  EXPECT_THAT(found.warnings[0], AllOf(HasSubstr("ALL_PROXY"), Not(HasSubstr("secret"))));
}

TEST(TabEnvironment, NamesTheCertificateOfAPortThatSpeaksTls) {
  const Routes routes = routes_for(kAll, {}).routes;
  EXPECT_THAT(environment_for(routes, {}, {1, "t", "", "/d/tab-cert.pem"}),
              Contains(Pair("TABACUS_TAB_CERT", "/d/tab-cert.pem")));
  EXPECT_THAT(environment_for(routes, {}, {1, "t", ""}), Not(Contains(Key("TABACUS_TAB_CERT"))));
}

TEST(TabEnvironment, SeesThroughTheTabItIsStartedIn) {
  const Variables user{{"ANTHROPIC_BASE_URL", "https://gw.example"}};
  Variables in_tab = environment(user);
  const TabRoutes nested = routes_for(kAll, in_tab);
  EXPECT_EQ(nested.routes.at("anthropic").upstream.host, "gw.example");
  EXPECT_EQ(nested.routes.at("openai").upstream.host, "api.openai.com");
  EXPECT_EQ(nested.routes.at("openai").upstream.base_path, "/v1");

  for (auto& [name, value] : in_tab)
    if (name == "ANTHROPIC_BASE_URL") value = "http://127.0.0.1:9999/own";  // set by the user inside the tab
  EXPECT_EQ(routes_for(kAll, in_tab).routes.at("anthropic").upstream.port, 9999);
}

TEST(TabEnvironment, KeepsSettingsTheUserMadeHimself) {
  const Variables inherited{{"GEMINI_CLI_SYSTEM_DEFAULTS_PATH", "/etc/own.json"},
                            {"_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL", "0"}};
  EXPECT_THAT(environment(inherited), Not(Contains(Key("GEMINI_CLI_SYSTEM_DEFAULTS_PATH"))));
  EXPECT_THAT(environment(inherited), Not(Contains(Key("_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL"))));
}

struct NoProxyCase {
  const char* name;
  Variables inherited;
  const char* upper;
  const char* lower;
};

class NoProxy : public testing::TestWithParam<NoProxyCase> {};

TEST_P(NoProxy, HoldsLoopback) {
  const Variables variables = environment(GetParam().inherited);
  EXPECT_THAT(variables, Contains(Pair("NO_PROXY", GetParam().upper)));
  EXPECT_THAT(variables, Contains(Pair("no_proxy", GetParam().lower)));
}

INSTANTIATE_TEST_SUITE_P(
    Lists, NoProxy,
    testing::Values(NoProxyCase{"unset", {}, "127.0.0.1,localhost", "127.0.0.1,localhost"},
                    NoProxyCase{"one_case",
                                {{"no_proxy", "corp.example"}},
                                "corp.example,127.0.0.1,localhost",
                                "corp.example,127.0.0.1,localhost"},
                    NoProxyCase{
                        "both", {{"NO_PROXY", "a, localhost"}, {"no_proxy", "*"}}, "a, localhost,127.0.0.1", "*"}),
    [](const auto& test) { return std::string{test.param.name}; });

}  // namespace
}  // namespace tabacus::analytics
