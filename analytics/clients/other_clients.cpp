// Gemini CLI and Ollama: one variable each that must hold for the client's own start only.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analytics/clients/client_files.hpp"
#include "analytics/clients/programs.hpp"
#include "base/text.hpp"

namespace tabacus::analytics {
namespace {

/// Those that talk to a server; `serve` is one, and binds to OLLAMA_HOST.
constexpr std::array<std::string_view, 12> kOllamaCommands{"run", "pull", "push", "list", "ls",     "ps",
                                                           "rm",  "cp",   "show", "stop", "create", "launch"};

/// As ollama completes what OLLAMA_HOST leaves out.
std::string ollama_url(std::string_view host) {
  if (host.empty()) return "http://127.0.0.1:11434";
  if (host.find("://") != std::string_view::npos) return std::string{host};
  const std::string_view name = host.substr(0, host.find('/'));
  const bool has_port = name.rfind(':') != std::string_view::npos && !name.ends_with(']');
  return has_port ? fmt::format("http://{}", host) : fmt::format("http://{}:11434", host);
}

}  // namespace

/// With a Google login or Vertex in the environment, the kind of login that our defaults name would be the wrong one.
void wire_gemini(const Surroundings& surroundings, const TabView& /*tab*/, Launch& launch) {
  const Variables& variables = surroundings.variables;
  if (!names_gemini_login(variables)) return;
  if (value_of(variables, kGeminiDefaultsVariable).ends_with(kGeminiDefaultsName))
    launch.unset.emplace_back(kGeminiDefaultsVariable);
}

bool names_gemini_login(const Variables& variables) {
  return value_of(variables, "GOOGLE_GENAI_USE_GCA") == "true" ||
         value_of(variables, "GOOGLE_GENAI_USE_VERTEXAI") == "true";
}

void find_ollama(const Surroundings& surroundings, Findings& findings) {
  findings.base_urls.push_back(
      {"ollama", "ollama", "ollama", ollama_url(value_of(surroundings.variables, "OLLAMA_HOST"))});
}

void wire_ollama(const Surroundings& surroundings, const TabView& tab, Launch& launch) {
  const bool asks_server = !launch.arguments.empty() &&
                           std::ranges::find(kOllamaCommands, launch.arguments.front()) != kOllamaCommands.end();
  if (asks_server && tab.upstream_of("ollama") == ollama_url(value_of(surroundings.variables, "OLLAMA_HOST")))
    launch.set.emplace_back("OLLAMA_HOST", tab.url_of("ollama"));
}

}  // namespace tabacus::analytics
