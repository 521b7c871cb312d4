#include <gmock/gmock.h>

#include "analytics/clients/client.hpp"

namespace tabacus::analytics {
namespace {

struct AgentCase {
  std::string_view user_agent;
  std::string_view extra_header;  ///< its value is "x"
  std::string_view name, version;
};

TEST(Clients, AreKnownByWhatTheySend) {
  constexpr AgentCase kCases[] = {
      {"claude-cli/2.1.329 (external, sdk-ts, agent-sdk/0.3.329)", "X-Claude-Code-Session-Id", "claude-code",
       "2.1.329"},
      {"claude-cli/0.24.4 (external, cli)", "", "", ""},  // Qwen Code in disguise
      {"codex_exec/0.169.0 (Debian 12; x86_64) unknown", "originator", "codex", "0.169.0"},
      {"GeminiCLI-tui/0.61.0/gemini-3.1-pro-preview (linux; x64)", "", "gemini-cli", "0.61.0"},
      {"GeminiCLI/0.61.0 (linux)", "", "gemini-cli", "0.61.0"},
      {"opencode/1.18.33 ai-sdk/anthropic/2.0", "", "opencode", "1.18.33"},
      {"QwenCode/0.24.4 (linux; x64)", "", "qwen-code", "0.24.4"},
      {"pi (linux 6.1; node v24)", "", "pi", ""},
      {"factory-cli/0.215.0", "", "droid", "0.215.0"},
      {"Anthropic/JS 1.11.0", "x-initiator", "copilot-cli", "1.11.0"},
      {"Anthropic/JS 1.11.0", "", "anthropic-sdk", "1.11.0"},
      {"OpenAI/Python 7.55.0", "", "openai-sdk", "7.55.0"},
      {"ai-sdk/openai/3.0.1", "", "vercel-ai-sdk", "3.0.1"},
      {"google-genai-sdk/3.1.0 gl-node/v24", "", "google-genai-sdk", "3.1.0"},
      {"curl/7.88.1", "", "curl", "7.88.1"},
      {"my-claude-cli/1.0", "", "", ""},
      {"", "", "", ""},
  };
  for (const AgentCase& row : kCases) {
    Headers headers{{{"User-Agent", std::string{row.user_agent}}}};
    if (!row.extra_header.empty()) headers.add(row.extra_header, "x");
    const Client client = identify_client(headers);
    EXPECT_EQ(client.signature == nullptr ? "" : client.signature->name, row.name) << row.user_agent;
    EXPECT_EQ(client.version, row.version) << row.user_agent;
  }
}

TEST(Clients, GiveNoVersionLongerThanAVersion) {
  const Headers headers{{{"user-agent", "curl/1" + std::string(1000, '2')}}};
  EXPECT_EQ(identify_client(headers).version.size(), 32u);
}

TEST(Clients, AreKnownByTheNameOfTheirProgramToo) {
  EXPECT_EQ(client_of_process("claude"), "claude-code");
  EXPECT_EQ(client_of_process("gemini"), "gemini-cli");
  EXPECT_EQ(client_of_process("bash"), "");
  EXPECT_EQ(client_of_process(""), "");
}

}  // namespace
}  // namespace tabacus::analytics
