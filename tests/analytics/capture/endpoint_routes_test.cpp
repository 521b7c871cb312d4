#include "analytics/capture/endpoint_routes.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace tabacus::analytics {
namespace {

using ::testing::HasSubstr;

Routes all_routes() { return routes_for(providers(), {}).routes; }

TEST(EndpointRoutes, KeepOneProvider) {
  Routes routes = all_routes();
  ASSERT_TRUE(keep_slot(routes, ""));
  EXPECT_EQ(routes.size(), all_routes().size());
  const auto unknown = keep_slot(routes, "mistral");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(unknown.error().message, HasSubstr("no provider 'mistral'; there are: anthropic"));
  ASSERT_TRUE(keep_slot(routes, "gemini"));
  ASSERT_EQ(routes.size(), 1U);
  EXPECT_TRUE(routes.contains("gemini"));
}

TEST(EndpointRoutes, TakeAGatewaysRootForAllProviders) {
  for (const char* root : {"http://gw.example:4000", "http://gw.example:4000/", "http://gw.example:4000/v1"}) {
    Routes routes = all_routes();
    ASSERT_TRUE(send_to(routes, root));
    EXPECT_EQ(routes.at("anthropic").upstream.base_path, "") << root;
    EXPECT_EQ(routes.at("openai").upstream.base_path, "/v1") << root;
    EXPECT_EQ(routes.at("gemini").upstream.port, 4000) << root;
  }
}

TEST(EndpointRoutes, TakeTheUrlOfOneProviderAsItIs) {
  Routes routes = all_routes();
  ASSERT_TRUE(keep_slot(routes, "openai"));
  ASSERT_TRUE(send_to(routes, "https://gw.example/openai"));
  EXPECT_EQ(routes.at("openai").upstream.base_path, "/openai");
  EXPECT_EQ(routes.at("openai").upstream_text, "https://gw.example/openai");
  EXPECT_EQ(send_to(routes, "ftp://x").error().code, ErrorCode::InvalidInput);
  ASSERT_TRUE(send_to(routes, ""));
  EXPECT_EQ(routes.at("openai").upstream.host, "gw.example");
}

TEST(EndpointRoutes, LeaveThePrefixOutOfEveryUrl) {
  const Routes routes = all_routes();
  const Variables full = environment_for(routes, {}, {4321, "secret-token", {}});
  const Variables bare = without_prefix(full, routes, "http://127.0.0.1:4321/secret-token");
  const auto value = [&bare](std::string_view name) {
    const auto found =
        std::ranges::find(bare, name, [](const auto& variable) { return std::string_view{variable.first}; });
    return found != bare.end() ? found->second : "not there";
  };
  EXPECT_EQ(value("ANTHROPIC_BASE_URL"), "http://127.0.0.1:4321");
  EXPECT_EQ(value("OPENAI_BASE_URL"), "http://127.0.0.1:4321/v1");
  EXPECT_EQ(value("GOOGLE_GEMINI_BASE_URL"), "http://127.0.0.1:4321");
  for (const auto& [name, text] : bare) EXPECT_EQ(text.find("secret-token"), std::string::npos) << name;
}

}  // namespace
}  // namespace tabacus::analytics
