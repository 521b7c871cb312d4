// opencode reads ANTHROPIC_BASE_URL and OPENAI_BASE_URL, but a baseURL in its configuration wins, and for Google there
// is no variable. OPENCODE_CONFIG_CONTENT, merged with what the user has put there, wins over all of its files. A
// provider is named there only if it is in use already: naming one makes it appear in the list of models.
// Seen with 1.18.33.
#include <fmt/format.h>

#include <array>
#include <map>

#include "analytics/clients/client_files.hpp"
#include "analytics/clients/programs.hpp"

namespace tabacus::analytics {
namespace {

using nlohmann::json;

constexpr const char* kContent = "OPENCODE_CONFIG_CONTENT";

std::string slot_of(std::string_view provider) { return fmt::format("opencode.{}", provider); }

std::string_view dialect_of(std::string_view provider) {
  if (provider.starts_with("anthropic")) return "anthropic";
  return provider.starts_with("google") ? "gemini" : "openai";
}

/// The files in rising precedence.
std::vector<std::filesystem::path> files_of(const Surroundings& surroundings) {
  std::vector<std::filesystem::path> files;
  const auto global = directory_of(surroundings, "XDG_CONFIG_HOME", ".config") / "opencode";
  for (const char* name : {"config.json", "opencode.json", "opencode.jsonc"}) files.push_back(global / name);
  if (const auto named = value_of(surroundings.variables, "OPENCODE_CONFIG"); !named.empty()) files.emplace_back(named);
  for (const char* name : {"opencode.json", "opencode.jsonc"}) files.push_back(surroundings.directory / name);
  return files;
}

/// By provider. A URL with a placeholder ("{env:NAME}") is left out: it is opencode's to fill.
std::map<std::string, std::string> own_urls(const Surroundings& surroundings, std::vector<std::string>* warnings) {
  std::map<std::string, std::string> urls;
  const auto take = [&urls](const json& config) {
    const auto providers = config.is_object() ? config.find("provider") : config.end();
    if (!config.is_object() || providers == config.end() || !providers->is_object()) return;
    for (const auto& [name, provider] : providers->items()) {
      std::string url = text_at(provider, {"options", "baseURL"});
      if (!url.empty() && can_be_slot(name)) urls[name] = std::move(url);
    }
  };
  for (const auto& file : files_of(surroundings)) take(read_json_object(surroundings, file, warnings));
  take(json::parse(value_of(surroundings.variables, kContent), nullptr, false, true));
  std::erase_if(urls, [](const auto& entry) { return entry.second.find('{') != std::string::npos; });
  return urls;
}

bool uses_google(const Surroundings& surroundings) {
  for (const char* key : {"GOOGLE_GENERATIVE_AI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"})
    if (!value_of(surroundings.variables, key).empty()) return true;
  const auto data = directory_of(surroundings, "XDG_DATA_HOME", ".local/share") / "opencode/auth.json";
  return read_json_object(surroundings, data).contains("google");
}

}  // namespace

void find_opencode(const Surroundings& surroundings, Findings& findings) {
  for (const auto& [name, url] : own_urls(surroundings, &findings.warnings))
    findings.base_urls.push_back({slot_of(name), dialect_of(name), dialect_of(name), url});
}

void wire_opencode(const Surroundings& surroundings, const TabView& tab, Launch& launch) {
  std::map<std::string, std::string> urls;
  const auto own = own_urls(surroundings, nullptr);
  if (!own.contains("google") && uses_google(surroundings) && tab.serves("opencode-google"))
    urls["google"] = tab.url_of("opencode-google", "/v1beta");
  for (const auto& [name, url] : own)
    if (tab.upstream_of(slot_of(name)) == url) urls[name] = tab.url_of(slot_of(name));
  if (urls.empty()) return;
  const std::string_view present = value_of(surroundings.variables, kContent);
  json content = present.empty() ? json::object() : json::parse(present, nullptr, false, true);
  if (!content.is_object()) return;  // opencode will complain of it itself
  for (const auto& [name, url] : urls) content.merge_patch({{"provider", {{name, {{"options", {{"baseURL", url}}}}}}}});
  launch.set.emplace_back(kContent, content.dump());
}

}  // namespace tabacus::analytics
