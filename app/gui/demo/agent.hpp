// A small scripted agent for the demonstration: it talks to the provider its tab points it to, and prints as coding
// agents do. Runs as a program of its own inside a tab (`tabacus demo-agent --plan a`).
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tabacus::app {

struct AgentOptions {
  std::string plan;                      ///< "a": Anthropic Messages; "b": OpenAI Responses
  std::chrono::milliseconds pause{400};  ///< between two turns
};

/// The visible text that one server-sent event of a provider carries; empty for every other event.
[[nodiscard]] std::string text_of_event(std::string_view json);

/// Runs the plan's turns through ANTHROPIC_BASE_URL or OPENAI_BASE_URL. NotFound: no such plan, or the variable is not
/// set; Io: a call failed.
[[nodiscard]] Result<void> run_agent(const AgentOptions& options, std::ostream& out);

}  // namespace tabacus::app
