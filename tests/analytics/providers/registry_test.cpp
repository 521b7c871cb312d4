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
    EXPECT_TRUE(provider->default_upstream.starts_with("https://")) << provider->id;
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
  };
  for (const UpstreamPath& path : kPaths)
    EXPECT_EQ(provider_of_slot(path.slot)->upstream_path(path.base, path.below), path.upstream)
        << path.slot << " base '" << path.base << "' below '" << path.below << "'";
}

TEST(Providers, WriteErrorsInTheirOwnForm) {
  EXPECT_EQ(provider_of_slot("anthropic")->error_body(502, "api_error", "no \"upstream\"\n"),
            R"({"type":"error","error":{"type":"api_error","message":"no \"upstream\"\u000a"}})");
}

}  // namespace
}  // namespace tabacus::analytics
