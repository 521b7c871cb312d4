// THE LIST of agent programs, as observed on the wire (2026-11).
#include <algorithm>

#include "analytics/clients/client.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::string_view kClaudeSession = "x-claude-code-session-id";
constexpr std::string_view kClaudeAgent = "x-claude-code-agent-id";
constexpr std::string_view kClaudeParent = "x-claude-code-parent-agent-id";

// Other programs borrow Claude Code's product name, so its session header is asked for as well. SDKs come last: agents
// are built on them and keep their User-Agent.
constexpr std::array kSignatures{
    ClientSignature{"claude-code", "claude-cli/", kClaudeSession, {kClaudeSession}, kClaudeAgent, kClaudeParent},
    ClientSignature{"codex",
                    "codex",
                    "originator",
                    {"session-id", "session_id"},
                    "thread-id",
                    "x-codex-parent-thread-id",
                    "x-openai-subagent"},
    ClientSignature{"gemini-cli", "GeminiCLI", "", {}, "", ""},
    ClientSignature{"opencode", "opencode/", "", {"x-session-id", "x-session-affinity"}, "", "x-parent-session-id"},
    ClientSignature{"qwen-code", "QwenCode/", "", {}, "", ""},
    ClientSignature{"pi", "pi ", "", {"session_id"}, "", ""},
    ClientSignature{"pi", "pi/", "", {"session_id"}, "", ""},
    ClientSignature{"droid", "factory-cli/", "", {}, "", ""},
    ClientSignature{"copilot-cli", "Anthropic/JS", "x-initiator", {}, "", ""},
    ClientSignature{"copilot-cli", "OpenAI/JS", "x-initiator", {}, "", ""},
    ClientSignature{"anthropic-sdk", "Anthropic/", "", {}, "", ""},
    ClientSignature{"openai-sdk", "OpenAI/", "", {}, "", ""},
    ClientSignature{"google-genai-sdk", "google-genai-sdk/", "", {}, "", ""},
    ClientSignature{"vercel-ai-sdk", "ai-sdk/", "", {}, "", ""},
    ClientSignature{"vercel-ai-sdk", "ai/", "", {}, "", ""},
    ClientSignature{"curl", "curl/", "", {}, "", ""},
};

/// Programs by the names under which they run, where that is not the client's own name.
struct ProgramName {
  std::string_view program;
  std::string_view client;
};
constexpr std::array kProgramNames{
    ProgramName{"claude", "claude-code"}, ProgramName{"codex", "codex"},         ProgramName{"gemini", "gemini-cli"},
    ProgramName{"opencode", "opencode"},  ProgramName{"qwen", "qwen-code"},      ProgramName{"pi", "pi"},
    ProgramName{"droid", "droid"},        ProgramName{"copilot", "copilot-cli"}, ProgramName{"cline", "cline"},
    ProgramName{"curl", "curl"},
};

bool is_version_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
         c == '+' || c == '_';
}

/// The first piece between slashes and blanks that begins with a digit: "1.2.3" of "JS 1.2.3", "-tui/1.2.3/model".
std::string version_of(std::string_view after_product) {
  constexpr std::size_t kMaxVersion = 32;
  const std::string_view first_product = after_product.substr(0, after_product.find('('));
  std::size_t at = 0;
  while (at < first_product.size()) {
    const bool at_start = at == 0 || first_product[at - 1] == '/' || first_product[at - 1] == ' ';
    if (at_start && first_product[at] >= '0' && first_product[at] <= '9') break;
    ++at;
  }
  const std::string_view rest = first_product.substr(at);
  const auto end = std::ranges::find_if_not(rest, is_version_character);
  return std::string{rest.substr(0, static_cast<std::size_t>(end - rest.begin())).substr(0, kMaxVersion)};
}

}  // namespace

std::span<const ClientSignature> client_signatures() { return kSignatures; }

Client identify_client(const Headers& headers) {
  const std::string_view agent = headers.find("user-agent");
  for (const ClientSignature& signature : kSignatures) {
    if (!agent.starts_with(signature.product)) continue;
    if (!signature.required_header.empty() && headers.find(signature.required_header).empty()) continue;
    return {&signature, version_of(agent.substr(signature.product.size()))};
  }
  return {};
}

std::string_view client_of_process(std::string_view name) {
  const auto found = std::ranges::find(kProgramNames, name, &ProgramName::program);
  return found != kProgramNames.end() ? found->client : std::string_view{};
}

}  // namespace tabacus::analytics
