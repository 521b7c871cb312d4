// The functions behind the rows of agent programs, and the names that they and a tab's variables agree on.
#pragma once

#include "analytics/clients/launch.hpp"

namespace tabacus::analytics {

constexpr std::string_view kGeminiDefaultsVariable = "GEMINI_CLI_SYSTEM_DEFAULTS_PATH";
constexpr std::string_view kGeminiDefaultsName = "gemini-defaults.json";  ///< end of the path of our own file
constexpr std::string_view kPiExtensionVariable = "TABACUS_PI_EXTENSION";
constexpr std::string_view kCodexHttpVariable = "TABACUS_CODEX_HTTP";

void find_claude_code(const Surroundings& surroundings, Findings& findings);
void wire_claude_code(const Surroundings& surroundings, const TabView& tab, Launch& launch);
void find_codex(const Surroundings& surroundings, Findings& findings);
void wire_codex(const Surroundings& surroundings, const TabView& tab, Launch& launch);
void find_opencode(const Surroundings& surroundings, Findings& findings);
void wire_opencode(const Surroundings& surroundings, const TabView& tab, Launch& launch);
void find_pi(const Surroundings& surroundings, Findings& findings);
void wire_pi(const Surroundings& surroundings, const TabView& tab, Launch& launch);
void wire_gemini(const Surroundings& surroundings, const TabView& tab, Launch& launch);
void find_ollama(const Surroundings& surroundings, Findings& findings);
void wire_ollama(const Surroundings& surroundings, const TabView& tab, Launch& launch);

/// Whether the environment says by what kind of login Gemini CLI is to work.
[[nodiscard]] bool names_gemini_login(const Variables& variables);
/// Text of the extension that kPiExtensionVariable names.
[[nodiscard]] std::string_view pi_extension();

}  // namespace tabacus::analytics
