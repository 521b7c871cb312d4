#include "analytics/capture/capability.hpp"

#include <gtest/gtest.h>

#include <array>

namespace tabacus::analytics {
namespace {

constexpr std::string_view kToken = "abcdefghijklmnopqrstuvwx";

struct TargetCase {
  const char* name;
  const char* below_token;
  const char* slot;
  const char* path;
  const char* query;
};

class Targets : public testing::TestWithParam<TargetCase> {};

TEST_P(Targets, AreSplitBelowTheToken) {
  const std::string target = "/" + std::string{kToken} + GetParam().below_token;
  const auto addressed = address_target(target, kToken);
  ASSERT_TRUE(addressed.has_value());
  EXPECT_EQ(addressed->slot, GetParam().slot);
  EXPECT_EQ(addressed->path, GetParam().path);
  EXPECT_EQ(addressed->query, GetParam().query);
}

INSTANTIATE_TEST_SUITE_P(Forms, Targets,
                         testing::Values(TargetCase{"path", "/openai/v1/responses", "openai", "/v1/responses", ""},
                                         TargetCase{"query", "/anthropic/v1/messages?beta=true", "anthropic",
                                                    "/v1/messages", "?beta=true"},
                                         TargetCase{"slot_only", "/gemini", "gemini", "", ""},
                                         TargetCase{"slot_with_query", "/gemini?a=/b", "gemini", "", "?a=/b"},
                                         TargetCase{"odd", "/a//..%2F?", "a", "//..%2F", "?"}),
                         [](const auto& test) { return std::string{test.param.name}; });

struct BareCase {
  const char* target;
  const char* slot;  ///< empty: it does not tell
};

TEST(BarePaths, TellTheSlotWhereOneApiAloneHasThem) {
  constexpr std::array kCases = std::to_array<BareCase>({{"/v1/messages", "anthropic"},
                                                         {"/messages", "anthropic"},
                                                         {"/v1/messages/count_tokens?beta=true", "anthropic"},
                                                         {"/v1/complete", "anthropic"},
                                                         {"/v1/responses", "openai"},
                                                         {"/responses/resp_1/cancel", "openai"},
                                                         {"/v1/chat/completions", "openai"},
                                                         {"/chat/completions", "openai"},
                                                         {"/v1/embeddings", "openai"},
                                                         {"/v1beta/models/gemini-2.5-pro:generateContent", "gemini"},
                                                         {"/v1beta", "gemini"},
                                                         {"/v1alpha/models?key=x", "gemini"},
                                                         {"/v1/models", ""},
                                                         {"/v1betas/models", ""},
                                                         {"/messagesx", ""},
                                                         {"/v1/chat", ""},
                                                         {"/v1", ""},
                                                         {"/", ""},
                                                         {"*", ""},
                                                         {"http://x/v1/messages", ""},
                                                         {"", ""}});
  for (const BareCase& bare : kCases) {
    const auto addressed = address_bare_path(bare.target);
    EXPECT_EQ(addressed ? addressed->slot : "", bare.slot) << bare.target;
    if (addressed) {
      EXPECT_EQ(std::string{addressed->path}.append(addressed->query), bare.target);
    }
  }
}

TEST(AddressTarget, RefusesEverythingElse) {
  const std::string token{kToken};
  const std::vector<std::string> targets{"/",
                                         "",
                                         "/" + token,
                                         "/" + token + "/",
                                         "/" + token + "/?x",
                                         token + "/a/b",
                                         "/" + token + "x/anthropic",
                                         "/abcdefghijklmnopqrstuvwy/anthropic",
                                         "//" + token + "/anthropic"};
  for (const std::string& target : targets) EXPECT_FALSE(address_target(target, kToken).has_value()) << target;
}

TEST(ComesFromAProgram, WantsOurHostOnceAndNoOrigin) {
  const auto accepted = [](const Headers& headers) {
    return comes_from_a_program(headers, 80);
  };
  EXPECT_TRUE(accepted({{"host", "127.0.0.1:80"}}));
  EXPECT_TRUE(accepted({{"Host", "localhost:80"}}));
  EXPECT_FALSE(accepted({}));
  EXPECT_FALSE(accepted({{"Host", "127.0.0.1"}}));
  EXPECT_FALSE(accepted({{"Host", "127.0.0.1:81"}}));
  EXPECT_FALSE(accepted({{"Host", "127.0.0.1:80"}, {"origin", "null"}}));
  EXPECT_FALSE(accepted({{"Host", "127.0.0.1:80.evil.example"}}));
}

}  // namespace
}  // namespace tabacus::analytics
