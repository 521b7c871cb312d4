#include "analytics/capture/routes.hpp"

#include <gmock/gmock.h>

namespace tabacus::analytics {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::SizeIs;

TabRoutes routes(const Variables& inherited, const ProviderChoice& choice = {},
                 std::span<const ClientBaseUrl> found = {}) {
  return routes_for(providers(), inherited, choice, found);
}

/// "tls? host:port base" of a slot; empty where it leads nowhere.
std::string place_of(const Variables& inherited, std::string_view slot) {
  const TabRoutes found = routes(inherited);
  const auto route = found.routes.find(slot);
  if (route == found.routes.end()) return {};
  const UpstreamUrl& upstream = route->second.upstream;
  return fmt::format("{}://{}{}", upstream.tls ? "https" : "http", upstream.authority(), upstream.base_path);
}

TEST(Routes, LeadToTheProvidersThemselvesWithoutAWordFromTheUser) {
  EXPECT_EQ(place_of({}, "anthropic"), "https://api.anthropic.com");
  EXPECT_EQ(place_of({}, "openai"), "https://api.openai.com/v1");
  EXPECT_EQ(place_of({}, "gemini"), "https://generativelanguage.googleapis.com");
  EXPECT_EQ(place_of({}, "code-assist"), "https://cloudcode-pa.googleapis.com");
  EXPECT_EQ(place_of({}, "openrouter"), "https://openrouter.ai/api/v1");
  EXPECT_EQ(place_of({}, "codex"), "https://api.openai.com/v1");
  EXPECT_EQ(place_of({}, "chatgpt"), "https://chatgpt.com/backend-api/codex");
  for (const char* unknown : {"bedrock", "vertex", "vertex-anthropic", "kimi", "moonshot", "copilot", "grok"})
    EXPECT_EQ(place_of({}, unknown), "") << unknown;
}

struct PlaceCase {
  const char* name;
  Variables inherited;
  const char* slot;
  const char* place;  ///< empty: not wired
};

class Regions : public testing::TestWithParam<PlaceCase> {};

TEST_P(Regions, AreWiredWhereTheEnvironmentTellsThem) {
  EXPECT_EQ(place_of(GetParam().inherited, GetParam().slot), GetParam().place);
}

constexpr const char* kBedrock = "https://bedrock-runtime.eu-west-1.amazonaws.com";
constexpr const char* kVertex = "https://us-east5-aiplatform.googleapis.com";

INSTANTIATE_TEST_SUITE_P(
    Environments, Regions,
    testing::Values(
        PlaceCase{"bedrock_token",
                  {{"CLAUDE_CODE_USE_BEDROCK", "1"}, {"AWS_BEARER_TOKEN_BEDROCK", "t"}, {"AWS_REGION", "eu-west-1"}},
                  "bedrock",
                  kBedrock},
        PlaceCase{"bedrock_signed",
                  {{"CLAUDE_CODE_USE_BEDROCK", "1"}, {"AWS_ACCESS_KEY_ID", "k"}, {"AWS_REGION", "eu-west-1"}},
                  "bedrock",
                  ""},
        PlaceCase{"bedrock_two_regions",
                  {{"CLAUDE_CODE_USE_BEDROCK", "1"},
                   {"AWS_BEARER_TOKEN_BEDROCK", "t"},
                   {"AWS_REGION", "eu-west-1"},
                   {"ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION", "us-east-1"}},
                  "bedrock",
                  ""},
        PlaceCase{
            "bedrock_no_region", {{"CLAUDE_CODE_USE_BEDROCK", "1"}, {"AWS_BEARER_TOKEN_BEDROCK", "t"}}, "bedrock", ""},
        PlaceCase{
            "bedrock_odd_region",
            {{"CLAUDE_CODE_USE_BEDROCK", "1"}, {"AWS_BEARER_TOKEN_BEDROCK", "t"}, {"AWS_REGION", "evil.example/"}},
            "bedrock",
            ""},
        PlaceCase{"bedrock_gateway",
                  {{"CLAUDE_CODE_SKIP_BEDROCK_AUTH", "1"}, {"ANTHROPIC_BEDROCK_BASE_URL", "https://gw.example/b"}},
                  "bedrock",
                  "https://gw.example/b"},
        PlaceCase{"vertex_claude",
                  {{"CLAUDE_CODE_USE_VERTEX", "1"}, {"CLOUD_ML_REGION", "us-east5"}},
                  "vertex-anthropic",
                  "https://us-east5-aiplatform.googleapis.com/v1"},
        PlaceCase{"vertex_claude_by_model",
                  {{"CLAUDE_CODE_USE_VERTEX", "1"},
                   {"CLOUD_ML_REGION", "us-east5"},
                   {"VERTEX_REGION_CLAUDE_HAIKU_4_5", "eu"}},
                  "vertex-anthropic",
                  ""},
        PlaceCase{"vertex_location",
                  {{"GOOGLE_GENAI_USE_VERTEXAI", "true"}, {"GOOGLE_CLOUD_LOCATION", "us-east5"}},
                  "vertex",
                  kVertex},
        PlaceCase{"vertex_multi_region",
                  {{"GOOGLE_GENAI_USE_VERTEXAI", "true"}, {"GOOGLE_CLOUD_LOCATION", "eu"}},
                  "vertex",
                  "https://aiplatform.eu.rep.googleapis.com"},
        PlaceCase{"vertex_express",
                  {{"GOOGLE_GENAI_USE_VERTEXAI", "true"}, {"GOOGLE_API_KEY", "k"}},
                  "vertex",
                  "https://aiplatform.googleapis.com"},
        PlaceCase{"vertex_either",
                  {{"GOOGLE_GENAI_USE_VERTEXAI", "true"}, {"GOOGLE_API_KEY", "k"}, {"GOOGLE_CLOUD_LOCATION", "eu"}},
                  "vertex",
                  ""},
        PlaceCase{"kimi_own",
                  {{"KIMI_BASE_URL", "https://api.kimi.com/coding/v1"}},
                  "kimi",
                  "https://api.kimi.com/coding/v1"},
        PlaceCase{"sibling_keeps_openai_unset", {{"OPENAI_API_BASE", "https://gw.example/v1"}}, "openai", ""},
        PlaceCase{"sibling_keeps_base_unset", {{"OPENAI_BASE_URL", "https://gw.example/v1"}}, "openai-base", ""}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Routes, SayWhyASignedBaseUrlIsNotMetered) {
  const TabRoutes found = routes({{"ANTHROPIC_BEDROCK_BASE_URL", "https://gw.example"}});
  EXPECT_THAT(found.warnings, testing::ElementsAre(HasSubstr("SigV4")));
  EXPECT_THAT(found.routes, Not(Contains(Key("bedrock"))));
}

TEST(Routes, LeaveAloneWhatCannotBeForwardedTo) {
  for (const char* url : {"unix:/run/gateway", "https://user:secret@gw.example"}) {
    const TabRoutes found = routes({{"ANTHROPIC_BASE_URL", url}});
    EXPECT_THAT(found.routes, Not(Contains(Key("anthropic"))));
    ASSERT_THAT(found.warnings, SizeIs(1));
    EXPECT_THAT(found.warnings[0], HasSubstr("ANTHROPIC_BASE_URL"));
    EXPECT_THAT(found.warnings[0], Not(HasSubstr("secret")));
  }
}

TEST(Routes, LeaveOutProvidersThatAreNotChosen) {
  const TabRoutes found = routes({{"OPENAI_BASE_URL", "https://gw.example"}}, {{}, {"openai"}});
  for (const char* slot : {"openai", "openai-base", "codex", "chatgpt"})
    EXPECT_THAT(found.routes, Not(Contains(Key(slot))));
  EXPECT_THAT(found.routes, Contains(Key("anthropic")));
}

struct PathCase {
  const char* name;
  Variables inherited;
  const char* slot;
  const char* below;
  const char* upstream;
};

class RoutePaths : public testing::TestWithParam<PathCase> {};

TEST_P(RoutePaths, HoldTheVersionOnce) {
  const auto& [name, inherited, slot, below, upstream] = GetParam();
  EXPECT_EQ(routes(inherited).routes.at(slot).upstream_path(below), upstream);
}

INSTANTIATE_TEST_SUITE_P(
    Conventions, RoutePaths,
    testing::Values(
        PathCase{"claude", {}, "anthropic", "/v1/messages", "/v1/messages"},
        PathCase{"opencode", {}, "anthropic", "/messages", "/v1/messages"}, PathCase{"root", {}, "anthropic", "", "/"},
        PathCase{"gateway", {{"ANTHROPIC_BASE_URL", "https://gw/a/v1"}}, "anthropic", "/v1/messages", "/a/v1/messages"},
        PathCase{"codex", {}, "codex", "/v1/responses", "/v1/responses"},
        PathCase{"chatgpt", {}, "chatgpt", "/v1/responses", "/backend-api/codex/responses"},
        PathCase{"xai", {}, "xai", "/v1/chat/completions", "/v1/chat/completions"},
        PathCase{"xai_other_habit", {}, "xai", "/chat/completions", "/v1/chat/completions"},
        PathCase{
            "xai_own", {{"XAI_BASE_URL", "https://gw/x"}}, "xai", "/v1/chat/completions", "/x/v1/chat/completions"},
        PathCase{"deepseek", {}, "deepseek", "/chat/completions", "/chat/completions"},
        PathCase{"deepseek_anthropic", {}, "deepseek", "/anthropic/v1/messages", "/anthropic/v1/messages"},
        PathCase{"code_assist", {}, "code-assist", "/v1internal:loadCodeAssist", "/v1internal:loadCodeAssist"},
        PathCase{"vertex",
                 {{"CLAUDE_CODE_USE_VERTEX", "1"}, {"CLOUD_ML_REGION", "global"}},
                 "vertex-anthropic",
                 "/projects/p/locations/global/publishers/anthropic/models/m:rawPredict",
                 "/v1/projects/p/locations/global/publishers/anthropic/models/m:rawPredict"},
        PathCase{"bedrock",
                 {{"AWS_BEARER_TOKEN_BEDROCK", "t"}, {"ANTHROPIC_BEDROCK_BASE_URL", "https://gw/v1"}},
                 "bedrock",
                 "/model/a%3A0/invoke",
                 "/v1/model/a%3A0/invoke"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Routes, TakeWhatClientsHaveSetInTheirFiles) {
  const std::vector<ClientBaseUrl> found{{"codex-config", "openai", "openai", "https://gw.example/v1"},
                                         {"pi.groq", "groq", "openai", "http://127.0.0.1:8000/api"},
                                         {"codex.odd", "openai", "openai", "ftp://odd.example"}};
  const TabRoutes wired = routes({}, {}, found);
  EXPECT_EQ(wired.routes.at("codex-config").upstream_path("/responses"), "/v1/responses");
  EXPECT_EQ(wired.routes.at("pi.groq").upstream_path("/v1/x"), "/api/v1/x");
  EXPECT_THAT(wired.warnings, testing::ElementsAre(HasSubstr("codex.odd")));
  EXPECT_THAT(routes({}, {{}, {"groq"}}, found).routes, Not(Contains(Key("pi.groq"))));
  EXPECT_THAT(routes({}, {{}, {"codex-config"}}, found).routes, Not(Contains(Key("codex-config"))));
}

TEST(Routes, SendAChatGptLoginToItsOwnAddress) {
  const Headers login{{{"ChatGPT-Account-Id", "a"}}};
  const Routes usual = routes({}).routes;
  EXPECT_EQ(choose_route(usual, "codex", login)->upstream.host, "chatgpt.com");
  EXPECT_EQ(choose_route(usual, "openai", login)->upstream.host, "chatgpt.com");
  EXPECT_EQ(choose_route(usual, "codex", {})->upstream.host, "api.openai.com");
  EXPECT_EQ(choose_route(usual, "anthropic", login)->upstream.host, "api.anthropic.com");
  EXPECT_EQ(choose_route(usual, "nobody", login), nullptr);

  const std::vector<ClientBaseUrl> gateway{{"codex-config", "openai", "openai", "https://gw.example/v1"}};
  EXPECT_EQ(choose_route(routes({}, {}, gateway).routes, "codex-config", login)->upstream.host, "gw.example");
  EXPECT_EQ(choose_route(routes({}, {{}, {"chatgpt"}}).routes, "codex", login)->upstream.host, "api.openai.com");
}

TEST(Routes, CanBeStoodInForWhereNoVariableLeads) {
  const Variables stand_in{
      {"TABACUS_ROUTES", "codex=http://127.0.0.1:9/v1 chatgpt=http://127.0.0.1:9/backend-api/codex openai=http://x"}};
  const Routes found = routes(stand_in).routes;
  EXPECT_EQ(found.at("codex").upstream.port, 9);
  EXPECT_EQ(found.at("openai").upstream.host, "api.openai.com") << "its variable says where it leads";
  EXPECT_EQ(choose_route(found, "codex", {{{"chatgpt-account-id", "a"}}})->upstream.base_path, "/backend-api/codex");
}

TEST(Routes, AreReadBackFromTheirText) {
  const std::string text = routes_text(routes({{"ANTHROPIC_BASE_URL", "https://gw.example/k=1"}}).routes);
  EXPECT_EQ(upstream_in_text(text, "anthropic"), "https://gw.example/k=1");
  EXPECT_EQ(upstream_in_text(text, "openai"), "https://api.openai.com/v1");
  for (const char* none : {"", "anthropi", "ropic", "nobody"}) EXPECT_EQ(upstream_in_text(text, none), "");
  for (const char* odd : {"", " ", "=", "a", "a= b", "  a=x"}) EXPECT_EQ(upstream_in_text(odd, "b"), "") << odd;
}

TEST(Routes, FindTheWayThroughACorporateProxy) {
  const TabRoutes found = routes({{"HTTPS_PROXY", "http://user:secret@proxy.example:3128"}});
  EXPECT_THAT(found.warnings, IsEmpty());
  const auto proxy = found.proxy.proxy_for(found.routes.at("anthropic").upstream);
  ASSERT_TRUE(proxy.has_value());
  EXPECT_EQ(proxy->host, "proxy.example");
}

TEST(Routes, WarnOfAProxyThatCannotBeUsedWithoutItsPassword) {
  const TabRoutes found = routes({{"ALL_PROXY", "socks5://user:secret@proxy.example"}});
  ASSERT_THAT(found.warnings, SizeIs(1));
  EXPECT_THAT(found.warnings[0], testing::AllOf(HasSubstr("ALL_PROXY"), Not(HasSubstr("secret"))));
}

}  // namespace
}  // namespace tabacus::analytics
