#include "analytics/capture/tab_environment.hpp"

#include <gmock/gmock.h>

namespace tabacus::analytics {
namespace {

using testing::Contains;
using testing::Key;
using testing::Not;
using testing::Pair;

Routes routes(const Variables& inherited, const ProviderChoice& choice = {}) {
  return routes_for(providers(), inherited, choice).routes;
}

Variables environment(const Variables& inherited, const ProviderChoice& choice = {}) {
  return environment_for(routes(inherited, choice), inherited,
                         {4711, "TOKEN", {"/data/gemini.json", "/data/pi.mjs", "/data/shims", {}}});
}

TEST(TabEnvironment, PointsEveryBaseUrlToTheTab) {
  const Variables variables = environment({});
  EXPECT_THAT(variables, Contains(Pair("ANTHROPIC_BASE_URL", "http://127.0.0.1:4711/TOKEN/anthropic")));
  EXPECT_THAT(variables, Contains(Pair("OPENAI_BASE_URL", "http://127.0.0.1:4711/TOKEN/openai/v1")));
  EXPECT_THAT(variables, Contains(Pair("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:4711/TOKEN/gemini")));
  EXPECT_THAT(variables, Contains(Pair("GEMINI_CLI_SYSTEM_DEFAULTS_PATH", "/data/gemini.json")));
  EXPECT_THAT(variables, Contains(Pair("_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL", "1")));
}

// The whole of it, so that a new variable is a decision somebody sees.
TEST(TabEnvironment, SetsTheseVariablesInAFreshHome) {
  std::string text;
  for (const auto& [name, value] : environment({}))
    if (name != "TABACUS_ROUTES") text += name + "=" + value + "\n";
  EXPECT_EQ(text, R"(TABACUS_TAB_URL=http://127.0.0.1:4711/TOKEN
ANTHROPIC_BASE_URL=http://127.0.0.1:4711/TOKEN/anthropic
_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL=1
OPENAI_BASE_URL=http://127.0.0.1:4711/TOKEN/openai/v1
GOOGLE_GEMINI_BASE_URL=http://127.0.0.1:4711/TOKEN/gemini
GEMINI_CLI_SYSTEM_DEFAULTS_PATH=/data/gemini.json
OPENAI_API_BASE=http://127.0.0.1:4711/TOKEN/openai-base/v1
CODE_ASSIST_ENDPOINT=http://127.0.0.1:4711/TOKEN/code-assist
DEEPSEEK_BASE_URL=http://127.0.0.1:4711/TOKEN/deepseek
XAI_BASE_URL=http://127.0.0.1:4711/TOKEN/xai/v1
OPENROUTER_BASE_URL=http://127.0.0.1:4711/TOKEN/openrouter/v1
TABACUS_PI_EXTENSION=/data/pi.mjs
TABACUS_SHIMS=/data/shims
PATH=/data/shims:/usr/local/bin:/usr/bin:/bin
NO_PROXY=127.0.0.1,localhost
no_proxy=127.0.0.1,localhost
)");
}

TEST(TabEnvironment, TakesBaseUrlsOfTheUserAsUpstreams) {
  const Variables inherited{{"ANTHROPIC_BASE_URL", "https://gw.example/a/v1"},
                            {"OPENAI_BASE_URL", ""},
                            {"XAI_BASE_URL", "https://gw.example/x"}};
  const Routes found = routes(inherited);
  EXPECT_EQ(found.at("anthropic").upstream.host, "gw.example");
  EXPECT_EQ(found.at("anthropic").upstream.base_path, "/a/v1");
  EXPECT_EQ(found.at("openai").upstream.host, "api.openai.com");
  EXPECT_THAT(environment(inherited), Not(Contains(Key("_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL"))));
  EXPECT_THAT(environment(inherited), Contains(Pair("XAI_BASE_URL", "http://127.0.0.1:4711/TOKEN/xai")));
}

TEST(TabEnvironment, LeavesAloneWhatItCannotForwardToAndWhatIsNotChosen) {
  EXPECT_THAT(environment({{"ANTHROPIC_BASE_URL", "unix:/run/gateway"}}), Not(Contains(Key("ANTHROPIC_BASE_URL"))));
  const Variables variables = environment({{"OPENAI_BASE_URL", "https://gw.example"}}, {{}, {"openai"}});
  EXPECT_THAT(variables, Not(Contains(Key("OPENAI_BASE_URL"))));
  EXPECT_THAT(variables, Not(Contains(Key("OPENAI_API_BASE"))));
}

TEST(TabEnvironment, SeesThroughTheTabItIsStartedIn) {
  const Variables user{{"ANTHROPIC_BASE_URL", "https://gw.example"}, {"XAI_BASE_URL", "https://gw.example/x"}};
  Variables in_tab = environment(user);
  const Routes nested = routes(in_tab);
  EXPECT_EQ(nested.at("anthropic").upstream.host, "gw.example");
  EXPECT_EQ(nested.at("openai").upstream.host, "api.openai.com");
  EXPECT_EQ(nested.at("openai").upstream.base_path, "/v1");
  EXPECT_EQ(nested.at("openai").suffix, "/v1");
  EXPECT_EQ(nested.at("xai").paths, PathRule::Verbatim);
  EXPECT_EQ(routes_text(nested), routes_text(routes(user))) << "each slot";

  set_variable(in_tab, "ANTHROPIC_BASE_URL", "http://127.0.0.1:9999/own");  // by the user, inside the tab
  EXPECT_EQ(routes(in_tab).at("anthropic").upstream.port, 9999);
  set_variable(in_tab, "ANTHROPIC_BASE_URL", "http://127.0.0.1:4711/TOKENS/anthropic");  // a neighbour, not this tab
  EXPECT_EQ(routes(in_tab).at("anthropic").upstream.base_path, "/TOKENS/anthropic");
}

TEST(TabEnvironment, KeepsSettingsTheUserMadeHimself) {
  const Variables inherited{{"GEMINI_CLI_SYSTEM_DEFAULTS_PATH", "/etc/own.json"},
                            {"_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL", "0"}};
  EXPECT_THAT(environment(inherited), Not(Contains(Key("GEMINI_CLI_SYSTEM_DEFAULTS_PATH"))));
  EXPECT_THAT(environment(inherited), Not(Contains(Key("_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL"))));
}

TEST(TabEnvironment, PutsOurFolderBeforeAllOthersOnce) {
  const Variables variables = environment({{"PATH", "/usr/bin:/data/shims:/home/ada/bin"}});
  EXPECT_THAT(variables, Contains(Pair("PATH", "/data/shims:/usr/bin:/home/ada/bin")));
  Variables bare = environment_for(routes({}), {{"PATH", "/usr/bin"}}, {4711, "TOKEN", {}, true});
  EXPECT_THAT(bare, Not(Contains(Key("PATH"))));
  EXPECT_THAT(bare, Contains(Pair("TABACUS_CODEX_HTTP", "1")));
}

TEST(TabEnvironment, NamesTheCertificateOfAPortThatSpeaksTls) {
  EXPECT_THAT(environment_for(routes({}), {}, {1, "t", {}, false, "/d/tab-cert.pem"}),
              Contains(Pair("TABACUS_TAB_CERT", "/d/tab-cert.pem")));
  EXPECT_THAT(environment({}), Not(Contains(Key("TABACUS_TAB_CERT"))));
}

TEST(TabEnvironment, NamesNoLoginWhereTheEnvironmentDoes) {
  for (const char* name : {"GOOGLE_GENAI_USE_GCA", "GOOGLE_GENAI_USE_VERTEXAI"})
    EXPECT_THAT(environment({{name, "true"}}), Not(Contains(Key("GEMINI_CLI_SYSTEM_DEFAULTS_PATH")))) << name;
}

TEST(TabEnvironment, CallsNoGatewayOfClaudesSettingsAnthropic) {
  const std::vector<ClientBaseUrl> found{{"claude-settings", "anthropic", "anthropic", "https://gw.example"}};
  const Routes wired = routes_for(providers(), {}, {}, found).routes;
  EXPECT_THAT(environment_for(wired, {}, {1, "T", {}}), Not(Contains(Key("_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL"))));
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
