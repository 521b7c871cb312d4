#include "app/cli/agent_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/paths.hpp"
#include "base/text.hpp"

namespace tabacus::app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMaxBytes = 1024 * 1024;

json parse_object(std::string_view text) {
  json value = json::parse(text.substr(0, kMaxBytes), nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  return value.is_object() ? value : json::object();
}

bool has_text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() && !found->get_ref<const std::string&>().empty();
}

/// "key" of "key = value", "\"a b\" = value"; empty for other lines.
std::string_view key_of(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return {};
  std::string_view key = trim(line.substr(0, equals));
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
  return key;
}

std::string text_of(const fs::path& file) { return read_file(file).value_or(""); }

}  // namespace

bool claude_settings_set_base_url(std::string_view text) {
  const json settings = parse_object(text);
  const auto env = settings.find("env");
  if (env == settings.end() || !env->is_object()) return false;
  return has_text(*env, "ANTHROPIC_BASE_URL") || has_text(*env, "ANTHROPIC_BEDROCK_BASE_URL") ||
         has_text(*env, "ANTHROPIC_VERTEX_BASE_URL");
}

bool codex_config_sets_base_url(std::string_view text) {
  std::string_view table;
  for (std::string_view line : split(text.substr(0, kMaxBytes), '\n')) {
    line = trim(line);
    if (line.starts_with('[')) table = line;
    const std::string_view key = key_of(line);
    if (line.starts_with('#') || key.empty()) continue;
    if (table.empty() && (key == "openai_base_url" || key == "chatgpt_base_url" || key == "model_provider"))
      return true;
    if (table.starts_with("[profiles.") && key == "model_provider") return true;
  }
  return false;
}

bool is_chatgpt_login(std::string_view text) {
  const json auth = parse_object(text);
  const auto tokens = auth.find("tokens");
  return tokens != auth.end() && tokens->is_object() && has_text(*tokens, "access_token") &&
         !has_text(auth, "OPENAI_API_KEY");
}

Findings check_agent_settings(const fs::path& home, const fs::path& project) {
  Findings findings;
  const std::array claude{home / ".claude/settings.json", project / ".claude/settings.json",
                          project / ".claude/settings.local.json", fs::path{"/etc/claude-code/managed-settings.json"}};
  for (const fs::path& file : claude) {
    if (!claude_settings_set_base_url(text_of(file))) continue;
    if (file == claude.back())
      findings.push_back(
          {Severity::Trouble, "settings",
           fmt::format("{} sets a base URL in \"env\", which wins over everything: Claude Code's calls go "
                       "past the meter",
                       file.native()),
           "ask who manages it; the tab's forward proxy can see them"});
    else
      findings.push_back(
          {Severity::Advice, "settings",
           fmt::format("{} sets a base URL in \"env\", which wins over the tab's variable", file.native()),
           "start claude by its name in a tab opened after that, in this directory: then it is the tab's upstream; by "
           "its full path its calls go past the meter"});
  }
  const std::array codex{home / ".codex/config.toml", fs::path{"/etc/codex/config.toml"},
                         fs::path{"/etc/codex/managed_config.toml"}};
  for (const fs::path& file : codex) {
    if (!codex_config_sets_base_url(text_of(file))) continue;
    findings.push_back({Severity::Advice, "settings",
                        fmt::format("{} names a base URL or a provider of its own for Codex", file.native()),
                        "start codex by its name in a tab opened after that: then it is the tab's upstream; by its "
                        "full path, or with a "
                        "file other than the user's config.toml, its calls go past the meter"});
  }
  if (is_chatgpt_login(text_of(home / ".codex/auth.json")))
    findings.push_back(
        {Severity::Advice, "chatgpt",
         "Codex is logged in with ChatGPT: its calls go to chatgpt.com and count as paid by subscription",
         "nothing to do; for calls by API key: codex logout, and set OPENAI_API_KEY"});
  return findings;
}

}  // namespace tabacus::app
