#include <gmock/gmock.h>

#include <set>

#include "analytics/providers/provider.hpp"

namespace tabacus::analytics {
namespace {

TEST(Providers, HaveAnIdAndASlotOfTheirOwn) {
  std::set<std::string_view> ids;
  std::set<std::string_view> slots;
  for (const Provider* provider : providers()) {
    EXPECT_TRUE(ids.insert(provider->id).second) << provider->id;
    EXPECT_TRUE(slots.insert(provider->slot).second) << provider->slot;
    EXPECT_EQ(provider_of_slot(provider->slot), provider);
  }
  EXPECT_EQ(provider_of_slot("nobody"), nullptr);
}

struct Route {
  std::string_view slot, method, path;
  std::string_view provider, api;  ///< empty: nobody claims it
};

// A path that merely lies on a provider's host or below its slot is no call (WIRE: routing never guesses).
TEST(Providers, ClaimTheirCallsAndNothingElse) {
  constexpr Route kRoutes[] = {
      {"anthropic", "POST", "/v1/messages", "anthropic", "messages"},
      {"anthropic", "POST", "/gateway/anthropic/v1/messages", "anthropic", "messages"},
      {"anthropic", "POST", "/v1/messages/count_tokens", "anthropic", "count_tokens"},
      {"anthropic", "GET", "/v1/messages", "", ""},
      {"anthropic", "POST", "/v1/messages/batches", "", ""},
      {"anthropic", "POST", "/v1/complete", "", ""},
      {"anthropic", "GET", "/v1/models", "", ""},
      {"anthropic", "HEAD", "/", "", ""},
      {"anthropic", "HEAD", "/api/hello", "", ""},
      {"anthropic", "POST", "/api/event_logging/v2/batch", "", ""},
      {"anthropic", "POST", "/v1/chat/completions", "", ""},
      {"unknown", "POST", "/v1/messages", "", ""},
      {"openai", "POST", "/v1/chat/completions", "openai", "chat"},
      {"openai", "POST", "/openai/v1/chat/completions", "openai", "chat"},
      {"openai", "POST", "/v1/responses", "openai", "responses"},
      {"openai", "POST", "/backend-api/codex/responses", "openai", "responses"},
      {"openai", "POST", "/v1/embeddings", "openai", "embeddings"},
      {"openai", "POST", "/v1/completions", "openai", "completions"},
      {"openai", "GET", "/v1/responses/resp_1", "", ""},
      {"openai", "POST", "/v1/responses/resp_1/cancel", "", ""},
      {"openai", "GET", "/v1/models", "", ""},
      {"openai", "POST", "/v1/messages", "", ""},
      {"openai", "POST", "/v1/audio/speech", "", ""},
      {"gemini", "POST", "/v1beta/models/gemini-2.5-pro:generateContent", "gemini", "generate_content"},
      {"gemini", "POST", "/v1/models/gemini-2.5-pro:streamGenerateContent", "gemini", "generate_content"},
      {"gemini", "POST", "/v1beta1/publishers/google/models/m:generateContent", "gemini", "generate_content"},
      {"gemini", "POST", "/v1internal:streamGenerateContent", "gemini", "generate_content"},
      {"gemini", "POST", "/v1beta/models/gemini-2.5-pro:countTokens", "gemini", "count_tokens"},
      {"gemini", "GET", "/v1beta/models", "", ""},
      {"gemini", "POST", "/v1beta/models/m:embedContent", "", ""},
  };
  for (const Route& route : kRoutes) {
    const CallTarget target{.slot = route.slot, .host = "127.0.0.1", .method = route.method, .path = route.path};
    const Provider* provider = claim(target);
    EXPECT_EQ(provider == nullptr ? "" : provider->id, route.provider) << route.method << ' ' << route.path;
    EXPECT_EQ(provider == nullptr ? "" : provider->make_decoder(target)->facts().api, route.api) << route.path;
  }
}

TEST(Providers, AreFoundByHostWhereThereIsNoSlot) {
  const CallTarget target{.slot = "", .host = "API.Anthropic.com", .method = "POST", .path = "/v1/messages"};
  ASSERT_NE(claim(target), nullptr);
  EXPECT_EQ(claim(target)->id, "anthropic");
  EXPECT_EQ(claim({.slot = "", .host = "example.com", .method = "POST", .path = "/v1/messages"}), nullptr);
}

struct UpstreamPath {
  std::string_view slot, base, below, upstream;
};

// Clients and users disagree on where the version stands; no path may lose or double it, or lose a gateway's base.
TEST(Providers, AskTheUpstreamForThePathItKnows) {
  constexpr UpstreamPath kPaths[] = {
      {"anthropic", "", "/v1/messages", "/v1/messages"},
      {"anthropic", "", "/messages", "/v1/messages"},
      {"anthropic", "/", "/messages", "/v1/messages"},
      {"anthropic", "", "/v1/v1/messages", "/v1/messages"},
      {"anthropic", "/v1", "/v1/messages", "/v1/messages"},
      {"anthropic", "/v1/", "/messages", "/v1/messages"},
      {"anthropic", "/anthropic", "/v1/messages/count_tokens", "/anthropic/v1/messages/count_tokens"},
      {"anthropic", "/gw/v1", "/v1/messages", "/gw/v1/messages"},
      {"anthropic", "", "/v1/models", "/v1/models"},
      {"anthropic", "", "/api/hello", "/api/hello"},
      {"anthropic", "/gw", "/api/hello", "/gw/api/hello"},
      {"anthropic", "", "/", "/"},
      {"anthropic", "", "", "/"},
      {"anthropic", "", "/v1", "/v1"},
      {"openai", "/v1", "/v1/chat/completions", "/v1/chat/completions"},
      {"openai", "/v1", "/chat/completions", "/v1/chat/completions"},
      {"openai", "/v1/", "/v1/v1/responses", "/v1/responses"},
      {"openai", "", "/v1/chat/completions", "/chat/completions"},
      {"openai", "/openai/v1", "/v1/responses", "/openai/v1/responses"},
      {"openai", "/v1beta/openai", "/v1/chat/completions", "/v1beta/openai/chat/completions"},
      {"openai", "/v1", "/v1/models", "/v1/models"},
      {"openai", "", "", "/"},
      {"gemini", "", "/v1beta/models/m:generateContent", "/v1beta/models/m:generateContent"},
      {"gemini", "", "/v1/models/m:generateContent", "/v1/models/m:generateContent"},
      {"gemini", "", "/v1beta1/publishers/google/models/m:generateContent",
       "/v1beta1/publishers/google/models/m:generateContent"},
      {"gemini", "", "/v1internal:generateContent", "/v1internal:generateContent"},
      {"gemini", "", "/models/m:generateContent", "/v1beta/models/m:generateContent"},
      {"gemini", "/v1beta", "/models/m:generateContent", "/v1beta/models/m:generateContent"},
      {"gemini", "/gw/v1beta", "/v1/models/m:generateContent", "/gw/v1/models/m:generateContent"},
      {"gemini", "", "", "/"},
  };
  for (const UpstreamPath& path : kPaths)
    EXPECT_EQ(provider_of_slot(path.slot)->upstream_path(path.base, path.below), path.upstream)
        << path.slot << " base '" << path.base << "' below '" << path.below << "'";
}

TEST(Providers, WriteErrorsInTheirOwnForm) {
  EXPECT_EQ(provider_of_slot("anthropic")->error_body(502, "api_error", "no \"upstream\"\n"),
            R"({"type":"error","error":{"type":"api_error","message":"no \"upstream\"\u000a"}})");
  EXPECT_EQ(provider_of_slot("openai")->error_body(502, "api_error", "x"),
            R"({"error":{"message":"x","type":"api_error","param":null,"code":null}})");
  EXPECT_EQ(provider_of_slot("gemini")->error_body(502, "api_error", "x"),
            R"({"error":{"code":502,"message":"x","status":"UNAVAILABLE"}})");
}

}  // namespace
}  // namespace tabacus::analytics
