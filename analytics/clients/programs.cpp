// THE LIST of agent programs and of how each is started in a tab (2026-11).
#include "analytics/clients/programs.hpp"

#include <algorithm>

#include "analytics/clients/client_proxy.hpp"

namespace tabacus::analytics {
namespace {

constexpr std::array kPrograms{
    AgentProgram{.client = "claude-code",
                 .programs = {"claude"},
                 .packages = {"@anthropic-ai/claude-code"},
                 .find = find_claude_code,
                 .wire = wire_claude_code},
    AgentProgram{.client = "codex",
                 .programs = {"codex"},
                 .packages = {"@openai/codex"},
                 .find = find_codex,
                 .wire = wire_codex},
    AgentProgram{
        .client = "gemini-cli", .programs = {"gemini"}, .packages = {"@google/gemini-cli"}, .wire = wire_gemini},
    AgentProgram{.client = "opencode",
                 .programs = {"opencode"},
                 .packages = {"opencode-ai"},
                 .find = find_opencode,
                 .wire = wire_opencode},
    AgentProgram{.client = "pi",
                 .programs = {"pi"},
                 .packages = {"@earendil-works/pi-coding-agent", "@mariozechner/pi-coding-agent"},
                 .find = find_pi,
                 .wire = wire_pi},
    AgentProgram{.client = "qwen-code", .programs = {"qwen"}, .packages = {"@qwen-code/qwen-code"}},
    AgentProgram{.client = "ollama", .programs = {"ollama"}, .find = find_ollama, .wire = wire_ollama},
    AgentProgram{.client = "copilot-cli",
                 .programs = {"copilot"},
                 .packages = {"@github/copilot"},
                 .needs_forward_proxy = true,
                 .unless = {"COPILOT_PROVIDER_BASE_URL"},
                 .note = "calls GitHub's own backend, unless COPILOT_PROVIDER_BASE_URL names another provider"},
    AgentProgram{.client = "kimi",
                 .programs = {"kimi"},
                 .packages = {"@moonshot-ai/kimi-code"},
                 .needs_forward_proxy = true,
                 .unless = {"KIMI_BASE_URL", "KIMI_MODEL_BASE_URL"},
                 .note = "has its base URL from its configuration, unless KIMI_MODEL_BASE_URL or KIMI_BASE_URL is set "
                         "before the tab opens"},
    AgentProgram{.client = "droid",
                 .programs = {"droid"},
                 .packages = {"droid", "@factory/cli"},
                 .needs_forward_proxy = true,
                 .note = "base URLs of custom models stand beside their keys in its settings, which are not copied"},
    AgentProgram{.client = "cline",
                 .programs = {"cline"},
                 .packages = {"cline"},
                 .needs_forward_proxy = true,
                 .note = "its base URL stands beside the key in its settings, which are not copied"},
    AgentProgram{.client = "cursor",
                 .programs = {"cursor-agent"},
                 .needs_forward_proxy = true,
                 .note = "calls Cursor's own backend"},
    AgentProgram{.client = "qoder",
                 .programs = {"qodercli", "qoder"},
                 .packages = {"@qoder-ai/qodercli"},
                 .needs_forward_proxy = true,
                 .note = "calls Qoder's own backend"},
    AgentProgram{.client = "hermes",
                 .programs = {"hermes"},
                 .needs_forward_proxy = true,
                 .note = "has its base URL from its configuration"},
};

constexpr std::array<std::string_view, 3> kRunners{"npx", "bunx", "pnpx"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return !name.empty() && std::ranges::find(names, name) != names.end();
}

const AgentProgram* program_named(std::string_view name) {
  const auto found =
      std::ranges::find_if(kPrograms, [&](const AgentProgram& row) { return is_one_of(row.programs, name); });
  return found != kPrograms.end() ? &*found : nullptr;
}

/// By the package's name with or without a version ("@openai/codex@latest"), or that of its program.
const AgentProgram* program_in_package(std::string_view word) {
  const std::size_t version = word.find('@', 1);
  const std::string_view package = word.substr(0, version);
  const auto found =
      std::ranges::find_if(kPrograms, [&](const AgentProgram& row) { return is_one_of(row.packages, package); });
  return found != kPrograms.end() ? &*found : program_named(package);
}

/// Where the package or program stands in a runner's arguments; their number where it cannot be told.
std::size_t package_word(const std::vector<std::string>& arguments) {
  std::size_t at = 0;
  while (at < arguments.size() && arguments[at].starts_with('-')) {
    const std::string& option = arguments[at];
    if (option == "-c" || option == "--call") return arguments.size();
    at += option == "-p" || option == "--package" ? 2U : 1U;
  }
  return std::min(at, arguments.size());
}

bool uses_proxy(const AgentProgram& row, const Variables& variables) {
  return row.needs_forward_proxy &&
         std::ranges::all_of(row.unless, [&](std::string_view name) { return value_of(variables, name).empty(); });
}

}  // namespace

std::span<const AgentProgram> agent_programs() { return kPrograms; }
std::span<const std::string_view> package_runners() { return kRunners; }

Findings find_base_urls(const Surroundings& surroundings) {
  Findings findings;
  for (const AgentProgram& row : kPrograms)
    if (row.find != nullptr) row.find(surroundings, findings);
  return findings;
}

Launch wire_launch(std::string_view program, std::vector<std::string> arguments, const Surroundings& surroundings) {
  const auto tab = TabView::from(surroundings.variables);
  if (!tab) return {std::move(arguments), {}, {}};
  const bool is_runner = is_one_of(kRunners, program);
  const std::size_t begin = is_runner ? package_word(arguments) : 0;
  const AgentProgram* row = nullptr;
  if (!is_runner)
    row = program_named(program);
  else if (begin < arguments.size())
    row = program_in_package(arguments[begin]);
  if (row == nullptr) return {std::move(arguments), {}, {}};
  const auto own = arguments.begin() + static_cast<std::ptrdiff_t>(begin + (is_runner ? 1 : 0));
  Launch launch{{own, arguments.end()}, {}, {}};
  if (row->wire != nullptr) row->wire(surroundings, *tab, launch);
  if (uses_proxy(*row, surroundings.variables)) launch.set = proxy_for_client(surroundings.variables);
  launch.arguments.insert(launch.arguments.begin(), arguments.begin(), own);
  return launch;
}

}  // namespace tabacus::analytics
