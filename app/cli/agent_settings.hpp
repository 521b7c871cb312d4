// Settings files of agents that win over the variables a tab sets. Only asked whether they do: no value is kept.
#pragma once

#include <filesystem>
#include <string_view>

#include "app/cli/finding.hpp"

namespace tabacus::app {

/// Claude Code's "env" wins over the process environment. Pure; true where it names a base URL.
[[nodiscard]] bool claude_settings_set_base_url(std::string_view json);
/// Codex takes "openai_base_url", or a provider of its own, from config.toml. Pure.
[[nodiscard]] bool codex_config_sets_base_url(std::string_view toml);
/// Codex's auth.json holds a ChatGPT login and no API key. Pure.
[[nodiscard]] bool is_chatgpt_login(std::string_view auth_json);

/// Looks at the user's and the project's files, and at those of the machine's administrator.
[[nodiscard]] Findings check_agent_settings(const std::filesystem::path& home, const std::filesystem::path& project);

}  // namespace tabacus::app
