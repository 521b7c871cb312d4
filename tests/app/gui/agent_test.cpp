#include "app/gui/demo/agent.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace tabacus::app {
namespace {

struct EventCase {
  const char* name;
  const char* json;
  const char* text;
};

class AgentEvent : public testing::TestWithParam<EventCase> {};

TEST_P(AgentEvent, CarriesItsVisibleText) { EXPECT_EQ(text_of_event(GetParam().json), GetParam().text); }

INSTANTIATE_TEST_SUITE_P(
    Events, AgentEvent,
    testing::Values(EventCase{"Anthropic",
                              R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}})",
                              "Hi"},
                    EventCase{"OpenAi", R"({"type":"response.output_text.delta","delta":"Ho"})", "Ho"},
                    EventCase{"Ping", R"({"type":"ping"})", ""}, EventCase{"NotJson", "[DONE]", ""}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(Agent, SaysWhichPlanOrVariableIsMissing) {
  std::ostringstream out;
  EXPECT_EQ(run_agent({"z", {}}, out).error().message, "no plan 'z'");
  ::unsetenv("ANTHROPIC_BASE_URL");
  EXPECT_EQ(run_agent({"a", {}}, out).error().message, "ANTHROPIC_BASE_URL is not set in this tab");
}

}  // namespace
}  // namespace tabacus::app
