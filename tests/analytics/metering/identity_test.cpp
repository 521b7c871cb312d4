#include "analytics/metering/identity.hpp"

#include <gtest/gtest.h>

namespace tabacus::analytics {
namespace {

TEST(IdentifyCall, TellsASubAgentFromItsSession) {
  const CallIdentity main = identify_call(
      {{"User-Agent", "codex_exec/0.169.0"}, {"originator", "codex_exec"}, {"session-id", "s1"}, {"thread-id", "s1"}});
  EXPECT_EQ(main.client, "codex");
  EXPECT_EQ(main.wire_session, "s1");
  EXPECT_EQ(main.agent, "");
  const CallIdentity child = identify_call({{"User-Agent", "codex_exec/0.169.0"},
                                            {"originator", "codex_exec"},
                                            {"session-id", "s1"},
                                            {"thread-id", "t2"},
                                            {"x-codex-parent-thread-id", "s1"}});
  EXPECT_EQ(child.agent, "t2");
  EXPECT_EQ(child.parent_agent, "s1");
  const CallIdentity review = identify_call({{"User-Agent", "codex_exec/0.169.0"},
                                             {"originator", "codex_exec"},
                                             {"session-id", "s1"},
                                             {"thread-id", "s1"},
                                             {"x-openai-subagent", "review"}});
  EXPECT_EQ(review.agent, "review") << "it has no id of its own";
}

TEST(IdentifyCall, TakesTheTraceOfItsCallerOnlyWhole) {
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const std::string parent = "00f067aa0ba902b7";
  const auto told = [](const std::string& value) {
    const CallIdentity identity = identify_call({{"User-Agent", "codex_exec/0.169.0"}, {"Traceparent", value}});
    return identity.trace_id + "/" + identity.parent_span_id;
  };
  EXPECT_EQ(told("00-" + trace + "-" + parent + "-01"), trace + "/" + parent);
  EXPECT_EQ(told("00-" + trace + "-" + parent + "-00"), trace + "/" + parent) << "sampled or not";
  EXPECT_EQ(told("7a-" + trace + "-" + parent + "-01-more"), trace + "/" + parent) << "of a version to come";
  for (const std::string& broken :
       {std::string{}, "00-" + trace + "-" + parent, "00-" + trace + "-" + parent + "-01-more",
        "ff-" + trace + "-" + parent + "-01", "00-" + std::string(32, '0') + "-" + parent + "-01",
        "00-" + trace + "-" + std::string(16, '0') + "-01", "00-" + trace + "-00F067AA0BA902B7-01",
        "00_" + trace + "-" + parent + "-01", "00-" + trace + "-" + parent + "-0g"})
    EXPECT_EQ(told(broken), "/") << broken;
}

TEST(IdentifyCall, FindsTheSessionOfAClientItDoesNotKnow) {
  const CallIdentity identity = identify_call({{"User-Agent", "home-made/1"}, {"Session_Id", "abc"}});
  EXPECT_EQ(identity.client, "");
  EXPECT_EQ(identity.wire_session, "abc");
}

TEST(IdentifyCall, DropsIdsThatAreNone) {
  EXPECT_EQ(identify_call({{"session-id", "two words"}}).wire_session, "");
  EXPECT_EQ(identify_call({{"session-id", std::string(200, 'x')}}).wire_session, "");
}

TEST(BillingOf, TellsALoginFromAKey) {
  EXPECT_EQ(billing_of({{"Authorization", "Bearer sk-ant-oat01-x"}}, "api.anthropic.com", "/v1/messages"),
            Billing::Subscription);
  EXPECT_EQ(billing_of({{"x-api-key", "sk-ant-api03-x"}}, "api.anthropic.com", "/v1/messages"), Billing::Api);
  EXPECT_EQ(billing_of({{"chatgpt-account-id", "a"}}, "127.0.0.1", "/v1/responses"), Billing::Subscription);
  EXPECT_EQ(billing_of({{"Authorization", "Bearer sk-x"}}, "chatgpt.com", "/responses"), Billing::Subscription);
  EXPECT_EQ(billing_of({{"Authorization", "Bearer ya29.x"}}, "127.0.0.1", "/v1internal:generateContent"),
            Billing::Subscription);
  EXPECT_EQ(billing_of({{"Authorization", "Bearer tid=x"}}, "api.individual.githubcopilot.com", "/chat/completions"),
            Billing::Subscription);
  EXPECT_EQ(billing_of({{"Authorization", "Bearer sk-or-x"}}, "openrouter.ai", "/api/v1/chat/completions"),
            Billing::Api);
}

}  // namespace
}  // namespace tabacus::analytics
