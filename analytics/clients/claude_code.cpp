// Claude Code takes ANTHROPIC_BASE_URL from the environment, but one in the "env" block of its settings wins over that.
// Only --settings wins over both; a managed file wins over everything. Seen with 2.1.329.
#include <array>

#include "analytics/clients/client_files.hpp"
#include "analytics/clients/programs.hpp"

namespace tabacus::analytics {
namespace {

using nlohmann::json;

constexpr const char* kVariable = "ANTHROPIC_BASE_URL";
constexpr std::string_view kSlot = "claude-settings";
constexpr std::string_view kFirstParty = "_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL";

struct Setting {
  std::string url;  ///< empty: no file sets one
  bool is_managed = false;
};

Setting setting_of(const Surroundings& surroundings, std::vector<std::string>* warnings) {
  const std::filesystem::path project = surroundings.directory / ".claude";
  const std::array<std::filesystem::path, 4> files{
      "/etc/claude-code/managed-settings.json", project / "settings.local.json", project / "settings.json",
      directory_of(surroundings, "CLAUDE_CONFIG_DIR", ".claude") / "settings.json"};
  for (const auto& file : files)
    if (std::string url = text_at(read_json_object(surroundings, file, warnings), {"env", kVariable}); !url.empty())
      return {std::move(url), &file == files.data()};
  return {};
}

bool leads_to_anthropic(std::string_view url) { return url.starts_with("https://api.anthropic.com"); }

/// The words after `--settings`: a file's name or JSON itself.
json given_settings(const Surroundings& surroundings, const std::string& word) {
  if (word.starts_with('{')) return json::parse(word, nullptr, false, true);
  return read_json_object(surroundings, surroundings.directory / word);
}

/// Sets the variable in the settings that the user has given, or gives some; false where those name a URL of their own
/// or cannot be read.
bool add_to_settings(const Surroundings& surroundings, const std::string& url, std::vector<std::string>& arguments) {
  constexpr std::string_view kOption = "--settings";
  json settings = json::object();
  auto word = arguments.begin();
  for (; word != arguments.end() && *word != "--"; ++word) {
    const bool joined = word->starts_with("--settings=");
    if (!joined && (*word != kOption || word + 1 == arguments.end())) continue;
    settings = given_settings(surroundings, joined ? word->substr(kOption.size() + 1) : *(word + 1));
    if (!settings.is_object() || !text_at(settings, {"env", kVariable}).empty()) return false;
    if (settings.contains("env") && !settings["env"].is_object()) return false;
    word = arguments.erase(word, joined ? word + 1 : word + 2);
    break;
  }
  settings["env"][kVariable] = url;
  arguments.insert(arguments.begin(), {std::string{kOption}, settings.dump()});
  return true;
}

}  // namespace

void find_claude_code(const Surroundings& surroundings, Findings& findings) {
  Setting setting = setting_of(surroundings, &findings.warnings);
  if (setting.url.empty()) return;
  if (setting.is_managed)
    findings.warnings.emplace_back("Claude Code's managed settings set ANTHROPIC_BASE_URL; its calls are not metered");
  else
    findings.base_urls.push_back({std::string{kSlot}, "anthropic", "anthropic", std::move(setting.url)});
}

void wire_claude_code(const Surroundings& surroundings, const TabView& tab, Launch& launch) {
  const Setting setting = setting_of(surroundings, nullptr);
  if (setting.url.empty()) return;
  const bool is_served = !setting.is_managed && tab.upstream_of(kSlot) == setting.url &&
                         add_to_settings(surroundings, tab.url_of(kSlot), launch.arguments);
  // What we say of the variable's upstream does not hold for that of the settings.
  if (!is_served && !leads_to_anthropic(setting.url)) launch.unset.emplace_back(kFirstParty);
}

}  // namespace tabacus::analytics
